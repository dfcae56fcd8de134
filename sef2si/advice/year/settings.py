"""What a school decides before its year is planned: limits, wishes, which ways, who learns together, what stays put."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from sef2si.advice.timetable.problem import Ban, Placed, Wishes
from sef2si.domain.record import Frozen, Money, Quantity
from sef2si.domain.school import Phase, School

Weight = Annotated[int, Field(ge=1, le=10)]
Few = Annotated[int, Field(ge=0, le=1000)]
SECONDS = 20  # to search for, where nobody said otherwise
USUAL_WISHES = Wishes(spacing=8, early=3)


class YearSettings(Frozen):
    """Blank means: as usual for the school. ``ways`` and ``teams`` are by need, ``weights`` by priority.

    ``ways`` names those that may be used for a need; a need that is not in it may be met in any way there is.
    ``needs_from`` says from which day a need's ways may begin, where that is not from the first day of all.
    ``budget`` is in pounds, for all CPD of the year, None for the school's; ``cover_days`` are for all too, None for no
    limit, as ``cover_a_term`` and ``cover_a_month`` are; ``cover_parts`` says so of one term (by its first day, as ISO
    writes it) or month (``2027-03``) where it is another number there.
    ``assigned`` says for each session of an accepted plan which members of staff it is meant for, to invite them.
    ``paid_hours``: what support staff may be paid for beyond their hours, each of them, in a year.
    """

    left_out: tuple[str, ...] = ()
    ways: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    teams: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    needs_from: dict[str, date] = Field(default_factory=dict)
    weights: dict[str, Weight] = Field(default_factory=dict)
    wishes: Wishes = USUAL_WISHES
    budget: Money | None = None
    cover_days: Quantity | None = None
    cover_a_term: Quantity | None = None
    cover_a_month: Quantity | None = None
    cover_parts: dict[str, Quantity] = Field(default_factory=dict)
    out_a_day: Few | None = None
    department_out_a_day: Few | None = None
    paid_hours: Quantity = Decimal(6)
    not_before: date | None = None
    pins: tuple[Placed, ...] = ()
    bans: tuple[Ban, ...] = ()
    assigned: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    seconds: Annotated[int, Field(ge=1, le=300)] = SECONDS


def usual_out_a_day(school: School) -> int:
    """How many a school lets out of class on one day where it has said nothing (003-F8a).

    Two in a secondary school; one in a primary of up to seven classes, two in a larger one.
    """
    small = school.phase in (Phase.NURSERY, Phase.PRIMARY, Phase.SPECIAL) and (school.classes or 0) <= 7
    return 1 if small else 2


def out_a_day(settings: YearSettings, school: School) -> int:
    return usual_out_a_day(school) if settings.out_a_day is None else settings.out_a_day


def department_out_a_day(settings: YearSettings, school: School) -> int:
    """Of one department or team: one, where nobody said otherwise."""
    return 1 if settings.department_out_a_day is None else settings.department_out_a_day
