"""Files that a person sends us."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from tornado.web import RequestHandler

from sef2si.errors import Invalid

LARGEST = 10_000_000  # bytes: the longest plan of a school, pictures and all, stays well below


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


def uploaded(page: RequestHandler, field: str = "file") -> Upload | None:
    """The one file of a form, under its last name; None where none was chosen. Raises ``Invalid`` if too large."""
    found = page.request.files.get(field, [])
    if not found or not found[0].filename:
        return None
    file = found[0]
    if len(file.body) > LARGEST:
        raise Invalid(
            f"{_last_name(file.filename)} is larger than {LARGEST // 1_000_000} MB. Please take out its pictures, "
            "or bring it in parts. Nothing was imported.",
        )
    return Upload(_last_name(file.filename), file.body)


def _last_name(name: str) -> str:
    """Without the folders some browsers send along, and short enough to show."""
    return PureWindowsPath(PurePosixPath(name).name).name[:120]
