"""From the rows of a file of ours to a plan: new rows get their ids, names become links, every fault has its place."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sef2si.documents.data.about import mark_of
from sef2si.documents.data.brought import FilePlan, refusal, told_place
from sef2si.documents.data.columns import Column, Holds, Sheet, columns, sheets
from sef2si.documents.data.names import LINKED, shown_name
from sef2si.documents.reading.blocks import Place
from sef2si.documents.source import Edition
from sef2si.domain.cycle import first_day
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Record
from sef2si.domain.school import School
from sef2si.errors import Fault

_SENTENCES = {
    "enum": "This is not one of the choices offered. Please choose again.",
    "date": "This is not a date we can read. Please write it like 9 July 2027.",
    "decimal": "This is not a number we can read. Please write it in figures, such as 250 or 1,200.50.",
    "int": "This is not a whole number. Please write it in figures, such as 12.",
    "bool": "Please answer yes or no, or leave it open.",
    "greater": "This is less than it can be. Please check the number.",
    "less": "This is more than it can be. Please check the number.",
    "string": "This can't be kept here: it should be text.",
    "tuple": "This should be a list.",
    "missing": "This can't be left out.",
}
_ID = "A record id is made of letters, digits, dots and dashes. Please leave it empty for a new row."


@dataclass
class Row:
    """One row of a file. ``values`` holds what was read, by field; ``names`` what stands beside links, by field.

    ``old_names``: nobody changed those since. ``faults`` are (field, sentence) of cells that could not be read.
    """

    kind: str
    place: Place
    values: dict[str, Any]
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    mark: str = ""
    old_names: bool = False
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Facts:
    """What a file says of itself."""

    file: str
    urn: str
    year: str
    seq: int
    edition: Edition


def plan_of(facts: Facts, rows: Mapping[str, Sequence[Row]], said: Sequence[str]) -> FilePlan:
    """The plan these rows make. Raises ``Invalid`` that names every fault, with sheet, row and column."""
    work = _Work(facts)
    for kind in KINDS:
        work.take(kind, rows.get(kind, ()))
    if work.faults:
        raise refusal(work.faults)
    return work.plan(said)


class _Work:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.sheets: dict[str, Sheet] = {sheet.kind: sheet for sheet in sheets(facts.edition)}
        self.records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        self.rows: dict[tuple[str, str], Row] = {}
        self.names: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}  # id -> plain name
        self.absent: dict[str, dict[str, tuple[str, ...]]] = {}
        self.as_taken: dict[str, tuple[str, ...]] = {}
        self.faults: list[Fault] = []
        self.said: list[str] = []

    def take(self, kind: str, rows: Sequence[Row]) -> None:
        """The records of one kind; those it links to have been taken before."""
        seen: Counter[str] = Counter()
        for row in rows:
            self._link(row)
            if not row.values.get("id"):
                row.values["id"] = self.facts.urn if kind == "school" else _new_id(row, seen)
                row.values.pop("version", None)
            elif self._is_emptied(row):
                self.said.append(
                    f"{told_place(row.place)} is empty but for its record id. It stays in the plan as it is: a record "
                    "is removed in the workbook."
                )
                continue
            self._keep(row)
        if kind == "school" and not rows:
            self._no_school()

    def plan(self, said: Sequence[str]) -> FilePlan:
        facts = self.facts
        plain = {kind: tuple(found.values()) for kind, found in self.records.items()}
        return FilePlan(
            id=f"{facts.urn}-{first_day(facts.year).year}",
            urn=facts.urn,
            year=facts.year,
            seq=facts.seq,
            file=facts.file,
            edition=facts.edition,
            places={
                kind: {each: (self.rows[kind, each].place.part, self.rows[kind, each].place.row or 0) for each in found}
                for kind, found in self.records.items()
                if kind != "school" or (kind, facts.urn) in self.rows
            },
            absent=self.absent,
            as_taken=self.as_taken,
            said=(*said, *self.said),
            **{**plain, "school": plain["school"][0]},
        )

    def _no_school(self) -> None:
        try:
            school = School(id=self.facts.urn, urn=self.facts.urn)
        except ValidationError:
            self.faults.append(Fault("school", "", "urn", "The file does not say which school it is of."))
            return
        self.records["school"][school.id] = school
        self.absent["school"] = {school.id: tuple(column.name for column in columns("school"))}

    def _keep(self, row: Row) -> None:
        kind, record_id = row.kind, str(row.values["id"])
        twin = self.rows.get((kind, record_id))
        if twin is not None:
            self._fault(
                row,
                "id",
                f"This record id stands in row {twin.place.row} too. If this row is new, please empty its record id.",
            )
            return
        self.rows[kind, record_id] = row
        if kind == "school" and (record_id, row.values.get("urn", record_id)) != (self.facts.urn,) * 2:
            self._fault(row, "urn", f"This file is of school {self.facts.urn}; its number can't be changed.")
        for name, sentence in row.faults:
            self._fault(row, name, sentence)
        missing = tuple(column.name for column in columns(kind) if column.name not in row.values)
        record = self._record(row)
        if record is None or row.faults:
            return
        self.records[kind][record.id] = record
        if kind in LINKED:
            self.names[kind][record.id] = _plain(shown_name(kind, record))
        lacking = tuple(name for name in missing if name not in ("id", "version"))
        if lacking:
            self.absent.setdefault(kind, {})[record.id] = lacking
        sheet = self.sheets.get(kind)
        if sheet and row.mark and row.mark == mark_of(record, sheet):
            self.as_taken[kind] = (*self.as_taken.get(kind, ()), record.id)

    def _record(self, row: Row) -> Record | None:
        values = dict(row.values)
        unread = {name for name, _ in row.faults}
        for column in columns(row.kind):
            if column.name in values and values[column.name] is None and column.blank is ...:
                if values.get("version") and column.name not in unread:
                    self._fault(row, column.name, "This can't be empty. Please choose or write something.")
                del values[column.name]
        if row.kind == "school":
            values.setdefault("urn", self.facts.urn)
        try:
            return KINDS[row.kind].model_validate(values)
        except ValidationError as error:
            for each in error.errors():
                name = str(each["loc"][0]) if each["loc"] else ""
                if name not in unread:
                    self._fault(row, name, _sentence(name, each))
            return None

    def _fault(self, row: Row, name: str, sentence: str) -> None:
        column = next((column for column in columns(row.kind) if column.name == name), None)
        told = f"{told_place(row.place, column.heading if column else name)}: {sentence[:1].upper()}{sentence[1:]}"
        self.faults.append(Fault(row.kind, str(row.values.get("id") or ""), name, told))

    # Links by name.

    def _link(self, row: Row) -> None:
        for column in columns(row.kind):
            names = row.names.get(column.name, ())
            ids = _ids(row.values.get(column.name))
            if not column.link or not names or (ids and row.old_names):
                continue
            try:
                ids = self._linked(column, ids, names)
            except ValueError as error:
                row.faults.append((column.name, str(error)))
                continue
            row.values[column.name] = list(ids) if column.holds is Holds.LINKS else ids[0]

    def _linked(self, column: Column, ids: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
        known = self.names[column.link]
        if not ids:
            return tuple(self._called(column, name) for name in names)
        there = {known[each] for each in ids if each in known}
        for name in names:
            # A name that is nobody's is an old one: what it links to was given another since.
            others = [each for each, called in known.items() if called == _plain(name)]
            if others and _plain(name) not in there and len(there) == len(set(ids)):
                raise ValueError(
                    f"the name beside it says “{name[:60]}”, but the id is of something else. Please change the id, or "
                    "empty it and leave the name."
                )
        return ids

    def _called(self, column: Column, name: str) -> str:
        found = [each for each, called in self.names[column.link].items() if called == _plain(name)]
        if len(found) == 1:
            return found[0]
        title = self.sheets[column.link].title
        if found:
            raise ValueError(f"“{name[:60]}” stands more than once on the sheet “{title}”. Please write its record id.")
        raise ValueError(
            f"“{name[:60]}” is not on the sheet “{title}”. Please write it as it stands there, or its record id."
        )

    def _is_emptied(self, row: Row) -> bool:
        """Whether somebody emptied the row and left what they did not see."""
        keeping = {column.name for column in columns(row.kind) if column.keeping}
        if row.kind == "school" or row.names or any(row.faults):
            return False
        if any(value not in (None, "", [], ()) for name, value in row.values.items() if name not in keeping):
            return False
        blank = KINDS[row.kind].model_construct(**{**row.values, **_blanks(row)})
        sheet = self.sheets.get(row.kind)
        return not (sheet and row.mark == mark_of(blank, sheet))


def _blanks(row: Row) -> dict[str, Any]:
    return {
        column.name: column.usual if column.blank is ... or row.values.get(column.name) is None else column.blank
        for column in columns(row.kind)
        if not column.keeping
    }


def _ids(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,) if value else ()


def _new_id(row: Row, seen: Counter[str]) -> str:
    """An id made from what the row says, so that the same file brought twice adds nothing twice."""
    said = {name: str(value) for name, value in row.values.items() if value not in (None, "", [], ())}
    text = json.dumps([row.kind, sorted(said.items())], ensure_ascii=True)
    seen[text] += 1
    return hashlib.sha256(f"{text}{seen[text]}".encode()).hexdigest()[:32]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _sentence(name: str, error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if name == "id":
        return _ID
    return _SENTENCES.get(str(error["type"]).split("_")[0], "This can't be kept as it is. Please type it again.")
