"""Files made to take a computer down, or broken in every way; each is small enough to be brought in."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.documents.reading.packing import WORD, book, packed, saved_book, saved_word, unpacked, word

_ROW = '<row r="{0}"><c r="A{0}" s="1"/><c r="B{0}" s="1"/><c r="C{0}"/><c r="D{0}"/><c r="E{0}"/></row>'
_RANDOM = random.Random(2026)


def flat_word() -> bytes:
    """A hundred megabytes of spaces in one part, in a file of a tenth of one."""
    content = io.BytesIO()
    parts = unpacked(saved_word())
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if name != "word/document.xml":
                archive.writestr(name, part)
        with archive.open("word/document.xml", "w", force_zip64=True) as stream:
            for _ in range(100):
                stream.write(b" " * (1 << 20))
    return content.getvalue()


def lying(size: int = 1000) -> bytes:
    """The same with both headers saying that the part is small."""
    content = bytearray(packed({**unpacked(saved_word()), "word/document.xml": b" " * (80 << 20)}))
    true = struct.pack("<L", 80 << 20)
    while (at := content.find(true)) >= 0:
        content[at : at + 4] = struct.pack("<L", size)
    return bytes(content)


def overlapping() -> bytes:
    """A sound Word file whose directory names the same packed bytes a thousand times more."""
    content = saved_word()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    directory = content[start:end]
    entry = directory[: directory.index(b"PK\x01\x02", 4)]
    total = directory.count(b"PK\x01\x02") + 1000
    directory += entry * 1000
    last = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, total, total, len(directory), start, 0)
    return content[:start] + directory + last


def nested() -> bytes:
    """A packed file within a packed file, ten deep."""
    inner = b" " * (10 << 20)
    for _ in range(10):
        inner = packed({"inner.zip": inner})
    return packed({**unpacked(saved_word()), "word/inner.zip": inner})


def _noisy(count: int) -> str:
    """Paragraphs that hardly pack, so that no ratio gives them away."""
    return "".join(
        f'<w:p w:rsidR="{_RANDOM.getrandbits(64):016x}"><w:r><w:t>{_RANDOM.getrandbits(64):x}</w:t></w:r></w:p>'
        for _ in range(count)
    )


def _shared() -> bytes:
    texts = "".join(f"<si><t>{_RANDOM.getrandbits(64):x}</t></si>" for _ in range(300_000))
    return book('<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>', texts)


def _one_cell(before: str = "", after: str = "", more: str = "") -> bytes:
    cell = '<c r="A1" t="inlineStr"><is><t>Priority</t></is></c>'
    return book(f'{before}<sheetData><row r="1">{cell}{more}</row></sheetData>{after}')


def _calendar(rule: str, times: int = 1) -> bytes:
    event = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260901T090000Z\r\nSUMMARY:Staff\r\nRRULE:{rule}\r\nEND:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event * times}END:VCALENDAR\r\n".encode()


def _deep(tag: str, count: int, inside: str) -> str:
    return f"<w:{tag}>" * count + inside + f"</w:{tag}>" * count


_TEXT = "<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
_NUMBER = "<c><v>1.5</v></c>"
_TABLE = "<w:tbl><w:tr><w:tc>"

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "flat bomb": ("a.docx", flat_word),
    "lying header": ("a.docx", lying),
    "overlapping members": ("a.docx", overlapping),
    "nested bomb": ("a.docx", nested),
    "five thousand members": ("a.docx", lambda: packed({f"word/{at}.xml": b"" for at in range(5000)})),
    "much text": ("a.docx", lambda: word(_noisy(300_000))),
    "many tables": ("a.docx", lambda: word((_TABLE + _TEXT + "</w:tc></w:tr></w:tbl>" + _noisy(1)) * 60_000)),
    "deep wrappers": ("a.docx", lambda: word(_deep("sdt", 20_000, _TEXT))),
    "deep tables": ("a.docx", lambda: word(_TABLE * 70 + _TEXT + "</w:tc></w:tr></w:tbl>" * 70)),
    "wide cells": (
        "a.docx",
        lambda: word(
            '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr><w:tc><w:tcPr>'
            f'<w:gridSpan w:val="999999999"/></w:tcPr>{_TEXT}</w:tc></w:tr></w:tbl>'
        ),
    ),
    "styles in a ring": (
        "a.docx",
        lambda: word(
            '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>',
            styles=f'<w:styles {WORD}><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
            '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>',
        ),
    ),
    "many shared texts": ("a.xlsx", _shared),
    "a million empty cells": (
        "a.xlsx",
        lambda: book("<sheetData>" + "".join(_ROW.format(row) for row in range(1, 200_001)) + "</sheetData>"),
    ),
    "a million empty rows": (
        "a.xlsx",
        lambda: book("<sheetData>" + "".join(f'<row r="{row}"/>' for row in range(1, 1_000_001)) + "</sheetData>"),
    ),
    "two hundred thousand numbers": (
        "a.xlsx",
        lambda: book(f"<sheetData>{''.join(f'<row>{_NUMBER * 10}</row>' for _ in range(20_000))}</sheetData>"),
    ),
    "enormous dimension": ("a.xlsx", lambda: _one_cell('<dimension ref="A1:XFD1048576"/>')),
    "far corner": ("a.xlsx", lambda: _one_cell(more='</row><row r="1048576"><c r="XFD1048576"><v>1</v></c>')),
    "a merge of everything": (
        "a.xlsx",
        lambda: _one_cell(
            after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            more='</row><row r="1048576"><c r="XFD1048576"><v>1</v></c>',
        ),
    ),
    "many merges": (
        "a.xlsx",
        lambda: _one_cell(
            after="<mergeCells>" + '<mergeCell ref="A1:Z9999"/>' * 100_000 + "</mergeCells>",
            more='</row><row r="9999"><c r="Z9999"><v>1</v></c>',
        ),
    ),
    "hidden columns without end": (
        "a.xlsx",
        lambda: _one_cell('<cols><col min="1" max="99999999999" hidden="1"/></cols>'),
    ),
    "a format of many noughts": (
        "a.xlsx",
        lambda: book('<sheetData><row><c s="1"><v>1e299</v></c></row></sheetData>', formats={1: "0." + "0" * 60_000}),
    ),
    "deep cell": (
        "a.xlsx",
        lambda: book(f"<sheetData><row><c>{'<is>' * 20_000}{'</is>' * 20_000}</c></row></sheetData>"),
    ),
    "commas": ("a.csv", lambda: b"," * (12 << 20)),
    "quotation marks": ("a.csv", lambda: b'"' * (2 << 20) + b"a"),
    "open quotation": ("a.csv", lambda: b'a,"' + b"b\n" * (2 << 20)),
    "one long word": ("a.csv", lambda: b"a" * (2 << 20)),
    "wide letters": ("a.csv", ("a,😀\n" * 500_000).encode),
    "unknown letters": ("a.csv", lambda: _RANDOM.randbytes(300_000).translate(None, bytes(range(32)))),
    "noughts": ("a.csv", lambda: b"a,b\n" + b"\0" * (10 << 20)),
    "deep calendar": ("a.ics", lambda: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_000),
    "long calendar": ("a.ics", lambda: _calendar("FREQ=DAILY", 400)),
    "endless by the second": ("a.ics", lambda: _calendar("FREQ=SECONDLY")),
    "a day that never comes": ("a.ics", lambda: _calendar("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
    "no step": ("a.ics", lambda: _calendar("FREQ=DAILY;INTERVAL=0")),
    "many a day": (
        "a.ics",
        lambda: _calendar(
            "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60)))
            + ";BYSECOND=" + ",".join(map(str, range(60)))
        ),
    ),
    "one folded line": ("a.ics", lambda: b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"x\r\n " * 300_000),
}  # fmt: skip


def broken() -> Iterator[tuple[str, bytes]]:
    """Whole files cut short, with bytes changed, and with a part gone or filled with nonsense."""
    chance = random.Random(7)
    for name, whole in (
        ("plan.docx", saved_word()),
        ("plan.xlsx", saved_book()),
        ("cpd.ics", _calendar("FREQ=WEEKLY;COUNT=3")),
    ):
        for share in (1, 10, 50, 90, 99):
            yield name, whole[: len(whole) * share // 100]
        for _ in range(30):
            spoilt = bytearray(whole)
            for _ in range(chance.choice((1, 5, 50))):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            yield name, bytes(spoilt)
        if name == "cpd.ics":
            continue
        parts = unpacked(whole)
        for part, content in parts.items():
            yield name, packed({key: kept for key, kept in parts.items() if key != part})
            for other in (
                b"",
                b"nonsense",
                content[: len(content) // 2],
                b"<a/>",
                b"\xff\xfe\x00",
                content.replace(b'"1"', b'"x"'),
            ):
                yield name, packed({**parts, part: other})
