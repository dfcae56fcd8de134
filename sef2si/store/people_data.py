"""Where people are in any table: as whose row it is, as a name beside that, and in what is written.

It follows from how columns are called, so that a new table is found by itself: ``by``, ``…_by``, ``account_id``,
``person_id`` and ``member_id`` hold the id of an account or of an entry of the staff register, ``by_name`` is the name
of whoever ``by`` is, and ``email`` somebody's address. A test plants a row in every table and looks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, LargeBinary, Table, or_, select, update

from sef2si.domain.holding import Holds
from sef2si.store.every import every_table, every_trail
from sef2si.store.personal import replace_words
from sef2si.store.tables import plans
from sef2si.store.trails import Trail

_WHOSE = re.compile(r"by|.*_by|account_id|person_id|member_id")
_SEALS = {"hash", "digest", "salt"}


def whose_columns(table: Table) -> list[str]:
    named = [column for column in table.columns if _WHOSE.fullmatch(column.name)]
    # A priority is to be met “by” a day, and an activity “led by” whoever a text says: no id of anybody.
    return [column.name for column in named if column.info["holds"].sort is Holds.ABOUT]


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


Rows = dict[str, list[dict[str, Any]]]
# Rows that are about somebody by another row of theirs: table -> its column, and the tables whose id that is.
_BY_ANOTHER = {
    "invitation_answers": ("invitation_id", ("invitations", "taken_back")),
    "staff_changes": ("record_id", ("staff",)),
}


def rows_of(
    connection: Connection, urn: str, ids: Collection[str], email: str = "", *, whole: bool, words: bool
) -> Rows:
    """Every row that is somebody's at the school, by table, without secrets: ``ids`` are their account and their entry
    of the register, ``email`` the address of the account; ``whole``: what is of no school too.

    Without ``words`` what is written in plans is left out. So are files: that somebody put one in is said, not what
    is in it.
    """
    found: Rows = {}
    for table in every_table():
        here = of_school(table, urn)
        mine: list[ColumnElement[bool]] = [table.c[name].in_(ids) for name in whose_columns(table)]
        if table.name in ("accounts", "staff"):
            mine = [table.c.id.in_(ids)]
        elif email and "email" in table.c:
            mine.append(table.c.email == email)
        if table.name in _BY_ANOTHER:
            mine.append(_by_another(table, urn, ids))
        if not mine or (here is None and not whole and table.name != "accounts"):
            continue
        shown = [column for column in table.columns if not _hidden(column, words) and not is_whole(column)]
        query = select(*shown).where(or_(*mine), *([here] if here is not None else ()))
        rows = [dict(row) for row in connection.execute(query.order_by(*table.primary_key)).mappings()]
        if rows:
            found[table.name] = [_without_others(table, row, ids) for row in rows]
    return found


def _without_others(table: Table, row: dict[str, Any], ids: Collection[str]) -> dict[str, Any]:
    """That they changed somebody else's entry in the register is theirs; what it says is not."""
    others = table.name == "staff_changes" and row["record_id"] not in ids
    return {name: value for name, value in row.items() if not (others and name in ("before", "after"))}


def is_whole(column: Column[Any]) -> bool:
    """Whether it holds a value about many people, of which each is given their own part (``within``)."""
    return column.name == "content" and isinstance(column.type, JSON)


def _by_another(table: Table, urn: str, ids: Collection[str]) -> ColumnElement[bool]:
    column, others = _BY_ANOTHER[table.name]
    found = []
    for named in (table.metadata.tables[other] for other in others):
        whose = [named.c[name] for name in whose_columns(named)] if named.name != "staff" else [named.c.id]
        theirs = or_(*(each.in_(ids) for each in whose))
        found.append(table.c[column].in_(select(named.c.id).where(named.c.urn == urn, theirs)))
    return or_(*found)


def within(connection: Connection, urn: str, ids: Collection[str]) -> Rows:
    """What values that are kept as a whole (settings and proposals of a year) say of somebody, and no more of them."""
    found: Rows = {}
    for table in every_table():
        here = of_school(table, urn)
        whole = [column for column in table.columns if is_whole(column)]
        if here is None or not whole:
            continue
        for row in connection.execute(select(*table.primary_key, *whole).where(here)).mappings():
            said = {column.name: part for column in whole if (part := _part(row[column.name], ids))}
            if said:
                key = {column.name: row[column.name] for column in table.primary_key}
                found.setdefault(table.name, []).append({**key, **said})
    return found


def _part(value: Any, ids: Collection[str]) -> Any:
    """The branches of a value that name one of these ids, with the plain values beside them; None where none does."""
    if isinstance(value, str):
        return value if value in ids else None
    if isinstance(value, list):
        return [part for each in value if (part := _part(each, ids))] or None
    if isinstance(value, dict):
        named = {key: part for key, each in value.items() if (part := each if key in ids else _part(each, ids))}
        beside = {key: each for key, each in value.items() if each is not None and not isinstance(each, list | dict)}
        return {**beside, **named} if named else None
    return None


def _hidden(column: Column[Any], words: bool) -> bool:
    sort = column.info["holds"].sort
    return sort is Holds.SECRET or isinstance(column.type, LargeBinary) or (sort is Holds.WORDS and not words)


def put_name(
    connection: Connection, urn: str, ids: Collection[str], name: str, certificate: str, *, was: str = ""
) -> int:
    """This name wherever theirs stands beside what they did at the school; returns in how many rows.

    ``was`` is what they are called now: all that can be asked of a name that stands beside nobody's id.
    """
    count = 0
    trails = {trail.name: trail for trail in every_trail()}
    for table in every_table():
        here = of_school(table, urn)
        if here is None or table.name in trails:
            continue
        for column, whose in name_columns(table).items():
            theirs = here & table.c[whose].in_(ids) & (table.c[column] != name)
            count += connection.execute(update(table).where(theirs).values({column: name})).rowcount
    for trail in trails.values():
        count += reworded(connection, trail, urn, certificate, words=lambda row: _renamed(row, ids, name, was))
    return count


def _renamed(row: Mapping[str, Any], ids: Collection[str], name: str, was: str) -> dict[str, Any]:
    """The words of a sealed row with this person's name in them, also where a record inside says who it is by."""
    said: dict[str, Any] = {}
    for column, value in row.items():
        whose = row.get(column.removesuffix("_name"), ids if value and value == was else None)
        if column.endswith("by_name") and (whose is ids or whose in ids):
            said[column] = name
        else:
            said[column] = _renamed(value, ids, name, was) if isinstance(value, dict) else value
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
