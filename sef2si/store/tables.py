"""The tables, derived from the kinds of record, and exact on both databases.

Each kind has one table under its own key, with primary key ``(plan_id, id)``. A link is a foreign key
``(plan_id, <field>)``: the database itself refuses one that leads into another school's plan, or another year's. A link
to many (``activities.need_ids``) is the table ``activity_needs``. A missing parent is NULL, never "".
"""

from __future__ import annotations

import types
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from sef2si.domain.plan import KINDS
from sef2si.domain.record import Record

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Exact(TypeDecorator[Decimal]):
    """A decimal number that comes back to the penny: NUMERIC on PostgreSQL; text on SQLite, which has only floats."""

    impl = Numeric(14, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else Numeric(14, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return Decimal(value) if isinstance(value, str) else value


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware of it on both databases (SQLite keeps no time zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)) if value else None


def _type_of(annotation: Any) -> TypeEngine[Any]:
    """The column type of a field's annotation. Raises ``TypeError`` for one no table can keep."""
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    if hasattr(annotation, "__metadata__"):
        return _type_of(annotation.__origin__)
    if get_origin(annotation) is tuple:
        return JSON()
    for python, column in (
        (bool, Boolean()),
        (int, Integer()),
        (Decimal, Exact()),
        (date, Date()),
        (str, Text()),
    ):
        if isinstance(annotation, type) and issubclass(annotation, python):
            return column
    raise TypeError(f"No column type for {annotation!r}.")


# Columns that came to tables which held rows already: a database wants to know what those rows get.
_ADDED_LATER = {("judgements", "carried_from"): text("''")}


def _table_of(kind: str, cls: type[Record]) -> Table:
    columns: list[Column[Any]] = [
        Column("plan_id", String(40), ForeignKey("plans.id"), primary_key=True),
        Column("id", String(120), primary_key=True),
    ]
    keys: list[ForeignKeyConstraint] = []
    indexes: list[Index] = []
    links = cls.links()
    for name, field in cls.model_fields.items():
        if name == "id" or (kind, name) == ("activities", "need_ids"):
            continue
        if name in links:
            columns.append(Column(name, String(120), nullable=True))
            target = links[name].kind
            keys.append(ForeignKeyConstraint(["plan_id", name], [f"{target}.plan_id", f"{target}.id"]))
            indexes.append(Index(None, "plan_id", name))
        else:
            annotation = field.annotation
            nullable = type(None) in get_args(annotation)
            default = _ADDED_LATER.get((kind, name))
            columns.append(Column(name, _type_of(annotation), nullable=nullable, server_default=default))
    return Table(kind, metadata, *columns, *keys, *indexes)


plans = Table(
    "plans",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("urn", String(10), nullable=False),
    Column("year", String(7), nullable=False),
    UniqueConstraint("urn", "year"),
)

tables: dict[str, Table] = {kind: _table_of(kind, cls) for kind, cls in KINDS.items()}

activity_needs = Table(
    "activity_needs",
    metadata,
    Column("plan_id", String(40), primary_key=True),
    Column("activity_id", String(120), primary_key=True),
    Column("need_id", String(120), primary_key=True),
    Column("position", Integer, nullable=False),
    ForeignKeyConstraint(["plan_id", "activity_id"], ["activities.plan_id", "activities.id"]),
    ForeignKeyConstraint(["plan_id", "need_id"], ["needs.plan_id", "needs.id"]),
    Index(None, "plan_id", "need_id"),
)

# A school's own Word template for a document.
school_templates = Table(
    "school_templates",
    metadata,
    Column("urn", String(10), primary_key=True),
    Column("document", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("by", String(200), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", Moment(), nullable=False),
)

# Which field a heading of the school's own files stands for, as somebody there decided. ``sort`` is plan or calendar.
column_names = Table(
    "column_names",
    metadata,
    Column("urn", String(10), primary_key=True),
    Column("sort", String(20), primary_key=True),
    Column("heading", String(200), primary_key=True),
    Column("field", String(60), nullable=False),
)

# ``seq`` never falls and is never given twice, even after the newest row is gone (sqlite_autoincrement).
changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("batch", String(32), nullable=False),
    Column("plan_id", String(40), ForeignKey("plans.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("record_id", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("by", String(200), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", Moment(), nullable=False),
    Column("before", JSON(none_as_null=True), nullable=True),
    Column("after", JSON(none_as_null=True), nullable=True),
    Column("undoes", String(32), nullable=True),
    Index(None, "plan_id", "kind", "record_id"),
    Index(None, "plan_id", "seq"),
    Index(None, "batch"),
    sqlite_autoincrement=True,
)
