"""``demo``, ``serve`` and ``migrate``: what runs, and what it runs on."""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sef2si.cli.shared import database_option, open_database
from sef2si.errors import Unavailable
from sef2si.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8866,
    show_default=True,
    help="Port; 0 takes a free one.",
)


@click.command()
@_host
@_port
@database_option(own="a new one each time")
def demo(host: str, port: int, database: str | None) -> None:
    """Try sef2si with four invented schools, on this computer alone.

    Starts afresh each time; with --database, the samples are put into it and what you write is kept there.
    """
    from sef2si.server.safety import refuse_unsafe

    refuse_unsafe(host=host, demo=True)
    if database:
        return _run_demo(host, port, database, fresh=False)
    with tempfile.TemporaryDirectory(prefix="sef2si-demo-") as folder:
        return _run_demo(host, port, f"sqlite:///{Path(folder) / 'demo.db'}", fresh=True)


def _run_demo(host: str, port: int, database: str, *, fresh: bool) -> None:
    from sef2si.cli.bringing import bring_samples
    from sef2si.documents.samples import read_people, read_sharing
    from sef2si.server.app import serve_demo
    from sef2si.server.demo_people import DemoPeople

    engine, planner = open_database(database)
    try:
        bring_samples(planner, read_people())
        planner.sharings.begin(read_sharing())
        people = DemoPeople(engine)
        serve_demo(planner, host=host, port=port, people=people, fresh=fresh, ready=_say_ready)
    finally:
        engine.dispose()


def _say_ready(address: str) -> None:
    click.echo(f"sef2si is ready: {address}\nPress Ctrl+C to stop.")


@click.command()
@_host
@_port
@click.option(
    "--public-url",
    metavar="URL",
    default="",
    help="The https address people type, where a web server in front of this one speaks https.",
)
@click.option(
    "--backups",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Make a backup of everything here once a day, best on another disk.",
)
@click.option(
    "--pages",
    type=click.IntRange(1),
    default=60,
    show_default=True,
    help="How many pages may be open at once, over all people: each takes about 60 MB of memory.",
)
@click.option("--keep", type=click.IntRange(1), default=30, show_default=True, help="How many of them to keep.")
@database_option()
def serve(host: str, port: int, *, public_url: str, backups: Path | None, pages: int, keep: int, database: str) -> None:
    """Serve schools' own plans to people with accounts. The first start prints a link to make the first account."""
    from sef2si.server.safety import refuse_unsafe

    refuse_unsafe(host=host, demo=False, public_url=public_url)

    from sef2si.domain.accounts import link_path
    from sef2si.server.app import serve as run
    from sef2si.server.backing import DailyBackups
    from sef2si.services.accounts import Accounts
    from sef2si.services.mail import Mailer
    from sef2si.services.outside.providers import read_providers
    from sef2si.services.sessions import StoredSessions

    settings = Settings.from_environment()
    mailer = Mailer.from_settings(settings)
    providers = read_providers(settings.oidc, os.environ) if settings.oidc else ()
    engine, planner = open_database(database)
    _look_at_role(engine, backups)

    def ready(address: str) -> None:
        _say_ready(public_url or address)
        if accounts.is_empty():
            link = (public_url or address).rstrip("/") + link_path(accounts.first_link())
            click.echo(f"Nobody has an account yet. Make the first one here, within 24 hours: {link}")

    try:
        accounts = Accounts(engine)
        stored = StoredSessions(engine, accounts)
        daily = (
            DailyBackups(engine, backups, keep, lambda: Settings.from_environment().frameworks_to_read)
            if backups
            else None
        )
        run(
            planner,
            accounts,
            stored,
            host=host,
            port=port,
            public_url=public_url,
            mailer=mailer,
            providers=providers,
            backups=daily,
            capacity=pages,
            ready=ready,
        )
    finally:
        engine.dispose()


def _look_at_role(engine: Engine, backups: Path | None) -> None:
    """On PostgreSQL: does the server connect as it should? Raises ``Unavailable`` where it can't do what is asked."""
    from sef2si.store.engine import is_sqlite, sees_every_school

    every = sees_every_school(engine)
    if backups and not every:
        engine.dispose()
        raise Unavailable(
            "The database lets this role see one school at a time, as it should, so the server can't back up every "
            "school. Please leave --backups out, and let “sef2si backup” run each night as the role that owns the "
            "tables; docs/postgresql.md says how."
        )
    if every and not is_sqlite(engine):
        click.echo(
            "The server's role owns the tables of the database. Another one would keep schools apart more surely: "
            "docs/postgresql.md says how.",
            err=True,
        )


def _frameworks() -> Path | None:
    return Settings.from_environment().frameworks_to_read


@click.command()
@database_option()
def migrate(database: str) -> None:
    """Bring the database up to this version of sef2si. Nothing happens where it is there already."""
    engine, _ = open_database(database)
    engine.dispose()
    click.echo("The database is up to date.")
