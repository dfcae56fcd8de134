"""One chart as a widget: a plotly figure as plain JSON, its alternative text, the same numbers as a table.

plotly's JavaScript is never sent with a figure. On our server it comes once from the versioned assets; in JupyterLab
the first chart of a page asks its kernel for it, packed, and all others use the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import anywidget
import traitlets

from sef2si.dashboards.panels import Panel
from sef2si.widgets.scripts import address, joined, nested, packed_plotly


class Drawn(anywidget.AnyWidget):
    """What a widget with figures has in common: where plotly comes from. ``file`` is its script, ``looks``
    its style."""

    file = ""
    looks = "dashboard.css"
    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    plotly_url = traitlets.Unicode().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.on_msg(self._plotly)

    @traitlets.default("_esm")
    def _script(self) -> str:
        return address(self.file) or joined(self.file)

    @traitlets.default("_css")
    def _look(self) -> str:
        return address(self.looks) or nested("look.css", self.looks)

    @traitlets.default("plotly_url")
    def _plotly_address(self) -> str:
        return address("plotly.min.js")

    def on_message(self, callback: Callable[[dict[str, Any]], None]) -> None:
        """Call back with each message that is a JSON object with a word in ``do``; a browser may send anything."""

        def heard(_: object, content: object, __: object) -> None:
            if isinstance(content, dict) and isinstance(content.get("do"), str):
                callback(content)

        self.on_msg(heard)

    def _plotly(self, _: object, content: object, __: object) -> None:
        if isinstance(content, dict) and content.get("do") == "plotly" and not self.plotly_url:
            self.send({"is": "plotly"}, buffers=[packed_plotly()])


class Chart(Drawn):
    """One figure with its table. ``figure`` is plotly's JSON; ``table`` a ``panels.Table`` as a dict."""

    file = "chart.js"
    figure = traitlets.Dict().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    how = traitlets.Unicode().tag(sync=True)

    @classmethod
    def of(cls, panel: Panel) -> Chart:
        """The chart of a dashboard's panel. Raises ``ValueError`` for a panel without a figure."""
        if panel.figure is None:
            raise ValueError(f"The panel “{panel.title}” has no figure.")
        table = asdict(panel.table) if panel.table else {}
        return cls(figure=panel.figure, alt=panel.alt, table=table, how=panel.how)
