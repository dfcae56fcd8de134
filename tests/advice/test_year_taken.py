"""What CPD that is in the year already takes of what is asked about: money, cover, people out on a day, hours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.greedy import by_hand
from sef2si.advice.timetable.timetable import Run, Timetable
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.budget import Budget, budget_of
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.standing import Apart
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.advice.asked import IN_LESSONS, calendar_date, framed, plan


def test_the_budget_is_for_the_year_and_what_is_in_it_already_is_taken_off_and_said() -> None:
    stands = make.activity(id="x", starts=date(2026, 10, 1), price=Decimal(300))
    unpriced = make.activity(id="y", starts=date(2026, 10, 1), price=None)
    waits = make.activity(id="a", need_ids=("n",), price=Decimal(150))
    of = plan(school=make.school(cpd_budget=Decimal(1000)), activities=(stands, unpriced, waits))

    def money(settings: YearSettings) -> tuple[int | None, list[str]]:
        asked = framed(of, settings)
        return asked.problem.limits.budget, [note for note in asked.notes if "£" in note]

    unsaid = "1 activity of the year does not say what the price is, so £0 is counted there. Step 4 asks for it."
    taken = "CPD that is in the year already takes £300 of the £{} there is."
    assert money(YearSettings()) == (70000, [taken.format("1,000"), unsaid])
    # What was typed once is not there again when a part of it is spent.
    assert money(YearSettings(budget=Decimal(450))) == (15000, [taken.format("450"), unsaid])
    over = (
        "CPD that is in the year already costs £300, more than the £5 there is. So nothing more that costs anything is "
        "placed."
    )
    assert money(YearSettings(budget=Decimal(5))) == (0, [over, unsaid])
    assert budget_of(plan(), YearSettings()) == Budget(None, Decimal(0), 0)
    assert budget_of(plan(), YearSettings()).said == ()


def test_cover_of_cpd_that_is_in_the_year_already_counts_against_every_limit_and_it_is_said() -> None:
    placed = make.activity(id="x", cover_days=Decimal("1.5"))
    over = make.activity(id="y", starts=date(2027, 3, 1), ends=date(2027, 3, 2), cover_days=Decimal(3))
    unsaid = make.activity(id="z", starts=date(2027, 3, 1))
    waits = make.activity(id="w", need_ids=("n",), cover_days=Decimal(9))
    evening, lesson = {"at": "16:00", "minutes": 60}, {"at": ""}
    days = (
        (date(2026, 12, 1), lesson), (date(2027, 1, 12), lesson), (date(2027, 1, 13), evening),
        (date(2027, 2, 1), {"at": "10:00"}),
    )  # fmt: skip
    sessions = tuple(
        make.cpd_session(id=f"x{n}", position=n, activity_id="x", held_on=day, pinned=True, **more)
        for n, (day, more) in enumerate(days)
    )
    of = plan(activities=(placed, over, unsaid, waits), cpd_sessions=sessions)
    limits = YearSettings(cover_days=Decimal(10), cover_a_term=Decimal(4), cover_a_month=Decimal(1))
    asked = framed(of, limits)
    left = {each.title: each.most for each in asked.problem.limits.cover}
    assert [left[each] for each in ("the year", "the autumn term", "the spring term", "January", "February")] == [
        550, 350, 0, 50, 50,
    ]  # fmt: skip
    assert (left["the summer term"], left["March"]) == (400, 0)
    assert [note for note in asked.notes if "cover" in note and "register" not in note] == [
        "CPD that is in the year already takes 4.5 days of the 10 of cover for the year.",
        "CPD that is in the year already takes 0.5 days of the 4 of cover for the autumn term.",
        "CPD that is in the year already takes 4 days of the 4 of cover for the spring term.",
        "CPD that is in the year already takes 0.5 days of the 1 of cover for December.",
        "CPD that is in the year already takes 0.5 days of the 1 of cover for January.",
        "CPD that is in the year already takes 0.5 days of the 1 of cover for February.",
        "CPD that is in the year already needs 3 days of cover in March, more than the 1 there may be. So nothing more "
        "that needs cover is placed in it.",
        "1 activity of the year does not say how much cover it takes, so none is counted there. Step 4 asks for it.",
    ]


def test_003_f8a_who_is_out_with_what_stands_counts_for_the_day_also_where_nothing_is_asked_of_them() -> None:
    day = date(2027, 1, 12)
    course = make.need(id="m", group=StaffGroup.TEACHERS, who="PE", priority_id="p")
    session = make.cpd_session(id="s", activity_id="a", held_on=day, at="09:00", minutes=180, pinned=True)
    late = session.having(id="late", at="16:00", position=2)
    of = plan(
        needs=(*plan().needs, course), offers=(IN_LESSONS,),
        activities=(make.activity(id="a", need_ids=("m",)),), cpd_sessions=(session, late),
    )  # fmt: skip
    asked = framed(of, YearSettings(out_a_day=1)).problem
    assert [(each.id, each.people) for each in asked.fixed] == [("session.s", ("t2",))]
    besides = next(person for person in asked.people if person.id == "t2")
    assert (besides.hours, besides.department, besides.role, besides.directed_minutes) == ((), "PE", "", None)
    run = Run(option="offer.o", people=("t1",), slots=(f"release.{day:%Y%m%d}.am",))
    planted = Timetable(runs=(run,), totals=Worth(Free(asked)).totals((run,)))
    assert broken(asked, planted) == ("out: 2 people are out of class on 2027-01-12, and 1 may be (003-F8a).",)
    assert {each.role for each in planted.totals.hours} == {"Teachers"}
    laid = by_hand(asked)
    assert laid.runs
    assert all(not slot.startswith("release.20270112") for each in laid.runs for slot in each.slots)
    # On any other day it could be.
    other = Run(option="offer.o", people=("t1",), slots=("release.20270113.am",))
    assert broken(asked, Timetable(runs=(other,), totals=Worth(Free(asked)).totals((other,)))) == ()


def test_a_department_counts_those_of_it_who_are_out_already() -> None:
    day = date(2027, 1, 12)
    own = make.need(id="m", group=StaffGroup.TEACHERS, who="all", priority_id="p")
    session = make.cpd_session(id="s", activity_id="a", held_on=day, at="09:00", minutes=180, pinned=True)
    of = plan(needs=(*plan().needs, own), offers=(IN_LESSONS,), activities=(make.activity(id="a", need_ids=("m",)),),
              cpd_sessions=(session,))  # fmt: skip
    apart = Apart({}, {"s": frozenset({"t3"})}, {})
    settings = YearSettings(out_a_day=5, teams={"n": ("t1",), "m": ("t2", "t3")})
    asked = framed(of, settings, apart=apart).problem
    run = Run(option="offer.o", people=("t1",), slots=(f"release.{day:%Y%m%d}.am",))
    # t3 works on Mondays alone, and 12 January is a Tuesday: nobody of Science is taken from pupils then.
    assert broken(asked, Timetable(runs=(run,), totals=Worth(Free(asked)).totals((run,)))) == ()
    monday = session.having(held_on=date(2027, 1, 11))
    asked = framed(of.model_copy(update={"cpd_sessions": (monday,)}), settings, apart=apart).problem
    run = run.model_copy(update={"slots": ("release.20270111.am",)})
    assert broken(asked, Timetable(runs=(run,), totals=Worth(Free(asked)).totals((run,)))) == (
        "department: 2 of Science are out of class on 2027-01-11 (003-F8a).",
    )


def test_sessions_of_what_is_not_asked_about_stand_though_they_are_not_pinned() -> None:
    session = make.cpd_session(id="s", activity_id="a", held_on=date(2027, 1, 14), at="15:30", minutes=60)
    own = make.need(id="m", group=StaffGroup.TEACHERS, who="Science", priority_id="p")
    of = plan(needs=(*plan().needs, own), activities=(make.activity(id="a", need_ids=("m",)),), cpd_sessions=(session,))
    assert framed(of).problem.fixed == ()
    assert [each.id for each in framed(of, YearSettings(left_out=("m",))).problem.fixed] == ["session.s"]


ORDINARY = calendar_date(id="day", sort=DateSort.DAY, minutes=330)
ASSISTANTS = make.need(id="m", group=StaffGroup.TEACHING_ASSISTANTS, who="", priority_id="p")


def test_directed_and_paid_hours_that_cpd_in_the_year_takes_are_not_there_again() -> None:
    other = make.need(id="k", group=StaffGroup.TEACHERS, who="Science", priority_id="p")
    again = make.need(id="x", group=None, who="Learning support", priority_id="p")
    those = (
        (date(2026, 11, 10), "15:30", 90),  # after school and past; in no date of the calendar
        (date(2027, 1, 14), "15:30", 90),  # in the calendar's twilight
        (date(2027, 1, 4), "15:30", 60),  # on an INSET day
        (date(2027, 1, 12), "09:00", 60),  # in lessons
        (date(2027, 1, 13), "17:00", 60),  # beyond what the calendar has
    )
    sessions = tuple(
        make.cpd_session(id=f"s{n}", position=n, activity_id="a", held_on=day, at=at, minutes=minutes, pinned=True)
        for n, (day, at, minutes) in enumerate(those)
    )
    of = plan(
        dates=(*plan().dates, ORDINARY), needs=(*plan().needs, other, ASSISTANTS, again), cpd_sessions=sessions,
        activities=(make.activity(id="a", need_ids=("k", "m")),),
    )  # fmt: skip
    bare = of.model_copy(update={"cpd_sessions": sessions[1:2]})

    def left(of: Plan, **more: Any) -> dict[str, tuple[int | None, int]]:
        settings = YearSettings(paid_hours=Decimal(5))
        return {p.id: (p.directed_minutes, p.paid_minutes) for p in framed(of, settings, **more).problem.people}

    assert (left(bare)["t1"], left(bare)["a1"]) == (left(plan(dates=of.dates))["t1"], (None, 5 * 60 - 75))
    whole = left(bare)["t1"][0]
    assert whole is not None
    assert left(of)["t1"] == (whole - 150, 0)
    # The assistant is at work until a quarter of an hour after pupils have gone, at 15:45.
    assert left(of)["a1"] == (None, 5 * 60 - 75 - 75 - 45 - 60)
    gone = Apart({}, {"s0": frozenset({"t3", "a1"})}, {})
    assert left(of, apart=gone)["t1"] == (whole - 60, 0)


def test_cpd_with_days_and_no_sessions_keeps_its_people_free_on_a_few_days_and_it_is_said() -> None:
    science = make.need(id="m", group=StaffGroup.TEACHERS, who="Science", priority_id="p")
    dated: dict[str, Any] = {"need_ids": ("m",), "starts": date(2027, 1, 14)}
    of = plan(
        needs=(*plan().needs, science), offers=(IN_LESSONS,),
        activities=(
            make.activity(id="a", what="Phonics", **dated),
            make.activity(id="b", what="Coaching", **dated | {"ends": date(2027, 3, 25)}),
            make.activity(id="c", what="Keeping well", starts=date(2027, 1, 21)),
            make.activity(id="d", what="Gone by", need_ids=("m",), starts=date(2026, 11, 20)),
            make.activity(id="e", what="With a time", **dated),
        ),
        cpd_sessions=(make.cpd_session(id="s", activity_id="e", held_on=date(2027, 2, 4), at="16:00", minutes=60),),
    )  # fmt: skip
    asked = framed(of, YearSettings(out_a_day=1))
    assert [(each.id, each.people) for each in asked.problem.fixed] == [
        ("session.s", ("t1", "t3")),
        ("activity.a.20270114", ("t1", "t3")),
    ]
    assert [note for note in asked.notes if note.startswith("“")] == [
        "“Keeping well”: no need says whom this is for, so nobody is kept free for it. Link it to its needs in step 4.",
        "“Coaching”: this goes on for more than 5 days and has no sessions, so nobody is kept free for it. Put its "
        "sessions in, in step 4.",
        "“Phonics”: no session says at what time this is, so its people are kept free all day. Put its sessions in, in "
        "step 4, and the rest of the day can be used.",
    ]
    # Nobody can be in two places, and whom it takes from pupils counts among those who are out (003-F8a).
    run = Run(option="offer.o", people=("t1",), slots=("release.20270114.am",))
    against = broken(asked.problem, Timetable(runs=(run,), totals=Worth(Free(asked.problem)).totals((run,))))
    assert {rule.partition(":")[0] for rule in against} == {"fixed", "release"}
    assert all(not slot.startswith("release.20270114") for each in by_hand(asked.problem).runs for slot in each.slots)
