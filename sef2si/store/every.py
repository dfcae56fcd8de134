"""All tables there are, whichever module of this folder defines them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from sqlalchemy import Table

import sef2si.store
from sef2si.store.tables import metadata
from sef2si.store.trails import Trail


@cache
def every_table() -> tuple[Table, ...]:
    """Parents before children. Every module of the folder is imported first: a table nobody imported is none."""
    for module in pkgutil.iter_modules(sef2si.store.__path__):
        if not module.ispkg:
            importlib.import_module(f"sef2si.store.{module.name}")
    return tuple(metadata.sorted_tables)


@cache
def every_trail() -> tuple[Trail, ...]:
    """All tables whose rows are sealed."""
    return tuple(table.info["trail"] for table in every_table() if "trail" in table.info)
