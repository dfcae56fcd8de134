"""A plan beside an earlier state of it, as somebody may see the two next to one another. All of it asks COMPARE."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from sef2si.domain.beside import Beside
from sef2si.domain.cycle import first_day, written
from sef2si.domain.dates import DateSort
from sef2si.domain.notes import KIND
from sef2si.domain.people import Answer, Deed, Person, answer
from sef2si.domain.plan import Plan
from sef2si.domain.sharing import Level
from sef2si.domain.sight import Sight
from sef2si.errors import Invalid, NotFound
from sef2si.services.access import permit
from sef2si.services.history import shown
from sef2si.services.noting import sight
from sef2si.services.rewinding import ever_private, rewound
from sef2si.store import changes, rows, sharing, threads

if TYPE_CHECKING:
    from sef2si.services.planner import Planner

_LONG = 3  # days without school that are more than a bank holiday


class Landmark(NamedTuple):
    """A day that somebody may want to look back to, and what it is in words."""

    day: date
    words: str


class Sides(NamedTuple):
    """Two states; ``who`` wrote last in a record since, and when, for those alone who may read the history."""

    before: Plan
    now: Plan
    who: Mapping[tuple[str, str], tuple[str, datetime]]


class Comparing:
    """Beside the planner, through which everybody sees a plan. Raises what the planner raises."""

    def __init__(self, planner: Planner, *, clock: Callable[[], datetime]) -> None:
        self._planner = planner
        self._clock = clock

    def landmarks(self, person: Person, urn: str, year: str | None = None) -> tuple[Landmark, ...]:
        """Days to look back to, the best guess first; none where the plan was begun today."""
        with self._planner._plan_to_read(person, urn, year, Deed.COMPARE) as (connection, plan):
            begun, today = self._bounds(connection, person, plan)
            seen = self._planner._seen_by(connection, person, plan)
            found = (*_holidays(seen, today), *self._advisers(connection, person, urn))
            start = first_day(plan.year)
            first_words = "The school began to share its plan" if _as_shared(person, urn) else "The plan was begun"
            words = "The start of the year" if start >= begun else first_words
            first = Landmark(max(start, begun), words)
            days = {each.day: each for each in reversed((*found, first)) if begun <= each.day < today}
            return tuple(reversed(days.values()))

    def with_day(self, person: Person, urn: str, year: str | None, day: date) -> Sides:
        """The plan now, and as it stood in the evening of this day. Raises ``Invalid`` for a day it can't show."""
        with self._planner._plan_to_read(person, urn, year, Deed.COMPARE) as (connection, now):
            begun, today = self._bounds(connection, person, now)
            if not begun <= day < today:
                raise Invalid(_out_of_reach(begun, today, as_shared=_as_shared(person, urn)))
            evening = datetime.combine(day + timedelta(days=1), time.min).astimezone()
            since = changes.of_plan(connection, now.id, evening)
            before = _without(rewound(now, since), sight(connection, person, urn))
            who: dict[tuple[str, str], tuple[str, datetime]] = {}
            if answer(person, Deed.HISTORY, urn) is Answer.YES:
                for each in shown(connection, person, urn, reversed(since)):
                    who[each.kind, each.record_id] = (each.by_name, each.at)
            return self._sides(connection, person, before, now, ever_private(since))._replace(who=who)

    def with_year(self, person: Person, urn: str, year: str | None, earlier: str) -> Sides:
        """The plan now, and that of another year."""
        with self._planner._plan_to_read(person, urn, year, Deed.COMPARE) as (connection, now):
            years = rows.years_of(connection, urn)
            other = rows.read_plan(connection, years[earlier]) if earlier in years else None
            if other is None or other.id == now.id:
                raise NotFound("There is no other plan of that year. Please choose one from the list.")
            permit(person, Deed.COMPARE, urn, self._planner._whose(years, earlier),
                   sharing=sharing.of_school(connection, urn))  # fmt: skip
            return self._sides(connection, person, other, now, frozenset())

    def _bounds(self, connection: Connection, person: Person, plan: Plan) -> tuple[date, date]:
        """The first day that can be looked back to, and today.

        It is that on which the plan was begun; for whoever sees it as far as it is shared, not before the school began
        to share it whole without a break: what was written and taken out again before was never meant for them.
        """
        now = self._clock()
        begun = [changes.begun_at(connection, plan.id) or now]
        if _as_shared(person, plan.urn):
            full = takewhile(lambda each: each.level is Level.FULL, sharing.trail(connection, plan.urn))
            begun.append(min((each.at for each in full if each.at), default=begun[0]))
        return max(begun).astimezone().date(), now.astimezone().date()

    def _sides(self, connection: Connection, person: Person, before: Plan, now: Plan, private: frozenset[str]) -> Sides:
        private |= {need.id for need in now.needs if need.is_private}
        return Sides(
            self._planner._seen_by(connection, person, before, Beside(now, private)),
            self._planner._seen_by(connection, person, now, Beside(before)),
            {},
        )

    def _advisers(self, connection: Connection, person: Person, urn: str) -> Iterator[Landmark]:
        """When an adviser last wrote to the school; for an adviser, when they last looked."""
        if answer(person, Deed.ANSWER, urn) is Answer.YES:
            told = threads.talks_of(connection, [urn])[urn]
            said = [r.at for thread in told.threads for r in thread.remarks if not r.of_school]
            if said:
                yield Landmark(max(said).astimezone().date(), "An adviser last wrote to us")
        look = threads.looks_of(connection, person.id).get(urn)
        if look is not None:
            yield Landmark(look.at.astimezone().date(), "You last looked at this school")


def _as_shared(person: Person, urn: str) -> bool:
    return answer(person, Deed.COMPARE, urn) is Answer.AS_SHARED


def _holidays(plan: Plan, today: date) -> Iterator[Landmark]:
    """The evening before the last half-term or holiday began, as the school's calendar says."""
    breaks = [
        each
        for each in plan.dates
        if each.sort is DateSort.HOLIDAY and each.starts and each.last and each.starts <= today
        if (each.last - each.starts).days + 1 >= _LONG
    ]
    if breaks:
        last = max(breaks, key=lambda each: each.starts or date.min)
        assert last.starts is not None
        yield Landmark(last.starts - timedelta(days=1), f"Before “{last.name}”")


def _without(before: Plan, seen: Sight) -> Plan:
    """An earlier state without the private notes that are for others by now, whoever they were for then."""
    notes = tuple(note for note in before.notes if (before.id, note.id) not in seen.hidden)
    return before.with_records(KIND, notes)


def _out_of_reach(begun: date, today: date, *, as_shared: bool) -> str:
    what = "the school began to share it" if as_shared else "it was begun"
    if begun >= today:
        first = "The school began to share this plan" if as_shared else "This plan was begun"
        return f"{first} today, so there is no earlier day to compare it with yet. Please come back tomorrow."
    return (
        f"This plan can be compared with any day from {written(begun)}, when {what}, to yesterday. "
        "Please choose one of those."
    )
