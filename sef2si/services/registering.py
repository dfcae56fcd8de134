"""Schools from a register: many at a time, in one transaction, a batch after another, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from pydantic import ValidationError
from sqlalchemy import Connection

from sef2si.domain.changes import Change
from sef2si.domain.cycle import first_day
from sef2si.domain.record import new_id
from sef2si.domain.school import School
from sef2si.errors import Invalid
from sef2si.services.acts import Records, edits_between
from sef2si.services.importing import Imported, followed
from sef2si.services.reading import faults_of
from sef2si.store import changes, rows
from sef2si.store.rows import Edit

BATCH = 1000


@dataclass(frozen=True)
class Writer:
    """Under which name, when, and in which act the changes of an import are written."""

    by: str
    at: datetime
    batch: str


def register_schools(
    connection: Connection,
    schools: Iterable[School],
    year: str,
    *,
    by: str,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Give each school an empty plan of ``year``, or its newest plan the facts it lacks. Raises ``Invalid``.

    ``schools`` may be an iterator: it is asked as it goes. ``progress`` hears how many are done after each batch.
    """
    done = Imported()
    writer = Writer(by, at, new_id())
    seen: set[str] = set()
    waiting = iter(schools)
    while batch := tuple(_checked(islice(waiting, BATCH), year, seen)):
        plans = rows.plans_of(connection, [school.urn for school in batch])
        new = [school for school in batch if school.urn not in plans]
        known = {years.get(year) or next(iter(years.values())): urn for urn, years in plans.items()}
        by_urn = {school.urn: school for school in batch}
        _add(connection, new, year, writer)
        changed = _follow(connection, {plan_id: by_urn[urn] for plan_id, urn in known.items()}, writer)
        done = replace(
            done,
            added=done.added + len(new),
            changed=done.changed + changed,
            unchanged=done.unchanged + len(known) - changed,
        )
        if progress:
            progress(done.added + done.changed + done.unchanged)
    return done


def _checked(schools: Iterable[School], year: str, seen: set[str]) -> Iterator[School]:
    """These schools, certain to be valid, each once."""
    for school in schools:
        valid = _valid(school)
        if valid.urn in seen:
            raise Invalid(
                f"{_plan_id(valid, year)} is there twice. Nothing was imported; please leave one of them out."
            )
        seen.add(valid.urn)
        yield valid


def _valid(school: School) -> School:
    """The school as a new plan begins with it: certain to be valid, under its URN, at version 1. Raises ``Invalid``."""
    # What was never set is the class's own.
    given = {name: value for name, value in school.__dict__.items() if name in school.model_fields_set}
    try:
        return School.model_validate({**given, "id": school.urn, "version": 1})
    except ValidationError as error:
        found = faults_of("school", str(school.urn), error)
        raise Invalid(
            f"{school.name or school.urn}: school, {school.urn}, {found[0].field}: {found[0].sentence} "
            "Nothing was imported.",
            found,
        ) from error


def _plan_id(school: School, year: str) -> str:
    return f"{school.urn}-{first_day(year).year}"


def _add(connection: Connection, schools: Sequence[School], year: str, writer: Writer) -> None:
    ids = [_plan_id(school, year) for school in schools]
    rows.add_plans(connection, [(made, school.urn, year) for made, school in zip(ids, schools, strict=True)])
    edits = [Edit(made, "school", None, school) for made, school in zip(ids, schools, strict=True)]
    _write(connection, edits, writer)


def _follow(connection: Connection, wanted: dict[str, School], writer: Writer) -> int:
    """How many of these plans' schools say something else now. ``wanted`` is by plan id."""
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
    return len(edits)


def _write(connection: Connection, edits: Sequence[Edit], writer: Writer) -> None:
    rows.apply(connection, edits)
    changes.add_changes(
        connection, edits, batch=writer.batch, by=writer.by, by_name=writer.by, at=writer.at, undoes=None
    )
