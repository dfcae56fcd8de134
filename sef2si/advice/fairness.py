"""Who gets how much of the money and the time, for each head of teachers and of support staff (003-O10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sef2si.advice.costs import Share, by_group
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.preferences import SMALLEST_GROUP

UNEVEN = Decimal(4)  # times as much for each head: from here on it is worth a reason
FAIRNESS_RULE = (
    "Money and staff hours of a role's groups, divided by how many the school says it has (“Our school”). What is for "
    "all staff, for governors or for no group is in neither. Fewer than five people are not shown: their share would "
    "be somebody's."
)
_TEACHERS = (
    StaffGroup.TEACHERS,
    StaffGroup.EARLY_CAREER,
    StaffGroup.SUBJECT_LEADERS,
    StaffGroup.SENIOR_LEADERS,
)
_SUPPORT = (
    StaffGroup.TEACHING_ASSISTANTS,
    StaffGroup.PASTORAL,
    StaffGroup.LUNCHTIME,
    StaffGroup.OFFICE_SITE,
)


@dataclass(frozen=True)
class RoleShare:
    """One role's part. ``heads`` is None where the school has not said it; the figures for each then are too."""

    label: str
    groups: tuple[StaffGroup, ...]
    heads: int | None
    money: Decimal
    hours: Decimal

    @property
    def is_shown(self) -> bool:
        return self.heads is None or self.heads == 0 or self.heads >= SMALLEST_GROUP

    @property
    def money_each(self) -> Decimal | None:
        return self.money / self.heads if self.heads and self.is_shown else None

    @property
    def hours_each(self) -> Decimal | None:
        return self.hours / self.heads if self.heads and self.is_shown else None


def by_role(plan: Plan) -> tuple[RoleShare, RoleShare]:
    """Teachers, and support staff."""
    shares = {share.key: share for share in by_group(plan)}
    school = plan.school
    return (
        _role("Teachers and leaders", _TEACHERS, school.teachers, shares.values()),
        _role("Support staff", _SUPPORT, school.support_staff, shares.values()),
    )


def uneven(plan: Plan) -> tuple[RoleShare, RoleShare] | None:
    """The role with more and the one with less, where each head of the one has four times the money or the hours."""
    one, other = by_role(plan)
    for figure in ("money_each", "hours_each"):
        each, theirs = getattr(one, figure), getattr(other, figure)
        if each is None or theirs is None or not (each or theirs):
            continue
        more, less = (one, other) if each > theirs else (other, one)
        if getattr(more, figure) >= UNEVEN * getattr(less, figure):
            return more, less
    return None


def _role(label: str, groups: tuple[StaffGroup, ...], heads: int | None, shares: Iterable[Share]) -> RoleShare:
    own = [share.sum for share in shares if share.key in {group.value for group in groups}]
    money = sum((each.total for each in own), Decimal("0.00"))
    return RoleShare(label, groups, heads, money, sum((each.head_hours for each in own), Decimal("0.00")))
