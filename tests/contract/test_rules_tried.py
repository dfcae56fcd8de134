"""docs/rules-tried.md names the tests of each rule of coming in: they are there, and each rule has some."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parents[1]
PAGE = HERE.parent / "docs" / "rules-tried.md"
_NAMED = re.compile(r"`([a-z_/]+\.py)::(test_\w+)`")


def rules(page: str) -> dict[str, list[tuple[str, str]]]:
    """Rule -> (file, test) of those that try it; headings are rows without a second cell."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    return {rule: _NAMED.findall(tried) for rule, tried in rows[1:] if not rule.startswith("**")}


def missing(found: dict[str, list[tuple[str, str]]]) -> list[str]:
    """What is wrong with them, a line each."""
    told = [f"{rule}: no test is named." for rule, tests in found.items() if not tests]
    for rule, tests in found.items():
        for file, test in tests:
            path = HERE / file
            body = ast.parse(path.read_text(encoding="utf-8")).body if path.exists() else []
            if test not in {each.name for each in body if isinstance(each, ast.FunctionDef)}:
                told.append(f"{rule}: {file} has no {test}.")
    return told


def test_each_rule_is_tried_by_tests_that_are_there() -> None:
    found = rules(PAGE.read_text(encoding="utf-8"))
    assert len(found) >= 28
    assert missing(found) == []


def test_one_that_is_not_is_named() -> None:
    page = """| Rule | Tried by |
|---|---|
| **Doors** | |
| kept shut | |
| painted | `contract/test_rules_tried.py::test_paint`<br>`contract/nowhere.py::test_paint` |
| counted | `contract/test_rules_tried.py::test_one_that_is_not_is_named` |
"""
    assert missing(rules(page)) == [
        "kept shut: no test is named.",
        "painted: contract/test_rules_tried.py has no test_paint.",
        "painted: contract/nowhere.py has no test_paint.",
    ]
