"""What is new at a school since somebody was last told: kinds and how many of each, and never a word of what they say.

It goes into emails, which travel and are kept by others. So nothing here holds text: ``Item`` is one of a fixed list of
sorts and a number, and a number counts records, never people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sef2si.domain.beside import Beside
from sef2si.domain.changes import Change
from sef2si.domain.leading import is_theirs
from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Choice, Frozen, Record
from sef2si.domain.sharing import Sharing, seen_by

DUE_WITHIN = timedelta(days=7)
_NO_NEWS = frozenset({"version", "position"})  # that something was saved, or stands elsewhere, says nothing new


class How(Choice):
    """How somebody wants to be told of one school. Never more than one email a day, over all their schools."""

    OFF = "off", "Not by email"
    MONDAYS = "mondays", "On Mondays"
    DAILY = "daily", "On the day, at four in the afternoon"


# One and many of each sort, as it ends a sentence. Kinds of a plan first, in the order of the journey.
_CHANGED = {
    "school": ("page about the school", "pages about the school"),
    "dates": ("calendar date", "calendar dates"),
    "judgements": ("judgement", "judgements"),
    "priorities": ("priority", "priorities"),
    "points": ("point", "points"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "criteria": ("success criterion", "success criteria"),
    "milestones": ("milestone", "milestones"),
    "needs": ("need", "needs"),
    "expertise": ("entry of expertise", "entries of expertise"),
    "preferences": ("preference", "preferences"),
    "offers": ("offer", "offers"),
    "actions": ("action", "actions"),
    "activities": ("activity", "activities"),
    "cpd_sessions": ("CPD session", "CPD sessions"),
    "checks": ("impact check", "impact checks"),
    "notes": ("note", "notes"),
}
_WORDS = {kind: (f"{one} changed", f"{many} changed") for kind, (one, many) in _CHANGED.items()} | {
    "begun": ("plan of a new year begun", "plans of a new year begun"),
    "waiting": ("question or answer waiting for you", "questions and answers waiting for you"),
    "promises": ("promise of yours due this week, or overdue", "promises of yours due this week, or overdue"),
    "sharing": ("change of what the school shares", "changes of what the school shares"),
    "invited": ("new invitation to CPD", "new invitations to CPD"),
    "swap_asked": ("colleague’s wish to change places with you", "colleagues’ wishes to change places with you"),
    "swapped": ("change of places with a colleague", "changes of places with a colleague"),
    "left": ("yes to CPD of somebody who has left", "yeses to CPD of people who have left"),
    "moved": ("CPD session of yours moved", "CPD sessions of yours moved"),
    "cancelled": ("CPD session of yours cancelled", "CPD sessions of yours cancelled"),
    "answers": ("answer to an invitation due within a week", "answers to invitations due within a week"),
}
SORTS = tuple(_WORDS)


class Item(Frozen):
    """So many of one of ``SORTS``. ``is_new``: since somebody was last told; else it waits still."""

    sort: str
    count: int
    is_new: bool = True

    @property
    def words(self) -> str:
        """``"3 priorities changed"``."""
        one, many = _WORDS[self.sort]
        return f"{self.count} {one if self.count == 1 else many}"


class News(Frozen):
    """What is new at one school, in the order of ``SORTS``."""

    urn: str
    items: tuple[Item, ...]

    @property
    def words(self) -> str:
        """``"3 priorities changed, 1 question or answer waiting for you"``."""
        return ", ".join(each.words for each in self.items)

    @property
    def is_new(self) -> bool:
        return any(each.is_new for each in self.items)


def news(urn: str, items: Iterable[Item]) -> News:
    """Those of which there are any."""
    return News(urn=urn, items=tuple(sorted((i for i in items if i.count), key=lambda i: SORTS.index(i.sort))))


def touched(past: Iterable[Change], but_by: str) -> dict[tuple[str, str], frozenset[str]]:
    """(kind, id) of each record that others than this person wrote -> the fields they wrote something else into."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for change in past:
        if change.by == but_by or change.is_cleared:
            continue
        before, after = change.before or {}, change.after or {}
        fields = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        key = (change.kind, change.record_id)
        found[key] = found.get(key, frozenset()) | fields - _NO_NEWS
    return found


def changed(
    person: Person,
    then: Plan,
    now: Plan,
    by_others: Mapping[tuple[str, str], frozenset[str]],
    *,
    sharing: Sharing,
    today: date,
    beside: tuple[Beside, Beside],
) -> Counter[str]:
    """How many records of each kind are other than they were, as far as this person sees the plan.

    What they could see then is held against what they can see now: of a note, a private need or the size of a small
    group that changed, nobody learns who does not see it (``beside``). A priority lead is told of what hangs
    on their priorities.
    """
    counts: Counter[str] = Counter()
    was_seen, is_seen = (
        _by_key(seen_by(person, plan, sharing, today, beside=other))
        for plan, other in zip((then, now), beside, strict=True)
    )
    led = person.led_at(now.urn) if _leads_only(person, now.urn) else None
    were, are = (_by_key(plan) if led is not None else {} for plan in (then, now))
    for key, fields in by_others.items():
        if led is not None:
            own = [(plan, found[key]) for plan, found in ((then, were), (now, are)) if key in found]
            if not any(is_theirs(plan, record, led) for plan, record in own):
                continue
        if _differs(was_seen.get(key), is_seen.get(key), fields):
            counts[key[0]] += 1
    return counts


def _leads_only(person: Person, urn: str) -> bool:
    """Whether they change their own priorities alone."""
    own = answer(person, Deed.EDIT_OWN, urn, Whose.OWN_RECORD) is Answer.YES
    return own and answer(person, Deed.EDIT, urn) is Answer.NO


def _by_key(plan: Plan | None) -> dict[tuple[str, str], Record]:
    return {(kind, each.id): each for kind in KINDS for each in plan.records(kind)} if plan else {}


def _differs(was: Record | None, now: Record | None, fields: frozenset[str]) -> bool:
    if was is None or now is None:
        return was is not now
    return any(getattr(was, name, None) != getattr(now, name, None) for name in fields)
