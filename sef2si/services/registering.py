"""Schools from a register: many at a time, in one transaction, a batch after another, so that memory stays bounded."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from sef2si.domain.changes import Change
from sef2si.domain.cycle import first_day
from sef2si.domain.school import School
from sef2si.errors import Invalid
from sef2si.services.acts import Records, edits_between
from sef2si.services.importing import Imported, followed
from sef2si.services.merging import contents
from sef2si.services.reading import faults_of
from sef2si.store import changes, registers, rows
from sef2si.store.rows import Edit

BATCH = 500
FACTS_SHOWN = 20


@dataclass(frozen=True)
class Writer:
    """Under which name, when, and in which act the changes of an import are written."""

    by: str
    at: datetime
    batch: str


def register_schools(
    connection: Connection,
    schools: Iterable[School | Mapping[str, Any]],
    year: str,
    *,
    by: str,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Give each school an empty plan of ``year``, or its newest plan the facts it lacks. Raises ``Invalid``.

    ``schools`` are records or their fields, and may be an iterator: it is asked as it goes.
    ``progress`` hears how many are done after each batch.
    """
    with _without_collector():
        return _registered(connection, iter(schools), year, Writer(by, at, registers.new_batch()), progress)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing here goes round in circles, and Python would look through all it holds for that again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _registered(
    connection: Connection,
    waiting: Iterator[School | Mapping[str, Any]],
    year: str,
    writer: Writer,
    progress: Callable[[int], None] | None,
) -> Imported:
    done = Imported()
    seen: set[str] = set()
    while batch := tuple(_checked(islice(waiting, BATCH), seen)):
        plans = rows.plans_of(connection, [school.urn for school in batch])
        new = [school for school in batch if school.urn not in plans]
        known = {years.get(year) or next(iter(years.values())): urn for urn, years in plans.items()}
        by_urn = {school.urn: school for school in batch}
        _add(connection, new, year, writer)
        changed = _follow(connection, {plan_id: by_urn[urn] for plan_id, urn in known.items()}, writer)
        done = replace(
            done,
            added=done.added + len(new),
            changed=done.changed + len(changed),
            unchanged=done.unchanged + len(known) - len(changed),
            facts=(done.facts + tuple(map(_facts, changed[: FACTS_SHOWN - len(done.facts)]))),
        )
        if progress:
            progress(done.added + done.changed + done.unchanged)
    return done


def _checked(schools: Iterable[School | Mapping[str, Any]], seen: set[str]) -> Iterator[School]:
    """These schools, certain to be valid, each once: under its URN, at the version a new plan begins with."""
    for each in schools:
        fields = each.__dict__ if isinstance(each, School) else each
        try:
            school = School.model_validate({**fields, "id": fields["urn"], "version": 1})
        except ValidationError as error:
            raise _refusal(fields, error) from error
        if school.urn in seen:
            raise Invalid(f"{school.urn} is there twice. Nothing was imported; please leave one of them out.")
        seen.add(school.urn)
        yield school


def _refusal(fields: Mapping[str, Any], error: ValidationError) -> Invalid:
    faults = faults_of("school", str(fields["urn"]), error)
    first = faults[0]
    return Invalid(
        f"{fields.get('name') or first.record_id}: school, {first.record_id}, {first.field}: {first.sentence} "
        "Nothing was imported.",
        faults,
    )


def _add(connection: Connection, schools: Sequence[School], year: str, writer: Writer) -> None:
    starts = first_day(year).year
    edits = [Edit(f"{school.urn}-{starts}", "school", None, school) for school in schools]
    rows.add_plans(connection, [(edit.plan_id, edit.record_id, year) for edit in edits])
    _write(connection, edits, writer, begin=True)


def _follow(connection: Connection, wanted: dict[str, School], writer: Writer) -> list[Edit]:
    """The edits of these plans' schools that say something else now. ``wanted`` is by plan id."""
    rows.lock_plans(connection, wanted)
    other = rows.schools_unlike(connection, wanted)
    past = changes.of_schools(connection, [school.urn for school in other.values()])
    edits: list[Edit] = []
    for plan_id, school in other.items():
        now: Records = {("school", school.id): school}

        def past_of(kind: str, record_id: str) -> Sequence[Change]:
            return past[record_id]

        then = followed(now, (wanted[plan_id],), past_of, writer.by)
        edits += edits_between(plan_id, now, then, lambda kind, record_id: 0)
    _write(connection, edits, writer)
    return edits


def _facts(edit: Edit) -> tuple[str, str, tuple[str, ...]]:
    assert edit.before is not None
    assert isinstance(edit.after, School)
    then = contents(edit.after)
    changed = tuple(name for name, value in contents(edit.before).items() if then[name] != value)
    return edit.after.urn, edit.after.name, changed


def _write(connection: Connection, edits: Sequence[Edit], writer: Writer, *, begin: bool = False) -> None:
    rows.apply(connection, edits)
    changes.add_changes(
        connection, edits, batch=writer.batch, by=writer.by, by_name=writer.by, at=writer.at, undoes=None, begin=begin
    )
