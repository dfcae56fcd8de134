"""When somebody teaches: half-days, PPA and times without lessons, in every week or in one of two."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.problem import BlackOut, Kind, Span
from sef2si.advice.timetable.timetable import Run, Timetable
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.days import school_year
from sef2si.advice.year.directed import of_member
from sef2si.advice.year.framing import Framed, frame
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.slots import PupilsDay, black_outs
from sef2si.advice.year.weeks import hours_of, spans, within
from sef2si.domain.dates import CalendarDate, DateSort, Stops
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import MIDNIGHT, NIGHT, NOON, HalfDay, StaffMember, Week, Weekday, Weekly
from tests import factories as make
from tests.advice.years import inset, terms

TODAY = date(2026, 11, 23)  # a Monday of the twelfth week with pupils: a week B
MONDAY, TUESDAY = ((half, list(HalfDay)[at + 1]) for at, half in enumerate(HalfDay) if at in (0, 2))
DAY = PupilsDay(540, 930)
OUT = make.offer(id="o", sessions=1, hours=3, need_ids=("n",), takes_place="lessons")


def framed(*members: StaffMember, dates: tuple[CalendarDate, ...] = (), **more: Any) -> Framed:
    of = make.plan(
        dates=(*terms(), *inset(), *dates),
        priorities=(make.priority(id="p"),),
        needs=(make.need(id="n", group=StaffGroup.TEACHERS, who="Teachers", priority_id="p"),),
        offers=(OUT,),
    )
    return frame(of, members, YearSettings(**more), TODAY)


def free_halves(framed: Framed, *days: int) -> dict[str, str]:
    """Of some days of November and December: morning and afternoon, ``r`` where somebody is released, ``f`` where they
    have no lessons, ``-`` where they can't come."""
    free = Free(framed.problem)
    can = free.can(0, 60)
    found = {}
    for day in days:
        marks = ""
        for part in ("am", "pm"):
            at = free.slot_at[f"release.{day}.{part}"]
            marks += "-" if not can >> at & 1 else "r" if free.out_at(1, at) else "f"
        found[str(day)[4:]] = marks
    return found


def test_without_more_said_everybody_teaches_whenever_they_work_but_in_ppa() -> None:
    ppa = (Weekly(day=Weekday.TUESDAY, starts=time(13, 15), ends=time(15)),)
    part = make.member(id="t", ppa=ppa, days=(*MONDAY, *TUESDAY))
    assert free_halves(framed(part), 20261130, 20261201, 20261202) == {"1130": "rr", "1201": "r-", "1202": "--"}


def test_times_without_lessons_need_no_cover_and_ppa_is_kept_in_its_own_week_alone() -> None:
    """The weeks from 30 November, 7 and 14 December are A, B and A."""
    member = make.member(
        id="t",
        days=(*MONDAY, *TUESDAY),
        days_b=MONDAY,
        ppa=(Weekly(day=Weekday.MONDAY, starts=time(13, 15), ends=time(15), week=Week.B),),
        not_teaching=(Weekly(day=Weekday.TUESDAY, starts=NOON, ends=NIGHT),),
    )
    assert free_halves(framed(member), 20261130, 20261201, 20261207, 20261208, 20261214, 20261215) == {
        "1130": "rr", "1201": "rf", "1207": "r-", "1208": "--", "1214": "rr", "1215": "rf",
    }  # fmt: skip


def test_nobody_is_planned_over_ppa_of_one_week_and_the_checker_says_so_by_itself() -> None:
    ppa = (Weekly(day=Weekday.MONDAY, starts=time(8), ends=time(16), week=Week.A),)
    asked = framed(make.member(id="t", ppa=ppa), out_a_day=9).problem
    option = asked.options[0].id
    for day, rules in (("20261130", ["ppa"]), ("20261207", [])):
        runs = (Run(option=option, people=("t",), slots=(f"release.{day}.am",)),)
        against = broken(asked, Timetable(runs=runs, totals=Worth(Free(asked)).totals(runs)))
        assert [name for rule in against if (name := rule.partition(":")[0]) != "totals"] == rules


def test_whoever_works_afternoons_alone_can_be_released_in_the_school_s_own_afternoon() -> None:
    """Pupils come from 9:00 to 15:30 here, so their afternoon begins at 12:15."""
    member = make.member(id="t", days=(HalfDay.MONDAY_AFTERNOON,))
    assert free_halves(framed(member), 20261130) == {"1130": "-r"}


def test_a_leader_without_lessons_all_week_is_never_covered() -> None:
    all_week = tuple(Weekly(day=day, starts=MIDNIGHT, ends=NIGHT) for day in Weekday)
    person = framed(make.member(id="t", not_teaching=all_week)).problem.people[0]
    assert person.with_pupils == ()


def test_in_a_week_of_inset_alone_only_those_come_who_would_in_either_week() -> None:
    late = tuple(make.calendar_date(id=f"l{n}", starts=date(2027, 7, 26) + timedelta(days=n)) for n in range(2))
    offer = OUT.having(takes_place="inset")
    members = (make.member(id="t", days=(*MONDAY, *TUESDAY), days_b=MONDAY), make.member(id="u", days=TUESDAY))
    of = make.plan(
        dates=(*terms(), *late),
        priorities=(make.priority(id="p"),),
        needs=(make.need(id="n", group=StaffGroup.TEACHERS, who="Teachers", priority_id="p"),),
        offers=(offer,),
    )
    people = frame(of, members, YearSettings(), TODAY).problem.people
    assert [(each.id, each.away) for each in people] == [("t", (date(2027, 7, 27),)), ("u", ())]


def test_what_is_taken_for_granted_is_said() -> None:
    known = make.member(
        id="k",
        ppa=(Weekly(day=Weekday.MONDAY, starts=time(9), ends=time(10)),),
        not_teaching=(Weekly(day=Weekday.MONDAY, starts=time(10), ends=time(11), week=Week.A),),
    )
    notes = framed(make.member(id="t"), known).notes
    assert notes[:2] == (
        "1 teacher asked about is taken to teach all day but in PPA: the staff register names no times without lessons "
        "for them. Where it does, less cover is needed: type them, or bring the timetable of lessons, under “Staff”.",
        "We don’t know 1 teacher’s PPA times, so the plan can’t keep clear of them.",
    )
    assert notes[2].startswith("Timetables over two weeks: weeks in which pupils come take turns as A and B")
    assert not any("taken to teach" in note or "two weeks" in note for note in framed().notes)


def test_hours_of_two_weeks() -> None:
    member = make.member(days=MONDAY, days_b=())
    assert hours_of(member, DAY) == (Span(weekday=0, end=735, week=1), Span(weekday=0, start=735, week=1))
    aide = make.member(group=StaffGroup.TEACHING_ASSISTANTS, days=(HalfDay.MONDAY_MORNING,))
    assert hours_of(aide, DAY) == (Span(weekday=0, start=525, end=735),)
    paid = aide.model_copy(
        update={"paid_times": (Weekly(day=Weekday.FRIDAY, starts=time(8), ends=time(9), week=Week.B),)}
    )
    assert hours_of(paid, DAY) == (Span(weekday=4, start=480, end=540, week=2),) == spans(paid.paid_times, DAY)


def test_cutting_times_out_of_a_week_leaves_the_other_week_whole() -> None:
    hours = (Span(weekday=0), Span(weekday=1, week=2))
    gone = (Span(weekday=0, start=600, end=660, week=1), Span(weekday=1, start=0, end=700), Span(weekday=1, week=1))
    assert within(hours, 540, 900, without=gone) == (
        Span(weekday=0, start=540, end=600, week=1),
        Span(weekday=0, start=660, end=900, week=1),
        Span(weekday=0, start=540, end=900, week=2),
        Span(weekday=1, start=700, end=900, week=2),
    )


def test_directed_time_counts_the_days_of_each_week() -> None:
    day = make.calendar_date(sort=DateSort.DAY, starts=None, minutes=60)
    year = school_year((*terms(), day))
    same = of_member(year, make.member(days=MONDAY)).used
    none = of_member(year, make.member(days=MONDAY, days_b=())).used
    more = of_member(year, make.member(days=MONDAY, days_b=(*MONDAY, *TUESDAY))).used
    # Of the 38 Mondays with pupils, every second is in a week A; of the 40 Tuesdays, every second in a week B.
    assert (same, none, more) == (38 * 60, 19 * 60, (38 + 20) * 60)


@pytest.mark.parametrize(
    ("sort", "stops", "kinds"),
    [
        (DateSort.EXAMINATIONS, None, (Kind.RELEASE,)),
        (DateSort.PARENTS, None, (Kind.MEETING, Kind.TWILIGHT)),
        (DateSort.REPORTS, Stops.BOTH, (Kind.RELEASE, Kind.MEETING, Kind.TWILIGHT)),
        (DateSort.NO_CPD, None, ()),
        (DateSort.NO_CPD, Stops.LESSONS, (Kind.RELEASE,)),
    ],
)
def test_what_is_kept_free_stops_what_the_school_says(
    sort: DateSort, stops: Stops | None, kinds: tuple[Kind, ...]
) -> None:
    entry = make.calendar_date(sort=sort, title="X", starts=date(2026, 12, 1), ends=date(2026, 12, 2), stops=stops)
    assert black_outs(school_year((*terms(), entry))) == (
        BlackOut(title="X", first=date(2026, 12, 1), last=date(2026, 12, 2), kinds=kinds),
    )


def test_a_parents_evening_takes_its_people_for_its_time() -> None:
    evening = make.calendar_date(
        id="e", sort=DateSort.PARENTS, title="Year 7", starts=date(2026, 12, 1), at="16:00", minutes=150
    )
    unknown = make.calendar_date(id="u", sort=DateSort.PARENTS, starts=date(2026, 12, 2), at="")
    fixed = framed(make.member(id="t"), dates=(evening, unknown)).problem.fixed
    assert [(each.id, each.start, each.minutes, each.people) for each in fixed] == [("e.20261201", 960, 150, ())]
