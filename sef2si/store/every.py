"""All tables there are, whichever module of this folder defines them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from sqlalchemy import Table

import sef2si.store
from sef2si.store.tables import metadata


@cache
def every_table() -> tuple[Table, ...]:
    """Parents before children. Every module of the folder is imported first: a table nobody imported is none."""
    for module in pkgutil.iter_modules(sef2si.store.__path__):
        if not module.ispkg:
            importlib.import_module(f"sef2si.store.{module.name}")
    return tuple(metadata.sorted_tables)
