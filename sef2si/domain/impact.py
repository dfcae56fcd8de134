"""Did it work? What was found, held against what was meant."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sef2si.domain.activities import ImpactLevel
from sef2si.domain.record import Choice, Link, PlannedOn, Record, Text


class AgainstIntent(Choice):
    NOT_MET = "not_met", "Not met"
    PARTLY = "partly", "Partly met"
    MET = "met", "Met"
    EXCEEDED = "exceeded", "Exceeded"


class LinkStrength(Choice):
    """How sure are we that this activity made the difference? Never called proof (000-47)."""

    POSSIBLE = "possible", "Possible: other things changed too"
    LIKELY = "likely", "Likely: it came after, and where it was used"
    STRONG = "strong", "Strong: seen where it was used and not elsewhere"


class Decision(Choice):
    EMBED = "embed", "Embed it"
    ADAPT = "adapt", "Adapt it"
    OTHER_ROUTE = "other_route", "Repeat by another route"
    STOP = "stop", "Stop"


class ImpactCheck(Record):
    """One look at what changed, of one activity or one action."""

    activity_id: Annotated[str | None, Link("activities")] = None
    action_id: Annotated[str | None, Link("actions")] = None
    checked_on: PlannedOn = None
    found: Text = ""
    against_intent: AgainstIntent | None = None
    level: ImpactLevel | None = None
    evidence: Text = ""
    unplanned: Text = ""
    side_effects: Text = ""
    strength: LinkStrength | None = None
    decision: Decision | None = None
    next_check: PlannedOn = None

    @property
    def is_done(self) -> bool:
        """Something was found and written down, on a day."""
        return bool(self.checked_on and self.found.strip())


def outcome(check: ImpactCheck) -> str:
    """What a finished check says, never passing a staff outcome off as a pupil outcome (000-47).

    ``"pupils: met"`` at level 5; at any other level ``"staff: met; pupils: not yet seen"``. Where no level is given, it
    says so.
    """
    if not check.is_done or check.against_intent is None:
        return ""
    found = check.against_intent.label.lower()
    if check.level is None:
        return f"{found}; for staff or for pupils is not said yet"
    return f"pupils: {found}" if check.level.is_about_pupils else f"staff: {found}; pupils: not yet seen"


def is_overdue(due: date | None, today: date) -> bool:
    return due is not None and due < today
