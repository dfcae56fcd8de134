"""Emails of what is new, sent by the server: each asked for, each at most once, and each allowed at that very moment.

An email is written down before it is sent. A server that is killed in between has sent it or not, and sends no second
one that day; what it would have said stands on “My schools” until it was looked at.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import Connection, Engine

from sef2si.domain.news import How, News
from sef2si.services.access import is_for
from sef2si.services.gathering import gathered
from sef2si.services.keeping import or_unavailable
from sef2si.services.mail import Mailer, NotSent, whats_new
from sef2si.services.tries import hashed
from sef2si.store import accounts
from sef2si.store import news as kept
from sef2si.store.engine import NO_SCHOOL, reading, see, writing
from sef2si.store.news import Chosen

_log = logging.getLogger(__name__)
MONDAYS_AT, DAILY_AT = time(7), time(16)  # where the server is


@dataclass(frozen=True)
class _Claimed:
    """One email that is ours to send, and up to when its reader was told before."""

    to: str
    news: tuple[News, ...]
    stop: str = field(repr=False)
    before: dict[str, datetime | None]


class NewsMails:
    """``address`` is our own as people type it. Each process of a server may send: no email goes out twice."""

    def __init__(self, engine: Engine, mailer: Mailer, address: str, *, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._mailer = mailer
        self._address = address.rstrip("/")
        self._clock = clock

    def send_due(self) -> None:
        """To everybody whose time has come (NOTIFY). Raises ``NotSent`` where the mail server can't be had now."""
        with is_for("email"):
            now = self._clock().astimezone()
            with or_unavailable(), reading(self._engine, NO_SCHOOL) as connection:
                waiting = kept.who_waits(connection, _last_monday(now), _today(now))
            for person_id in waiting:
                claimed = self._claim(person_id, now)
                if claimed is not None:
                    self._send(person_id, claimed)

    def _claim(self, person_id: str, now: datetime) -> _Claimed | None:
        """Whether there is anything to tell them, asked once more and written down in one transaction."""
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            due = _due(kept.chosen_by(connection, person_id), now)
            if not due or kept.was_claimed(connection, person_id, now.date()):
                return None
            kept.told(connection, person_id, dict.fromkeys(due, now))
            found, to = self._found(connection, person_id, due, now)
            if not found:
                return None
            stop = secrets.token_urlsafe(32)
            said = {each.urn: {item.sort: item.count for item in each.items} for each in found}
            if not kept.claim(connection, person_id, on=now.date(), said=said, stop=hashed("news", stop), at=now):
                connection.rollback()
                return None
            return _Claimed(to, found, stop, {urn: each.told_at for urn, each in due.items()})

    def _found(
        self, connection: Connection, person_id: str, due: dict[str, Chosen], now: datetime
    ) -> tuple[tuple[News, ...], str]:
        """What they may be told now, and where to; nothing for an account that nobody comes in by."""
        there = accounts.find(connection, person_id)
        if there is None or there.account.disabled:
            return (), ""
        person = there.account.person
        see(connection, person.urns & due.keys())
        since = {urn: each.since for urn, each in due.items() if each.since is not None}
        found = gathered(connection, person, since, now)
        # On Mondays what still waits is worth a line; on other days only what is new.
        telling = any(each.is_new or due[each.urn].how is How.MONDAYS for each in found)
        return (found if telling else ()), there.account.email

    def _send(self, person_id: str, claimed: _Claimed) -> None:
        link, stop = f"{self._address}/", f"{self._address}/news/stop/{claimed.stop}"
        try:
            self._mailer.send(claimed.to, whats_new(claimed.news, link, stop))
        except NotSent as refusal:
            if not refusal.again:
                return  # it may have arrived, or never will: what is new stands on “My schools”
            with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
                kept.let_go(connection, hashed("news", claimed.stop))
                kept.told(connection, person_id, claimed.before)
            raise
        with or_unavailable(), writing(self._engine, NO_SCHOOL) as connection:
            kept.taken(connection, hashed("news", claimed.stop), self._clock())


def _last_monday(now: datetime) -> datetime:
    """The newest Monday morning, of this week or, before seven o'clock on a Monday, the last."""
    monday = datetime.combine(now.date() - timedelta(days=now.weekday()), MONDAYS_AT).astimezone()
    return monday if monday <= now else monday - timedelta(days=7)


def _today(now: datetime) -> datetime | None:
    """This afternoon, once it has come."""
    at = datetime.combine(now.date(), DAILY_AT).astimezone()
    return at if at <= now else None


def _due(chosen: dict[str, Chosen], now: datetime) -> dict[str, Chosen]:
    """The schools that an email of now is about. On a Monday those of every day come with it: one email a day."""
    monday, today = _last_monday(now), _today(now)
    wanted = {urn: each for urn, each in chosen.items() if each.how is not How.OFF and each.told_at is not None}
    weekly = {urn: each for urn, each in wanted.items() if each.how is How.MONDAYS and _is_before(each, monday)}
    daily = {urn: each for urn, each in wanted.items() if each.how is How.DAILY}
    if weekly:
        return weekly | daily
    return {urn: each for urn, each in daily.items() if today is not None and _is_before(each, today)}


def _is_before(each: Chosen, moment: datetime) -> bool:
    return each.told_at is not None and each.told_at < moment
