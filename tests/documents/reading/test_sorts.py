"""A file is known by what it holds, not by its name; what can't be read is told how to become what can."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from sef2si.documents.reading import read
from sef2si.documents.reading.refusals import called
from sef2si.documents.reading.sorts import sort_of
from sef2si.errors import Invalid
from tests.documents.reading.packing import packed, saved_book, saved_word, unpacked

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
_WORD = "Please open it in Word, save it as a Word document (.docx) and bring that."
_EXCEL = "Please open it in Excel, save it as an Excel workbook (.xlsx) and bring that."
_SLIDES = "is a PowerPoint presentation. Please copy its text into a Word document."


def picture(form: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, form)
    return content.getvalue()


def old(stream: str) -> bytes:
    return _OLD + stream.encode("utf-16-le")


def without(content: bytes, folder: str, **more: bytes) -> bytes:
    return packed({**{name: part for name, part in unpacked(content).items() if not name.startswith(folder)}, **more})


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(name, content)
    assert caught.value.sentence.startswith(f"{name} ")
    assert caught.value.sentence.endswith(" Nothing was imported.")
    return caught.value.sentence[len(name) + 1 : -len(" Nothing was imported.")]


@pytest.mark.parametrize(
    ("content", "sort"),
    [
        (saved_word(), "docx"),
        (saved_book(), "xlsx"),
        (b"Priority,Cost\nReading,5\n", "csv"),
        ("Priority,Cost\n".encode("utf-16"), "csv"),
        (b"Priority\n", "csv"),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nEND:VCALENDAR", "ics"),
    ],
)
def test_a_name_decides_nothing_that_the_content_decides(content: bytes, sort: str) -> None:
    assert {sort_of(name, content) for name in ("x", "x.pdf", "x.docx", "x.xlsx", "x.csv", "x.ICS.txt")} == {sort}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.doc", old("WordDocument"), f"is an older Word document (.doc). {_WORD}"),
        ("plan.docx", old("WordDocument"), f"is an older Word document (.doc). {_WORD}"),
        ("plan.xls", old("Workbook"), f"is an older Excel workbook (.xls). {_EXCEL}"),
        ("plan.ppt", old("PowerPoint Document"), _SLIDES),
        ("mail.msg", old("__substg1.0_"), "is an e-mail. Please save what is attached to it and bring that."),
        (
            "plan.docx",
            old("EncryptedPackage"),
            "is protected with a password. Please open it, take the password off (File, "
            "Info, Protect) and save it again.",
        ),
        (
            "plan.pdf",
            b"%PDF-1.7\n",
            f"is a PDF. {_WORD} If you have the Word or Excel file it was made from, bring that: it keeps more.",
        ),
        ("plan.rtf", b"{\\rtf1 x}", f"is a rich text file. {_WORD}"),
        (
            "plan.xls",
            b"<html><table><tr><td>Priority</td></tr></table>",
            f"is a web page, whatever its name says. {_EXCEL}",
        ),
        ("plan.doc", b"<html><body>Priority</body></html>", f"is a web page, whatever its name says. {_WORD}"),
        ("plan.xml", b"<?xml version='1.0'?><a/>", f"is an XML file. {_EXCEL}"),
        ("plan.json", b'{"plan": 1}', "is a JSON file. Only one that was taken from sef2si can be brought back."),
        ("plan.docx", b"", "is empty. Please check that it was saved, and bring it again."),
        ("plan.docx", b"\0" * 100, "is empty. Please check that it was saved, and bring it again."),
        (
            "cpd.ics",
            b"Dear all",
            "is no calendar: its first line is not BEGIN:VCALENDAR. Please export the calendar again.",
        ),
        (
            "plan.csv",
            bytes(range(1, 32)) * 9,
            "is no file this page can read. Please bring a Word, Excel, CSV or calendar file.",
        ),
        ("plan.pptx", without(saved_word(), "word/", **{"ppt/presentation.xml": b"<a/>"}), _SLIDES),
        (
            "plan.xlsb",
            without(saved_book(), "xl/", **{"xl/workbook.bin": b""}),
            f"is a binary workbook (.xlsb). {_EXCEL}",
        ),
        (
            "all.zip",
            packed({"plan.docx": b"", "cpd.xlsx": b""}),
            "is a packed folder. Please unpack it and bring the files inside one by one.",
        ),
        (
            "plan.pages",
            packed({"Index/Document.iwa": b""}),
            "is a Pages or Numbers file. Please open it, choose File, Export To, Word or Excel, and bring that.",
        ),
        (
            "plan.odt",
            packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
            "is an OpenDocument text (.odt). Please save it as a Word document (.docx) and bring that.",
        ),
    ],
)
def test_what_cant_be_read_is_told_how_to_become_what_can(name: str, content: bytes, sentence: str) -> None:
    assert refusal(name, content) == sentence


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_a_picture_is_refused_whatever_its_name(form: str) -> None:
    assert refusal("plan.docx", picture(form)) == (
        "is a picture. Please bring the document it shows as a Word or Excel file, or type it in."
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\ade\\plan.docx", "plan.docx"),
        ("../../etc/passwd", "passwd"),
        ("plan\n\x1b[31m.docx", "plan[31m.docx"),
        ("", "The file"),
        ("x" * 300 + ".docx", "x" * 60 + "…" + "x" * 10 + ".docx"),
    ],
)
def test_a_name_in_a_sentence_is_short_and_without_folders(name: str, shown: str) -> None:
    assert called(name) == shown


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.heavy
def test_real_files_of_older_programs_are_known(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(saved_word())
    (tmp_path / "cpd.xlsx").write_bytes(saved_book())
    made = [("plan.docx", ("doc", "odt", "rtf", "pdf")), ("cpd.xlsx", ("xls", "ods"))]
    for source, forms in made:
        for form in forms:
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
                    "--headless",
                    "--convert-to",
                    form,
                    "--outdir",
                    str(tmp_path),
                    str(tmp_path / source),
                ],
                check=True,
                capture_output=True,
            )
            name = f"{source.partition('.')[0]}.{form}"
            assert f".{form})" in refusal(name, (tmp_path / name).read_bytes()) or form in ("pdf", "rtf")
