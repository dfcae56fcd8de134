"""The rounds on which the server sends emails of what is new."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sef2si.errors import Unavailable
from sef2si.services.news_mail import NewsMails

_log = logging.getLogger(__name__)
_TRY_AGAIN = timedelta(minutes=15)


@dataclass
class NewsRounds:
    """Whose time has come is read from the database, so that a restart neither skips anybody nor tells them twice."""

    mails: NewsMails
    now: Callable[[], datetime] = datetime.now
    _failed_at: datetime | None = field(default=None, repr=False)
    _busy: bool = field(default=False, repr=False)

    async def send_if_due(self) -> None:
        """Called every minute. It never raises: what can't be had now is said in the log, and tried again later."""
        if self._busy:
            return
        self._busy = True
        try:
            await asyncio.to_thread(self._send_if_due)
        finally:
            self._busy = False

    def _send_if_due(self) -> None:
        now = self.now()
        if self._failed_at is not None and now - self._failed_at < _TRY_AGAIN:
            return
        try:
            self.mails.send_due()
        except Unavailable:
            self._failed_at = now
            _log.warning("Emails of what is new wait: the mail server or the database can't be had. Tried again later.")
        else:
            self._failed_at = None
