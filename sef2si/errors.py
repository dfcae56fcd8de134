"""Every refusal the product can give, as one small tree.

Each carries one sentence that a headteacher can act on. It is shown as it stands, so it never holds a path, a
token, a traceback or another person's text (except ``Conflict``, whose very purpose is to show both texts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class Sef2siError(Exception):
    """Something was refused. ``sentence`` says what happened and what to do."""

    status = 400
    key = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Fault:
    """One field of one record that can't be kept as typed, and why."""

    kind: str
    record_id: str
    field: str
    sentence: str


class Invalid(Sef2siError):
    """What was typed can't be kept. ``faults`` name the fields."""

    status = 422
    key = "invalid"

    def __init__(self, sentence: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(sentence)
        self.faults = faults


class Conflict(Sef2siError):
    """Someone else changed the same field of the same record meanwhile.

    ``theirs`` maps each field in dispute to the JSON value now kept; ``by`` names who wrote it.
    """

    status = 409
    key = "conflict"

    def __init__(self, sentence: str, kind: str, record_id: str, theirs: Mapping[str, object], by: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.record_id = record_id
        self.theirs = dict(theirs)
        self.by = by


class NotAllowed(Sef2siError):
    """This person may not do this here."""

    status = 403
    key = "not_allowed"


class TooMany(Sef2siError):
    """It was tried too often in too short a time; waiting helps."""

    status = 429
    key = "too_many"


class NotFound(Sef2siError):
    """There is no such school, plan or record, or this person may not know of it."""

    status = 404
    key = "not_found"


class CannotUndo(Sef2siError):
    """There is nothing of one's own to take back, or someone has built on it since."""

    status = 409
    key = "cannot_undo"


class Unavailable(Sef2siError):
    """The service can't be reached or can't write just now. Nothing was saved; trying again is safe."""

    status = 503
    key = "unavailable"
