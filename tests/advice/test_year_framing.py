"""A plan, its calendar and staff as the one question for the solver: what is asked, of whom, when, and what stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.timetable.problem import Kind, Placed, Span
from sef2si.advice.timetable.timetable import Run, Timetable
from sef2si.advice.timetable.why_not import not_fitted
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.asked import needs_to_plan
from sef2si.advice.year.days import school_year
from sef2si.advice.year.fitting import SOMEBODY_GONE, broken_now
from sef2si.advice.year.framing import Framed, frame
from sef2si.advice.year.limits import parts
from sef2si.advice.year.people import team_of
from sef2si.advice.year.proposal import Proposal, State
from sef2si.advice.year.settings import YearSettings, usual_out_a_day
from sef2si.advice.year.standing import Apart
from sef2si.domain.dates import DateSort, Repeats
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import PriorityState, Urgency
from sef2si.domain.school import Phase
from tests import factories as make
from tests.advice.asked import IN_LESSONS, STAFF, TODAY, TWILIGHT, calendar_date, framed, plan
from tests.advice.years import terms


def test_a_need_its_team_its_way_and_its_time() -> None:
    asked = framed().problem
    assert [(n.id, n.weight, n.pressing, n.by, n.team) for n in asked.needs] == [
        ("n", 80, 3, date(2027, 7, 9), "need.n")
    ]
    assert [(team.id, team.people) for team in asked.teams] == [("need.n", ("t1", "t3"))]
    assert [(o.id, o.sessions, o.minutes, o.kinds) for o in asked.options] == [
        ("offer.o", 1, 60, (Kind.TWILIGHT, Kind.WEEKLY))
    ]
    assert [(slot.id, slot.day, slot.start, slot.minutes) for slot in asked.slots] == [
        ("tw.20270114", date(2027, 1, 14), 930, 90)
    ]


def test_a_team_is_named_by_words_and_not_by_letters_in_them() -> None:
    def who(words: str, group: StaffGroup | None = StaffGroup.TEACHERS) -> tuple[str, ...]:
        return team_of(make.need(group=group, who=words), STAFF, None, TODAY)

    assert who("Science teachers") == ("t1", "t3")
    assert who("Those who open the page") == ("t1", "t2", "t3")
    assert who("pe") == ("t2",)
    assert who("", None) == ()
    assert who("Learning support", None) == ("a1",)
    assert team_of(make.need(), STAFF, ("t2", "gone"), TODAY) == ("t2",)


def test_where_the_register_names_nobody_stand_ins_are_planned_for_and_it_is_said() -> None:
    nobody = frame(plan(needs=(make.need(id="n", people=3, priority_id="p"),)), (), YearSettings(), TODAY)
    assert [person.id for person in nobody.problem.people] == [f"stand-in.staff.{n}" for n in range(3)]
    assert any("stand-ins are planned for" in note for note in nobody.notes)


def test_what_is_left_out_parked_or_has_a_date_is_not_asked() -> None:
    assert needs_to_plan(plan(), YearSettings(left_out=("n",))) == ()
    assert needs_to_plan(plan(priorities=(make.priority(id="p", state=PriorityState.PARKED),)), YearSettings()) == ()
    dated = make.activity(id="a", need_ids=("n",), starts=date(2026, 12, 1))
    assert needs_to_plan(plan(activities=(dated,)), YearSettings()) == ()
    undated = dated.having(starts=None)
    assert [way.id for way in framed(plan(activities=(undated,))).ways] == ["activity.a"]
    assert framed(settings=YearSettings(left_out=("n",))).notes == (
        "No need waits for a place in the year: each has CPD with a date, or none is live.",
    )


def test_a_way_that_was_taken_out_is_not_asked_about() -> None:
    assert framed(settings=YearSettings(ways={"n": ()})).problem.options == ()


@pytest.mark.parametrize("kept", [{"pinned": True}, {"announced_on": TODAY}])
def test_what_stays_keeps_its_people_busy_and_who_declined_is_asked_another_time(kept: dict[str, Any]) -> None:
    session = make.cpd_session(id="s", activity_id="a", held_on=date(2027, 1, 14), minutes=60, **kept)
    other = make.need(id="m", group=StaffGroup.TEACHERS, who="PE, Science", priority_id="p")
    of = plan(
        activities=(make.activity(id="a", need_ids=("n",)),),
        cpd_sessions=(session,),
        needs=(*plan().needs, other),
    )
    fixed = framed(of).problem.fixed
    assert [(each.id, each.day, each.start, each.people) for each in fixed] == [
        ("session.s", date(2027, 1, 14), 930, ("t1", "t3"))
    ]
    apart = Apart({"s": frozenset({"t3"})}, {"s": frozenset({"t1"})}, {})
    whole = framed(of, apart=apart)
    again = whole.problem
    assert (whole.again, framed(of).again) == (("n",), ())
    assert [each.people for each in again.fixed] == [("t1",)]
    assert {need.id: next(t.people for t in again.teams if t.id == need.team) for need in again.needs} == {
        "m": ("t1", "t2", "t3"),
        "n": ("t3",),
    }
    assert "activity.a" in {option.id for option in again.options}


def test_who_asked_to_be_left_out_is_asked_no_more_and_nobody_stands_in_for_them() -> None:
    session = make.cpd_session(id="s", activity_id="a", minutes=60)
    of = plan(activities=(make.activity(id="a", need_ids=("n",)),), cpd_sessions=(session,))

    def teams(*left_out: str) -> list[tuple[str, ...]]:
        return [t.people for t in framed(of, apart=Apart({}, {}, {"a": frozenset(left_out)})).problem.teams]

    assert (teams(), teams("t3"), teams("t1", "t3")) == ([("t1", "t3")], [("t1",)], [()])


def test_what_may_move_is_kept_close_to_where_it_stood() -> None:
    session = make.cpd_session(id="s", activity_id="a", held_on=date(2027, 1, 14), at="3.30 pm", minutes=60)
    of = plan(activities=(make.activity(id="a", need_ids=("n",), form="meetings"),), cpd_sessions=(session,))
    assert framed(of).problem.previous == (Placed(option="activity.a", slots=("tw.20270114",)),)


def test_a_pin_whose_time_is_gone_is_left_out_and_said() -> None:
    pins = (Placed(option="offer.o", slots=("tw.20270114",)), Placed(option="offer.o", slots=("gone",)))
    asked = framed(settings=YearSettings(pins=pins))
    assert asked.problem.pins == pins[:1]
    assert "1 pin could not be kept: the time or the way is not there any more." in asked.notes


def test_a_date_for_some_is_open_to_teams_all_of_whom_are_meant() -> None:
    own = TWILIGHT.having(team="Science")
    assert [slot.open_to for slot in framed(plan(dates=(*terms(), own))).problem.slots] == [("need.n",)]
    assistants = TWILIGHT.having(who=(StaffGroup.TEACHING_ASSISTANTS,))
    assert [slot.open_to for slot in framed(plan(dates=(*terms(), assistants))).problem.slots] == [()]


def test_003_f8i_pupils_come_later_when_there_is_a_late_start() -> None:
    late = calendar_date(
        id="l", sort=DateSort.SLOT, starts=date(2027, 1, 13), at="08:30", minutes=90, repeats=Repeats.FORTNIGHTLY
    )
    asked = framed(plan(dates=(*terms(), late), offers=(*plan().offers, IN_LESSONS.having(id="l")))).problem
    t1 = next(person for person in asked.people if person.id == "t1")
    lessons = [Span(weekday=2, start=540, end=735), Span(weekday=2, start=735, end=930)]
    assert [span for span in t1.with_pupils if span.weekday == 2] == lessons
    # In that week alone: at the same time a week later everybody teaches, and so does who works in no pattern of weeks.
    slots = {slot.id: slot for slot in asked.slots if slot.kind is Kind.WEEKLY}
    assert list(slots)[:2] == ["l.20270113", "l.20270127"]
    week_later = slots["l.20270113"].model_copy(update={"id": "planted", "day": date(2027, 1, 20), "spared": False})
    planted = asked.model_copy(update={"slots": (*asked.slots, week_later)})
    free, person = Free(planted), planted.people.index(t1)
    can = {slot.id for at, slot in enumerate(free.slots) if free.can(person, 60) >> at & 1}
    assert ("l.20270113" in can, "planted" in can) == (True, False)

    def rules(slot: str) -> list[str]:
        run = Run(option="offer.o", people=("t1",), slots=(slot,))
        made = Timetable(runs=(run,), totals=Worth(free).totals((run,)))
        return [rule.partition(":")[0] for rule in broken(planted, made)]

    assert (rules("l.20270113"), rules("planted")) == ([], ["lessons"])


def test_003_f8i_what_stands_in_a_late_start_takes_nobody_from_pupils_and_needs_no_cover() -> None:
    late = calendar_date(id="l", sort=DateSort.SLOT, starts=date(2027, 1, 13), at="08:30", minutes=90)
    session = make.cpd_session(id="s", activity_id="a", held_on=date(2027, 1, 13), at="08:45", minutes=60, pinned=True)
    other = session.having(id="s2", held_on=date(2027, 1, 20), position=2)
    of = plan(
        dates=(*terms(), late), offers=(IN_LESSONS,), cpd_sessions=(session, other),
        needs=(*plan().needs, make.need(id="m", group=StaffGroup.TEACHERS, who="Science", priority_id="p")),
        activities=(make.activity(id="a", need_ids=("m",), cover_days=Decimal(2)),),
    )  # fmt: skip
    asked = framed(of, YearSettings(cover_a_month=Decimal(5)))
    assert [(each.id, each.spared) for each in asked.problem.fixed] == [("session.s", True), ("session.s2", False)]
    assert {day: len(positions) for day, positions in _out(asked).items()} == {date(2027, 1, 20): 1}
    assert [each for each in asked.notes if "January" in each] == [
        "CPD that is in the year already takes 2 days of the 5 of cover for January."
    ]


def _out(asked: Framed) -> dict[date, str]:
    return {day: f"{bits:b}".replace("0", "") for day, bits in Free(asked.problem).out_by_fixed.items()}


def test_an_inset_day_can_be_used_whole_by_halves_or_in_parts() -> None:
    offer = make.offer(id="o", hours=Decimal(6), sessions=1, need_ids=("n",), takes_place="inset")
    slots = framed(plan(offers=(offer,))).problem.slots
    own = [(slot.id.partition(".")[2], slot.start, slot.minutes) for slot in slots if slot.day == date(2027, 1, 4)]
    assert own == [
        ("20270104", 540, 360),
        ("20270104.am", 540, 155),
        ("20270104.pm", 745, 155),
        ("20270104.am0", 540, 75),
        ("20270104.am1", 620, 75),
        ("20270104.pm0", 745, 75),
        ("20270104.pm1", 825, 75),
    ]


def test_a_courses_own_dates_are_its_alone_and_those_gone_by_are_not_offered() -> None:
    offer = make.offer(
        id="o",
        hours=Decimal(6),
        sessions=1,
        need_ids=("n",),
        takes_place="lessons",
        dates="1 October 2026\n4 March 2027",
    )
    own = [slot for slot in framed(plan(offers=(offer,))).problem.slots if slot.only_for]
    assert [(slot.day, slot.kind, slot.only_for, slot.cover) for slot in own] == [
        (date(2027, 3, 4), Kind.RELEASE, ("offer.o",), 100)
    ]


def test_a_courses_own_date_on_which_nobody_works_is_not_planned_and_it_is_said() -> None:
    dates = "28 October 2026\n17 February 2027\n4 March 2027\n6 March 2027\n1 April 2027"
    offer = make.offer(id="o", title="Phonics", hours=Decimal(6), sessions=1, need_ids=("n",), takes_place="lessons",
                       dates=dates)  # fmt: skip
    asked = framed(plan(offers=(offer,)))
    assert [slot.day for slot in asked.problem.slots if slot.only_for] == [date(2027, 3, 4)]
    assert [note for note in asked.notes if "Phonics" in note] == [
        "“Phonics”: by the calendar staff do not work on 17 February 2027, 6 March 2027 and 1 April 2027 (half-term, a "
        "holiday or a weekend), so nothing is planned then. If it takes place all the same, please look at the "
        "calendar."
    ]
    # Where there are no terms yet, its own dates are all there is to go by.
    bare = framed(plan(offers=(offer,), dates=()))
    assert len([slot for slot in bare.problem.slots if slot.only_for]) == 4
    assert not [note for note in bare.notes if "Phonics" in note]


@pytest.mark.parametrize(
    ("phase", "classes", "limit"),
    [(Phase.SECONDARY, 60, 2), (Phase.PRIMARY, 4, 1), (Phase.PRIMARY, 14, 2), (None, None, 2)],
)
def test_003_f8a_the_usual_limit_of_people_out_is_scaled_to_the_school(phase: Any, classes: Any, limit: int) -> None:
    assert usual_out_a_day(make.school(phase=phase, classes=classes)) == limit


def test_003_f8a_black_outs_and_fixed_dates_stand() -> None:
    reports = calendar_date(id="r", sort=DateSort.REPORTS, starts=date(2027, 1, 14))
    training = calendar_date(
        id="f", sort=DateSort.SAFEGUARDING, starts=date(2027, 1, 12), at="09:00", minutes=60, team="Science"
    )
    asked = framed(plan(dates=(*terms(), TWILIGHT, reports, training))).problem
    assert [(each.title, each.first, each.last) for each in asked.black_outs] == [
        ("Reports are due", date(2027, 1, 11), date(2027, 1, 15))
    ]
    assert [(each.title, each.people) for each in asked.fixed] == [("Safeguarding training", ("t1", "t3"))]


def test_a_way_waits_for_the_latest_day_of_its_needs_and_the_solver_is_told() -> None:
    both = plan(
        needs=(*plan().needs, make.need(id="m", group=StaffGroup.TEACHERS, who="PE", priority_id="p")),
        offers=(make.offer(id="o", hours=Decimal(1), sessions=1, need_ids=("n", "m"), takes_place="twilight"),),
    )
    days = {"n": date(2027, 1, 4), "m": date(2027, 2, 1)}
    asked = framed(both, YearSettings(needs_from=days)).problem
    assert [option.not_before for option in asked.options] == [date(2027, 2, 1)]
    # The only twilight, 14 January, is before that day: nothing can be placed, by hand either.
    assert by_hand(asked).runs == ()
    sooner = framed(both, YearSettings(needs_from={"n": date(2027, 1, 14)})).problem
    assert [run.slots for run in by_hand(sooner).runs] == [("tw.20270114",)]
    assert [rule.partition(":")[0] for rule in broken(asked, by_hand(sooner))] == ["begins"]


def test_cover_is_limited_for_the_year_its_terms_and_its_months_and_why_not_names_the_month() -> None:
    settings = YearSettings(
        cover_days=Decimal(9), cover_a_term=Decimal(5), cover_a_month=Decimal("1.5"),
        cover_parts={"2027-03": Decimal(0), "2027-01-04": Decimal(4)}, needs_from={"n": date(2027, 3, 1)},
    )  # fmt: skip
    out = make.offer(id="o", hours=Decimal(3), sessions=1, need_ids=("n",), takes_place="lessons")
    until = make.priority(id="p", urgency=Urgency.PRESSING, by=date(2027, 3, 25))
    asked = framed(plan(offers=(out,), priorities=(until,)), settings).problem
    limits = {each.title: (each.first, each.last, each.most) for each in asked.limits.cover}
    assert list(limits)[:5] == ["the year", "the autumn term", "the spring term", "the summer term", "September"]
    assert limits["the spring term"] == (date(2027, 1, 4), date(2027, 3, 25), 400)
    assert limits["February"] == (date(2027, 2, 1), date(2027, 2, 28), 150)
    assert limits["March"] == (date(2027, 3, 1), date(2027, 3, 31), 0)
    said = not_fitted(asked, by_hand(asked))
    assert [(each.reason, each.frees) for each in said] == [
        ("cover", "0.5 days more of cover in March would place “Fluency in Year 3” for 1 person.")
    ]
    assert [part.key for part in parts(school_year(terms())) if part.is_term] == [
        "2026-09-01", "2027-01-04", "2027-04-12",
    ]  # fmt: skip


def test_a_proposal_is_held_against_the_limits_of_today_before_it_is_accepted() -> None:
    of = plan(offers=(IN_LESSONS,), school=make.school(cover_day_cost=Decimal(200)))
    asked = framed(of)
    proposal = Proposal(
        id="x",
        number=1,
        state=State.DONE,
        seq=0,
        settings=YearSettings(),
        framed=asked,
        timetable=by_hand(asked.problem),
    )  # fmt: skip
    assert proposal.runs
    assert broken_now(proposal, asked) == ""
    assert broken_now(proposal, framed(of, YearSettings(cover_days=Decimal(0)))) == (
        "It would need more cover than there is."
    )
    assert broken_now(proposal, framed(of, YearSettings(budget=Decimal(1)))) == "It would cost more than the budget."
    assert broken_now(proposal, framed(of, YearSettings(teams={"n": ()}))) == SOMEBODY_GONE


def test_an_npq_of_which_nobody_says_whose_it_is_blocks_nobody_and_it_is_asked() -> None:
    own = {"starts": date(2027, 1, 14), "at": "15:30", "minutes": 90}
    npq = calendar_date(id="npq", sort=DateSort.NPQ, **own)
    early = calendar_date(id="early", sort=DateSort.EARLY_CAREER, **own)
    asked = framed(plan(dates=(*plan().dates, npq, early)))
    assert asked.problem.fixed == ()
    assert [note.partition(":")[0] for note in asked.notes if "whose is it?" in note] == ["“NPQ session”"]
    mine = framed(plan(dates=(*plan().dates, npq.having(team="Science"))))
    assert [(each.title, each.people) for each in mine.problem.fixed] == [("NPQ session", ("t1", "t3"))]


def test_002_20_a_course_is_settled_by_its_day_and_one_that_is_over_is_not_planned() -> None:
    def asked(of: Plan, settings: YearSettings | None = None) -> tuple[list[tuple[int, date | None]], int, list[str]]:
        whole = framed(of, settings)
        options = [(each.notice_days, each.not_before) for each in whole.problem.options]
        return options, len(by_hand(whole.problem).runs), [note for note in whole.notes if "settled" in note]

    course = IN_LESSONS.having(title="Phonics", dates="18 January 2027", decide_by=date(2026, 12, 19))
    of = plan(offers=(course,))
    assert asked(of) == ([(30, None)], 1, [])
    # Planned from a later day on, it is settled before, and can be had as well.
    assert asked(of, YearSettings(not_before=date(2027, 1, 4))) == ([(14, None)], 1, [])
    late = plan(offers=(course.having(decide_by=date(2026, 11, 20)),))
    assert asked(late) == (
        [],
        0,
        [
            "“Phonics” was to be settled by 20 November 2026, so it is not planned any more. If it can still be "
            "had, please give it another day in step 4."
        ],
    )
    # What was chosen is settled; what has no dates of its own begins when it is.
    booked = late.model_copy(update={"activities": (make.activity(id="a", need_ids=("n",), offer_id="o"),)})
    assert asked(booked)[::2] == ([(0, None)], [])
    any_day = plan(offers=(IN_LESSONS.having(decide_by=date(2027, 1, 8)),))
    assert asked(any_day)[0] == [(0, date(2027, 1, 8))]
