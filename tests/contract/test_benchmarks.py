"""The figures that benchmarks keep can be read, and every benchmark and figure is explained to people (issue 2, 7)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
RESULTS = FOLDER / "results.json"
README = FOLDER / "README.md"
COLUMNS = {"name": str, "value": float, "unit": str, "peer": str, "bar": float, "holds": bool}


def ill_formed(rows: Sequence[Any]) -> list[str]:
    """What is wrong with these rows, one sentence each."""
    found = []
    names = [row.get("name") for row in rows]
    found += [f"{name} is there twice" for name in sorted({name for name in names if names.count(name) > 1})]
    for row in rows:
        for column, kind in COLUMNS.items():
            value = row.get(column)
            if not isinstance(value, (int, float) if kind is float else kind) or (kind is str and not value):
                found.append(f"{row.get('name')}: {column} is {value!r}")
        if not found and row["holds"] != (row["value"] <= row["bar"]):
            found.append(f"{row['name']}: {row['value']} against {row['bar']} is not {row['holds']}")
    return found


def unexplained(names: Sequence[str], text: str) -> list[str]:
    """Names that no heading or table of the text speaks of."""
    said = set(re.findall(r"`([a-z_0-9]+)`", text))
    return [name for name in names if name not in said]


def benchmarks() -> list[str]:
    """The benchmarks that `python -m benchmarks` knows."""
    listed = re.search(r"^BENCHMARKS.*?^\}", (FOLDER / "__main__.py").read_text(encoding="utf-8"), re.M | re.S)
    assert listed
    return re.findall(r'"(\w+)": Run\.', listed[0])


def test_results_are_well_formed() -> None:
    assert ill_formed(json.loads(RESULTS.read_text(encoding="utf-8"))) == []


def test_every_benchmark_and_every_figure_is_explained() -> None:
    rows = json.loads(RESULTS.read_text(encoding="utf-8"))
    names = [*benchmarks(), *(row["name"] for row in rows)]
    assert unexplained(names, README.read_text(encoding="utf-8")) == []


def test_every_benchmark_keeps_figures() -> None:
    kept = {row["name"] for row in json.loads(RESULTS.read_text(encoding="utf-8"))}
    assert [name for name in benchmarks() if not any(each.startswith(name) for each in kept)] == []


ROW = {"name": "save_p95", "value": 60.0, "unit": "ms", "peer": "stock Voilà", "bar": 100, "holds": True}


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([ROW], []),
        ([ROW, ROW], ["save_p95 is there twice"]),
        ([{**ROW, "holds": False}], ["save_p95: 60.0 against 100 is not False"]),
        ([{**ROW, "peer": ""}], ["save_p95: peer is ''"]),
        ([{**ROW, "value": "60"}], ["save_p95: value is '60'"]),
    ],
)
def test_the_check_of_results_sees_what_is_wrong(rows: list[dict[str, Any]], wrong: list[str]) -> None:
    assert ill_formed(rows) == wrong


def test_the_check_of_the_explanations_sees_what_is_missing() -> None:
    assert unexplained(["save", "kernel"], "`save`: how long a save takes.") == ["kernel"]
