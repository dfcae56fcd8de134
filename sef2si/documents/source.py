"""What every document is made from: a plan, a day, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sef2si.domain.changes import Change
from sef2si.domain.plan import Plan
from sef2si.domain.record import Choice

CHANGES_OF = timedelta(days=90)
"""How far a document looks back for what has changed, where no day was chosen."""


class Edition(Choice):
    """For whom a document is. ``documents.editions.for_edition`` leaves out what each must not hold, and says so."""

    SHARED = "shared", "For staff, governors and advisers"
    PUBLIC = "public", "Public: no names of staff"
    COMPLETE = "complete", "Complete, for the school's leadership only"


@dataclass(frozen=True)
class Source:
    """``plan`` is whole: each document applies its edition itself. ``changes`` are the plan's, newest first, and empty
    where a document doesn't ask for them, None where whoever it is for may not read them; ``since`` is the day from
    which they are told. ``template`` is the school's own Word file, or None for ours."""

    plan: Plan
    today: date
    changes: tuple[Change, ...] | None = ()
    template: bytes | None = None
    since: date | None = None
