"""Somebody whose data is not shown for now: by no method of any service does anybody else meet their name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from sef2si.domain.accounts import Account
from sef2si.domain.invitations import Answer
from sef2si.domain.people import Role
from sef2si.domain.personal import Act
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Record
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, Promised, Said, ThreadSort
from sef2si.errors import CannotUndo, Conflict, Invalid, NotFound
from sef2si.gateway.local import LocalGateway
from sef2si.journey import JOURNEY
from sef2si.services.checking import check
from sef2si.services.handing import Wanted
from sef2si.services.own_cpd import ByAccount
from sef2si.services.personal import TOO_SHORT, Ask
from sef2si.services.planner import Planner
from sef2si.services.staff import IS_HIDDEN
from sef2si.store.tables import tables
from sef2si.widgets.workbook import Workbook
from tests import factories as make
from tests.databases import everything, owner_of
from tests.people import OURS, Town, refused

NAME = "Priya Zanetti"
PLAN = f"{OURS}-2026"
MARK = "zanetti"
SHORT = "priya, ZANETTI, Mrs Zanetti and PZ (Pipsi) know."
ANY = re.compile(r"zanetti|priya|\bpz\b|pipsi", re.IGNORECASE)
# Keys of frameworks and menus: what a record can't hold a name in; and the school's own facts, which stay.
KEYS = {"id", "urn", "framework", "area", "grade", "carried_from", "areas", "hints_ignored", "form", "option", "at"}
FACTS = {"name", "school_type", "authority", "trust"}
OTHERS = {
    Role.SENIOR_LEADER: "lee@elm.example",
    Role.CPD_LEADER: "cai@elm.example",
    Role.PRIORITY_LEAD: "pat@elm.example",
    Role.STAFF: "sam@elm.example",
    Role.GOVERNOR: "gil@elm.example",
    Role.SCHOOL_ADMIN: "amy@elm.example",
    Role.ADVISER: "ada@council.example",
}


def named(kind: str, record: Record) -> Record:
    """The record with the name in every text it can hold."""
    said = {
        name: f"Ask {NAME} ({kind})"
        for name, field in type(record).model_fields.items()
        if field.annotation is str and name not in KEYS | FACTS and name not in type(record).links()
    }
    return record.having(**said)


class School:
    """Priya, who is named in every text there is, wrote, asked, answered and decided; and everybody else."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.town = Town(engine)
        self.planner = Planner(engine, clock=self.town.clock)
        self.head = self.town.add()
        self.priya = self.town.add("p@elm.example", Role.HEADTEACHER)
        self.town.accounts.rename(self.priya.id, NAME)
        self.priya = self.town.now(self.priya)
        self.others = {role: self.town.add(email, role) for role, email in OTHERS.items()}
        self._write()
        self._speak()
        self._plan_cpd()
        with self.planner.access_log.watching(every=60):
            self.planner.load(self.priya.person, OURS)

    def _write(self) -> None:
        priya, planner = self.priya.person, self.planner
        there = planner.load(priya, OURS)
        whole = make.whole_plan()
        records = [each for kind in KINDS for each in (whole.records(kind) or (make.record(kind=kind),))]
        school, *rest = (named(kind, each) for each in records for kind in KINDS if type(each) is KINDS[kind])
        planner.write(priya, PLAN, [school.having(version=there.school.version), *rest])
        lead = planner.load(priya, OURS).find("priorities", "priority-1")
        planner.write(priya, PLAN, [lead.having(why=f"{NAME} wrote this. {SHORT}")])
        planner.belongings.keep_template(priya, OURS, "plan", f"{NAME}.docx", b"words")
        planner.staff.write(
            priya,
            OURS,
            [
                make.member(id="m1", name=NAME, account_id=self.priya.id, role="SENCO"),
                make.member(id="m2", name="Tess", account_id=self.others[Role.STAFF].id, team=f"Of {NAME}", role="TA"),
            ],
        )

    def _speak(self) -> None:
        priya, adviser, planner = self.priya.person, self.others[Role.ADVISER].person, self.planner
        now = planner.sharings.sharing(priya, OURS)
        until = self.town.clock.now.date() + timedelta(days=90)
        planner.sharings.share(priya, now.model_copy(update={"level": Level.FULL, "names_until": until}))
        asked = Asked(id="t1", sort=ThreadSort.QUESTION, text=f"What does {NAME} do?", plan_id=PLAN, kind="priorities",
                      record_id="priority-1")  # fmt: skip
        planner.threads.ask(adviser, OURS, asked)
        planner.threads.remark(priya, OURS, "t1", Said(id="r1", text=f"I, {NAME}, do it."))
        planner.threads.close(priya, OURS, "t1")
        planner.threads.ask(priya, OURS, Asked(id="t2", sort=ThreadSort.QUESTION, text="Who knows?"))
        due = self.town.clock.now.date() + timedelta(days=9)
        planner.threads.promise(adviser, OURS, Promised(id="p1", text=f"Ring {NAME}", due_on=due))

    def _plan_cpd(self) -> None:
        priya, planner = self.priya.person, self.planner
        plan = planner.load(priya, OURS)
        session = make.cpd_session(
            id="s1",
            activity_id=plan.activities[0].id,
            held_on=date(2026, 12, 1),
            team="All",
            announced_on=date(2026, 11, 1),
        )
        planner.write(priya, PLAN, [session])
        planner.invitations.invite(priya, PLAN, {"s1": ["m1", "m2"]})
        mine = ByAccount(priya, OURS)
        (own,) = planner.own_cpd.mine(mine).invitations
        planner.own_cpd.respond(mine, {own.id: (Answer.ACCEPTED, None)})
        plan = planner.load(priya, OURS)
        planner.year.begin(priya, plan, planner.year.framed(priya, plan, self.town.clock.now.date()))

    def restrict(self, act: Act = Act.RESTRICT, also: tuple[str, ...] = ("Pipsi",)) -> None:
        ask = Ask(act, f"account-{self.priya.id}", also=also)
        self.planner.people_data.do(
            self.head.person, OURS, ask, self.planner.people_data.look(self.head.person, OURS, ask).seen
        )

    def told(self, account: Account) -> dict[str, Any]:
        """All that this person is told by any method that may tell them anything."""
        person, planner, today = account.person, self.planner, self.town.clock.now.date()
        asks: dict[str, Any] = {
            "load": lambda: planner.load(person, OURS),
            "changes": lambda: planner.changes(person, PLAN),
            "history": lambda: planner.history(person, PLAN, "priorities", "priority-1"),
            "templates": lambda: planner.belongings.templates(person, OURS),
            "members": lambda: planner.staff.members(person, OURS),
            "staff history": lambda: [planner.staff.history(person, OURS, each) for each in ("m1", "m2")],
            "staff write": lambda: planner.staff.write(person, OURS, ()),
            "talks": lambda: planner.threads.talks(person, OURS),
            "overview": lambda: planner.advising.overview(person),
            "sharing": lambda: [planner.sharings.sharing(person, OURS), planner.sharings.trail(person, OURS)],
            "log": lambda: [planner.access_log.seen(person, OURS), planner.access_log.who(person, OURS)],
            "answers": lambda: planner.invitations.answers(person, PLAN),
            "own": lambda: planner.own_cpd.mine(ByAccount(person, OURS)),
            "proposals": lambda: planner.year.proposals(person, PLAN),
            "framed": lambda: planner.year.framed(person, planner.load(person, OURS), today),
            "people": lambda: self.town.accounts.people_at(person, OURS),
            "invited": lambda: self.town.accounts.invited_at(person, OURS),
            "handing": lambda: [
                planner.handing.people(person, OURS, with_leavers=True),
                planner.handing.look(person, OURS, "staff-m2"),
            ],
            "dossier": lambda: planner.people_data.dossier(person, OURS, f"account-{self.others[Role.STAFF].id}"),
            "workbook": lambda: self.opened(account),
        }
        told = {}
        for name, ask in asks.items():
            try:
                told[name] = ask()
            except Exception as refusal:
                told[name] = [type(refusal).__name__, str(refusal)]
        return told

    def opened(self, account: Account) -> list[Any]:
        """Every view of a workbook, as a kernel sends it."""
        said: list[Any] = []
        book = Workbook(LocalGateway(self.planner, account.person), OURS, today=lambda: date(2026, 11, 23))
        said.append(book.form.view)
        book.form.say = said.append  # type: ignore[method-assign]
        for seq, step in enumerate(JOURNEY):
            book.receive({"do": "go", "step": step.key, "seq": seq})
        book.receive({"do": "history", "kind": "priorities", "id": "priority-1", "seq": 99})
        return said

    def met(self, account: Account) -> dict[str, int]:
        """How often each says the name, in any way."""
        found = {name: len(ANY.findall(repr(told))) for name, told in self.told(account).items()}
        return {name: count for name, count in found.items() if count}

    def kept(self, kind: str, record_id: str) -> dict[str, Any]:
        table = tables[kind]
        with everything(self.engine) as connection:
            here = (table.c.plan_id == PLAN) & (table.c.id == record_id)
            return dict(connection.execute(select(table).where(here)).mappings().one())


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


def test_nobody_meets_the_name_by_any_door(school: School) -> None:
    everybody = [school.head, *school.others.values()]
    before = [school.met(account) for account in everybody]
    # The control: the head meets it by every door there is, and nobody by none.
    assert set(before[0]) == set(school.told(school.head)) - {"own", "overview", "invited", "framed"}
    assert all(before)
    school.restrict()
    assert [school.met(account) for account in everybody] == [{}] * len(everybody)
    # Whoever it is about meets themselves, and so does whoever sees to people's data, where that is done.
    assert {"load", "changes", "members", "people"} <= set(school.met(school.priya))
    head = school.head.person
    assert NAME in [each.name for each in school.planner.people_data.subjects(head, OURS)]
    assert NAME in [each.name for each in school.town.accounts.people_at(head, OURS, to_manage=True)]
    leader = school.others[Role.SENIOR_LEADER].person
    assert NAME not in [each.name for each in school.town.accounts.people_at(leader, OURS, to_manage=True)]
    school.restrict(Act.RELEASE)
    assert [school.met(account) for account in everybody] == before


def test_each_way_to_call_them_is_somebody_and_comes_back(school: School) -> None:
    school.restrict()
    head = school.head.person
    shown = school.planner.load(head, OURS).find("priorities", "priority-1")
    assert shown.why == "Somebody wrote this. Somebody, somebody, somebody and somebody (Somebody) know."
    school.planner.write(head, PLAN, [shown.having(why=f"{shown.why} So it is.")])
    assert school.kept("priorities", "priority-1")["why"] == f"{NAME} wrote this. {SHORT} So it is."
    # What else they are called can be put right later, and is no more when all is shown again.
    school.restrict(also=("Pip",))
    assert "Pipsi" in school.planner.load(head, OURS).find("priorities", "priority-1").why
    found = school.planner.people_data.dossier(head, OURS, f"account-{school.priya.id}")
    assert (found.also, found.called.left) == (("Pip",), ())
    assert {"Zanetti", "Priya", "PZ", "Pip", "p@elm.example"} <= set(found.called.found)
    assert refused(lambda: school.restrict(also=("P",)), Invalid) == TOO_SHORT.format(word="P")


def test_what_others_save_takes_no_name_away(school: School) -> None:
    before = {kind: [row.id for row in school.planner.load(school.priya.person, OURS).records(kind)] for kind in KINDS}
    whole = school.planner.load(school.priya.person, OURS)
    school.restrict()
    head = school.head.person
    shown = school.planner.load(head, OURS)
    # Every record is sent back as it was seen: nothing changes.
    after = school.planner.write(head, PLAN, list(shown.all_records()))
    assert after.seq == shown.seq
    # One box is changed: that one alone.
    first = shown.find("priorities", "priority-1")
    assert (first.lead, first.title) == ("Ask somebody (priorities)", "Ask somebody (priorities)")
    school.planner.write(head, PLAN, [first.having(target="90 per cent", title="Do ask somebody (priorities)")])
    kept = school.kept("priorities", "priority-1")
    assert (kept["lead"], kept["title"], kept["target"]) == (
        f"Ask {NAME} (priorities)",
        f"Do ask {NAME} (priorities)",
        "90 per cent",
    )
    # From an older version too, while somebody else changes another box.
    school.planner.write(head, PLAN, [first.having(measure="Words a minute", lead="Cai")])
    assert school.kept("priorities", "priority-1")["lead"] == "Cai"
    school.restrict(Act.RELEASE)
    now = school.planner.load(school.priya.person, OURS)
    assert {kind: [row.id for row in now.records(kind)] for kind in KINDS} == before
    others = [each for each in whole.all_records() if each.id != "priority-1"]
    assert [each for each in now.all_records() if each.id != "priority-1"] == others
    assert check(owner_of(school.engine)).wrong == ()


def test_a_refusal_names_nobody_who_is_not_shown(school: School) -> None:
    head, planner = school.head.person, school.planner
    lead = planner.load(head, OURS).find("priorities", "priority-1")
    planner.write(head, PLAN, [lead.having(why="First")])
    theirs = planner.load(school.priya.person, OURS).find("priorities", "priority-1")
    planner.write(school.priya.person, PLAN, [theirs.having(why=f"{NAME} says so")])
    school.restrict()
    with pytest.raises(Conflict) as found:
        planner.write(head, PLAN, [lead.having(why="Mine")])
    assert (found.value.theirs, found.value.by) == ({"why": "Somebody says so"}, "Somebody")
    assert MARK not in f"{found.value} {found.value.sentence}".lower()
    assert "Somebody has changed this since" in refused(lambda: planner.undo(head, PLAN), CannotUndo)


def test_a_list_of_staff_makes_no_second_entry_of_somebody_who_is_not_shown(school: School) -> None:
    school.restrict()
    new = make.member(id="again", name="priya  zanetti")
    assert refused(lambda: school.planner.staff.write(school.head.person, OURS, [new]), Invalid) == IS_HIDDEN
    assert [each.id for each in school.planner.staff.members(school.head.person, OURS)] == ["m2"]
    (tess,) = school.planner.staff.members(school.head.person, OURS)
    assert tess.team == "Of somebody"
    school.planner.staff.write(school.head.person, OURS, [tess.having(role="Teacher")])
    school.restrict(Act.RELEASE)
    kept = {each.id: each for each in school.planner.staff.members(school.head.person, OURS)}
    assert (kept["m2"].team, kept["m2"].role) == (f"Of {NAME}", "Teacher")


def test_nothing_is_handed_over_by_or_to_them(school: School) -> None:
    school.restrict()
    head, handing = school.head.person, school.planner.handing
    for of, to in (("staff-m1", "staff-m2"), ("staff-m2", f"account-{school.priya.id}")):
        refused(lambda of=of, to=to: handing.look(head, OURS, of, to), NotFound)
        refused(lambda of=of, to=to: handing.hand_over(head, OURS, Wanted(of, to)), NotFound)
