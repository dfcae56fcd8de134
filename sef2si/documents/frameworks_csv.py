"""A framework, a set of standards or a crosswalk of a school's own, from a CSV file; kept as a file beside the others.

``data/templates/examples`` holds one of each to start from. A framework has a row for each area:

- ``area``: what is judged. The only column that must be there.
- ``group``: a heading that areas stand under; may be blank.
- ``grades``: the highest first, parted by semicolons. Blank: judged in words alone. Where the first row alone has
  grades they are those of all areas.
- ``applies``: all (or blank), early years, or sixth form.
- ``framework``: its name, if it is not the file's.

A crosswalk has the columns of ``crosswalks.COLUMNS``, with frameworks and areas by their names or keys.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from sef2si import crosswalks, templates
from sef2si.documents.reading import csvs
from sef2si.documents.reading.blocks import Cell, Grid
from sef2si.domain.framework import Crosswalk, EvaluationArea, Framework, Grade
from sef2si.domain.people import Deed, Person
from sef2si.errors import Invalid
from sef2si.services.access import permit
from sef2si.settings import Settings

MOST_AREAS = 200
_LARGEST = 1_000_000
_LABEL = 300  # characters
_SHOWN = 5
_NOTHING = "Nothing was imported."
_HEADS = {
    "area": ("area", "areas", "standard", "criterion", "statement", "indicator"),
    "group": ("group", "section", "heading", "theme", "domain"),
    "grades": ("grades", "grade", "scale", "judgements"),
    "applies": ("applies", "applies to", "for"),
    "framework": ("framework", "name", "set"),
}
_APPLIES = {
    "all": ("", "all", "every school", "all schools", "yes"),
    "early_years": ("early years", "early_years", "eyfs"),
    "sixth_form": ("sixth form", "sixth_form", "post-16", "16 plus"),
}

Row = Mapping[str, Cell]


def bring_framework(person: Person, urn: str, name: str, content: bytes, *, label: str = "") -> Framework:
    """Read a school's own framework and keep it for that school alone. Raises ``Invalid`` and refusals to people."""
    framework = read_framework(name, content, label=label, urn=permit(person, Deed.EDIT, urn))
    keep_framework(framework, own_folder())
    return framework


def bring_crosswalk(person: Person, urn: str, name: str, content: bytes) -> tuple[Crosswalk, ...]:
    """Read a crosswalk to or from a framework of the school's own, and keep it. Raises as ``bring_framework``."""
    permit(person, Deed.EDIT, urn)
    folder = own_folder()
    walks = own_crosswalks(name, content, urn=urn)
    for walk in walks:
        keep_crosswalk(walk, folder)
    return walks


def own_crosswalks(name: str, content: bytes, *, urn: str) -> tuple[Crosswalk, ...]:
    """As ``read_crosswalk``; each leads to or from a framework of this school's own. Raises ``Invalid``."""
    walks = read_crosswalk(name, content, urn=urn)
    known = templates.frameworks()
    for walk in walks:
        if urn not in (known[walk.old].urn, known[walk.new].urn):
            both = f"from {known[walk.old].label} to {known[walk.new].label}"
            raise _refusal(name, [f"it leads {both}, and neither is your school's own."])
    return walks


def own_folder() -> Path:
    """The folder of frameworks that schools bring; it need not be there yet."""
    return Settings.from_environment().frameworks


def read_framework(name: str, content: bytes, *, label: str = "", urn: str = "") -> Framework:
    """The framework of a CSV file. ``label`` is what people call it; by default the file says, or is named so.

    The same file makes the same keys. Raises ``Invalid`` with row, column and what to do.
    """
    rows = _rows(name, content, _HEADS, ("area",))
    faults: list[str] = []
    called = label.strip() or next((row["framework"].text.strip() for row in rows if _text(row, "framework")), "")
    called = called or PurePath(name.replace("\\", "/")).stem.replace("_", " ").strip() or "Our own framework"
    by_first = bool(_text(rows[0], "grades")) and not any(_text(row, "grades") for row in rows[1:])
    scales: dict[tuple[str, ...], str] = {}
    areas: list[EvaluationArea] = []
    seen: set[str] = set()
    there: set[tuple[str, str]] = set()
    for row in rows:
        area, group = _text(row, "area"), _text(row, "group")
        faults += _faults_of(row, area, group, there)
        grades = _grades(rows[0] if by_first else row)
        scale = scales.setdefault(grades, f"scale_{len(scales) + 1}" if grades else "words")
        applies = next((key for key, words in _APPLIES.items() if _text(row, "applies").casefold() in words), "all")
        areas.append(
            EvaluationArea(key=_key(area, "area", seen), label=area, scale=scale, group=group, applies=applies)
        )
    if len(areas) > MOST_AREAS:
        faults.append(f"it has {len(areas)} areas; {MOST_AREAS} are the most that one framework can have.")
    if faults:
        raise _refusal(name, faults)
    own = f"_{urn.lower()}" if urn else ""
    return Framework(
        key=f"{_slug(called)[: 40 - len(own)].strip('_') or 'own'}{own}",
        label=called[:_LABEL],
        urn=urn,
        source=f"Brought from {PurePath(name).name[:200]}.",
        scales={key: _scale(grades) for grades, key in scales.items()},
        areas=tuple(areas),
    )


def read_crosswalk(name: str, content: bytes, own: Path | None = None, *, urn: str = "") -> tuple[Crosswalk, ...]:
    """The crosswalks of a CSV file, between frameworks that are known (those of other schools are not, with ``urn``).

    Raises ``Invalid`` with row, column and what to do.
    """
    rows = _rows(name, content, {column: (column,) for column in crosswalks.COLUMNS}, crosswalks.COLUMNS[:4])
    known = [each for each in templates.frameworks(own).values() if not urn or each.urn in ("", urn)]
    faults: list[str] = []
    found: list[tuple[str, str, str, str, str]] = []
    for row in rows:
        keys: list[str] = []
        for side in ("from", "to"):
            cell = row[f"{side} framework"]
            framework = _named(cell.text, {each.key: each.label for each in known})
            if not framework:
                faults.append(f"{_where(cell)}: there is no framework “{cell.text.strip()[:60]}” here.")
                continue
            cell = row[f"{side} area"]
            here = next(each for each in known if each.key == framework)
            area = _named(cell.text, {each.key: each.label for each in here.areas})
            if not area:
                faults.append(f"{_where(cell)}: {here.label} has no area “{cell.text.strip()[:60]}”.")
            keys += [framework, area]
        if len(keys) == 4 and keys[0] == keys[2]:
            faults.append(f"{_where(row['to framework'])}: it leads from a framework to itself.")
        found.append((*(keys + [""] * 4)[:4], _text(row, "note")[:_LABEL]))  # type: ignore[arg-type]
    if faults:
        raise _refusal(name, faults)
    return crosswalks.grouped(found)


def keep_framework(framework: Framework, folder: Path) -> Path:
    """Keep it as ``<key>.json``, whole or not at all; in place of what the same school brought under this name before.

    Raises ``Invalid`` for a key that another framework has.
    """
    check_framework(framework, folder)
    name, words = framework_file(framework)
    return keep_file(made(folder) / name, words)


def check_framework(framework: Framework, folder: Path) -> None:
    """Raises ``Invalid`` for what can't be kept in this folder, such as under a name that another one has."""
    for sentence in templates.framework_faults(framework):
        raise Invalid(f"The framework {framework.label} can't be kept: {sentence} {_NOTHING}")
    there = templates.frameworks(folder if folder.is_dir() else None).get(framework.key)
    file = folder / framework_file(framework)[0]
    if there is not None and (not file.is_file() or there.urn != framework.urn):
        raise Invalid(f"There is already a framework called {there.label}. {_NOTHING} Please give yours another name.")


def framework_file(framework: Framework) -> tuple[str, bytes]:
    """The name of the file a framework is kept in, and the file."""
    words = json.dumps(framework.model_dump(mode="json"), ensure_ascii=False, indent=1)
    return f"{framework.key}.json", f"{words}\n".encode()


def keep_crosswalk(walk: Crosswalk, folder: Path) -> Path:
    """Keep it as ``<old>_to_<new>.csv``, whole or not at all."""
    name, words = crosswalk_file(walk)
    return keep_file(made(folder) / name, words)


def crosswalk_file(walk: Crosswalk) -> tuple[str, bytes]:
    """The name of the file a crosswalk is kept in, and the file."""
    return f"{walk.old}_to_{walk.new}.csv", crosswalks.written(walk)


def made(folder: Path) -> Path:
    """The folder, there from now on. Raises ``Invalid``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written() from error
    return folder


def keep_file(file: Path, content: bytes) -> Path:
    """Write it whole or not at all. Raises ``Invalid``."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", suffix=".part", delete=False) as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).chmod(0o644)
        Path(part.name).replace(file)
    except OSError as error:
        raise not_written() from error
    return file


def not_written() -> Invalid:
    """What is said where nothing can be kept."""
    return Invalid(
        "The folder of your own frameworks can't be written to. Please ask whoever runs sef2si to check the setting "
        f"SEF2SI_FRAMEWORKS. {_NOTHING}"
    )


# Reading rows.


def _rows(
    name: str, content: bytes, heads: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[dict[str, Cell], ...]:
    """The rows below the headings, by our names of the columns; rows without a word are left out."""
    if len(content) > _LARGEST:
        raise _refusal(name, ["it is larger than such a file can be. Please check that it is the right one."])
    if content.startswith(b"PK\x03\x04"):
        raise _refusal(name, ["it is a spreadsheet. Please save the sheet as CSV."])
    table = next(block for block in csvs.read(name, content).blocks if isinstance(block, Grid))
    columns: list[str] = []
    for cell in table.rows[0]:
        written = " ".join(cell.text.casefold().split()).rstrip(":")
        column = next((key for key, words in heads.items() if written in words), "")
        if (written and not column) or (column and column in columns):
            what = "is there twice" if column else f"is not one of {', '.join(heads)}"
            raise _refusal(name, [f"{_where(cell)}: the heading “{cell.text.strip()[:60]}” {what}."])
        columns.append(column)
    missing = next((column for column in needed if column not in columns), None)
    if missing:
        raise _refusal(name, [f"row 1: there is no column “{missing}”."])
    rows = tuple(
        {column: cell for column, cell in zip(columns, row, strict=True) if column}
        for row in table.rows[1:]
        if any(cell.text.strip() for cell in row)
    )
    blanks = [
        f"{_where(row[column])}: “{column}” is blank." for row in rows for column in needed if not _text(row, column)
    ]
    if blanks or not rows:
        raise _refusal(name, blanks or ["there are no rows below the headings."])
    return rows


def _faults_of(row: Row, area: str, group: str, there: set[tuple[str, str]]) -> Iterator[str]:
    for column, text in (("area", area), ("group", group)):
        if len(text) > _LABEL:
            yield f"{_where(row[column])}: this is {len(text)} characters long; please say it in {_LABEL}."
    if (group.casefold(), area.casefold()) in there:
        yield f"{_where(row['area'])}: “{area[:60]}” is there twice."
    there.add((group.casefold(), area.casefold()))
    if _text(row, "applies").casefold() not in {word for words in _APPLIES.values() for word in words}:
        yield f"{_where(row['applies'])}: please write all, early years or sixth form."
    grades = _grades(row)
    if len(grades) == 1:
        yield f"{_where(row['grades'])}: one grade is no scale. Please part the grades with semicolons."
    if len({grade.casefold() for grade in grades}) < len(grades):
        yield f"{_where(row['grades'])}: a grade is there twice."
    if any(len(grade) > _LABEL for grade in grades) or len(grades) > 20:
        yield f"{_where(row['grades'])}: these are too long or too many to choose from."


def _text(row: Row, column: str) -> str:
    return " ".join(row[column].text.split()) if column in row else ""


def _grades(row: Row) -> tuple[str, ...]:
    written = row["grades"].text if "grades" in row else ""
    return tuple(" ".join(grade.split()) for grade in re.split(r"[;\n]", written) if grade.strip())


def _scale(grades: Sequence[str]) -> tuple[Grade, ...]:
    seen: set[str] = set()
    return tuple(Grade(key=_key(grade, "grade", seen), label=grade) for grade in grades)


def _key(label: str, otherwise: str, seen: set[str]) -> str:
    """A short key made of the label, each once."""
    plain = _slug(label)[:36].strip("_") or otherwise
    key = next(key for key in (plain, *(f"{plain}_{n}" for n in range(2, 1000))) if key not in seen)
    seen.add(key)
    return key


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")


def _named(written: str, labels: Mapping[str, str]) -> str:
    """The key that is written, by itself or by its label; "" where there is none or more than one."""
    plain = " ".join(written.casefold().split())
    found = [key for key, label in labels.items() if plain == " ".join(label.casefold().split())]
    return plain if plain in labels else found[0] if len(found) == 1 else ""


def _where(cell: Cell) -> str:
    return f"row {cell.place.row}, column {cell.place.column}"


def _refusal(name: str, faults: Sequence[str]) -> Invalid:
    more = f" And {len(faults) - _SHOWN} more like these." if len(faults) > _SHOWN else ""
    return Invalid(f"{name} can't be used as it is: {' '.join(faults[:_SHOWN])}{more} {_NOTHING}")
