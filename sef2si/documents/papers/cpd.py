"""CPD as tables: what is coming, what goes on, what has been, for whom and at what true cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sef2si.advice.costs import cost_of, head_hours, plain, pounds, sum_of
from sef2si.documents.papers.wording import cost_said, days, lines
from sef2si.documents.printing.paper import Align, Block, Column, Missing, Table
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.journey.names import need_name, priority_name
from sef2si.menu import menu_entry


@dataclass(frozen=True)
class Calendar:
    """Activities by where they stand on a day, each in the order of its dates."""

    coming: tuple[Activity, ...]
    going_on: tuple[Activity, ...]
    been: tuple[Activity, ...]
    undated: tuple[Activity, ...]

    @classmethod
    def of(cls, activities: Iterable[Activity], today: date) -> Calendar:
        dated = [activity for activity in by_date(activities) if activity.starts or activity.ends]
        return cls(
            coming=tuple(a for a in dated if _first(a) > today),
            going_on=tuple(a for a in dated if _first(a) <= today <= _last(a)),
            been=tuple(a for a in dated if _last(a) < today),
            undated=tuple(a for a in activities if not (a.starts or a.ends)),
        )


def by_date(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """By their first day; what has no date comes last, in the order given."""
    found = tuple(activities)
    dated = sorted((a for a in found if a.starts or a.ends), key=lambda a: (_first(a), _last(a), a.what))
    return (*dated, *(a for a in found if not (a.starts or a.ends)))


def _first(activity: Activity) -> date:
    found = activity.starts or activity.ends
    assert found is not None
    return found


def _last(activity: Activity) -> date:
    return max(activity.ends or _first(activity), _first(activity))


def form_said(plan: Plan, activity: Activity) -> str:
    """Its form of CPD, in the words of the school's menu."""
    entry = menu_entry(plan.school, activity.form)
    return entry.label if entry else activity.form


def led_by(activity: Activity) -> str:
    """Who leads it, and the provider where there is one."""
    return ", ".join(dict.fromkeys(part for part in (activity.led_by, activity.provider) if part))


def for_whom(plan: Plan, activity: Activity) -> str:
    """Whom its needs name; where it meets none, how many take part."""
    named = dict.fromkeys(need.whom for need in plan.needs_met_by(activity) if need.whom)
    return lines(*named) or (f"{activity.people} people" if activity.people else "")


def serves(plan: Plan, activity: Activity) -> str:
    named = [priority_name(priority) for priority in plan.priorities_of(activity)]
    if named:
        return lines(*named)
    needs = [need_name(need) for need in plan.needs_met_by(activity)]
    return lines(*needs) or Missing("No priority yet")


def when_said(plan: Plan, activity: Activity) -> str:
    """Its days, with each session below: one line a time and team."""
    return lines(days(activity), *(session_said(each) for each in plan.sessions_of(activity)))


def session_said(session: CpdSession) -> str:
    """``"Tue 9 March 2027, 15:30, 90 minutes, Year 3 teachers"``, or what there is of it."""
    day = f"{session.held_on:%a} {written(session.held_on)}" if session.held_on else "a session without a day yet"
    length = f"{session.minutes} minutes" if session.minutes else ""
    return ", ".join(part for part in (day, session.at.strip(), length, session.team.strip()) if part)


def what_said(plan: Plan, activity: Activity) -> str:
    """Its name, with its form of CPD below."""
    return lines(activity.what.strip() or "An activity without a name", form_said(plan, activity))


def programme(plan: Plan, activities: tuple[Activity, ...], caption: str, empty: str) -> Table:
    """What is coming or going on, for staff to read."""
    columns = (
        Column("When", 2.2), Column("What", 3.4), Column("For whom", 2.6), Column("Led by", 2.2),
        Column("Hours each", 1, Align.RIGHT), Column("What it is for", 3),
    )  # fmt: skip
    rows = tuple(
        (
            when_said(plan, activity),
            lines(
                what_said(plan, activity),
                f"Follow-up: {activity.follow_up.strip()}" if activity.follow_up.strip() else "",
            ),
            for_whom(plan, activity),
            led_by(activity),
            plain(activity.hours) if activity.hours is not None else "",
            serves(plan, activity),
        )
        for activity in activities
    )
    return Table(caption, columns, rows, row_headers=False, empty=empty)


def log(plan: Plan, activities: tuple[Activity, ...], caption: str, empty: str) -> Table:
    """What has been: hours, people and true cost, with their sums."""
    columns = (
        Column("When", 2.4), Column("What", 3.6), Column("For whom", 2.6), Column("People", 1, Align.RIGHT),
        Column("Hours each", 1, Align.RIGHT), Column("Staff hours", 1.1, Align.RIGHT),
        Column("True cost", 1.5, Align.RIGHT),
    )  # fmt: skip
    rows = tuple(
        (
            days(activity),
            what_said(plan, activity),
            for_whom(plan, activity),
            str(activity.people) if activity.people is not None else "",
            _number(activity.hours),
            _number(head_hours(activity)),
            cost_said(cost_of(activity, plan.school)),
        )
        for activity in activities
    )
    whole = sum_of(activities, plan.school)
    total = ("All", "", "", "", "", plain(whole.head_hours), pounds(whole.total))
    return Table(caption, columns, rows, total if rows else None, row_headers=False, empty=empty)


def of_priority(plan: Plan, activities: tuple[Activity, ...], caption: str) -> tuple[Block, ...]:
    """The CPD behind one priority with dates and true cost; nothing where there is none."""
    if not activities:
        return ()
    columns = (
        Column("CPD", 4), Column("When", 2.4), Column("For whom", 2.6), Column("Led by", 2.2),
        Column("True cost", 1.5, Align.RIGHT),
    )  # fmt: skip
    rows = tuple(
        (
            what_said(plan, activity),
            when_said(plan, activity),
            for_whom(plan, activity),
            led_by(activity),
            cost_said(cost_of(activity, plan.school)),
        )
        for activity in activities
    )
    total = ("All", "", "", "", pounds(sum_of(activities, plan.school).total))
    return (Table(caption, columns, rows, total),)


def in_short(activities: tuple[Activity, ...]) -> tuple[Block, ...]:
    """What, when and who leads; nothing where there is none."""
    rows = tuple(
        (activity.what.strip() or "An activity without a name", days(activity), led_by(activity))
        for activity in activities
    )
    columns = (Column("CPD", 4), Column("When", 3), Column("Led by", 3))
    return (Table("CPD going on, coming, or not dated yet", columns, rows),) if rows else ()


def _number(amount: Decimal | None) -> str:
    return plain(amount) if amount is not None else ""
