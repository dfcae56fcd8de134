"""The form: one accessible widget that draws a step's fields and records, and passes on what people do.

It knows no gateway, no step and no record; ARCHITECTURE.md, "The form's conversation", says what goes over the wire.

On a page of ours the browser loads ``form.js`` (and, by relative imports, ``form_*.js``) from the versioned assets,
and the page links ``look.css``. In JupyterLab anywidget takes a module only as one text, so the same files are
joined into one, and the look is nested inside the widget so that it can't reach the rest of JupyterLab.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

ASSETS = "SEF2SI_ASSETS"
_HERE = Path(__file__).resolve().parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(?P<file>[a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function|class) )", re.MULTILINE)


def _address(file: str) -> str | None:
    """Where the browser finds one of our files; None in JupyterLab.

    Raises ``ValueError`` for a path: what doesn't begin with ``http://`` or ``https://`` anywidget takes for source.
    """
    base = os.environ.get(ASSETS, "")
    if not base:
        return None
    if not base.startswith(("http://", "https://")):
        raise ValueError(f"{ASSETS} must be a whole address that begins with http:// or https://, not {base!r}.")
    return f"{base.rstrip('/')}/{file}"


@cache
def one_module() -> str:
    """``form.js`` and all it imports as a single ES module.

    What the files define at their top must not clash; a test runs the form both ways.
    """
    joined: list[str] = []
    seen: set[str] = set()

    def take(file: str) -> None:
        if file in seen:
            return
        seen.add(file)
        source = (_HERE / file).read_text(encoding="utf-8")
        for found in _IMPORT.finditer(source):
            take(found["file"])
        joined.append(_EXPORT.sub("", _IMPORT.sub("", source)))

    take("form.js")
    return "\n".join(joined)


@cache
def nested_look() -> str:
    """``look.css`` for JupyterLab: every rule holds inside ``.sef2si-lab`` only."""
    look = (_HERE / "look.css").read_text(encoding="utf-8")
    return f".sef2si-lab {{\n{re.sub(r'^@page .*$', '', look, flags=re.MULTILINE)}\n}}"


class Form(anywidget.AnyWidget):
    """Draws a ``view`` and holds the conversation about it.

    ``view`` is what a page that opens now should show first; later changes travel as messages.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    @traitlets.default("_esm")
    def _form_js(self) -> str:
        return _address("form.js") or one_module()

    @traitlets.default("_css")
    def _look(self) -> str:
        return "" if _address("look.css") else nested_look()

    def say(self, message: dict[str, Any]) -> None:
        """Send a message to every open view of this form."""
        self.send(message)

    def on_message(self, callback: Callable[[dict[str, Any]], None]) -> None:
        """Call back with each message of a person's browser. What is no JSON object with a word in ``do`` is dropped:
        a browser may send anything (trust.md, fact 3)."""

        def heard(_: object, content: object, __: object) -> None:
            if isinstance(content, dict) and isinstance(content.get("do"), str):
                callback(content)

        self.on_msg(heard)
