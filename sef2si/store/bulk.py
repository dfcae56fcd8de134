"""Many rows in one statement. The values are made ready a column at a time: a register is 24,000 schools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Table

_MARKS = {"qmark": "?", "pyformat": "%s", "format": "%s"}


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of Python values, in the order of the columns ``names``. ``JSON`` text is kept as it stands."""
    if not rows:
        return
    dialect = connection.dialect
    columns = [
        _ready(connection, table, name, values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    ]
    quoted = dialect.identifier_preparer
    marks = ", ".join([_MARKS[dialect.paramstyle]] * len(names))
    heads = ", ".join(quoted.quote(name) for name in names)
    # Table and column names of our own, and marks: nothing that anybody typed.
    sql = f"INSERT INTO {quoted.format_table(table)} ({heads}) VALUES ({marks})"  # noqa: S608
    connection.exec_driver_sql(sql, list(zip(*columns, strict=True)))


class Written(str):
    """JSON that is text already."""

    __slots__ = ()


def _ready(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    dialect = connection.dialect
    column = table.c[name].type
    make = column.dialect_impl(dialect).bind_processor(dialect)
    first = values[0]
    if make is None:
        return values
    if isinstance(column, JSON):
        return [value if isinstance(value, Written) else make(value) for value in values]
    if all(value is first for value in values):
        return [make(first)] * len(values)
    return [make(value) for value in values]
