"""What a list of staff says, person by person: cells to values, with what could not be read and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sef2si.documents.incoming.proposal import ColumnMatch
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Block, Cell, Grid, Place, Reading
from sef2si.documents.staff import values
from sef2si.documents.staff.words import NEVER, field_of, group_of
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import WHOLE_WEEK, HalfDay, Weekday
from sef2si.errors import Invalid

_HEADINGS_WITHIN = 25  # rows: a report's title and filters stand above
_MOST_ROWS = 2_000
_NAMES = {"surname", "forename", "name"}


@dataclass(frozen=True)
class Problem:
    """One cell that can't be read as meant: the rest of its row can come in without it."""

    place: Place
    sentence: str


@dataclass(frozen=True)
class Line:
    """One person of the file. ``key`` is stable for the same file; ``fields`` are values as a record takes them, of
    which a blank cell has none; ``nameless``: there is no name, so the row can't come in."""

    key: str
    place: Place
    name: str
    fields: Mapping[str, object]
    problems: tuple[Problem, ...] = ()
    nameless: bool = False


@dataclass(frozen=True)
class StaffList:
    """A file as read. ``columns`` are its headings; ``roles`` says of each role which group it is, None where its words
    do not tell; ``said`` are sentences about the whole file."""

    name: str
    lines: tuple[Line, ...]
    columns: tuple[ColumnMatch, ...]
    roles: Mapping[str, StaffGroup | None] = field(default_factory=dict)
    said: tuple[str, ...] = ()


def without_the_rest(reading: Reading) -> Reading:
    """The same file without the cells of columns a register has no place for: they are not kept for a moment."""
    blocks: list[Block] = []
    for block in reading.blocks:
        row, matched = _headings(block) if isinstance(block, Grid) else (-1, [])
        never = {column for column, name in enumerate(matched) if name == NEVER}
        if isinstance(block, Grid) and never:
            rows = tuple(
                tuple(Cell("", cell.place) if at > row and place in never else cell for place, cell in enumerate(cells))
                for at, cells in enumerate(block.rows)
            )
            blocks.append(Grid(block.name, rows, block.place, block.hidden))
        else:
            blocks.append(block)
    return Reading(reading.name, reading.sort, tuple(blocks), reading.said)


def propose(
    reading: Reading,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, StaffGroup] | None = None,
) -> StaffList:
    """Everybody in the file. ``columns`` (heading -> field) and ``roles`` (role -> group) are what a person decided.

    Raises ``Invalid`` where no row of headings can be found.
    """
    decided = {simple(heading): name for heading, name in (columns or {}).items()}
    grid, row, fields = _chosen(reading, decided)
    lines = tuple(_lines(grid, row, fields))
    if len(lines) > _MOST_ROWS:
        raise Invalid(f"{reading.name} has more than {_MOST_ROWS:,} rows. Nothing was imported; is it the right file?")
    matches = tuple(
        ColumnMatch(cell.place, " ".join(cell.text.split()), name, _how(cell.text, decided), ())
        for cell, name in zip(grid.rows[row], fields, strict=True)
        if cell.text.strip()
    )
    chosen = {simple(role): group for role, group in (roles or {}).items()}
    lines = _once(lines)
    groups = {
        role: chosen.get(simple(role)) or group_of(role) for role in sorted({_role(line) for line in lines} - {""})
    }
    left = [match.heading for match in matches if match.field == NEVER]
    said = list(reading.said)
    if left:
        said.append(f"Left out, and not kept: {', '.join(left)}. A staff register has no place for these.")
    others = sum(isinstance(block, Grid) for block in reading.blocks) - 1
    if others > 0:
        said.append(f"Read is {grid.place or grid.name}; the other tables of the file are not looked at.")
    return StaffList(reading.name, lines, matches, groups, tuple(said))


def _role(line: Line) -> str:
    return str(line.fields.get("role", ""))


def _how(heading: str, decided: Mapping[str, str]) -> str:
    return "decided" if simple(heading) in decided else "same" if field_of(heading) else "none"


def _headings(grid: Grid, decided: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
    """The row of headings and the field of each column; -1 where there is none."""
    best: tuple[int, int, list[str]] = (0, -1, [])
    for number, cells in enumerate(grid.rows[:_HEADINGS_WITHIN]):
        found = [(decided or {}).get(simple(cell.text)) or field_of(cell.text) for cell in cells]
        known = {name for name in found if name}
        if len(known) > best[0] and len(known) > 1 and (known & _NAMES or decided):
            best = (len(known), number, found)
    return best[1], best[2]


def _chosen(reading: Reading, decided: Mapping[str, str]) -> tuple[Grid, int, list[str]]:
    """The table that says most of staff, its row of headings and their fields, each field once."""
    best: tuple[int, Grid, int, list[str]] | None = None
    for grid in (block for block in reading.blocks if isinstance(block, Grid) and not block.hidden):
        row, _ = _headings(grid)
        if row < 0:
            row, _ = _headings(grid, decided)
        if row < 0:
            continue
        taken: set[str] = set()
        fields = []
        for cell in grid.rows[row]:
            key = simple(cell.text)
            name = decided[key] if key in decided else field_of(cell.text)
            fields.append(name if name == NEVER or name not in taken else "")
            taken.add(name)
        weight = len([name for name in fields if name and name != NEVER]) * 1_000 + len(grid.rows)
        if best is None or weight > best[0]:
            best = (weight, grid, row, fields)
    if best is None:
        raise Invalid(
            f"{reading.name} has no row of headings we can recognise. Please put one above the list, with a heading "
            "such as Surname, Forename, Role, Days worked, FTE or Start date, and choose the file again. "
            "Nothing was imported."
        )
    return best[1], best[2], best[3]


def _lines(grid: Grid, row: int, fields: Sequence[str]) -> list[Line]:
    found = []
    for cells in grid.rows[row + 1 :]:
        by_field = {
            name: cell
            for name, cell in zip(fields, cells, strict=True)
            if name not in ("", NEVER) and cell.text.strip()
        }
        if not by_field or _repeats_headings(by_field):
            continue
        found.append(_line(by_field, cells))
    return found


def _repeats_headings(by_field: Mapping[str, Cell]) -> bool:
    return all(field_of(cell.text) == name for name, cell in by_field.items()) and len(by_field) > 1


def _line(cells: Mapping[str, Cell], whole: Sequence[Cell]) -> Line:
    text = {name: " ".join(cell.text.split()) for name, cell in cells.items()}
    place = Place(whole[0].place.part, whole[0].place.row)
    said: dict[str, object] = {name: text[name] for name in ("reference", "role", "team") if text.get(name)}
    problems: list[Problem] = []
    for name, read in _READ.items():
        if name in cells:
            try:
                found = read(cells[name].text.strip(), cells[name].value)
            except ValueError as error:
                problems.append(Problem(cells[name].place, str(error)))
                continue
            if found is not None:
                said[name] = found
    halves = _weekdays(cells, problems)
    if halves is not None:
        said["days"] = halves
    for name in ("group", "contract"):
        group = group_of(text.get(name, ""))
        if group and (name == "group" or "group" not in said):
            said["group" if name == "group" else "contract"] = group
    name = values.full_name(text.get("forename", ""), text.get("surname", ""), text.get("name", ""))
    return Line(str(place.row or 0), place, name, said, tuple(problems), nameless=not name)


def _weekdays(cells: Mapping[str, Cell], problems: list[Problem]) -> tuple[HalfDay, ...] | None:
    """What the columns of single weekdays say together; None where there are none."""
    if not any(day.value in cells for day in Weekday):
        return None
    found: list[HalfDay] = []
    for day in Weekday:
        if day.value in cells:
            try:
                found += values.of_weekday(day, cells[day.value].text)
            except ValueError as error:
                problems.append(Problem(cells[day.value].place, str(error)))
    return tuple(found)


def _days(text: str, value: object) -> tuple[HalfDay, ...] | None:
    if isinstance(value, Decimal):
        return WHOLE_WEEK if value == 5 else None
    return values.days(text) or None


_READ: Mapping[str, Callable[[str, object], object]] = {
    "days": _days,
    "days_b": lambda text, _: values.days(text),
    "fte": values.fte,
    "hours": values.number,
    "directed_hours": values.number,
    "paid_times": lambda text, _: values.weekly(text) or None,
    "ppa": lambda text, _: values.weekly(text) or None,
    "not_teaching": lambda text, _: values.free_times(text) or None,
    "early_career_time": lambda text, _: values.weekly(text) or None,
    "career_stage": lambda text, _: values.stage(text),
    "started_on": values.day,
    "leaves_on": values.day,
}


def _once(lines: Sequence[Line]) -> tuple[Line, ...]:
    """A person with two contracts has two rows under one code: their posts, hours and parts of full time together."""
    by_code: dict[tuple[str, str], int] = {}
    found: list[Line] = []
    for line in lines:
        code = (str(line.fields.get("reference", "")), simple(line.name))
        if code[0] and not line.nameless and code in by_code:
            found[by_code[code]] = _joined(found[by_code[code]], line)
        else:
            by_code[code] = len(found)
            found.append(line)
    return tuple(found)


def _joined(one: Line, other: Line) -> Line:
    fields = {**other.fields, **one.fields}
    roles = dict.fromkeys(str(each.fields["role"]) for each in (one, other) if each.fields.get("role"))
    if roles:
        fields["role"] = "; ".join(roles)
    for name, most in (("fte", Decimal(1)), ("hours", Decimal(60))):
        parts = [each.fields[name] for each in (one, other) if isinstance(each.fields.get(name), Decimal)]
        if parts:
            fields[name] = min(most, sum((part for part in parts if isinstance(part, Decimal)), Decimal(0)))
    halves = [half for each in (one, other) for half in _tuple(each.fields.get("days"))]
    if halves:
        fields["days"] = tuple(half for half in HalfDay if half in halves)
    starts = [each.fields["started_on"] for each in (one, other) if isinstance(each.fields.get("started_on"), date)]
    if starts:
        fields["started_on"] = min(starts)  # type: ignore[type-var]
    if "leaves_on" in fields and not all("leaves_on" in each.fields for each in (one, other)):
        del fields["leaves_on"]  # one of the two goes on
    return Line(one.key, one.place, one.name, fields, (*one.problems, *other.problems))


def _tuple(value: object) -> tuple[HalfDay, ...]:
    return value if isinstance(value, tuple) else ()
