"""A school's archive as one ZIP, and back: everything kept about it, as JSON for servers and as CSV for people.

    README.txt                 what is in it, in sentences
    archive.json               format, urn, name, made_on, tables_version, and the SHA-256 of each other member
    tables/<table>.jsonl       one JSON object a row: dates 2027-07-09, moments ISO 8601, money as text, bytes as base64
    frameworks/<file>          the school's own frameworks and crosswalks
    years/<year>/plan.json     the plan of a year, as “Your data, complete” has it
    years/<year>/<kind>.csv    the same, a file a kind of record

``archive.json``, ``tables`` and ``frameworks`` are read back; ``years`` is there so that the school needs no sef2si to
read its own data.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from sef2si.documents.data import as_csv, as_json
from sef2si.documents.reading import zips
from sef2si.documents.source import Edition
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.domain.school import valid_urn
from sef2si.errors import Invalid
from sef2si.services.archiving import Archive

FORMAT = "sef2si-archive/1"
_INDEX = "archive.json"
_READ = ("tables/", "frameworks/")
_NOTHING = "Nothing was brought in."
# Whoever runs the server brings it, and a school's history grows for years: far above what people may upload.
_MOST = 4 << 30


def pack(archive: Archive, plans: Sequence[Plan], today: date) -> bytes:
    """The ZIP of this archive, with the plans of all the school's years for people to read."""
    newest = plans[0].school if plans else None
    members = dict(_members(archive, plans, today))
    index = {
        "format": FORMAT,
        "urn": archive.urn,
        "name": newest.name if newest else "",
        "made_on": today.isoformat(),
        "tables_version": archive.revision,
        "members": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
    }
    about = _about(archive, newest.name if newest else archive.urn, today)
    whole = {"README.txt": about.encode(), _INDEX: _json(index), **members}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in whole.items():
            packed.writestr(zipfile.ZipInfo(name, (today.year, today.month, today.day, 0, 0, 0)), content,
                            zipfile.ZIP_DEFLATED)  # fmt: skip
    return out.getvalue()


def unpack(name: str, content: bytes) -> Archive:
    """What an archive holds, once every part is as it was written. Raises ``Invalid`` with a sentence."""
    packed = zips.opened(name, content, most=_MOST)
    there = set(packed.namelist())
    if _INDEX not in there:
        raise Invalid(f"{name} is not an archive of a school: it has no {_INDEX}. {_NOTHING}")
    index = _read_index(name, zips.unpacked(name, packed, _INDEX))
    wanted = {part: digest for part, digest in index["members"].items() if part.startswith(_READ)}
    parts: dict[str, bytes] = {}
    for part, digest in wanted.items():
        if part not in there:
            raise Invalid(f"{name} is not whole: {part} is missing. {_NOTHING}")
        parts[part] = zips.unpacked(name, packed, part, most=_MOST)
        if hashlib.sha256(parts[part]).hexdigest() != digest:
            raise Invalid(f"{name} was changed after it was made, in {part}. {_NOTHING}")
    rows = {
        part.removeprefix("tables/").removesuffix(".jsonl"): _rows(name, part, said)
        for part, said in parts.items()
        if part.startswith("tables/")
    }
    files = {part.removeprefix("frameworks/"): said for part, said in parts.items() if part.startswith("frameworks/")}
    return Archive(index["urn"], index["tables_version"], rows, files)


def _members(archive: Archive, plans: Sequence[Plan], today: date) -> Iterator[tuple[str, bytes]]:
    for table, rows in archive.rows.items():
        yield f"tables/{table}.jsonl", b"".join(_json(row) for row in rows)
    for name, content in archive.files.items():
        yield f"frameworks/{name}", content
    for plan in plans:
        folder = f"years/{plan.year.replace('/', '-')}"
        yield f"{folder}/plan.json", as_json.to_json(plan, today, Edition.COMPLETE)
        with zipfile.ZipFile(BytesIO(as_csv.exact(plan, today, Edition.COMPLETE))) as made:
            for part in made.namelist():
                yield f"{folder}/{part}", made.read(part)


def _about(archive: Archive, name: str, today: date) -> str:
    counted = "\n".join(f"  {table}: {count}" for table, count in archive.counts.items())
    return (
        f"Everything that sef2si keeps about {name} (URN {archive.urn}), taken out on {written(today)}.\n\n"
        f"{_notes(archive)} It names people who work at the school: please keep it as safe as that.\n\n"
        "tables/ has every row as JSON, one a line, with the whole history; “sef2si import archive FILE” puts them "
        "into another server.\nyears/ has each year's plan as JSON and CSV, to be read by any program.\n"
        "frameworks/ has the school's own frameworks and crosswalks.\n"
        "Accounts stay behind: on another server people are invited anew.\n\n"
        f"Rows:\n{counted}\n"
    )


def _notes(archive: Archive) -> str:
    """Which private notes are not in it, and where they still are."""
    if not archive.left_out:
        return "No private note is left out."
    one = archive.left_out == 1
    left_out = (
        f"{archive.left_out} private {'note is' if one else 'notes are'} left out, with all that was ever said in "
        f"{'it' if one else 'them'}"
    )
    if archive.by_command:
        return (
            f"{left_out}: {'it is' if one else 'they are'} for nobody but whoever wrote {'it' if one else 'them'}, and "
            "no account goes along. Their authors still find them on the server they come from."
        )
    return (
        f"{left_out}: {'it is' if one else 'they are'} for others. Whoever runs the server can make an archive of all "
        "but those that are for nobody but their author (“sef2si archive”)."
    )


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _read_index(name: str, content: bytes) -> Mapping[str, Any]:
    try:
        index = json.loads(content)
        if index["format"] != FORMAT:
            raise Invalid(f"{name} was made by a sef2si of another kind ({str(index['format'])[:40]}). {_NOTHING}")
        urn, members = valid_urn(index["urn"]), index["members"]
        if not all(isinstance(part, str) and isinstance(digest, str) for part, digest in members.items()):
            raise ValueError
        return {"urn": urn, "members": members, "tables_version": str(index["tables_version"])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(f"{name} can't be read: its {_INDEX} is damaged. {_NOTHING}") from error


def _rows(name: str, part: str, content: bytes) -> list[dict[str, Any]]:
    try:
        rows = [json.loads(line) for line in content.splitlines()]
    except ValueError as error:
        raise Invalid(f"{name} can't be read: {part} is damaged. {_NOTHING}") from error
    if not all(isinstance(row, dict) for row in rows):
        raise Invalid(f"{name} can't be read: {part} is damaged. {_NOTHING}")
    return rows
