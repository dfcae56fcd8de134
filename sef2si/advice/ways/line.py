"""A way in one line, as a colleague would say it: what it takes first, then what is missing."""

from __future__ import annotations

from decimal import Decimal

from sef2si.advice.costs import plain, pounds
from sef2si.advice.ways.options import Option, Sort, in_words
from sef2si.advice.ways.weighing import SUSTAINED_SESSIONS, Weighed
from sef2si.domain.cycle import written_short
from sef2si.domain.offers import TakesPlace

_SESSION: dict[TakesPlace | None, tuple[str, str]] = {
    TakesPlace.TWILIGHT: ("twilight", ""),
    TakesPlace.MEETING: ("meeting", ""),
    TakesPlace.INSET: ("session", " on an INSET day"),
    TakesPlace.LESSONS: ("session", " in lesson time"),
    TakesPlace.OWN_TIME: ("session", " in one’s own time"),
    None: ("session", ""),
}


def line(way: Weighed) -> str:
    """``"Two twilights, no cover, £0, led by three colleagues; nothing yet on follow-up"``."""
    option = way.option
    takes = [amount(option), _cover(way), cost(way), _who(option), _when(way)]
    lacks = _lacks(way)
    said = ", ".join(part for part in takes if part)
    return f"{said[:1].upper()}{said[1:]}" + (f"; {', '.join(lacks)}" if lacks else "")


def amount(option: Option) -> str:
    """``"six one-hour meetings"``, ``"two sessions of 1.5 hours in lesson time"``; what is not known is said so."""
    session, where = _SESSION[option.takes_place]
    if option.sessions is None:
        return f"{_hours(option.hours)} in all{where}" if option.hours is not None else "how long is not said"
    count = in_words(option.sessions)
    many = session if option.sessions == 1 else f"{session}s"
    if option.hours is None:
        return f"{count} {many}{where}, how long is not said"
    each = option.hours / option.sessions
    return f"{count} one-hour {many}{where}" if each == 1 else f"{count} {many} of {_hours(each)}{where}"


def cost(way: Weighed) -> str:
    """``"£0"``, ``"£1,240"``, ``"£300 so far: cover not known"``."""
    total = way.cost.total
    if total is not None:
        return pounds(total)
    so_far = way.cost.so_far
    missing = " and ".join(way.cost.missing)
    return f"{pounds(so_far)} so far, {missing} not known" if so_far else f"{missing} not known"


def _hours(hours: Decimal) -> str:
    said = plain(hours.quantize(Decimal("0.01")))
    return f"{said} hour" if said == "1" else f"{said} hours"


def _cover(way: Weighed) -> str:
    if way.cover_days is None:
        return ""  # the cost says that it is not known
    if not way.cover_days:
        return "no cover"
    return f"{plain(way.cover_days)} {'day' if way.cover_days == 1 else 'days'} of cover"


def _who(option: Option) -> str:
    if option.sort is Sort.COLLEAGUES or (option.in_house and option.led_by):
        return f"led by {option.led_by}"
    if option.sort is Sort.FORM:
        return ""
    return f"from {option.provider}" if option.provider else ""


def _when(way: Weighed) -> str:
    if not way.option.days or way.starts is None:
        return ""
    return f"from {written_short(way.starts)}"


def _lacks(way: Weighed) -> list[str]:
    option = way.option
    found = []
    if option.sort is Sort.FORM:
        found.append("somebody here would have to lead it")
    if way.goes_ahead is False:
        found.append("too few places or people for it")
    elif way.goes_ahead is None and option.minimum:
        found.append(f"goes ahead from {option.minimum} people")
    if option.prerequisites:
        found.append("something must come before it")
    if not option.follow_up and (option.sessions is None or option.sessions < SUSTAINED_SESSIONS):
        found.append("nothing yet on follow-up")
    if way.groups is None:
        found.append("how it works is not said")
    if way.starts is None:
        found.append("no date yet")
    if way.context is False:
        found.append("made for another sort of school")
    if way.level is False:
        found.append("for another level")
    return found[:2]
