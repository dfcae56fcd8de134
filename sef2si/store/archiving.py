"""One school's rows of every table, as plain values that JSON can hold, and back into a database that lacks the school.

A table belongs to schools by its column ``plan_id`` or ``urn``; every other table, and what is about how people come
in, stays behind (``STAYS``). Rows of trails are sealed anew where they are put back: their numbers are others there.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, Date, LargeBinary, String, Table, insert, select

from sef2si.store.every import every_table
from sef2si.store.people import accounts, is_passing
from sef2si.store.tables import Exact, Moment, plans
from sef2si.store.trails import Trail

Rows = dict[str, list[dict[str, Any]]]

# Tables that do not go with a school, and why.
STAYS: Mapping[str, str] = {
    "accounts": "People come in to a server; on another one they are invited anew.",
    "memberships": "Who may come in, and as what, is decided on each server.",
    "identities": "By which account at work somebody comes in is decided on each server.",
    "bodies": "Authorities and trusts are kept by whoever runs each server.",
    "body_schools": "Which school is whose is decided on each server.",
    "news_choices": "Whether somebody wants emails of a server is between them and that server.",
    "news_mails": "How somebody is told, and what was sent to them, is between them and each server.",
    "recovery_codes": "They open the doors of this server alone.",
}
# What travels so that seals can be checked, and is not put in: where it goes, all is sealed anew.
_FOR_CHECKING = ("replacements",)
_SEALS = ("seq", "hash", "digest", "salt")


def belongs_by(table: Table) -> str:
    """The column that says which school a row is of; ``""`` for a table that stays behind."""
    if table.name in STAYS or is_passing(table):
        return ""
    if table.name == plans.name:
        return "urn"
    return next((name for name in ("plan_id", "urn") if name in table.c), "")


def school_tables() -> tuple[Table, ...]:
    """Those that hold schools' rows, parents before children."""
    return tuple(table for table in every_table() if belongs_by(table))


def rows_of(connection: Connection, urn: str) -> Rows:
    """All rows of this school, by table, in the order they are put back."""
    found = {}
    for table in school_tables():
        order = [table.c.seq] if "seq" in table.c else [*table.primary_key]
        said = connection.execute(select(table).where(_of_school(table, urn)).order_by(*order)).mappings()
        found[table.name] = [plain for row in said if (plain := _without_accounts(table, dict(row))) is not None]
    return found


def holds_school(connection: Connection, urn: str) -> bool:
    return connection.execute(select(plans.c.id).where(plans.c.urn == urn).limit(1)).first() is not None


def put_rows(connection: Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Put rows into the tables of today, sealed anew."""
    for table in school_tables():
        values = [_typed(table, row) for row in rows.get(table.name, ())]
        if not values or table.name in _FOR_CHECKING:
            continue
        sealed: Trail | None = table.info.get("trail")
        if sealed is not None:
            names = (sealed.chain, *sealed.facts, *sealed.content)
            sealed.add(connection, [[row[name] for name in names] for row in values])
        else:
            connection.execute(insert(table), values)


def put_as_kept(connection: Connection, tables: Mapping[str, Table], rows: Mapping[str, Sequence[Any]]) -> None:
    """Put rows into these tables, of whichever version, as they were kept there: numbers, seals and all."""
    for name, table in tables.items():
        values = [{key: _as_kept(table, key, said) for key, said in row.items()} for row in rows.get(name, ())]
        if values:
            connection.execute(insert(table), values)


def _of_school(table: Table, urn: str) -> Any:
    if belongs_by(table) == "urn":
        return table.c.urn == urn
    return table.c.plan_id.in_(select(plans.c.id).where(plans.c.urn == urn))


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as the table wants them, without numbers and seals of the other database."""
    gone = _SEALS if "trail" in table.info else ("seq",) if table.autoincrement_column is not None else ()
    return {name: _value(table.c[name], said) for name, said in row.items() if name not in gone}


def _without_accounts(table: Table, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row as plain values: accounts stay behind, and so does a row that says nothing without one."""
    found = {name: plain(value) for name, value in row.items()}
    for column in table.columns:
        if any(key.column.table is accounts for key in column.foreign_keys):
            if not column.nullable:
                return None
            found[column.name] = None
    return found


def _as_kept(table: Table, name: str, said: Any) -> Any:
    """A value for this column of whichever version: read as today's column of that name is, but text where it is."""
    if isinstance(table.c[name].type, String):
        return said
    today = next((each for each in every_table() if each.name == table.name and name in each.c), table)
    return _value(today.c[name], said)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _value(column: Column[Any], said: Any) -> Any:
    if said is None:
        return None
    match column.type:
        case LargeBinary():
            return base64.b64decode(said, validate=True)
        case Moment():
            return datetime.fromisoformat(said)
        case Date():
            return date.fromisoformat(said)
        case Exact():
            return Decimal(said)
    return said
