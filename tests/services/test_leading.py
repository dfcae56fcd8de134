"""A priority lead changes the priorities they lead and what hangs on them, by whatever call, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from sef2si.domain.accounts import Account
from sef2si.domain.leading import theirs
from sef2si.domain.needs import NeedSource
from sef2si.domain.people import Held, Led, Person, Role
from sef2si.domain.plan import Plan, kind_of, shared
from sef2si.domain.record import Record
from sef2si.errors import CannotUndo, Invalid, NotAllowed, NotFound
from sef2si.services.access import NO_SCHOOL
from sef2si.services.accounts import NO_LEAD
from sef2si.services.leading import NONE_LED, NOT_YOURS
from sef2si.services.planner import Planner
from tests import factories as make
from tests.domain.test_leading import TRESPASSES, plan
from tests.people import OPERATOR, OTHER, OURS, Town, refused

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PLAN = "100492-2026"
HEAD = make.person()
LEAD = Person(
    id="lead",
    name="Lea Lead",
    held=(Held(urn=OURS, role=Role.PRIORITY_LEAD),),
    leads=(Led(urn=OURS, priority_id="mine"), Led(urn=OTHER, priority_id="others")),
)


@pytest.fixture
def planner(engine: Engine) -> Planner:
    planner = Planner(engine, clock=lambda: NOON)
    planner.import_plans([plan()])
    return planner


def now(planner: Planner) -> Plan:
    return planner.load(HEAD, OURS)


def changed(record: Record, there: Record | None) -> Record:
    """The record as somebody would send it who has seen what is there."""
    return record if there is None else record.having(version=there.version, position=record.position or there.position)


def test_they_change_what_is_theirs_and_see_the_shared_plan(planner: Planner) -> None:
    mine = now(planner).find("priorities", "mine")
    planner.write(LEAD, PLAN, [mine.having(title="Reading, mine")])
    planner.write(LEAD, PLAN, [make.criterion(id="new", priority_id="mine", text="By July")])
    planner.write(LEAD, PLAN, [make.need(id="n", priority_id="mine"), make.activity(id="a", need_ids=("n",))])
    planner.write(LEAD, PLAN, [make.check(id="c", activity_id="a", found="Better")])
    seen = planner.write(LEAD, PLAN, remove=[now(planner).find("actions", "action-mine")])
    kept = now(planner)
    assert kept.find("priorities", "mine").title == "Reading, mine"
    assert [kept.find(*key) is not None for key in (("criteria", "new"), ("needs", "n"), ("checks", "c"))] == [True] * 3
    assert kept.find("actions", "action-mine") is None
    assert kept.find("checks", "check-action-mine").action_id is None
    assert (seen, planner.load(LEAD, OURS)) == (shared(kept), shared(kept))
    assert seen.find("needs", "need-private") is None
    assert {change.by for change in planner.changes(HEAD, PLAN)[:7]} == {"lead"}


@pytest.mark.parametrize("what", TRESPASSES)
def test_nothing_else_is_changed_by_saving(planner: Planner, what: str) -> None:
    kind, record = TRESPASSES[what]
    before = now(planner)
    record = changed(record, before.find(kind, record.id))
    if what == "its place among others":
        record = before.find(kind, "mine").having(position=2)
    assert refused(lambda: planner.write(LEAD, PLAN, [record])) == NOT_YOURS
    assert now(planner) == before
    planner.write(HEAD, PLAN, [record])  # it was refused for whose it is
    assert now(planner) != before


def test_nothing_else_is_removed_nor_written_along_with_what_is_theirs(planner: Planner) -> None:
    before = now(planner)
    mine = before.find("priorities", "mine").having(title="Along")
    own = theirs(before, frozenset({"mine"}))
    tried = 0
    for record in before.all_records():
        kind = kind_of(record)
        if kind == "school" or ((kind, record.id) in own and kind != "priorities"):
            continue
        tried += 1
        assert refused(lambda record=record: planner.write(LEAD, PLAN, [mine], [record]), Exception), record
        assert now(planner) == before
    assert tried == 25


def test_a_need_that_is_private_is_refused_like_one_that_is_anothers(planner: Planner) -> None:
    """A forged save of a record they don't see tells nothing of it: no conflict, no other sentence."""
    before = now(planner)
    for record in (
        make.need(id="need-private", what="Forged"),
        make.need(id="need-others", what="Forged"),
        make.note(id="note", text="Forged"),
    ):
        assert refused(lambda record=record: planner.write(LEAD, PLAN, [record])) == NOT_YOURS
        assert refused(lambda record=record: planner.write(LEAD, PLAN, remove=[record])) == NOT_YOURS
    assert now(planner) == before


def test_they_undo_their_own_acts_alone(planner: Planner) -> None:
    planner.write(HEAD, PLAN, [now(planner).find("priorities", "others").having(title="Head's")])
    with pytest.raises(CannotUndo):
        planner.undo(LEAD, PLAN)
    before = now(planner)
    planner.write(LEAD, PLAN, remove=[before.find("needs", "need-mine")])
    assert now(planner).find("activities", "activity-both").need_ids == ("need-others",)
    planner.undo(LEAD, PLAN)
    after = now(planner)
    assert [after.find("needs", "need-mine").what, after.find("activities", "activity-both").need_ids] == [
        before.find("needs", "need-mine").what, ("need-mine", "need-others"),
    ]  # fmt: skip
    # What is no longer theirs is not theirs to undo either.
    planner.write(LEAD, PLAN, [after.find("priorities", "mine").having(title="Changed")])
    other = LEAD.model_copy(update={"leads": (Led(urn=OURS, priority_id="others"),)})
    assert refused(lambda: planner.undo(other, PLAN)) == NOT_YOURS


def test_the_past_is_not_theirs_to_read_or_to_change(planner: Planner) -> None:
    asked = (
        lambda: planner.history(LEAD, PLAN, "priorities", "mine"),
        lambda: planner.changes(LEAD, PLAN),
        lambda: planner.carry(LEAD, PLAN),
    )
    for ask in asked:
        assert refused(ask).startswith("Your role here, Priority lead, does not let you")
    later = Planner(planner._engine, clock=lambda: datetime(2027, 9, 14, tzinfo=UTC))
    later.carry(HEAD, PLAN)
    for ask in (
        lambda: later.write(LEAD, PLAN, [make.need(id="n", priority_id="mine")]),
        lambda: later.undo(LEAD, PLAN),
    ):
        assert refused(ask).endswith("does not let you change the plan.")
    later.write(HEAD, PLAN, [make.need(id="late", priority_id="mine")])  # leaders complete a year that is over
    # The priority was carried on under its id, and is theirs as before.
    later.write(LEAD, "100492-2027", [make.need(id="n", priority_id="mine")])
    assert later.load(LEAD, OURS, "2026/27").year == "2026/27"


def test_who_leads_nothing_here_is_told_whom_to_ask(planner: Planner) -> None:
    nobody = LEAD.model_copy(update={"leads": (Led(urn=OTHER, priority_id="mine"),)})
    assert refused(lambda: planner.write(nobody, PLAN, [make.need(id="n", priority_id="mine")])) == NONE_LED
    assert refused(lambda: planner.undo(nobody, PLAN)) == NONE_LED
    stranger = LEAD.model_copy(update={"held": (Held(urn=OTHER, role=Role.PRIORITY_LEAD),)})
    assert (
        refused(lambda: planner.write(stranger, PLAN, [make.need(id="n", priority_id="mine")]), NotFound) == NO_SCHOOL
    )


def test_leading_gives_nothing_to_another_role(planner: Planner) -> None:
    for role in (Role.STAFF, Role.GOVERNOR, Role.SCHOOL_ADMIN, Role.ADVISER):
        person = LEAD.model_copy(update={"held": (Held(urn=OURS, role=role),)})
        with pytest.raises(NotAllowed):
            planner.write(person, PLAN, [make.need(id="n", priority_id="mine")])


def test_a_private_need_of_the_priority_stays_with_the_leaders(planner: Planner) -> None:
    need = now(planner).find("needs", "need-mine")
    assert refused(lambda: planner.write(LEAD, PLAN, [need.having(source=NeedSource.CAREER)])) == NOT_YOURS


# Who leads what.


@pytest.fixture
def town(engine: Engine) -> Town:
    made = Town(engine)
    Planner(engine).write(
        make.person(), PLAN, [make.priority(id="mine"), make.need(id="need-mine", priority_id="mine")]
    )
    return made


def lead_of(town: Town) -> Account:
    return town.add("lea@elm.example", Role.PRIORITY_LEAD)


def test_a_leader_says_who_leads_and_it_is_felt_at_once(town: Town) -> None:
    head, lead = town.add(), lead_of(town)
    planner = Planner(town.engine, clock=town.clock)
    need = make.need(id="n", priority_id="mine")
    assert refused(lambda: planner.write(town.now(lead).person, PLAN, [need])) == NONE_LED
    town.accounts.set_lead(head.person, OURS, "mine", lead.id)
    assert town.now(lead).leads == (Led(urn=OURS, priority_id="mine"),)
    assert {each.email: each.leads for each in town.accounts.people_at(head.person, OURS)} == {
        "hana@elm.example": (), "lea@elm.example": (Led(urn=OURS, priority_id="mine"),),
    }  # fmt: skip
    planner.write(town.now(lead).person, PLAN, [need])
    other = town.add("bo@elm.example", Role.PRIORITY_LEAD)
    town.accounts.set_lead(head.person, OURS, "mine", other.id)
    assert (town.now(lead).leads, town.now(other).leads) == ((), (Led(urn=OURS, priority_id="mine"),))
    town.accounts.set_lead(head.person, OURS, "mine", None)
    assert town.now(other).leads == ()


def test_another_role_ends_it(town: Town) -> None:
    head, lead = town.add(), lead_of(town)
    town.accounts.set_lead(head.person, OURS, "mine", lead.id)
    town.accounts.set_role(head.person, OURS, lead.id, Role.STAFF)
    town.accounts.set_role(head.person, OURS, lead.id, Role.PRIORITY_LEAD)
    assert town.now(lead).leads == ()


def test_nobody_else_says_who_leads(town: Town) -> None:
    head, lead = town.add(), lead_of(town)
    for role in (Role.STAFF, Role.GOVERNOR, Role.SCHOOL_ADMIN, Role.ADVISER, Role.PRIORITY_LEAD):
        person = town.add(f"{role.value}@elm.example", role).person
        assert refused(lambda person=person: town.accounts.set_lead(person, OURS, "mine", lead.id)).endswith(
            "does not let you change the plan."
        )
    elsewhere = town.add("otto@askerdale.example", Role.HEADTEACHER, OTHER).person
    for person in (elsewhere, OPERATOR):
        assert (
            refused(lambda person=person: town.accounts.set_lead(person, OURS, "mine", lead.id), NotFound) == NO_SCHOOL
        )
    theirs = town.add("gus@askerdale.example", Role.PRIORITY_LEAD, OTHER)
    for account_id in (theirs.id, head.id, "nobody"):
        assert refused(lambda a=account_id: town.accounts.set_lead(head.person, OURS, "mine", a), Invalid) == NO_LEAD
    assert refused(lambda: town.accounts.set_lead(head.person, OURS, "no such", lead.id), Invalid).startswith(
        "This priority"
    )
    assert town.now(lead).leads == ()


def test_an_account_is_named_in_no_record_of_a_plan(town: Town) -> None:
    """Who leads stands beside the plan: no document, export or change record can hold the account's id."""
    head, lead = town.add(), lead_of(town)
    town.accounts.set_lead(head.person, OURS, "mine", lead.id)
    planner = Planner(town.engine)
    assert lead.id not in planner.load(head.person, OURS).model_dump_json()
    assert lead.id not in str(planner.changes(head.person, PLAN))
