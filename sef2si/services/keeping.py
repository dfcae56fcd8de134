"""Transactions, and what a person is told when the database can't be had."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from sef2si.errors import Unavailable
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
