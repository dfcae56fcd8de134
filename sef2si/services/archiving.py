"""Everything a school has, out of one server and into another: checked whole, and put in whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, MetaData, func, select
from sqlalchemy.exc import SQLAlchemyError

from sef2si.domain.people import Deed, Person
from sef2si.errors import Invalid, NotFound
from sef2si.services.access import NO_SCHOOL, permit
from sef2si.services.checking import check
from sef2si.services.keeping import or_unavailable
from sef2si.store import archiving as kept
from sef2si.store.archiving import Rows
from sef2si.store.engine import EVERY_SCHOOL, file_opened, reading, writing
from sef2si.store.migrate import empty_at, migrate, revision_of, revisions

_NOTHING = "Nothing was brought in."


@dataclass(frozen=True)
class Archive:
    """A school's rows by table, as plain values, and the version of the tables that they fit. ``files``: what the
    school keeps beside the database, by name."""

    urn: str
    revision: str
    rows: Rows
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(rows) for name, rows in self.rows.items() if rows}


def take_out(engine: Engine, person: Person | None, urn: str, files: Mapping[str, bytes] | None = None) -> Archive:
    """All of a school's rows, of one moment. No person: whoever runs the server, by command.

    It holds all that is kept about the school's people, so it is for those who see personal data and private notes
    (SEE_PERSONAL_DATA and READ_ALL). Raises ``NotFound``, ``NotAllowed``.
    """
    if person is not None:
        permit(person, Deed.SEE_PERSONAL_DATA, urn)
        permit(person, Deed.READ_ALL, urn)
    with or_unavailable(), reading(engine, urn) as connection:
        if not kept.holds_school(connection, urn):
            raise NotFound(NO_SCHOOL)
        revision = revision_of(connection)
        assert revision is not None
        return Archive(urn, revision, kept.rows_of(connection, urn), dict(files or {}))


def put_in(engine: Engine, archive: Archive) -> dict[str, int]:
    """Put a school into this database, which must not have it. Returns how many rows, by table.

    The archive is first made into a database of its own, brought up to date and checked: seals, links, every record
    against its changes. Raises ``Invalid``; then nothing is put in.
    """
    _refuse_unknown(archive)
    with tempfile.TemporaryDirectory(prefix="sef2si-archive-") as folder, file_opened(Path(folder) / "one.db") as own:
        rows = _brought_up_to_date(own, archive)
        with or_unavailable(), writing(engine, archive.urn) as connection:
            if kept.holds_school(connection, archive.urn):
                raise Invalid(
                    f"School {archive.urn} is here already. {_NOTHING} An archive goes where the school is not yet."
                )
            kept.put_rows(connection, rows)
    return {name: len(each) for name, each in rows.items() if each}


def _refuse_unknown(archive: Archive) -> None:
    if archive.revision not in revisions():
        raise Invalid(f"This archive was made by a newer sef2si than this one. {_NOTHING} Please update sef2si first.")


def _brought_up_to_date(own: Engine, archive: Archive) -> Rows:
    """The archive's rows as the tables of today say them, from a database that holds nothing else."""
    try:
        empty_at(own, archive.revision)
        known = MetaData()
        known.reflect(own)
        tables = {table.name: table for table in known.sorted_tables}
        strange = sorted(archive.counts.keys() - tables.keys())
        if strange:
            raise Invalid(f"This archive holds “{strange[0]}”, which nobody knows here. {_NOTHING}")
        with writing(own, EVERY_SCHOOL) as connection:
            kept.put_as_kept(connection, tables, archive.rows)
        migrate(own)
        found = check(own)
    except (SQLAlchemyError, ValueError, TypeError, KeyError) as error:
        raise Invalid(f"This archive can't be read: its rows don't fit their tables. {_NOTHING}") from error
    if found.wrong:
        raise Invalid(f"This archive is not sound: {found.wrong[0]} {_NOTHING}")
    with reading(own, EVERY_SCHOOL) as connection:
        rows = kept.rows_of(connection, archive.urn)
    if sum(map(len, rows.values())) != _in_all(own):
        raise Invalid(f"This archive holds rows of another school. {_NOTHING}")
    return rows


def _in_all(own: Engine) -> int:
    with reading(own, EVERY_SCHOOL) as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in kept.school_tables()
        )
