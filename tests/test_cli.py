"""Commands on a real SQLite file; a refusal is one sentence on standard error, exit code 1 and no traceback."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from sef2si.cli import main
from sef2si.documents.catalogue import DOCUMENTS
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import academic_year
from sef2si.domain.people import Person, Role
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Record
from sef2si.services.planner import Planner
from sef2si.store.engine import open_engine
from tests.gias import extract, row

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "gias_sample.csv"
YEAR = academic_year(date.today())


class Prompt:
    """Types commands against one database file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "plans.db"
        self.url = f"sqlite:///{self.file}"

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(main, words, env={"SEF2SI_DATABASE": self.url}, catch_exceptions=False)

    def says(self, *words: str) -> str:
        result = self.run(*words)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def refuses(self, *words: str) -> str:
        """The sentence of a refusal."""
        result = self.run(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        return result.stderr.removesuffix("\n")


@pytest.fixture
def prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    monkeypatch.chdir(tmp_path)
    return Prompt(tmp_path)


SAMPLES = """\
900001  Harbour View Primary School
900002  Askerdale School
900003  Larkfold School
900004  Tansy Lane Primary School
"""
SAMPLE = "900001"


def heads_plan(prompt: Prompt) -> Plan:
    engine = open_engine(prompt.url)
    plan = Planner(engine).load(
        Person.with_role(id="x", name="x", role=Role.HEADTEACHER, urns=frozenset({SAMPLE})), SAMPLE
    )
    engine.dispose()
    return plan


def test_help_names_every_command_with_its_options() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    headings = re.findall(r"^(\w[\w -]+?)(?: \[?[A-Z]+\]?)*:$", text, flags=re.M)
    assert headings == [
        "Options",
        *("archive", "backup"),
        *(f"body {what}" for what in ("import", "list", "remove")),
        *("check", "demo", "drill", "export"),
        *(
            f"import {what}"
            for what in ("archive", "crosswalk", "framework", "plan", "samples", "schools", "staff", "undo")
        ),
        "migrate",
        *(f"person {what}" for what in ("add", "disable", "hand-over", "link", "list", "role")),
        *("restore", "retention", "serve", "status"),
    ]
    assert {"--port", "--host", "--database", "--format", "--output", "--year", "--keep", "--yes"} <= set(
        re.findall(r"--[a-z]+", text)
    )


def test_help_needs_nothing_heavy() -> None:
    heavy = ("sqlalchemy", "voila", "tornado", "openpyxl", "docx", "typst")
    seen = f"import sys, sef2si.cli; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", seen], check=True, capture_output=True, text=True).stdout == "[]\n"


def test_importing_the_samples_prints_each_urn_and_name_and_twice_changes_nothing(prompt: Prompt) -> None:
    assert prompt.says("import", "samples") == SAMPLES + "4 added, 0 changed, 0 as they were.\n"
    assert prompt.says("import", "samples") == SAMPLES + "0 added, 0 changed, 4 as they were.\n"


def test_samples_come_out_of_the_database_as_they_went_in(prompt: Prompt) -> None:
    from sef2si.documents.samples import read_samples

    prompt.says("import", "samples")
    engine = open_engine(prompt.url)
    for plan in read_samples():
        head = Person.with_role(id="x", name="x", role=Role.HEADTEACHER, urns=frozenset({plan.urn}))
        kept = Planner(engine).load(head, plan.urn)
        for kind in KINDS:
            assert _without_versions(kept.records(kind)) == _without_versions(plan.records(kind))
    engine.dispose()


def _without_versions(records: tuple[Record, ...]) -> list[dict[str, object]]:
    return [record.model_dump(exclude={"version"}) for record in records]


def test_status_says_where_the_school_is_and_where_the_chain_breaks(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    text = prompt.says("status", SAMPLE)
    assert text.splitlines()[:4] == [
        "Harbour View Primary School (900001), 2026/27",
        "",
        "done         Our school: Complete",
        "in progress  1 Where are we?: 7 of 8 areas evaluated",
    ]
    assert re.search(r"^\d+ of 25 links are in place\.$", text, flags=re.M)
    assert "- Reading fluency in Year 3 has no need yet: who must learn what is not yet agreed.\n" in text


START = {
    "xlsx": b"PK",
    "docx": b"PK",
    "csv": b"",
    "json": b"{",
    "html": b"<!",
    "svg": b"<svg",
    "pdf": b"%PDF",
    "png": b"\x89PNG",
    "ics": b"BEGIN:VCALENDAR",
    "zip": b"PK",
}


def test_every_document_is_written_in_every_form(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    listed = prompt.says("export")
    for document in DOCUMENTS.values():
        assert f"{document.key}: {document.title}. " in listed
        for form in document.forms:
            file = prompt.folder / f"{document.key}.{form.key}"
            said = prompt.says("export", document.key, SAMPLE, "--format", form.key, "--output", str(file))
            assert said == f"Written to {file}.\n"
            assert file.read_bytes()[: len(START[form.extension])].lower() == START[form.extension].lower()


def test_the_map_has_a_name_of_its_own_or_goes_to_standard_output(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    name = f"priority-to-cpd-map-900001-2026-27-version-{heads_plan(prompt).seq}.xlsx"
    assert prompt.says("export", "map", SAMPLE) == f"Written to {name}.\n"
    assert (prompt.folder / name).exists()
    shown = prompt.run("export", "map", SAMPLE, "--format", "json", "--output", "-")
    assert "Calm behaviour at lunch" in json.dumps(json.loads(shown.stdout_bytes))


def test_an_export_holds_nothing_private(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    engine = open_engine(prompt.url)
    head = Person.with_role(id="x", name="x", role=Role.HEADTEACHER, urns=frozenset({"900003"}))
    plan = Planner(engine).load(head, "900003")
    engine.dispose()
    # Planted: both are in the plan that the command reads.
    private = [plan.find("needs", "ta-to-teacher").what, plan.find("activities", "teacher-route").what]
    assert isinstance(plan.find("activities", "teacher-route"), Activity)
    for form in ("csv", "json", "html", "svg"):
        shown = prompt.run("export", "map", "900003", "--format", form, "--output", "-").stdout_bytes.decode()
        assert [text for text in private if text in shown] == []


def test_a_register_is_looked_at_and_taken_back(prompt: Prompt) -> None:
    file = prompt.folder / "register.csv"
    file.write_bytes(extract())
    assert prompt.says("import", "schools", str(file), "--look").endswith("This was a look. Nothing was imported.\n")
    assert prompt.says("import", "schools", str(file)).startswith("2 rows taken: 2 added")
    taken = "The import was taken back: 2 schools removed, 0 as they were before.\n"
    assert prompt.says("import", "undo", "--schools") == taken
    assert prompt.refuses("import", "undo", "--schools").startswith("There is no import of the register")
    for wrong in ((), ("900101", "--schools")):
        assert prompt.refuses("import", "undo", *wrong).startswith("Please give a school's URN, or --schools alone.")


def test_schools_are_imported_with_a_report_of_rows_taken_and_left_out(prompt: Prompt) -> None:
    file = prompt.folder / "register.csv"
    file.write_bytes(extract())
    assert prompt.says("import", "schools", str(file)) == (
        "2 rows taken: 2 added, 0 changed, 0 as they were.\n"
        "2 rows left out:\n"
        "  1: it is closed\n"
        "  1: it is proposed and not yet open\n"
        "  line 4, Old Mill Infant School: it is closed\n"
        "  line 5, Newfields Primary: it is proposed and not yet open\n"
    )
    assert prompt.says("import", "schools", str(file)).startswith("2 rows taken: 0 added, 0 changed, 2 as they were.\n")
    name = "St Zoé’s “Quayside” Primary – Infants and Juniors"
    assert prompt.says("status", "900101").startswith(f"{name} (900101), {YEAR}\n")


def test_many_rows_left_out_are_counted_and_named_on_request(prompt: Prompt) -> None:
    file = prompt.folder / "register.csv"
    file.write_bytes(extract(*(row(URN="12") for _ in range(25))))
    text = prompt.says("import", "schools", str(file))
    assert text.splitlines()[:3] == [
        "0 rows taken: 0 added, 0 changed, 0 as they were.",
        "25 rows left out:",
        "  25: “12” is not a URN",
    ]
    assert text.endswith("  … and 5 more; --every-row names them all.\n")
    assert prompt.says("import", "schools", str(file), "--every-row").count("  line ") == 25


@pytest.mark.skipif(not REAL.exists(), reason="the shared sample is not here")
def test_the_shared_sample_is_imported(prompt: Prompt) -> None:
    assert prompt.says("import", "schools", str(REAL)).startswith("4 rows taken: 4 added")
    assert prompt.says("status", "100492").startswith("St Thomas' CofE Primary School (100492)")


@pytest.mark.parametrize("broken", [b'900105,"cut sh', b"900105,999", b"\x81"])
def test_a_broken_register_changes_nothing(prompt: Prompt, broken: bytes) -> None:
    prompt.says("migrate")
    before = prompt.file.read_bytes()
    file = prompt.folder / "register.csv"
    file.write_bytes(extract() + broken)
    assert prompt.refuses("import", "schools", str(file)).endswith("Nothing was imported.")
    assert prompt.file.read_bytes() == before


def test_migrating_makes_a_database_and_twice_changes_nothing(prompt: Prompt) -> None:
    assert prompt.says("migrate") == "The database is up to date.\n"
    before = prompt.file.read_bytes()
    assert prompt.says("migrate") == "The database is up to date.\n"
    assert prompt.file.read_bytes() == before


def test_database_is_an_option_as_well_as_a_setting(prompt: Prompt) -> None:
    other = f"sqlite:///{prompt.folder / 'other.db'}"
    prompt.says("import", "samples", "--database", other)
    assert prompt.file.exists() is False
    assert prompt.says("status", SAMPLE, "--database", other).startswith("Harbour View")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("serve", "--host", "0.0.0.0"),
            "Other computers could reach this server, but without https, so passwords could be read on their way. "
            "Please put it behind a web server that speaks https, and give its address with --public-url; "
            "or leave --host at 127.0.0.1.",
        ),
        (
            ("demo", "--host", "0.0.0.0"),
            "The demo lets everyone act as anyone, so it works on this computer alone. "
            "Please leave --host at 127.0.0.1.",
        ),
        (
            ("status", "900001"),
            "There is no database plans.db yet. Please check --database, or bring in schools with “sef2si import”.",
        ),
        (
            ("status", "12"),
            "“12” is not a school's unique reference number. In England it is six digits, such as 100492; you find it "
            "on Get Information about Schools.",
        ),
        (
            ("export", "map"),
            "Of which school? Please write it like “sef2si export map 100492”.",
        ),
        (
            ("export", "map", "900001", "--format", "cake"),
            "“map” has no form “cake”. It has: xlsx, pdf-a3, pdf-a4, docx, png, html, svg, csv-excel, csv, json.",
        ),
        (
            ("import", "plan", "900001", "nowhere.docx"),
            "nowhere.docx: no such file or directory. Please check the name and the folder.",
        ),
        (
            ("import", "plan", "900001", __file__, "--column", "Aim"),
            '--column is written like --column "this=that". Nothing was imported.',
        ),
        (
            ("backup", "backup.db"),
            "There is no database plans.db yet. Please check --database, or bring in schools with “sef2si import”.",
        ),
        (
            ("export", "map", "900001", "--year", "2027"),
            "An academic year is written like 2026/27, not 2027.",
        ),
        (
            ("import", "schools", "nowhere.csv"),
            "nowhere.csv: no such file or directory. Please check the name and the folder.",
        ),
        (
            ("migrate", "--database", "plans"),
            "--database is not an address we can read. Please write it like sqlite:///plans.db or postgresql://…",
        ),
        (
            ("migrate", "--database", "postgresql://127.0.0.1:1/x"),
            "The database can't be opened. Please check --database, and that it is running and may be written to.",
        ),
    ],
)
def test_a_refusal_is_one_sentence_and_makes_no_database(prompt: Prompt, words: tuple[str, ...], sentence: str) -> None:
    assert prompt.refuses(*words) == sentence
    assert prompt.file.exists() is False


def test_a_file_that_is_no_database_is_refused_and_left_alone(prompt: Prompt) -> None:
    prompt.file.write_bytes(b"a shopping list, not a database" * 100)
    assert prompt.refuses("status", SAMPLE).startswith("The database can't be opened.")
    assert prompt.file.read_bytes() == b"a shopping list, not a database" * 100


def test_a_school_that_is_not_there_is_told_with_what_to_do(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    sentence = (
        "There is no plan of school {} in this database. Please check the URN, or bring the school in with "
        "“sef2si import”."
    )
    assert prompt.refuses("status", "900009") == sentence.format("900009")
    assert prompt.refuses("export", "map", SAMPLE, "--year", "2031/32") == sentence.format("900001 for 2031/32")


def test_a_place_that_can_not_be_written_to_is_told(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    sentence = prompt.refuses("export", "map", SAMPLE, "--output", "no-such-folder/map.xlsx")
    assert sentence == "map.xlsx: no such file or directory. Please check the name and the folder."


def test_the_demo_prints_its_address_offers_people_and_leaves_nothing_behind(prompt: Prompt) -> None:
    scratch = prompt.folder / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "SEF2SI_DATABASE": prompt.url, "TMPDIR": str(scratch)}
    command = [sys.executable, "-c", "from sef2si.cli import main; main()", "demo", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            assert select.select([running.stdout], [], [], 60)[0]
            said = re.fullmatch(r"sef2si is ready: (http://127\.0\.0\.1:\d+/)\n", running.stdout.readline())
            assert said
            with closing(httpx.Client(follow_redirects=True, trust_env=False)) as browser:
                page = browser.get(said[1])
            assert page.status_code == 200
            assert "Adaeze Okafor" in page.text
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(30)
    assert prompt.file.exists() is False
    assert list(scratch.iterdir()) == []
