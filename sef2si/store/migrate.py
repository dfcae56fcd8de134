"""Bringing a database up to this program, and leaving it as it was where that fails."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from sef2si.errors import Sef2siError
from sef2si.store.copying import copy_file
from sef2si.store.engine import EVERY_SCHOOL, NO_SCHOOL, is_sqlite, see, writing

_HERE = Path(__file__).resolve().parent / "migrations"
_LOCK = 0x5EF251  # any number, the same in every process: two that start at once migrate one after the other


def migrate(engine: Engine, *, versions: Path = _HERE / "versions") -> Path | None:
    """Bring the database to the newest version; nothing happens where it is there already.

    An older SQLite file is copied first, beside itself, and put back if a migration fails; returns that copy's path.
    PostgreSQL takes a failed migration back by itself. Raises ``Sef2siError`` for a database of a newer program, and
    for a role that does not own the tables.
    """
    backup = None
    config = _config(versions)
    try:
        with writing(engine, NO_SCHOOL) as connection:
            if not is_sqlite(engine):
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            now, newest = _revision(connection, config), ScriptDirectory.from_config(config).get_current_head()
            if now == newest:
                return None
            if now is not None and is_sqlite(engine):
                backup = _copy_of(Path(str(engine.url.database)), now)
            see(connection, EVERY_SCHOOL)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except Exception:
        if backup is not None:
            engine.dispose()
            copy_file(backup, Path(str(engine.url.database)))
        raise
    return backup


def revisions(versions: Path = _HERE / "versions") -> tuple[str, ...]:
    """Every version of the tables there ever was, oldest first."""
    scripts = ScriptDirectory.from_config(_config(versions)).walk_revisions()
    return tuple(script.revision for script in reversed(list(scripts)))


def revision_of(connection: Connection) -> str | None:
    """The version of a database's tables; None where it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def empty_at(engine: Engine, revision: str, versions: Path = _HERE / "versions") -> None:
    """Make the tables of an earlier program in a database that is empty."""
    config = _config(versions)
    with writing(engine, EVERY_SCHOOL) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _config(versions: Path) -> Config:
    config = Config()
    for name, path in (("script_location", _HERE), ("version_locations", versions)):
        config.set_main_option(name, str(path).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")  # a folder's name may hold a space or a colon
    return config


def _revision(connection: Connection, config: Config) -> str | None:
    now = revision_of(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if now is not None and now not in known:
        raise Sef2siError(
            "This database was last used by a newer sef2si than this one. Nothing was changed. "
            "Please update sef2si, or open a copy of the database made before."
        )
    return now


def _copy_of(file: Path, revision: str) -> Path:
    backup = file.with_name(f"{file.name}.before-migration-from-{revision}")
    copy_file(file, backup)
    return backup
