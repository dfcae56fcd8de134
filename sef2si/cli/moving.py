"""``archive`` and ``import archive``: everything a school has, from one server to another."""

# ruff: noqa: PLC0415

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sef2si.cli.shared import database_option, open_database, plans_of, typed_urn
from sef2si.errors import Invalid


@click.command()
@click.argument("urn", callback=typed_urn)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@database_option()
def archive(urn: str, file: Path | None, database: str) -> None:
    """Take everything a school has out into one file, as JSON and CSV; another server takes it in.

    It holds names, and the private notes that are for any of the school's leaders: please keep it safe. Accounts stay
    behind, and with them the notes that are for nobody but their author.
    """
    from sef2si.documents.archive import pack
    from sef2si.documents.frameworks_carried import files_of
    from sef2si.services.access import is_for
    from sef2si.services.archiving import take_out, whole_plans

    place = file or Path(f"sef2si-{urn}-{date.today().isoformat()}.zip")
    if place.exists():
        raise Invalid(f"{place.name} is there already. Please choose another name.")
    engine, planner = open_database(database, must_exist=True)
    try:
        with planner.access_log.watching(), is_for("sef2si archive"):
            plans_of(planner, urn)  # says what to do where there is none
            plans = whole_plans(engine, urn)
            taken = take_out(engine, None, urn, files_of(urn))
            planner.access_log.flush()  # the school's log has it before there is a file
    finally:
        engine.dispose()
    place.write_bytes(pack(taken, plans, date.today()))
    place.chmod(0o600)
    years = "1 year" if len(plans) == 1 else f"{len(plans)} years"
    click.echo(f"Written to {place}: {years}, {sum(taken.counts.values()):,} rows.")
    if taken.left_out:
        click.echo(
            f"Private notes left out, for they are for nobody but whoever wrote them: {taken.left_out}. Where they "
            "should go along, please ask the school's leaders to tick somebody else who sees them, or to copy them."
        )


@click.command("archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_option()
def import_archive(file: Path, database: str) -> None:
    """Take in everything a school had on another server. The school must not be here yet."""
    from sef2si.documents.archive import unpack
    from sef2si.documents.frameworks_carried import check_files, put_files
    from sef2si.services.archiving import put_in

    brought = unpack(file.name, file.read_bytes())
    engine, _ = open_database(database)
    try:
        check_files(brought.urn, brought.files)
        counts = put_in(engine, brought)
        put_files(brought.urn, brought.files)
    finally:
        engine.dispose()
    click.echo(f"School {brought.urn} is here now: {sum(counts.values()):,} rows. Please invite its people.")
