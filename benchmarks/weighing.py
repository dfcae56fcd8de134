"""Weighing: every need of a large school against every offer of a long catalogue, and the suggestions for each.

The peer is what an analyst would write: a pandas cross join of the same needs and offers that reckons nothing but
price + cover + travel. It decides nothing, says nothing of what is not known and gives no reason.
"""

from __future__ import annotations

import random
import time
from datetime import date
from typing import Any

from benchmarks.figures import Figure, figure
from sef2si import templates
from sef2si.advice.ways import Setting, suggested, weighed_for
from sef2si.advice.ways.line import line
from sef2si.advice.ways.weighing import weigh_all
from sef2si.domain.needs import Level, Need, StaffGroup
from sef2si.domain.offers import Feature, Offer, PriceFor, TakesPlace
from sef2si.domain.plan import Plan
from sef2si.domain.school import Phase, School
from sef2si.menu import menu

NEEDS, OFFERS, PAIRS = 400, 150, 60_000
TODAY = date(2026, 11, 22)
_SUBJECTS = (
    "fluency", "phonics", "fractions", "questioning", "quarrels", "attendance", "safeguarding", "coding", "oracy",
    "handwriting", "geography", "vocabulary", "revision", "homework", "mentoring", "dyslexia", "autism", "assessment",
    "curriculum", "behaviour", "wellbeing", "transition", "practical science", "French", "drama", "algebra", "poetry",
    "data", "governance", "play",
)  # fmt: skip


def school(seed: int) -> Plan:
    """A school of 250 staff with 400 needs and a catalogue of 150 offers."""
    draw = random.Random(seed)
    forms = [entry.id for entry in menu()]
    mechanisms = [each.id for each in templates.mechanisms()]
    needs = tuple(
        Need(
            id=f"n{number}",
            what=f"Plan and teach {draw.choice(_SUBJECTS)} with more {draw.choice(_SUBJECTS)}",
            group=draw.choice(list(StaffGroup)),
            people=draw.randint(1, 60),
            level_now=draw.choice([None, *Level]),
            level_needed=draw.choice([None, *Level]),
        )
        for number in range(NEEDS)
    )
    offers = tuple(
        Offer(
            id=f"o{number}",
            title=f"{draw.choice(_SUBJECTS).capitalize()} and {draw.choice(_SUBJECTS)}",
            provider=draw.choice(("", "Hub", "University")),
            form=draw.choice(forms),
            hours=draw.randint(1, 30),
            sessions=draw.randint(1, 6),
            takes_place=draw.choice(list(TakesPlace)),
            dates=draw.choice(("", "4 February 2027", "4 February 2027\n4 March 2027")),
            price=draw.randint(0, 900),
            price_for=draw.choice(list(PriceFor)),
            travel=draw.randint(0, 40),
            places=draw.choice((None, 12, 30)),
            minimum=draw.choice((None, 8)),
            mechanisms=tuple(draw.sample(mechanisms, draw.randint(0, 8))),
            features=tuple(draw.sample(list(Feature), draw.randint(0, 3))),
        )
        for number in range(OFFERS)
    )
    place = School(id="900250", urn="900250", phase=Phase.SECONDARY, teachers=150, support_staff=100,
                   cover_day_cost=291, support_hour_cost=16)  # fmt: skip
    return Plan(id="900250-2026", urn="900250", year="2026/27", school=place, needs=needs, offers=offers)


def ours(plan: Plan) -> tuple[float, int]:
    """Seconds for all that step 4 asks: each need's ways, weighed, three of them suggested and put in words."""
    began = time.perf_counter()
    setting = Setting.of(plan, TODAY)
    said = sum(len([line(way) for way in suggested(weighed_for(setting, need))]) for need in plan.needs)
    return time.perf_counter() - began, said


def every_pair(plan: Plan) -> float:
    """Seconds for the same need against every offer, whether it is about it or not."""
    began = time.perf_counter()
    setting = Setting.of(plan, TODAY)
    every = [(option, 0) for option in setting.offers]
    assert sum(len(weigh_all(setting, need, every)) for need in plan.needs) == PAIRS
    return time.perf_counter() - began


def peers(plan: Plan) -> float:
    """Seconds for the peer: frames made of the same records, joined, and three columns added up."""
    import pandas as pd  # noqa: PLC0415  the peer's, not ours

    began = time.perf_counter()
    needs = pd.DataFrame([{"need": n.id, "people": n.people or 0} for n in plan.needs])
    offers = pd.DataFrame([_row(offer) for offer in plan.offers])
    joined = needs.merge(offers, how="cross")
    each = joined["people"].where(joined["each"], 1)
    joined["cost"] = joined["price"] * each + joined["people"] * (joined["travel"] + joined["cover"] * 291 / 6)
    cheapest = joined.sort_values("cost").groupby("need").head(3)
    assert (len(joined), len(cheapest)) == (PAIRS, 3 * NEEDS)
    return time.perf_counter() - began


def _row(offer: Offer) -> dict[str, Any]:
    lessons = offer.takes_place is TakesPlace.LESSONS
    return {
        "offer": offer.id,
        "price": float(offer.price or 0),
        "each": offer.price_for is PriceFor.PERSON,
        "travel": float(offer.travel or 0),
        "cover": float(offer.hours or 0) if lessons else 0.0,
    }


def measured(rounds: int) -> tuple[list[float], list[float], list[float], int]:
    """Ours, every pair and the peer's, in turns; and how many suggestions there were."""
    plan = school(1)
    ours(plan), every_pair(plan), peers(plan)  # before the clock counts
    own, pairs, theirs, said = [], [], [], 0
    for _ in range(max(rounds, 3)):
        seconds, said = ours(plan)
        own.append(seconds)
        pairs.append(every_pair(plan))
        theirs.append(peers(plan))
    return own, pairs, theirs, said


def figures(found: tuple[list[float], list[float], list[float], int], *, load: float) -> list[Figure]:
    own, pairs, theirs, _ = found
    peer = f"pandas, a cross join of the same {NEEDS} needs and {OFFERS} offers that adds up cost alone"
    middle = sorted(own)[len(own) // 2], sorted(pairs)[len(pairs) // 2], sorted(theirs)[len(theirs) // 2]
    return [
        figure("weighing_time", value=round(middle[0], 3), unit="s", bar=1.0, peer=peer, measured_in="s", ours=own,
               theirs=theirs, load=load),
        figure("weighing_ratio", value=round(middle[0] / middle[2], 2), unit="times the peer", bar=30.0, peer=peer,
               measured_in="s", ours=own, theirs=theirs, load=load),
        figure("weighing_every_pair", value=round(middle[1], 3), unit="s", bar=1.0, peer=peer, measured_in="s",
               ours=pairs, theirs=theirs, load=load),
    ]  # fmt: skip
