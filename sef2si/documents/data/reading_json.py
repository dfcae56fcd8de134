"""Our own JSON read back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sef2si.documents.data.brought import FilePlan, told_place
from sef2si.documents.data.columns import SCHEMA, Column, Holds, columns
from sef2si.documents.data.rows import Facts, Row, plan_of
from sef2si.documents.reading.blocks import Place
from sef2si.documents.reading.refusals import damaged, refused, too_large
from sef2si.documents.source import Edition
from sef2si.domain.cycle import first_day
from sef2si.domain.plan import KINDS

MOST_BYTES = 32 << 20
MOST_RECORDS = 100_000
_EDITIONS = {each.value: each for each in (Edition.SHARED, Edition.COMPLETE)}
_LISTS = (Holds.CHOICES, Holds.LINES, Holds.LINKS)


def from_bytes(name: str, content: bytes) -> FilePlan:
    """The plan of a JSON file of ours. Raises ``Invalid`` with list, number, field and what to do."""
    whole = parsed(name, content)
    schema = str(whole.get("schema", ""))
    if schema != SCHEMA:
        raise refused(name, "was made by another version of sef2si. Please take a fresh file and change that.")
    plan, edition = whole.get("plan"), whole.get("edition")
    if not isinstance(plan, dict) or not isinstance(edition, str) or edition not in _EDITIONS:
        raise refused(name, "should hold “plan” and “edition”. Please compare it with a fresh file.")
    facts = _facts(name, plan, _EDITIONS[edition])
    said = [
        f"“{each[:40]}” is not known here and was not read."
        for each in plan
        if each not in KINDS and each not in ("id", "urn", "year", "seq")
    ]
    marks = whole.get("marks")
    rows: dict[str, list[Row]] = {}
    for kind in KINDS:
        if kind in plan:
            of_kind = marks.get(kind) if isinstance(marks, dict) else None
            rows[kind] = list(_rows(name, kind, plan[kind], of_kind if isinstance(of_kind, dict) else {}, said))
    if sum(len(found) for found in rows.values()) > MOST_RECORDS:
        raise too_large(name)
    return plan_of(facts, rows, said)


def parsed(name: str, content: bytes) -> dict[str, Any]:
    """The object of a JSON file. Raises ``Invalid`` with the line that can't be read."""
    if len(content) > MOST_BYTES:
        raise too_large(name)
    try:
        whole = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise refused(name, "is not saved as UTF-8. Please save it again with that encoding.") from error
    except json.JSONDecodeError as error:
        raise refused(
            name, f"can't be read from line {error.lineno} on. Please look there for a missing comma or quote."
        ) from error
    except _TwiceError as error:
        raise refused(name, f"says “{str(error)[:40]}” twice in one place. Please keep one of them.") from error
    except (ValueError, RecursionError) as error:
        raise damaged(name) from error
    if not isinstance(whole, dict):
        raise refused(name, "should be one object with “schema” and “plan”. Please compare it with a fresh file.")
    return whole


class _TwiceError(ValueError):
    """A name stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _facts(name: str, plan: Mapping[str, Any], edition: Edition) -> Facts:
    year, seq = str(plan.get("year", "")), plan.get("seq", 0)
    try:
        first_day(year)
    except ValueError as error:
        raise refused(name, "has no academic year. Please put it back, such as “year”: “2026/27”.") from error
    return Facts(name, str(plan.get("urn", "")), year, seq if type(seq) is int and 0 <= seq < 10**15 else 0, edition)


def _rows(name: str, kind: str, found: Any, marks: Mapping[str, Any], said: list[str]) -> Iterator[Row]:
    records = [found] if kind == "school" else found
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        raise refused(name, f"should have a list of records under “{kind}”. Please compare it with a fresh file.")
    by_name = {column.name: column for column in columns(kind)}
    for number, record in enumerate(records, 1):
        row = Row(kind, Place(f"list “{kind}”", number), {})
        row.mark = str(marks.get(str(record.get("id")), ""))
        for field, value in record.items():
            column = by_name.get(field)
            if column is None:
                said.append(f"{told_place(row.place)}: “{field[:40]}” is not known here and was not read.")
            elif _fits(column, value):
                row.values[field] = value
            else:
                row.faults.append((field, f"this should be {column.holds.value}."))
        yield row


def _fits(column: Column, value: Any) -> bool:
    """Whether JSON's type can be right: pydantic would read a number as a moment, and true as 1."""
    if column.holds in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if value is None:
        return True
    match column.holds:
        case Holds.YES_NO:
            return isinstance(value, bool)
        case Holds.COUNT:
            return type(value) is int
        case Holds.MONEY | Holds.NUMBER:
            return isinstance(value, str | int | float) and not isinstance(value, bool)
        case _:
            return isinstance(value, str)
