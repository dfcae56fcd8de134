"""Where a browser finds our scripts and styles: on the server's versioned assets, or, in JupyterLab, in the widget."""

from __future__ import annotations

import gzip
import importlib.util
import os
import re
from functools import cache
from pathlib import Path

from sef2si.widgets.form import ASSETS

_HERE = Path(__file__).resolve().parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(?P<file>[a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function|class) )", re.MULTILINE)


def address(file: str) -> str:
    """The whole address of one of our files on our own server; empty in JupyterLab.

    Raises ``ValueError`` for a path alone: anywidget takes that for source.
    """
    base = os.environ.get(ASSETS, "")
    if base and not base.startswith(("http://", "https://")):
        raise ValueError(f"{ASSETS} must be a whole address that begins with http:// or https://, not {base!r}.")
    return f"{base.rstrip('/')}/{file}" if base else ""


@cache
def joined(first: str) -> str:
    """A script and all it imports as one module. What the files define at their top must not clash."""
    parts: dict[str, str] = {}

    def take(file: str) -> None:
        if file in parts:
            return
        source = (_HERE / file).read_text(encoding="utf-8")
        parts[file] = ""
        for found in _IMPORT.finditer(source):
            take(found["file"])
        # Last in, so that what it imports stands before it.
        del parts[file]
        parts[file] = _EXPORT.sub("", _IMPORT.sub("", source))

    take(first)
    return "\n".join(parts.values())


@cache
def nested(*files: str) -> str:
    """Our styles for JupyterLab: every rule holds inside ``.sef2si-lab`` only."""
    looks = "\n".join((_HERE / file).read_text(encoding="utf-8") for file in files)
    return f".sef2si-lab {{\n{re.sub(r'^@page .*$', '', looks, flags=re.MULTILINE)}\n}}"


@cache
def packed_plotly() -> bytes:
    """The installed package's ``plotly.min.js``, gzipped (1.5 MB). Raises ``FileNotFoundError``."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("plotly is not installed")
    file = Path(next(iter(spec.submodule_search_locations))) / "package_data" / "plotly.min.js"
    return gzip.compress(file.read_bytes(), 6, mtime=0)
