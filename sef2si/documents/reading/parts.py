"""The parts of a Word or Excel file: their XML, read with entities and network off, and how they hang together."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from sef2si.documents.reading import zips
from sef2si.documents.reading.refusals import damaged, refused, too_large
from sef2si.errors import Invalid

# The same vocabulary goes by two addresses: the usual ones and those of "Strict Open XML".
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


_NO_MEMORY = 2  # libxml2's number for it


@dataclass(frozen=True)
class Related:
    """One part another refers to. ``sort`` is the last word of the relationship's type, such as ``worksheet``."""

    key: str
    sort: str
    part: str


class Package:
    """A checked Word or Excel file. Raises ``Invalid`` for anything Word and Excel would not have written."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._archive = zips.opened(name, content)
        self.parts = frozenset(self._archive.namelist())
        self._same = {part.lower(): part for part in self.parts}

    def raw(self, part: str) -> bytes | None:
        """The bytes of a part, or None where there is none of that name, in whatever case."""
        found = self._same.get(part.lower().lstrip("/"))
        if found is None:
            return None
        content = zips.unpacked(self.name, self._archive, found)
        if _declares(content):
            raise self._declared()
        for strict, usual in _STRICT.items():
            content = content.replace(strict, usual)
        return content

    def xml(self, part: str) -> etree._Element | None:
        """The root of a part, or None where there is none of that name."""
        content = self.raw(part)
        if content is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise unread(self.name, error) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._declared()
        return root

    def related(self, part: str = "") -> tuple[Related, ...]:
        """What a part refers to inside the file; without a name, what the file itself begins with."""
        folder, last = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{last}.rels"))
        return () if root is None else tuple(_relationships(root, folder))

    def _declared(self) -> Invalid:
        return refused(
            self.name,
            "declares names of its own for its text (a DOCTYPE), which Word and Excel never do. Please save it again "
            "from Word or Excel.",
        )


def unread(name: str, error: Exception) -> Invalid:
    """The refusal for XML that can't be read: too much of it, or broken."""
    return too_large(name) if getattr(error, "code", 0) == _NO_MEMORY else damaged(name)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    for key, found in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(found)
    return None


def _relationships(root: etree._Element, folder: str) -> Iterator[Related]:
    for each in root:
        target = each.get("Target")
        if target is None or each.get("TargetMode") == "External":
            continue
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        yield Related(each.get("Id") or "", (each.get("Type") or "").rpartition("/")[2], inside)


class _FoundError(Exception):
    """The search through a part's first lines has its answer."""


def _declares(content: bytes) -> bool:
    """Whether a document type is declared before the first element, in whatever encoding."""
    declared = False

    def doctype(*_: object) -> None:
        nonlocal declared
        declared = True
        raise _FoundError

    def started(*_: object) -> None:
        raise _FoundError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = started
    view = memoryview(content)
    try:
        for start in range(0, len(view), 4096):
            parser.Parse(bytes(view[start : start + 4096]), False)
    except (_FoundError, expat.ExpatError, ValueError, LookupError):
        pass
    return declared
