"""Settings from the environment, each with a default that suits one school on one machine."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """``database``: SQLAlchemy URL (``SEF2SI_DATABASE``). ``frameworks``: folder of a school's own framework files
    (``SEF2SI_FRAMEWORKS``), or None. ``mail``: the server that letters go through (``SEF2SI_MAIL``), ``""`` for none,
    and ``mail_from`` whom they come from (``SEF2SI_MAIL_FROM``)."""

    database: str
    frameworks: Path | None
    mail: str = field(default="", repr=False)
    mail_from: str = ""

    @classmethod
    def from_environment(cls) -> Settings:
        """Asked for often, so it is read anew only where the environment says something else."""
        names = ("SEF2SI_DATABASE", "SEF2SI_FRAMEWORKS", "SEF2SI_MAIL", "SEF2SI_MAIL_FROM")
        return _settings(*(os.environ.get(name, "") for name in names))


@cache
def _settings(database: str, frameworks: str, mail: str, mail_from: str) -> Settings:
    return Settings(
        database=database or f"sqlite:///{Path.home() / 'sef2si.db'}",
        frameworks=Path(frameworks) if frameworks else None,
        mail=mail.strip(),
        mail_from=mail_from.strip(),
    )
