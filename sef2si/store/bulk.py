"""Many rows in one statement. The values are made ready a column at a time: a register is 24,000 schools."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Connection, Dialect, LargeBinary, Table, Text

_MARKS = {"qmark": "?", "pyformat": "%s", "format": "%s"}
_MANY = 50
_BITS = {None: None, False: 0, True: 1}


def insert_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    written: Collection[str] = (),
) -> None:
    """Insert rows of Python values, in the order of the columns ``names``; those of ``written`` hold JSON as text."""
    if rows:
        insert_columns(connection, table, dict(zip(names, zip(*rows, strict=True), strict=True)), written=written)


def insert_columns(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], *, written: Collection[str] = ()
) -> None:
    """The same, given column by column: as many values of each as there are rows, one at least."""
    dialect = connection.dialect
    marks: list[str] = []
    bound: list[Sequence[Any]] = []
    for name, values in columns.items():
        alike = _alike(values)
        marks.append(alike or _MARKS[dialect.paramstyle])
        if not alike:
            bound.append(values if name in written else _ready(dialect, table, name, values))
    quoted = dialect.identifier_preparer
    heads = ", ".join(quoted.quote(name) for name in columns)
    # Names of our own tables, marks, numbers and blanks: nothing that anybody typed.
    sql = f"INSERT INTO {quoted.format_table(table)} ({heads}) VALUES ({', '.join(marks)})"  # noqa: S608
    connection.exec_driver_sql(sql, list(zip(*bound, strict=True)))


def rows_where(
    connection: Connection, table: Table, names: Sequence[str], column: str, values: Sequence[str]
) -> list[tuple[Any, ...]]:
    """These columns, of text, of the rows whose ``column`` is one of ``values``."""
    if not values:
        return []
    quoted = connection.dialect.identifier_preparer
    heads = ", ".join(quoted.quote(name) for name in names)
    marks = ", ".join([_MARKS[connection.dialect.paramstyle]] * len(values))
    sql = f"SELECT {heads} FROM {quoted.format_table(table)} WHERE {quoted.quote(column)} IN ({marks})"  # noqa: S608
    return [tuple(row) for row in connection.exec_driver_sql(sql, tuple(values))]


def _alike(values: Sequence[Any]) -> str:
    """The SQL of what all of many rows leave blank, or of the whole number that all of them say; else ""."""
    first = values[0]
    if len(values) < _MANY or not (first is None or type(first) is int or first == ""):
        return ""
    if values.count(first) < len(values):
        return ""
    return "NULL" if first is None else "''" if first == "" else str(first)


def _ready(dialect: Dialect, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    column = table.c[name].type
    if isinstance(column, LargeBinary):
        # SQLite's driver takes a bytearray as it is, and looks for an adapter for anything else.
        return list(map(bytearray, values)) if dialect.name == "sqlite" else values
    if isinstance(column, Boolean) and not dialect.supports_native_boolean:
        return list(map(_BITS.__getitem__, values))
    if isinstance(column, Text):
        # Drivers are quicker with what is text and nothing more than with a member of an enumeration.
        return values if type(values[0]) is str else [None if value is None else str(value) for value in values]
    make = column.dialect_impl(dialect).bind_processor(dialect)
    if make is None:
        return values
    if values.count(values[0]) == len(values):
        return [make(values[0])] * len(values)
    return [make(value) for value in values]
