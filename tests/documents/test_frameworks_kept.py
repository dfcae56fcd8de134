"""Looked at, brought, taken back and removed: nothing that a plan says by a framework is taken from under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sef2si import crosswalks, templates
from sef2si.documents import frameworks_csv, frameworks_kept
from sef2si.documents.frameworks_kept import Latest, bring, latest, own_frameworks, remove, take_back
from sef2si.documents.frameworks_preview import (
    MOST_OF_ONES_OWN,
    Coming,
    State,
    coming_crosswalk,
    coming_framework,
)
from sef2si.domain.people import Role
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, NotAllowed, NotFound
from tests import factories as make

HEAD, URN = make.person(), "100492"
KEY = f"values_{URN}"
FIRST = b"area,group,grades\nKindness,Us,Yes; Partly; No\nCourage,Us,Yes; Partly; No\nVoice,,\n"
SECOND = b"area,group,grades\nKindness,Us,Yes; No\nCourage,Them,Yes; Partly; No\nJoy,,\n"
WALK = (
    b"from framework,from area,to framework,to area,note\n"
    b"ofsted_2025,inclusion,Values,Kindness,who feels at home\n"
    b"ofsted_2025,achievement,Values,Courage,\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Not there before somebody brings something."""
    monkeypatch.setenv("SEF2SI_FRAMEWORKS_BESIDE", str(tmp_path / "own"))
    return tmp_path / "own"


def coming(content: bytes, *plans: Plan, name: str = "Values.csv", urn: str = URN) -> Coming:
    return coming_framework(urn, name, content, plans)


def brought(content: bytes, *plans: Plan) -> Latest:
    return bring(HEAD, URN, coming(content, *plans))


def walk(content: bytes = WALK) -> Coming:
    return coming_crosswalk(URN, "walk.csv", content, make.school())


def states(found: Coming) -> dict[str, dict[str, State]]:
    return {part.title: {line.label: line.state for line in part.lines} for part in found.parts}


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.startswith(".")}


def judged(area: str, grade: str = "") -> Plan:
    return make.plan(judgements=(make.judgement(framework=KEY, area=area, grade=grade),))


def test_what_is_new_changed_gone_and_as_it_is_area_by_area() -> None:
    assert states(coming(FIRST)) == {
        "Us": {"Kindness": State.NEW, "Courage": State.NEW},
        "": {"Voice": State.NEW},
    }
    brought(FIRST)
    found = coming(SECOND)
    assert states(found) == {
        "Us": {"Kindness": State.CHANGED},
        "Them": {"Courage": State.CHANGED},
        "": {"Joy": State.NEW, "Voice": State.GONE},
    }
    lines = {line.label: line for part in found.parts for line in part.lines}
    assert lines["Kindness"].was == "Grades: Yes; Partly; No"
    assert lines["Courage"].was == "Us"
    assert found.summary == "1 new, 2 changed, 1 no longer there."


def test_the_same_file_again_changes_nothing_whatever_it_is_called(folder: Path) -> None:
    brought(FIRST)
    there = {file.name: file.read_bytes() for file in folder.iterdir()}
    again = coming_framework(URN, "another.csv", FIRST, (), label="Values")
    assert (again.changes, again.summary) == (False, "3 as they are.")
    bring(HEAD, URN, again)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == there


def test_looking_keeps_nothing(folder: Path) -> None:
    coming(FIRST)
    assert not folder.exists()


def test_what_was_there_before_comes_back_once(folder: Path) -> None:
    brought(FIRST)
    before = files(folder)
    brought(SECOND)
    assert latest(HEAD, URN) == Latest("framework", "Values", KEY)
    assert take_back(HEAD, URN, ()) == Latest("framework", "Values", KEY)
    assert files(folder) == before
    assert latest(HEAD, URN) is None
    with pytest.raises(Invalid, match="nothing to take back any more"):
        take_back(HEAD, URN, ())
    assert files(folder) == before


def test_the_first_one_taken_back_leaves_none(folder: Path) -> None:
    brought(FIRST)
    take_back(HEAD, URN, ())
    assert list(folder.iterdir()) == []
    assert own_frameworks(URN) == ()


def test_what_was_mended_by_hand_since_is_not_overwritten(folder: Path) -> None:
    brought(FIRST)
    file = folder / f"{KEY}.json"
    file.write_text(file.read_text("utf-8").replace("Kindness", "Kindliness"), encoding="utf-8")
    assert latest(HEAD, URN) is None
    with pytest.raises(Invalid, match="nothing to take back"):
        take_back(HEAD, URN, ())
    assert "Kindliness" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (judged("voice"), "“Voice” is used in the plan of 2026/27."),
        (judged("kindness", "partly"), "The grade “Partly” of “Kindness” is used in the plan of 2026/27."),
        (make.plan(priorities=(make.priority(areas=(f"{KEY}.voice",)),)), "“Voice” is used"),
        (make.plan(judgements=(make.judgement(carried_from=f"x.y; {KEY}.voice"),)), "“Voice” is used"),
    ],
)
def test_a_file_without_what_a_plan_says_is_shown_and_refused(folder: Path, plan: Plan, told: str) -> None:
    brought(FIRST)
    before = files(folder)
    assert told in coming(SECOND, make.plan(), plan).refused[0]
    with pytest.raises(Invalid) as refusal:
        brought(SECOND, plan)
    assert refusal.value.sentence.startswith(told)
    assert refusal.value.sentence.endswith("Nothing was imported.")
    assert files(folder) == before
    assert coming(SECOND, judged("kindness", "yes"), judged("courage", "partly")).refused == ()


@pytest.mark.parametrize("plan", [judged("kindness"), make.plan(school=make.school(framework=KEY))])
def test_one_in_use_is_neither_taken_back_nor_removed(folder: Path, plan: Plan) -> None:
    brought(FIRST)
    before = files(folder)
    for act in (lambda: take_back(HEAD, URN, (plan,)), lambda: remove(HEAD, URN, KEY, (plan,))):
        with pytest.raises(Invalid) as refusal:
            act()
        assert refusal.value.sentence.startswith("Values is in use, so it stays as it is.")
        assert refusal.value.sentence.endswith("Nothing was changed.")
    assert files(folder) == before
    brought(SECOND)  # what the plan says is in both, so the earlier may come back
    take_back(HEAD, URN, (plan,))
    assert files(folder) == before


def test_removed_with_its_crosswalks_and_put_back(folder: Path) -> None:
    brought(FIRST)
    bring(HEAD, URN, walk())
    before = files(folder)
    assert sorted(before) == [f"ofsted_2025_to_{KEY}.csv", f"{KEY}.json"]
    assert remove(HEAD, URN, KEY, (make.plan(),)) == Latest("removed", "Values", KEY)
    assert files(folder) == {}
    assert crosswalks.crosswalk("ofsted_2025", KEY) is None
    take_back(HEAD, URN, ())
    assert files(folder) == before


def test_a_crosswalk_says_where_each_area_leads_and_what_stays_behind(folder: Path) -> None:
    brought(FIRST)
    (part,) = walk().parts
    assert part.title == "Ofsted inspection framework 2025 → Values"
    assert [(line.label, line.said, line.state) for line in part.lines] == [
        ("Inclusion", ("→ Kindness (who feels at home)",), State.NEW),
        ("Achievement", ("→ Courage",), State.NEW),
    ]
    assert "Leadership and governance" in part.behind
    assert not {"Inclusion", "Achievement", "Sixth form"} & set(part.behind)  # a primary has no sixth form
    bring(HEAD, URN, walk())
    assert walk().changes is False
    other = walk(
        WALK.replace(b"Values,Courage", b"Values,Voice").replace(b"ofsted_2025,inclusion", b"ofsted_2025,safeguarding")
    )
    (part,) = other.parts
    assert {line.label: (line.state, line.was) for line in part.lines} == {
        "Safeguarding": (State.NEW, ""),
        "Achievement": (State.CHANGED, "→ Courage"),
        "Inclusion": (State.GONE, "→ Kindness (who feels at home)"),
    }
    bring(HEAD, URN, other)
    take_back(HEAD, URN, ())
    assert walk().changes is False


def test_all_of_a_crosswalk_file_or_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(FIRST)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    two = walk(WALK + b"ofsted_2019,early_years,Values,Kindness,\n")
    assert len(two.files) == 2
    keep = frameworks_csv.keep_file

    def full(file: Path, content: bytes) -> Path:
        if file.name.startswith("ofsted_2019"):
            raise frameworks_csv.not_written()
        return keep(file, content)

    monkeypatch.setattr(frameworks_kept, "keep_file", full)
    with pytest.raises(Invalid, match="can't be written to"):
        bring(HEAD, URN, two)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert latest(HEAD, URN) == Latest("framework", "Values", KEY)


def test_what_was_put_there_by_hand_is_not_ours_to_remove(folder: Path) -> None:
    folder.mkdir()
    framework = frameworks_csv.read_framework("Values.csv", FIRST, urn=URN)
    (folder / "theirs.json").write_bytes(frameworks_csv.framework_file(framework)[1])
    with pytest.raises(Invalid, match="was put there by whoever runs sef2si"):
        remove(HEAD, URN, KEY, ())
    with pytest.raises(Invalid, match="already a framework"):
        coming(SECOND)
    assert [file.name for file in folder.iterdir()] == ["theirs.json"]


def test_a_school_keeps_a_handful(folder: Path) -> None:
    for number in range(MOST_OF_ONES_OWN):
        frameworks_csv.bring_framework(HEAD, URN, f"V{number}.csv", b"area\nA\n")
    with pytest.raises(Invalid, match="as many as we can keep"):
        coming(FIRST)
    assert coming(b"area\nB\n", name="V0.csv").changes is True
    assert coming(FIRST, urn="100493").changes is True


def test_who_may_and_whose_it_is(folder: Path) -> None:
    brought(FIRST)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for role in (Role.GOVERNOR, Role.ADVISER):
        reader = make.person(role=role)
        for act in (
            lambda who: bring(who, URN, coming(SECOND)),
            lambda who: remove(who, URN, KEY, ()),
            lambda who: take_back(who, URN, ()),
            lambda who: latest(who, URN),
        ):
            with pytest.raises(NotAllowed):
                act(reader)
    for urn in ("100493", "../100492"):
        with pytest.raises(NotFound):
            take_back(HEAD, urn, ())
    neighbour = make.person(urns=("100493",))
    assert (own_frameworks("100493"), latest(neighbour, "100493")) == ((), None)
    with pytest.raises(Invalid, match="no such framework of your own"):
        remove(neighbour, "100493", KEY, ())
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert templates.frameworks()[KEY].urn == URN
