"""The workbooks run in JupyterLab as they are: a real kernel, on one's own database, without a server of ours."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from sqlalchemy import Engine

from sef2si.services.planner import Planner
from sef2si.templates import workbooks
from tests import factories as make


@pytest.mark.parametrize(("name", "words"), [("workbook", "Where are we?"), ("dashboard", "Elm Primary")])
def test_a_notebook_runs_on_ones_own_database_and_shows_the_same_widget(
    name: str, words: str, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Planner(sqlite_engine).open_plan(None, make.school(name="Elm Primary"), make.YEAR)
    for variable in [each for each in os.environ if each.startswith("SEF2SI_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("SEF2SI_DATABASE", str(sqlite_engine.url))
    monkeypatch.setenv("SEF2SI_URN", make.URN)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(workbooks() / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3")
    client.execute()
    shown = [
        output for output in notebook.cells[-1].outputs if output.output_type in ("display_data", "execute_result")
    ]
    assert ["application/vnd.jupyter.widget-view+json" in output.data for output in shown] == [True]
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert any("anywidget" in str(state["model_module"]) and words in str(state["state"]) for state in states)
