"""The look of our charts: calm colours that stand out on white and on dark paper alike, patterns beside them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil
from textwrap import wrap
from typing import Any

Figure = dict[str, Any]

# At least 3 to 1 on white and on the dark paper both.
COLOURS = ("#3d7ab8", "#8465b8", "#3d8a68", "#b8741a", "#7a8794", "#c0574c")
PATTERNS = ("", "/", ".", "x", "-", "\\")
FONT = 'system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
INK = "#14202b"
GRID = "rgba(122,135,148,0.35)"
_LINE, _TWO_LINES = 30, 38
_AROUND = 110
_LABEL = 34

TEMPLATE: Figure = {
    "layout": {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(COLOURS),
        "font": {"family": FONT, "size": 13, "color": INK},
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "xaxis": {"gridcolor": GRID, "zerolinecolor": GRID, "linecolor": GRID, "automargin": True, "fixedrange": True},
        "yaxis": {"gridcolor": GRID, "zerolinecolor": GRID, "linecolor": GRID, "automargin": True, "fixedrange": True},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        "hoverlabel": {"align": "left"},
        "bargap": 0.35,
    }
}


def label(text: str) -> str:
    """Somebody's words on an axis: two lines at most, cut where longer; escaped, as plotly reads tags in text."""
    return "<br>".join(escape(line, quote=False) for line in wrap(text, _LABEL, max_lines=2, placeholder="…"))


def layout(labels: Sequence[str], **more: Any) -> Figure:
    """A layout for bars or marks across, with a line for each of these labels."""
    line = _TWO_LINES if any("<br>" in each for each in labels) else _LINE
    return {"template": TEMPLATE, "height": _AROUND + line * max(len(labels), 2), **more}


def stacked(labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], title: str, form: str = "") -> Figure:
    """Bars across, one for each label, first on top; each series has a colour and a pattern.

    ``title`` says what the axis counts; ``form`` is how numbers are written, such as ``£,.0f``.
    """
    places = list(range(len(labels)))
    words = [label(each) for each in labels]
    prefix, number = (form[0], form[1:]) if form.startswith("£") else ("", form)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": name,
                "y": places,
                "x": list(values),
                "marker": {
                    "color": COLOURS[place % len(COLOURS)],
                    "pattern": {
                        "shape": PATTERNS[place % len(PATTERNS)],
                        "fillmode": "overlay",
                        "fgcolor": "rgba(255,255,255,0.75)",
                        "size": 7,
                    },
                },
                "hovertemplate": f"{escape(name)}: {prefix}%{{x:{number or '.3~g'}}}<extra></extra>",
            }
            for place, (name, values) in enumerate(series)
        ],
        "layout": layout(
            words,
            barmode="stack",
            xaxis={
                "title": {"text": title, "standoff": 8, "font": {"size": 13}},
                "rangemode": "tozero",
                "tickprefix": prefix,
                "tickformat": number or ",~g",
                **({"dtick": _whole_step(series)} if form == ",d" else {"nticks": 6}),
            },
            yaxis={
                "tickmode": "array",
                "tickvals": places,
                "ticktext": words,
                "range": [len(labels) - 0.5, -0.5],
                "showgrid": False,
            },
        ),
    }


def _whole_step(series: Sequence[tuple[str, Sequence[float]]]) -> int:
    """The distance of the marks on an axis of whole numbers: six of them at most."""
    longest = max((sum(stack) for stack in zip(*(values for _, values in series), strict=True)), default=0)
    return max(1, ceil(longest / 6))
