"""What a record is called in a sentence, on a card and in a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import written_short
from sef2si.domain.dates import CalendarDate
from sef2si.domain.evaluation import Point
from sef2si.domain.needs import Need
from sef2si.domain.offers import Offer
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority

_LENGTH = 90

# One record of a kind, and several, in the order of the plan's kinds.
NOUNS: Mapping[str, tuple[str, str]] = {
    "school": ("our school", "our school"),
    "dates": ("calendar date", "calendar dates"),
    "judgements": ("area", "areas"),
    "priorities": ("priority", "priorities"),
    "points": ("point", "points"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "criteria": ("success criterion", "success criteria"),
    "milestones": ("milestone", "milestones"),
    "needs": ("need", "needs"),
    "expertise": ("colleague who could help", "colleagues who could help"),
    "preferences": ("answer of a group", "answers of groups"),
    "offers": ("offer of CPD", "offers of CPD"),
    "actions": ("action", "actions"),
    "activities": ("CPD activity", "CPD activities"),
    "cpd_sessions": ("CPD session", "CPD sessions"),
    "checks": ("impact check", "impact checks"),
    "notes": ("note from a document", "notes from documents"),
}


def shortened(text: str, most: int = _LENGTH) -> str:
    """The text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(",;:. ") + "…"


def point_name(point: Point) -> str:
    return shortened(point.text) or "A point without words"


def priority_name(priority: Priority) -> str:
    return shortened(priority.title) or "A priority without a title"


def need_name(need: Need) -> str:
    """``"14 lunchtime supervisors: calm ways to end a quarrel"``."""
    parts = [part for part in (need.whom, shortened(need.what)) if part]
    return ": ".join(parts) or "A need without words"


def offer_name(offer: Offer) -> str:
    """``"Coaching in oracy (Valley Hub)"``, ``"Calm corridors (Priya Shah)"``."""
    whose = offer.provider.strip() or offer.led_by.strip()
    title = shortened(offer.title) or "An offer without a title"
    return f"{title} ({shortened(whose)})" if whose else title


def activity_name(activity: Activity) -> str:
    return shortened(activity.what) or "An activity without a name"


def action_name(action: Action) -> str:
    return shortened(action.what) or "An action without a name"


def date_name(each: CalendarDate) -> str:
    """``"Staff meeting, 9 Mar"``."""
    return f"{shortened(each.name)}, {written_short(each.starts)}" if each.starts else shortened(each.name)


def session_name(plan: Plan, session: CpdSession) -> str:
    """``"Reading aloud, 9 Mar"``."""
    activity = plan.find("activities", session.activity_id)
    name = activity_name(activity) if activity else "A session"
    return f"{name}, {written_short(session.held_on)}" if session.held_on else f"{name}, no day yet"


_NAMES: Mapping[type, Callable[[Any], str]] = {
    Point: point_name,
    Priority: priority_name,
    Need: need_name,
    Activity: activity_name,
    Action: action_name,
}


def name_of(record: object) -> str | None:
    """What this record is called in a sentence; None for a kind that has no name of its own."""
    name = _NAMES.get(type(record))
    return name(record) if name else None
