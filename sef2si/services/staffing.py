"""One act on a staff register, thought through before anything is written: who will be in it when it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from sef2si.domain.changes import StaffChange
from sef2si.domain.staff import StaffMember, faults
from sef2si.errors import CannotUndo, Fault, Invalid
from sef2si.services.merging import same
from sef2si.services.reading import CANNOT_KEEP, faults_of, recorded_as
from sef2si.services.versions import gone, refuse_stale_removal, saved
from sef2si.store.staff import StaffEdit

KIND = "staff"
MOST = 2_000  # in one school's register, leavers included
Register = dict[str, StaffMember]
Past = Callable[[str], Sequence[tuple[int, StaffChange]]]  # id -> their changes, oldest first


def member_from(fields: Mapping[str, Any]) -> StaffMember:
    """A member of staff from their JSON. Raises ``Invalid`` with a fault for each field."""
    try:
        return StaffMember.model_validate(dict(fields))
    except ValidationError as error:
        raise Invalid(CANNOT_KEEP, faults_of(KIND, str(fields.get("id", "")), error)) from error


def acted(now: Register, save: Sequence[StaffMember], remove: Sequence[StaffMember], past: Past, by: str) -> Register:
    """The register once these are saved and those taken out, of whom only id and version are looked at.

    Raises ``Invalid`` or ``Conflict``.
    """
    then = dict(now)
    found: list[Fault] = []
    wanted = {member.id for member in save}
    if len(wanted) < len(save) or wanted & {member.id for member in remove}:
        raise Invalid("One member of staff was sent twice at once. Nothing was saved; please reload the page.")
    for member in save:
        there = now.get(member.id)
        if there is None and member.version > 0:
            raise gone(KIND, member, partial(past, member.id))
        try:
            then[member.id] = _valid(saved(KIND, member, there, partial(past, member.id), by) if there else member)
        except Invalid as error:
            found.extend(error.faults)
    for member in remove:
        if member.id in now:
            refuse_stale_removal(KIND, member, now[member.id], partial(past, member.id), by)
            del then[member.id]
    found.extend(_against_others(then, wanted))
    if found:
        raise Invalid(CANNOT_KEEP, tuple(found))
    if len(then) > max(MOST, len(now)):
        raise Invalid(f"A staff register keeps {MOST:,} people at most, leavers included. Nothing was saved.")
    return then


def _valid(member: StaffMember) -> StaffMember:
    """The same, certain to be valid: ``model_copy`` and ``model_construct`` ask nothing."""
    checked = member_from({name: getattr(member, name, None) for name in StaffMember.model_fields})
    wrong = tuple(Fault(KIND, member.id, field, sentence) for field, sentence in faults(checked))
    if wrong:
        raise Invalid(CANNOT_KEEP, wrong)
    return checked


def _against_others(then: Register, wanted: set[str]) -> Iterator[Fault]:
    """One account is one member of staff."""
    for member in then.values():
        other = next((o for o in then.values() if member.account_id == o.account_id and o.id != member.id), None)
        if member.id in wanted and member.account_id and other:
            sentence = f"This account is that of {other.name} in the register. Please choose another, or none."
            yield Fault(KIND, member.id, "account_id", sentence)


def edits_between(now: Register, then: Register, last_version: Callable[[str], int]) -> list[StaffEdit]:
    """One edit for each who is said something else of than before, with the version it makes."""
    edits: list[StaffEdit] = []
    for key in {**now, **then}:
        before, after = now.get(key), then.get(key)
        if same(before, after):
            continue
        if after is not None:
            version = (before.version if before else last_version(key)) + 1
            after = after.model_copy(update={"version": version})
        edits.append(StaffEdit(before, after))
    return edits


def undone(now: Register, batch: Sequence[StaffChange], past: Past) -> Register:
    """The register as it was before this act. Raises ``CannotUndo`` naming who has changed one of them since."""
    then = dict(now)
    for change in batch:
        made = recorded_as(StaffMember, change.after) if change.after else None
        if (change.after is not None and made is None) or not same(made, now.get(change.record_id)):
            raise CannotUndo(
                f"{past(change.record_id)[-1][1].by_name} has changed this since, so undoing would take their work "
                "away. Please change it by hand."
            )
        before = recorded_as(StaffMember, change.before) if change.before else None
        if before is not None:
            then[change.record_id] = before
        elif change.before is None:
            del then[change.record_id]
        else:
            raise CannotUndo("This was written by an older version of sef2si and can't be undone here.")
    return then
