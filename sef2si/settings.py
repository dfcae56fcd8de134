"""Settings from the environment, each with a default that suits one school on one machine."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_BESIDE = "SEF2SI_FRAMEWORKS_BESIDE"


@dataclass(frozen=True)
class Settings:
    """``database``: SQLAlchemy URL (``SEF2SI_DATABASE``). ``frameworks``: folder of schools' own framework files, which
    ``SEF2SI_FRAMEWORKS`` names; else it stands beside the database, and is made when first written to. ``mail``: the
    server that letters go through (``SEF2SI_MAIL``), ``""`` for none, and ``mail_from`` whom they come from
    (``SEF2SI_MAIL_FROM``). ``oidc``: the file of providers that people may come in by (``SEF2SI_OIDC``), or None."""

    database: str
    frameworks: Path
    frameworks_named: bool = False
    mail: str = field(default="", repr=False)
    mail_from: str = ""
    oidc: Path | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Asked for often, so it is read anew only where the environment says something else."""
        names = ("SEF2SI_DATABASE", "SEF2SI_FRAMEWORKS", _BESIDE, "SEF2SI_MAIL", "SEF2SI_MAIL_FROM", "SEF2SI_OIDC")
        return _settings(tuple(os.environ.get(name, "") for name in names))

    @property
    def frameworks_to_read(self) -> Path | None:
        """The folder, or None before anything was written to ours; one that somebody named has to be there."""
        return self.frameworks if self.frameworks_named or self.frameworks.is_dir() else None


def frameworks_beside(database: str) -> Path:
    """Where frameworks of one's own stand if nobody names a folder: ``plans-frameworks`` beside ``plans.db``.

    In the home folder for a database that is no file.
    """
    scheme, _, rest = database.partition("://")
    file = rest.partition("?")[0].removeprefix("/") if scheme.partition("+")[0] == "sqlite" else ""
    if not file or file.startswith((":memory:", "file:")):
        return Path.home() / "sef2si-frameworks"
    path = Path(file).absolute()
    return path.with_name(f"{path.stem}-frameworks")


def stand_beside(database: str) -> None:
    """From now on this process and its kernels are on this database, which may not be the environment's."""
    os.environ[_BESIDE] = str(frameworks_beside(database))


@cache
def _settings(said: tuple[str, ...]) -> Settings:
    database, frameworks, beside, mail, mail_from, oidc = said
    url = database or f"sqlite:///{Path.home() / 'sef2si.db'}"
    folder = frameworks or beside
    return Settings(
        database=url,
        frameworks=Path(folder) if folder else frameworks_beside(url),
        frameworks_named=bool(frameworks),
        mail=mail.strip(),
        mail_from=mail_from.strip(),
        oidc=Path(oidc.strip()) if oidc.strip() else None,
    )
