"""Plans for weighing: any offers, needs, colleagues and answers that Hypothesis can think of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sef2si import templates
from sef2si.domain.activities import Provision
from sef2si.domain.contexts import Context
from sef2si.domain.needs import Level, NeedSort, StaffGroup
from sef2si.domain.offers import Feature, PriceFor, TakesPlace
from sef2si.domain.plan import Plan
from sef2si.menu import menu
from tests import factories as make

TODAY = date(2026, 11, 22)
WORDS = ("fluency", "calm quarrels", "questioning", "phonics", "assessment of writing", "pupils")
FORMS = tuple(entry.id for entry in menu())
MECHANISMS = tuple(each.id for each in templates.mechanisms())
COUNTS = st.none() | st.integers(0, 40)
POUNDS = st.none() | st.decimals(0, 5000, places=2)
HOURS = st.none() | st.decimals(Decimal("0.25"), 60, places=2)


def some(values: Any, most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(tuple(values)), unique=True, max_size=most).map(tuple)


def maybe(values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(tuple(values))


OFFERS = st.builds(
    make.offer,
    id=st.integers(0, 10**9).map(lambda number: f"o{number}"),
    title=st.sampled_from(WORDS),
    provision=maybe(Provision),
    provider=st.sampled_from(("", "Valley Hub")),
    led_by=st.sampled_from(("", "Priya Shah")),
    hours=HOURS,
    sessions=st.none() | st.integers(0, 8),
    takes_place=maybe(TakesPlace),
    form=st.sampled_from(("", *FORMS)),
    dates=st.sampled_from(("", "4 February 2027", "4 February 2027\n4 March 2027", "1 October 2026", "soon")),
    on_demand=maybe((True, False)),
    places=COUNTS,
    minimum=COUNTS,
    decide_by=maybe((date(2026, 11, 1), date(2027, 1, 8))),
    price=POUNDS,
    price_for=maybe(PriceFor),
    travel=POUNDS,
    mechanisms=some(MECHANISMS, 6),
    features=some(Feature),
    follow_up=st.sampled_from(("", "A visit in March")),
    contexts=some(Context),
    groups=some(StaffGroup, 2),
    level_from=maybe(Level),
    level_to=maybe(Level),
    prerequisites=st.sampled_from(("", "A year in post")),
    assured_by=st.sampled_from(("", "Two heads")),
)
NEEDS = st.builds(
    make.need,
    id=st.just("need"),
    what=st.sampled_from(WORDS),
    group=maybe(StaffGroup),
    people=st.none() | st.integers(0, 60),
    level_now=maybe(Level),
    level_needed=maybe(Level),
    sort=maybe(NeedSort),
)
HELPERS = st.builds(
    make.expertise,
    can_help_with=st.sampled_from(WORDS),
    agreed=maybe((True, False)),
    hours=HOURS,
)
ANSWERS = st.builds(make.preference, group=maybe(StaffGroup), form=st.sampled_from(FORMS), asked=COUNTS, useful=COUNTS)
SCHOOLS = st.builds(
    make.school,
    cover_day_cost=POUNDS,
    support_hour_cost=POUNDS,
    teachers=COUNTS,
    support_staff=COUNTS,
    contexts=some(Context),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """One need, and what there could be for it."""
    return make.plan(
        school=draw(SCHOOLS),
        needs=(draw(NEEDS),),
        offers=tuple(draw(st.lists(OFFERS, max_size=8, unique_by=lambda offer: offer.id))),
        expertise=tuple(draw(st.lists(HELPERS, max_size=3))),
        preferences=tuple(draw(st.lists(ANSWERS, max_size=3))),
    )
