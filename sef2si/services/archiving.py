"""Everything a school has, out of one server and into another: checked whole, and put in whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, MetaData, func, select
from sqlalchemy.exc import SQLAlchemyError

from sef2si.domain.notes import Audience
from sef2si.domain.people import COMMAND_LINE, Deed, Held, Person, Role
from sef2si.domain.plan import Plan
from sef2si.domain.sight import Sight
from sef2si.errors import Invalid, NotFound
from sef2si.services.access import NO_SCHOOL, noted, permit
from sef2si.services.checking import check
from sef2si.services.keeping import or_unavailable
from sef2si.services.leaving_out import leave_out
from sef2si.services.noting import hidden_from, sight, without
from sef2si.store import archiving as kept
from sef2si.store import rows
from sef2si.store.archiving import Rows
from sef2si.store.engine import EVERY_SCHOOL, file_opened, reading, writing
from sef2si.store.migrate import empty_at, migrate, revision_of, revisions

BY_COMMAND = "By command"
_NOTHING = "Nothing was brought in."


@dataclass(frozen=True)
class Archive:
    """A school's rows by table, as plain values, and the version of the tables that they fit. ``files``: what the
    school keeps beside the database, by name. ``left_out``: how many private notes are not in it, for they are for
    others than the one who made it, or, ``by_command``, for nobody but whoever wrote them."""

    urn: str
    revision: str
    rows: Rows
    files: Mapping[str, bytes] = field(default_factory=dict)
    left_out: int = 0
    by_command: bool = False

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(rows) for name, rows in self.rows.items() if rows}


def take_out(engine: Engine, person: Person | None, urn: str, files: Mapping[str, bytes] | None = None) -> Archive:
    """All of a school's rows, of one moment. No person: whoever runs the server, by command.

    It holds all that is kept about the school's people, so it is for those who see personal data and private notes
    (SEE_PERSONAL_DATA and READ_ALL). Private notes that are for others, and all that was ever said in them, are left
    out. By command those are that are for nobody but their author: accounts stay behind, so where the school goes
    nobody would be their author, and they never leave that person. Raises ``NotFound``, ``NotAllowed``.
    """
    if person is not None:
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        permit(person, Deed.READ_ALL, urn)
    else:
        noted(COMMAND_LINE, Deed.SEE_PERSONAL_DATA, urn, BY_COMMAND)
        noted(COMMAND_LINE, Deed.READ_ALL, urn, BY_COMMAND)
    with or_unavailable(), reading(engine, urn) as connection:
        if not kept.holds_school(connection, urn):
            raise NotFound(NO_SCHOOL)
        revision = revision_of(connection)
        assert revision is not None
        found = kept.rows_of(connection, urn)
        seen = sight(connection, person or _every_reader(urn), urn)
    left_out = 0
    if seen.ever_hidden:
        found, left_out = notes_left_out(Archive(urn, revision, found), seen)
    return Archive(urn, revision, found, dict(files or {}), left_out, by_command=person is None)


def whole_plans(engine: Engine, urn: str) -> tuple[Plan, ...]:
    """The plans of all years, newest first, with each private note that is for any leader: by command."""
    reader = _every_reader(urn)
    with or_unavailable(), reading(engine, urn) as connection:
        found = (rows.read_plan(connection, plan_id) for plan_id in rows.years_of(connection, urn).values())
        return tuple(without(plan, hidden_from(reader, plan)) for plan in found if plan is not None)


def _every_reader(urn: str) -> Person:
    """All whom a private note may be for besides its author, in one."""
    readers = {each.value for each in Audience}
    held = tuple(Held(urn=urn, role=role) for role in Role if role.value in readers)
    return Person(id="whoever reads an archive", name="", held=held)


def put_in(engine: Engine, archive: Archive) -> dict[str, int]:
    """Put a school into this database, which must not have it. Returns how many rows, by table.

    The archive is first made into a database of its own, brought up to date and checked: seals, links, every record
    against its changes. Raises ``Invalid``; then nothing is put in.
    """
    _refuse_unknown(archive)
    with tempfile.TemporaryDirectory(prefix="sef2si-archive-") as folder, file_opened(Path(folder) / "one.db") as own:
        brought = _brought_up_to_date(own, archive)
        with or_unavailable(), writing(engine, archive.urn) as connection:
            if kept.holds_school(connection, archive.urn):
                raise Invalid(
                    f"School {archive.urn} is here already. {_NOTHING} An archive goes where the school is not yet."
                )
            kept.put_rows(connection, brought)
    return {name: len(each) for name, each in brought.items() if each}


def _refuse_unknown(archive: Archive) -> None:
    if archive.revision not in revisions():
        raise Invalid(f"This archive was made by a newer sef2si than this one. {_NOTHING} Please update sef2si first.")


def _brought_up_to_date(own: Engine, archive: Archive) -> Rows:
    """The archive's rows as the tables of today say them, from a database that holds nothing else."""
    try:
        _put_as_kept(own, archive)
        migrate(own)
        found = check(own)
    except (SQLAlchemyError, ValueError, TypeError, KeyError) as error:
        raise Invalid(f"This archive can't be read: its rows don't fit their tables. {_NOTHING}") from error
    if found.wrong:
        raise Invalid(f"This archive is not sound: {found.wrong[0]} {_NOTHING}")
    with reading(own, EVERY_SCHOOL) as connection:
        found_rows = kept.rows_of(connection, archive.urn)
    if sum(map(len, found_rows.values())) != _in_all(own):
        raise Invalid(f"This archive holds rows of another school. {_NOTHING}")
    return found_rows


def _put_as_kept(own: Engine, archive: Archive) -> None:
    """The archive's rows into a database that holds nothing yet, as the tables of its version have them."""
    empty_at(own, archive.revision)
    known = MetaData()
    known.reflect(own)
    tables = {table.name: table for table in known.sorted_tables}
    strange = sorted(archive.counts.keys() - tables.keys())
    if strange:
        raise Invalid(f"This archive holds “{strange[0]}”, which nobody knows here. {_NOTHING}")
    with writing(own, EVERY_SCHOOL) as connection:
        kept.put_as_kept(connection, tables, archive.rows)


def notes_left_out(archive: Archive, seen: Sight) -> tuple[Rows, int]:
    """The archive's rows without what is not for this person, and how many notes that are.

    It is done in a database of its own, as words are always taken out of a trail: that there were changes stays, the
    words go, and the archive still passes every check where it is brought in.
    """
    with tempfile.TemporaryDirectory(prefix="sef2si-archive-") as folder, file_opened(Path(folder) / "one.db") as own:
        _put_as_kept(own, archive)
        with writing(own, EVERY_SCHOOL) as connection:
            left_out = leave_out(connection, seen)
        with reading(own, EVERY_SCHOOL) as connection:
            return kept.rows_of(connection, archive.urn), left_out


def _in_all(own: Engine) -> int:
    with reading(own, EVERY_SCHOOL) as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in kept.school_tables()
        )
