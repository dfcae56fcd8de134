"""Where are we? Judgements, the separate points in them, and the evidence they rest on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sef2si.domain.record import Choice, Line, Link, NotPersonal, PlainLine, Record, Text


class Renewal(Choice):
    """How often newer evidence of this sort comes out."""

    TERMLY = "termly", "Every term"
    YEARLY = "yearly", "Every year"
    TWO_YEARLY = "two_yearly", "Every two years"
    ONCE = "once", "Not renewed"

    @property
    def months(self) -> int | None:
        return {"termly": 4, "yearly": 12, "two_yearly": 24}.get(self.value)


class Voice(Choice):
    """Whose view was heard (003-05, 003-06)."""

    PUPILS = "pupils", "Pupils"
    PARENTS = "parents", "Parents and carers"
    TEACHERS = "teachers", "Teachers"
    SUPPORT_STAFF = "support_staff", "Support staff"
    GOVERNORS = "governors", "Governors"
    OUTSIDE = "outside", "Someone from outside"


class PointSort(Choice):
    STRENGTH = "strength", "Strength"
    TO_IMPROVE = "to_improve", "To improve"


JudgementId = Annotated[str | None, Link("judgements", owned=True)]


class Judgement(Record):
    """One area of one framework as the school sees itself. ``grade`` may stay blank: no judgement is forced.

    ``carried_from`` names the areas of an earlier framework, as ``framework.area; framework.area``, that its points
    and evidence were carried from on ``carried_on``; to be reviewed until ``reviewed_on``. No grade is carried.
    """

    framework: PlainLine = ""
    area: PlainLine = ""
    grade: PlainLine = ""
    voices: tuple[Voice, ...] = ()
    hints_ignored: Annotated[tuple[Line, ...], NotPersonal()] = ()
    carried_from: PlainLine = ""
    carried_on: date | None = None
    reviewed_on: date | None = None

    @property
    def to_review(self) -> bool:
        """Carried from another framework, and nobody has looked at it since."""
        return self.carried_on is not None and self.reviewed_on is None

    @property
    def earlier_areas(self) -> tuple[str, ...]:
        """The areas it was carried from, each as ``framework.area``."""
        return tuple(each for part in self.carried_from.split(";") if (each := part.strip()))


class Point(Record):
    """One strength, or one thing to improve. The latter ends in a priority or as "not this year" (003-20)."""

    judgement_id: JudgementId = None
    sort: PointSort = PointSort.TO_IMPROVE
    text: Text = ""
    priority_id: Annotated[str | None, Link("priorities")] = None
    not_this_year: bool = False


class Evidence(Record):
    """What a judgement rests on: where it comes from, its date, how often it is renewed, what it shows."""

    judgement_id: JudgementId = None
    source: Line = ""
    dated: date | None = None
    renewed: Renewal | None = None
    shows: Text = ""
