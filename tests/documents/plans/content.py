"""The YAML of this folder as values: what a school typed, and beside it what should come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sef2si.domain.plan import Plan
from sef2si.domain.school import Nation, Phase
from tests import factories as make

HERE = Path(__file__).parent
TERMS = ("autumn", "spring", "summer")
ABOVE = "^"  # this cell is one with the cell above it
Value = str | date | Decimal


@dataclass(frozen=True)
class Expected:
    """One action or activity that should come out, or either of them by ``kind``. ``nil``: nothing or nought."""

    kind: str
    what: str
    who: str = ""
    by: date | None = None
    cost: Decimal | None = None
    nil: bool = False


@dataclass(frozen=True)
class Row:
    """A row as typed, and what should come out of it. ``meant``: with what stands in merged cells filled in."""

    cells: tuple[Value, ...]
    meant: tuple[Value, ...]
    out: tuple[Expected, ...]
    criteria: tuple[str, ...] = ()
    milestones: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Label:
    """A label and a value beside a priority. ``role`` is the field it belongs to, or "" where there is none."""

    name: str
    value: Value | tuple[str, ...]
    role: str = ""
    means: Any = None


@dataclass(frozen=True)
class Wanted:
    """One priority: its heading as typed (``says``) and its title as a reader would say it (``title``)."""

    says: str
    title: str
    labels: tuple[Label, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def meaning(self, role: str) -> Any:
        """What should stand in a field of the priority, or None."""
        found = [label for label in self.labels if label.role == role]
        return (found[0].value if found[0].means is None else found[0].means) if found else None

    @property
    def criteria(self) -> tuple[str, ...]:
        own = [text for label in self.labels if label.role == "criteria" for text in lines(label.value)]
        return tuple(dict.fromkeys([*own, *(text for row in self.rows for text in row.criteria)]))

    @property
    def milestones(self) -> tuple[tuple[str, str], ...]:
        own = [(label.role, text) for label in self.labels if label.role in TERMS for text in lines(label.value)]
        return tuple(dict.fromkeys([*own, *(each for row in self.rows for each in row.milestones)]))


@dataclass(frozen=True)
class Area:
    """One area of a SEF. ``grade`` is (as typed, the key it means or "")."""

    says: str
    area: str
    grade: tuple[str, str]
    prose: tuple[str, ...]
    strengths: tuple[str, ...]
    improve: tuple[str, ...]


@dataclass(frozen=True)
class School:
    """One test plan or calendar."""

    key: str
    name: str
    phase: Phase
    nation: Nation
    year: str
    title: str
    about: str
    head: tuple[tuple[str, str], ...]
    priorities: tuple[Wanted, ...]
    layouts: dict[str, str]
    over: tuple[tuple[str, int], ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    key_to_colours: tuple[str, ...] = ()
    sef: tuple[Area, ...] = ()
    sef_head: tuple[str, ...] = ()
    plan_heading: str = ""
    framework: str = ""
    priority_head: str = "Priority"
    total: str = ""
    overview: bool = False
    csv: dict[str, str] = field(default_factory=dict)
    xlsx: str = "xlsxwriter"
    corner: tuple[int, int] = (0, 0)
    running: str = ""
    is_calendar: bool = False

    def column(self, role: str) -> int | None:
        return next((at for at, (_, each) in enumerate(self.head) if each == role), None)

    @property
    def empty(self) -> Plan:
        """The plan it is brought into: this school's and year's, with nothing in it."""
        school = make.school(name=self.name, phase=self.phase, nation=self.nation, framework=self.framework)
        return make.plan(year=self.year, school=school)


def lines(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple) else (str(value),)


@cache
def plans() -> tuple[School, ...]:
    return tuple(_school(path) for path in sorted((HERE / "schools").glob("*.yaml")))


@cache
def calendars() -> tuple[School, ...]:
    return tuple(_school(path) for path in sorted((HERE / "calendars").glob("*.yaml")))


@cache
def further() -> tuple[School, ...]:
    """Plans written after the recogniser, in other words and layouts: what it makes of what nobody tuned it for."""
    return tuple(_school(path) for path in sorted((HERE / "further").glob("*.yaml")))


def _school(path: Path) -> School:
    said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    head = tuple((str(text), role) for text, role in said["head"])
    said["priorities"] = said.get("priorities") or [{"says": "", "rows": said.pop("rows", [])}]
    return School(
        key=path.stem,
        name=said["name"],
        phase=Phase(said["phase"]),
        nation=Nation(said.get("nation", "england")),
        year=said["year"],
        title=said["title"],
        about=said["about"],
        head=head,
        priorities=tuple(_priority(each, head) for each in said["priorities"]),
        layouts=said["layouts"],
        over=tuple((text, across) for text, across in said.get("over", ())),
        before=tuple(said.get("before", ())),
        after=tuple(said.get("after", ())),
        key_to_colours=tuple(said.get("key", ())),
        sef=tuple(_area(each) for each in said.get("sef", ())),
        sef_head=tuple(said.get("sef_head", ())),
        plan_heading=said.get("plan_heading", ""),
        framework=said.get("framework", ""),
        priority_head=said.get("priority_head", "Priority"),
        total=said.get("total", ""),
        overview=said.get("overview", False),
        csv=said.get("csv", {}),
        xlsx=said.get("xlsx", "xlsxwriter"),
        corner=tuple(said.get("corner", (0, 0))),
        running=said.get("running", ""),
        is_calendar=path.parent.name == "calendars",
    )


def _priority(said: dict[str, Any], head: tuple[tuple[str, str], ...]) -> Wanted:
    if odd := [label for label in said.get("labels", ()) if not 2 <= len(label) <= 4]:
        raise ValueError(f"Not a label: {odd}")
    labels = tuple(
        Label(name, tuple(value) if isinstance(value, list) else _value(value), *more)
        for name, value, *more in said.get("labels", ())
    )
    rows: list[Row] = []
    for each in said["rows"]:
        rows.append(_row(each, head, rows[-1].meant if rows else ()))
    return Wanted(said["says"], said.get("is", said["says"]), labels, tuple(rows), tuple(said.get("notes", ())))


def _row(said: dict[str, Any], head: tuple[tuple[str, str], ...], above: tuple[Value, ...] = ()) -> Row:
    mark = next(mark for mark in ("A", "C", "E", "N", "split") if mark in said)
    cells = tuple(_value(cell) for cell in said[mark])
    if len(cells) != len(head):
        raise ValueError(f"{len(cells)} cells for {len(head)} headings: {cells}")
    meant = tuple(above[at] if cell == ABOVE else cell for at, cell in enumerate(cells))
    by_role = {role: str(cell) for (_, role), cell in zip(head, meant, strict=True)}
    if mark == "split":
        out = tuple(_expected(*each) for each in said["out"])
    elif mark == "N":
        out = ()
    else:
        what = said.get("what", by_role["what"])
        out = (_expected(mark, what, said.get("who", by_role.get("who", "")), said.get("by"), said.get("cost")),)
    criteria = said.get("criteria", [by_role["criterion"]] if by_role.get("criterion") else [])
    milestones = [(term, by_role[term]) for term in TERMS if by_role.get(term)]
    return Row(cells, meant, out, tuple(criteria), tuple(milestones))


def _expected(kind: str, what: str, who: str = "", by: date | None = None, cost: Any = None) -> Expected:
    kinds = {"A": "actions", "C": "activities", "E": "either"}
    nil = cost == 0
    return Expected(kinds[kind], what, who, by, None if cost is None or nil else Decimal(str(cost)), nil)


def _area(said: dict[str, Any]) -> Area:
    grade = said.get("grade", ["", ""])
    return Area(
        said.get("says", said["area"]),
        said["area"],
        (grade[0], grade[1]),
        tuple(said.get("prose", ())),
        tuple(said.get("strengths", ())),
        tuple(said.get("improve", ())),
    )


def _value(typed: Any) -> Value:
    if typed is None:
        return ""
    return Decimal(str(typed)) if isinstance(typed, int | float) else typed


_MARK = re.compile(r"^\s*(?:[•\-–*▪o]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)")


def without_mark(line: str) -> str:
    """A line of a list without its bullet or number."""
    return _MARK.sub("", line)


def expectations(school: School) -> Iterator[tuple[Wanted, Expected]]:
    """Every action and activity that should come out, with its priority."""
    for priority in school.priorities:
        for row in priority.rows:
            for each in row.out:
                yield priority, each
