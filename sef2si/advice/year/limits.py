"""What the school can bear: money, cover for the year, a term and a month, and people out of class on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sef2si.advice.costs import cover_day_cost, plain
from sef2si.advice.timetable.problem import CoverLimit, Limits
from sef2si.advice.year.budget import budget_of
from sef2si.advice.year.days import SchoolYear
from sef2si.advice.year.people import pence
from sef2si.advice.year.settings import YearSettings, out_a_day
from sef2si.advice.year.taken import CoverTaken, stands
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
    left = budget_of(plan, settings).left
    return Limits(
        budget=None if left is None else pence(left),
        cover_day=pence(cover_day_cost(plan.school).amount),
        cover=tuple(
            CoverLimit(title=each.title, first=each.first, last=each.last, most=each.left)
            for each in cover_limits(plan, settings, year)
        ),
        out_a_day=out_a_day(settings, plan.school),
    )


@dataclass(frozen=True)
class Covered:
    """What a school allows of cover between two days, and how much of it CPD that is in the year already takes; both
    in days. ``left`` is in hundredths of a day, and never more than there is.
    """

    title: str
    first: date
    last: date
    most: Decimal
    taken: Fraction

    @property
    def left(self) -> int:
        return max(0, int((Fraction(self.most) - self.taken) * 100))

    @property
    def said(self) -> str:
        """In a sentence; empty where nothing is taken."""
        if not self.taken:
            return ""
        taken = plain(Decimal(round(self.taken * 100)) / 100) or "0"
        days = "day" if taken == "1" else "days"
        if self.taken > Fraction(self.most):
            return (
                f"CPD that is in the year already needs {taken} {days} of cover in {self.title}, more than the "
                f"{plain(self.most) or '0'} there may be. So nothing more that needs cover is placed in it."
            )
        return (
            f"CPD that is in the year already takes {taken} {days} of the {plain(self.most) or '0'} of cover for "
            f"{self.title}."
        )


def cover_limits(plan: Plan, settings: YearSettings, year: SchoolYear) -> tuple[Covered, ...]:
    """For the year, each term and each month, where a school limits it."""
    return tuple(_cover(plan, settings, year))


def _cover(plan: Plan, settings: YearSettings, year: SchoolYear) -> Iterator[Covered]:
    there = CoverTaken(plan, year, stands(plan, settings))
    if settings.cover_days is not None:
        first, last = first_day(plan.year), last_day(plan.year)
        yield Covered(title=THE_YEAR, first=first, last=last, most=settings.cover_days, taken=there.in_all)
    for part in parts(year):
        most = settings.cover_parts.get(part.key, settings.cover_a_term if part.is_term else settings.cover_a_month)
        if most is not None:
            taken = there.between(part.first, part.last)
            yield Covered(title=_called(part), first=part.first, last=part.last, most=most, taken=taken)


def cover_said(plan: Plan, settings: YearSettings, year: SchoolYear, after: date) -> Iterator[str]:
    """What is to be known of limits that are not over yet, in sentences."""
    limits = [each for each in cover_limits(plan, settings, year) if each.last >= after]
    yield from (each.said for each in limits if each.said)
    unsaid = CoverTaken(plan, year, stands(plan, settings)).unsaid
    if limits and unsaid:
        whose = "1 activity of the year does" if unsaid == 1 else f"{unsaid} activities of the year do"
        yield f"{whose} not say how much cover it takes, so none is counted there. Step 4 asks for it."


def _called(part: Part) -> str:
    """As in “the cover for the autumn term is used up”."""
    return f"the {part.title[:1].lower()}{part.title[1:]}" if part.is_term else part.title


def _month_ends(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
