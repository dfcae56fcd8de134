"""The tables, derived from the kinds of record, and exact on both databases.

Each kind has one table under its own key, with primary key ``(plan_id, id)``. A link is a foreign key
``(plan_id, <field>)``: the database itself refuses one that leads into another school's plan, or another year's. A link
to many (``activities.need_ids``) has a table of its own, and so has one that came to a table which held rows already
(``LINK_TABLES``). A missing parent is NULL, never "".
"""

from __future__ import annotations

import types
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Union, get_args, get_origin

from sqlalchemy import (
    JSON,
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
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import TypeEngine

from sef2si.domain.holding import PLANS, TRAIL, Holds, holds, kept
from sef2si.domain.notes import ALL_LEADERS
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Record
from sef2si.store.holding import OF_KINDS, of_field
from sef2si.store.trails import number_column, sealed_columns, trail

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


_PLAIN = holds(Holds.NOTHING)


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


def column_type(annotation: Any) -> TypeEngine[Any]:
    """The column type of a field's annotation. Raises ``TypeError`` for one no table can keep."""
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    if hasattr(annotation, "__metadata__"):
        return column_type(annotation.__origin__)
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


class NoValues(ColumnElement[Any]):
    """The default of a column that holds several values: none."""

    inherit_cache = True


@compiles(NoValues)
def _no_values(element: NoValues, compiler: Any, **more: Any) -> str:
    return "'[]'"


@compiles(NoValues, "postgresql")
def _no_values_on_postgresql(element: NoValues, compiler: Any, **more: Any) -> str:
    return "'[]'::json"


class AllLeaders(NoValues):
    """The default of the audience of notes that were there before they had one."""

    inherit_cache = True


_ALL_LEADERS = str([each.value for each in ALL_LEADERS]).replace("'", '"')


@compiles(AllLeaders)
def _all_leaders(element: AllLeaders, compiler: Any, **more: Any) -> str:
    return f"'{_ALL_LEADERS}'"


@compiles(AllLeaders, "postgresql")
def _all_leaders_on_postgresql(element: AllLeaders, compiler: Any, **more: Any) -> str:
    return f"'{_ALL_LEADERS}'::json"


# Columns that came to tables which held rows already: a database wants to know what those rows get.
_ADDED_LATER: dict[tuple[str, str], Any] = {
    ("judgements", "carried_from"): text("''"),
    ("school", "contexts"): NoValues(),
    ("needs", "hints_ignored"): NoValues(),
    ("activities", "hints_ignored"): NoValues(),
    ("expertise", "paper_how"): text("''"),
    ("activities", "option"): text("''"),
    ("activities", "chosen_why"): text("''"),
    ("notes", "audience"): AllLeaders(),
    ("notes", "by"): text("''"),
    ("notes", "by_name"): text("''"),
}
# Links that have a table of their own: the fields of those that hold several, and one that was added later.
_LINKED_APART = {
    ("activities", "need_ids"),
    ("activities", "offer_id"),
    ("offers", "need_ids"),
    ("notes", "judgement_id"),
}


def _table_of(kind: str, cls: type[Record]) -> Table:
    columns: list[Column[Any]] = [
        Column("plan_id", String(40), ForeignKey("plans.id"), primary_key=True, info=_PLAIN),
        Column("id", String(120), primary_key=True, info=_PLAIN),
    ]
    keys: list[ForeignKeyConstraint] = []
    indexes: list[Index] = []
    links = cls.links()
    for name, field in cls.model_fields.items():
        if name == "id" or (kind, name) in _LINKED_APART:
            continue
        if name in links:
            columns.append(Column(name, String(120), nullable=True, info=of_field(cls, name)))
            target = links[name].kind
            keys.append(ForeignKeyConstraint(["plan_id", name], [f"{target}.plan_id", f"{target}.id"]))
            indexes.append(Index(None, "plan_id", name))
        else:
            annotation = field.annotation
            nullable = type(None) in get_args(annotation)
            default = _ADDED_LATER.get((kind, name))
            said = of_field(cls, name)
            columns.append(Column(name, column_type(annotation), nullable=nullable, server_default=default, info=said))
    return Table(kind, metadata, *columns, *keys, *indexes, info=OF_KINDS.get(kind))


plans = Table(
    "plans",
    metadata,
    Column("id", String(40), primary_key=True, info=_PLAIN),
    Column("urn", String(10), nullable=False, info=_PLAIN),
    Column("year", String(7), nullable=False, info=_PLAIN),
    UniqueConstraint("urn", "year"),
    info=kept(
        group=PLANS,
        what="Which years a school has a plan of.",
        why="So that each year's plan can be found.",
        seen_by="Whoever may read the school's plan.",
        how_long="As long as the school is on this server.",
    ),
)

tables: dict[str, Table] = {kind: _table_of(kind, cls) for kind, cls in KINDS.items()}


def _link_table(name: str, own: tuple[str, str], other: tuple[str, str], *, what: str, why: str) -> Table:
    """Which record is linked to which other: ``own`` and ``other`` are each a kind and the column of its ids."""
    return Table(
        name,
        metadata,
        Column("plan_id", String(40), primary_key=True, info=_PLAIN),
        Column(own[1], String(120), primary_key=True, info=_PLAIN),
        Column(other[1], String(120), primary_key=True, info=_PLAIN),
        Column("position", Integer, nullable=False, info=_PLAIN),
        *(
            ForeignKeyConstraint(["plan_id", column], [f"{kind}.plan_id", f"{kind}.id"])
            for kind, column in (own, other)
        ),
        Index(None, "plan_id", other[1]),
        info=kept(
            group=PLANS,
            what=what,
            why=why,
            seen_by="Whoever may read the school's plan.",
            how_long="As long as the school keeps the plan of that year.",
        ),
    )


_ACTIVITY, _NEED, _OFFER = ("activities", "activity_id"), ("needs", "need_id"), ("offers", "offer_id")
_NOTE, _JUDGEMENT = ("notes", "note_id"), ("judgements", "judgement_id")
note_judgements = _link_table(
    "note_judgements",
    _NOTE,
    _JUDGEMENT,
    what="Which judgement a private note stands beside.",
    why="So that a note is found where it was written.",
)
activity_needs = _link_table(
    "activity_needs",
    _ACTIVITY,
    _NEED,
    what="Which training meets which need.",
    why="So that the school sees whether every need is met.",
)
activity_offers = _link_table(
    "activity_offers",
    _ACTIVITY,
    _OFFER,
    what="Which offer an activity was made from.",
    why="So that what was chosen can be planned, and looked at again.",
)
offer_needs = _link_table(
    "offer_needs",
    _OFFER,
    _NEED,
    what="Which need an offer could meet.",
    why="So that for each need the ways to meet it can be weighed.",
)


class LinkTable(NamedTuple):
    """Where a field's links are kept: the table, the column of the record's own id, and that of the other's."""

    table: Table
    own: str
    other: str


LINK_TABLES: dict[tuple[str, str], LinkTable] = {
    ("notes", "judgement_id"): LinkTable(note_judgements, "note_id", "judgement_id"),
    ("activities", "need_ids"): LinkTable(activity_needs, "activity_id", "need_id"),
    ("activities", "offer_id"): LinkTable(activity_offers, "activity_id", "offer_id"),
    ("offers", "need_ids"): LinkTable(offer_needs, "offer_id", "need_id"),
}

# A school's own Word template for a document.
school_templates = Table(
    "school_templates",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("document", String(40), primary_key=True, info=_PLAIN),
    Column("name", Text, nullable=False, info=holds(Holds.WORDS, "file name")),
    Column("content", LargeBinary, nullable=False, info=holds(Holds.WORDS, "the template")),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who put it in")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who put it in")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    info=kept(
        group=PLANS,
        what="The school's own Word templates for its documents, and who put them in.",
        why="So that documents look like the school's own.",
        seen_by="Whoever may take documents of the school away.",
        how_long="Until somebody at the school takes them out.",
    ),
)

# Which field a heading of the school's own files stands for, as somebody there decided. ``sort`` is plan or calendar.
column_names = Table(
    "column_names",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("sort", String(20), primary_key=True, info=_PLAIN),
    Column("heading", String(200), primary_key=True, info=holds(Holds.WORDS, "heading")),
    Column("field", String(60), nullable=False, info=_PLAIN),
    info=kept(
        group=PLANS,
        what="What the headings of the school's own files stand for.",
        why="So that the next file of the same sort need not be explained again.",
        seen_by="Whoever may change the plan.",
        how_long="As long as the school is on this server, or until 500 newer ones are remembered.",
    ),
)

# What was done to plans, sealed plan by plan (store.trails).
changes = Table(
    "changes",
    metadata,
    number_column(),
    Column("batch", String(32), nullable=False, info=_PLAIN),
    Column("plan_id", String(40), ForeignKey("plans.id"), nullable=False, info=_PLAIN),
    Column("kind", String(40), nullable=False, info=_PLAIN),
    Column("record_id", String(120), nullable=False, info=_PLAIN),
    Column("version", Integer, nullable=False, info=_PLAIN),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who wrote it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who wrote it")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("before", JSON(none_as_null=True), nullable=True, info=holds(Holds.WORDS, "what stood there before")),
    Column("after", JSON(none_as_null=True), nullable=True, info=holds(Holds.WORDS, "what stood there afterwards")),
    Column("undoes", String(32), nullable=True, info=_PLAIN),
    *sealed_columns(),
    Index(None, "plan_id", "kind", "record_id"),
    Index(None, "plan_id", "seq"),
    Index(None, "batch"),
    sqlite_autoincrement=True,
    info=kept(
        group=TRAIL,
        what="Every change to a plan: who made it, when, and what stood there before and afterwards.",
        why="So that nothing is lost, a change can be taken back, and what was said can be trusted.",
        seen_by="The school's leaders.",
        how_long="As long as the school keeps the plan of that year.",
    ),
)

# Whoever writes a plan has its row locked.
CHANGES = trail(
    changes,
    chain="plan_id",
    facts=("batch", "kind", "record_id", "version", "by", "at", "undoes"),
    content=("by_name", "before", "after"),
    lock=False,
)
