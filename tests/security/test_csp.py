"""Our content security policies, as Google's evaluator of them sees them (npm's csp_evaluator, run by Node)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.corpora import needed
from tests.server.running import Running
from tests.server.serve_here import ELM

EVALUATE = """
const { CspParser } = require('./dist/parser.js');
const { CspEvaluator } = require('./dist/evaluator.js');
const { Severity } = require('./dist/finding.js');
const found = new CspEvaluator(new CspParser(process.argv[1]).csp).evaluate();
console.log(JSON.stringify(found.map((each) => [Severity[each.severity], each.directive, each.description])));
"""
# What it says of every policy that trusts its own host, and we serve nothing there that people have uploaded.
_SELF = "'self' can be problematic if you host JSONP, AngularJS or user uploaded files."
SERIOUS = {"HIGH", "MEDIUM", "SYNTAX", "HIGH_MAYBE", "STRICT_CSP"}
KNOWN = {("HIGH_MAYBE", "script-src", _SELF)}


@pytest.fixture(scope="module")
def evaluator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    folder = tmp_path_factory.mktemp("csp")
    for name, content in needed("csp_evaluator").items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def found(evaluator: Path, policy: str) -> set[tuple[str, ...]]:
    said = subprocess.run(["node", "-e", EVALUATE, policy], cwd=evaluator, capture_output=True, text=True, check=True)
    return {tuple(each) for each in json.loads(said.stdout) if each[0] in SERIOUS}


@pytest.mark.parametrize("path", ["/", f"/schools/{ELM}/workbook", f"/schools/{ELM}/documents", "/nowhere"])
def test_the_evaluator_has_nothing_serious_to_say(evaluator: Path, server: Running, path: str) -> None:
    head: httpx.Client = server.signed_in("head")
    policy = head.get(path).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert found(evaluator, policy) - KNOWN == set()


def test_the_evaluator_sees_a_policy_that_lets_scripts_in(evaluator: Path) -> None:
    said = {(severity, directive) for severity, directive, _ in found(evaluator, "script-src 'self' 'unsafe-inline'")}
    assert ("HIGH", "script-src") in said
