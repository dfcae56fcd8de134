"""Who may write in a plan, and how far: all of it, or the priorities they lead and what hangs on them."""

from __future__ import annotations

from collections.abc import Sequence

from sef2si.domain.leading import is_theirs, trespasses
from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.record import Record
from sef2si.errors import NotAllowed
from sef2si.services.access import permit

NOT_YOURS = (
    "This does not belong to a priority that you lead, or not to yours alone, so nothing was changed. "
    "Please ask one of the school's leaders; they can also say who leads what, on the page “Who leads what”."
)
NONE_LED = (
    "No priority is in your hands yet, so nothing was changed. Please ask one of the school's leaders to say which you "
    "lead, on the page “Who leads what”."
)


def permit_writing(person: Person, urn: str | None, archived: Whose | None = None) -> frozenset[str] | None:
    """The priorities this person may write in, or None where they may write in the whole plan.

    ``archived`` is said of a plan of an earlier year. Raises ``NotFound`` or ``NotAllowed``.
    """
    may_all = urn is not None and answer(person, Deed.EDIT, urn, archived) is Answer.YES
    own = archived or Whose.OWN_RECORD
    if urn is None or may_all or answer(person, Deed.EDIT_OWN, urn, own) is not Answer.YES:
        permit(person, Deed.EDIT, urn, archived)
        return None
    led = person.led_at(urn)
    if not led:
        raise NotAllowed(NONE_LED)
    return led


def refuse_others(plan: Plan, named: Sequence[Record], led: frozenset[str]) -> None:
    """Before an act is thought through: what it names and is there already is theirs, or nothing of it is told."""
    for record in named:
        there = plan.find(kind_of(record), record.id)
        if there is not None and not is_theirs(plan, there, led):
            raise NotAllowed(NOT_YOURS)


def refuse_trespass(before: Plan, after: Plan, named: Sequence[Record], led: frozenset[str]) -> None:
    """Once it is thought through: nothing changes that is not theirs, nor becomes somebody else's."""
    keys = frozenset((kind_of(record), record.id) for record in named)
    if next(trespasses(before, after, keys, led), None) is not None:
        raise NotAllowed(NOT_YOURS)
