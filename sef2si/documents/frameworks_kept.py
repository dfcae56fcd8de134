"""A school's own frameworks and crosswalks as kept files: brought, taken back, removed; all of it or nothing.

Beside them lies ``.<urn>.json`` with the files as they were before the school's latest act, which can be taken back
as long as nothing came after it.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sef2si import crosswalks, templates
from sef2si.documents.frameworks_csv import keep_file, made, not_written, own_folder
from sef2si.documents.frameworks_preview import Coming, would_lose
from sef2si.domain.framework import Framework
from sef2si.domain.people import Deed, Person
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid
from sef2si.services.access import permit

_ONE_AT_A_TIME = threading.Lock()
_NOTHING = "Nothing was changed."
WHAT_TO_DO = (
    "What was judged keeps its words only while they are in the framework: please keep them in your file, or give the "
    "new framework another name and carry what was judged to it."
)


@dataclass(frozen=True)
class Latest:
    """What a school did last: ``did`` is framework, crosswalk or removed. ``key``: the framework it was about."""

    did: str
    title: str
    key: str


def own_frameworks(urn: str) -> tuple[Framework, ...]:
    """Those of this school alone, by name."""
    found = (each for each in templates.frameworks().values() if each.urn == urn)
    return tuple(sorted(found, key=lambda framework: framework.label.casefold()))


def bring(person: Person, urn: str, coming: Coming) -> Latest:
    """Keep what was shown. Raises ``Invalid`` where a plan would lose what it says, and refusals to people."""
    permit(person, Deed.EDIT, urn)
    if coming.refused:
        raise Invalid(f"{' '.join(coming.refused)} {WHAT_TO_DO} Nothing was imported.")
    latest = Latest(coming.sort, coming.title, coming.key)
    if coming.changes:
        _put(urn, latest, coming.files)
    return latest


def remove(person: Person, urn: str, key: str, plans: Sequence[Plan]) -> Latest:
    """Take a framework of the school's own away, with its crosswalks. ``plans``: the school's, of all its years.

    Raises ``Invalid`` while any of them uses it.
    """
    permit(person, Deed.EDIT, urn)
    framework = next((each for each in own_frameworks(urn) if each.key == key), None)
    if framework is None:
        raise Invalid(f"There is no such framework of your own. {_NOTHING}")
    if not (own_folder() / f"{key}.json").is_file():
        raise Invalid(f"{framework.label} was put there by whoever runs sef2si. Please ask them. {_NOTHING}")
    _refuse_loss(framework.label, would_lose(plans, framework, None))
    walks = [f"{old}_to_{new}.csv" for old, new in crosswalks.crosswalks() if key in (old, new)]
    latest = Latest("removed", framework.label, key)
    _put(urn, latest, {f"{key}.json": None, **dict.fromkeys(walks)})
    return latest


def latest(person: Person, urn: str) -> Latest | None:
    """What can be taken back, if anything can."""
    permit(person, Deed.EDIT, urn)
    kept = _kept(urn)
    return Latest(kept["did"], kept["title"], kept["key"]) if kept and _as_left(kept) else None


def take_back(person: Person, urn: str, plans: Sequence[Plan]) -> Latest:
    """Put back what was there before the latest act. Raises ``Invalid`` where it can't be, and why."""
    permit(person, Deed.EDIT, urn)
    with _ONE_AT_A_TIME:
        kept = _kept(urn)
        if kept is None or not _as_left(kept):
            raise Invalid(f"There is nothing to take back any more. {_NOTHING}")
        taken = Latest(kept["did"], kept["title"], kept["key"])
        before: dict[str, bytes | None] = {name: _bytes(words) for name, words in kept["before"].items()}
        if taken.did == "framework":
            was = before[f"{taken.key}.json"]
            _refuse_loss(
                taken.title,
                would_lose(
                    plans,
                    templates.frameworks().get(taken.key),
                    Framework.model_validate_json(was) if was is not None else None,
                ),
            )
        write_files(own_folder(), before)
        _record(urn).unlink(missing_ok=True)
    return taken


def _refuse_loss(title: str, lost: Sequence[str]) -> None:
    if lost:
        raise Invalid(f"{title} is in use, so it stays as it is. {' '.join(lost)} {_NOTHING}")


def _put(urn: str, what: Latest, files: Mapping[str, bytes | None]) -> None:
    """Write or remove these files of one folder, and remember what there was."""
    with _ONE_AT_A_TIME:
        folder = made(own_folder())
        there = {name: _text(folder / name) for name in files}
        after = {name: _print(content) for name, content in files.items()}
        told = {"did": what.did, "title": what.title, "key": what.key, "before": there, "after": after}
        earlier = _bytes(_text(_record(urn)))
        keep_file(_record(urn), json.dumps(told, ensure_ascii=False).encode())
        try:
            write_files(folder, files)
        except Invalid:
            _write_one(_record(urn), earlier)
            raise


def write_files(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """All of them or, where one can't be written, none."""
    before = {name: _bytes(_text(folder / name)) for name in files}
    done: list[str] = []
    try:
        for name, content in files.items():
            done.append(name)
            _write_one(folder / name, content)
    except Invalid:
        for name in done:
            _write_one(folder / name, before[name])
        raise


def _write_one(file: Path, content: bytes | None) -> None:
    if content is not None:
        if _bytes(_text(file)) != content:
            keep_file(file, content)
        return
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise not_written() from error


def _record(urn: str) -> Path:
    return own_folder() / f".{urn}.json"


def _kept(urn: str) -> dict[str, Any] | None:
    words = _text(_record(urn))
    return json.loads(words) if words else None


def _as_left(kept: Mapping[str, Any]) -> bool:
    """Whether every file is as that act left it."""
    folder = own_folder()
    return all(_print(_bytes(_text(folder / name))) == mark for name, mark in kept["after"].items())


def _text(file: Path) -> str | None:
    try:
        return file.read_bytes().decode() if file.is_file() else None
    except OSError as error:
        raise not_written() from error


def _bytes(words: str | None) -> bytes | None:
    return None if words is None else words.encode()


def _print(content: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if content is not None else ""
