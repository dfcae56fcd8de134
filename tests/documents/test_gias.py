"""The register of schools is read by column names, and a broken file gives a sentence and no school."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from pathlib import Path

import pytest

from sef2si.documents.gias import Report, Skipped, read_register
from sef2si.domain.school import Nation, Phase, School
from sef2si.errors import Invalid
from tests.gias import CLOSED, COLUMNS, PROPOSED, extract, row

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "gias_sample.csv"


def read(content: bytes) -> tuple[tuple[School, ...], Report]:
    report = Report()
    return tuple(read_register(io.BytesIO(content), "register.csv", report)), report


def one(**changes: str) -> School:
    schools, report = read(extract(row(**changes)))
    assert report.skipped == []
    return schools[0]


def left_out(**changes: str) -> str:
    schools, report = read(extract(row(**changes)))
    assert schools == ()
    return report.skipped[0].why


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        read(content)
    return refusal.value.sentence


def test_the_invented_extract_has_the_published_140_columns_and_true_windows_1252_bytes() -> None:
    content = extract()
    assert (len(COLUMNS), len(set(COLUMNS))) == (140, 140)
    assert b"Zo\xe9\x92s \x93Quayside\x94 Primary \x96 Infants" in content
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_an_extract_gives_schools_and_says_what_it_left_out_and_why() -> None:
    schools, report = read(extract())
    assert schools == (
        School(
            id="900101",
            urn="900101",
            name="St Zoé’s “Quayside” Primary – Infants and Juniors",
            phase=Phase.PRIMARY,
            school_type="Community school",
            authority="Saltmere",
            pupils=412,
            fsm_percent=Decimal("24.6"),
            early_years=True,
            sixth_form=False,
        ),
        School(
            id="900102",
            urn="900102",
            name="Quarry Bank Academy",
            phase=Phase.SECONDARY,
            school_type="Academy converter",
            authority="Saltmere",
            trust="Dale and Fell Learning Trust",
            pupils=1204,
            early_years=False,
            sixth_form=True,
        ),
    )
    assert report == Report(
        taken=2,
        skipped=[
            Skipped(4, "Old Mill Infant School", "it is closed"),
            Skipped(5, "Newfields Primary", "it is proposed and not yet open"),
        ],
    )
    assert report.reasons == {"it is closed": 1, "it is proposed and not yet open": 1}


@pytest.mark.skipif(not REAL.exists(), reason="the shared sample is not here")
def test_the_shared_sample_is_read() -> None:
    schools, report = read(REAL.read_bytes())
    assert [(s.urn, s.name, s.phase, s.early_years, s.sixth_form, s.pupils) for s in schools][:2] == [
        ("100492", "St Thomas' CofE Primary School", Phase.PRIMARY, True, False, 237),
        ("100459", "St Aloysius RC College", Phase.SECONDARY, False, True, 1104),
    ]
    assert (report.taken, report.skipped) == (4, [])
    assert "Headteacher" not in repr(schools)


def test_heads_names_are_nowhere_in_what_is_read() -> None:
    content = extract()
    assert b"Headsname" in content
    assert "Headsname" not in repr(read(content))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-8"])
def test_windows_1252_and_utf_8_with_and_without_a_mark_give_the_same_schools(encoding: str) -> None:
    assert read(extract(encoding=encoding))[0] == read(extract())[0]


def test_columns_are_found_by_name_in_any_order() -> None:
    mixed = list(COLUMNS)
    random.Random(3).shuffle(mixed)
    assert read(extract(columns=mixed)) == read(extract())


def test_five_columns_of_later_releases_and_all_optional_ones_may_be_missing() -> None:
    gone = {"OfstedLastInsp", "OfstedSpecialMeasures (code)", "OfstedSpecialMeasures (name)", "OfstedRating (name)"}
    gone.add("RSCRegion (name)")
    assert read(extract(columns=[c for c in COLUMNS if c not in gone])) == read(extract())
    least = extract(row(), columns=["URN", "EstablishmentName", "PhaseOfEducation (name)"])
    assert read(least)[0] == (School(id="900101", urn="900101", name=row()["EstablishmentName"], phase=Phase.PRIMARY),)


@pytest.mark.parametrize(
    ("code", "named", "phase"),
    [
        ("1", "Nursery", Phase.NURSERY),
        ("2", "Primary", Phase.PRIMARY),
        ("3", "Middle deemed primary", Phase.MIDDLE),
        ("4", "Secondary", Phase.SECONDARY),
        ("5", "Middle deemed secondary", Phase.MIDDLE),
        ("6", "16 plus", Phase.SIXTEEN_PLUS),
        ("7", "All-through", Phase.ALL_THROUGH),
        ("07", "", Phase.ALL_THROUGH),
        ("", "Middle deemed secondary", Phase.MIDDLE),
        ("", "All-through", Phase.ALL_THROUGH),
    ],
)
def test_a_phase_is_told_by_its_code_or_its_name(code: str, named: str, phase: Phase) -> None:
    assert one(**{"PhaseOfEducation (code)": code, "PhaseOfEducation (name)": named}).phase == phase


NO_PHASE = {"PhaseOfEducation (code)": "0", "PhaseOfEducation (name)": "Not applicable"}


@pytest.mark.parametrize(
    ("kind", "group", "phase"),
    [
        ("Community special school", "Special schools", Phase.SPECIAL),
        ("Academy special converter", "Academies", Phase.SPECIAL),
        ("Free schools special", "Free Schools", Phase.SPECIAL),
        ("Other independent special school", "Independent schools", Phase.SPECIAL),
        ("Pupil referral unit", "Local authority maintained schools", Phase.ALTERNATIVE),
        ("Academy alternative provision converter", "Academies", Phase.ALTERNATIVE),
        ("Free schools alternative provision", "Free Schools", Phase.ALTERNATIVE),
    ],
)
def test_special_schools_and_referral_units_are_told_by_their_type(kind: str, group: str, phase: Phase) -> None:
    typed = {"TypeOfEstablishment (name)": kind, "EstablishmentTypeGroup (name)": group}
    assert one(**NO_PHASE, **typed).phase == phase


@pytest.mark.parametrize(
    ("low", "high", "phase"),
    [
        ("2", "5", Phase.NURSERY),
        ("3", "13", Phase.PRIMARY),
        ("3", "18", Phase.ALL_THROUGH),
        ("9", "13", Phase.MIDDLE),
        ("11", "16", Phase.SECONDARY),
        ("16", "19", Phase.SIXTEEN_PLUS),
    ],
)
def test_an_independent_school_without_a_phase_is_told_by_its_ages(low: str, high: str, phase: Phase) -> None:
    assert one(**NO_PHASE, StatutoryLowAge=low, StatutoryHighAge=high).phase == phase


@pytest.mark.parametrize(
    ("changes", "nation"),
    [
        ({}, Nation.ENGLAND),
        ({"Country (name)": "Wales"}, Nation.WALES),
        ({"EstablishmentTypeGroup (name)": "Welsh schools"}, Nation.WALES),
        ({"TypeOfEstablishment (name)": "Welsh establishment"}, Nation.WALES),
        ({"Country (name)": "Northern Ireland"}, Nation.NORTHERN_IRELAND),
    ],
)
def test_a_school_stands_in_its_nation(changes: dict[str, str], nation: Nation) -> None:
    assert one(**changes).nation == nation


@pytest.mark.parametrize(
    ("nursery", "low", "expected"),
    [
        ("Has Nursery Classes", "", True),
        ("No Nursery Classes", "4", True),
        ("No Nursery Classes", "7", False),
        ("Not applicable", "", None),
    ],
)
def test_early_years_are_told_by_nursery_classes_or_the_youngest_age(
    nursery: str, low: str, expected: bool | None
) -> None:
    assert one(**{"NurseryProvision (name)": nursery, "StatutoryLowAge": low}).early_years is expected


@pytest.mark.parametrize(
    ("code", "named", "expected"),
    [
        ("1", "", True),
        ("2", "", False),
        ("", "Has a sixth form", True),
        ("", "Does not have a sixth form", False),
        ("0", "Not applicable", None),
    ],
)
def test_a_sixth_form_is_told_by_code_or_name(code: str, named: str, expected: bool | None) -> None:
    assert one(**{"OfficialSixthForm (code)": code, "OfficialSixthForm (name)": named}).sixth_form is expected


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (CLOSED, "it is closed"),
        (PROPOSED, "it is proposed and not yet open"),
        ({"EstablishmentStatus (code)": "", "EstablishmentStatus (name)": "Closed"}, "its status is “closed”"),
        ({"URN": "12"}, "“12” is not a URN"),
        ({"URN": ""}, "“” is not a URN"),
        ({"EstablishmentName": " "}, "it has no name"),
        ({**NO_PHASE, "StatutoryLowAge": "", "StatutoryHighAge": ""}, "it has no phase of education"),
        ({"TypeOfEstablishment (name)": "Children's centre"}, "it is not a school but “children's centre”"),
        ({"Country (name)": "Spain"}, "it is outside the United Kingdom and Ireland"),
    ],
)
def test_a_row_that_is_no_open_school_is_left_out_with_the_reason(changes: dict[str, str], why: str) -> None:
    assert left_out(**changes) == why


def test_open_but_proposed_to_close_is_open() -> None:
    status = {"EstablishmentStatus (code)": "3", "EstablishmentStatus (name)": "Open, but proposed to close"}
    assert one(**status).urn == "900101"


def test_a_urn_that_is_there_twice_is_taken_once() -> None:
    schools, report = read(extract(row(), row(EstablishmentName="The same again")))
    assert [school.urn for school in schools] == ["900101"]
    assert report.skipped == [Skipped(3, "The same again", "its URN is already on line 2")]


@pytest.mark.parametrize(("pupils", "fsm"), [("", ""), ("many", "some"), ("-3", "140"), ("9999999", "NaN")])
def test_a_bad_figure_is_left_blank_and_keeps_the_school(pupils: str, fsm: str) -> None:
    school = one(NumberOfPupils=pupils, PercentageFSM=fsm)
    assert (school.pupils, school.fsm_percent) == (None, None)


def test_the_line_is_that_of_the_file_where_a_name_holds_line_breaks() -> None:
    schools, report = read(extract(row(Street="Line one\nLine two"), row(**CLOSED)))
    assert len(schools) == 1
    assert [skipped.line for skipped in report.skipped] == [4]


END = "Nothing was imported."
CHOOSE = "Please choose the file “Establishment fields CSV” from Get Information about Schools"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", f"register.csv is empty. {CHOOSE}. {END}"),
        (b"\r\n \r\n", f"register.csv is empty. {CHOOSE}. {END}"),
        (
            b"PK\x03\x04 and so on",
            f"register.csv is a zip file or a spreadsheet. Please unzip it, or save the sheet as CSV. {END}",
        ),
        (
            "URN,EstablishmentName".encode("utf-16"),
            f"register.csv is saved as “Unicode text”. Please save it as CSV UTF-8. {END}",
        ),
        (
            b"URN,EstablishmentName\r\n\x00\x01\x02",
            f"register.csv is not a CSV file: it holds bytes that are no text. {CHOOSE}. {END}",
        ),
        (
            b"Dear governors,\r\nplease find attached",
            f"register.csv, line 1: there is no column “URN”. {CHOOSE}, and leave its first row as it is. {END}",
        ),
        (
            b"URN,Name\r\n900101,A",
            "register.csv, line 1: there is no column “EstablishmentName”. "
            f"{CHOOSE}, and leave its first row as it is. {END}",
        ),
        (
            b"URN,EstablishmentName,URN\r\n",
            f"register.csv, line 1: there are two columns “URN”. Please download the file again. {END}",
        ),
        (
            b"URN,EstablishmentName\r\n900101,\x81",
            "register.csv, line 2: there is a character that can't be read. Please download the file again, and don't "
            f"open and save it in between. {END}",
        ),
        (
            extract() + b'900105,"cut sh',
            "register.csv, line 6: the row can't be read, most likely because a quotation mark is missing or the file "
            f"was cut short. Please download it again. {END}",
        ),
        (
            extract() + b"900105,999",
            "register.csv, line 6: this row has 2 columns and the first row has 140. The file may have been cut short "
            f"or changed; please download it again. {END}",
        ),
    ],
)
def test_a_broken_file_gives_one_sentence_with_the_row_and_what_to_do(content: bytes, sentence: str) -> None:
    assert refused(content) == sentence


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_a_file_cut_short_within_a_row_is_never_read_as_if_it_were_whole(share: float) -> None:
    content = extract(*(row(URN=str(900200 + n), EstablishmentName=f"School {n}, “new”") for n in range(40)))
    cut = content[: int(len(content) * share)].rstrip(b",")
    assert refused(cut).endswith(END)


def test_the_caller_keeps_the_file_open_for_whoever_opened_it() -> None:
    raw = io.BytesIO(extract())
    tuple(read_register(raw, "register.csv", Report()))
    assert raw.closed is False


@pytest.mark.parametrize("column", ["EstablishmentName", "LA (name)", "Trusts (name)", "TypeOfEstablishment (name)"])
def test_a_text_too_long_to_keep_leaves_the_school_out(column: str) -> None:
    assert left_out(**{column: "x" * 501}).endswith("Please shorten it; nothing you typed has been taken away.")
    assert len(read(extract(row(**{column: "x" * 500})))[0]) == 1


def test_every_school_taken_is_one_that_can_be_kept() -> None:
    chance = random.Random(7)
    cells = [
        "",
        " ",
        "7",
        "0",
        "34.5",
        "101",
        "NaN",
        "England",
        "Wales",
        "Has a sixth form",
        "Zoë’s – “x”",
        "x" * 501,
        "9,999",
    ]
    rows = []
    for number in range(300):
        odd = {column: chance.choice(cells) for column in COLUMNS if chance.random() < 0.1}
        rows.append(row(**{**odd, "URN": str(900_000 + number)}))
    schools, report = read(extract(*rows))
    assert (len(schools) + len(report.skipped), len(schools) > 20, len(report.skipped) > 20) == (300, True, True)
    assert [School.model_validate(school.model_dump()) for school in schools] == list(schools)


def test_24_000_rows_are_read() -> None:
    many = extract(*(row(URN=str(900000 + n)) for n in range(24_000)))
    schools, report = read(many)
    assert (len(schools), report.taken) == (24_000, 24_000)
