"""A school's own data brought back: our spreadsheet or our JSON, read exactly, and held against the plan."""

from __future__ import annotations

import re

from sef2si.documents.data import reading_json as data_reading_json
from sef2si.documents.data import reading_xlsx as data_reading_xlsx
from sef2si.documents.data.as_xlsx import ABOUT
from sef2si.documents.data.brought import FilePlan
from sef2si.documents.data.columns import SCHEMA
from sef2si.documents.data.meeting import meet_data
from sef2si.documents.reading import xlsx, zips
from sef2si.documents.reading.limited import read_limited
from sef2si.errors import Invalid

__all__ = ["FilePlan", "is_ours", "meet_data", "read_data", "read_data_limited"]

_FORM = SCHEMA.partition("/")[0]
_IN_XLSX = re.compile(rb">\s*" + re.escape(_FORM.encode()) + rb"/\d")
_OUR_SHEET = re.compile(f'name="{ABOUT}"'.encode())
_IN_JSON = re.compile(rb'"schema"\s*:\s*"' + re.escape(_FORM.encode()) + rb"/")
_TEXTS = re.compile(r"xl/(sharedStrings|worksheets/sheet\d*)\.xml", re.IGNORECASE)


def is_ours(name: str, content: bytes) -> bool:
    """Whether a file is data of ours, by what it says of itself. Never raises: what can't be opened is not ours."""
    if not content.startswith(b"PK"):
        # Wherever a program put it; within a text of somebody's the quotation marks would be guarded.
        return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _IN_JSON.search(content) is not None
    try:
        archive = zips.opened(name, content)
        if not _OUR_SHEET.search(zips.unpacked(name, archive, "xl/workbook.xml")):
            return False
        # The texts of all sheets stand in one part or, from some programs, each in its sheet's own.
        parts = [part for part in archive.namelist() if _TEXTS.fullmatch(part)]
        return any(_IN_XLSX.search(zips.unpacked(name, archive, part)) for part in sorted(parts))
    except (Invalid, KeyError):
        return False


def read_data(name: str, content: bytes) -> FilePlan:
    """The plan of a file of ours, all of it or nothing.

    Raises ``Invalid``: its sentence says sheet, row, column and what to do about the first fault; ``faults`` has all.
    """
    if content.startswith(b"PK"):
        return data_reading_xlsx.from_reading(xlsx.read(name, content))
    return data_reading_json.from_bytes(name, content)


def read_data_limited(name: str, content: bytes) -> FilePlan:
    """As ``read_data``, with the spreadsheet opened in a process of its own with limits of memory and time."""
    if content.startswith(b"PK"):
        return data_reading_xlsx.from_reading(read_limited(name, content))
    return data_reading_json.from_bytes(name, content)
