"""The register of schools: reads the public "Get Information about Schools" extract.

The file is a CSV in Windows-1252, as published, or in UTF-8, as a spreadsheet may have saved it. Columns are found by
name, never by position; all but URN and EstablishmentName may be missing, since releases differ (frameworks C9).
Names of headteachers are never looked at: their columns are not among those read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from typing import Any, BinaryIO, TypeVar

from pydantic import ValidationError

from sef2si.domain.record import LINE_LENGTH
from sef2si.domain.school import Nation, Phase, School, valid_urn
from sef2si.errors import Invalid

_NEEDED = ("URN", "EstablishmentName")
# What differs from school to school, and what sorts them: thousands of rows share what the second says.
_OWN = (*_NEEDED, "LA (name)", "Trusts (name)", "NumberOfPupils", "PercentageFSM")
_SORTING = (
    "EstablishmentStatus (code)",
    "EstablishmentStatus (name)",
    "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)",
    "PhaseOfEducation (code)",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "NurseryProvision (name)",
    "OfficialSixthForm (code)",
    "OfficialSixthForm (name)",
    "Country (name)",
)
_COLUMNS = (*_OWN, *_SORTING)
_PHASES = {
    "1": Phase.NURSERY,
    "2": Phase.PRIMARY,
    "3": Phase.MIDDLE,
    "4": Phase.SECONDARY,
    "5": Phase.MIDDLE,
    "6": Phase.SIXTEEN_PLUS,
    "7": Phase.ALL_THROUGH,
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.MIDDLE,
    "middle deemed secondary": Phase.MIDDLE,
    "secondary": Phase.SECONDARY,
    "16 plus": Phase.SIXTEEN_PLUS,
    "all through": Phase.ALL_THROUGH,
}
_STATUSES = {"2": "it is closed", "4": "it is proposed and not yet open"}
_OPEN = ("1", "3")
_NOT_SCHOOLS = ("children's centre", "higher education", "training provider", "secure unit")
_NATIONS = {
    "": Nation.ENGLAND,
    "england": Nation.ENGLAND,
    "united kingdom": Nation.ENGLAND,
    "not applicable": Nation.ENGLAND,
    "wales": Nation.WALES,
    "scotland": Nation.SCOTLAND,
    "northern ireland": Nation.NORTHERN_IRELAND,
    "ireland": Nation.IRELAND,
}
_MOST_REMEMBERED = 4096
_ANY_URN = "100000"
_BLOCK = 1 << 20
# Windows-1252 gives these bytes no character.
_UNDEFINED = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_FIGURE = re.compile(r"[0-9]{1,6}")
_NOTHING = "Nothing was imported."

_Cells = TypeVar("_Cells", bound="str | tuple[str, ...]")
_Told = TypeVar("_Told")


@dataclass(frozen=True)
class Skipped:
    """One row that was left out: its line in the file, the school's name as written, and why."""

    line: int
    name: str
    why: str


@dataclass
class Report:
    """What became of the rows; complete once all schools have been read."""

    taken: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def reasons(self) -> dict[str, int]:
        """Why rows were skipped, and how many each, the commonest first."""
        return dict(Counter(row.why for row in self.skipped).most_common())


class _NotTakenError(Exception):
    """This row is not a school to take; the message says why."""


@dataclass(frozen=True)
class _Sort:
    """What the sorting columns say of a row: a reason to leave it out, or some fields of a school."""

    closed: str = ""
    other: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_register(raw: BinaryIO, name: str, report: Report) -> Iterator[School]:
    """The open schools of an extract, one at a time; see ``read_schools``."""
    return (School.model_validate(fields) for fields in read_schools(raw, name, report))


def read_schools(raw: BinaryIO, name: str, report: Report) -> Iterator[dict[str, Any]]:
    """The fields of each open school of an extract; ``report`` fills as they are read. ``name`` is the file's name.

    ``raw`` must be seekable: it is looked through once for its encoding before the first row. Rows that are no open
    school are skipped and reported. A file that is broken anywhere raises ``Invalid`` with the row and what to do;
    whoever keeps the schools must then keep none, and makes records of them: a whole register is read in a second.
    """
    encoding = _encoding(raw, name)
    text = io.TextIOWrapper(raw, encoding=encoding, newline="")
    rows = csv.reader(text, strict=True)
    try:
        yield from _schools(rows, name, report)
    except csv.Error as error:
        raise Invalid(
            f"{name}, line {rows.line_num}: the row can't be read, most likely because a quotation mark is missing "
            f"or the file was cut short. Please download it again. {_NOTHING}"
        ) from error
    finally:
        # Whoever opened the file closes it.
        text.detach()


def _schools(rows: Any, name: str, report: Report) -> Iterator[dict[str, Any]]:
    heads = [head.strip() for head in next(rows, [])]
    places = _places(heads, name)
    own_cells, sorting_cells = itemgetter(*places[: len(_OWN)]), itemgetter(*places[len(_OWN) :])
    width, asked = len(heads), _Asked()
    seen: dict[str, int] = {}
    for row in rows:
        if not row:
            continue
        if len(row) != width:
            raise Invalid(
                f"{name}, line {rows.line_num}: this row has {len(row)} columns and the first row has {width}. "
                f"The file may have been cut short or changed; please download it again. {_NOTHING}"
            )
        row.append("")  # what a column that is not there says, at place -1
        own = own_cells(row)
        try:
            fields = _school(own, sorting_cells(row), asked)
            urn = fields["urn"]
            if urn in seen:
                raise _NotTakenError(f"its URN is already on line {seen[urn]}")
        except _NotTakenError as skip:
            report.skipped.append(Skipped(rows.line_num, own[1].strip(), str(skip)))
            continue
        seen[urn] = rows.line_num
        report.taken += 1
        yield fields


def _places(heads: list[str], name: str) -> list[int]:
    """Where each of ``_COLUMNS`` stands; -1 for one that is not there."""
    for needed in _NEEDED:
        if needed not in heads:
            raise Invalid(
                f"{name}, line 1: there is no column “{needed}”. Please choose the file “Establishment fields CSV” "
                f"from Get Information about Schools, and leave its first row as it is. {_NOTHING}"
            )
    doubled = next((head for head in _COLUMNS if heads.count(head) > 1), None)
    if doubled:
        raise Invalid(f"{name}, line 1: there are two columns “{doubled}”. Please download the file again. {_NOTHING}")
    return [heads.index(column) if column in heads else -1 for column in _COLUMNS]


def _school(own: Sequence[str], sorting: tuple[str, ...], asked: _Asked) -> dict[str, Any]:
    """The fields of one row, from its cells of ``_OWN`` and ``_SORTING``. Raises ``_NotTakenError`` with the reason."""
    sort = asked.sort[sorting]
    if sort.closed:
        raise _NotTakenError(sort.closed)
    typed, called, authority, trust, pupils, fsm = own
    try:
        urn = valid_urn(typed)
    except ValueError as error:
        raise _NotTakenError(f"“{typed.strip()[:20]}” is not a URN") from error
    called = called.strip()
    if not called:
        raise _NotTakenError("it has no name")
    if sort.other:
        raise _NotTakenError(sort.other)
    fields = {
        "id": urn,
        "urn": urn,
        "name": called,
        "authority": asked.text[authority],
        "trust": asked.text[trust],
        "pupils": asked.number[pupils],
        "fsm_percent": asked.percentage[fsm],
        **sort.facts,
    }
    if len(called) > LINE_LENGTH or len(authority) > LINE_LENGTH or len(trust) > LINE_LENGTH:
        _refuse_what_is_too_long(fields)
    return fields


def _refuse_what_is_too_long(fields: Mapping[str, Any]) -> None:
    """Whoever keeps schools makes sure of each; only what is too long could be wrong with one that is read here."""
    try:
        School.model_validate({"urn": _ANY_URN, **fields})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise _NotTakenError(f"its {wrong['loc'][0]} can't be kept: {wrong['msg']}") from error


class _Remembered(dict[_Cells, _Told]):
    """What cells say, asked once for all the rows that say the same."""

    def __init__(self, ask: Callable[[_Cells], _Told]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, written: _Cells) -> _Told:
        told = self._ask(written)
        # A broken file may hold novels where a word should be: those are not remembered.
        if len(self) < _MOST_REMEMBERED and len("".join(written)) < LINE_LENGTH:
            self[written] = told
        return told


class _Asked:
    """What is remembered while one file is read."""

    def __init__(self) -> None:
        self.sort = _Remembered(_sort)
        self.text = _Remembered(_unless_blank)
        self.number = _Remembered(_number)
        self.percentage = _Remembered(_percentage)


def _sort(written: tuple[str, ...]) -> _Sort:
    cells = dict(zip(_SORTING, (cell.strip() for cell in written), strict=True))
    status = cells["EstablishmentStatus (code)"].lstrip("0")
    status_name = cells["EstablishmentStatus (name)"].lower()
    if status not in _OPEN and not (not status and (status_name.startswith("open") or not status_name)):
        return _Sort(closed=_STATUSES.get(status) or f"its status is “{status_name or status}”")
    low, high = _number(cells["StatutoryLowAge"]), _number(cells["StatutoryHighAge"])
    try:
        phase = _phase(cells, low, high)
        if phase is None:
            return _Sort(other="it has no phase of education")
        facts = {
            "phase": phase,
            "nation": _nation(cells),
            "school_type": cells["TypeOfEstablishment (name)"],
            "early_years": _early_years(cells, low),
            "sixth_form": _sixth_form(cells),
        }
        _refuse_what_is_too_long(facts)
        return _Sort(facts=facts)
    except _NotTakenError as error:
        return _Sort(other=str(error))


def _phase(cells: Mapping[str, str], low: int | None, high: int | None) -> Phase | None:
    """What a school is comes before its phase: special schools and referral units mostly have none in the register."""
    kind = cells["TypeOfEstablishment (name)"].lower()
    group = cells["EstablishmentTypeGroup (name)"].lower()
    if any(word in kind for word in _NOT_SCHOOLS) or group == "universities":
        raise _NotTakenError(f"it is not a school but “{kind or group}”")
    if "pupil referral" in kind or "alternative provision" in kind:
        return Phase.ALTERNATIVE
    if "special" in kind or group == "special schools":
        return Phase.SPECIAL
    code = cells["PhaseOfEducation (code)"].lstrip("0")
    named = cells["PhaseOfEducation (name)"].lower().replace("-", " ")
    return _PHASES.get(code) or _PHASES.get(named) or _phase_by_ages(low, high)


def _phase_by_ages(low: int | None, high: int | None) -> Phase | None:
    """Independent schools have no phase in the register; their ages tell it."""
    if low is None or high is None:
        return None
    if low >= 16:
        return Phase.SIXTEEN_PLUS
    if high <= 5:
        return Phase.NURSERY
    if low <= 7:
        return Phase.ALL_THROUGH if high >= 16 else Phase.PRIMARY
    if high <= 14:
        return Phase.MIDDLE
    return Phase.SECONDARY


def _nation(cells: Mapping[str, str]) -> Nation:
    kind = cells["TypeOfEstablishment (name)"].lower()
    if "welsh" in kind or cells["EstablishmentTypeGroup (name)"].lower() == "welsh schools":
        return Nation.WALES
    country = cells["Country (name)"]
    if country.lower() not in _NATIONS or "overseas" in kind or "offshore" in kind:
        raise _NotTakenError("it is outside the United Kingdom and Ireland")
    return _NATIONS[country.lower()]


def _early_years(cells: Mapping[str, str], low: int | None) -> bool | None:
    """Nursery classes, or pupils of 4 and younger: Reception belongs to the early years. None where neither is told."""
    if cells["NurseryProvision (name)"].lower().startswith("has "):
        return True
    return None if low is None else low <= 4


def _sixth_form(cells: Mapping[str, str]) -> bool | None:
    by_code = {"1": True, "2": False}.get(cells["OfficialSixthForm (code)"].lstrip("0"))
    if by_code is not None:
        return by_code
    said = cells["OfficialSixthForm (name)"].lower()
    return True if said.startswith("has ") else False if said.startswith("does not have") else None


def _unless_blank(written: str) -> str:
    text = written.strip()
    return "" if text.lower() in ("not applicable", "does not apply") else text


def _number(written: str) -> int | None:
    """A whole number, or None: the register leaves many blank, and a bad one is no reason to lose the school."""
    digits = written.strip().replace(",", "")
    return int(digits) if _FIGURE.fullmatch(digits) else None


def _percentage(written: str) -> Decimal | None:
    try:
        amount = Decimal(written.strip().rstrip("% "))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= 100 else None


def _encoding(raw: BinaryIO, name: str) -> str:
    """UTF-8 where every byte of the file agrees, else Windows-1252. Raises ``Invalid`` for what is no text at all.

    The whole file is looked through, a block at a time: a sheet saved as UTF-8 without a mark would otherwise be taken
    for Windows-1252 without a word, and every curly quote in it would come out as three wrong letters.
    """
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    line, undefined_on = 1, 0
    block = raw.read(_BLOCK)
    _refuse_other_files(block, name)
    marked = block.startswith(codecs.BOM_UTF8)
    while block:
        if b"\x00" in block:
            raise Invalid(f"{name} is not a CSV file: it holds bytes that are no text. {_choose()}")
        if utf8 is not None:
            try:
                utf8.decode(block, final=False)
            except UnicodeDecodeError:
                utf8 = None
        if not undefined_on:
            at = min((place for byte in _UNDEFINED if (place := block.find(byte)) >= 0), default=-1)
            undefined_on = line + block.count(b"\n", 0, at) if at >= 0 else 0
            line += block.count(b"\n")
        block = raw.read(_BLOCK)
    raw.seek(0)
    if utf8 is not None and not utf8.getstate()[0]:
        return "utf-8-sig"
    if marked or undefined_on:
        where = f", line {undefined_on}" if undefined_on else ""
        raise Invalid(
            f"{name}{where}: there is a character that can't be read. Please download the file again, and don't open "
            f"and save it in between. {_NOTHING}"
        )
    return "cp1252"


def _refuse_other_files(start: bytes, name: str) -> None:
    if not start.strip():
        raise Invalid(f"{name} is empty. {_choose()}")
    if start.startswith(b"PK\x03\x04"):
        raise Invalid(f"{name} is a zip file or a spreadsheet. Please unzip it, or save the sheet as CSV. {_NOTHING}")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid(f"{name} is saved as “Unicode text”. Please save it as CSV UTF-8. {_NOTHING}")


def _choose() -> str:
    return f"Please choose the file “Establishment fields CSV” from Get Information about Schools. {_NOTHING}"
