"""No file hangs or fills the computer: 5 seconds and 300 MB at most, and a sentence for what is too much (trust.md)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sef2si.documents.reading import limited, read
from sef2si.documents.reading.limited import read_limited
from sef2si.errors import Invalid
from tests.documents.reading.hostile import HOSTILE, broken
from tests.documents.reading.packing import book, packed, saved_book, saved_word, unpacked, word

MEGABYTES = 300
# One process that reads every hostile file as the service would, and says the most any of its own processes took.
_ALL = """
import json, pathlib, resource, sys
from sef2si.documents.reading.limited import read_limited
from sef2si.errors import Invalid
outcomes = {}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    case, _, name = path.name.partition("~")
    try:
        outcomes[case] = f"read {len(read_limited(name, path.read_bytes()).texts())}"
    except Invalid as error:
        outcomes[case] = error.sentence
print(json.dumps([outcomes, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]))
"""
_TOO_LARGE = (
    " holds far more than a plan or calendar does. Please copy the part you need into a new file and bring that. "
    "Nothing was imported."
)
_TOO_SLOW = (
    " takes too long to read. Please copy the part you need into a new, smaller file and bring that. "
    "Nothing was imported."
)
_DAMAGED = (
    " seems to be damaged or was cut short. Please open it in Word or Excel, save it again under a new name and bring "
    "that file. Nothing was imported."
)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_every_hostile_file_is_read_or_refused_within_the_limits(tmp_path: Path) -> None:
    for case, (name, make) in HOSTILE.items():
        (tmp_path / f"{case}~{name}").write_bytes(make())
    done = subprocess.run([sys.executable, "-c", _ALL, str(tmp_path)], capture_output=True, text=True, check=True)
    outcomes, most = json.loads(done.stdout)
    print(f"{len(outcomes)} hostile files, the hungriest took {most} MB")
    assert set(outcomes) == set(HOSTILE)
    assert len(outcomes) >= 36
    assert most <= MEGABYTES
    assert [
        case for case, outcome in outcomes.items() if "Nothing was imported." not in outcome and "read" not in outcome
    ] == []
    for case in (
        "flat bomb",
        "five thousand members",
        "much text",
        "many merges",
        "two hundred thousand numbers",
    ):
        assert outcomes[case] in (HOSTILE[case][0] + _TOO_LARGE, HOSTILE[case][0] + _TOO_SLOW)
    for case in ("lying header", "overlapping members", "deep wrappers", "deep cell"):
        assert (case, outcomes[case]) == (case, HOSTILE[case][0] + _DAMAGED)
    for case in ("enormous dimension", "deep tables", "wide cells", "styles in a ring"):
        assert (case, outcomes[case]) == (case, "read 1")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_file_that_needs_more_memory_than_allowed_is_refused_and_one_that_needs_less_is_read() -> None:
    content = word("".join(f"<w:p><w:r><w:t>{at}</w:t></w:r></w:p>" for at in range(20_000)))
    assert len(read_limited("plan.docx", content).blocks) == 20_000
    with pytest.raises(Invalid) as refusal:
        read_limited("plan.docx", content, memory=40 << 20)
    assert refusal.value.sentence == f"plan.docx{_TOO_LARGE}"


def test_a_file_that_takes_too_long_is_stopped_and_refused() -> None:
    rows = "".join(f'<row><c t="str"><v>{at}</v></c></row>' for at in range(60_000))
    with pytest.raises(Invalid) as refusal:
        read_limited("plan.xlsx", book(f"<sheetData>{rows}</sheetData>"), seconds=0.1)
    assert refusal.value.sentence == f"plan.xlsx{_TOO_SLOW}"


def test_a_file_above_the_size_of_an_upload_is_refused_before_a_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "UPLOAD", 1 << 20)
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(Invalid) as refusal:
        read_limited("plan.docx", b"x" * ((1 << 20) + 1))
    assert refusal.value.sentence == (
        "plan.docx is larger than 1 MB. Please save it without its pictures, or copy the part you need into a new "
        "file. Nothing was imported."
    )


@pytest.mark.parametrize(("name", "content"), [("plan.docx", saved_word()), ("plan.xlsx", saved_book())])
def test_a_process_of_its_own_reads_the_same(name: str, content: bytes) -> None:
    assert read_limited(name, content) == read(name, content)


@pytest.mark.parametrize("answer", ["", "rea", "nonsense\n{}"])
def test_a_process_that_dies_gives_a_sentence(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        limited, "_START", f"import sys, os; sys.stdout.write({answer!r}); sys.stdout.flush(); os.abort()"
    )
    with pytest.raises(Invalid) as refusal:
        read_limited("plan.docx", saved_word())
    assert refusal.value.sentence == f"plan.docx{_DAMAGED}"


def test_the_process_holds_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEF2SI_TOKEN", "canary")
    monkeypatch.setenv("DATABASE_PASSWORD", "canary")
    tell = 'import json, os, sys; sys.stdout.write("refused\\n" + json.dumps(repr(dict(os.environ))))'
    monkeypatch.setattr(limited, "_START", tell)
    with pytest.raises(Invalid) as refusal:
        read_limited("plan.docx", b"")
    assert "canary" not in refusal.value.sentence
    assert "canary" in repr(dict(os.environ))


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx", "plan.csv", "cpd.ics"])
def test_the_process_imports_only_what_the_format_needs(name: str) -> None:
    content = {
        "plan.docx": saved_word(),
        "plan.xlsx": saved_book(),
        "plan.csv": b"a,b\n1,2\n",
        "cpd.ics": HOSTILE["no step"][1](),
    }[name]
    heavy = ("pandas", "numpy", "openpyxl", "docx", "lxml", "icalendar", "pydantic", "charset_normalizer", "sqlalchemy")
    code = (
        "import sys; from sef2si.documents.reading import read; import sef2si.documents.reading.apart; "
        f"read({name!r}, sys.stdin.buffer.read()); print([each for each in {heavy!r} if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, check=True)
    wanted = {"plan.docx": ["lxml"], "plan.xlsx": ["lxml"], "plan.csv": [], "cpd.ics": ["icalendar"]}
    assert done.stdout.decode().strip() == repr(wanted[name])


def test_a_broken_file_is_read_or_refused_with_a_sentence_and_nothing_else() -> None:
    outcomes = {"read": 0, "refused": 0}
    for name, content in broken():
        try:
            read(name, content)
            outcomes["read"] += 1
        except Invalid as error:
            outcomes["refused"] += 1
            assert error.sentence.endswith("Nothing was imported.")
            assert error.sentence.startswith(name)
    print(outcomes)
    assert sum(outcomes.values()) >= 300
    assert outcomes["refused"] >= 100


def test_a_packed_files_directory_is_looked_at_first() -> None:
    parts = unpacked(saved_word())
    for name, sentence in {
        "../../etc/passwd": "holds parts whose names point outside it",
        "/etc/passwd": "holds parts whose names point outside it",
        "word\\..\\..\\x.xml": "holds parts whose names point outside it",
        "C:/x.xml": "holds parts whose names point outside it",
        "word/more.zip": "holds another packed file",
    }.items():
        with pytest.raises(Invalid) as refusal:
            read("plan.docx", packed({**parts, name: b"x"}))
        assert refusal.value.sentence.startswith(f"plan.docx {sentence}")
    assert read("plan.docx", packed({**parts, "word/embeddings/sheet.xlsx": b"PK"})).said == (
        "1 file inside the document stayed unopened.",
    )


def test_a_locked_part_is_refused_with_how_to_unlock() -> None:
    content = bytearray(saved_word())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    with pytest.raises(Invalid) as refusal:
        read("plan.docx", bytes(content))
    assert refusal.value.sentence == (
        "plan.docx is protected with a password. Please open it, take the password off (File, Info, Protect) and save "
        "it again. Nothing was imported."
    )
