"""How people are told of what is new at their schools: as they choose, and on their first page without any email."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine

from sef2si.domain.news import How, News
from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.errors import NotFound
from sef2si.services.access import permit
from sef2si.services.gathering import gathered
from sef2si.services.keeping import or_unavailable
from sef2si.services.mail import Mailer
from sef2si.services.news_mail import NewsMails
from sef2si.services.tries import hashed
from sef2si.store import accounts
from sef2si.store import news as kept
from sef2si.store.engine import NO_SCHOOL, reading, writing

FIRST_LOOK = timedelta(days=14)
"""How far back whoever never looked is shown what is new."""
NO_STOP = (
    "This link ends nothing any more: it is more than a year old, or was not copied whole. To end these emails, sign "
    "in and choose “Not by email” on the page “My account”."
)


def stop_hash(token: str) -> str:
    return hashed("news", token)


class Telling:
    """Every method raises ``NotFound`` or ``NotAllowed`` for whoever may not, and ``Unavailable``."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def how(self, person: Person) -> dict[str, How]:
        """URN -> how they chose to be told, for each school they may be told of at all (NOTIFY)."""
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            chosen = kept.chosen_by(connection, person.id)
        return {
            urn: chosen[urn].how if urn in chosen else How.OFF
            for urn in sorted(person.urns)
            if _widest(person, urn) is not Answer.NO
        }

    def choose(self, person: Person, wanted: Mapping[str, How]) -> None:
        """From now on so, for each of these schools, or for none of them (NOTIFY).

        An adviser may choose before a school shares: they are told nothing of it until it does.
        """
        for urn in wanted:
            if urn not in person.urns or _widest(person, urn) is Answer.NO:
                permit(person, Deed.NOTIFY, urn)
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            there = kept.chosen_by(connection, person.id)
            for urn, how in wanted.items():
                if (there[urn].how if urn in there else How.OFF) is not how:
                    kept.choose(connection, person.id, urn, how, self._clock())

    def news(self, person: Person) -> tuple[tuple[str, News], ...]:
        """(Name of the school, what is new there since they last looked), by name (NOTIFY)."""
        now = self._clock()
        with or_unavailable(), reading(self._engine, person.urns) as connection:
            chosen = kept.chosen_by(connection, person.id)
            looked = {urn: chosen[urn].looked_at if urn in chosen else None for urn in person.urns}
            since = {urn: at or now - FIRST_LOOK for urn, at in looked.items()}
            found = gathered(connection, person, since, now)
            names = accounts.called(connection, [each.urn for each in found])
        return tuple(sorted((names.get(each.urn) or f"School {each.urn}", each) for each in found))

    def look(self, person: Person, until: datetime) -> None:
        """They have seen what was new until then, at all their schools (NOTIFY)."""
        at = min(until, self._clock())
        urns = [urn for urn in person.urns if _widest(person, urn) is not Answer.NO]
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            there = kept.chosen_by(connection, person.id)
            looked = {urn: each.looked_at for urn, each in there.items() if each.looked_at is not None}
            kept.looked(connection, person.id, [urn for urn in urns if urn not in looked or looked[urn] < at], at)

    def mails(self, mailer: Mailer, address: str) -> NewsMails:
        """What sends them; ``address`` is our own as people type it."""
        return NewsMails(self._engine, mailer, address, clock=self._clock)

    # By the link in an email, without signing in: it ends them, and opens nothing.

    def stops(self, token: str) -> bool:
        """Whether this link ends somebody's emails. Looking changes nothing."""
        with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
            return kept.whose_stop(connection, stop_hash(token)) is not None

    def stop(self, token: str) -> None:
        """No more of these emails to whoever got this one. Raises ``NotFound``."""
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            person_id = kept.whose_stop(connection, stop_hash(token))
            if person_id is None:
                raise NotFound(NO_STOP)
            kept.stop_all(connection, person_id)


def _widest(person: Person, urn: str) -> Answer:
    """The most they may be told of a school: of it, as far as it shares, or of what is their own."""
    found = [answer(person, Deed.NOTIFY, urn, whose) for whose in (None, Whose.OWN_RECORD)]
    return next((each for each in (Answer.YES, Answer.AS_SHARED) if each in found), Answer.NO)
