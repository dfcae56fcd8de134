"""``backup``, ``restore``, ``check`` and ``drill``: so that nothing is ever lost."""

# ruff: noqa: PLC0415

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import database_option, open_database
from sef2si.errors import Sef2siError
from sef2si.settings import Settings

if TYPE_CHECKING:
    from sef2si.services.checking import Checked

_SHOWN = 20


@click.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="PLACE is a folder: keep this many backups there, the newest.")
@database_option()
def backup(place: Path, keep: int | None, database: str) -> None:
    """Copy the whole database into one file, while people go on working.

    With --keep, PLACE is a folder: the file is named after the day, and older backups there are removed.
    """
    from sef2si.services.backups import back_up, back_up_into

    engine, _ = open_database(database, must_exist=True)
    try:
        gone: tuple[Path, ...] = ()
        frameworks = Settings.from_environment().frameworks_to_read
        if keep is None:
            made = back_up(engine, place, frameworks)
        else:
            made, gone = back_up_into(engine, place, datetime.now(), keep, frameworks)  # noqa: DTZ005 (a name people read)
    finally:
        engine.dispose()
    files = f", {made.files:,} files of schools' own frameworks" if made.files else ""
    click.echo(f"Written to {made.file}: {made.plans:,} plans, {made.changes:,} changes{files}.")
    for file in gone:
        click.echo(f"Removed {file.name}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of what the database holds.")
@database_option()
def restore(file: Path, replace: bool, database: str) -> None:
    """Put a backup back: all of it, or nothing. Stop the server first."""
    from sef2si.services import backups

    engine, _ = open_database(database)
    try:
        found = backups.restore(engine, file, replace=replace, frameworks=Settings.from_environment().frameworks)
    finally:
        engine.dispose()
    click.echo(f"Restored from {file.name}: {_counted(found)}.")


@click.command()
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="FILE", help="A backup: nothing in it was rewritten."
)
@database_option()
def check(database: str, against: Path | None) -> None:
    """Look through the whole database: its file, its links, its chains, and whether records are what changes say."""
    from sef2si.services import checking

    engine, _ = open_database(database, must_exist=True)
    try:
        found = checking.check(engine)
        wrong = [*found.wrong, *(checking.check_against(engine, against) if against else ())]
    finally:
        engine.dispose()
    if wrong:
        more = f"\n… and {len(wrong) - _SHOWN} more." if len(wrong) > _SHOWN else ""
        listed = "\n".join(f"- {sentence}" for sentence in wrong[:_SHOWN])
        raise Sef2siError(f"{len(wrong)} not as it should be:\n{listed}{more}")
    goes_on = f" All that {against.name} holds is still here, as it was written." if against else ""
    click.echo(f"All is well: {_counted(found)}.{goes_on}")


@click.command()
@database_option()
def drill(database: str) -> None:
    """Try a backup before you need it: back up, restore into a temporary place, compare, and clear up."""
    from sef2si.services import backups

    engine, _ = open_database(database, must_exist=True)
    try:
        found = backups.drill(engine)
    finally:
        engine.dispose()
    click.echo(f"A backup made now would bring everything back: {_counted(found)}.")


def _counted(found: Checked) -> str:
    return f"{found.plans:,} plans, {found.records:,} records, {found.changes:,} changes"
