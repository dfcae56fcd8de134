"""What an option would mean for one need: each figure is known or None. Why, in words, is ``facts``'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sef2si.advice.costs import cover_cost
from sef2si.advice.ways.options import Option, Sort
from sef2si.advice.ways.setting import Setting
from sef2si.domain.contexts import SIZES, STAGES, Context
from sef2si.domain.needs import Level, Need, NeedSort, StaffGroup
from sef2si.domain.offers import PriceFor, TakesPlace
from sef2si.domain.school import School

DAY_HOURS = Decimal(6)  # a day of CPD, and so a day of cover (003-F8o)
LIKED = Decimal("0.5")  # of those asked: from here on a form is one that these people found useful
FEW = 6  # people: from two to so many, a need is that of a small team
SUSTAINED_SESSIONS = 3  # from here on we call it sustained; fewer are so where a follow-up is named

_NOUGHT = Decimal("0.00")
_PENNY = Decimal("0.01")
_COVERED = frozenset(
    {StaffGroup.TEACHERS, StaffGroup.EARLY_CAREER, StaffGroup.SUBJECT_LEADERS, StaffGroup.SENIOR_LEADERS}
)
_AFTER_HOURS = frozenset({TakesPlace.TWILIGHT, TakesPlace.MEETING})
_LEVELS = {level: place for place, level in enumerate(Level)}


class TrueCost(NamedTuple):
    """In pounds, to the penny. A part that is not known is None and named in ``missing``: it is never guessed."""

    price: Decimal | None
    cover: Decimal | None
    paid_time: Decimal | None
    travel: Decimal | None

    @property
    def missing(self) -> tuple[str, ...]:
        parts = (("price", self.price), ("cover", self.cover), ("paid time", self.paid_time), ("travel", self.travel))
        return tuple(name for name, part in parts if part is None)

    @property
    def so_far(self) -> Decimal:
        """The parts that are known."""
        parts = (self.price, self.cover, self.paid_time, self.travel)
        return sum((part for part in parts if part is not None), _NOUGHT)

    @property
    def total(self) -> Decimal | None:
        """All of it; None where a part is not known."""
        if self.price is None or self.cover is None or self.paid_time is None or self.travel is None:
            return None
        return self.price + self.cover + self.paid_time + self.travel


class Weighed(NamedTuple):
    """One option for one need. None is "not known", in every field.

    ``about``: 2 ticked for this need, 1 the same words or colleagues who know it, 0 open to any subject. ``teachers``
    and ``support``: how many of the people need cover, and how many are support staff. ``cover_days`` are of all
    together; ``directed_hours`` of each teacher, beyond lessons and INSET days. ``shows`` is the day from which
    practice could change. ``groups`` are EEF's mechanism groups it has (or its form allows). ``goes_ahead``: whether
    there are places, and people enough for the smallest group.
    """

    option: Option
    need_id: str
    about: int
    people: int | None
    teachers: int | None
    support: int | None
    runs: int | None
    cost: TrueCost
    cover_days: Decimal | None
    directed_hours: Decimal | None
    starts: date | None
    shows: date | None
    groups: frozenset[str] | None
    sustained: bool | None
    fits: bool | None
    level: bool | None
    context: bool | None
    preferred: Decimal | None
    goes_ahead: bool | None

    @property
    def total_hours(self) -> Decimal | None:
        """Hours of all who take part together."""
        return None if self.people is None or self.option.hours is None else self.option.hours * self.people


class _Asked(NamedTuple):
    """What weighing asks of a need, looked up once for all its options."""

    need: Need
    teachers: int | None
    support: int | None
    sorts: frozenset[str]
    now: int | None
    needed: int | None


class _Alike(NamedTuple):
    """What an option is for every need alike."""

    groups: frozenset[str] | None
    starts: date | None
    shows: date | None
    sustained: bool | None
    context: bool | None


def weighed_for(setting: Setting, need: Need) -> list[Weighed]:
    """Every option for this need, weighed; in no order of merit."""
    return weigh_all(setting, need, setting.options_for(need))


def weigh(setting: Setting, need: Need, option: Option, about: int) -> Weighed:
    """One option for one need."""
    return weigh_all(setting, need, [(option, about)])[0]


def weigh_all(setting: Setting, need: Need, options: Iterable[tuple[Option, int]]) -> list[Weighed]:
    """These options for one need, each with how far it is about it."""
    teachers, support = parts(need, setting.plan.school)
    asked = _Asked(
        need,
        teachers,
        support,
        frozenset(sort.value for sort in sorts_of_need(need)),
        _LEVELS[need.level_now] if need.level_now else None,
        _LEVELS[need.level_needed] if need.level_needed else None,
    )
    known: dict[str, _Alike] = setting.alike
    found = []
    for option, about in options:
        alike = known.get(option.key)
        if alike is None:
            alike = known[option.key] = _alike(setting, option)
        found.append(_weigh(setting, asked, option, alike, about))
    return found


def _weigh(setting: Setting, asked: _Asked, option: Option, alike: _Alike, about: int) -> Weighed:
    need = asked.need
    people = need.people
    days = _cover_days(option, asked.teachers)
    runs = _runs(option, people)
    return Weighed(
        option=option,
        need_id=need.id,
        about=about,
        people=people,
        teachers=asked.teachers,
        support=asked.support,
        runs=runs,
        cost=TrueCost(
            _price(option, people, runs),
            cover_cost(days, setting.cover_day) if days else days,
            _paid_time(option, asked.support, setting.support_hour),
            _times(option.travel, people),
        ),
        cover_days=days,
        directed_hours=_directed(option, asked.teachers),
        starts=alike.starts,
        shows=alike.shows,
        groups=alike.groups,
        sustained=alike.sustained,
        fits=None if not asked.sorts or not option.good_for else bool(asked.sorts & option.good_for),
        level=_level(option, asked.now, asked.needed),
        context=alike.context,
        preferred=setting.preferences.get((need.group, option.form)) if need.group else None,
        goes_ahead=_goes_ahead(option, people, setting.today),
    )


def _alike(setting: Setting, option: Option) -> _Alike:
    starts = _starts(option, setting.today)
    mechanisms, known = option.mechanisms, setting.groups_of
    return _Alike(
        groups=None if mechanisms is None else frozenset(known[m] for m in mechanisms if m in known),
        starts=starts,
        shows=starts + timedelta(weeks=option.weeks) if starts is not None and option.weeks is not None else None,
        sustained=_sustained(option),
        context=_context(option.contexts, setting.contexts),
    )


def parts(need: Need, school: School) -> tuple[int | None, int | None]:
    """Of the people of a need: how many teach and so need cover, and how many are support staff.

    Governors are neither. All staff are split only where they are as many as the school says it has.
    """
    if need.people is None or need.group is None:
        return None, None
    if need.group in _COVERED:
        return need.people, 0
    if need.group is StaffGroup.GOVERNORS:
        return 0, 0
    if need.group is not StaffGroup.ALL_STAFF:
        return 0, need.people
    teachers, support = school.teachers, school.support_staff
    adds_up = teachers is not None and support is not None and teachers + support == need.people
    return (teachers, support) if adds_up else (None, None)


def sorts_of_need(need: Need) -> tuple[NeedSort, ...]:
    """As the school says; else by how many people have it: one has a question of their own, many share one (000-29),
    and a few may as well work it out with one another. Nothing where nobody said."""
    if need.sort is not None:
        return (need.sort,)
    if need.people is None:
        return ()
    if need.people == 1:
        return (NeedSort.INDIVIDUAL,)
    return (NeedSort.SHARED, NeedSort.PEERS) if need.people <= FEW else (NeedSort.SHARED,)


def _times(each: Decimal | None, people: int | None) -> Decimal | None:
    if each is None:
        return None
    if not each:
        return _NOUGHT
    return None if people is None else each * people


def _runs(option: Option, people: int | None) -> int | None:
    """How often it must be held for all of them: once, unless there are fewer places than people."""
    if option.places is None:
        return 1
    return None if people is None else max(1, -(-people // option.places))


def _price(option: Option, people: int | None, runs: int | None) -> Decimal | None:
    price = option.price
    if price is None or not price:
        return price if price is None else _NOUGHT
    if option.price_for is PriceFor.GROUP:
        return None if runs is None else price * runs
    if option.price_for is PriceFor.PERSON:
        return None if people is None else price * people
    return price if people == 1 else None  # nobody said whether it is for one or for all


def _cover_days(option: Option, teachers: int | None) -> Decimal | None:
    place = option.takes_place
    if teachers == 0 or option.needs_cover == "no" or (place is not None and place is not TakesPlace.LESSONS):
        return _NOUGHT
    # In lessons an offer takes people from pupils; of a form that only may do so nobody knows.
    sure = place is TakesPlace.LESSONS and (option.sort is Sort.OFFER or option.needs_cover == "yes")
    if not sure or teachers is None or option.hours is None:
        return None
    return (option.hours * teachers / DAY_HOURS).quantize(_PENNY, ROUND_HALF_UP)


def _paid_time(option: Option, support: int | None, hour: Decimal | None) -> Decimal | None:
    """After school the hours of support staff are outside their usual ones, and paid."""
    place = option.takes_place
    if support == 0 or place in (TakesPlace.LESSONS, TakesPlace.OWN_TIME):
        return _NOUGHT
    if place not in _AFTER_HOURS or support is None or hour is None or option.hours is None:
        return None
    return (option.hours * support * hour).quantize(_PENNY, ROUND_HALF_UP)


def _directed(option: Option, teachers: int | None) -> Decimal | None:
    place = option.takes_place
    if teachers == 0 or (place is not None and place not in _AFTER_HOURS):
        return _NOUGHT
    return None if place is None else option.hours


def _starts(option: Option, today: date) -> date | None:
    coming = next((day for day in option.days if day >= today), None)
    return coming or (today if option.on_demand else None)


def _sustained(option: Option) -> bool | None:
    if option.follow_up:
        return True
    return None if option.sessions is None else option.sessions >= SUSTAINED_SESSIONS


def _level(option: Option, now: int | None, needed: int | None) -> bool | None:
    """Whether it begins where they are and reaches where they need to be, as far as both say so."""
    if (now is None and needed is None) or (option.level_from is None and option.level_to is None):
        return None
    start = _LEVELS[option.level_from] if option.level_from else None
    end = _LEVELS[option.level_to] if option.level_to else None
    said = [
        start <= now if start is not None and now is not None else None,
        end >= needed if end is not None and needed is not None else None,
        end > now if end is not None and now is not None else None,
    ]
    known = [each for each in said if each is not None]
    return all(known) if known else None


def _context(made_for: frozenset[Context], ours: frozenset[Context]) -> bool | None:
    """True where it was made for a school like ours, False where for one of another age range or size (000-37)."""
    if not made_for or not ours:
        return None
    for apart in (STAGES, SIZES):
        if made_for & apart and ours & apart and not made_for & ours & apart:
            return False
    return True if made_for & ours else None


def _goes_ahead(option: Option, people: int | None, today: date) -> bool | None:
    """Whether enough places and people are there; of a group shared with others nobody knows (002-19, 002-20)."""
    if option.places is not None and people is not None and people > option.places and option.days:
        return False  # its dates are fixed, so it can't be held twice for us
    if option.minimum is None:
        return True
    if people is not None and people >= option.minimum:
        return True
    return False if option.decide_by is not None and option.decide_by < today else None
