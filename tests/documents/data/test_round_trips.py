"""003-17: what leaves as our XLSX or JSON comes back as it was, to the letter, whatever people typed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.data import cells as data_cells
from sef2si.documents.data.as_json import schema
from sef2si.documents.data.brought import FilePlan
from sef2si.documents.data.reading import is_ours, read_data, read_data_limited
from sef2si.documents.editions import for_edition
from sef2si.documents.source import Source
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.corpora import NAUGHTY as CORPUS
from tests.documents.data.plans import LINES, ODD, TODAY, full_plan, plans

FORMS = ["xlsx", "json"]
EDITIONS = ["data", "data-complete"]


def taken(plan: Plan, form: str = "xlsx", document: str = "data-complete") -> bytes:
    """The file a school would download."""
    found = DOCUMENTS[document].form(form)
    assert found is not None
    return found.make(Source(plan, TODAY))


def shown(plan: Plan, document: str) -> Plan:
    return for_edition(plan, DOCUMENTS[document].edition, comes_back=True)[0]


@given(text=LINES)
def test_any_text_is_the_same_after_a_cell(text: str) -> None:
    cell = data_cells.cell_text(text)
    assert data_cells.typed_text(cell) == text
    assert bool(cell.strip()) == bool(text)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_a_plan_comes_back_as_it_was(form: str, plan: Plan) -> None:
    assert read_data(f"plan.{form}", taken(plan, form)).plan() == plan


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_any_json_keeps_to_the_published_schema(plan: Plan) -> None:
    jsonschema.validate(json.loads(taken(plan, "json")), schema())


@pytest.mark.parametrize("document", EDITIONS)
@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_every_kind_comes_back(form: str, document: str) -> None:
    plan = full_plan()
    content = taken(plan, form, document)
    back = read_data(f"plan.{form}", content)
    assert back.plan() == shown(plan, document)
    assert (back.seq, back.edition, back.said) == (412, DOCUMENTS[document].edition, ())
    whole = {kind: tuple(each.id for each in back.records(kind)) for kind in back.as_taken}
    assert (back.as_taken, set(whole) - set(Plan.model_fields)) == (whole, set())
    assert is_ours(f"plan.{form}", content)
    assert FilePlan.model_validate_json(back.model_dump_json()) == back


def naughty_plan() -> Plan:
    """Each naughty string in a line and in a text of its own, and all of them in one box for several."""
    kept = [text for text in (*CORPUS, *ODD) if "\0" not in text]
    assert len(kept) > 190
    return make.plan(
        needs=tuple(make.need(id=f"need-{number}", what=text, who=text[:500]) for number, text in enumerate(kept, 1)),
        judgements=(make.judgement(id="judgement-1", hints_ignored=tuple(text[:500] for text in kept)),),
    )


@pytest.mark.parametrize("form", FORMS)
def test_naughty_strings_pass_through_identical(form: str) -> None:
    plan = naughty_plan()
    assert read_data(f"plan.{form}", taken(plan, form)).plan() == plan


def test_text_longer_than_a_cell_goes_on_elsewhere_and_comes_back() -> None:
    texts = ("😀" * 20_000, "<r>" + "\x01" * 19_990 + "</r>", "␦+" * 10_000, "a" * 20_000)
    plan = make.plan(needs=tuple(make.need(id=f"need-{at}", what=text) for at, text in enumerate(texts)))
    content = taken(plan)
    assert read_data("plan.xlsx", content).plan() == plan
    cells = [cell for row in cells_of(content)["Needs"] for cell in row if isinstance(cell, str)]
    assert 30_000 < max(data_cells.units(cell) for cell in cells) <= data_cells.MOST


def cells_of(content: bytes) -> dict[str, list[list[Any]]]:
    """All values of a workbook as openpyxl reads them."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def resaved(content: bytes, folder: Path) -> bytes:
    """What LibreOffice makes of a workbook that it opens and saves."""
    source = folder / "plan.xlsx"
    source.write_bytes(content)
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "out" / "plan.xlsx").read_bytes()


def test_libreoffice_opens_and_saves_it_and_nothing_is_different(tmp_path: Path) -> None:
    naughty, full = naughty_plan(), full_plan()
    plan = full.model_copy(update={"needs": (*full.needs, *naughty.needs)})
    content = resaved(taken(plan), tmp_path)
    assert is_ours("plan.xlsx", content)
    back = read_data("plan.xlsx", content)
    assert back.plan() == plan
    assert len(back.as_taken["needs"]) == len(plan.needs)


def test_a_file_is_read_the_same_in_a_process_of_its_own() -> None:
    plan = full_plan()
    for form in FORMS:
        content = taken(plan, form)
        assert read_data_limited("plan", content) == read_data("plan", content)
