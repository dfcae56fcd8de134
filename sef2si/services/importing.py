"""Records that come from a file: they fill what is empty and follow the file, and never touch what a person typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sef2si.domain.changes import Change
from sef2si.domain.cycle import first_day
from sef2si.domain.plan import Plan, faults, kind_of
from sef2si.domain.record import Record
from sef2si.errors import Fault, Invalid
from sef2si.services.acts import Records, dangling, placed
from sef2si.services.merging import blank, contents
from sef2si.services.reading import revalidated

Past = Callable[[str, str], Sequence[Change]]


@dataclass(frozen=True)
class Imported:
    """How many schools, or plans, an import added, changed and found as they were.

    ``facts`` are the first schools changed by the register: (URN, name, the names of the fields).
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    facts: tuple[tuple[str, str, tuple[str, ...]], ...] = field(default=(), compare=False)


def checked(plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """These plans, certain to be valid, each school's record under its URN. Raises ``Invalid`` naming every fault."""
    made = tuple(_checked(plan) for plan in plans)
    twice = sorted(plan_id for plan_id, times in Counter(plan.id for plan in made).items() if times > 1)
    if twice:
        raise Invalid(f"{twice[0]} is there twice. Nothing was imported; please leave one of them out.")
    return made


def _checked(plan: Plan) -> Plan:
    if (plan.urn, plan.id) != (plan.school.urn, f"{plan.school.urn}-{first_day(plan.year).year}"):
        raise Invalid(f"The plan {plan.id} does not name the school and year it is for. Nothing was imported.")
    plan = plan.with_records("school", (plan.school.model_copy(update={"id": plan.urn}),))
    found: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for record in plan.all_records():
        kind = kind_of(record)
        if (kind, record.id) in seen:
            found.append(Fault(kind, record.id, "id", "This id is there twice."))
        seen.add((kind, record.id))
        try:
            revalidated(record)
        except Invalid as error:
            found.extend(error.faults)
            continue
        found.extend(Fault(kind, record.id, field, sentence) for field, sentence in faults(plan, record, None))
    if found:
        first = found[0]
        raise Invalid(
            f"{plan.school.name or plan.urn}: {first.kind}, {first.record_id}, {first.field}: {first.sentence} "
            "Nothing was imported.",
            tuple(found),
        )
    return plan


def followed(now: Records, wanted: Sequence[Record], past: Past, importer: str) -> Records:
    """The records once these are imported. ``past`` tells a record's changes in all years, oldest first.

    A field is taken from the file where no person was the last to change it; a new record is added, unless the
    school had it and somebody removed it. So the same file twice changes nothing.
    """
    then = dict(now)
    new: list[Record] = []
    for record in wanted:
        key = (kind_of(record), record.id)
        if key in now:
            then[key] = _followed(record, now[key], _typed(past(*key), record, importer))
        elif not past(*key):
            new.append(record)
    # A new record may hang on one that was removed since: it is left out with it.
    for record in new:
        if all(_is_there(link.kind, getattr(record, name), then) for name, link in record.links().items()):
            then = placed((record,), then)
    # A record that the file links anew to one removed since stays as it is.
    for key, _ in list(dangling(then)):
        then[key] = now[key]
    return then


def _followed(record: Record, now: Record, typed: set[str]) -> Record:
    said = {name: value for name, value in contents(record).items() if name not in typed}
    if not record.position:
        said.pop("position", None)
    return now.model_copy(update=said)


def _typed(past: Sequence[Change], record: Record, importer: str) -> set[str]:
    """The fields that a person was the last to change. Carrying a record into a new year changes none of them."""
    blanks = type(record).model_construct(**blank(type(record)))
    said: dict[str, object] = blanks.model_dump(mode="json", exclude={"id", "version"})
    typed: set[str] = set()
    for change in past:
        changed = {name for name, value in (change.after or {}).items() if said.get(name) != value}
        typed = typed - changed if change.by == importer else typed | changed
        said |= change.after or {}
    return typed


def _is_there(kind: str, value: object, then: Records) -> bool:
    ids = value if isinstance(value, tuple) else () if value is None else (value,)
    return all((kind, each) in then for each in ids)
