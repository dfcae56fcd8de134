"""What CPD truly costs: its price, the cover, the paid time of support staff. What is not known is never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, PriorityState
from sef2si.domain.school import School
from sef2si.templates import cover_day_default

COST_RULE = (
    "Total cost = price + cover days x the cost of a day's cover + paid time of support staff, as far as each is "
    "given. A part that is not given is left out, never guessed, and a cost with a part left out says “so far”. "
    "Outside the school’s leadership, parts that would give the size of a group away are not shown: the group is under "
    "five."
)
ONCE_RULE = (
    "An activity that serves two priorities is shown in full under each; the overall total counts each activity once, "
    "however many needs it meets."
)
GROUP_RULE = (
    "An activity for several staff groups is split between them by the number of people named in the needs it meets; "
    "where a need does not say how many, equally by need. The parts add up to the whole."
)
HEADS_RULE = (
    "Staff hours = hours of the activity x the people who take part; an activity that lacks either is left out."
)

_PENNY = Decimal("0.01")
_NOUGHT = Decimal("0.00")


@dataclass(frozen=True)
class CoverDay:
    """What a day's cover costs, in pounds, and where the figure comes from. None where the phase is not said."""

    amount: Decimal | None
    said: str


@dataclass(frozen=True)
class Costs:
    """In pounds; None where not known. ``missing`` names the parts that are not given; ``formula`` is for people."""

    price: Decimal | None
    cover: Decimal | None
    paid_time: Decimal | None
    formula: str = ""
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """The parts that are known, added up; None where none is."""
        known = [part for part in (self.price, self.cover, self.paid_time) if part is not None]
        return sum(known, _NOUGHT) if known else None

    @property
    def is_whole(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Sum:
    """Costs and staff hours of several activities, each counted once.

    ``activities`` is how many there are; ``unpriced`` how many of them give no cost at all and ``partly`` how many give
    only a part. ``head_hours`` is hours x people, and ``unhoured`` how many lack either.
    """

    price: Decimal
    cover: Decimal
    paid_time: Decimal
    head_hours: Decimal
    cover_days: Decimal
    activities: int
    unpriced: int
    partly: int
    unhoured: int

    @property
    def total(self) -> Decimal:
        return self.price + self.cover + self.paid_time

    @property
    def note(self) -> str:
        """What the sum leaves out, in words; empty where nothing is."""
        said = []
        if self.unpriced:
            said.append(f"{_activities(self.unpriced)} with no cost given")
        if self.partly:
            said.append(f"{_activities(self.partly)} with only a part given")
        return f"So far: {' and '.join(said)}." if said else ""


@dataclass(frozen=True)
class Share:
    """The sum of one priority or one staff group. ``key`` is its id or stored key, empty for the rest."""

    key: str
    label: str
    sum: Sum


def cover_day_cost(school: School) -> CoverDay:
    """The school's own figure, else the dated default of its phase (frameworks C10)."""
    if school.cover_day_cost is not None:
        since = f", as of {written(school.cover_day_cost_on)}" if school.cover_day_cost_on else ""
        return CoverDay(
            school.cover_day_cost, f"{pounds(school.cover_day_cost)} a day, the school's own figure{since}."
        )
    default = cover_day_default(school.phase)
    if default is None:
        return CoverDay(None, "Not known: the school has given no figure, and there is no usual one for its phase.")
    return CoverDay(default.cost, f"{pounds(default.cost)} a day. {default.source}")


def cover_cost(days: Decimal | None, day: CoverDay) -> Decimal | None:
    """What so many days of cover cost, to the penny; None where either is not known. No days cost nothing."""
    if days is None or (days and day.amount is None):
        return None
    return (days * (day.amount or _NOUGHT)).quantize(_PENNY)


def cost_of(activity: Activity, school: School) -> Costs:
    """The cost of one activity in pounds (004-04, 002-06: an explicit nought is a known nought)."""
    day = cover_day_cost(school)
    days = activity.cover_days
    cover = cover_cost(days, day)
    parts = {
        "price": activity.price,
        "cover": cover,
        "paid time of support staff": activity.support_staff_pay,
    }
    paid = activity.support_staff_pay
    words = [
        "price not given" if activity.price is None else f"price {pounds(activity.price)}",
        "cover not given" if days is None else f"cover {plain(days)} days x {_rate(day)}",
        "paid time not given"
        if activity.support_staff_pay is None
        else f"paid time {pounds(activity.support_staff_pay)}",
    ]
    return Costs(
        price=activity.price,
        cover=cover,
        paid_time=paid,
        formula=" + ".join(words),
        missing=tuple(name for name, part in parts.items() if part is None),
    )


def head_hours(activity: Activity) -> Decimal | None:
    """Hours x people; None where either is not known."""
    return None if activity.hours is None or activity.people is None else activity.hours * activity.people


def sum_of(activities: Iterable[Activity], school: School) -> Sum:
    """All of these activities together, each counted once."""
    return _sum(((activity, Decimal(1)) for activity in {a.id: a for a in activities}.values()), school)


def by_priority(plan: Plan) -> tuple[Share, ...]:
    """A share for each priority that is not parked, in order; then what serves parked ones alone or none.

    An activity that serves two priorities is counted in full under each (``ONCE_RULE``).
    """
    kept = tuple(priority for priority in plan.priorities if priority.state is not PriorityState.PARKED)
    served = {activity.id: plan.priorities_of(activity) for activity in plan.activities}

    def those(keep: Callable[[tuple[Priority, ...]], bool]) -> Sum:
        return sum_of((a for a in plan.activities if keep(served[a.id])), plan.school)

    shares = [
        Share(priority.id, priority.title or "A priority without a title", those(lambda p, own=priority: own in p))  # type: ignore[misc]
        for priority in kept
    ]
    parked = those(lambda priorities: bool(priorities) and not any(p in kept for p in priorities))
    none = those(lambda priorities: not priorities)
    rest = (Share("", "Parked priorities only", parked), Share("", "No priority", none))
    return (*shares, *(share for share in rest if share.sum.activities))


def by_group(plan: Plan) -> tuple[Share, ...]:
    """A share for each staff group that a need names, in the groups' order, then the rest (``GROUP_RULE``)."""
    parts: dict[str, list[tuple[Activity, Decimal]]] = {}
    labels = {"": "No staff group named"}
    for activity in plan.activities:
        needs = plan.needs_met_by(activity)
        counted = bool(needs) and all(need.people for need in needs)
        weights: dict[str, int] = {}
        for need in needs:
            key = need.group.value if need.group else ""
            labels[key] = need.group.label if need.group else labels[""]
            weights[key] = weights.get(key, 0) + ((need.people or 0) if counted else 1)
        whole = sum(weights.values())
        for key, weight in (weights or {"": 1}).items():
            parts.setdefault(key, []).append((activity, Decimal(weight) / Decimal(whole or 1)))
    order = [*(group.value for group in StaffGroup), ""]
    found = sorted(parts, key=order.index)
    return _to_the_penny(plan, tuple(Share(key, labels[key], _sum(parts[key], plan.school)) for key in found))


def plain(number: Decimal) -> str:
    """A number without needless noughts: ``6``, ``1.5``, ``1,200``."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def pounds(amount: Decimal) -> str:
    """Money as people write it, in pence only where there are any: ``£2,518``, ``£2,518.50``."""
    exact = amount.quantize(_PENNY, ROUND_HALF_UP)
    return f"£{exact:,.0f}" if exact == exact.to_integral_value() else f"£{exact:,.2f}"


def _rate(day: CoverDay) -> str:
    return "a rate not known" if day.amount is None else pounds(day.amount)


def _sum(parts: Iterable[tuple[Activity, Decimal]], school: School) -> Sum:
    found = [(activity, weight, cost_of(activity, school)) for activity, weight in parts]
    return Sum(
        price=_added((costs.price, weight) for _, weight, costs in found),
        cover=_added((costs.cover, weight) for _, weight, costs in found),
        paid_time=_added((costs.paid_time, weight) for _, weight, costs in found),
        head_hours=_added((head_hours(activity), weight) for activity, weight, _ in found),
        cover_days=_added((activity.cover_days, weight) for activity, weight, _ in found),
        activities=len(found),
        unpriced=sum(costs.total is None for _, _, costs in found),
        partly=sum(costs.total is not None and not costs.is_whole for _, _, costs in found),
        unhoured=sum(head_hours(activity) is None for activity, _, _ in found),
    )


def _added(parts: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal:
    return sum((part * weight for part, weight in parts if part is not None), _NOUGHT).quantize(_PENNY, ROUND_DOWN)


def _to_the_penny(plan: Plan, shares: tuple[Share, ...]) -> tuple[Share, ...]:
    """Rounding down leaves pennies over: they go to the largest share, so that the shares add up to the whole."""
    if not shares:
        return shares
    whole = sum_of(plan.activities, plan.school)
    names = ("price", "cover", "paid_time", "head_hours", "cover_days")
    amounts = [{name: getattr(share.sum, name) for name in names} for share in shares]
    for name in names:
        over = getattr(whole, name) - sum((each[name] for each in amounts), _NOUGHT)
        max(amounts, key=lambda each: each[name])[name] += over
    return tuple(
        Share(
            share.key,
            share.label,
            Sum(
                **each,
                activities=share.sum.activities,
                unpriced=share.sum.unpriced,
                partly=share.sum.partly,
                unhoured=share.sum.unhoured,
            ),
        )
        for share, each in zip(shares, amounts, strict=True)
    )


def _activities(count: int) -> str:
    return "1 activity" if count == 1 else f"{count} activities"
