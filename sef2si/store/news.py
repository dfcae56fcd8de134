"""Reading and writing how people are told of what is new, and what they were told. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sef2si.domain.news import How
from sef2si.store.news_tables import called_off, news_choices, news_mails

_HOW = {how.value: how for how in How}
_MAILS_FOR = timedelta(days=366)
_CALLED_OFF_FOR = timedelta(days=62)


class Chosen(NamedTuple):
    """What somebody chose for one school, and up to when they know what is new there."""

    person_id: str
    urn: str
    how: How
    told_at: datetime | None
    looked_at: datetime | None

    @property
    def since(self) -> datetime | None:
        """What is younger is new to them; None where they never were told and never looked."""
        return max((at for at in (self.told_at, self.looked_at) if at is not None), default=None)


def chosen_by(connection: Connection, person_id: str) -> dict[str, Chosen]:
    """URN -> what this person chose there."""
    found = connection.execute(select(news_choices).where(news_choices.c.person_id == person_id))
    return {row.urn: _chosen(row) for row in found}


def who_waits(connection: Connection, monday: datetime, today: datetime | None) -> tuple[str, ...]:
    """All who want an email on Mondays and had none since this one, or daily and had none since this moment."""
    waits = (news_choices.c.how == How.MONDAYS.value) & (news_choices.c.told_at < monday)
    if today is not None:
        waits |= (news_choices.c.how == How.DAILY.value) & (news_choices.c.told_at < today)
    query = select(news_choices.c.person_id).where(waits)
    return tuple(connection.execute(query.distinct().order_by(news_choices.c.person_id)).scalars())


def choose(connection: Connection, person_id: str, urn: str, how: How, at: datetime) -> None:
    """From now on so. What was before is not told: they begin with what comes."""
    _put(connection, person_id, urn, {"how": how.value, "told_at": at})


def looked(connection: Connection, person_id: str, urns: Iterable[str], at: datetime) -> None:
    for urn in urns:
        _put(connection, person_id, urn, {"looked_at": at})


def told(connection: Connection, person_id: str, until: Mapping[str, datetime | None]) -> None:
    """URN -> up to when they are told of what is new there."""
    for urn, at in until.items():
        here = (news_choices.c.person_id == person_id) & (news_choices.c.urn == urn)
        connection.execute(update(news_choices).where(here).values(told_at=at))


def _put(connection: Connection, person_id: str, urn: str, values: Mapping[str, Any]) -> None:
    row = {"person_id": person_id, "urn": urn, "how": How.OFF.value, "told_at": None, "looked_at": None, **values}
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(news_choices).values(row)
    connection.execute(made.on_conflict_do_update(index_elements=["person_id", "urn"], set_=dict(values)))


# Emails


def claim(
    connection: Connection, person_id: str, *, on: date, said: Mapping[str, Any], stop: str, at: datetime
) -> bool:
    """Whether this day's email to them is ours to send: it is once, for one of any number who try at once."""
    row = {"person_id": person_id, "sent_on": on, "at": at, "said": dict(said), "stop": stop, "taken_at": None}
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(news_mails).values(row)
    once = made.on_conflict_do_nothing(index_elements=["person_id", "sent_on"]).returning(news_mails.c.person_id)
    if connection.execute(once).first() is None:
        return False
    connection.execute(delete(news_mails).where(news_mails.c.at < at - _MAILS_FOR))
    return True


def was_claimed(connection: Connection, person_id: str, on: date) -> bool:
    here = (news_mails.c.person_id == person_id) & (news_mails.c.sent_on == on)
    return connection.execute(select(news_mails.c.at).where(here)).first() is not None


def taken(connection: Connection, stop: str, at: datetime) -> None:
    """The mail server took this email."""
    connection.execute(update(news_mails).where(news_mails.c.stop == stop).values(taken_at=at))


def let_go(connection: Connection, stop: str) -> None:
    """This email was certainly not sent: it may be tried again."""
    connection.execute(delete(news_mails).where(news_mails.c.stop == stop))


def whose_stop(connection: Connection, stop: str) -> str | None:
    """Whose emails the link of this hash ends."""
    return connection.execute(select(news_mails.c.person_id).where(news_mails.c.stop == stop)).scalar_one_or_none()


def stop_all(connection: Connection, person_id: str) -> None:
    here = news_choices.c.person_id == person_id
    connection.execute(update(news_choices).where(here).values(how=How.OFF.value))


# Sessions called off


def call_off(connection: Connection, invited: Iterable[tuple[str, str, str]], at: datetime) -> None:
    """(URN, session, member of staff): their invitation ended with its session."""
    connection.execute(delete(called_off).where(called_off.c.at < at - _CALLED_OFF_FOR))
    for urn, session_id, member_id in dict.fromkeys(invited):
        here = (called_off.c.urn == urn) & (called_off.c.session_id == session_id)
        connection.execute(delete(called_off).where(here & (called_off.c.member_id == member_id)))
        connection.execute(insert(called_off).values(urn=urn, session_id=session_id, member_id=member_id, at=at))


def called_off_for(connection: Connection, urn: str, member_id: str, since: datetime) -> frozenset[str]:
    """The sessions that were called off since then and that they were invited to."""
    here = (called_off.c.urn == urn) & (called_off.c.member_id == member_id) & (called_off.c.at > since)
    return frozenset(connection.execute(select(called_off.c.session_id).where(here)).scalars())


def _chosen(row: Any) -> Chosen:
    return Chosen(row.person_id, row.urn, _HOW[row.how], row.told_at, row.looked_at)
