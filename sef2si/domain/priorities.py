"""What matters most? Priorities, and by how much, so that a school will know."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from sef2si.domain.cycle import Term
from sef2si.domain.record import Choice, Line, Link, NameLine, NotPersonal, PlannedOn, Record, Text


class PriorityState(Choice):
    LIVE = "live", "Live"
    PARKED = "parked", "Parked"
    DONE = "done", "Done"


class Urgency(Choice):
    """003-O2: is a more pressing area waiting?"""

    PRESSING = "pressing", "Pressing"
    CAN_WAIT = "can_wait", "Can wait"


class CriterionStatus(Choice):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    NOT_MET = "not_met", "Not met"
    PARTLY_MET = "partly_met", "Partly met"
    MET = "met", "Met"


PriorityOwner = Annotated[str | None, Link("priorities", owned=True)]


class Priority(Record):
    """One thing to improve, with the same measure now and at the target date (003-O5).

    ``now`` and ``target`` are kept as typed ("45%", "3 staff"); ``amount()`` reads a number from them.
    ``areas`` are ``framework.area`` keys. ``no_cpd_needed`` holds the reason, where no one has to learn anything.
    """

    title: Line = ""
    measure: Line = ""
    now: Line = ""
    target: Line = ""
    by: PlannedOn = None
    lead: NameLine = ""
    areas: Annotated[tuple[Line, ...], NotPersonal()] = ()
    why: Text = ""
    pupils_will: Text = ""
    which_pupils: Line = ""
    link_governor: NameLine = ""
    funding: Line = ""
    urgency: Urgency | None = None
    state: PriorityState = PriorityState.LIVE
    no_cpd_needed: Text = ""

    @property
    def goal(self) -> str:
        """``"45% → 75%"``, or what there is of it."""
        return f"{self.now} → {self.target}" if self.now and self.target else self.target

    @property
    def has_goal(self) -> bool:
        """Improve by how much, on what, by when (003-O5)."""
        return bool(self.measure and self.now and self.target and self.by)


class Criterion(Record):
    """One success criterion of a priority."""

    priority_id: PriorityOwner = None
    text: Text = ""
    status: CriterionStatus = CriterionStatus.NOT_STARTED


class Milestone(Record):
    """What should be seen by the end of a term."""

    priority_id: PriorityOwner = None
    term: Term | None = None
    text: Text = ""
    status: CriterionStatus = CriterionStatus.NOT_STARTED


def amount(typed: str) -> Decimal | None:
    """The first number in "45%", "3 of 9 staff" or "1,200"; None where there is none."""
    found = re.search(r"-?\d[\d,]*(?:\.\d+)?", typed)
    return Decimal(found[0].replace(",", "")) if found else None
