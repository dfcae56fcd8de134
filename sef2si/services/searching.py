"""Words looked for in the plans of a school, of all its years, as somebody sees them. It asks SEARCH."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from sef2si.domain.cycle import current_year
from sef2si.domain.people import Deed, Person
from sef2si.journey.searching import Hit, each_once, searched, wanted
from sef2si.services.access import permit, theirs
from sef2si.services.keeping import or_unavailable
from sef2si.store import rows, sharing
from sef2si.store.engine import reading

if TYPE_CHECKING:
    from sef2si.services.planner import Planner


class Searching:
    """Beside the planner, through which everybody sees a plan. Raises what the planner raises."""

    def __init__(self, planner: Planner, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._planner = planner
        self._engine = engine
        self._clock = clock

    def find(self, person: Person, urn: str, typed: str) -> tuple[Hit, ...]:
        """Records in which all the words stand, those of this year first, then of the others, the newest first.

        A record that says the same in several years is found once. What was typed is kept nowhere.
        """
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            permit(person, Deed.SEARCH, urn, sharing=sharing.of_school(connection, urn))
            years = rows.years_of(connection, urn)
        words = wanted(typed)
        current = current_year(years, self._clock().date())
        in_order = sorted(years, key=lambda year: year != current)
        plans = (self._planner.load(person, urn, year, Deed.SEARCH) for year in in_order if words)
        return each_once([hit for plan in plans for hit in searched(plan, words)])
