"""Templates are found beside the package in a checkout and inside it in a wheel; and reading them stays light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sef2si.templates import templates, workbooks

ROOT = Path(__file__).parents[2]
READ_ALL = """
import json, sys
from sef2si import menu as m
from sef2si import templates as t
from sef2si.domain.plan import KINDS
from sef2si.domain.school import Phase
print(json.dumps({
    "package": t.__file__,
    "templates": str(t.templates()),
    "workbooks": str(t.workbooks()),
    "frameworks": sorted(t.frameworks()),
    "menu": len(m.menu()),
    "cover": str(t.cover_day_default(Phase.PRIMARY).cost),
    "guidance": [kind for kind in KINDS if t.guidance(kind).lede],
    "heavy": sorted({"pandas", "numpy", "yaml", "sqlalchemy", "fastapi", "ipywidgets"} & set(sys.modules)),
}))
"""


def read_all(*, path: Path, cwd: Path) -> dict[str, object]:
    environment = {**os.environ, "PYTHONPATH": str(path)}
    environment.pop("SEF2SI_FRAMEWORKS", None)
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL], env=environment, cwd=cwd, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_a_checkout_reads_its_own_folders() -> None:
    assert templates() == ROOT / "data" / "templates"
    assert workbooks() == ROOT / "workbooks"


def test_reading_them_loads_nothing_heavy(tmp_path: Path) -> None:
    """Kernels import this: a second of pandas would be a second of every page."""
    assert read_all(path=ROOT, cwd=tmp_path)["heavy"] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_a_wheel_carries_every_template(wheel: Path) -> None:
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("sef2si/_data/templates/")}
    here = {
        f"sef2si/_data/templates/{file.relative_to(templates()).as_posix()}"
        for folder in ("frameworks", "guidance")
        for file in (templates() / folder).iterdir()
    }
    assert here | {"sef2si/_data/templates/menu.csv", "sef2si/_data/templates/cover.csv"} <= carried


def test_a_wheel_reads_what_it_carries(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    from_wheel = read_all(path=site, cwd=tmp_path)
    places = {key: Path(str(from_wheel.pop(key))) for key in ("package", "templates", "workbooks")}
    assert places == {
        "package": site / "sef2si" / "templates.py",
        "templates": site / "sef2si" / "_data" / "templates",
        "workbooks": site / "sef2si" / "_data" / "workbooks",
    }
    from_checkout = read_all(path=ROOT, cwd=tmp_path)
    assert from_wheel == {key: value for key, value in from_checkout.items() if key in from_wheel}
