"""Whom somebody is not shown at a school: asked by every service before it gives away what names people.

What is shown goes through ``Hidden.said``, what comes back through ``Hidden.meant``, and refusals through ``refusing``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from sef2si.domain.changes import Written
from sef2si.domain.hiding import NOBODY_HIDDEN, Hidden
from sef2si.domain.record import Versioned
from sef2si.errors import Conflict, Invalid, Sef2siError
from sef2si.services.reading import recorded_as
from sef2si.store.hiding import hidden_at

One = TypeVar("One", bound=Versioned)


def hidden_from(connection: Connection, urn: str, *viewers: str) -> Hidden:
    """``viewers``: the account, or the entry of the staff register, of whoever looks."""
    return hidden_at(connection, (urn,), viewers).get(urn, NOBODY_HIDDEN)


def meant(hidden: Hidden, sent: One, now: One | None, past: Callable[[], Sequence[tuple[int, Written]]]) -> One:
    """A record that somebody saves, with the names back that they were not shown in the version they made it from."""
    if not hidden or now is None or sent.version == 0:
        return sent
    if sent.version == now.version:
        return hidden.meant(sent, now)
    before = next((c.after for version, c in reversed(past()) if version == sent.version and c.after), None)
    return hidden.meant(sent, recorded_as(type(sent), before) if before else None)


@contextmanager
def refusing(hidden: Hidden) -> Iterator[None]:
    """Whatever is refused within names nobody who is not shown."""
    try:
        yield
    except Sef2siError as refusal:
        if hidden:
            refusal.sentence = hidden.said(refusal.sentence)
            refusal.args = (refusal.sentence,)
            if isinstance(refusal, Invalid):
                refusal.faults = hidden.said(refusal.faults)
            if isinstance(refusal, Conflict):
                refusal.theirs, refusal.by = hidden.said(refusal.theirs), hidden.said(refusal.by)
        raise
