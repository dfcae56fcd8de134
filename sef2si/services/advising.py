"""The first view of an adviser: all their schools as far as these share, and when they last looked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from sef2si.domain.advising import Overview, Seen, figures, overview
from sef2si.domain.hiding import NOBODY_HIDDEN
from sef2si.domain.people import Deed, Person
from sef2si.domain.sharing import Sharing
from sef2si.errors import NotFound
from sef2si.services.access import NO_SCHOOL, noted
from sef2si.services.keeping import or_unavailable
from sef2si.services.sharing import Sharings, advised
from sef2si.services.threads import seen_of
from sef2si.store import threads as kept
from sef2si.store.engine import reading, writing
from sef2si.store.hiding import hidden_at


class Advising:
    """Whoever is nobody's adviser has no schools here: that is no refusal. Raises ``Unavailable``."""

    def __init__(self, engine: Engine, sharings: Sharings, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._sharings = sharings
        self._clock = clock

    def overview(self, person: Person) -> Overview:
        """What matters now, and one line a school (READ, as far as shared)."""
        summaries = self._sharings.summaries(person)
        with or_unavailable(), reading(self._engine, advised(person)) as connection:
            said = kept.talks_of(connection, [each.urn for each in summaries], only_open=True)
            looks = kept.looks_of(connection, person.id)
            hidden = hidden_at(connection, advised(person), (person.id,))
        talks = {
            each.urn: hidden.get(each.urn, NOBODY_HIDDEN).said(
                seen_of(person, said[each.urn], Sharing(urn=each.urn, level=each.level))
            )
            for each in summaries
        }
        seen = {urn: Seen(on=look.at.astimezone().date(), figures=look.seen) for urn, look in looks.items()}
        for each in summaries:
            noted(person, Deed.READ, each.urn)
        return overview(person.id, summaries, talks, seen, self._clock().date())

    def look(self, person: Person, urns: Sequence[str]) -> None:
        """This adviser has now seen these schools as they are. Raises ``NotFound`` for one that is not theirs."""
        if not advised(person).issuperset(urns):
            raise NotFound(NO_SCHOOL)
        summaries = self._sharings.summaries(person, urns)
        with or_unavailable(), writing(self._engine, urns) as connection:
            kept.look(connection, person.id, {each.urn: figures(each) for each in summaries}, self._clock())
