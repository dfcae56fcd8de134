"""What a school keeps beside its plans: its own Word templates, and what the headings of its files stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from sef2si.store.tables import column_names, school_templates


class KeptTemplate(NamedTuple):
    """A school's own template of one document: its file name, who put it in, and when."""

    document: str
    name: str
    by_name: str
    at: datetime


def template(connection: Connection, urn: str, document: str) -> bytes | None:
    here = (school_templates.c.urn == urn) & (school_templates.c.document == document)
    return connection.execute(select(school_templates.c.content).where(here)).scalar()


def templates(connection: Connection, urn: str) -> tuple[KeptTemplate, ...]:
    """All of a school's templates, by document, without their contents."""
    columns = (school_templates.c[name] for name in KeptTemplate._fields)
    found = connection.execute(select(*columns).where(school_templates.c.urn == urn))
    return tuple(sorted(KeptTemplate(*row) for row in found))


def keep_template(
    connection: Connection, urn: str, document: str, *, name: str, content: bytes, by: str, by_name: str, at: datetime
) -> None:
    """The template of this document, in place of the one there was."""
    row = {"urn": urn, "document": document, "name": name, "content": content, "by": by, "by_name": by_name, "at": at}
    _upsert(connection, school_templates, [row])


def remove_template(connection: Connection, urn: str, document: str) -> None:
    here = (school_templates.c.urn == urn) & (school_templates.c.document == document)
    connection.execute(delete(school_templates).where(here))


def names_of(connection: Connection, urn: str, sort: str) -> dict[str, str]:
    """Heading, as it was kept -> field."""
    here = (column_names.c.urn == urn) & (column_names.c.sort == sort)
    found = connection.execute(select(column_names.c.heading, column_names.c.field).where(here))
    return {row.heading: row.field for row in found}


def remember_names(connection: Connection, urn: str, sort: str, names: Mapping[str, str]) -> None:
    rows = [{"urn": urn, "sort": sort, "heading": heading, "field": field} for heading, field in names.items()]
    if rows:
        _upsert(connection, column_names, rows)


def forget_names(connection: Connection, urn: str, sort: str) -> None:
    connection.execute(delete(column_names).where((column_names.c.urn == urn) & (column_names.c.sort == sort)))


def _upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Two people who keep the same thing at the same moment: the later one stays, and neither is refused."""
    made = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    rest = {column.name: made.excluded[column.name] for column in table.columns if column.name not in keys}
    connection.execute(made.on_conflict_do_update(index_elements=keys, set_=rest), list(rows))
