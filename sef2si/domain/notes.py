"""What a school's own document said and no field of the plan could take: kept beside it, never thrown away."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sef2si.domain.record import Line, Link, Private, PrivateText, Record

PrivateLine = Annotated[Line, Private()]


class Note(Record):
    """One piece of text from a document that was brought in, with where it stood.

    Private as a whole: what a school wrote for itself may name people, so ``plan.shared`` leaves notes out.
    """

    text: PrivateText = ""
    source: PrivateLine = ""
    kept_on: date | None = None
    priority_id: Annotated[str | None, Link("priorities")] = None
