"""What the school can bear: money, cover for the year, a term and a month, and people out of class on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sef2si.advice.costs import cost_of, cover_day_cost
from sef2si.advice.timetable.problem import CoverLimit, Limits
from sef2si.advice.year.asked import needs_to_plan
from sef2si.advice.year.days import SchoolYear
from sef2si.advice.year.people import pence
from sef2si.advice.year.settings import YearSettings, out_a_day
from sef2si.advice.year.ways import is_placed
from sef2si.domain.cycle import first_day, last_day
from sef2si.domain.plan import Plan
from sef2si.domain.record import Frozen

THE_YEAR = "the year"


class Part(Frozen):
    """A term or a month of the year, for which a school may limit cover. ``key`` is what the settings call it."""

    key: str
    title: str
    first: date
    last: date
    is_term: bool


def parts(year: SchoolYear) -> tuple[Part, ...]:
    """The terms, then the months in which pupils come."""
    terms = [
        Part(key=f"{first:%Y-%m-%d}", title=title, first=first, last=last, is_term=True)
        for first, last, title in year.named_terms
    ]
    months = [
        Part(key=f"{first:%Y-%m}", title=f"{first:%B}", first=first, last=_month_ends(first), is_term=False)
        for first in sorted({day.replace(day=1) for day in year.pupils_days})
    ]
    return (*terms, *months)


def limits_of(plan: Plan, settings: YearSettings, year: SchoolYear) -> Limits:
    left = budget_left(plan, settings)
    return Limits(
        budget=None if left is None else pence(left),
        cover_day=pence(cover_day_cost(plan.school).amount),
        cover=tuple(_cover(plan, settings, year)),
        out_a_day=out_a_day(settings, plan.school),
    )


def _cover(plan: Plan, settings: YearSettings, year: SchoolYear) -> Iterator[CoverLimit]:
    if settings.cover_days is not None:
        first, last = first_day(plan.year), last_day(plan.year)
        yield CoverLimit(title=THE_YEAR, first=first, last=last, most=int(settings.cover_days * 100))
    for part in parts(year):
        most = settings.cover_parts.get(part.key, settings.cover_a_term if part.is_term else settings.cover_a_month)
        if most is not None:
            yield CoverLimit(title=_called(part), first=part.first, last=part.last, most=int(most * 100))


def _called(part: Part) -> str:
    """As in “the cover for the autumn term is used up”."""
    return f"the {part.title[:1].lower()}{part.title[1:]}" if part.is_term else part.title


def budget_left(plan: Plan, settings: YearSettings) -> Decimal | None:
    """Pounds for what is to be placed: as the school says, or what its budget leaves beside what stands already."""
    if settings.budget is not None:
        return settings.budget
    if plan.school.cpd_budget is None:
        return None
    needs = needs_to_plan(plan, settings)
    waiting = {each.id for need in needs for each in plan.activities_of(need) if not is_placed(plan, each)}
    stands = (cost_of(each, plan.school).total for each in plan.activities if each.id not in waiting)
    return max(Decimal(0), plan.school.cpd_budget - sum((cost for cost in stands if cost is not None), Decimal(0)))


def _month_ends(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
