"""Who could help others with what: their own word alone, weighed from their yes until they take it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.timetable import Run, Timetable
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.ways import Setting, weighed_for
from sef2si.domain.dates import DateSort
from sef2si.domain.expertise import Consent, Expertise
from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Role
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.consenting import NOT_YOURS_TO_SAY
from sef2si.services.own_cpd import ByAccount, ByLink
from sef2si.services.planner import Planner
from tests import factories as make
from tests.people import OURS

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
PLAN = "100492-2026"
LEADER = make.person(id="lead", name="Carla Lead", role=Role.CPD_LEADER)
NAMES = {"m1": "Priya Shah", "m2": "Ben Oduya"}


def of(member: str) -> ByAccount:
    return ByAccount(make.person(id=f"account-{member}", role=Role.STAFF), OURS)


@pytest.fixture
def planner(engine: Engine) -> Planner:
    """A plan with a need for French, and two in the register, of whom Ben has no account."""
    made = Planner(engine, clock=lambda: NOON)
    made.import_plans([make.plan(needs=(make.need(id="need", what="Speak French with a class"),))])
    members = [
        make.member(id=each, name=name, account_id=f"account-{each}" if each == "m1" else None)
        for each, name in NAMES.items()
    ]
    made.staff.write(LEADER, OURS, members)
    return made


def plan(planner: Planner) -> Plan:
    return planner.load(LEADER, OURS, "2026/27")


def found(planner: Planner, expertise_id: str = "e") -> Expertise:
    there = plan(planner).find("expertise", expertise_id)
    assert isinstance(there, Expertise)
    return there


def suggest(planner: Planner, who: str = "Priya Shah", **more: Any) -> Expertise:
    said = make.expertise(id="e", who=who, can_help_with="French songs and games", **more)
    planner.write(LEADER, PLAN, [said])
    return found(planner)


def helpers(planner: Planner) -> int:
    """How many colleagues stand in the ways to learn French."""
    now = plan(planner)
    weighed = weighed_for(Setting.of(now, TODAY), now.needs[0])
    return max((each.option.helpers for each in weighed), default=0)


def test_003_f4e_a_suggestion_counts_for_nothing_until_they_say_yes_themselves(planner: Planner) -> None:
    made = suggest(planner)
    assert (made.member_id, made.consent, helpers(planner)) == ("m1", Consent.WAITING, 0)
    assert planner.own_cpd.mine(of("m1")).helping == (made,)
    ben = ByLink(planner.invitations.give_link(LEADER, OURS, "m2"))
    assert planner.own_cpd.mine(ben).helping == ()
    with pytest.raises(NotFound):
        planner.own_cpd.answer_help(ben, "e", yes=True, seen=made.version)
    planner.own_cpd.answer_help(of("m1"), "e", yes=True, seen=made.version)
    after = found(planner)
    assert (after.consent, after.agreed_on, helpers(planner)) == (Consent.OWN, TODAY, 1)
    change = planner.history(LEADER, PLAN, "expertise", "e")[0]
    assert (change.by, change.by_name) == ("account-m1", "Priya Shah")


def test_they_say_it_of_themselves_by_their_link_too_and_take_it_back_at_once(planner: Planner) -> None:
    ben = ByLink(planner.invitations.give_link(LEADER, OURS, "m2"))
    planner.own_cpd.could_help(ben, "  French   for beginners ", Decimal(4))
    (own,) = planner.own_cpd.mine(ben).helping
    assert (own.who, own.can_help_with, own.hours, own.consent, own.member_id) == (
        "Ben Oduya", "French for beginners", Decimal(4), Consent.OWN, "m2",
    )  # fmt: skip
    assert planner.history(LEADER, PLAN, "expertise", own.id)[0].by == "m2"
    assert helpers(planner) == 1
    for what, hours in (("", None), ("x" * 501, None), ("french for BEGINNERS", None)):
        with pytest.raises(Invalid):
            planner.own_cpd.could_help(ben, what, hours)
    planner.own_cpd.answer_help(ben, own.id, yes=False)
    assert (found(planner, own.id).consent, helpers(planner)) == (Consent.NO, 0)
    planner.own_cpd.answer_help(ben, own.id, yes=True, seen=found(planner, own.id).version)
    assert helpers(planner) == 1


@pytest.mark.parametrize("said", [{"agreed": True}, {"agreed": False}, {"agreed_on": TODAY}])
def test_no_leader_says_yes_or_no_for_them(planner: Planner, said: dict[str, Any]) -> None:
    made = suggest(planner, **said)
    assert (made.consent, made.agreed, made.agreed_on, helpers(planner)) == (Consent.WAITING, None, None, 0)
    with pytest.raises(Invalid) as refusal:
        planner.write(LEADER, PLAN, [made.having(**said)])
    assert [(each.field, each.sentence) for each in refusal.value.faults] == [("agreed", NOT_YOURS_TO_SAY)]
    planner.own_cpd.answer_help(of("m1"), "e", yes=False)
    with pytest.raises(Invalid):
        planner.write(LEADER, PLAN, [found(planner).having(agreed=None, agreed_on=None)])
    assert found(planner).consent is Consent.NO


def test_whom_it_is_about_follows_from_the_register_and_from_nothing_a_page_sends(planner: Planner) -> None:
    words = {"e1": "Mrs Shah, Year 3", "e2": "Priya Shah and Ben Oduya", "e3": "Somebody"}
    said = [make.expertise(id=each, who=who, member_id="m2") for each, who in words.items()]
    after = planner.write(LEADER, PLAN, said)
    assert {each: after.find("expertise", each).member_id for each in words} == {"e1": "m1", "e2": None, "e3": None}
    renamed = after.find("expertise", "e1").having(who="Ben Oduya")
    assert planner.write(LEADER, PLAN, [renamed]).find("expertise", "e1").member_id == "m2"


def test_a_yes_is_to_these_words_and_a_no_stays(planner: Planner) -> None:
    made = suggest(planner)
    planner.own_cpd.answer_help(of("m1"), "e", yes=True, seen=made.version)
    other = planner.write(LEADER, PLAN, [found(planner).having(known_by="We saw her")]).find("expertise", "e")
    assert other.consent is Consent.OWN
    planner.write(LEADER, PLAN, [other.having(can_help_with="French, and all of its grammar")])
    assert (found(planner).consent, found(planner).agreed_on) == (Consent.WAITING, None)
    with pytest.raises(Invalid, match="changed since you looked"):
        planner.own_cpd.answer_help(of("m1"), "e", yes=True, seen=made.version)
    planner.own_cpd.answer_help(of("m1"), "e", yes=False)
    planner.write(LEADER, PLAN, [found(planner).having(can_help_with="French")])
    assert found(planner).consent is Consent.NO


def test_on_paper_counts_with_its_day_and_how_until_they_take_it_back(planner: Planner) -> None:
    made = suggest(planner, paper_on=date(2026, 9, 1))
    assert (made.consent, helpers(planner)) == (Consent.WAITING, 0)
    planner.write(LEADER, PLAN, [made.having(paper_how="Ticked it on the form of the INSET day")])
    assert (found(planner).consent, helpers(planner)) == (Consent.PAPER, 1)
    planner.own_cpd.answer_help(of("m1"), "e", yes=False)
    assert (found(planner).consent, helpers(planner)) == (Consent.NO, 0)


def test_what_was_written_before_people_could_say_so_counts_no_more() -> None:
    """An earlier version let leaders write that somebody agreed, and kept no member of staff beside it."""
    before = Expertise(who="Priya Shah", can_help_with="French", agreed=True, agreed_on=date(2026, 5, 1))
    assert (before.consent, before.may_be_asked) == (Consent.WAITING, False)


def test_taken_back_it_counts_no_more_in_what_is_chosen_and_not_announced_nor_in_the_year_after(
    planner: Planner,
) -> None:
    made = suggest(planner)
    planner.own_cpd.answer_help(of("m1"), "e", yes=True, seen=made.version)
    led = {"option": "colleagues:meetings", "need_ids": ("need",), "led_by": "A colleague"}
    told = make.cpd_session(id="s", activity_id="told", held_on=date(2026, 11, 3), announced_on=TODAY)
    planner.write(
        LEADER,
        PLAN,
        [
            make.activity(id="open", **led),
            make.activity(id="told", **led),
            make.activity(id="named", **{**led, "led_by": "Priya Shah"}),
            told,
        ],
    )
    later = planner.carry(LEADER, PLAN)
    assert later.find("expertise", "e").consent is Consent.OWN
    planner.own_cpd.answer_help(of("m1"), "e", yes=False)
    now = plan(planner)
    assert {each.id: each.led_by for each in now.activities} == {
        "open": "", "told": "A colleague", "named": "Priya Shah",
    }  # fmt: skip
    assert planner.load(LEADER, OURS, later.year).find("expertise", "e").consent is Consent.NO


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_proposal_that_counts_on_them_is_not_accepted_once_they_took_it_back(
    planner: Planner, taken_back: bool
) -> None:
    made = suggest(planner)
    planner.own_cpd.answer_help(of("m1"), "e", yes=True, seen=made.version)
    dates = [make.calendar_date(id="t", sort=DateSort.TERM, starts=date(2026, 9, 1), ends=date(2026, 12, 18))]
    dates += [
        make.calendar_date(id=f"m{n}", sort=DateSort.MEETING, starts=TODAY + timedelta(weeks=n), at="15:30", minutes=60)
        for n in range(1, 8)
    ]
    need = plan(planner).needs[0].having(group=StaffGroup.TEACHERS, people=2)
    now = planner.write(LEADER, PLAN, [need, *dates])
    framed = planner.year.framed(LEADER, now, TODAY)
    way = next(each for each in framed.ways if each.option == "colleagues:meetings")
    slots = tuple(slot.id for slot in framed.problem.slots)[: way.sessions]
    runs = (Run(option=way.id, people=("m1", "m2"), slots=slots),)
    timetable = Timetable(runs=runs, totals=Worth(Free(framed.problem)).totals(runs))
    proposal = planner.year.begin(LEADER, now, framed)
    planner.year.end(LEADER, PLAN, proposal.id, timetable)
    if not taken_back:
        (activity,) = planner.year.accept(LEADER, PLAN, proposal.id, TODAY).activities
        assert (activity.option, activity.led_by) == ("colleagues:meetings", "A colleague")
        return
    planner.own_cpd.answer_help(of("m1"), "e", yes=False)
    with pytest.raises(Invalid, match="has changed since this proposal was made"):
        planner.year.accept(LEADER, PLAN, proposal.id, TODAY)
    assert plan(planner).activities == ()


def test_nobody_answers_for_somebody_else_nor_at_another_school(planner: Planner) -> None:
    made = suggest(planner)
    governor = ByAccount(make.person(id="g", role=Role.ADVISER), OURS)
    for call in (
        lambda: planner.own_cpd.answer_help(governor, "e", yes=True, seen=made.version),
        lambda: planner.own_cpd.could_help(governor, "French", None),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            call()
    assert found(planner).consent is Consent.WAITING
