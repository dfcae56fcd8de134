"""A plan of the year to look at: what it has taken by when is what it costs, and two plans stand side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.timetable.problem import Kind
from sef2si.advice.year.accepting import accepted
from sef2si.advice.year.beside import Line, compare
from sef2si.advice.year.days import school_year
from sef2si.advice.year.framing import frame
from sef2si.advice.year.moving import open_times
from sef2si.advice.year.proposal import Proposal, State
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.showing import Entry, directed_left, filling, school_entries, week_entries
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.staff import HalfDay
from tests import factories as make
from tests.advice.years import terms

TODAY = date(2026, 11, 23)
STAFF = (
    *(make.member(id=f"t{n}", directed_hours_agreed=Decimal(10)) for n in range(5)),
    *(make.member(id=f"a{n}", group=StaffGroup.TEACHING_ASSISTANTS) for n in range(2)),
)


def plan(**more: Any) -> Plan:
    twilights = [
        make.calendar_date(id=f"w{n}", sort=DateSort.TWILIGHT, starts=day, at="16:00", minutes=60, directed=False)
        for n, day in enumerate((date(2026, 12, 3), date(2027, 1, 14), date(2027, 1, 21)))
    ]
    school = make.plan().school.having(support_hour_cost=Decimal(12), cover_day_cost=Decimal(200))
    return make.plan(
        school=school,
        dates=(*terms(), make.calendar_date(id="d", sort=DateSort.DAY, starts=None, minutes=0), *twilights),
        priorities=(make.priority(id="p"),),
        needs=(
            make.need(id="n", what="Fluency", group=StaffGroup.TEACHERS, priority_id="p"),
            make.need(id="m", what="Talk", group=StaffGroup.TEACHING_ASSISTANTS, priority_id="p"),
        ),
        offers=(
            make.offer(id="o", title="Reading aloud", hours=Decimal(2), sessions=2, need_ids=("n",),
                       takes_place="twilight", price=Decimal(100)),
            make.offer(id="q", title="Talk", hours=Decimal(1), sessions=1, need_ids=("m",), takes_place="twilight"),
            make.offer(id="r", title="Seen elsewhere", hours=Decimal(3), sessions=1, need_ids=("n",),
                       takes_place="lessons"),
        ),
        **more,
    )  # fmt: skip


def proposal(of: Plan, number: int = 1, **settings: Any) -> Proposal:
    kept = YearSettings(**settings)
    framed = frame(of, STAFF, kept, TODAY)
    return Proposal(
        id=f"{number}" * 32, number=number, state=State.DONE, seq=1, settings=kept, framed=framed,
        timetable=by_hand(framed.problem),
    )  # fmt: skip


def test_what_it_has_taken_in_the_end_is_what_it_costs() -> None:
    made = proposal(plan(), ways={"n": ("offer.r",)})
    filled = filling(made)
    totals = made.timetable.totals if made.timetable else None
    assert totals is not None
    assert (filled[-1].pounds, filled[-1].cover_days) == (made.cost, made.cover_days)
    assert filled[-1].hours == Decimal(sum(each.minutes for each in totals.hours)) / 60
    # Five teachers take turns to be out for a morning, for few may be out at once, with cover at £200 a day, and two
    # assistants are paid for an hour at £12.
    assert (made.cover_days, made.cost) == (Decimal("2.5"), 524)
    assert [each.month for each in filled] == sorted(each.month for each in filled)


def test_directed_time_is_taken_by_what_the_calendar_does_not_count_yet() -> None:
    made = proposal(plan(), ways={"n": ("offer.o",)})
    uncounted = [slot for slot in made.framed.problem.slots if not slot.counted]
    assert {slot.kind for slot in uncounted} == {Kind.TWILIGHT}
    assert (directed_left(made), filling(made)[-1].directed) == (50, 10)
    assert directed_left(proposal(plan().model_copy(update={"dates": terms()}))) is None


def test_what_is_accepted_says_what_it_costs_as_the_plan_does() -> None:
    of = plan()
    made = proposal(of, ways={"n": ("offer.r",)})
    activities = [each for each in accepted(of, made).save if getattr(each, "what", "")]
    paid = sum(each.support_staff_pay for each in activities)  # type: ignore[attr-defined]
    assert sum(each.cover_days for each in activities) == made.cover_days  # type: ignore[attr-defined]
    assert paid == made.cost - 200 * made.cover_days == 24


def test_two_plans_side_by_side_in_words() -> None:
    one, other = (
        proposal(plan(), ways={"n": ("offer.r",)}),
        proposal(plan(), 2, ways={"n": ("offer.o",)}, left_out=("m",)),
    )
    found = compare(one, other)
    lines = {line.label: line for line in found.lines}
    assert lines["Days of cover"] == Line("Days of cover", ("2.5", "0"), 1)
    assert lines["Met: Talk"].said[1] == "not asked"
    assert lines["Met: Fluency"].better == 1
    # Two assistants are too few to be told apart.
    assert [label for label in lines if label.startswith("Hours")] == ["Hours each: Teachers"]
    assert any(said.startswith("Seen elsewhere (") for said in found.only[0])
    assert compare(one, one) == compare(one, one.model_copy(update={"number": 3}))
    assert (compare(one, one).only, compare(one, one).moved) == (((), ()), ())


def test_what_runs_at_other_times_is_named_with_both() -> None:
    now, late = (
        proposal(plan(), ways={"n": ("offer.o",)}),
        proposal(plan(), 2, ways={"n": ("offer.o",)}, not_before=date(2027, 1, 1)),
    )
    assert compare(now, late).moved[0] == Line(
        "Reading aloud (Teachers)", ("Thu 3 Dec, Thu 14 Jan", "Thu 14 Jan, Thu 21 Jan")
    )


def test_weeks_are_named_where_a_timetable_has_two() -> None:
    year, one_week = school_year(terms()), make.member()
    assert week_entries(year, (one_week,)) == ()
    found = week_entries(year, (one_week, make.member(days_b=())))
    assert found[:3] == (
        Entry(date(2026, 9, 1), "Week A"),
        Entry(date(2026, 9, 7), "Week B"),
        Entry(date(2026, 9, 14), "Week A"),
    )


def test_a_session_can_be_moved_to_the_nearest_times_at_which_all_who_come_could() -> None:
    made = proposal(plan(), ways={"n": ("offer.o",)})
    run = next(run for run in made.runs if run.option == "offer.o")
    free = Free(made.framed.problem)
    assert [slot.id for slot in open_times(free, run)] == ["w2.20270121"]
    late = make.member(id="t0", days=(HalfDay.MONDAY_AFTERNOON,), directed_hours_agreed=Decimal(10))
    part = frame(plan(), (late, *STAFF[1:]), YearSettings(ways={"n": ("offer.o",)}), TODAY).problem
    assert open_times(Free(part), run) == ()


def test_nothing_is_shown_as_kept_free_in_a_holiday() -> None:
    exams = make.calendar_date(sort=DateSort.EXAMINATIONS, title="X", starts=date(2027, 5, 28), ends=date(2027, 6, 7))
    assert school_entries(school_year((*terms(), exams))) == (
        Entry(date(2027, 5, 28), "X", "stop"),
        Entry(date(2027, 6, 7), "X", "stop"),
    )
