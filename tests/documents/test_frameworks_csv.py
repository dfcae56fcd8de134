"""A framework or a crosswalk of one's own from CSV: read, refused with row and column, kept for one school."""

from __future__ import annotations

from pathlib import Path

import pytest

from sef2si import crosswalks, templates
from sef2si.documents.data.choices import own_lists
from sef2si.documents.frameworks_csv import (
    MOST_AREAS,
    bring_crosswalk,
    bring_framework,
    keep_framework,
    read_crosswalk,
    read_framework,
)
from sef2si.domain.framework import Framework
from sef2si.domain.people import Role
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.journey import options
from sef2si.settings import stand_beside
from tests import factories as make

EXAMPLES = templates.templates() / "examples"
HEAD = make.person()
END = "Nothing was imported."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = tmp_path / "own"
    monkeypatch.setenv("SEF2SI_FRAMEWORKS", str(own))
    own.mkdir()
    return own


def read(text: str, name: str = "values.csv") -> Framework:
    return read_framework(name, text.encode())


def refused(content: bytes | str, name: str = "values.csv") -> str:
    with pytest.raises(Invalid) as refusal:
        read_framework(name, content if isinstance(content, bytes) else content.encode())
    assert refusal.value.sentence.endswith(END)
    return refusal.value.sentence


def test_the_example_is_read() -> None:
    framework = read_framework("Our values.csv", (EXAMPLES / "framework.csv").read_bytes(), urn="100492")
    assert (framework.key, framework.label, framework.urn) == ("our_values_100492", "Our values", "100492")
    assert [(area.key, area.group, area.applies) for area in framework.areas] == [
        ("kindness_and_belonging", "Our values", "all"),
        ("curiosity", "Our values", "all"),
        ("play_in_the_early_years", "Our values", "early_years"),
        ("what_our_pupils_tell_us", "Voices", "all"),
    ]
    assert [grade.label for grade in framework.grades("curiosity")] == ["In place", "On the way", "Not yet"]
    assert framework.grades("what_our_pupils_tell_us") == ()
    assert list(templates.framework_faults(framework)) == []


def test_the_same_file_makes_the_same_keys_in_any_encoding_and_dialect() -> None:
    text = "Area:,Grades\r\nPlay – “free”,Café; Thé\r\nPlay,Café; Thé\r\n"
    one = read(text)
    assert read_framework("values.csv", text.encode("cp1252")) == one
    assert read_framework("values.csv", text.encode("utf-16")) == one
    assert read_framework("values.csv", b'sep=;\r\nArea;Grades\r\nPlay;"Yes; No"\r\n').areas[0].label == "Play"
    assert [area.key for area in one.areas] == ["play_free", "play"]


def test_grades_in_the_first_row_alone_are_those_of_all() -> None:
    framework = read("standard,scale\nA,Yes; No\nB,\nC,\n")
    assert [[g.key for g in framework.grades(area.key)] for area in framework.areas] == [["yes", "no"]] * 3


def test_the_same_area_under_two_headings_and_labels_without_a_latin_letter_get_keys_of_their_own() -> None:
    framework = read("group,area\nBoys,Reading\nGirls,Reading\nGirls,Reading 2\n,数学\n")
    assert [area.key for area in framework.areas] == ["reading", "reading_2", "reading_2_2", "area"]
    assert list(templates.framework_faults(framework)) == []


def test_its_name_is_told_or_in_the_file_or_the_files() -> None:
    assert read("area\nA\n", "Our_values 2026.csv").label == "Our values 2026"
    assert read("framework,area\nThe Elm Way,A\n,B\n").label == "The Elm Way"
    told = read_framework("x.csv", b"area\nA\n", label="  Told " + "y" * 60, urn="100492")
    assert (told.label[:4], len(told.key), told.key.endswith("_100492")) == ("Told", 40, True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("area,colour\nA,red\n", "row 1, column B: the heading “colour” is not one of area, group, grades"),
        ("area,standard\nA,B\n", "row 1, column B: the heading “standard” is there twice."),
        ("group\nA\n", "row 1: there is no column “area”."),
        ("area,group\n", "there are no rows below the headings."),
        ("area,group\nA,x\n,y\n", "row 3, column A: “area” is blank."),
        ("area\nA\nB\na\n", "row 4, column A: “a” is there twice."),
        ("area,applies\nA,nursery\n", "row 2, column B: please write all, early years or sixth form."),
        ("area,grades\nA,Good\n", "row 2, column B: one grade is no scale. Please part the grades with semicolons."),
        ("area,grades\nA,Yes; No; yes\n", "row 2, column B: a grade is there twice."),
        ("area\n" + "x" * 301 + "\n", "row 2, column A: this is 301 characters long; please say it in 300."),
        ("area\n" + "\n".join(f"A{n}" for n in range(MOST_AREAS + 1)), "it has 201 areas; 200 are the most"),
        ("area\n" + "\n".join(["A"] * 9), " And 3 more like these."),
        (b"PK\x03\x04", "it is a spreadsheet. Please save the sheet as CSV."),
        (b"x" * 1_000_001, "it is larger than such a file can be."),
        (b"", "has no text in it."),
    ],
)
def test_a_file_that_is_not_right_says_row_column_and_what_to_do(content: bytes | str, told: str) -> None:
    assert told in refused(content)


# Kept for one school.


def test_a_schools_own_is_offered_to_that_school_alone(folder: Path) -> None:
    framework = bring_framework(HEAD, "100492", "Our values.csv", (EXAMPLES / "framework.csv").read_bytes())
    offered = {
        urn: [each.key for each in templates.frameworks_for(make.school(urn=urn))] for urn in ("100492", "100493")
    }
    assert [framework.key in keys for keys in offered.values()] == [True, False]
    assert templates.default_framework(make.school(framework=framework.key)).label == "Our values"
    assert templates.default_framework(make.school(urn="100493", framework=framework.key)).key == "ofsted_2025"
    assert [file.name for file in folder.iterdir()] == ["our_values_100492.json"]


def test_what_a_school_brought_stands_in_no_document_of_another(folder: Path) -> None:
    bring_framework(HEAD, "100492", "CANARY.csv", b"area,grades\nCANARY,CANARY; Not yet\n")
    held = {
        urn: "CANARY" in str(own_lists(make.school(urn=urn)).of_plan(make.plan(urn=urn)).lists)
        for urn in ("100492", "100493")
    }
    assert held == {"100492": True, "100493": False}
    assert "CANARY" not in str(own_lists().lists)
    shown = {urn: "CANARY" in str(options.frameworks(make.plan(urn=urn), None)) for urn in ("100492", "100493")}
    assert shown == held


def test_brought_again_it_is_replaced_and_read_again(folder: Path) -> None:
    bring_framework(HEAD, "100492", "Our values.csv", b"area\nKindness\n")
    bring_framework(HEAD, "100492", "Our values.csv", b"area\nKindness\nCourage\n")
    assert [area.label for area in templates.frameworks()["our_values_100492"].areas] == ["Kindness", "Courage"]
    (folder / "our_values_100492.json").unlink()
    assert "our_values_100492" not in templates.frameworks()


def test_two_schools_may_call_theirs_the_same_and_nobody_takes_ours(folder: Path) -> None:
    bring_framework(HEAD, "100492", "Values.csv", b"area\nOurs\n")
    bring_framework(make.person(urns=("100493",)), "100493", "Values.csv", b"area\nTheirs\n")
    for label in ("ofsted_2025", "Values 100493"):
        taken = read_framework("x.csv", b"area\nMine\n", label=label)
        with pytest.raises(Invalid, match="already a framework"):
            keep_framework(taken, folder)
    assert templates.frameworks()["values_100493"].areas[0].label == "Theirs"
    assert len(list(folder.iterdir())) == 2


def test_who_may_bring_one(folder: Path) -> None:
    for role in (Role.GOVERNOR, Role.ADVISER):
        with pytest.raises(NotAllowed):
            bring_framework(make.person(role=role), "100492", "x.csv", b"area\nA\n")
    with pytest.raises(NotFound):
        bring_framework(HEAD, "100493", "x.csv", b"area\nA\n")
    assert list(folder.iterdir()) == []


def test_without_the_setting_it_is_kept_beside_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SEF2SI_FRAMEWORKS", raising=False)
    stand_beside(f"sqlite:///{tmp_path / 'plans.db'}")
    assert "values_100492" not in templates.frameworks()
    bring_framework(HEAD, "100492", "Values.csv", b"area\nKindness\n")
    assert [file.name for file in (tmp_path / "plans-frameworks").iterdir()] == ["values_100492.json"]
    assert templates.frameworks()["values_100492"].label == "Values"


def test_a_folder_that_can_not_be_written_to_names_the_setting_and_no_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(Invalid, match="SEF2SI_FRAMEWORKS") as refusal:
        keep_framework(read("area\nA\n"), tmp_path / "file")
    assert str(tmp_path) not in refusal.value.sentence


# Crosswalks.


def test_the_example_crosswalk_is_read_and_kept_beside_the_framework(folder: Path) -> None:
    bring_framework(HEAD, "100492", "Our values.csv", (EXAMPLES / "framework.csv").read_bytes())
    (walk,) = bring_crosswalk(HEAD, "100492", "x.csv", (EXAMPLES / "crosswalk.csv").read_bytes())
    assert (walk.old, walk.new) == ("ofsted_2025", "our_values_100492")
    assert {area: [near.area for near in each] for area, each in walk.near.items()} == {
        "inclusion": ["kindness_and_belonging"],
        "achievement": ["curiosity"],
    }
    assert crosswalks.crosswalk("ofsted_2025", "our_values_100492") == walk
    assert crosswalks.crosswalk("ofsted_2025", "sef_2005") is None
    bring_crosswalk(HEAD, "100492", "x.csv", HEADS + b"ofsted_2025,inclusion,our_values_100492,curiosity,\n")
    newer = crosswalks.crosswalk("ofsted_2025", "our_values_100492")
    assert newer is not None
    assert list(newer.near) == ["inclusion"]


HEADS = b"from framework,from area,to framework,to area,note\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (b"Ofsted 1066,inclusion,ofsted_2025,inclusion,", "row 2, column A: there is no framework “Ofsted 1066” here."),
        (b"ofsted_2019,joy,ofsted_2025,inclusion,", "column B: Ofsted education inspection framework 2019 has no area"),
        (b"ofsted_2019,early_years,,early_years,", "row 2, column C: “to framework” is blank."),
        (b"ofsted_2025,inclusion,ofsted_2025,achievement,", "row 2, column C: it leads from a framework to itself."),
        (b"ofsted_2019,early_years,values_100493,play,", "there is no framework “values_100493” here."),
        (b"ofsted_2019,early_years,ofsted_2025,early_years,", "and neither is your school's own."),
    ],
)
def test_a_crosswalk_that_is_not_right_says_row_and_column(folder: Path, row: bytes, told: str) -> None:
    bring_framework(make.person(urns=("100493",)), "100493", "Values.csv", b"area\nPlay\n")
    with pytest.raises(Invalid) as refusal:
        bring_crosswalk(HEAD, "100492", "x.csv", HEADS + row + b"\n")
    assert told in refusal.value.sentence
    assert [file.suffix for file in folder.iterdir()] == [".json"]


def test_the_first_match_is_the_nearest_and_named_once() -> None:
    rows = (
        b"ofsted_2019,Quality of education,ofsted_2025,Achievement,first\n"
        b"ofsted_2019,quality_of_education,ofsted_2025,curriculum_teaching,second\n"
        b"ofsted_2019,quality_of_education,ofsted_2025,achievement,again\n"
    )
    (walk,) = read_crosswalk("x.csv", HEADS + rows)
    assert [(near.area, near.note) for near in walk.near["quality_of_education"]] == [
        ("achievement", "first"),
        ("curriculum_teaching", "second"),
    ]
