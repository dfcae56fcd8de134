from __future__ import annotations

import gzip
import re
from typing import Any

import pytest

from sef2si.dashboards.panels import Panel
from sef2si.dashboards.school import school_dashboard
from sef2si.widgets.chart import Chart
from sef2si.widgets.dashboard import Dashboard
from sef2si.widgets.scripts import joined, nested, packed_plotly
from tests.documents.map.plans import TODAY, broken_plan


def panel() -> Panel:
    return next(each for each in school_dashboard(broken_plan(), TODAY).panels if each.figure)


def test_a_chart_carries_its_words_its_table_and_how_it_is_computed() -> None:
    chart = Chart.of(panel())
    assert chart.figure == panel().figure
    assert chart.alt == panel().alt
    assert chart.how == panel().how
    assert len(chart.table["rows"]) == 3


def test_a_panel_without_a_figure_is_no_chart() -> None:
    with pytest.raises(ValueError, match="has no figure"):
        Chart.of(Panel("journey", "Journey", "How."))


def test_on_a_server_of_ours_nothing_but_addresses_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEF2SI_ASSETS", "http://127.0.0.1:8866/assets/1/")
    chart = Chart.of(panel())
    assert chart._esm == "http://127.0.0.1:8866/assets/1/chart.js"
    assert chart._css == "http://127.0.0.1:8866/assets/1/dashboard.css"
    assert chart.plotly_url == "http://127.0.0.1:8866/assets/1/plotly.min.js"


def test_a_path_alone_is_refused_as_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEF2SI_ASSETS", "/assets/1/")
    with pytest.raises(ValueError, match="begins with http"):
        Chart.of(panel())


def test_in_jupyterlab_each_script_is_one_module_without_plotly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEF2SI_ASSETS", raising=False)
    for widget in (Chart.of(panel()), Dashboard(view={})):
        assert re.findall(r"^import ", widget._esm, re.MULTILINE) == []
        assert re.findall(r"^export (?!default)", widget._esm, re.MULTILINE) == []
        assert widget._esm.count("export default") == 1
        assert len(widget._esm) < 40_000
        assert widget.plotly_url == ""
    assert nested("look.css", "dashboard.css").startswith(".sef2si-lab {")
    assert joined("chart.js").index("function el(") < joined("chart.js").index("class Figures")


def test_in_jupyterlab_the_kernel_hands_over_plotly_packed_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEF2SI_ASSETS", raising=False)
    chart = Chart.of(panel())
    sent: list[tuple[Any, Any]] = []
    chart.send = lambda content, buffers=None: sent.append((content, buffers))  # type: ignore[method-assign]
    chart._handle_custom_msg({"do": "something"}, [])
    assert sent == []
    chart._handle_custom_msg({"do": "plotly"}, [])
    assert sent == [({"is": "plotly"}, [packed_plotly()])]
    assert gzip.decompress(packed_plotly())[:200].count(b"plotly.js v") == 1


def test_on_a_server_of_ours_the_kernel_never_sends_plotly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEF2SI_ASSETS", "http://127.0.0.1:8866/assets/1/")
    chart = Chart.of(panel())
    sent: list[Any] = []
    chart.send = lambda content, buffers=None: sent.append(content)  # type: ignore[method-assign]
    chart._handle_custom_msg({"do": "plotly"}, [])
    assert sent == []
