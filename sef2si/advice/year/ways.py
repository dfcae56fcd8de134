"""Ways to meet a need that can be placed in the year: what is chosen, what is offered, what the menu suggests."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

from sef2si.advice.costs import plain
from sef2si.advice.timetable.problem import Kind
from sef2si.advice.ways.line import line
from sef2si.advice.ways.options import led_by_colleagues
from sef2si.advice.ways.setting import TICKED, Setting
from sef2si.advice.ways.suggesting import suggested_to
from sef2si.advice.ways.weighing import Weighed, weighed_for
from sef2si.advice.year.numbering import numbered
from sef2si.domain.activities import Activity, Provision
from sef2si.domain.needs import Need
from sef2si.domain.offers import Offer, PriceFor, TakesPlace
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import PriorityState
from sef2si.domain.record import Frozen
from sef2si.domain.school import School
from sef2si.menu import MenuEntry, menu_entry

ONE_OFF_PERCENT = 60
MEETS_RULE = (
    "A way counts in full for each who comes, and six tenths where it is one session with no follow-up said: one-off "
    "training seldom changes practice. The six tenths are our estimate."
)
TIMES = {
    TakesPlace.LESSONS: (Kind.RELEASE,),
    TakesPlace.TWILIGHT: (Kind.TWILIGHT, Kind.WEEKLY),
    TakesPlace.INSET: (Kind.INSET,),
    TakesPlace.MEETING: (Kind.MEETING, Kind.WEEKLY, Kind.TWILIGHT),
    TakesPlace.OWN_TIME: (Kind.MEETING, Kind.WEEKLY, Kind.TWILIGHT),
}
_OUT_OF_LESSONS = (Kind.INSET, Kind.MEETING, Kind.TWILIGHT, Kind.WEEKLY)
_MINUTES, _MOST_SESSIONS, _MOST_MINUTES = 60, 40, 390
_EFFECT_WEEKS = 6  # until a change could show, where its form does not say (our estimate)
_STEP = 5


class Way(Frozen):
    """One way, as it can be placed: ``sessions`` of ``minutes``, at times of these ``kinds``; money in pounds.

    ``activity_id`` names what the plan has already, ``offer_id`` the offer it is, ``form`` its form of the menu.
    ``days`` are a course's own dates; by ``decide_by`` it is settled whether it goes (002-20). ``sustained``: more than
    one session, or follow-up that somebody has said.
    ``again``: which sessions of what stands in the year it is a second time of, counted from 1; ``in_part``: not all.
    """

    id: str
    title: str
    need_ids: tuple[str, ...]
    sessions: int
    minutes: int
    kinds: tuple[Kind, ...]
    activity_id: str | None = None
    offer_id: str | None = None
    form: str = ""
    led_by: str = ""
    provision: Provision | None = None
    provider: str = ""
    price: Decimal = Decimal(0)
    price_each: Decimal = Decimal(0)
    smallest: int = 1
    largest: int | None = None
    effect_days: int = _EFFECT_WEEKS * 7
    sustained: bool = True
    days: tuple[date, ...] = ()
    decide_by: date | None = None
    runs: int = 1
    line: str = ""
    option: str = ""
    again: tuple[int, ...] = ()
    in_part: bool = False

    @property
    def percent(self) -> int:
        return 100 if self.sustained else ONE_OFF_PERCENT

    @property
    def length(self) -> str:
        """``"6 sessions of 1 h"``."""
        each = f"{plain(Decimal(self.minutes) / 60)} h"
        return f"{self.sessions} sessions of {each}" if self.sessions > 1 else f"1 session of {each}"

    def is_over(self, today: date) -> bool:
        """Whether the day on which it was to be settled is past, and nobody chose it."""
        return self.activity_id is None and self.decide_by is not None and self.decide_by < today

    @property
    def second_time(self) -> str:
        """``"a second time"``, ``"a second time for sessions 3 and 5"``."""
        if not self.in_part:
            return "a second time"
        *most, last = map(str, self.again)
        words = f"sessions {', '.join(most)} and" if most else "session"
        return f"a second time for {words} {last}"

    @property
    def is_suggested(self) -> bool:
        """Nobody has chosen it, and nobody offers it: a form of the menu that suits."""
        return self.activity_id is None and self.offer_id is None


def to_plan(plan: Plan, need: Need) -> bool:
    """Whether this need waits for a place in the year: nothing that meets it has a date, or what has may still move."""
    priority = plan.find("priorities", need.priority_id)
    if priority is not None and priority.state is not PriorityState.LIVE:
        return False
    return not any(is_placed(plan, activity) for activity in plan.activities_of(need))


def is_placed(plan: Plan, activity: Activity) -> bool:
    """Whether it stands where it is: by its own dates, or by sessions that stay, every one of them."""
    sessions = [each for each in plan.sessions_of(activity) if each.held_on is not None]
    if sessions:
        return any(each.stays for each in sessions)
    return activity.starts is not None


class Ways:
    """The ways to each need of a plan on a day: looked up once, asked need by need."""

    def __init__(self, plan: Plan, today: date) -> None:
        self._plan, self._today = plan, today

    @cached_property
    def _setting(self) -> Setting:
        return Setting.of(self._plan, self._today)

    def of(self, need: Need) -> tuple[Way, ...]:
        """What is chosen for it, if anything is; else what was offered for it and the three ways that are suggested."""
        plan = self._plan
        chosen = tuple(of_activity(plan, each) for each in plan.activities_of(need) if not is_placed(plan, each))
        if chosen:
            return chosen
        weighed = weighed_for(self._setting, need)
        wanted = [each for each in weighed if each.about == TICKED]
        wanted += [each for each in suggested_to(plan.school, weighed) if each not in wanted]
        return tuple(way for each in wanted if (way := self._way(need, each)) is not None)

    def _way(self, need: Need, weighed: Weighed) -> Way | None:
        """None for what takes place in nobody's time but one's own: it needs no place in the year."""
        option = weighed.option
        if option.offer_id is not None:
            offer = self._plan.find("offers", option.offer_id)
            needs = tuple(dict.fromkeys((*offer.need_ids, need.id)))
            return of_offer(self._plan.school, offer, self._today).model_copy(
                update={"need_ids": needs, "line": line(weighed)}
            )
        if option.takes_place is TakesPlace.OWN_TIME:
            return None
        count, minutes = _split(option.hours, option.sessions, option.hours)
        return Way(
            id=f"{option.key.replace(':', '.')}.{need.id}",
            title=option.title or option.form_label,
            need_ids=(need.id,),
            sessions=count,
            minutes=minutes,
            kinds=TIMES[option.takes_place] if option.takes_place else _OUT_OF_LESSONS,
            form=option.form,
            led_by=led_by_colleagues(option.helpers),
            provision=Provision.IN_HOUSE,
            effect_days=7 * (option.weeks or _EFFECT_WEEKS),
            sustained=count > 1,
            line=line(weighed),
            option=option.key,
        )


def of_activity(plan: Plan, activity: Activity) -> Way:
    """As it says; where it does not, as its sessions, its offer or its form of the menu would have it.

    Its price is of all its runs together, and of each the part that its sessions are of all.
    """
    sessions = numbered(activity.id, plan.sessions_of(activity))
    offer: Offer | None = plan.find("offers", activity.offer_id)
    form = menu_entry(plan.school, activity.form)
    like = of_offer(plan.school, offer, date.min) if offer else None
    if sessions:
        count = max(Counter(each.run for each in sessions).values())
        minutes = max(each.session.minutes or _MINUTES for each in sessions)
    elif activity.hours is None and like:
        count, minutes = like.sessions, like.minutes
    else:
        count, minutes = _split(activity.hours, form.sessions if form else None, form.hours if form else None)
    kinds = like.kinds if like else _kinds(form)
    return Way(
        id=f"activity.{activity.id}",
        title=activity.what.strip() or (form.label if form else "An activity without a name"),
        need_ids=activity.need_ids,
        sessions=count,
        minutes=minutes,
        kinds=kinds,
        activity_id=activity.id,
        offer_id=activity.offer_id,
        form=activity.form,
        led_by=activity.led_by,
        provision=activity.provision,
        provider=activity.provider,
        price=_part(activity.price or Decimal(0), count, len(sessions) or count),
        smallest=like.smallest if like else 1,
        largest=like.largest if like else None,
        effect_days=_effect(form),
        sustained=count > 1 or bool(activity.follow_up.strip()),
        days=like.days if like else (),
        decide_by=like.decide_by if like else None,
    )


def second_time(plan: Plan, activity: Activity, numbers: tuple[int, ...], *, in_part: bool) -> Way:
    """An activity that stands, once more in these of its sessions, for those who can't come to them."""
    whole = of_activity(plan, activity)
    own = f"{whole.id}.again.{'-'.join(map(str, numbers))}" if in_part else whole.id
    price = _part(whole.price, len(numbers), whole.sessions)
    return whole.model_copy(
        update={"id": own, "sessions": len(numbers), "price": price, "again": numbers, "in_part": in_part}
    )


def of_offer(school: School, offer: Offer, today: date) -> Way:
    """An offer with its dates that are still to come."""
    form = menu_entry(school, offer.form)
    count, minutes = _split(
        offer.hours, offer.sessions or (form.sessions if form else None), form.hours if form else None
    )
    price, travel = offer.price or Decimal(0), offer.travel or Decimal(0)
    for_each = offer.price_for is PriceFor.PERSON
    return Way(
        id=f"offer.{offer.id}",
        title=offer.title.strip() or "An offer without a title",
        need_ids=offer.need_ids,
        sessions=count,
        minutes=minutes,
        kinds=TIMES[offer.takes_place] if offer.takes_place else _kinds(form),
        offer_id=offer.id,
        form=offer.form,
        led_by=offer.led_by,
        provision=offer.provision or (Provision.IN_HOUSE if offer.is_in_house else Provision.PROVIDER),
        provider=offer.provider,
        price=Decimal(0) if for_each else price,
        price_each=(price if for_each else Decimal(0)) + travel,
        smallest=max(1, offer.minimum or 1),
        largest=offer.places,
        effect_days=_effect(form),
        sustained=count > 1 or bool(offer.follow_up.strip()),
        days=() if offer.on_demand else tuple(day for day in offer.days if day > today),
        decide_by=offer.decide_by,
    )


def _part(price: Decimal, sessions: int, of: int) -> Decimal:
    """What so many sessions cost where all together cost this; a penny more rather than one too few."""
    return (price * sessions / of).quantize(Decimal("0.01"), ROUND_CEILING)


def _kinds(form: MenuEntry | None) -> tuple[Kind, ...]:
    """Where a form takes place; where nobody says, any time outside lessons."""
    for each, kinds in TIMES.items():
        if form is not None and form.takes_place == each.value:
            return kinds
    return _OUT_OF_LESSONS


def _effect(form: MenuEntry | None) -> int:
    return 7 * (int(form.weeks) if form else _EFFECT_WEEKS)


def _split(hours: Decimal | None, sessions: int | None, usual: Decimal | None) -> tuple[int, int]:
    """How many sessions and of how many minutes, in steps of five, so that together they last as long as is said."""
    whole = hours or usual
    if whole is None:
        return max(1, min(sessions or 1, _MOST_SESSIONS)), _MINUTES
    count = sessions
    if not count or whole * 60 / count > _MOST_MINUTES or whole * 60 / count < 15:
        count = int((whole / Decimal("1.5")).to_integral_value(ROUND_CEILING))
    count = max(1, min(count, _MOST_SESSIONS))
    minutes = int((whole * 60 / count / _STEP).to_integral_value(ROUND_CEILING)) * _STEP
    return count, max(15, min(minutes, _MOST_MINUTES))
