"""What stands in the year already when it is planned again: sessions that stay, those that may move, and pins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sef2si.advice.timetable.problem import Fixed, Option, Person, Placed, Slot
from sef2si.advice.year.numbering import numbered
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.ways import Way, is_placed
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.plan import Plan

_ALL_DAY = 24 * 60
_USUAL = 60


@dataclass(frozen=True)
class Apart:
    """What people answered, for planning alone: by session who can't come and who comes, and by activity who asked to
    be left out and is asked no more."""

    declined: Mapping[str, frozenset[str]]
    coming: Mapping[str, frozenset[str]]
    left_out: Mapping[str, frozenset[str]]

    def beside(self, assigned: Mapping[str, Sequence[str]]) -> Apart:
        """With those whom an accepted plan means as those who come, where nobody was invited yet."""
        meant = {session: frozenset(who) for session, who in assigned.items() if who}
        return replace(self, coming={**meant, **self.coming})

    def gone(self, plan: Plan, activity_id: str | None) -> frozenset[str]:
        """Who declined any of an activity's sessions."""
        own = plan.linked("cpd_sessions", "activity_id", activity_id) if activity_id else ()
        return frozenset(member for each in own for member in self.declined.get(each.id, ()))


NOBODY_APART = Apart({}, {}, {})


class SecondTime(NamedTuple):
    """What stands in the year, once more for some: which of its sessions, whether not all of them, and for whom."""

    activity: Activity
    numbers: tuple[int, ...]
    in_part: bool
    who: frozenset[str]


def second_times(plan: Plan, settings: YearSettings, apart: Apart) -> Iterator[SecondTime]:
    """For those who can't come to sessions of what stands, and have no other time for them yet: those sessions alone.

    Who can't come to the same ones learns together. Somebody has another time where they are invited to one and have
    not said no, or where one was accepted that is meant for them, though nobody was told of it yet.
    """
    for activity in plan.activities:
        asked = any(need.id not in settings.left_out for need in plan.needs_met_by(activity))
        if not asked or not is_placed(plan, activity):
            continue
        sessions = numbered(activity.id, plan.sessions_of(activity))
        missed: dict[str, set[int]] = defaultdict(set)
        has: dict[str, set[int]] = defaultdict(set)
        for each in sessions:
            for member in apart.declined.get(each.session.id, ()):
                missed[member].add(each.number)
            for member in apart.coming.get(each.session.id, ()):
                has[member].add(each.number)
        together: dict[tuple[int, ...], set[str]] = defaultdict(set)
        for member, own in missed.items():
            together[tuple(sorted(own - has[member]))].add(member)
        every = {each.number for each in sessions}
        for numbers, who in sorted(together.items()):
            if numbers:
                yield SecondTime(activity, numbers, set(numbers) != every, frozenset(who))


def standing(
    plan: Plan,
    those: Sequence[Activity],
    apart: Apart,
    today: date,
    *,
    here: frozenset[str],
    meant: Callable[[Activity], frozenset[str]],
) -> Iterator[Fixed]:
    """Sessions of those activities that stand (``taken.stands``), and who of the people here come to them.

    Whoever was invited and has not said no; where nobody was invited, all whom its needs are about (``meant``).
    """
    for activity in those:
        for session in plan.sessions_of(activity):
            if session.held_on and session.held_on > today:
                who = here & (apart.coming[session.id] if session.id in apart.coming else meant(activity))
                begins = session.clock
                if who:
                    yield Fixed(
                        id=f"session.{session.id}",
                        title=activity.what.strip()[:200],
                        day=session.held_on,
                        start=0 if begins is None else begins,
                        minutes=_ALL_DAY if begins is None else session.minutes or _USUAL,
                        people=tuple(sorted(who)),
                    )


def previous(plan: Plan, ways: Sequence[Way], slots: Sequence[Slot]) -> Iterator[Placed]:
    """Where sessions that may move stood before: a run for each team whose times are all still there."""
    times = {(slot.day, slot.start, way): slot.id for slot in slots for way in slot.only_for or ("",)}
    for way in ways:
        activity = plan.find("activities", way.activity_id)
        if activity is None or is_placed(plan, activity):
            continue
        by_team: dict[str, list[CpdSession]] = {}
        for session in plan.sessions_of(activity):
            by_team.setdefault(session.team, []).append(session)
        for sessions in by_team.values():
            keys = [(each.held_on, -1 if each.clock is None else each.clock) for each in sessions if each.held_on]
            found = [times.get((*key, way.id)) or times.get((*key, "")) for key in keys]
            if len(found) == way.sessions and all(found):
                yield Placed(option=way.id, slots=tuple(str(each) for each in found))


def kept_pins(
    settings: YearSettings, slots: Sequence[Slot], options: Sequence[Option], people: Sequence[Person]
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Pins that can still be kept; and a sentence on those whose time or way is not there any more."""
    times, asked, here = {s.id for s in slots}, {o.id for o in options}, {p.id for p in people}
    kept = tuple(
        pin.model_copy(update={"people": tuple(each for each in pin.people if each in here)})
        for pin in settings.pins
        if pin.option in asked and times.issuperset(pin.slots)
    )
    lost = len(settings.pins) - len(kept)
    pins = "1 pin" if lost == 1 else f"{lost} pins"
    return kept, (f"{pins} could not be kept: the time or the way is not there any more.",) if lost else ()
