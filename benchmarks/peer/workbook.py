"""The peer's workbook: what an engineer makes of one step with core ipywidgets, one widget a field.

It is meant to be a good one. The fields share one layout, so that not each brings a model of it along; the content
is read from a prepared JSON file, so that no database, service or sign-in stands in its way; and it does without
what our page also has: the other steps, "what is missing", buttons, hints, history, undo, conflicts.
"""

import json
import os
import sqlite3
from datetime import date
from pathlib import Path

import ipywidgets as w

WIDE = w.Layout(width="98%")
STYLE = {"description_width": "12em"}


class Page:
    """One step's sections and cards; a field that is left is written to SQLite, and "Saved" is shown."""

    def __init__(self, content):
        self.content = content
        self.saves = 0
        self.status = w.Label("").add_class("status")
        self.database = sqlite3.connect(os.environ["BENCHMARK_DATABASE"], isolation_level=None)
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS fields (record TEXT, field TEXT, value TEXT, PRIMARY KEY (record, field))"
        )

    def draw(self):
        step = self.content["step"]
        parts = [w.HTML(f"<h1>{step['question']}</h1><p>{step['guidance']}</p>"), self.status]
        for section in self.content["sections"]:
            parts.append(self.section(section, self.content["cards"][section["key"]]))
        return w.VBox(parts)

    def section(self, section, cards):
        heading = w.HTML(f"<h2>{section['heading']}</h2><p>{section['note']}</p>")
        boxes = [self.card(section, card) for card in cards]
        accordion = w.Accordion(boxes, titles=[f"{card['rank']} {card['title']}".strip() for card in cards])
        # The first card is open, so that its first field can be used at once.
        accordion.selected_index = 0 if cards else None
        return w.VBox([heading, accordion])

    def card(self, section, card):
        fields = [self.field(field, card) for field in section["fields"]]
        children = [self.section(child, card["children"][child["key"]]) for child in section["children"]]
        return w.VBox([w.HTML(card["sub"]), *fields, *children])

    def field(self, field, card):
        value = card["values"][field["name"]]
        about = {"description": field["label"], "layout": WIDE, "style": STYLE}
        found = card["options"].get(field["name"], field["options"]) or []
        options = [(" - ".join(filter(None, (o["label"], o["context"]))), o["value"]) for o in found]
        match field["kind"]:
            case "text":
                made = w.Textarea(value, continuous_update=False, placeholder=field["hint"], **about)
            case "date":
                made = w.DatePicker(value=date.fromisoformat(value) if value else None, **about)
            case "choice" | "link":
                made = w.Dropdown(options=[("", ""), *options], value=value, **about)
            case "choices" | "links":
                made = w.SelectMultiple(options=options, value=value, **about)
            case "yes_no":
                made = w.Dropdown(options=[("", ""), ("Yes", "yes"), ("No", "no")], value=value, **about)
            case _:
                made = w.Text(value, continuous_update=False, placeholder=field["hint"], **about)
        made.observe(lambda change: self.save(card["id"], field["name"], change["new"]), "value")
        return made

    def save(self, record, field, value):
        self.database.execute("BEGIN IMMEDIATE")
        self.database.execute(
            "INSERT INTO fields VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (record, field, str(value)),
        )
        self.database.execute("COMMIT")
        self.saves += 1
        self.status.value = f"Saved ({self.saves})"


def show():
    content = json.loads(Path(os.environ["BENCHMARK_CONTENT"], "workbook.json").read_text(encoding="utf-8"))
    return Page(content).draw()
