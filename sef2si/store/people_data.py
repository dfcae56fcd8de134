"""Where people are in any table: as whose row it is, as a name beside that, and in what is written.

It follows from how columns are called, so that a new table is found by itself: ``by``, ``…_by``, ``account_id`` and
``person_id`` hold the id of an account, and ``by_name`` is the name of whoever ``by`` is. A test holds tables to that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, Table, or_, select, update

from sef2si.domain.holding import Holds
from sef2si.domain.personal import Mention, without
from sef2si.domain.record import LINE_LENGTH, TEXT_LENGTH
from sef2si.store.every import every_table, every_trail
from sef2si.store.personal import replace_words
from sef2si.store.tables import plans
from sef2si.store.trails import Trail

_WHOSE = re.compile(r"by|.*_by|account_id|person_id")
_SEALS = {"hash", "digest", "salt"}


def whose_columns(table: Table) -> list[str]:
    named = [column for column in table.columns if _WHOSE.fullmatch(column.name)]
    # A priority is to be met “by” a day: that is nobody.
    return [column.name for column in named if column.info["holds"].sort.is_personal]


def name_columns(table: Table) -> dict[str, str]:
    """Column that holds a name -> the column that says whose."""
    names = {f"{column}_name": column for column in whose_columns(table)}
    return {name: column for name, column in names.items() if name in table.c}


def of_school(table: Table, urn: str) -> ColumnElement[bool] | None:
    """The rows that are a school's; None for a table whose rows are nobody's but the person's."""
    if "urn" in table.c:
        return table.c.urn == urn
    if "plan_id" in table.c:
        return table.c.plan_id.in_(select(plans.c.id).where(plans.c.urn == urn))
    return None


def rows_of(
    connection: Connection, urn: str, account_id: str, *, whole: bool, words: bool
) -> dict[str, list[dict[str, Any]]]:
    """Every row that is this account's at the school, by table, without secrets; ``whole``: what is of no school too.

    Without ``words`` what is written in plans is left out. So are files: that somebody put one in is said, not what
    is in it.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for table in every_table():
        mine = [table.c[name] == account_id for name in whose_columns(table)]
        if table.name == "accounts":
            mine = [table.c.id == account_id]
        here = of_school(table, urn)
        if not mine or (here is None and not whole and table.name != "accounts"):
            continue
        shown = [column for column in table.columns if not _hidden(column, words)]
        query = select(*shown).where(or_(*mine), *([here] if here is not None else ()))
        rows = [dict(row) for row in connection.execute(query.order_by(*table.primary_key)).mappings()]
        if rows:
            found[table.name] = rows
    return found


def _hidden(column: Column[Any], words: bool) -> bool:
    sort = column.info["holds"].sort
    return sort is Holds.SECRET or isinstance(column.type, LargeBinary) or (sort is Holds.WORDS and not words)


def put_name(connection: Connection, urn: str, account_id: str, name: str, certificate: str) -> int:
    """This name wherever theirs stands beside what they did at the school; returns in how many rows."""
    count = 0
    trails = {trail.name: trail for trail in every_trail()}
    for table in every_table():
        here = of_school(table, urn)
        if here is None or table.name in trails:
            continue
        for column, whose in name_columns(table).items():
            theirs = here & (table.c[whose] == account_id) & (table.c[column] != name)
            count += connection.execute(update(table).where(theirs).values({column: name})).rowcount
    for trail in trails.values():
        count += reworded(connection, trail, urn, certificate, words=lambda row: _renamed(row, account_id, name))
    return count


def _renamed(row: Mapping[str, Any], account_id: str, name: str) -> dict[str, Any]:
    """The words of a sealed row with this account's name in them, also where a record inside says who it is by."""
    said: dict[str, Any] = {}
    for column, value in row.items():
        if column.endswith("by_name") and row.get(column.removesuffix("_name")) == account_id:
            said[column] = name
        else:
            said[column] = _renamed(value, account_id, name) if isinstance(value, dict) else value
    return said


def reworded(
    connection: Connection,
    trail: Trail,
    urn: str,
    certificate: str,
    *,
    words: Callable[[dict[str, Any]], Mapping[str, Any]],
    where: ColumnElement[bool] | None = None,
) -> int:
    """Put other words into the rows of a school's trail, where ``words(row)`` says other than they do; how many."""
    if not trail.content:
        return 0
    here = of_school(trail.table, urn)
    assert here is not None
    query = select(*(column for column in trail.table.columns if column.name not in _SEALS)).where(here)
    changed = {}
    for row in connection.execute(query if where is None else query.where(where)).mappings().all():
        then = words(dict(row))
        said = {name: then[name] for name in trail.content}
        if any(said[name] != row[name] for name in trail.content):
            changed[row["seq"]] = said
    replace_words(connection, trail, changed, urn=urn, certificate=certificate)
    return len(changed)


# What is written


def mentions(connection: Connection, urn: str, sought: re.Pattern[str]) -> tuple[Mention, ...]:
    """Every text of the school that names somebody so, each record's field once; what says so now comes first."""
    found: dict[str, Mention] = {}
    for each in (*_now(connection, urn, sought), *_earlier(connection, urn, sought)):
        found.setdefault(each.key, each)
    return tuple(
        sorted(found.values(), key=lambda each: (not each.now, each.scope, each.kind, each.record_id, each.field))
    )


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
    """As ``text_columns``, of tables of records that a school keeps; trails are looked through by themselves."""
    if "trail" in table.info or "id" not in table.c or table.name in ("staff", "accounts"):
        return []
    return text_columns(table)


def _scope(table: Table) -> str:
    return "plan_id" if "plan_id" in table.primary_key else "urn"


def _now(connection: Connection, urn: str, sought: re.Pattern[str]) -> Iterator[Mention]:
    for table in every_table():
        here, columns = of_school(table, urn), _texts(table)
        if here is None or not columns:
            continue
        scope = _scope(table)
        for row in connection.execute(select(table).where(here).order_by(*table.primary_key)).mappings():
            for column in columns:
                text = _as_text(row[column])
                if sought.search(text):
                    yield Mention(row[scope], table.name, row["id"], column, text, True)


def _earlier(connection: Connection, urn: str, sought: re.Pattern[str]) -> Iterator[Mention]:
    for trail in every_trail():
        here = of_school(trail.table, urn)
        if here is None or not {"before", "after"} <= set(trail.content) or trail.name == "staff_changes":
            continue
        for row in connection.execute(select(trail.table).where(here).order_by(trail.table.c.seq)).mappings():
            for said in (row["before"], row["after"]):
                # What was answered to an invitation is a word of ours, no record.
                for field, value in said.items() if isinstance(said, dict) else ():
                    text = _as_text(value)
                    if field not in ("id", "by_name", "closed_by_name") and sought.search(text):
                        yield Mention(row[trail.chain], row["kind"], row["record_id"], field, text, False)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""


def take_out(
    connection: Connection, urn: str, confirmed: frozenset[str], sought: re.Pattern[str], certificate: str
) -> tuple[int, int]:
    """Replace the naming in these texts (``Mention.key``), now and in all that was written before.

    Returns how many texts say otherwise now, and how many rows of trails.
    """
    now = 0
    for table in every_table():
        here, columns = of_school(table, urn), _texts(table)
        if here is None or not columns:
            continue
        for row in connection.execute(select(table).where(here)).mappings().all():
            said = {
                column: _without(sought, row[column])
                for column in columns
                if "|".join((row[_scope(table)], table.name, row["id"], column)) in confirmed
            }
            if any(said[column] != row[column] for column in said):
                key = [column == row[column.name] for column in table.primary_key]
                connection.execute(update(table).where(*key).values(said))
                now += len(said)

    def words(chain: str, row: dict[str, Any]) -> dict[str, Any]:
        before = "|".join((row[chain], row["kind"], row["record_id"]))
        for name in ("before", "after"):
            row[name] = row[name] and {
                field: _without(sought, value) if f"{before}|{field}" in confirmed else value
                for field, value in row[name].items()
            }
        return row

    earlier = 0
    for trail in every_trail():
        if {"before", "after"} <= set(trail.content) and "kind" in trail.facts:
            chain = trail.chain
            earlier += reworded(connection, trail, urn, certificate, words=partial(words, chain))
    return now, earlier


def _without(sought: re.Pattern[str], value: Any) -> Any:
    if isinstance(value, list):
        return [_without(sought, each) for each in value]
    if not isinstance(value, str):
        return value
    # What fitted a line fits one afterwards.
    return without(sought, value, LINE_LENGTH if len(value) <= LINE_LENGTH else TEXT_LENGTH)
