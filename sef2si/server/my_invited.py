"""My CPD, the part about invitations: what may be answered, other times, and colleagues who would change places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import written
from sef2si.domain.invitations import Answer, Invitation
from sef2si.journey.names import activity_name
from sef2si.services.own_cpd import Mine


def invited(mine: Mine) -> list[dict[str, Any]]:
    """Invitations by activity, each with what may be answered."""
    groups: dict[str, dict[str, Any]] = {}
    sessions = {each.id: each for each in mine.plan.cpd_sessions}
    order = sorted(mine.invitations, key=lambda i: str(getattr(sessions.get(i.session_id), "held_on", "")))
    for each in order:
        session = sessions.get(each.session_id)
        activity = mine.plan.find("activities", each.activity_id)
        if session is None or activity is None or session.held_on is None:
            continue
        group = groups.setdefault(
            activity.id,
            {"name": activity_name(activity), "why": activity.intended.strip(), "led_by": activity.led_by, "rows": []},
        )
        group["rows"].append(
            {
                "id": each.id,
                "when": _when(session),
                "minutes": session.minutes,
                "answer": f"swap:{each.swap_to}" if each.answer is Answer.SWAP else each.answer.value,
                "options": [
                    (Answer.ACCEPTED.value, Answer.ACCEPTED.label),
                    (Answer.DECLINED.value, Answer.DECLINED.label),
                    *_others(mine, each, sessions),
                    (Answer.LEFT_OUT.value, Answer.LEFT_OUT.label),
                ],
                "small": each.session_id in mine.small,
                "stands": _stands(each, sessions),
                "asks_for": _when(sessions[each.asks_for]) if each.asks_for in sessions else "",
                "here": _when(sessions[each.comes_to]) if each.comes_to in sessions else "",
            }
        )
    return list(groups.values())


def _others(mine: Mine, own: Invitation, sessions: Mapping[str, CpdSession]) -> list[tuple[str, str]]:
    """Other times: the one they changed to first, then those there are."""
    there = sessions.get(own.swap_to or "")
    found = [(f"swap:{there.id}", f"On {_when(there)} instead")] if there else []
    for each in mine.times.get(own.id, ()):
        if each.session_id != own.session_id:
            full = ": it is full, so a colleague would have to change places with me" if each.is_full else ""
            found.append((f"swap:{each.session_id}", f"On {_when(sessions[each.session_id])} instead{full}"))
    return found


def _stands(own: Invitation, sessions: Mapping[str, CpdSession]) -> str:
    """How their answer came, and that they changed places."""
    if own.answer is Answer.INVITED or own.answered_at is None:
        return ""
    came = f", {own.came_by.label}" if own.came_by else ""
    changed = ""
    if own.swapped_at:
        there = f": you come on {_when(sessions[own.comes_to])}" if own.comes_to in sessions else ""
        changed = f" A colleague changed places with you on {written(own.swapped_at.date())}{there}."
    return f"You answered on {written(own.answered_at.date())}{came}.{changed}"


def asked(mine: Mine) -> list[dict[str, str]]:
    """What colleagues ask of them, in words."""
    sessions = {each.id: each for each in mine.plan.cpd_sessions}
    return [
        {
            "id": each.invitation_id,
            "name": each.name,
            "mine": _when(sessions[each.mine]),
            "theirs": _when(sessions[each.theirs]),
            "what": activity_name(activity) if activity else "CPD",
        }
        for each in mine.asked
        for activity in [mine.plan.find("activities", sessions[each.mine].activity_id)]
    ]


def _when(session: Any) -> str:
    at = f", {session.at}" if session.at else ""
    return f"{session.held_on:%A} {written(session.held_on)}{at}"
