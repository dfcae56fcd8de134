"""One change of a record in words, for its history."""

from __future__ import annotations

from sef2si.domain.changes import Change
from sef2si.domain.plan import KINDS, Plan
from sef2si.journey.saying import field_of, in_words
from sef2si.widgets.view import Json


def history_row(plan: Plan, change: Change) -> Json:
    """When, by whom and what: ``"Title: Reading → Reading fluency"``."""
    at = change.at.astimezone()
    return {"at": f"{at.day} {at:%B %Y, %H:%M}", "by": change.by_name, "what": _what(plan, change)}


def _what(plan: Plan, change: Change) -> str:
    if change.after is None:
        return "Removed"
    if change.before is None:
        # The first version there ever was is 1: what comes back later has a higher one.
        is_back = change.undoes or change.after.get("version", 1) > 1
        return "Brought back" if is_back else "Written down for the first time"
    if not change.before:
        return "Changed, so long ago that what it said before is not kept any more"
    said = [
        sentence
        for name in change.after
        if change.after[name] != change.before.get(name)
        for sentence in [_change_of(plan, change, name)]
        if sentence
    ]
    return ("Undone: " if change.undoes else "") + ("; ".join(said) or "Moved")


def _change_of(plan: Plan, change: Change, name: str) -> str:
    section_and_field = field_of(change.kind, name)
    if section_and_field is None or change.before is None or change.after is None:
        return ""
    field = section_and_field[1]
    cls = KINDS[change.kind]
    words = []
    for state in (change.before, change.after):
        record = cls.model_validate({key: value for key, value in state.items() if key in cls.model_fields})
        words.append(in_words(plan, field, record))
    return f"{field.label}: {words[0] or 'blank'} → {words[1] or 'blank'}"
