"""A leaver's records: all that names them is found, goes to somebody else in one act, and comes back in one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select

from sef2si.domain.actions import ActionStatus
from sef2si.domain.people import Person, Role
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.priorities import PriorityState
from sef2si.domain.record import NamesSomebody
from sef2si.errors import CannotUndo, Invalid, NotFound
from sef2si.services.handing import Handing, Wanted
from sef2si.services.leaving import Listed
from sef2si.services.planner import Planner
from sef2si.store.year_tables import personal_links
from tests import factories as make
from tests.databases import everything
from tests.people import OTHER, OURS, Town, refused

PLAN = f"{OURS}-2026"
JORY, FRANCES = make.member(id="jory", name="Jory Penhaligon"), make.member(id="fran", name="Frances Quaye")


class House:
    """A school whose Jory Penhaligon leads a good deal, and is leaving."""

    def __init__(self, engine: Engine) -> None:
        self.town = Town(engine)
        self.planner = Planner(engine, clock=self.town.clock)
        self.head = self.town.add().person
        self.planner.write(
            self.head,
            PLAN,
            [
                make.priority(id="p1", lead="J. Penhaligon, English leader"),
                make.priority(id="p2", title="Old", lead="Jory Penhaligon", state=PriorityState.DONE),
                make.priority(id="p3", title="Other", lead="F. Quaye", why="Ask J. Penhaligon how it went."),
                make.action(id="a1", who="A. Okafor and Penhaligon"),
                make.action(id="a2", who="Penhaligon", status=ActionStatus.DONE),
                make.activity(id="c1", led_by="Jory Penhaligon", starts=date(2027, 2, 1)),
            ],
        )
        self.planner.staff.write(self.head, OURS, [JORY, FRANCES])

    @property
    def handing(self) -> Handing:
        return self.planner.handing

    def plan(self) -> Plan:
        return self.planner.load(self.head, OURS)

    def said(self) -> dict[str, str]:
        return {
            record.id: getattr(record, field)
            for kind, cls in KINDS.items()
            for field in cls.fields_marked(NamesSomebody)
            for record in self.plan().records(kind)
            if getattr(record, field)
        }

    def look(self, of: str = "staff-jory", to: str = "staff-fran") -> Listed:
        return self.handing.look(self.head, OURS, of, to)

    def wanted(self, found: Listed, **more: object) -> Wanted:
        boxes = {item.key: item.becomes for item in found.items if item.is_open}
        assert found.to is not None
        return Wanted(found.of.key, found.to.key, boxes, seen=found.mark)._replace(**more)  # type: ignore[arg-type]

    def led(self, account_id: str) -> list[str]:
        account = self.town.accounts.find(account_id)
        assert account is not None
        return sorted(account.person.led_at(OURS))

    def with_accounts(self) -> tuple[str, str]:
        """Both of them priority leads, and Jory's priority in Jory's hands."""
        jory, fran = (
            self.town.add("jory@elm.example", Role.PRIORITY_LEAD),
            self.town.add("f@elm.example", Role.PRIORITY_LEAD),
        )
        members = {each.id: each for each in self.planner.staff.members(self.head, OURS)}
        self.planner.staff.write(
            self.head, OURS, [members["jory"].having(account_id=jory.id), members["fran"].having(account_id=fran.id)]
        )
        self.town.accounts.set_lead(self.head, OURS, "p1", jory.id)
        return jory.id, fran.id


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


WAS = {
    "p1": "J. Penhaligon, English leader", "p2": "Jory Penhaligon", "p3": "F. Quaye", "a1": "A. Okafor and Penhaligon",
    "a2": "Penhaligon", "c1": "Jory Penhaligon",
}  # fmt: skip
IS = {**WAS, "p1": "F. Quaye, English leader", "a1": "A. Okafor and Frances Quaye", "c1": "Frances Quaye"}


def test_all_that_names_them_is_found_and_what_is_finished_is_told_apart(house: House) -> None:
    found = house.look()
    assert {item.record_id: (item.was, item.is_open) for item in found.items} == {
        each: (WAS[each], each not in ("p2", "a2")) for each in ("p1", "p2", "a1", "a2", "c1")
    }
    assert found.mentions == (("Other", "Ask J. Penhaligon how it went."),)
    assert [(item.label, item.title) for item in found.items if item.record_id == "p1"] == [("Lead", "Reading fluency")]


def test_it_is_one_act_with_one_undo(house: House) -> None:
    assert house.said() == WAS
    found = house.look()
    done = house.handing.hand_over(house.head, OURS, house.wanted(found, last_day=date(2027, 8, 31)))
    assert (done.records, house.said()) == (3, IS)
    members = {each.id: each for each in house.planner.staff.members(house.head, OURS)}
    assert members["jory"].leaves_on == date(2027, 8, 31)
    batches = {change.batch for change in house.planner.changes(house.head, PLAN)[:3]}
    assert len(batches) == 1
    house.handing.undo(house.head, OURS, done.token)
    members = {each.id: each for each in house.planner.staff.members(house.head, OURS)}
    assert (house.said(), members["jory"].leaves_on) == (WAS, None)
    assert "has changed this since" in refused(lambda: house.handing.undo(house.head, OURS, done.token), CannotUndo)


@pytest.mark.parametrize(("last_day", "left"), [(date(2026, 11, 22), 0), (date(2026, 11, 23), 1), (None, 1)])
def test_links_of_whoever_has_left_end_as_it_is_handed_over(house: House, last_day: date | None, left: int) -> None:
    """Until their last day is over they work here, and plan by them."""
    house.planner.invitations.give_link(house.head, OURS, "jory")
    house.planner.invitations.give_link(house.head, OURS, "fran")
    house.handing.hand_over(house.head, OURS, house.wanted(house.look(), last_day=last_day))
    with everything(house.town.engine) as connection:
        kept = connection.execute(select(personal_links.c.member_id)).scalars().all()
    assert sorted(kept) == ["fran", "jory"][: 1 + left]


def test_words_can_be_chosen_and_a_box_left_out(house: House) -> None:
    found = house.look()
    key = next(item.key for item in found.items if item.record_id == "p1")
    house.handing.hand_over(house.head, OURS, house.wanted(found, boxes={key: "F. Quaye, who leads English now"}))
    assert house.said() == {**WAS, "p1": "F. Quaye, who leads English now"}


def test_priorities_they_can_change_go_to_a_lead_with_an_account_and_back(house: House) -> None:
    jory, fran = house.with_accounts()
    found = house.look(of=f"account-{jory}")
    assert ([lead.priority_id for lead in found.leads], found.leads_to) == (["p1"], fran)
    done = house.handing.hand_over(house.head, OURS, house.wanted(found, leads=("p1",)))
    assert (done.leads, house.led(jory), house.led(fran)) == (1, [], ["p1"])
    house.handing.undo(house.head, OURS, done.token)
    assert (house.said(), house.led(jory), house.led(fran)) == (WAS, ["p1"], [])


def test_without_such_an_account_the_leaders_alone_change_them(house: House) -> None:
    jory, _ = house.with_accounts()
    house.planner.staff.write(house.head, OURS, [make.member(id="new", name="Nia New")])
    found = house.look(to="staff-new")
    assert (found.leads_to, found.leads_said.startswith("Nia New is no priority lead")) == (None, True)
    house.handing.hand_over(house.head, OURS, house.wanted(found, leads=("p1",)))
    assert house.led(jory) == []
    assert house.look(to=f"account-{house.head.id}").leads_said.startswith("Hana changes the whole plan already")


def test_what_somebody_changed_since_is_shown_first_and_nothing_is_half_done(house: House) -> None:
    jory, _ = house.with_accounts()
    found = house.look()
    house.planner.write(house.head, PLAN, [house.plan().find("actions", "a1").having(who="Penhaligon alone")])
    said = refused(lambda: house.handing.hand_over(house.head, OURS, house.wanted(found, leads=("p1",))), Invalid)
    assert said.startswith("The plan was changed since you looked")
    assert (house.said(), house.led(jory)) == ({**WAS, "a1": "Penhaligon alone"}, ["p1"])
    # A text too long for its box keeps all of it from being done, leads and last day too.
    found = house.look()
    boxes = {item.key: "x" * 501 for item in found.items}
    wanted = house.wanted(found, boxes=boxes, leads=("p1",), last_day=date(2027, 8, 31))
    refused(lambda: house.handing.hand_over(house.head, OURS, wanted), Invalid)
    members = {each.id: each for each in house.planner.staff.members(house.head, OURS)}
    assert (house.led(jory), members["jory"].leaves_on) == (["p1"], None)


def test_undoing_stops_where_somebody_built_on_it(house: House) -> None:
    _jory, fran = house.with_accounts()
    done = house.handing.hand_over(house.head, OURS, house.wanted(house.look(), leads=("p1",)))
    other = house.town.add("ola@elm.example", Role.CPD_LEADER).person
    house.planner.write(other, PLAN, [house.plan().find("actions", "a1").having(who="Somebody else")])
    said = refused(lambda: house.handing.undo(house.head, OURS, done.token), CannotUndo)
    assert (said.startswith("Ola has changed this since"), house.led(fran)) == (True, ["p1"])
    assert house.said() == {**IS, "a1": "Somebody else"}


@pytest.mark.parametrize("role", Role)
def test_whoever_changes_the_whole_plan_hands_over_and_nobody_else(house: House, role: Role) -> None:
    person = make.person(id="p", role=role)
    found = house.look()
    if role in (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.CPD_LEADER):
        done = house.handing.hand_over(person, OURS, house.wanted(found))
        # What one did, another does not take back.
        assert "nothing of this left" in refused(lambda: house.handing.undo(house.head, OURS, done.token), CannotUndo)
        house.handing.undo(person, OURS, done.token)
    else:
        for call in (
            lambda: house.handing.look(person, OURS, "staff-jory"),
            lambda: house.handing.hand_over(person, OURS, house.wanted(found)),
            lambda: house.handing.undo(person, OURS, "x;;"),
            lambda: house.handing.people(person, OURS),
        ):
            assert "does not let you" in refused(call)
    assert house.said() == WAS


def test_nobody_of_another_school(house: House) -> None:
    other = Person.with_role(id="o", name="Olu", role=Role.HEADTEACHER, urns=(OTHER,))
    refused(lambda: house.handing.look(other, OURS, "staff-jory"), NotFound)
    refused(lambda: house.handing.look(other, OTHER, "staff-jory"), NotFound)
    said = refused(lambda: house.handing.hand_over(house.head, OURS, Wanted("staff-jory", "staff-jory")), Invalid)
    assert said == "Please choose somebody else to hand this over to."
    refused(lambda: house.handing.hand_over(house.head, OURS, Wanted("staff-jory", "")), Invalid)
