"""Sizes of small groups, hidden from whoever is not of the school's leadership: not even subtraction gives one away.

A figure about fewer than five people may be about somebody known. Where a sum is shown of which one part is hidden, the
sum less the other parts would be that part; so a second part goes too, the smallest there is, until at least two are
hidden that are five people or more together. Where that can't be, the sum goes. What is so many times something goes
with them: the days of cover are teachers x hours, and a price may be so many times what the offer costs each.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sef2si.domain.activities import Activity
from sef2si.domain.chosen import without_costs
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.needs import Need
from sef2si.domain.offers import Offer, PriceFor
from sef2si.domain.plan import Plan
from sef2si.domain.sizes_said import sizes_said, without_sizes

FEWEST = 5
K = TypeVar("K", bound=Hashable)
# What a need that was split by levels says of all its parts: any part is that less the others.
_IN_ALL = re.compile(r"\s*\(of \d+ in all\)")

_WORDS = ("nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def is_small(number: int | None) -> bool:
    """Whether so many people are a group that is not shown. Nought is nobody, and hides nobody."""
    return number is not None and 0 < number < FEWEST


@dataclass(frozen=True)
class Hidden:
    """Which parts of a sum are not shown, and whether the sum is."""

    parts: frozenset[Hashable] = frozenset()
    shows_total: bool = True


def hidden(counts: Mapping[K, int], also: Iterable[K] = (), *, total_shown: bool = True) -> Hidden:
    """What must be hidden of a number of groups, where their sum stands beside them or (``total_shown``) does not.

    ``also`` are groups hidden already for another reason. A group of nobody is never chosen as the second: everybody
    can see that it is empty.
    """
    gone = {key for key, number in counts.items() if is_small(number)} | set(also)
    if not gone or not total_shown:
        return Hidden(frozenset(gone), total_shown)
    rest = sorted((key for key, number in counts.items() if number and key not in gone), key=lambda key: counts[key])
    while not _is_enough(counts, gone) and rest:
        gone.add(rest.pop(0))
    return Hidden(frozenset(gone), _is_enough(counts, gone))


def _is_enough(counts: Mapping[K, int], gone: Iterable[K]) -> bool:
    sizes = [counts[key] for key in gone if counts[key]]
    return len(sizes) >= 2 and sum(sizes) >= FEWEST


def size_of(record: Need | CpdSession) -> int | None:
    """How many people it is for: the number beside it, or what its words for them say (“three TAs”)."""
    if record.people is not None:
        return record.people
    return sum(sizes_said(record.who if isinstance(record, Need) else record.team)) or None


def says_small(words: str) -> bool:
    """Whether words for people say the size of a group that is not shown."""
    return any(map(is_small, sizes_said(words)))


def suppressed(plan: Plan) -> Plan:
    """The plan without the sizes of small groups, nor any figure that would give one away. Twice is as once.

    A need for fewer than five keeps what they are to learn and which group they belong to, as words; how many they are
    and how far they are goes. No figure is kept by a group of staff that is small as a whole.
    """
    parts = _parts(plan)
    gone = {need.id for need in plan.needs if is_small(size_of(need))}
    totals = {activity.id for activity in plan.activities if is_small(activity.people)}
    while (more := _second(parts, gone, totals)) != (gone, totals):
        gone, totals = more
    _part_from_one_another(parts, gone, totals)
    groups, without = small_groups(plan), _sized_by_hidden(plan, gone, totals)
    return plan.model_copy(
        update={
            "needs": tuple(
                without_figures(need, size=need.id in gone, levels=is_small(size_of(need)), group=need.group in groups)
                for need in plan.needs
            ),
            "activities": tuple(
                without_products(
                    each.model_copy(update={"people": None}) if each.id in totals else each,
                    plan.find("offers", each.offer_id),
                )
                if each.id in without
                else each
                for each in plan.activities
            ),
            "cpd_sessions": tuple(
                without_size(each) if each.activity_id in without else each for each in plan.cpd_sessions
            ),
        }
    )


def _sized_by_hidden(plan: Plan, gone: set[str], totals: set[str]) -> set[str]:
    """Activities of whose people a size is hidden: their own, that of a need, or that of a session.

    Who comes to a session is who the activity or its need is for, and the sessions of several teams add up to it; and
    what they cost follows from how many they are. So the sizes of all sessions go, and the costs, where one size does.
    """
    small = (each for each in plan.cpd_sessions if is_small(size_of(each)) or says_small(each.team))
    without = {*totals, *(each.activity_id for each in small if each.activity_id)}
    return {
        *without,
        *(each.id for each in plan.activities if any(need.id in gone for need in plan.needs_met_by(each))),
    }


def without_products(activity: Activity, offer: Offer | None) -> Activity:
    """The activity without what is so many people times something; nought says nothing of how many, and stays."""
    each = offer is not None and bool((offer.price and offer.price_for is not PriceFor.GROUP) or offer.travel)
    names = ("cover_days", "support_staff_pay", *(("price",) if each else ()))
    gone: dict[str, object] = {name: None for name in names if getattr(activity, name)}
    return activity.model_copy(update={**gone, "chosen_why": without_costs(activity.chosen_why)})


def without_size(session: CpdSession) -> CpdSession:
    """The session without how many come, as a number or in words."""
    return session.model_copy(update={"people": None, "team": without_sizes(session.team)})


def _parts(plan: Plan) -> dict[str, dict[str, int]]:
    """Activity -> the sizes of the needs it meets, where they add up to how many take part."""
    found = {}
    for activity in plan.activities:
        sizes = {need.id: size_of(need) or 0 for need in plan.needs_met_by(activity)}
        if sizes and activity.people and sum(sizes.values()) == activity.people:
            found[activity.id] = sizes
    return found


def _second(parts: Mapping[str, Mapping[str, int]], gone: set[str], totals: set[str]) -> tuple[set[str], set[str]]:
    """One round of hiding a second part, or the sum, in each sum that is shown with a part hidden."""
    gone, totals = set(gone), set(totals)
    for activity_id, sizes in parts.items():
        if activity_id in totals or not gone & sizes.keys():
            continue
        found = hidden(sizes, gone & sizes.keys())
        gone |= {str(key) for key in found.parts}
        if not found.shows_total:
            totals.add(activity_id)
    return gone, totals


def _part_from_one_another(parts: Mapping[str, Mapping[str, int]], gone: set[str], totals: set[str]) -> None:
    """Sums that share a hidden part could be solved together: of those, one is shown."""
    used: set[str] = set()
    for activity_id, sizes in parts.items():
        mine = gone & sizes.keys()
        if activity_id not in totals and mine:
            if mine & used:
                totals.add(activity_id)
            used |= mine


def small_groups(plan: Plan) -> frozenset[Hashable]:
    """Groups of staff of which no figure is kept apart: those small as a whole, and one so that none is the difference.

    A group whose size is nowhere said is not taken to be small.
    """
    sizes: dict[Hashable, int] = {}
    for need in plan.needs:
        if need.group is not None:
            size = size_of(need)
            sizes[need.group] = max(sizes.get(need.group, 0), FEWEST if size is None else size)
    return hidden(sizes).parts


def without_figures(need: Need, *, size: bool, levels: bool, group: bool) -> Need:
    """The need without how many it is for, how far they are, or the group by which figures are added up."""
    changes: dict[str, object] = {}
    who = _IN_ALL.sub("", need.who)
    who = without_sizes(who) if size or says_small(who) else who
    if size:
        changes["people"] = None
        who = "" if _says(who, need.people) else who
    if who != need.who:
        changes["who"] = who
    if levels:
        changes |= {"level_now": None, "level_needed": None}
    if group and need.group is not None:
        # In words it stays: what is taken away is that figures are added up by it.
        changes |= {"group": None, "who": str(changes.get("who", need.who)) or need.group.label}
    made = need.model_copy(update=changes) if changes else need
    return made.model_copy(update={"who": "Some staff"}) if changes and not made.who and made.group is None else made


def _says(who: str, people: int | None) -> bool:
    """Whether words for a group hold its size, as "3 teachers" or "three of us" do."""
    if people is None:
        return False
    word = _WORDS[people] if people < len(_WORDS) else str(people)
    return re.search(rf"(?<!\w)(?:{people}|{word})(?!\w)", who, re.IGNORECASE) is not None
