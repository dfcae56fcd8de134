"""What a file is, by its content first and its name second; for what can't be read, how to save it so that it can."""

from __future__ import annotations

import re
import zipfile

from sef2si.documents.reading.encodings import looks_written
from sef2si.documents.reading.refusals import refused
from sef2si.documents.reading.zips import opened, protected
from sef2si.errors import Invalid

_WORD = "Please open it in Word, save it as a Word document (.docx) and bring that."
_EXCEL = "Please open it in Excel, save it as an Excel workbook (.xlsx) and bring that."
_PICTURE = "is a picture. Please bring the document it shows as a Word or Excel file, or type it in."
# How other files begin, and what to do with them.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"is a PDF. {_WORD} If you have the Word or Excel file it was made from, bring that: it keeps more."),
    (b"{\\rtf", f"is a rich text file. {_WORD}"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"\x1f\x8b", "is a packed file. Please unpack it and bring the Word or Excel file that is inside."),
    (b"7z\xbc\xaf", "is a packed file. Please unpack it and bring the Word or Excel file that is inside."),
    (b"Rar!", "is a packed file. Please unpack it and bring the Word or Excel file that is inside."),
)


def sort_of(name: str, content: bytes) -> str:
    """``xlsx``, ``docx``, ``csv`` or ``ics``. Raises ``Invalid`` with how to save anything else."""
    if not content.strip(b"\0 \t\r\n"):
        raise refused(name, "is empty. Please check that it was saved, and bring it again.")
    if content.startswith(b"PK") and content[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
        return _zipped(name, content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _old(name, content)
    for beginning, sentence in _BEGINNINGS:
        if content.startswith(beginning) and (beginning != b"BM" or b"\0" in content[:64]):
            raise refused(name, sentence)
    if content[4:8] == b"ftyp" or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        raise refused(name, "is a picture or a film. Please bring a Word or Excel file instead.")
    return _written(name, content)


def _zipped(name: str, content: bytes) -> str:
    archive = opened(name, content)
    parts = {part.lower() for part in archive.namelist()}
    if "mimetype" in parts and "content.xml" in parts:
        raise _open_document(name, archive)
    if "[content_types].xml" in parts:
        if any(part.startswith("word/") for part in parts):
            return "docx"
        if any(part.startswith("xl/") and part.endswith(".bin") and "workbook" in part for part in parts):
            raise refused(name, f"is a binary workbook (.xlsb). {_EXCEL}")
        if any(part.startswith("xl/") for part in parts):
            return "xlsx"
        if any(part.startswith("ppt/") for part in parts):
            raise refused(name, "is a PowerPoint presentation. Please copy its text into a Word document.")
    if any(part.startswith("index/") or part == "index.zip" for part in parts):
        raise refused(
            name, "is a Pages or Numbers file. Please open it, choose File, Export To, Word or Excel, and bring that."
        )
    if any(part.endswith((".docx", ".xlsx", ".doc", ".xls", ".csv")) for part in parts):
        raise refused(name, "is a packed folder. Please unpack it and bring the files inside one by one.")
    if "[content_types].xml" in parts or not parts:
        raise refused(name, f"seems to be damaged: it has no text of a Word or Excel file inside. {_WORD}")
    raise refused(name, "is a packed file and no Word or Excel file. Please bring a Word or Excel file instead.")


def _open_document(name: str, archive: zipfile.ZipFile) -> Invalid:
    sheet = b"spreadsheet" in archive.open("mimetype").read(200)
    if sheet:
        return refused(
            name, "is an OpenDocument sheet (.ods). Please save it as an Excel workbook (.xlsx) and bring that."
        )
    return refused(name, "is an OpenDocument text (.odt). Please save it as a Word document (.docx) and bring that.")


def _old(name: str, content: bytes) -> Invalid:
    """The sentence for a file in the frame that Office used before 2007, and still uses for what is encrypted."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return protected(name)
    if holds("WordDocument"):
        return refused(name, f"is an older Word document (.doc). {_WORD}")
    if holds("Workbook") or holds("Book"):
        return refused(name, f"is an older Excel workbook (.xls). {_EXCEL}")
    if holds("PowerPoint Document"):
        return refused(name, "is a PowerPoint presentation. Please copy its text into a Word document.")
    if holds("__substg1.0_"):
        return refused(name, "is an e-mail. Please save what is attached to it and bring that.")
    return refused(name, "is an older Office file. Please save it as .docx in Word or .xlsx in Excel and bring that.")


def _written(name: str, content: bytes) -> str:
    """What a file of plain text is."""
    start = content[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(b"begin:vcalendar"):
        return "ics"
    if start.startswith(b"begin:vcard"):
        raise refused(name, "is an address card. Please bring a plan or a calendar.")
    again = _WORD if name.lower().endswith((".doc", ".docx")) else _EXCEL
    if re.match(rb"<(!doctype html|html|head|body|table|meta|style)\b", start):
        raise refused(name, f"is a web page, whatever its name says. {again}")
    if start.startswith(b"<svg"):
        raise refused(name, _PICTURE)
    if start.startswith(b"<?xml"):
        raise refused(name, f"is an XML file. {again}")
    if re.match(rb"(mime-version:|message-id:|received:|from:|subject:)", start) and b"content-type:" in start:
        raise refused(name, "is an e-mail or a web archive. Please save the document in it as .docx or .xlsx.")
    extension = name.lower().rpartition(".")[2]
    if extension == "json" or re.match(rb'[{\[]\s*["{\[}\]]', start):
        raise refused(name, "is a JSON file. Only one that was taken from sef2si can be brought back.")
    if extension == "ics":
        raise refused(name, "is no calendar: its first line is not BEGIN:VCALENDAR. Please export the calendar again.")
    if not start.strip() or not looks_written(content):
        raise refused(name, "is no file this page can read. Please bring a Word, Excel, CSV or calendar file.")
    return "csv"
