"""Copies of the whole database: made while people write, put back whole or not at all, and tried before the need.

A backup is an ordinary sef2si database in one SQLite file, whichever database it was made from: it can be opened as
it is, and put back into either sort.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.exc import DatabaseError

from sef2si.errors import Invalid, Sef2siError
from sef2si.services import backup_files
from sef2si.services.checking import Checked, check
from sef2si.services.keeping import or_unavailable
from sef2si.store.copying import copy_file, copy_rows, digests, empty_tables, forget_passing
from sef2si.store.engine import EVERY_SCHOOL, file_opened, is_sqlite, reading, writing
from sef2si.store.migrate import migrate
from sef2si.store.people import accounts
from sef2si.store.tables import plans

_DATED = re.compile(r"sef2si-\d{8}-\d{6}\.db")
_NOT_RESTORED = "Nothing was restored."


@dataclass(frozen=True)
class Backup:
    """One backup: where it is, and how many plans, changes and files of frameworks it holds."""

    file: Path
    plans: int
    changes: int
    files: int = 0


def back_up(engine: Engine, file: Path, frameworks: Path | None = None) -> Backup:
    """Copy one moment of the database into a new file, which appears only once it is whole.

    People may go on writing: what was acknowledged before the start is in it. Sessions and links are not.
    ``frameworks``: the folder of schools' own, whose files go with it.
    Raises ``Invalid`` where the file is there already, ``OSError`` where it can't be written.
    """
    if file.exists():
        raise Invalid(
            f"{file.name} is there already, and a backup never writes over another. Please choose a new name."
        )
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)  # plans hold what schools say of themselves: for their owner's eyes alone
        with file_opened(part) as copy:
            _copied(engine, part, copy)
            found = check(copy)
        if found.wrong:
            raise Sef2siError(
                f"{found.wrong[0]} The copy was not kept, for it would not be sound. “sef2si check” says what is wrong."
            )
        forget_passing(part)
        files = backup_files.put_in(part, frameworks)
        _on_disk(part)
        part.replace(file)
        _on_disk(file.parent)
    finally:
        part.unlink(missing_ok=True)
    return Backup(file, found.plans, found.changes, files)


def _copied(engine: Engine, file: Path, copy: Engine) -> None:
    """One moment of the database. A SQLite file is copied by SQLite, which makes nobody wait; rows only from others."""
    if is_sqlite(engine):
        copy_file(Path(str(engine.url.database)), file)
        return
    migrate(copy)
    with or_unavailable(), reading(engine, EVERY_SCHOOL) as source, writing(copy, EVERY_SCHOOL) as target:
        copy_rows(source, target)
        if digests(source) != digests(target):
            raise Sef2siError("The copy is not what the database holds, so it was not kept. Please try again.")


def back_up_into(
    engine: Engine, folder: Path, now: datetime, keep: int, frameworks: Path | None = None
) -> tuple[Backup, tuple[Path, ...]]:
    """A backup named after the day and time, and away with the oldest such beyond ``keep``; other files stay."""
    folder.mkdir(parents=True, exist_ok=True)
    made = back_up(engine, folder / f"sef2si-{now:%Y%m%d-%H%M%S}.db", frameworks)
    dated = backups_in(folder)
    gone = tuple(dated[: max(0, len(dated) - keep)])
    for file in gone:
        file.unlink()
    return made, gone


def backups_in(folder: Path) -> list[Path]:
    """The dated backups of a folder, oldest first; none where it is not there yet."""
    return sorted(file for file in folder.iterdir() if _DATED.fullmatch(file.name)) if folder.is_dir() else []


def made_at(file: Path) -> datetime:
    """When a dated backup was made, in the clock its name was written by."""
    return datetime.strptime(file.stem, "sef2si-%Y%m%d-%H%M%S")  # noqa: DTZ007 (a name people read, in local time)


def restore(engine: Engine, file: Path, *, replace: bool = False, frameworks: Path | None = None) -> Checked:
    """Put a backup into the database: all of it, or nothing. An older backup is brought up to date in a copy first.

    ``frameworks``: the folder that the files of schools' own go back to. A database that holds plans or people is
    refused unless ``replace``. Raises ``Invalid`` for what is no sound backup.
    """
    with (
        _sound_copy(file) as (copy, found),
        or_unavailable(),
        reading(copy, EVERY_SCHOOL) as source,
        writing(engine, EVERY_SCHOOL) as target,
    ):
        there = [word for table, word in ((plans, "plans"), (accounts, "people")) if _holds(target, table)]
        if there:
            if not replace:
                raise Invalid(
                    f"This database holds {' and '.join(there)} already. Please give an empty one with "
                    f"--database, or say --replace to put the backup in their place. {_NOT_RESTORED}"
                )
            empty_tables(target)
        copy_rows(source, target)
        if digests(source) != digests(target):
            raise Sef2siError(f"What was put back is not what the backup holds. {_NOT_RESTORED}")
        if frameworks is not None:
            # Before the rows are kept for good: where a file can't be written, nothing is.
            backup_files.put_back(file, frameworks)
    return found


def _holds(connection: Connection, table: Table) -> bool:
    return connection.execute(select(table).limit(1)).first() is not None


def drill(engine: Engine) -> Checked:
    """Back up, restore into a temporary place, compare and check: proof, before it is needed, that it would work."""
    with tempfile.TemporaryDirectory(prefix="sef2si-drill-") as folder:
        made = back_up(engine, Path(folder) / "backup.db")
        with file_opened(Path(folder) / "restored.db") as restored, file_opened(made.file) as backup:
            migrate(restored)
            found = restore(restored, made.file)
            with reading(backup, EVERY_SCHOOL) as one, reading(restored, EVERY_SCHOOL) as other:
                if digests(one) != digests(other):
                    raise Sef2siError(
                        "What came back is not what was backed up. Please ask for help before you rely on it."
                    )
    return found


@contextmanager
def _sound_copy(file: Path) -> Iterator[tuple[Engine, Checked]]:
    """A temporary copy of a backup, brought up to date and found sound: the backup itself is never written to."""
    if not file.is_file():
        raise Invalid(f"There is no file {file.name}. {_NOT_RESTORED}")
    with tempfile.TemporaryDirectory(prefix="sef2si-restore-") as folder:
        place = Path(folder) / "copy.db"
        shutil.copyfile(file, place)
        with file_opened(place) as copy:
            try:
                migrate(copy)
                found = check(copy)
            except DatabaseError as error:
                raise Invalid(f"{file.name} is not a backup of sef2si. {_NOT_RESTORED}") from error
            if found.wrong:
                raise Invalid(f"{file.name} is not sound: {found.wrong[0]} {_NOT_RESTORED}")
            yield copy, found


def _on_disk(path: Path) -> None:
    """Wait until it would survive a power cut; a folder can be asked on systems that know how."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
