"""Settings from the environment, each with a default that suits one school on one machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """``database``: SQLAlchemy URL (``SEF2SI_DATABASE``). ``frameworks``: folder of a school's own framework files
    (``SEF2SI_FRAMEWORKS``), or None."""

    database: str
    frameworks: Path | None

    @classmethod
    def from_environment(cls) -> Settings:
        """Asked for often, so it is read anew only where the environment says something else."""
        return _settings(os.environ.get("SEF2SI_DATABASE"), os.environ.get("SEF2SI_FRAMEWORKS"))


@cache
def _settings(database: str | None, frameworks: str | None) -> Settings:
    return Settings(
        database=database or f"sqlite:///{Path.home() / 'sef2si.db'}",
        frameworks=Path(frameworks) if frameworks else None,
    )
