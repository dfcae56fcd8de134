"""No file on this computer, and nothing a file defines for itself, comes in with a school's document (trust.md)."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from sef2si.documents.reading import read
from sef2si.errors import Invalid
from tests.documents.reading.packing import packed, saved_book, saved_word, unpacked

SECRET = "canary-7f3a9c"
_SAVED = {"plan.docx": saved_word, "plan.xlsx": saved_book}
_PARTS = [
    (name, part)
    for name, saved in _SAVED.items()
    for part in unpacked(saved())
    if part.endswith((".xml", ".rels", ".vml"))
]
_ENCODINGS = ("utf-8", "utf-16")


def _declarations(secret: Path, beside: Path) -> dict[str, str]:
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    return {
        "local file": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>',
        "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "{SECRET}">{laughs}<!ENTITY e "&l9;">]>',
        "external definition": f'<!DOCTYPE x SYSTEM "{beside.as_uri()}">',
        "parameter": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{beside.as_uri()}"> %p;]>',
    }


@pytest.fixture
def planted(tmp_path: Path) -> dict[str, str]:
    """Four ways to fetch what a file beside holds."""
    secret, beside = tmp_path / "secret.txt", tmp_path / "beside.dtd"
    secret.write_text(SECRET)
    beside.write_text(f'<!ENTITY e "{SECRET}">')
    return _declarations(secret, beside)


def _with(part: bytes, declaration: str, encoding: str) -> bytes:
    """The part with a declaration before its root and the entity as the first text of every element."""
    root = etree.fromstring(part)
    for each in root.iter():
        each.text = "ENTITY" + (each.text or "")
    body = etree.tostring(root, encoding="unicode").replace("ENTITY", "&e;")
    return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{body}'.encode(encoding, "xmlcharrefreplace")


def test_the_planted_declarations_do_fetch_the_secret_for_a_careless_reader(planted: dict[str, str]) -> None:
    careless = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)
    for way in ("local file", "external definition", "parameter"):
        for encoding in _ENCODINGS:
            root = etree.fromstring(_with(b"<a/>", planted[way], encoding), careless)
            assert (way, encoding, SECRET in "".join(root.itertext())) == (way, encoding, True)


@pytest.mark.parametrize(("name", "part"), _PARTS)
def test_no_part_of_a_file_fetches_anything(name: str, part: str, planted: dict[str, str]) -> None:
    parts = unpacked(_SAVED[name]())
    for way, declaration in planted.items():
        for encoding in _ENCODINGS:
            content = packed({**parts, part: _with(parts[part], declaration, encoding)})
            try:
                found = repr(read(name, content))
            except Invalid as error:
                found = error.sentence
            assert (way, encoding, SECRET in found) == (way, encoding, False)


def test_a_part_that_declares_names_is_refused_with_a_sentence(planted: dict[str, str]) -> None:
    parts = unpacked(saved_word())
    parts["word/document.xml"] = _with(parts["word/document.xml"], planted["local file"], "utf-8")
    with pytest.raises(Invalid) as caught:
        read("plan.docx", packed(parts))
    assert caught.value.sentence == (
        "plan.docx declares names of its own for its text (a DOCTYPE), which Word and Excel never do. Please save it "
        "again from Word or Excel. Nothing was imported."
    )


def test_the_corpus_has_not_shrunk() -> None:
    assert len(_PARTS) >= 25
