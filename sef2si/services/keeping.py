"""Transactions, and what a person is told when the database can't be had."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, exc

from sef2si.errors import Unavailable
from sef2si.store.engine import writing
from sef2si.store.rows import RowChanged

_log = logging.getLogger(__name__)
_PASSING = (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError)


@contextmanager
def or_unavailable() -> Iterator[None]:
    """A locked, full, broken or unreachable database becomes ``Unavailable``: nothing was saved, trying again is safe.

    The log names the sort of failure alone: a database's own words can hold a person's.
    """
    try:
        yield
    except RowChanged as error:
        raise Unavailable("Someone saved at the very same moment. Nothing was saved; please try again.") from error
    except _PASSING as error:
        _log.warning("The database refused: %s.", type(getattr(error, "orig", None) or error).__name__)
        raise Unavailable(
            "The place where plans are kept can't be reached just now. Nothing was saved; please try again in a moment."
        ) from error


@contextmanager
def writing_within(engine: Engine, urns: str, within: Connection | None) -> Iterator[Connection]:
    """A transaction that writes; or ``within`` one that is open, so that what belongs together is kept or none of it.

    Whoever opened that one has the school's rows to see, and holds the plan's lock.
    """
    if within is not None:
        yield within
        return
    with or_unavailable(), writing(engine, urns) as connection:
        yield connection
