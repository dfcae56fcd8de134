"""What data/templates holds, read once: frameworks, patterns, mechanisms, the cost of cover, and the guidance.

The folder lies beside the package in a checkout and inside it when installed from a wheel.
Kernels import this module, so it imports little: YAML only when a school's own framework is written in it.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from sef2si.domain.framework import Framework
from sef2si.domain.school import Phase, School
from sef2si.errors import Invalid
from sef2si.settings import Settings

APPLIES = ("all", "early_years", "sixth_form")

_SAFE_KEY = re.compile(r"[a-z0-9_]{1,40}")
_LARGEST = 1_000_000


@cache
def _root() -> Path:
    here = Path(__file__).resolve().parent
    installed = here / "_data"
    return installed if installed.is_dir() else here.parent


@cache
def templates() -> Path:
    """The folder of frameworks, guidance, menu and samples."""
    inside = _root() / "templates"
    return inside if inside.is_dir() else _root() / "data" / "templates"


@cache
def workbooks() -> Path:
    """The folder of notebooks."""
    return _root() / "workbooks"


# Frameworks


def frameworks(own: Path | None = None) -> dict[str, Framework]:
    """All frameworks by key: ours, then those in the school's ``own`` folder (by default that of the settings).

    Those of one school alone are among them: ``frameworks_for`` tells what a school is offered. Read again where a
    file of the own folder changes. Raises ``Invalid`` with a sentence that names the file and what to mend.
    """
    folder = own or Settings.from_environment().frameworks_to_read
    return dict(_frameworks(folder, _stamp(folder) if folder else ()))


def frameworks_for(school: School, own: Path | None = None) -> tuple[Framework, ...]:
    """Those of the school's nation first, then those of no nation (perhaps its own), then the others; newest first.

    What another school brought for itself is not among them.
    """

    def order(framework: Framework) -> tuple[int, int]:
        ours = 0 if framework.nation is school.nation else 1 if framework.nation is None else 2
        return ours, -(framework.valid_from or date.min).toordinal()

    return tuple(sorted((each for each in frameworks(own).values() if each.is_for(school)), key=order))


def default_framework(school: School, own: Path | None = None) -> Framework:
    """The framework the school chose, or the newest of its nation. Grades of another one are never mapped to it."""
    offered = frameworks_for(school, own)
    return next((each for each in offered if each.key == school.framework), offered[0])


@lru_cache(maxsize=8)
def _frameworks(own: Path | None, stamp: tuple[tuple[str, int, int], ...]) -> Mapping[str, Framework]:
    found: dict[str, Framework] = {}
    for file in [*_framework_files(templates() / "frameworks"), *(_framework_files(own) if own else ())]:
        framework = _framework(file)
        if framework.key in found:
            raise _unreadable(file, f"its key “{framework.key}” is already taken. Please give it a key of its own.")
        found[framework.key] = framework
    return found


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells that a file came, went or changed: each one's name, time and size."""
    files = _framework_files(folder)
    return tuple((f.name, (about := f.stat()).st_mtime_ns, about.st_size) for f in files if f.exists())


def _framework_files(folder: Path) -> list[Path]:
    try:
        files = (file for file in folder.iterdir() if file.suffix.lower() in {".json", ".yaml", ".yml"})
        return sorted(file for file in files if not file.name.startswith("."))
    except OSError as error:
        raise Invalid(
            "The folder of your own frameworks can't be opened. Please check the setting SEF2SI_FRAMEWORKS, "
            "or leave it out to use the frameworks that come with sef2si."
        ) from error


def _framework(file: Path) -> Framework:
    written = _parsed(file)
    if isinstance(written.get("source"), dict):
        written["source"] = " ".join(
            f"{about[:1].upper()}{about[1:]}: {source}." for about, source in written["source"].items()
        )
    try:
        framework = Framework.model_validate(written)
    except ValidationError as error:
        raise _unreadable(file, _to_mend(error)) from error
    for sentence in framework_faults(framework):
        raise _unreadable(file, sentence)
    return framework


def _parsed(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise _unreadable(file, "it is larger than a framework can be. Please check that it is the right file.")
        text = file.read_text(encoding="utf-8-sig")
        written = json.loads(text) if file.suffix.lower() == ".json" else _from_yaml(text)
    except json.JSONDecodeError as error:
        raise _unreadable(
            file, f"line {error.lineno} is not JSON. Please look for a missing comma or quote."
        ) from error
    except UnicodeDecodeError as error:
        raise _unreadable(file, "it is not saved as UTF-8. Please save it again with that encoding.") from error
    except RecursionError as error:
        raise _unreadable(file, "it is nested too deeply. Please compare it with one of ours.") from error
    except ValueError as error:
        raise _unreadable(file, f"{error}.") from error
    except OSError as error:
        raise _unreadable(file, "it can't be opened. Please check that it may be read.") from error
    if not isinstance(written, dict):
        raise _unreadable(
            file, "it should begin with key, label, scales and areas. Please compare it with one of ours."
        )
    return {str(name): value for name, value in written.items()}


def _from_yaml(text: str) -> object:
    import yaml  # noqa: PLC0415  kernels do without it

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1} is" if mark else "it is"
        raise ValueError(f"{line} not YAML. Please look at its spaces and colons") from error


def framework_faults(framework: Framework) -> Iterator[str]:
    """What pydantic can't see: keys become part of judgements' ids, so they are short and without dots."""
    keys = [framework.key, *(area.key for area in framework.areas)]
    keys += [grade.key for scale in framework.scales.values() for grade in scale]
    for key in keys:
        if not _SAFE_KEY.fullmatch(key):
            yield f"the key “{key[:60]}” should be 1 to 40 small letters, digits or underscores, such as early_years."
    if not framework.label.strip() or not all(area.label.strip() for area in framework.areas):
        yield "a label is blank. Please give the framework and each of its areas a label to show."
    if not framework.areas:
        yield "it has no areas. Please add what the school judges about itself."
    for key, times in Counter(area.key for area in framework.areas).items():
        if times > 1:
            yield f"two areas share the key “{key}”. Please give each its own."
    for scale, grades in framework.scales.items():
        if len({grade.key for grade in grades}) < len(grades):
            yield f"two grades of the scale “{scale[:60]}” share a key. Please give each its own."
    for area in framework.areas:
        if area.scale not in framework.scales:
            yield f"the area “{area.key}” names a scale, “{area.scale[:60]}”, that is not among the scales."
        if area.applies not in APPLIES:
            yield f"the area “{area.key}” applies to “{area.applies[:60]}”; it should be one of {', '.join(APPLIES)}."
    if framework.valid_from and framework.valid_to and framework.valid_to < framework.valid_from:
        yield "it ends before it starts. Please check valid_from and valid_to."


def _to_mend(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = " ".join(f"number {part + 1}" if isinstance(part, int) else f"“{str(part)[:60]}”" for part in first["loc"])
    match first["type"]:
        case "missing":
            return f"{where} is missing. Please add it."
        case "extra_forbidden":
            return f"{where} is not known here. Please take it out or check its spelling."
        case _:
            return f"{where} can't be used ({first['msg'][:1].lower()}{first['msg'][1:]}). Please correct it."


def _unreadable(file: Path, what: str) -> Invalid:
    return Invalid(f"The framework file {file.name} can't be used: {what}")


# Patterns of time for learning


@cache
def patterns() -> tuple[dict[str, str], ...]:
    """The rows of patterns.csv as they stand; ``advice.year.reading`` makes patterns of them."""
    return tuple(rows_of(templates() / "patterns.csv"))


# What makes CPD work

MECHANISM_GROUPS: Mapping[str, str] = {
    "knowledge": "Build knowledge",
    "motivation": "Motivate",
    "technique": "Develop technique",
    "practice": "Embed practice",
}


class Mechanism(NamedTuple):
    """One of EEF's fourteen; ``group`` is a key of ``MECHANISM_GROUPS``."""

    id: str
    group: str
    label: str
    source: str


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """EEF's mechanisms, in their order (frameworks C6)."""
    return tuple(Mechanism(**row) for row in rows_of(templates() / "mechanisms.csv"))


# The cost of cover


class CoverDay(NamedTuple):
    """What a day's cover costs, in pounds. Only the year of the research is known: ``as_of`` is its last day."""

    cost: Decimal
    source: str
    as_of: date


def cover_day_default(phase: Phase | None) -> CoverDay | None:
    """What a day's cover cost schools of this phase, to start from: dated, and for the school to correct."""
    return _cover().get(phase) if phase else None


@cache
def _cover() -> Mapping[Phase, CoverDay]:
    rows = {row["phase"]: row for row in rows_of(templates() / "cover.csv")}
    return {
        phase: CoverDay(Decimal(row["cost"]), row["source"], date(int(row["dated"]), 12, 31))
        for phase in Phase
        if (row := rows.get(phase.value))
    }


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The rows of a CSV file under the names of its first."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# Guidance


@dataclass(frozen=True)
class Guidance:
    """What a person reads above a kind of record: two sentences, and a line for each field that needs one."""

    lede: str
    hints: Mapping[str, str]


@cache
def guidance(kind: str) -> Guidance:
    """The guidance of one kind of record, which is a step's too. Raises ``KeyError`` where there is no such file."""
    file = templates() / "guidance" / f"{kind}.md"
    if not kind.isidentifier() or not file.is_file():
        raise KeyError(f"There is no guidance/{kind}.md.")
    lede, *sections = re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    parts = (section.partition("\n") for section in sections)
    return Guidance(_one_line(lede), {field.strip(): _one_line(hint) for field, _, hint in parts})


def _one_line(text: str) -> str:
    return " ".join(text.split())
