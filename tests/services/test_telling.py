"""Being told what is new: each role as it may be told at that moment, in kinds and counts, and never in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from sef2si.domain.invitations import Answer
from sef2si.domain.needs import NeedSource
from sef2si.domain.news import SORTS, How, Item
from sef2si.domain.notes import Audience
from sef2si.domain.people import Deed, Held, Led, Person, Role, may
from sef2si.domain.sharing import Level
from sef2si.domain.threads import Asked, Promised, Said, ThreadSort
from sef2si.errors import NotAllowed, NotFound
from sef2si.services.own_cpd import ByAccount
from sef2si.services.planner import Planner
from sef2si.store.news_tables import news_choices
from tests import factories as make
from tests.databases import everything
from tests.people import OTHER, OURS, Clock

PLAN = "100492-2026"
BEGAN = datetime(2026, 11, 24, 9, 0).astimezone()  # a Tuesday, where the server is
HEAD = make.person()
WRITER = make.person(id="writer", name="Wendy Writer", role=Role.SENIOR_LEADER)
ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER)
CHIEF = Person(id="chief", name="Lil Lead", held=(Held(urn=OURS, role=Role.LEAD_ADVISER, body="authority"),))


def leading(*priority_ids: str) -> Person:
    led = tuple(Led(urn=OURS, priority_id=each) for each in priority_ids)
    return make.person(id="lead", role=Role.PRIORITY_LEAD).model_copy(update={"leads": led})


WHO = {
    "head": HEAD,
    "cpd": make.person(id="cpd", role=Role.CPD_LEADER),
    "lead": leading("priority-1"),
    "other lead": leading("priority-2"),
    "governor": make.person(id="governor", role=Role.GOVERNOR),
    "staff": make.person(id="staff", role=Role.STAFF),
    "admin": make.person(id="admin", role=Role.SCHOOL_ADMIN),
    "adviser": ADVISER,
    "chief": CHIEF,
    "elsewhere": make.person(id="elsewhere", urns=(OTHER,)),
    "operator": Person(id="operator", name="Ola", is_operator=True),
}


class School:
    """Elm with one whole chain, and an advised school like it; on a day when everybody has seen everything."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.clock = Clock(BEGAN - timedelta(days=30))
        self.planner = Planner(engine, clock=self.clock)
        plan = make.whole_plan()
        more = (*plan.priorities, make.priority(id="priority-2", position=2, title="Writing"))
        self.planner.import_plans([plan.model_copy(update={"priorities": more}), make.whole_plan(urn=OTHER)])
        members = [make.member(id=f"m-{each}", account_id=each) for each in ("staff", "admin", "head")]
        self.planner.staff.write(HEAD, OURS, members)
        self.share(Level.FULL)
        self.clock.now = BEGAN
        for person in WHO.values():
            self.planner.telling.look(person, BEGAN)
        self.clock.turn(minutes=30)

    def share(self, level: Level) -> None:
        sharings = self.planner.sharings
        sharings.share(HEAD, sharings.sharing(HEAD, OURS).model_copy(update={"level": level}))

    def write(self, *records: object, by: Person = WRITER) -> None:
        plan = self.planner.load(WRITER, OURS)
        there = {each.id: each.version for each in plan.all_records()}
        self.planner.write(by, PLAN, [each.having(version=there.get(each.id, 0)) for each in records])  # type: ignore[attr-defined]

    def find(self, kind: str, record_id: str) -> object:
        return self.planner.load(WRITER, OURS).find(kind, record_id)

    def change(self, kind: str, record_id: str, **fields: object) -> None:
        self.write(self.find(kind, record_id).having(**fields))  # type: ignore[attr-defined]

    def ask(self, question_id: str = "q1", by: Person = ADVISER, about: str = "priority-1") -> None:
        on = {"plan_id": PLAN, "kind": "priorities", "record_id": about} if about else {}
        asked = Asked(id=question_id, sort=ThreadSort.QUESTION, text="How?", **on)
        self.planner.threads.ask(by, OURS, asked)

    def invite(self, *members: str, session: str = "session-1", on: date | None = None) -> None:
        self.change("cpd_sessions", session, announced_on=BEGAN.date(), held_on=on or date(2027, 1, 14), team="All")
        self.planner.invitations.invite(WRITER, PLAN, {session: members})

    def told(self, who: str | Person) -> dict[str, int]:
        """What somebody is told of Elm: sort -> how many."""
        person = WHO[who] if isinstance(who, str) else who
        found = [each for _, each in self.planner.telling.news(person) if each.urn == OURS]
        return {item.sort: item.count for each in found for item in each.items}


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


def test_nobody_is_told_where_nothing_is_new(school: School) -> None:
    assert {who: school.told(who) for who in WHO} == {each: {} for each in WHO}


OWN = {"invited": 1}
# What is new: a priority, a public and a private need, the size of a small group, two private notes, a question
# of the adviser's, and an invitation for two members of staff and the head.
NEWS: dict[str, dict[str, int]] = {
    "head": {"priorities": 1, "needs": 3, "cpd_sessions": 1, "notes": 2, "waiting": 1, **OWN},
    "cpd": {"priorities": 1, "needs": 3, "cpd_sessions": 1, "notes": 1, "waiting": 1},
    "lead": {"priorities": 1, "needs": 2, "cpd_sessions": 1, "waiting": 1},
    "other lead": {},
    "governor": {"priorities": 1, "needs": 1, "cpd_sessions": 1},
    "staff": OWN,
    "admin": OWN,
    "adviser": {},
    "chief": {},
    "elsewhere": {},
    "operator": {},
}  # fmt: skip


def all_of_it(school: School) -> None:
    school.change("priorities", "priority-1", target="80%")
    school.change("needs", "need-1", people=3)
    school.write(
        make.need(id="public", what="Questions", priority_id="priority-1"),
        make.need(id="own", what="mine", source=NeedSource.APPRAISAL, people=1, priority_id="priority-1"),
        make.note(id="new", text="For us"),
        make.note(id="two", text="Between us two", audience=(Audience.HEADTEACHER,)),
    )
    school.ask()
    school.invite("m-staff", "m-admin", "m-head")


@pytest.mark.parametrize("level", list(Level))
def test_each_role_is_told_as_far_as_it_sees(school: School, level: Level) -> None:
    all_of_it(school)
    school.clock.turn(minutes=1)
    if level is not Level.FULL:
        school.share(level)
    shared = {"sharing": 1} if level is Level.SUMMARY else {}
    wanted = NEWS | {"adviser": shared, "chief": shared}
    assert {who: school.told(who) for who in WHO} == wanted
    # An adviser is told of answers, and of what the school asks.
    if level is not Level.OFF:
        school.planner.threads.remark(HEAD, OURS, "q1", Said(id="a1", text="So."))
        assert school.told("adviser") == {"waiting": 1, **shared}
        assert school.told("chief") == shared  # what waits for somebody else does not wait for them
        assert school.told("head") == {key: n for key, n in NEWS["head"].items() if key != "waiting"}
    else:
        assert school.told("adviser") == {}


def test_what_one_did_oneself_is_no_news(school: School) -> None:
    school.write(make.priority(id="mine", title="Mine"), by=HEAD)
    assert (school.told("head"), school.told("cpd")) == ({}, {"priorities": 1})
    # Nor is what somebody else wrote into the same record and one does not see.
    lead = leading("priority-1")
    school.write(school.find("needs", "need-1").having(what="My words"), by=lead)  # type: ignore[attr-defined]
    school.change("needs", "need-1", position=3)
    assert (school.told("lead"), school.told("cpd")) == ({}, {"priorities": 1, "needs": 1})


def test_what_came_and_went_again_is_no_news(school: School) -> None:
    school.change("priorities", "priority-1", target="80%")
    school.planner.undo(WRITER, PLAN)
    assert school.told("governor") == {}


def test_a_removed_record_counts_and_a_size_that_stays_hidden_does_not(school: School) -> None:
    school.change("needs", "need-1", people=3)
    assert (school.told("governor"), school.told("cpd")) == ({}, {"needs": 1})
    plan = school.planner.load(WRITER, OURS)
    school.planner.write(WRITER, PLAN, remove=[plan.find("priorities", "priority-2")])
    assert school.told("governor") == {"priorities": 1}


def test_a_plan_that_was_begun_is_one_thing(school: School) -> None:
    school.planner.carry(WRITER, PLAN)
    school.clock.now = datetime(2027, 9, 6, 12, 0).astimezone()
    assert (school.told("governor"), school.told("head")) == ({"begun": 1}, {"begun": 1})
    assert school.told(WRITER) == {}


def test_promises_are_told_when_their_week_has_come(school: School) -> None:
    adviser, sunday = WHO["adviser"], date(2026, 11, 29)
    school.planner.threads.promise(adviser, OURS, Promised(id="p1", text="Books", due_on=sunday + timedelta(days=1)))
    assert school.told("adviser") == {}
    school.clock.turn(days=6)
    assert (school.told("adviser"), school.told("chief")) == ({"promises": 1}, {})
    school.share(Level.OFF)
    assert school.told("adviser") == {}


def test_sessions_that_move_or_are_called_off_are_told_to_those_who_come(school: School) -> None:
    school.invite("m-staff", "m-admin")
    own = school.planner.own_cpd
    admin = ByAccount(WHO["admin"], OURS)
    own.respond(admin, {own.mine(admin).invitations[0].id: (Answer.DECLINED, None)})
    school.clock.turn(minutes=5)
    for who in ("staff", "admin"):
        school.planner.telling.look(WHO[who], school.clock.now)
    school.clock.turn(minutes=5)
    school.change("cpd_sessions", "session-1", announced_on=None, pinned=False)
    school.change("cpd_sessions", "session-1", held_on=date(2027, 1, 21))
    school.planner.invitations.follow(WRITER, PLAN, ["session-1"], [])
    # Whoever declined is not asked after it any more, until they are asked anew.
    assert (school.told("staff"), school.told("admin")) == ({"moved": 1}, {"moved": 1})
    session = school.find("cpd_sessions", "session-1")
    school.planner.write(WRITER, PLAN, remove=[session])  # type: ignore[list-item]
    assert school.told("staff") == {"cancelled": 1}
    school.planner.invitations.follow(WRITER, PLAN, [], ["session-1"])
    assert (school.told("staff"), school.told("admin")) == ({"cancelled": 1}, {"cancelled": 1})
    school.planner.telling.look(WHO["staff"], school.clock.now)
    assert school.told("staff") == {}


def test_answers_are_due_in_the_last_week_and_new_once(school: School) -> None:
    school.invite("m-staff", on=date(2026, 12, 10))
    school.clock.turn(minutes=1)
    look = school.planner.telling.look
    found = []
    for day in (1, 10, 11, 17):
        look(WHO["staff"], school.clock.now)
        school.clock.now = BEGAN + timedelta(days=day)
        news = [each for _, each in school.planner.telling.news(WHO["staff"])]
        found.append([(item.sort, item.is_new) for each in news for item in each.items])
    assert found == [[], [("answers", True)], [("answers", False)], []]


def test_who_may_choose_follows_the_table(school: School) -> None:
    telling = school.planner.telling
    offered = {who: telling.how(person) for who, person in WHO.items()}
    told = {who: dict.fromkeys(person.urns, How.OFF) for who, person in WHO.items()}
    assert offered == told
    assert not any(may(person, Deed.NOTIFY, OURS) for who, person in WHO.items() if who in ("staff", "elsewhere"))
    telling.choose(WHO["staff"], {OURS: How.MONDAYS})
    assert telling.how(WHO["staff"]) == {OURS: How.MONDAYS}
    for who, kind in (("elsewhere", NotFound), ("operator", NotFound)):
        with pytest.raises(kind):
            telling.choose(WHO[who], {OURS: How.DAILY})
    nobody = make.person(id="nobody", role=Role.OPERATOR)
    with pytest.raises(NotAllowed, match="does not let you be told of what changes"):
        telling.choose(nobody, {OURS: How.DAILY})
    # All or none.
    with pytest.raises(NotFound):
        telling.choose(HEAD, {OURS: How.DAILY, OTHER: How.DAILY})
    assert telling.how(HEAD) == {OURS: How.OFF}


def test_looking_goes_forward_alone_and_no_further_than_now(school: School) -> None:
    school.change("priorities", "priority-1", target="80%")
    look, now = school.planner.telling.look, school.clock.now
    look(HEAD, now - timedelta(days=300))
    assert school.told("head") == {"priorities": 1}
    look(HEAD, now + timedelta(days=300))
    assert school.told("head") == {}
    school.clock.turn(minutes=1)
    school.change("priorities", "priority-1", target="81%")
    assert school.told("head") == {"priorities": 1}
    with everything(school.engine) as connection:
        rows = connection.execute(select(news_choices).where(news_choices.c.person_id == "head")).all()
    assert [(row.urn, row.how, row.told_at) for row in rows] == [(OURS, "off", None)]


def test_whoever_never_looked_is_shown_two_weeks(school: School) -> None:
    new = make.person(id="new", role=Role.GOVERNOR)
    school.change("priorities", "priority-1", target="80%")
    school.clock.turn(days=13)
    assert school.told(new) == {"priorities": 1}
    school.clock.turn(days=2)
    assert school.told(new) == {}


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_has_words_for_one_and_for_many(sort: str) -> None:
    one, many = Item(sort=sort, count=1).words, Item(sort=sort, count=12).words
    assert (one[:2], many[:3], one[2:] != many[3:]) == ("1 ", "12 ", True)


def test_a_school_that_is_not_theirs_is_never_asked(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: were NOTIFY not asked, staff would be told of the plan."""
    school.change("priorities", "priority-1", target="80%")
    assert school.told("staff") == {}
    everybody: Callable[..., bool] = lambda *_, **__: True  # noqa: E731
    monkeypatch.setattr("sef2si.services.gathering.allowed", everybody)
    assert school.told("staff") == {"priorities": 1}
