"""The workbooks run in JupyterLab as they are: a real kernel, on one's own database, without a server of ours."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from sqlalchemy import Engine

from sef2si.advice.costs import by_priority
from sef2si.domain.plan import shared
from sef2si.server.app import Server
from sef2si.services.planner import Planner
from sef2si.templates import workbooks
from tests import factories as make


def run(name: str, engine: Engine, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Any:
    """A notebook once it has run as it does in JupyterLab, on this database."""
    for variable in [each for each in os.environ if each.startswith("SEF2SI_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("SEF2SI_DATABASE", str(engine.url))
    monkeypatch.setenv("SEF2SI_URN", make.URN)
    monkeypatch.setenv("IPYTHONDIR", str(folder))
    notebook = nbformat.read(workbooks() / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return notebook


@pytest.mark.parametrize(("name", "words"), [("workbook", "Where are we?"), ("dashboard", "Elm Primary")])
def test_a_notebook_runs_on_ones_own_database_and_shows_the_same_widget(
    name: str, words: str, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Planner(sqlite_engine).open_plan(None, make.school(name="Elm Primary"), make.YEAR)
    notebook = run(name, sqlite_engine, monkeypatch, tmp_path)
    shown = [
        output for output in notebook.cells[-1].outputs if output.output_type in ("display_data", "execute_result")
    ]
    assert ["application/vnd.jupyter.widget-view+json" in output.data for output in shown] == [True]
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert any("anywidget" in str(state["model_module"]) and words in str(state["state"]) for state in states)


def test_the_analysis_shows_what_cpd_costs_and_which_needs_wait(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan = make.whole_plan()
    priced = plan.activities[0].having(price=Decimal("1200.50"), cover_days=2, support_staff_pay=Decimal("99.99"))
    waiting = make.need(id="need-2", what="Nobody has met this one", priority_id="priority-1")
    whole = plan.model_copy(
        update={
            "school": plan.school.having(cover_day_cost=Decimal("210.55")),
            "activities": (priced,),
            "needs": (*plan.needs, waiting),
            "notes": (make.note(text="Between us", judgement_id="judgement-1"),),
        }
    )
    Planner(sqlite_engine).import_plans([whole])
    notebook = run("analysis", sqlite_engine, monkeypatch, tmp_path)
    priorities, costs, needs = (
        [output.data for output in cell.outputs if output.output_type in ("display_data", "execute_result")]
        for cell in notebook.cells[1:]
    )
    assert "Reading fluency" in priorities[0]["text/html"]
    bars = {bar["name"] for bar in costs[0]["application/vnd.plotly.v1+json"]["data"]}
    assert bars == {"Price", "Paid time", "Cover"}
    (share,) = by_priority(shared(whole))
    parts = (share.sum.price, share.sum.paid_time, share.sum.cover)
    assert parts == (Decimal("1200.50"), Decimal("99.99"), Decimal("421.10"))
    assert [part for part in parts if f"<td>{float(part)}</td>" not in costs[1]["text/html"]] == []
    assert "Nobody has met this one" in needs[0]["text/html"]
    assert "How to teach fluency" not in needs[0]["text/html"]
    assert "Between us" not in str(notebook)


def test_the_analysis_is_kept_without_outputs_and_served_by_nobody() -> None:
    notebook = nbformat.read(workbooks() / "analysis.ipynb", as_version=4)
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "code", "code", "code"]
    assert [(cell.outputs, cell.execution_count) for cell in notebook.cells[1:]] == [([], None)] * 3
    own = SimpleNamespace(site=SimpleNamespace(demo=True), service=None, _notebook=lambda view: {"view": view})
    given = [rule[2] for rule in Server.init_handlers(own) if len(rule) > 2]
    assert {each["view"] for each in given if "view" in each} == {"workbook", "dashboard", "advisers"}
