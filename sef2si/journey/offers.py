"""Offers: what CPD could be had, a colleague's session in three fields or a course with all there is to know of it."""

from __future__ import annotations

from datetime import date

from sef2si.domain.activities import Provision
from sef2si.domain.contexts import Context
from sef2si.domain.cycle import written_short
from sef2si.domain.needs import Level, StaffGroup
from sef2si.domain.offers import Exchange, Feature, Offer, PriceFor, TakesPlace
from sef2si.domain.plan import Plan
from sef2si.journey import options
from sef2si.journey.names import shortened
from sef2si.journey.step import Field, FieldKind, Section, Tag


def _title(plan: Plan, offer: Offer) -> str:
    return shortened(offer.title) or "An offer without a title"


def _sub(plan: Plan, offer: Offer, today: date) -> str:
    hours = f"{offer.hours.normalize():f} hours" if offer.hours is not None else ""
    days = offer.days
    coming = [day for day in days if day >= today]
    when = f"next on {written_short(coming[0])}" if coming else "its dates are over" if days else ""
    price = f"£{offer.price:,.2f}".removesuffix(".00") if offer.price is not None else ""
    each = " each" if price and offer.price_for is PriceFor.PERSON else ""
    led = offer.led_by and f"Led by {offer.led_by}"
    return " · ".join(part for part in (offer.provider, led, hours, when, f"{price}{each}") if part)


def _tags(plan: Plan, offer: Offer, today: date) -> tuple[Tag, ...]:
    chosen = any(activity.offer_id == offer.id for activity in plan.activities)
    return (Tag("chosen", "done"),) if chosen else ()


OFFERS = Section(
    kind="offers",
    singular="offer",
    heading="What could be had",
    empty="No offers yet. A colleague’s session takes three answers; a catalogue comes in as a file.",
    title=_title,
    sub=_sub,
    tags=_tags,
    group=lambda plan, offer: "From our own colleagues" if offer.is_in_house else "From providers",
    fields=(
        Field("title", FieldKind.LINE, "What is it about?", essential=True),
        Field("led_by", FieldKind.LINE, "Who leads it?", essential=True),
        Field("hours", FieldKind.NUMBER, "Hours for each person", essential=True),
        Field("need_ids", FieldKind.LINKS, "Which needs could it meet?", options=options.needs),
        Field("subject", FieldKind.LINE, "Subject"),
        Field("content", FieldKind.TEXT, "What is in it?"),
        Field("provision", FieldKind.CHOICE, "In-house, or a provider?", options=options.of(Provision)),
        Field("provider", FieldKind.LINE, "Provider"),
        Field("form", FieldKind.CHOICE, "Form of CPD", options=options.forms),
        Field("takes_place", FieldKind.CHOICE, "In whose time?", group="When", options=options.of(TakesPlace)),
        Field("sessions", FieldKind.NUMBER, "How many sessions?", group="When"),
        Field("dates", FieldKind.TEXT, "Dates, one on a line"),
        Field("on_demand", FieldKind.YES_NO, "Can it be had on any day?"),
        Field("price", FieldKind.MONEY, "Price", group="Money"),
        Field("price_for", FieldKind.CHOICE, "The price is for", group="Money", options=options.of(PriceFor)),
        Field("travel", FieldKind.MONEY, "Travel, for each person", group="Money"),
        Field("places", FieldKind.NUMBER, "Places", group="How many?"),
        Field("minimum", FieldKind.NUMBER, "Smallest number to go ahead", group="How many?"),
        Field("decide_by", FieldKind.DATE, "Decided by", group="How many?"),
        Field("groups", FieldKind.CHOICES, "For which staff?", options=options.of(StaffGroup)),
        Field("level_from", FieldKind.CHOICE, "For people who are", options=options.of(Level)),
        Field("level_to", FieldKind.CHOICE, "It takes them to", options=options.of(Level)),
        Field("prerequisites", FieldKind.TEXT, "What must come before it?"),
        Field("mechanisms", FieldKind.CHOICES, "What does this one really do?", options=options.mechanisms),
        Field("features", FieldKind.CHOICES, "What is in it for colleagues together?", options=options.of(Feature)),
        Field("follow_up", FieldKind.TEXT, "How is it followed up?"),
        Field("assured_by", FieldKind.LINE, "Who has looked at its quality?"),
        Field("assured_how", FieldKind.TEXT, "What did they look at, and how?"),
        Field("evidence", FieldKind.TEXT, "What has it led to elsewhere?"),
        Field("exchange", FieldKind.CHOICE, "How is it passed on?", options=options.of(Exchange)),
        Field("contexts", FieldKind.CHOICES, "For what sort of school was it made?", options=options.of(Context)),
    ),
)
