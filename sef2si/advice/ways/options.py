"""What could be had: an offer, a form of CPD that can be done in-house, or colleagues who said that they can help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sef2si.domain.contexts import Context
from sef2si.domain.needs import Level, StaffGroup
from sef2si.domain.offers import Feature, Offer, PriceFor, TakesPlace
from sef2si.menu import MenuEntry

_NOUGHT = Decimal(0)
# The forms in which colleagues help: many at once, or one beside the other (003-F4e, 003-F7).
HELPING = ("meetings", "coaching")


class Sort(StrEnum):
    OFFER = "offer"
    FORM = "form"
    COLLEAGUES = "colleagues"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that could be had. None, or an empty text, is "not known".

    ``key`` is ``offer:<id>``, ``form:<menu key>`` or ``colleagues:<menu key>``; an activity keeps it as ``option``.
    ``hours`` are for one person and the whole of it, in ``sessions``; ``weeks`` pass from its start until practice
    could change. ``price`` and ``travel`` are in pounds. ``mechanisms`` are keys of EEF's fourteen: of an offer those
    it really uses; where ``allows_only``, those its form would allow. ``estimated`` names the figures that are our
    menu's. ``is_ticked``: somebody said for which needs it is. ``led_by`` names nobody who only said they could help:
    that stays with the leadership.
    """

    key: str
    sort: Sort
    title: str
    form: str = ""
    form_label: str = ""
    offer_id: str | None = None
    in_house: bool = True
    provider: str = ""
    led_by: str = ""
    hours: Decimal | None = None
    sessions: int | None = None
    takes_place: TakesPlace | None = None
    needs_cover: str = "maybe"
    days: tuple[date, ...] = ()
    on_demand: bool | None = None
    weeks: int | None = None
    places: int | None = None
    minimum: int | None = None
    decide_by: date | None = None
    price: Decimal | None = None
    price_for: PriceFor | None = None
    travel: Decimal | None = None
    mechanisms: frozenset[str] | None = None
    allows_only: bool = False
    features: frozenset[Feature] | None = None
    follow_up: str = ""
    good_for: frozenset[str] = frozenset()
    impact_levels: tuple[str, ...] = ()
    contexts: frozenset[Context] = frozenset()
    groups: frozenset[StaffGroup] = frozenset()
    level_from: Level | None = None
    level_to: Level | None = None
    prerequisites: str = ""
    assured: str = ""
    evidence: str = ""
    is_ticked: bool = False
    helpers: int = 0
    helpers_hours: Decimal | None = None
    estimated: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        return hash(self.key)


# Forms that are about lessons, and for those who give them or help in them.
_OF_LESSONS = frozenset({"discussing_lesson", "team_teaching", "observing_pupils"})
_IN_LESSONS = frozenset(
    {
        StaffGroup.TEACHERS,
        StaffGroup.TEACHING_ASSISTANTS,
        StaffGroup.EARLY_CAREER,
        StaffGroup.SUBJECT_LEADERS,
        StaffGroup.SENIOR_LEADERS,
    }
)
_PLACES = {place.value: place for place in TakesPlace}
_FEATURES = {feature.value: feature for feature in Feature}
_ESTIMATES = frozenset({"hours", "sessions", "takes_place", "weeks", "mechanisms", "features", "cover"})


def of_offer(offer: Offer, form: MenuEntry | None) -> Option:
    """An offer as it stands; from its form comes only how soon practice could change, and whom it suits."""
    days = offer.days
    follow = offer.follow_up.strip()
    sessions = offer.sessions if offer.sessions else (len(days) or None)
    return Option(
        key=f"{Sort.OFFER}:{offer.id}",
        sort=Sort.OFFER,
        title=offer.title.strip() or "An offer without a title",
        form=offer.form,
        form_label=form.label if form else "",
        offer_id=offer.id,
        in_house=offer.is_in_house,
        provider=offer.provider.strip(),
        led_by=offer.led_by.strip(),
        hours=offer.hours,
        sessions=sessions,
        takes_place=offer.takes_place,
        needs_cover=form.needs_cover if form else "maybe",
        days=days,
        # A colleague's session without a date can be had when it suits; a course without one, nobody knows when.
        on_demand=True if offer.on_demand is None and offer.is_in_house and not days else offer.on_demand,
        weeks=form.weeks if form else None,
        places=offer.places or None,
        minimum=offer.minimum or None,
        decide_by=offer.decide_by,
        price=_NOUGHT if offer.price is None and offer.is_in_house else offer.price,
        price_for=offer.price_for,
        travel=_NOUGHT if offer.travel is None and offer.is_in_house else offer.travel,
        mechanisms=frozenset(offer.mechanisms) or None,
        features=frozenset(offer.features) or None,
        follow_up=follow,
        good_for=frozenset(form.good_for) if form else frozenset(),
        impact_levels=form.impact_levels if form else (),
        contexts=frozenset(offer.contexts),
        groups=frozenset(offer.groups),
        level_from=offer.level_from,
        level_to=offer.level_to,
        prerequisites=offer.prerequisites.strip(),
        assured=": ".join(part for part in (offer.assured_by.strip(), offer.assured_how.strip()) if part),
        evidence=offer.evidence.strip(),
        is_ticked=bool(offer.need_ids),
        estimated=frozenset({"weeks"}) if form else frozenset(),
    )


def of_form(form: MenuEntry) -> Option | None:
    """A form of CPD as it could be done in-house; None where it can't be."""
    return None if form.in_house == "no" else _in_house(form, f"{Sort.FORM}:{form.id}", Sort.FORM, form.label)


def of_colleagues(form: MenuEntry, helpers: int, hours: Decimal | None) -> Option:
    """A form of CPD led by ``helpers`` colleagues, who would give so many hours together (None: nobody said)."""
    found = _in_house(form, f"{Sort.COLLEAGUES}:{form.id}", Sort.COLLEAGUES, form.label)
    return _with_helpers(found, helpers, hours)


def _with_helpers(option: Option, helpers: int, hours: Decimal | None) -> Option:
    fields = {name: getattr(option, name) for name in Option.__slots__}
    return Option(**{**fields, "helpers": helpers, "helpers_hours": hours, "led_by": _colleagues(helpers)})


def _colleagues(number: int) -> str:
    return "a colleague" if number == 1 else f"{in_words(number)} colleagues"


def led_by_colleagues(number: int) -> str:
    """What an activity says of who leads it, where so many colleagues do: ``"Two colleagues"``; nothing for none."""
    words = _colleagues(number)
    return f"{words[:1].upper()}{words[1:]}" if number else ""


def _in_house(form: MenuEntry, key: str, sort: Sort, title: str) -> Option:
    return Option(
        key=key,
        sort=sort,
        title=title,
        form=form.id,
        form_label=form.label,
        in_house=True,
        hours=form.hours,
        sessions=form.sessions,
        takes_place=_PLACES[form.takes_place],
        needs_cover=form.needs_cover,
        on_demand=True,
        weeks=form.weeks,
        price=_NOUGHT,
        travel=_NOUGHT,
        mechanisms=frozenset(form.mechanisms),
        allows_only=True,
        features=frozenset(_FEATURES[each] for each in form.features),
        good_for=frozenset(form.good_for),
        impact_levels=form.impact_levels,
        groups=_IN_LESSONS if form.id in _OF_LESSONS else frozenset(),
        estimated=_ESTIMATES,
    )


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: int) -> str:
    """``"three"``; figures from thirteen."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
