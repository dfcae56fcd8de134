"""What was done to a plan or a register, by whom, and what stood there before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sef2si.domain.record import Frozen


class Written(Frozen):
    """One record written once. Changes made in one act share a ``batch`` and are undone together.

    ``before`` is None where the record is new, ``after`` None where it was removed; both are the record's JSON.
    ``undoes`` names the batch this one takes back.
    """

    seq: int
    batch: str
    record_id: str
    by: str
    by_name: str
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    undoes: str | None = None

    @property
    def is_cleared(self) -> bool:
        """What it said went after its time (services.retention); that it was written stays."""
        return self.before is None and self.after is None


class Change(Written):
    """A record of a plan, written."""

    plan_id: str
    kind: str


class StaffChange(Written):
    """A member of a school's staff, written in its register."""

    urn: str
