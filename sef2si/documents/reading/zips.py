"""Looks at a zip-based file's directory before anything in it is opened, and opens its parts within limits."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from itertools import pairwise

from sef2si.documents.reading.refusals import damaged, refused, too_large
from sef2si.errors import Invalid

MEMBERS = 3_000
READ_BYTES = 64 << 20  # of the parts that are read: XML and what says how they hang together
ALL_BYTES = 512 << 20  # with pictures, which are never opened
RATIO = 250  # of a part above a megabyte
_READ = (".xml", ".rels", ".vml")
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".jar", ".cab", ".iso")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


def opened(name: str, content: bytes, *, most: int = ALL_BYTES) -> zipfile.ZipFile:
    """The archive, once its directory has passed: it unpacks to no more than ``most``. Raises ``Invalid`` otherwise."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise damaged(name) from error
    _check(name, archive.infolist(), most)
    return archive


def unpacked(name: str, archive: zipfile.ZipFile, part: str, *, most: int = READ_BYTES) -> bytes:
    """One part, whole. What it unpacks to is counted as it comes: a header that lies is stopped at what it said."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(part) as stream:
            while piece := stream.read(1 << 16):
                size += len(piece)
                if size > most:
                    raise too_large(name)
                pieces.append(piece)
    except _DAMAGE as error:
        raise damaged(name) from error
    return b"".join(pieces)


def _check(name: str, members: Sequence[zipfile.ZipInfo], most: int) -> None:
    if len(members) > MEMBERS:
        raise too_large(name)
    if any(member.flag_bits & 0x1 for member in members):
        raise protected(name)
    for member in members:
        _check_name(name, member.filename)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused(name, "is packed in a way Word and Excel don’t use. Please save it again from Word or Excel.")
    if _overlap(members):
        raise damaged(name)
    read = [member for member in members if member.filename.lower().endswith(_READ)]
    if sum(member.file_size for member in read) > READ_BYTES or sum(each.file_size for each in members) > most:
        raise too_large(name)
    if any(each.file_size > 1 << 20 and each.file_size > RATIO * max(each.compress_size, 1) for each in read):
        raise too_large(name)


def _check_name(name: str, member: str) -> None:
    parts = re.split(r"[\\/]", member)
    if parts[0] == "" or ".." in parts or ":" in parts[0] or "\0" in member:
        raise refused(
            name,
            "holds parts whose names point outside it, which Word and Excel never write. Please save it again from "
            "Word or Excel.",
        )
    if member.lower().endswith(_ARCHIVES) and "embeddings" not in parts:
        raise refused(
            name, "holds another packed file. Please unpack it and bring the Word or Excel file that is inside."
        )


def _overlap(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes: one small piece could then stand for a thousand large ones."""
    ordered = sorted(members, key=lambda each: each.header_offset)
    return any(
        first.header_offset + 30 + first.compress_size > second.header_offset for first, second in pairwise(ordered)
    )


def protected(name: str) -> Invalid:
    """For a file that opens only with a password."""
    return refused(
        name,
        "is protected with a password. Please open it, take the password off (File, Info, Protect) and save it again.",
    )
