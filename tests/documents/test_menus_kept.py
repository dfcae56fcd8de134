"""A school's own copy of the CPD menu: looked at first, kept for that school alone, and taken back."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sef2si import templates
from sef2si.advice.ways import Setting, weighed_for
from sef2si.documents import menus_kept, reading
from sef2si.documents.data.as_csv import for_excel
from sef2si.documents.incoming.offers import catalogue
from sef2si.documents.map.rows import map_rows
from sef2si.documents.papers.programme_xlsx import programme_rows
from sef2si.documents.source import Edition, Source
from sef2si.domain.people import Role
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, NotAllowed
from sef2si.menu import menu, menu_for
from tests import factories as make
from tests.documents.papers.paper_words import PAPERS, words

SCHOOL, OTHER = make.school(), make.school(urn="100493")
HEAD = make.person()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEF2SI_FRAMEWORKS", str(tmp_path))
    return tmp_path


def edited(before: str, after: str) -> bytes:
    ours = menus_kept.as_csv(SCHOOL).decode("utf-8-sig")
    assert before in ours
    return ours.replace(before, after, 1).encode()


LONGER = ("individual;context,6,6,lessons,8", "individual;context,9,12,twilight,10")


def test_the_menu_taken_out_and_brought_back_changes_nothing() -> None:
    assert menus_kept.coming(SCHOOL, "ours.csv", menus_kept.as_csv(SCHOOL)).lines == ()


def test_an_own_copy_is_this_schools_alone_counts_in_weighing_and_is_taken_back() -> None:
    found = menus_kept.coming(SCHOOL, "ours.csv", edited(*LONGER))
    assert found.lines == (
        (
            "Coaching or mentoring",
            ("hours: 6 → 9", "sessions: 6 → 12", "takes place: lessons → twilight", "weeks: 8 → 10"),
        ),
    )
    assert menu_for(SCHOOL) == menu()
    menus_kept.bring(HEAD, SCHOOL, found)
    coaching = next(entry for entry in menu_for(SCHOOL) if entry.id == "coaching")
    assert (coaching.hours, coaching.weeks) == (Decimal(9), 10)
    assert menu_for(OTHER) == menu()
    plan = make.plan(needs=(make.need(id="n"),))
    ways = weighed_for(Setting.of(plan, make.first_day(make.YEAR)), plan.needs[0])
    assert next(way.option.hours for way in ways if way.option.key == "form:coaching") == Decimal(9)
    menus_kept.take_back(HEAD, make.URN)
    assert menu_for(SCHOOL) == menu()
    with pytest.raises(Invalid, match="nothing to take back"):
        menus_kept.take_back(HEAD, make.URN)


def test_the_earlier_copy_comes_back_where_there_was_one() -> None:
    menus_kept.bring(HEAD, SCHOOL, menus_kept.coming(SCHOOL, "ours.csv", edited(*LONGER)))
    first = menu_for(SCHOOL)
    menus_kept.bring(HEAD, SCHOOL, menus_kept.coming(SCHOOL, "ours.csv", edited("Time to think", "Time to ponder")))
    menus_kept.take_back(HEAD, make.URN)
    assert menu_for(SCHOOL) == first


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "individual,2,2,own_time,4",
            "individual,lots,2,own_time,4",
            "row 2, column H: “lots” is not a number from 1 to",
        ),
        (
            "individual,2,2,own_time,4",
            "individual,2,2,sometime,4",
            "row 2, column J: “sometime” is not one of lessons,",
        ),
        ("individual,2,2,own_time,4", "all,2,2,own_time,4", "row 2, column G: “all” is not one of individual,"),
        ("\r\nthinking,", "\r\npondering,", "“thinking” is missing. Please keep all 34 forms."),
        ("weeks", "months", "lacks the columns “weeks”. Please start from the menu you can download here."),
    ],
)
def test_a_menu_that_can_not_be_used_says_what_to_do(before: str, after: str, said: str, folder: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        menus_kept.coming(SCHOOL, "ours.csv", edited(before, after))
    assert said in refusal.value.sentence
    assert refusal.value.sentence.endswith("Nothing was changed.")
    assert list(folder.iterdir()) == []


def test_documents_say_a_form_in_the_schools_own_words_and_a_catalogue_may_use_either() -> None:
    own, ours, today = "Walking beside", "Coaching or mentoring", date(2026, 10, 1)
    menus_kept.bring(HEAD, SCHOOL, menus_kept.coming(SCHOOL, "ours.csv", edited(ours, own)))
    activity = make.activity(id="a", what="Fluency", form="coaching", starts=date(2027, 2, 1), ends=date(2027, 6, 1))
    plan = make.plan(activities=(activity,))

    def said(one: Plan) -> dict[str, tuple[bool, bool]]:
        source = Source(one, today)
        found = {
            "map": repr(map_rows(one, today)),
            "programme.xlsx": repr(list(programme_rows(one))),
            "data": for_excel_words(one, today),
            **{paper: words(PAPERS[paper](source)) for paper in ("programme", "pack")},
        }
        return {name: (own in text, ours in text) for name, text in found.items()}

    documents = ("map", "programme.xlsx", "data", "programme", "pack")
    assert said(plan) == dict.fromkeys(documents, (True, False))
    assert said(plan.model_copy(update={"school": OTHER})) == dict.fromkeys(documents, (False, True))
    for called in (own, ours, "coaching"):
        read = catalogue(reading.read("hub.csv", f"Title,Form\nFluency,{called}\n".encode()), plan)
        assert ([offer.form for offer in read.offers], read.broken) == (["coaching"], ())


def for_excel_words(plan: Plan, today: date) -> str:
    with zipfile.ZipFile(io.BytesIO(for_excel(plan, today, Edition.COMPLETE))) as files:
        return "".join(files.read(name).decode() for name in files.namelist() if "Activities" in name or "CPD" in name)


def test_somebody_elses_menu_in_the_meantime_is_not_written_over() -> None:
    mine = menus_kept.coming(SCHOOL, "ours.csv", edited("Time to think", "Time to ponder"))
    menus_kept.bring(HEAD, SCHOOL, menus_kept.coming(SCHOOL, "ours.csv", edited(*LONGER)))
    with pytest.raises(Invalid, match="meanwhile"):
        menus_kept.bring(HEAD, SCHOOL, mine)


def test_those_who_may_not_change_the_plan_bring_no_menu() -> None:
    found = menus_kept.coming(SCHOOL, "ours.csv", edited(*LONGER))
    with pytest.raises(NotAllowed):
        menus_kept.bring(make.person(role=Role.GOVERNOR), SCHOOL, found)


def test_every_form_says_what_it_is_good_for_and_where_each_figure_comes_from() -> None:
    """003-F6, 000-29, C6, C7: every figure has a source or is marked as our estimate."""
    known = {each.id for each in templates.mechanisms()}
    assert len(known) == 14
    assert [each.group for each in templates.mechanisms()] == [
        *["knowledge"] * 2, *["motivation"] * 3, *["technique"] * 5, *["practice"] * 4,
    ]  # fmt: skip
    for entry in menu():
        assert "our estimate" in entry.figures_source
        assert (set(entry.mechanisms) <= known, entry.good_for != (), entry.impact_levels != ()) == (True, True, True)
        assert (entry.hours > 0, entry.sessions > 0, entry.weeks > 0) == (True, True, True)
    route = {"coaching": "individual", "training_day": "shared", "outside_advice": "context", "school_network": "peers"}
    assert {key: sort for entry in menu() for key, sort in route.items()
            if entry.id == key and sort in entry.good_for and "000" in entry.figures_source} == route  # fmt: skip
