"""The few ways worth a first look: none of them worse than another in every way. No score, no sum of unlike things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import gt

from sef2si.advice.ways.options import Sort
from sef2si.advice.ways.weighing import LIKED, Weighed
from sef2si.domain.offers import Feature
from sef2si.domain.school import First, School

MOST = 3
SINGLY = 30  # people: for more, a form that is for one at a time is not among the first because it is liked
LONG = 20  # hours: more for each of several people is in the full list, and not among the first unless it is for them
ENOUGH_GROUPS = 2  # of EEF's four: a way with fewer is in the full list, and not among the first three

Merits = tuple[float, ...]
_WORST = float("-inf")


class Order(StrEnum):
    """How a school may look at the full list."""

    USUAL = "usual"
    COST = "cost"
    SOON = "soon"
    COVER = "cover"
    TIME = "time"
    PRACTICE = "practice"


@dataclass(frozen=True)
class Filters:
    """What a way must keep to. One of which that is not known does not pass: nobody can promise it."""

    by: date | None = None
    no_cover: bool = False
    in_house: bool = False
    budget: Decimal | None = None


EVERYTHING = Filters()


def passing(ways: Iterable[Weighed], filters: Filters) -> list[Weighed]:
    return [way for way in ways if _passes(way, filters)]


def _passes(way: Weighed, filters: Filters) -> bool:
    if filters.by is not None and (way.shows is None or way.shows > filters.by):
        return False
    if filters.no_cover and way.cover_days != 0:
        return False
    if filters.in_house and not way.option.in_house:
        return False
    return filters.budget is None or (way.cost.total is not None and way.cost.total <= filters.budget)


def merits(way: Weighed) -> Merits:
    """What can be said for a way, more being better in each place; what is not known is worst, never better.

    They are never added up: two ways are compared place by place.
    """
    option, cost = way.option, way.cost.total
    return (
        float(way.about),
        _WORST if cost is None else -float(cost),
        _WORST if way.cover_days is None else -float(way.cover_days),
        _WORST if option.hours is None else -float(option.hours),
        _WORST if way.directed_hours is None else -float(way.directed_hours),
        _WORST if way.shows is None else -float(way.shows.toordinal()),
        _WORST if way.groups is None else float(len(way.groups)),
        _WORST if option.mechanisms is None else float(len(option.mechanisms)),
        _certain(way.sustained),
        _WORST if option.features is None else float(len(option.features)),
        _certain(way.fits),
        _certain(way.level),
        _certain(way.context),
        _certain(way.goes_ahead),
        0.0 if option.prerequisites else 1.0,
        1.0 if option.assured or option.evidence else 0.0,
        _WORST if way.preferred is None else float(way.preferred),
        1.0 if option.in_house else 0.0,
    )


def _certain(said: bool | None) -> float:
    return 1.0 if said else 0.0


def is_worse(one: Merits, other: Merits) -> bool:
    """Whether the other is at least as good in every place and better in one."""
    return one != other and not any(map(gt, one, other))


def suggested(
    ways: Sequence[Weighed], first: First | None = None, budget: Decimal | None = None
) -> tuple[Weighed, ...]:
    """At most three ways, each the best of its sort in some respect, and none worse in every way than one left out.

    Looked at are ways that are about the need, and forms that suit this kind of need, or that these people found
    useful, with two of EEF's groups of mechanisms; none that costs more than the school has for CPD (``budget``). Each
    is held against all ways there are, so none that is left out is better in every way. They do not depend on the order
    the ways come in.
    """
    judged = sorted(((merits(way), way) for way in ways), key=lambda pair: pair[1].option.key)
    worth = [(merit, way) for merit, way in judged if _is_worth_a_look(way, budget)]
    best = [(merit, way) for merit, way in worth if not any(is_worse(merit, other) for other, _ in judged)]
    chosen: list[Weighed] = []
    for lens in _lenses(first):
        found = [way for _, way in best if lens.wants(way, chosen) and _is_another(way, chosen)]
        if found and len(chosen) < MOST:
            chosen.append(min(found, key=lambda way: (lens.order(way), way.option.key)))
    return tuple(chosen)


def suggested_to(school: School, ways: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """As ``suggested``, by what the school looks at first and what it has for CPD."""
    return suggested(ways, school.looks_first, school.cpd_budget)


def _is_worth_a_look(way: Weighed, budget: Decimal | None) -> bool:
    """What is about the need, or a form that suits it or is liked and has something of two groups; and can be had."""
    if way.goes_ahead is False:
        return False  # it can't be had by these people; the full list says so
    if budget is not None and way.cost.so_far > budget:
        return False
    if way.about > 0:
        return True
    liked = None if way.preferred is None else way.preferred >= LIKED
    if way.fits is not True and (way.people or 0) > SINGLY:
        liked = False
    if way.people != 1 and (way.option.hours or 0) > LONG:
        return False
    groups = -1 if way.groups is None else len(way.groups)
    return liked is not False and (way.fits is True or liked is True) and groups >= ENOUGH_GROUPS


def _is_another(way: Weighed, chosen: Sequence[Weighed]) -> bool:
    """Not the same once more, nor the same form by colleagues and by whoever may lead it: three ways should differ."""
    if way.option.sort is Sort.OFFER:
        return all(way.option.key != each.option.key for each in chosen)
    return all(each.option.sort is Sort.OFFER or way.option.form != each.option.form for each in chosen)


def in_order(ways: Iterable[Weighed], order: Order = Order.USUAL) -> list[Weighed]:
    """All of them as a school wants to look at them; what is not known comes last. Usual: most about the need first."""
    by = _ORDERS[order]
    return sorted(ways, key=lambda way: (by(way), way.option.title.casefold(), way.option.key))


@dataclass(frozen=True)
class _Lens:
    """One respect in which a way can be the first: those it wants beside what is chosen already, best first."""

    wants: Callable[[Weighed, Sequence[Weighed]], bool]
    order: Callable[[Weighed], tuple[float, ...]]


def _known(value: Decimal | None) -> float:
    return float("inf") if value is None else float(value)


def _cost(way: Weighed) -> float:
    return _known(way.cost.total)


def _shows(way: Weighed) -> float:
    return float("inf") if way.shows is None else float(way.shows.toordinal())


def _practice(way: Weighed) -> tuple[float, ...]:
    """What makes practice change, in this order; the nearer to the need the better, then what it costs."""
    return (
        -_certain(way.fits),
        -float(0 if way.groups is None else len(way.groups)),
        -_certain(way.sustained),
        -float(0 if way.option.features is None else len(way.option.features)),
        _cost(way),
    )


_ORDERS: dict[Order, Callable[[Weighed], tuple[float, ...]]] = {
    Order.USUAL: lambda way: (-float(way.about), *_practice(way)),
    Order.COST: lambda way: (_cost(way), -float(way.about)),
    Order.SOON: lambda way: (_shows(way), -float(way.about)),
    Order.COVER: lambda way: (_known(way.cover_days), _cost(way)),
    Order.TIME: lambda way: (_known(way.option.hours), _known(way.directed_hours)),
    Order.PRACTICE: _practice,
}


def _lenses(first: First | None) -> tuple[_Lens, ...]:
    """Colleagues before a purchase (003-O9), what is nearest to the need, what these people found useful, what changes
    practice, what is done beside one another; then what costs less or is sooner than those. What the school looks at
    first decides which of each comes first."""

    def led(rest: Callable[[Weighed], tuple[float, ...]]) -> Callable[[Weighed], tuple[float, ...]]:
        return (lambda way: (*_ORDERS[Order(first.value)](way), *rest(way))) if first else rest

    ours = _Lens(lambda way, _: way.option.sort is Sort.COLLEAGUES, led(_practice))
    home = _Lens(lambda way, _: way.option.in_house and way.about > 0, led(_practice))
    near = _Lens(lambda way, _: way.about > 0, led(lambda way: (-float(way.about), *_practice(way))))
    liked = _Lens(lambda way, _: way.preferred is not None and way.preferred >= LIKED, led(_liked))
    deep = _Lens(lambda way, _: True, led(_practice))
    beside = _Lens(lambda way, chosen: _is_beside(way) and not any(map(_is_beside, chosen)), led(_practice))
    cheap = _Lens(lambda way, chosen: _is_less(_cost, way, chosen), _ORDERS[Order.COST])
    quick = _Lens(lambda way, chosen: _is_less(_shows, way, chosen), _ORDERS[Order.SOON])
    return (ours, home, near, liked, deep, beside, cheap, quick, deep)


def _liked(way: Weighed) -> tuple[float, ...]:
    return (-float(way.preferred or 0), *_practice(way))


def _is_beside(way: Weighed) -> bool:
    """Whether one sees another at work in it, or is coached."""
    return bool((way.option.features or frozenset()) & {Feature.COACHING, Feature.OBSERVATION})


def _is_less(figure: Callable[[Weighed], float], way: Weighed, chosen: Sequence[Weighed]) -> bool:
    return all(figure(way) < figure(each) for each in chosen)
