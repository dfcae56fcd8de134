"""The peer's dashboard: the same figures as plotly FigureWidgets, the same tables, sentences and map as HTML.

All of it is computed already and read from a prepared JSON file: the peer asks no service and adds nothing up.
"""

import json
import os
from html import escape
from pathlib import Path

import ipywidgets as w
import plotly.graph_objects as go


def table(found):
    head = "".join(f"<th>{escape(each['text'])}</th>" for each in found["headings"])
    rows = ("".join(f"<td>{escape(cell['text'])}</td>" for cell in row) for row in found["rows"])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def top(content):
    tiles = "".join(
        f"<div><b>{escape(t['value'])}</b> {escape(t['label'])} {escape(t['note'])}</div>" for t in content["tiles"]
    )
    broken = "".join(f"<li><b>{escape(each['subject'])}</b>{escape(each['words'])}</li>" for each in content["broken"])
    return f"<h1>{escape(content['school'])}</h1><p>{escape(content['lede'])}</p>{tiles}<ul>{broken}</ul>"


def panel(found):
    parts = [w.HTML(f"<h2>{escape(found['title'])}</h2><p>{escape(found['lede'] or found['empty'])}</p>{found['svg']}")]
    if found["figure"]:
        parts.append(go.FigureWidget(found["figure"]))
    if found["table"]:
        parts.append(w.HTML(table(found["table"])))
    return parts


def show():
    content = json.loads(Path(os.environ["BENCHMARK_CONTENT"], "dashboard.json").read_text(encoding="utf-8"))
    return w.VBox([w.HTML(top(content)), *(part for each in content["panels"] for part in panel(each))])
