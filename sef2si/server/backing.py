"""Backups that the server makes by itself, once a day, and what whoever runs it is told of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from sef2si.domain.cycle import written
from sef2si.errors import Sef2siError
from sef2si.services.backups import back_up_into, backups_in, made_at

_log = logging.getLogger(__name__)
_EVERY = timedelta(hours=24)
_TRY_AGAIN = timedelta(minutes=15)


@dataclass
class DailyBackups:
    """A dated backup in ``folder`` whenever the newest there is a day old, and the ``keep`` newest stay.

    What is due is read from the folder itself, so that a restart neither skips a day nor doubles one.
    """

    engine: Engine
    folder: Path
    keep: int
    frameworks: Callable[[], Path | None] = lambda: None
    now: Callable[[], datetime] = datetime.now
    failed: str = ""
    _failed_at: datetime | None = field(default=None, repr=False)
    _busy: bool = field(default=False, repr=False)

    async def make_if_due(self) -> None:
        """Called every minute. It never raises: a failure is in the log, on the operator's page, and tried again."""
        if self._busy:
            return
        self._busy = True
        try:
            await asyncio.to_thread(self._make_if_due)
        finally:
            self._busy = False

    def _make_if_due(self) -> None:
        now = self.now()
        if self._failed_at is not None and now - self._failed_at < _TRY_AGAIN:
            return
        try:
            last = self.last()
            if last is not None and now - last < _EVERY:
                return
            back_up_into(self.engine, self.folder, now, self.keep, self.frameworks())
        except Sef2siError as refusal:
            self._fail(now, refusal.sentence)
        except OSError as error:
            self._fail(now, f"{(error.strerror or 'the folder can’t be written').capitalize()}.")
        else:
            self.failed, self._failed_at = "", None

    def last(self) -> datetime | None:
        """When the newest backup there was made; one dated in the future was made by a clock that was wrong."""
        now = self.now()
        return max((at for file in backups_in(self.folder) if (at := made_at(file)) <= now), default=None)

    @property
    def sentence(self) -> str:
        """For whoever runs the server: the last one, and what went wrong since."""
        last = self.last()
        made = f"The last backup was made on {written(last.date())} at {last:%H:%M}." if last else "No backup yet."
        wrong = f" The next one failed: {self.failed} It is tried again every quarter of an hour."
        return made + (wrong if self.failed else "")

    def _fail(self, now: datetime, sentence: str) -> None:
        self.failed, self._failed_at = sentence, now
        _log.warning("A backup could not be made: %s", sentence)
