"""The school a plan is for: the facts of one academic year."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from sef2si.domain.record import Choice, Count, Money, PlainLine, Quantity, Record


class Phase(Choice):
    NURSERY = "nursery", "Nursery"
    PRIMARY = "primary", "Primary"
    MIDDLE = "middle", "Middle"
    SECONDARY = "secondary", "Secondary"
    ALL_THROUGH = "all_through", "All-through"
    SIXTEEN_PLUS = "16_plus", "16 plus"
    SPECIAL = "special", "Special"
    ALTERNATIVE = "alternative", "Pupil referral unit or alternative provision"


class Nation(Choice):
    ENGLAND = "england", "England"
    SCOTLAND = "scotland", "Scotland"
    WALES = "wales", "Wales"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"
    IRELAND = "ireland", "Ireland"


class Context(Choice):
    """What sort of school, beside its phase: CPD that was made for another sort may not suit (000-37)."""

    SMALL = "small", "A small school"
    LARGE = "large", "A large school"
    RURAL = "rural", "A rural school"
    INNER_CITY = "inner_city", "A school in a town or inner city"
    FAITH = "faith", "A faith school"
    HARDSHIP = "hardship", "Many pupils eligible for free school meals"
    NURSERY = "nursery", "Early years"
    PRIMARY = "primary", "A primary school"
    SECONDARY = "secondary", "A secondary school"
    SIXTH_FORM = "sixth_form", "A sixth form"
    SPECIAL = "special", "A special school or alternative provision"


class First(Choice):
    """What a school looks at first when two ways to learn something are both good."""

    COST = "cost", "What it costs"
    SOON = "soon", "How soon practice could change"
    COVER = "cover", "As little cover as can be"
    TIME = "time", "As little of people’s time as can be"
    PRACTICE = "practice", "How well it is built to change practice"


_URN = re.compile(r"[1-9]\d{4,6}|\d{5}[A-Z]")


def valid_urn(typed: str) -> str:
    """A school's unique reference number.

    Six digits in England; five to seven digits, with a closing letter in Ireland, elsewhere. Raises ``ValueError``.
    """
    urn = typed.strip().upper()
    if not _URN.fullmatch(urn):
        raise ValueError(
            f"“{typed[:20]}” is not a school's unique reference number. In England it is six digits, such as 100492; "
            "you find it on Get Information about Schools."
        )
    return urn


def _percentage(amount: Decimal) -> Decimal:
    if not 0 <= amount <= 100:
        raise ValueError("Please give a percentage from 0 to 100.")
    return amount


class School(Record):
    """URN, name and phase are what a plan cannot do without; the rest makes its figures true.

    ``early_years`` and ``sixth_form``: whether the school has them; None means as usual for its phase.
    ``framework`` is the key of the evaluation framework in use; ``live_limit`` how many live priorities the school
    says it can carry (003-10). ``support_hour_cost`` is what an hour of support staff outside their usual hours costs,
    in pounds. ``contexts`` are what its other facts do not say (``domain.contexts``); ``looks_first`` what it looks at
    first when it chooses CPD.
    """

    urn: Annotated[str, AfterValidator(valid_urn)]
    name: PlainLine = ""
    phase: Phase | None = None
    nation: Nation = Nation.ENGLAND
    framework: PlainLine = ""
    school_type: PlainLine = ""
    authority: PlainLine = ""
    trust: PlainLine = ""
    pupils: Count | None = None
    fsm_percent: Annotated[Quantity, AfterValidator(_percentage)] | None = None
    early_years: bool | None = None
    sixth_form: bool | None = None
    classes: Count | None = None
    teachers: Count | None = None
    support_staff: Count | None = None
    cpd_budget: Money | None = None
    cover_day_cost: Money | None = None
    cover_day_cost_on: date | None = None
    inset_days: Count | None = 5
    live_limit: Count = 5
    support_hour_cost: Money | None = None
    contexts: tuple[Context, ...] = ()
    looks_first: First | None = None

    @property
    def has_early_years(self) -> bool:
        usual = self.phase in (Phase.NURSERY, Phase.PRIMARY, Phase.ALL_THROUGH)
        return usual if self.early_years is None else self.early_years

    @property
    def has_sixth_form(self) -> bool:
        return self.phase is Phase.SIXTEEN_PLUS if self.sixth_form is None else self.sixth_form
