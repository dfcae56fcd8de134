"""A way in one line, as a colleague would say it: what it takes first, then what is missing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sef2si.advice.costs import plain
from sef2si.advice.ways.options import Option, Sort, in_words
from sef2si.advice.ways.weighing import LIKED, SUSTAINED_SESSIONS, Weighed
from sef2si.domain.cycle import written_short
from sef2si.domain.offers import TakesPlace

DAY_FROM, DAY_TO = Decimal(5), Decimal(7)  # hours that are spoken of as a day
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
    takes = [amount(option), _cover(way), cost(way), _who(option), _when(way), _liked(way)]
    lacks = _lacks(way)
    said = ", ".join(part for part in takes if part)
    return f"{said[:1].upper()}{said[1:]}" + (f"; {', '.join(lacks)}" if lacks else "")


def amount(option: Option) -> str:
    """``"six one-hour meetings"``, ``"one INSET day"``, ``"two days in lesson time"``; what is not known is said so."""
    session, where = _SESSION[option.takes_place]
    if option.sessions is None:
        return f"{_hours(option.hours)} in all{where}" if option.hours is not None else "how long is not said"
    count = in_words(option.sessions)
    if option.hours is None:
        return f"{count} {_many(session, option.sessions)}{where}, how long is not said"
    each = option.hours / option.sessions
    if DAY_FROM <= each <= DAY_TO and option.takes_place in (TakesPlace.INSET, TakesPlace.LESSONS):
        inset = option.takes_place is TakesPlace.INSET
        return f"{count} {_many('INSET day' if inset else 'day', option.sessions)}{'' if inset else where}"
    if each == 1:
        return f"{count if option.sessions > 1 else 'a'} one-hour {_many(session, option.sessions)}{where}"
    return f"{count} {_many(session, option.sessions)} of {_hours(each)}{where}"


def _many(session: str, number: int) -> str:
    return session if number == 1 else f"{session}s"


def cost(way: Weighed) -> str:
    """``"£0"``, ``"£1,574 in paid time"``, ``"£300 plus travel (not known)"``: to the pound, the penny is behind it."""
    parts, total = way.cost, way.cost.total
    if total is not None:
        of_time = f"{_pounds(total)} in paid time" if total and total == parts.paid_time else ""
        return of_time or _pounds(total)
    missing = [_MISSING.get(name, name) for name in parts.missing]
    open_ = "cover" in missing and way.option.takes_place is TakesPlace.LESSONS and way.option.allows_only
    if open_:
        missing.remove("cover")
    named = " and ".join(missing)
    said = [_pounds(parts.so_far) + (f" plus {named} (not known)" if named else "")] if parts.so_far else []
    said += [f"{named} not known"] if named and not said else []
    return ", ".join([*said, *(["cover depends on the timetable"] if open_ else [])])


_MISSING = {"paid time": "cost of paid time"}


def _pounds(amount: Decimal) -> str:
    return f"£{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"


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


def _liked(way: Weighed) -> str:
    if way.option.sort is Sort.OFFER or way.preferred is None or way.preferred < LIKED:
        return ""
    return f"found useful by {(way.preferred * 100).quantize(Decimal(1), ROUND_HALF_UP)}% of those asked"


def _when(way: Weighed) -> str:
    if not way.option.days or way.starts is None:
        return ""
    return f"from {written_short(way.starts)}"


def _lacks(way: Weighed) -> list[str]:
    option = way.option
    found = []
    if option.sort is Sort.FORM:
        found.append("nobody named for it yet")
    if way.goes_ahead is False:
        found.append("too few places or people for it")
    elif way.goes_ahead is None and option.minimum:
        found.append(f"goes ahead from {option.minimum} people")
    if option.prerequisites:
        found.append("something must come before it")
    if not option.follow_up and (option.sessions is None or option.sessions < SUSTAINED_SESSIONS):
        found.append("nothing yet on follow-up")
    if way.groups is None and not option.in_house:
        found.append("how it changes practice is not said")
    if way.starts is None:
        found.append("no date yet")
    if way.context is False:
        found.append("made for another sort of school")
    if way.level is False:
        found.append("for another level")
    return found[:2]
