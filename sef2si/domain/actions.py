"""What leaders will do that is not CPD: staffing, timetable, resources."""

from __future__ import annotations

from typing import Annotated

from sef2si.domain.record import Choice, Link, Money, NameLine, PlannedOn, Record, Text


class ActionStatus(Choice):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class Action(Record):
    """What, who, by when, at what cost."""

    priority_id: Annotated[str | None, Link("priorities")] = None
    what: Text = ""
    who: NameLine = ""
    by: PlannedOn = None
    cost: Money | None = None
    status: ActionStatus = ActionStatus.NOT_STARTED
