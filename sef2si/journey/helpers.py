"""Who could help, and what people prefer: for the leadership alone. And one need split by where people stand."""

from __future__ import annotations

from datetime import date

from sef2si.domain.cycle import written
from sef2si.domain.expertise import Consent, Expertise
from sef2si.domain.needs import Level, Need, StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.preferences import SMALLEST_GROUP, Preference
from sef2si.domain.record import Record
from sef2si.journey import options
from sef2si.journey.names import shortened
from sef2si.journey.step import Field, FieldKind, Press, Section, Tag

_LEVELS = (Level.NEW, Level.TRYING, Level.CONFIDENT)
_WORDS = {Level.NEW: "new to it", Level.TRYING: "trying it", Level.CONFIDENT: "confident already"}


def by_level(need: Need) -> tuple[Need, ...]:
    """A need that many share as up to three, one for each level below the one they need (003-F4d, 003-O13).

    The first keeps the need's id, and so what hangs on it. How many stand at each level nobody has said, so the number
    goes into the words and the boxes stay open. Only the need itself where there is nothing to split.
    """
    below = _LEVELS[: _LEVELS.index(need.level_needed)] if need.level_needed in _LEVELS else _LEVELS
    if len(below) < 2 or need.is_private or need.people in (1, 2) or need.level_now is not None:
        return (need,)
    whole = need.who.strip() or (need.group.label if need.group else "Staff")
    of = f" (of {need.people} in all)" if need.people else ""
    kept = {"version", "id", "position", "hints_ignored"}
    fields = {name: getattr(need, name) for name in Need.model_fields if name not in kept}
    first, *others = (
        {**fields, "level_now": level, "people": None, "who": f"{shortened(whole, 300)}, {_WORDS[level]}{of}"}
        for level in below
    )
    return (need.having(**first), *(Need(**other) for other in others))


def _split(plan: Plan, need: Need, choice: str, today: date) -> tuple[Record, ...]:
    return by_level(need)


def _split_label(plan: Plan, need: Need) -> str | None:
    count = len(by_level(need)) if need.version else 1
    return f"Split it into {count} levels" if count > 1 else None


SPLIT = Press("split", _split_label, _split)


def _about(plan: Plan, each: Expertise, today: date) -> str:
    hours = f"{each.hours.normalize():f} hours this year" if each.hours is not None else ""
    return " · ".join(part for part in (shortened(each.can_help_with), hours, _yes(each)) if part)


def _yes(each: Expertise) -> str:
    if each.consent is Consent.OWN:
        return f"said yes themselves on {written(each.agreed_on)}" if each.agreed_on else "said yes themselves"
    if each.consent is Consent.PAPER and each.paper_on:
        return f"on paper on {written(each.paper_on)}: {shortened(each.paper_how)}"
    return ""


def _consent(plan: Plan, each: Expertise, today: date) -> tuple[Tag, ...]:
    """Whose yes it is, or what it waits for. A suggestion is nothing yet."""
    match each.consent:
        case Consent.OWN:
            return ()
        case Consent.PAPER:
            return (Tag("yes on paper only"),)
        case Consent.NO:
            return (Tag("said no"),)
    if each.member_id:
        return (Tag("waits for their own yes", "todo"),)
    return (Tag("no link to the staff register yet", "todo"),) if each.who.strip() else ()


EXPERTISE = Section(
    kind="expertise",
    singular="colleague who could help",
    heading="Who could help others",
    title=lambda plan, each: each.who.strip() or "A colleague",
    sub=_about,
    tags=_consent,
    fields=(
        Field("who", FieldKind.LINE, "Who?", essential=True),
        Field("can_help_with", FieldKind.TEXT, "What could they help others with?", essential=True),
        Field("group", FieldKind.CHOICE, "Which staff are they?", options=options.of(StaffGroup)),
        Field("hours", FieldKind.NUMBER, "Hours they would give this year"),
        Field("paper_on", FieldKind.DATE, "If they said yes on paper: when?", group="On paper"),
        Field("paper_how", FieldKind.TEXT, "And how did they say it?", group="On paper"),
        Field("known_by", FieldKind.TEXT, "How do we know?"),
        Field("developed", FieldKind.TEXT, "How did they learn it?"),
        Field("shared_with", FieldKind.TEXT, "With whom have they shared it, and what came of it?"),
    ),
)


def _preferred(plan: Plan, each: Preference, today: date) -> str:
    if each.asked is None or each.useful is None:
        return ""
    if each.asked < SMALLEST_GROUP:
        return f"fewer than {SMALLEST_GROUP} were asked, so this is not looked at"
    return f"{each.useful} of {each.asked} found it useful"


def _form(plan: Plan, each: Preference) -> str:
    label = next((option.label for option in options.forms(plan, each) if option.value == each.form), "")
    return " · ".join(part for part in (each.group.label if each.group else "", label) if part) or "An answer"


PREFERENCES = Section(
    kind="preferences",
    singular="answer of a group",
    heading="What people say helps them",
    title=_form,
    sub=_preferred,
    fields=(
        Field("group", FieldKind.CHOICE, "Which staff?", essential=True, options=options.of(StaffGroup)),
        Field("form", FieldKind.CHOICE, "Form of CPD", essential=True, options=options.forms),
        Field("asked", FieldKind.NUMBER, "How many were asked?", essential=True, group="How many?"),
        Field("useful", FieldKind.NUMBER, "How many found it useful?", essential=True, group="How many?"),
        Field("asked_on", FieldKind.DATE, "When was it?"),
    ),
)
