"""Small Word and Excel files written part by part, so that a test can put anything into any of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx
import openpyxl
from openpyxl.comments import Comment

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip file of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def word(body: str, **others: str) -> bytes:
    """A Word file with this body; ``others`` are whole parts by their sort, such as ``numbering``."""
    related = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{sort}" Target="{sort}.xml"/>' for at, sort in enumerate(others)
    )
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATED}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATED}">{related}</Relationships>',
            **{f"word/{sort}.xml": part for sort, part in others.items()},
        }
    )


def book(
    sheet: str, shared: str = "", formats: Mapping[int, str] | None = None, sheets: str = "", more: str = ""
) -> bytes:
    """An Excel file with one sheet of this XML; style 1, 2, … are ``formats`` by their number."""
    kept = formats or {}
    styles = (
        "<numFmts>" + "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{form}"/>' for at, form in kept.items())
        + '</numFmts><cellXfs><xf numFmtId="0"/>'
        + "".join(f'<xf numFmtId="{164 + at}"/>' for at in kept) + "</cellXfs>"
    )  # fmt: skip
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATED}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="/xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">{more}<sheets>'
            f'<sheet name="Plan" sheetId="1" r:id="r1"/>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATED}">'
            f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}">{sheet}</worksheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">{shared}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>',
        }
    )


def saved_word() -> bytes:
    """A Word file as python-docx writes it, with every sort of part it knows."""
    document = docx.Document()
    document.add_heading("Reading", 1)
    document.add_paragraph("Fluency in Year 3", style="List Number")
    document.add_table(1, 1).cell(0, 0).text = "Coaching"
    document.sections[0].header.paragraphs[0].text = "Oak Hill"
    document.sections[0].footer.paragraphs[0].text = "Page"
    document.add_comment(document.paragraphs[0].runs, "Who leads?", author="A", initials="A")
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def saved_book() -> bytes:
    """An Excel file as openpyxl writes it, with a note on a cell."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Coaching"
    workbook.active["A2"] = 1200
    workbook.active["A1"].comment = Comment("Who leads?", "A")
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
