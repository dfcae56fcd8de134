"""Where somebody is named in what is written: found for a person to look at, and taken out where they say so."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import JSON, Connection, LargeBinary, Table, select, update

from sef2si.domain.calling import Sought
from sef2si.domain.holding import ACCOUNTS, Holds
from sef2si.domain.personal import Mention, without
from sef2si.domain.record import LINE_LENGTH, TEXT_LENGTH
from sef2si.store.every import every_table, every_trail
from sef2si.store.people_data import Rows, is_whole, name_columns, of_school, reworded
from sef2si.store.trails import Trail

# What is typed freely of somebody else: a team may be called after a colleague.
_OF_STAFF = ("role", "team")
_NO_TEXT = ("id", "by_name", "closed_by_name")


def mentions(connection: Connection, urn: str, sought: Sought) -> tuple[Mention, ...]:
    """Every text of the school that names somebody so, each record's field once; what says so now comes first."""
    found: dict[str, Mention] = {}
    for each in (*_now(connection, urn, sought), *_earlier(connection, urn, sought)):
        found.setdefault(each.key, each)
    return tuple(
        sorted(found.values(), key=lambda each: (not each.now, each.scope, each.kind, each.record_id, each.field))
    )


def named_rows(connection: Connection, urn: str, sought: Sought, kinds: Collection[str]) -> Rows:
    """Whole records of plans whose box for a name holds theirs: what they lead, what they said they can help with.

    Others may be called the same, so a person has to look.
    """
    found: Rows = {}
    for table in every_table():
        here, beside = of_school(table, urn), name_columns(table)  # whose those are, ``rows_of`` knows better
        boxes = [c.name for c in table.columns if c.info["holds"].sort is Holds.NAMES and c.name not in beside]
        if table.name not in kinds or here is None or not boxes:
            continue
        query = select(table).where(here).order_by(*table.primary_key)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if those := [row for row in rows if any(sought.is_in(_as_text(row[box])) for box in boxes)]:
            found[table.name] = those
    return found


def text_columns(table: Table) -> list[str]:
    """Columns in which anybody may have written anything, and those that hold a name nobody has an account for."""
    named = name_columns(table)
    free = (Holds.WORDS, Holds.NAMES)
    return [
        column.name
        for column in table.columns
        if column.info["holds"].sort in free and column.name not in named and not isinstance(column.type, LargeBinary)
    ]


def _texts(table: Table) -> list[str]:
    """As ``text_columns``, of tables that a school keeps; trails are looked through by themselves."""
    if "trail" in table.info or table.info["kept"].group == ACCOUNTS:
        return []
    found = _OF_STAFF if table.name == "staff" else text_columns(table)
    return [name for name in found if name not in table.primary_key]


def _scope(table: Table) -> str:
    return "plan_id" if "plan_id" in table.primary_key else "urn"


def _place(table: Table, row: Mapping[Any, Any]) -> tuple[str, str, str]:
    """Which plan or school, table and row, as a ``Mention`` says it."""
    scope = _scope(table)
    own = [row[column.name] for column in table.primary_key if column.name != scope]
    return row[scope], table.name, row["id"] if "id" in table.c else "/".join(map(str, own))


def _of_records(trail: Trail) -> bool:
    """Whether it holds records as they were: what was answered to an invitation is a word of ours, no record."""
    return {"before", "after"} <= set(trail.content) and isinstance(trail.table.c.before.type, JSON)


def _kind(row: Mapping[Any, Any]) -> str:
    return str(row["kind"]) if "kind" in row else "staff"


def _now(connection: Connection, urn: str, sought: Sought) -> Iterator[Mention]:
    for table in every_table():
        here, columns = of_school(table, urn), _texts(table)
        if here is None or not columns:
            continue
        for row in connection.execute(select(table).where(here).order_by(*table.primary_key)).mappings():
            for column in columns:
                text = _as_text(row[column])
                if sought.is_in(text):
                    yield Mention(*_place(table, row), column, text, True)


def _earlier(connection: Connection, urn: str, sought: Sought) -> Iterator[Mention]:
    for trail in every_trail():
        here = of_school(trail.table, urn)
        if here is None or not _of_records(trail):
            continue
        for row in connection.execute(select(trail.table).where(here).order_by(trail.table.c.seq)).mappings():
            for said in (row["before"], row["after"]):
                for field, value in (said or {}).items():
                    text, kind = _as_text(value), _kind(row)
                    is_text = field in _OF_STAFF if kind == "staff" else field not in _NO_TEXT
                    if is_text and sought.is_in(text):
                        yield Mention(row[trail.chain], kind, row["record_id"], field, text, False)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""


def take_out(
    connection: Connection, urn: str, confirmed: frozenset[str], sought: Sought, certificate: str
) -> tuple[int, int]:
    """Replace the naming in these texts (``Mention.key``), now and in all that was written before.

    Returns how many texts say otherwise now, and how many rows of trails.
    """
    now = 0
    for table in every_table():
        here, columns = of_school(table, urn), _texts(table)
        # A proposal says again what its plan said: nobody is asked about each.
        whole = [column.name for column in table.columns if is_whole(column)]
        if here is None or not (columns or whole):
            continue
        for row in connection.execute(select(table).where(here)).mappings().all():
            place = "|".join(_place(table, row))
            chosen = [*whole, *(column for column in columns if f"{place}|{column}" in confirmed)]
            said = {column: _without(sought, row[column]) for column in chosen}
            if any(said[column] != row[column] for column in said):
                key = [column == row[column.name] for column in table.primary_key]
                connection.execute(update(table).where(*key).values(said))
                now += len(said.keys() - whole)

    def words(chain: str, row: dict[str, Any]) -> dict[str, Any]:
        before = "|".join((row[chain], _kind(row), row["record_id"]))
        for name in ("before", "after"):
            row[name] = row[name] and {
                field: _without(sought, value) if f"{before}|{field}" in confirmed else value
                for field, value in row[name].items()
            }
        return row

    earlier = 0
    for trail in every_trail():
        if _of_records(trail):
            chain = trail.chain
            earlier += reworded(connection, trail, urn, certificate, words=partial(words, chain))
    return now, earlier


def _without(sought: Sought, value: Any) -> Any:
    if isinstance(value, list):
        return [_without(sought, each) for each in value]
    if isinstance(value, dict):
        return {key: _without(sought, each) for key, each in value.items()}
    if not isinstance(value, str):
        return value
    # What fitted a line fits one afterwards.
    return without(sought, value, LINE_LENGTH if len(value) <= LINE_LENGTH else TEXT_LENGTH)
