"""Money for the year's CPD: what there is in all, and what CPD that is in the year already takes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sef2si.advice.costs import pounds, sum_of
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.taken import stands
from sef2si.domain.plan import Plan


@dataclass(frozen=True)
class Budget:
    """In pounds. ``whole`` None is no limit; ``unpriced`` activities of those in the year say no price."""

    whole: Decimal | None
    taken: Decimal
    unpriced: int

    @property
    def left(self) -> Decimal | None:
        """For what is to be placed."""
        return None if self.whole is None else max(Decimal(0), self.whole - self.taken)

    @property
    def said(self) -> tuple[str, ...]:
        """What is to be known of it, in sentences."""
        return tuple(self._said())

    def _said(self) -> Iterator[str]:
        if self.whole is None:
            return
        if self.taken > self.whole:
            yield (
                f"CPD that is in the year already costs {pounds(self.taken)}, more than the {pounds(self.whole)} there "
                "is. So nothing more that costs anything is placed."
            )
        elif self.taken:
            yield f"CPD that is in the year already takes {pounds(self.taken)} of the {pounds(self.whole)} there is."
        if self.unpriced:
            whose = (
                "1 activity of the year does" if self.unpriced == 1 else f"{self.unpriced} activities of the year do"
            )
            yield f"{whose} not say what the price is, so £0 is counted there. Step 4 asks for it."


def budget_of(plan: Plan, settings: YearSettings) -> Budget:
    """What was typed to plan this year by; else the school's own CPD budget."""
    there = stands(plan, settings)
    return Budget(
        whole=plan.school.cpd_budget if settings.budget is None else settings.budget,
        taken=sum_of(there, plan.school).total,
        unpriced=sum(each.price is None for each in there),
    )
