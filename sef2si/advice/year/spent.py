"""What CPD that is in the year already takes of each person's time: directed hours, and hours that are paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sef2si.advice.timetable.problem import Span
from sef2si.advice.year.days import SchoolYear
from sef2si.advice.year.slots import WEEKS, in_lessons
from sef2si.advice.year.standing import Apart
from sef2si.advice.year.weeks import within
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.plan import Plan

_USUAL = 60  # minutes of a session of which nobody says how long it is


@dataclass(frozen=True)
class Spent:
    """``sessions`` are those of each person, past ones too: what a year has of hours is for all of it."""

    year: SchoolYear
    sessions: Mapping[str, Sequence[CpdSession]]

    def directed(self, person: str) -> int:
        """Minutes on top of the published calendar: of sessions that are in no time it directs already."""
        return sum(self._on_top[each.id] for each in self.sessions.get(person, ()))

    def paid(self, person: str, hours: Sequence[Span]) -> int:
        """Minutes outside somebody's hours; where nobody has said when a session is, nobody knows."""
        return sum(self._outside(each, hours) for each in self.sessions.get(person, ()))

    @cached_property
    def _on_top(self) -> Mapping[str, int]:
        each_once = {each.id: each for those in self.sessions.values() for each in those}
        return {
            key: 0 if self._is_directed(session) else session.minutes or _USUAL for key, session in each_once.items()
        }

    def _is_directed(self, session: CpdSession) -> bool:
        """Whether the calendar counts it: by the date it uses; else as INSET, lessons, or a date that it lies in."""
        own = next((each for each in self.year.entries if each.id == session.date_id), None)
        if own is not None:
            return own.is_directed
        day, begins = session.held_on, session.clock
        if day is None or day in self.year.inset or in_lessons(self.year, day, begins, session.minutes):
            return True
        return begins is not None and any(
            each.entry.is_directed
            and each.begins is not None
            and each.begins <= begins
            and begins + (session.minutes or _USUAL) <= each.begins + (each.minutes or _USUAL)
            for each in self.year.occurrences
            if each.day == day
        )

    def _outside(self, session: CpdSession, hours: Sequence[Span]) -> int:
        day, begins = session.held_on, session.clock
        if day is None or begins is None:
            return 0
        minutes, weeks = session.minutes or _USUAL, (0, WEEKS[self.year.week_of(day)])
        at_work = within(hours, begins, begins + minutes, without=())
        here = (span for span in at_work if span.weekday == day.weekday() and span.week in weeks)
        return max(0, minutes - sum(span.end - span.start for span in here))


def spent(
    plan: Plan,
    year: SchoolYear,
    those: Iterable[Activity],
    apart: Apart,
    meant: Callable[[Activity], frozenset[str]],
) -> Spent:
    """Of the sessions of those activities, by who comes: counted as in ``standing``."""
    found: dict[str, list[CpdSession]] = defaultdict(list)
    for activity in those:
        for session in plan.sessions_of(activity):
            if session.held_on is not None:
                for person in apart.coming[session.id] if session.id in apart.coming else meant(activity):
                    found[person].append(session)
    return Spent(year, found)
