"""What a school keeps beside its plans, and the changes of a whole plan: who may, and what comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from sef2si.domain.people import SCHOOL_ROLES, Deed, Role, may
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.belongings import MOST_NAMES, MOST_TEMPLATE_BYTES, MOST_TEMPLATES, heading_key
from sef2si.services.planner import Planner
from tests import factories as make
from tests.services.test_planner import ELSEWHERE, GOVERNOR, HEAD, LEAD, NOON, PLAN, one, planner, seen

__all__ = ["planner"]
URN = "100492"
ADVISER = make.person(id="adviser", role=Role.ADVISER)


# Changes of a plan.


def test_changes_of_a_plan_are_newest_first_and_from_a_moment_on(engine: Engine) -> None:
    clock = [NOON]
    planner = Planner(engine, clock=lambda: clock[0])
    planner.import_plans([make.whole_plan(), make.whole_plan(urn="100493")])
    imported = planner.changes(HEAD, PLAN)
    assert {change.plan_id for change in imported} == {PLAN}
    assert len(imported) == len(list(seen(planner).all_records()))
    clock[0] = NOON + timedelta(hours=1)
    planner.write(HEAD, PLAN, [one(seen(planner), "priorities").having(title="Newer")])
    clock[0] = NOON + timedelta(hours=2)
    planner.write(LEAD, PLAN, remove=[one(seen(planner), "evidence")])
    planner.write(LEAD, PLAN, [make.need(id="n")])
    found = planner.changes(HEAD, PLAN)
    assert [c.seq for c in found] == sorted((c.seq for c in found), reverse=True)
    assert (found[0].record_id, found[0].by_name, found[0].at) == ("n", "Sam Patel", clock[0])
    later = planner.changes(HEAD, PLAN, since=NOON + timedelta(hours=1))
    assert {c.by for c in later} == {"head", "lead"}
    assert [c for c in found if c not in later] == list(imported)
    assert planner.changes(HEAD, PLAN, since=NOON + timedelta(days=1)) == ()


def test_private_text_in_changes_never_reaches_a_reader(planner: Planner) -> None:
    """The change record holds private text, so only who may read all may read it."""
    planner.write(HEAD, PLAN, [make.note(text="CANARY", judgement_id="judgement-1")])
    assert "CANARY" in str(planner.changes(HEAD, PLAN))
    for reader in (GOVERNOR, ADVISER):
        with pytest.raises(NotAllowed, match="does not let you read the history"):
            planner.changes(reader, PLAN)
    for role in Role:
        person = make.person(role=role)
        assert may(person, Deed.READ_ALL, URN) or not may(person, Deed.HISTORY, URN)


# Templates.


def test_a_template_comes_back_byte_for_byte_and_is_replaced_and_removed(planner: Planner) -> None:
    assert (planner.belongings.template(HEAD, URN, "sef"), planner.belongings.templates(HEAD, URN)) == (None, ())
    planner.belongings.keep_template(HEAD, URN, "sef", "Elm SEF.docx", b"PK\x00\xff first")
    planner.belongings.keep_template(LEAD, URN, "map", "Map.docx", b"map")
    planner.belongings.keep_template(LEAD, URN, "sef", "Newer.docx", b"second\x00")
    assert planner.belongings.template(GOVERNOR, URN, "sef") == b"second\x00"
    assert planner.belongings.templates(GOVERNOR, URN) == (
        ("map", "Map.docx", "Sam Patel", NOON),
        ("sef", "Newer.docx", "Sam Patel", NOON),
    )
    planner.belongings.remove_template(HEAD, URN, "sef")
    planner.belongings.remove_template(HEAD, URN, "sef")
    assert (planner.belongings.template(HEAD, URN, "sef"), len(planner.belongings.templates(HEAD, URN))) == (None, 1)


def test_a_template_belongs_to_one_school(planner: Planner) -> None:
    planner.belongings.keep_template(ELSEWHERE, "100493", "sef", "Theirs.docx", b"theirs")
    assert (planner.belongings.template(HEAD, URN, "sef"), planner.belongings.templates(HEAD, URN)) == (None, ())
    planner.belongings.remove_template(HEAD, URN, "sef")
    assert planner.belongings.template(ELSEWHERE, "100493", "sef") == b"theirs"


@pytest.mark.parametrize(
    ("document", "content", "sentence"),
    [
        ("sef", b"", "This file is empty"),
        ("sef", b"x" * (MOST_TEMPLATE_BYTES + 1), "larger than 5 MB"),
        ("../sef", b"x", "no such document"),
        ("", b"x", "no such document"),
    ],
)
def test_a_template_that_cannot_be_kept_leaves_the_one_there_was(
    planner: Planner, document: str, content: bytes, sentence: str
) -> None:
    planner.belongings.keep_template(HEAD, URN, "sef", "Elm.docx", b"first")
    with pytest.raises(Invalid, match=sentence):
        planner.belongings.keep_template(HEAD, URN, document, "x.docx", content)
    assert [
        planner.belongings.template(HEAD, URN, kept.document) for kept in planner.belongings.templates(HEAD, URN)
    ] == [b"first"]


def test_there_are_not_more_templates_than_a_school_can_mean(planner: Planner) -> None:
    for n in range(MOST_TEMPLATES):
        planner.belongings.keep_template(HEAD, URN, f"d{n}", "x.docx", b"x")
    with pytest.raises(Invalid, match="too many"):
        planner.belongings.keep_template(HEAD, URN, "one-more", "x.docx", b"x")
    planner.belongings.keep_template(HEAD, URN, "d0", "again.docx", b"again")
    assert planner.belongings.template(HEAD, URN, "d0") == b"again"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\Users\\head\\Elm.docx", "Elm.docx"),
        ("../../etc/Elm.docx", "Elm.docx"),
        ("", "template.docx"),
        ("Zoë\x00’s.docx", "Zoë’s.docx"),
        ("x" * 300 + ".docx", "x" * 195 + ".docx"),
    ],
)
def test_only_the_name_of_the_file_is_kept(planner: Planner, typed: str, kept: str) -> None:
    planner.belongings.keep_template(HEAD, URN, "sef", typed, b"x")
    assert planner.belongings.templates(HEAD, URN)[0].name == kept


# Names of columns.


def test_headings_are_remembered_however_they_are_written(planner: Planner) -> None:
    planner.belongings.remember_columns(
        HEAD, URN, "plan", {"Success  Criteria:": "criteria.text", "RAG": "", " ": "lead"}
    )
    planner.belongings.remember_columns(LEAD, URN, "plan", {"SUCCESS criteria": "milestones.text", "Who?": "lead"})
    planner.belongings.remember_columns(HEAD, URN, "calendar", {"Who": "led_by"})
    assert planner.belongings.column_names(HEAD, URN, "plan") == {
        "success criteria": "milestones.text",
        "rag": "",
        "who": "lead",
    }
    assert planner.belongings.column_names(HEAD, URN, "calendar") == {"who": "led_by"}
    assert heading_key("  Success\ncriteria * ") == "success criteria"
    assert planner.belongings.column_names(ELSEWHERE, "100493", "plan") == {}


def test_what_is_remembered_is_bounded(planner: Planner) -> None:
    planner.belongings.remember_columns(HEAD, URN, "plan", {f"heading {n}": "lead" for n in range(MOST_NAMES)})
    assert len(planner.belongings.column_names(HEAD, URN, "plan")) == MOST_NAMES
    planner.belongings.remember_columns(HEAD, URN, "plan", {"heading 0": "why"})
    assert (len(planner.belongings.column_names(HEAD, URN, "plan"))) == MOST_NAMES
    planner.belongings.remember_columns(HEAD, URN, "plan", {"one more": "why", "x" * 900: "lead"})
    assert planner.belongings.column_names(HEAD, URN, "plan") == {"one more": "why", "x" * 200: "lead"}
    for sort, names in (
        ("plan", {f"h{n}": "lead" for n in range(MOST_NAMES + 1)}),
        ("plan", {"h": "f" * 61}),
        ("no such; sort", {"h": "lead"}),
    ):
        with pytest.raises(Invalid):
            planner.belongings.remember_columns(HEAD, URN, sort, names)
    assert len(planner.belongings.column_names(HEAD, URN, "plan")) == 2


# Who may.


def test_permission_table(planner: Planner) -> None:
    asks = {
        "changes": lambda p, urn: planner.changes(p, f"{urn}-2026"),
        "template": lambda p, urn: planner.belongings.template(p, urn, "sef"),
        "templates": planner.belongings.templates,
        "keep": lambda p, urn: planner.belongings.keep_template(p, urn, "sef", "x.docx", b"x"),
        "remove": lambda p, urn: planner.belongings.remove_template(p, urn, "sef"),
        "names": lambda p, urn: planner.belongings.column_names(p, urn, "plan"),
        "remember": lambda p, urn: planner.belongings.remember_columns(p, urn, "plan", {"Who": "lead"}),
    }
    for role in SCHOOL_ROLES:
        person = make.person(id=role, role=role)
        for name, ask in asks.items():
            leads = role in (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.CPD_LEADER)
            if leads or (name in ("template", "templates") and role not in (Role.SCHOOL_ADMIN, Role.STAFF)):
                ask(person, URN)
            else:
                with pytest.raises(NotAllowed):
                    ask(person, URN)
            sentences = set()
            for asking, urn in ((person, "100493"), (person, "999999"), (ELSEWHERE, URN)):
                with pytest.raises(NotFound) as refused:
                    ask(asking, urn)
                sentences.add(refused.value.sentence)
            assert len(sentences) == 1
