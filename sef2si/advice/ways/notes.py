"""Kind second looks at CPD that is planned, and at needs: once each, and gone when waved away. Never an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from sef2si.advice.costs import cost_of, plain, pounds, sum_of
from sef2si.advice.fairness import RoleShare, uneven
from sef2si.advice.honesty import Advice
from sef2si.advice.ways.options import in_words
from sef2si.advice.ways.setting import Setting
from sef2si.domain.activities import Activity, Provision
from sef2si.domain.chosen import COLLEAGUES
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import Need, StaffGroup
from sef2si.domain.plan import Plan

MANY = 10  # people: from here on one size seldom fits all, and others see whether leaders are there
SHORT = Decimal(1)  # hour
ONCE = Decimal(8)  # hours: a day and a bit; longer is no single session
LAST_DAYS = 7  # of a term
LARGE_PART = Decimal("0.25")  # of all money planned, for one person

RULES: Mapping[str, str] = {
    "003-O6": f"It lasts {plain(SHORT)} hour or less and lies in the last {LAST_DAYS} days of a term of the calendar.",
    "003-F4e": "Colleagues who said yes were to lead it, none of them is left, and nobody else is named.",
    "003-O8": "Its form is advice from outside, it has a price, and nothing is said of what comes after.",
    "003-O9": "It comes from a provider, and colleagues who said yes can help with the same words.",
    "003-O10": "Each head of one role has four times the money or the hours of each head of the other.",
    "003-O11": "One person takes part, it takes a quarter of all money planned, and passing on is blank.",
    "003-O12": f"{MANY} people or more take part, and it is not said that leaders do from beginning to end.",
    "003-O13": f"{MANY} people or more, or all staff, have the need, and no level is said.",
    "003-O14": "It has one day and no follow-up.",
    "003-F3h": "The offer it was made from says that something must come before it.",
}
_WIDE = frozenset({StaffGroup.ALL_STAFF, StaffGroup.TEACHERS})


def notes(setting: Setting) -> Iterator[Advice]:
    """All that is worth a second look in a plan, those waved away left out. What is over is left in peace."""
    plan = setting.plan
    for need in plan.needs:
        if need.version:
            yield from (each for each in _of_need(plan, need) if each.key not in need.hints_ignored)
    money = sum_of(plan.activities, plan.school).total
    dearest = _dearest(plan)
    for activity in plan.activities:
        if not activity.version or _is_over(activity, setting.today):
            continue
        found = [*_said(setting, activity, money), *(_uneven(plan) if activity is dearest else ())]
        for rule, sentence in found:
            key = f"{rule}:{activity.id}"
            if key not in activity.hints_ignored:
                yield Advice(key, "activities", activity.id, "", sentence)


def _is_over(activity: Activity, today: date) -> bool:
    last = activity.ends or activity.starts
    return last is not None and last < today


def _of_need(plan: Plan, need: Need) -> Iterator[Advice]:
    wide = need.group is StaffGroup.ALL_STAFF or (need.people or 0) >= MANY
    if wide and need.level_now is None and need.what.strip() and not plan.activities_of(need):
        whom = f"all {need.people}" if need.people else "all of them"
        sentence = f"Do {whom} start from the same place? “Split it” makes a need for each level."
        yield Advice(f"one_size:{need.id}", "needs", need.id, "", sentence)


_Said = Iterator[tuple[str, str]]  # the rule's key, and what is said


def _said(setting: Setting, activity: Activity, money: Decimal) -> _Said:
    yield from _once(setting.plan, activity)
    yield from _end_of_term(setting.plan, activity)
    yield from _colleagues(setting, activity)
    yield from _nobody_left(setting, activity)
    yield from _one_person(setting.plan, activity, money)
    yield from _leaders(setting.plan, activity)
    yield from _before(setting.plan, activity)


def _once(plan: Plan, activity: Activity) -> _Said:
    if activity.follow_up.strip():
        return
    if activity.form == "outside_advice" and activity.price:
        yield "consultant", "What will stay here when they have gone? A colleague beside them can carry it on."
        return
    one_day = activity.starts is not None and activity.ends in (None, activity.starts)
    short = activity.hours is None or activity.hours <= ONCE
    if one_day and short and len(plan.sessions_of(activity)) <= 1:
        yield "once", "This is once, and nothing is said of what follows. What will keep it going?"


def _end_of_term(plan: Plan, activity: Activity) -> _Said:
    day = activity.starts
    if day is None or activity.hours is None or activity.hours > SHORT:
        return
    ends = [each.ends for each in plan.dates if each.sort is DateSort.TERM and each.ends]
    if any(last - timedelta(days=LAST_DAYS) < day <= last for last in ends):
        yield "end_of_term", "An hour in the last days of term is easily lost. Is there a better week for it?"


def _colleagues(setting: Setting, activity: Activity) -> _Said:
    needs = setting.plan.needs_met_by(activity)
    helpers = {place for need in needs for place in setting.helpers_for(need)}
    if not helpers or not (activity.provision is Provision.PROVIDER or activity.provider.strip()):
        return
    who = "A colleague says they" if len(helpers) == 1 else f"{in_words(len(helpers)).capitalize()} colleagues say they"
    yield "colleagues", f"{who} can help with this. Have you asked here before you buy?"


def _nobody_left(setting: Setting, activity: Activity) -> _Said:
    needs = setting.plan.needs_met_by(activity)
    led = activity.option.startswith(COLLEAGUES) and not activity.led_by.strip()
    if led and not any(setting.helpers_for(need) for need in needs):
        yield "nobody_left", "Colleagues were to lead this, and none who said yes is left. Who could?"


def _one_person(plan: Plan, activity: Activity, money: Decimal) -> _Said:
    cost = cost_of(activity, plan.school).total
    if activity.people != 1 or activity.pass_on.strip() or not cost or len(plan.activities) == 1:
        return
    if cost >= LARGE_PART * money:
        share = (cost * 100 / money).quantize(Decimal(1))
        yield "one_person", f"{share}% of the money planned is for one person. How will others gain from it?"


def _leaders(plan: Plan, activity: Activity) -> _Said:
    wide = any(need.group in _WIDE for need in plan.needs_met_by(activity))
    if not wide or (activity.people or 0) < MANY or activity.leaders_join is True:
        return
    if activity.leaders_join is None:
        yield "leaders", "Will leaders be there from beginning to end? Others notice."
    else:
        yield "leaders", "Leaders will not be there to the end, and others notice. Could one of them be?"


def _before(plan: Plan, activity: Activity) -> _Said:
    offer = plan.find("offers", activity.offer_id) if activity.offer_id else None
    if offer is not None and offer.prerequisites.strip():
        first = " ".join(offer.prerequisites.split())[:200].rstrip(".")
        yield "before", f"The offer says what comes first: {first}. Is that in place?"


def _dearest(plan: Plan) -> Activity | None:
    """The activity on which most is spent for the role that has more: there a word on fairness is said."""
    found = uneven(plan)
    if found is None:
        return None
    groups = set(found[0].groups)
    theirs = [a for a in plan.activities if any(need.group in groups for need in plan.needs_met_by(a))]
    return max(theirs, key=lambda a: (cost_of(a, plan.school).total or Decimal(0), a.id), default=None)


def _uneven(plan: Plan) -> _Said:
    found = uneven(plan)
    if found is not None:
        more, less = found
        theirs = f"each of the {more.label.lower()} has {_each(more)}, each of the {less.label.lower()} {_each(less)}"
        yield "uneven", f"For CPD {theirs}. If there is a reason, it is worth saying."


def _each(share: RoleShare) -> str:
    money, hours = share.money_each or Decimal(0), share.hours_each or Decimal(0)
    return f"{pounds(money.quantize(Decimal(1)))} and {plain(hours.quantize(Decimal('0.1')))} hours"
