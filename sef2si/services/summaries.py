"""The summaries of many schools at once, each computed once for a state of its plan and a day.

An adviser of 500 schools asks on Monday morning, and again after each click. What changes a summary is a change of the
plan, whose number is read, or a new day; until then the one in memory holds. Each plan is read in a transaction of its
own: on SQLite those who save would wait for one that reads 500.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import date
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from sef2si.domain.cycle import current_year
from sef2si.domain.sharing import Level, Sharing, Summary
from sef2si.services.summarising import summary
from sef2si.store import accounts, changes, rows
from sef2si.store import sharing as kept
from sef2si.store.engine import reading

MOST_KEPT = 20_000  # about 3 KB each


class _Found(NamedTuple):
    """What one question to the database says of a school: what it shares, its name, and its plan at which change."""

    sharing: Sharing
    name: str
    plan_id: str
    seq: int


class Summaries:
    """``of`` may be called from several threads at once; at worst two compute the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: OrderedDict[str, tuple[int, date, Summary]] = OrderedDict()
        self._lock = Lock()

    def of(self, urns: Iterable[str], today: date) -> tuple[Summary, ...]:
        """One for each of these schools that is here, by name; one that shares nothing is there by its name alone."""
        wanted = sorted(urns)
        with reading(self._engine, wanted) as connection:
            found = _found(connection, wanted, today)
        return tuple(sorted((self._one(each, today) for each in found), key=lambda s: (s.name.casefold(), s.urn)))

    def _one(self, found: _Found, today: date) -> Summary:
        sharing = found.sharing
        if not sharing.is_shared:
            return Summary(urn=sharing.urn, name=found.name, level=Level.OFF)
        with self._lock:
            seq, day, known = self._known.get(found.plan_id, (-1, today, None))
        if known is None or (seq, day) != (found.seq, today):
            with reading(self._engine, sharing.urn) as connection:
                plan = rows.read_plan(connection, found.plan_id)
                assert plan is not None
                newest = changes.newest_by_kind(connection, plan.id)
            known = summary(plan, sharing, today, newest)
            with self._lock:
                self._known[found.plan_id] = (plan.seq, today, known)
                self._known.move_to_end(found.plan_id)
                while len(self._known) > MOST_KEPT:
                    self._known.popitem(last=False)
        # What a school shares may change without its plan.
        return known.model_copy(update={"level": sharing.level, "shows_names": sharing.shows_names(today)})


def _found(connection: Connection, urns: list[str], today: date) -> list[_Found]:
    shared = kept.of_schools(connection, urns)
    names = accounts.called(connection, urns)
    plans = rows.plans_of(connection, urns)
    current = {urn: years[current_year(years, today)] for urn, years in plans.items()}
    newest = changes.latest_seqs(connection, list(current.values()))
    return [
        _Found(shared[urn], names[urn] or f"School {urn}", current[urn], newest.get(current[urn], 0))
        for urn in urns
        if urn in names and urn in current
    ]
