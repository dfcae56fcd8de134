"""What a school shares with its advisers: who decides it, and the summary that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from sef2si.domain.people import Answer, Deed, Person, answer
from sef2si.domain.sharing import MOST_DAYS_OF_NAMES, Level, Sharing, Summary
from sef2si.errors import Conflict, Invalid
from sef2si.services.access import permit, theirs
from sef2si.services.hiding import hidden_from, refusing
from sef2si.services.keeping import or_unavailable
from sef2si.services.summaries import Summaries
from sef2si.store import accounts
from sef2si.store import sharing as kept
from sef2si.store.engine import reading, writing

BEGUN_BY = "sef2si demo"
CHANGED_MEANWHILE = "Somebody else decided this meanwhile. Nothing of yours was kept; please look, and decide again."
NAMES_NEED_THE_PLAN = "Names of staff can only be shown with the whole plan. Please choose the whole plan, or no names."


def _now() -> datetime:
    return datetime.now(UTC)


class Sharings:
    """Every method raises ``NotFound`` or ``NotAllowed`` for whoever may not, and ``Unavailable``."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime] = _now) -> None:
        self._engine = engine
        self._clock = clock
        self._summaries = Summaries(engine)

    def sharing(self, person: Person, urn: str) -> Sharing:
        """What the school shares now (SHARE)."""
        permit(person, Deed.SHARE, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            return hidden_from(connection, urn, person.id).said(kept.of_school(connection, urn))

    def trail(self, person: Person, urn: str) -> tuple[Sharing, ...]:
        """Every decision, newest first (SHARE)."""
        permit(person, Deed.SHARE, urn)
        with or_unavailable(), reading(self._engine, theirs(person, urn)) as connection:
            return hidden_from(connection, urn, person.id).said(kept.trail(connection, urn))

    def share(self, person: Person, wanted: Sharing) -> Sharing:
        """Decide, from the version that was seen (SHARE). Felt on the next call. Raises ``Invalid``, ``Conflict``."""
        permit(person, Deed.SHARE, wanted.urn)
        _check(wanted, self._clock().date())
        with or_unavailable(), writing(self._engine, theirs(person, wanted.urn)) as connection:
            accounts.lock_people(connection)
            now = kept.of_school(connection, wanted.urn)
            if (now.level, now.names_until) == (wanted.level, wanted.names_until) and now.version:
                return hidden_from(connection, wanted.urn, person.id).said(now)
            hidden = hidden_from(connection, wanted.urn, person.id)
            if now.version != wanted.version:
                with refusing(hidden):
                    raise Conflict(CHANGED_MEANWHILE, "sharing", wanted.urn, {"level": now.level.value}, now.by_name)
            kept.decide(connection, wanted, by=person.id, by_name=person.name, at=self._clock())
            return hidden.said(kept.of_school(connection, wanted.urn))

    def begin(self, wanted: Iterable[Sharing], by: str = BEGUN_BY) -> None:
        """For samples: what schools share that have not decided yet. One that has keeps what it decided."""
        chosen = tuple(wanted)
        with or_unavailable(), writing(self._engine, [each.urn for each in chosen]) as connection:
            accounts.lock_people(connection)
            for each in chosen:
                if not kept.of_school(connection, each.urn).version:
                    kept.decide(connection, each, by=by, by_name=by, at=self._clock())

    def summaries(self, person: Person, urns: Iterable[str] | None = None) -> tuple[Summary, ...]:
        """One line for each school whose plan this person reads as far as it is shared, by name; or for these of them.

        A school that shares nothing is there by its name alone.
        """
        with or_unavailable():
            wanted = advised(person) if urns is None else advised(person).intersection(urns)
            return self._summaries.of(wanted, self._clock().date())


def advised(person: Person) -> frozenset[str]:
    """The schools whose plan this person reads as far as it is shared: those they are an adviser of."""
    return frozenset(urn for urn in person.urns if answer(person, Deed.READ, urn) is Answer.AS_SHARED)


def _check(wanted: Sharing, today: date) -> None:
    until = wanted.names_until
    if until is None:
        return
    if wanted.level is not Level.FULL:
        raise Invalid(NAMES_NEED_THE_PLAN)
    if until < today:
        raise Invalid("That day is over. Please choose the last day on which names are shown, or leave it blank.")
    if until > today + timedelta(days=MOST_DAYS_OF_NAMES):
        raise Invalid("Names can be shown for a year at most; then somebody looks again. Please choose an earlier day.")
