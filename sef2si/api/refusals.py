"""A refusal as JSON; ``gateway.http`` reads it back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from sef2si.errors import Conflict, Invalid, NotAllowed, Sef2siError


class RefusedField(BaseModel):
    kind: str
    record_id: str
    field: str
    sentence: str


class Refusal(BaseModel):
    """``faults`` come with key ``invalid``; ``kind``, ``record_id``, ``theirs`` and ``by`` with key ``conflict``."""

    key: str
    sentence: str
    faults: list[RefusedField] | None = None
    kind: str | None = None
    record_id: str | None = None
    theirs: dict[str, Any] | None = None
    by: str | None = None


class SignedOut(NotAllowed):
    """No token, or one that is nobody's now."""

    signed_out = True

    def __init__(self) -> None:
        super().__init__("You are signed out, or your session has ended. Please sign in again.")


def as_json(error: Sef2siError) -> dict[str, Any]:
    told: dict[str, Any] = {"key": error.key, "sentence": error.sentence}
    if isinstance(error, Invalid):
        told["faults"] = [asdict(fault) for fault in error.faults]
    if isinstance(error, Conflict):
        told |= {"kind": error.kind, "record_id": error.record_id, "theirs": error.theirs, "by": error.by}
    return told
