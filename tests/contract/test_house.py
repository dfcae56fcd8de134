"""The house: what the files at the top promise is what the package does."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from packaging.requirements import Requirement

from sef2si import cli, settings, templates

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()
TEXTS = [ROOT / name for name in TRACKED if Path(name).suffix not in {".png", ".ico"}]


def test_environment_yml_asks_for_what_pyproject_asks_for() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(each["pip"] for each in environment["dependencies"] if isinstance(each, dict))
    assert pip == [*PROJECT["dependencies"], "-e ."]
    assert f"python{PROJECT['requires-python']}" in environment["dependencies"]


def test_constraints_pin_every_dependency_to_a_version_that_pyproject_allows() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in (line.split("==") for line in lines if line and not line.startswith("#"))
    }
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    for requirement in map(Requirement, wanted):
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert requirement.specifier.contains(pins[name]), name


def test_no_file_names_a_package_registry_or_a_machine() -> None:
    hosts = ["pypi" + ".org", "python" + "hosted", "npm" + "js.org", "registry" + ".npm", "deb." + "debian.org"]
    found = [
        (file.name, host)
        for file in TEXTS
        if file.is_file()
        for host in [*hosts, f"/{'work'}/"]
        if host in file.read_text(encoding="utf-8", errors="ignore")
    ]
    assert found == []


def commands(group: click.Group, before: str = "") -> list[str]:
    names = []
    for name, command in group.commands.items():
        names += commands(command, f"{before}{name} ") if isinstance(command, click.Group) else [f"{before}{name}"]
    return names


def test_the_readme_names_every_command_and_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in commands(cli.main) if f"sef2si {name}" not in readme] == []
    variables = re.findall(r"SEF2SI_[A-Z]+", Path(settings.__file__).read_text(encoding="utf-8"))
    assert [name for name in variables if name not in readme] == []


def test_the_readmes_first_screen_has_the_two_commands() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:25]
    assert any("make demo" in line for line in first)
    assert any("make test" in line for line in first)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")))
def test_what_the_readme_links_to_is_there(link: str) -> None:
    assert (ROOT / link).exists()


SERVED = ("workbook.ipynb", "dashboard.ipynb", "advisers.ipynb")


def test_every_notebook_is_served_or_for_an_analyst() -> None:
    assert {file.name for file in templates.workbooks().glob("*.ipynb")} == {*SERVED, "analysis.ipynb"}


@pytest.mark.parametrize("notebook", [templates.workbooks() / name for name in SERVED], ids=lambda path: path.name)
def test_a_served_notebook_is_one_markdown_cell_and_one_code_cell_without_outputs(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code"]
    assert (cells[1]["outputs"], cells[1]["execution_count"]) == ([], None)


def test_no_module_is_longer_than_one_can_hold_in_mind() -> None:
    files = [*ROOT.glob("sef2si/**/*.py"), *ROOT.glob("sef2si/**/*.js"), *ROOT.glob("tests/**/*.py")]
    long = {file.name: count for file in files if (count := len(file.read_text(encoding="utf-8").splitlines())) > 400}
    assert long == {}
