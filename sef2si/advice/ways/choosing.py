"""The activity that a chosen way becomes: filled in from it as far as it says, and never beyond."""

from __future__ import annotations

from sef2si.advice.ways.line import line
from sef2si.advice.ways.options import Sort
from sef2si.advice.ways.weighing import Weighed
from sef2si.domain.activities import Activity, ImpactLevel, Provision
from sef2si.domain.chosen import open_words
from sef2si.domain.needs import Need
from sef2si.domain.record import LINE_LENGTH

_LEVELS = {str(level.value): level for level in ImpactLevel}


def chosen(activity: Activity, need: Need, way: Weighed) -> Activity:
    """The activity with what the way says. What somebody wrote in it already stays; ``option`` pins it for the planner.

    Price includes travel. Of colleagues who said they could help only how many is written down: their names stay with
    the leadership until they have agreed to more. The words kept of why are read outside it, so they say neither that
    nor what people prefer.
    """
    option, cost = way.option, way.cost
    price = None if cost.price is None or cost.travel is None else cost.price + cost.travel
    fields: dict[str, object] = {
        "what": _what(way, need),
        "starts": way.starts if option.days else None,
        "ends": option.days[-1] if len(option.days) > 1 else None,
        "people": way.people,
        "form": option.form,
        "led_by": option.led_by[:1].upper() + option.led_by[1:],
        "provision": Provision.IN_HOUSE if option.in_house else Provision.PROVIDER,
        "provider": option.provider,
        "hours": option.hours,
        "price": price,
        "cover_days": way.cover_days,
        "support_staff_pay": cost.paid_time,
        "follow_up": option.follow_up,
        "intended_level": _LEVELS[option.impact_levels[-1]] if option.impact_levels else None,
    }
    empty = {name: value for name, value in fields.items() if value not in (None, "") and not getattr(activity, name)}
    needs = activity.need_ids if need.id in activity.need_ids else (*activity.need_ids, need.id)
    why = activity.chosen_why or open_words(line(way), option.key)
    return activity.having(**empty, need_ids=needs, offer_id=option.offer_id, option=option.key, chosen_why=why)


def _what(way: Weighed, need: Need) -> str:
    option = way.option
    if option.sort is Sort.OFFER:
        return option.title
    about = " ".join(need.what.split())
    named = f"{option.title}: {about}" if about else option.title
    return named if len(named) <= LINE_LENGTH else f"{named[: LINE_LENGTH - 1]}…"
