"""The map as JSON and as a page; what is in none of the formats; empty plans."""

from __future__ import annotations

import json
import zipfile
from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from sef2si.documents.html import document, el, style
from sef2si.documents.map.as_html import shown
from sef2si.documents.map.forms import FORMATS, action_rows, map_rows
from sef2si.documents.map.rows import ACTION_COLUMNS, COLUMNS, ColumnKind, cells
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.impact import AgainstIntent
from sef2si.domain.plan import Plan
from sef2si.templates import templates
from tests import factories as make
from tests.documents.map.plans import CANARY, NAUGHTY, TODAY, broken_plan, many_priorities, naughty_plan
from tests.documents.map.test_rows_and_files import Tables


@pytest.mark.parametrize(
    "plan", [broken_plan(), make.plan(), make.whole_plan(), many_priorities(), naughty_plan(NAUGHTY[0])]
)
def test_json_keeps_to_its_published_schema(plan: Plan) -> None:
    schema = json.loads((templates() / "documents" / "map.schema.json").read_text())
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    written = json.loads(FORMATS["json"].make(plan, TODAY))
    checker.validate(written)
    plain = [
        {c.key: v.isoformat() if isinstance(v, date) else float(v) if isinstance(v, Decimal) else v
         for c, v in zip(COLUMNS, cells(row), strict=True)}
        for row in map_rows(plan, TODAY)
    ]  # fmt: skip
    assert written["rows"] == plain
    assert written["columns"] == [{"key": c.key, "heading": c.heading, "kind": c.kind.value} for c in COLUMNS]


def test_the_schema_would_refuse_a_row_with_a_column_missing_or_more() -> None:
    schema = json.loads((templates() / "documents" / "map.schema.json").read_text())
    written = json.loads(FORMATS["json"].make(broken_plan(), TODAY))
    less = json.loads(json.dumps(written))
    del less["rows"][0]["missing_link"]
    more = json.loads(json.dumps(written))
    more["rows"][0]["private_note"] = "x"
    for wrong in (less, more):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(wrong)


@pytest.mark.parametrize("plan", [broken_plan(), *(naughty_plan(text) for text in NAUGHTY if "\x01" not in text)])
def test_the_page_holds_every_row_and_action(plan: Plan) -> None:
    page = Tables(FORMATS["html"].make(plan, TODAY).decode())
    for table, columns, rows in zip(
        page.tables, (COLUMNS, ACTION_COLUMNS), (map_rows(plan, TODAY), action_rows(plan, TODAY)), strict=True
    ):
        assert table[0] == [column.heading for column in columns[3:]]
        assert table[1:] == [
            [shown(column, value) for column, value in zip(columns[3:], cells(row)[3:], strict=True)] for row in rows
        ]


@pytest.mark.parametrize("text", NAUGHTY)
def test_the_page_runs_nothing_and_loads_nothing(text: str) -> None:
    names = Tables(FORMATS["html"].make(naughty_plan(text), TODAY).decode()).names
    assert names & {"script", "img", "iframe", "object", "link", "onerror", "onload", "src"} == set()


def test_the_page_says_how_it_counts_and_prints_on_a3() -> None:
    page = FORMATS["html"].make(broken_plan(), TODAY).decode()
    assert "size:A3 landscape" in page
    assert "As it stood on 22 November 2026" in page
    assert "£836.50, each activity counted once" in page


def test_003_10_many_priorities_with_nothing_behind_them_are_listed_and_few_are_drawn() -> None:
    many, few = (FORMATS["html"].make(plan, TODAY).decode() for plan in (many_priorities(), broken_plan()))
    assert "priorities with nothing behind them yet" in many
    assert many.count('class="box priority"') + many.split('class="bare"')[1].split("</ul>")[0].count("<li>") == 76
    assert "priorities with nothing behind them yet" not in few
    assert few.count('class="box priority"') == 4


@pytest.mark.parametrize("key", FORMATS)
def test_private_needs_and_notes_never_appear_in_any_byte(key: str) -> None:
    plan = broken_plan()
    assert CANARY in plan.model_dump_json()
    made = FORMATS[key].make(plan, TODAY)
    if key == "xlsx":
        with zipfile.ZipFile(BytesIO(made)) as parts:
            made = b"".join(parts.read(name) for name in parts.namelist())
    assert b"Coaching" in made
    assert CANARY.encode() not in made
    leaky = plan.model_copy(update={"needs": tuple(replace_source(need) for need in plan.needs)})
    if key in ("csv", "json", "html"):
        assert CANARY.encode() in FORMATS[key].make(leaky, TODAY)


def replace_source(need: Any) -> Any:
    return need.having(source="priority")


@pytest.mark.parametrize("key", FORMATS)
def test_an_empty_plan_makes_a_readable_document_that_says_so(key: str) -> None:
    made = FORMATS[key].make(make.plan(), TODAY)
    assert len(made) > 100
    if key in ("html", "svg"):
        assert "There is no priority yet." in made.decode()


def test_the_one_writer_of_html_escapes_text_and_attributes() -> None:
    assert str(el("p", '<b> & "x"', title='"><script>')) == (
        '<p title="&#34;&gt;&lt;script&gt;">&lt;b&gt; &amp; &#34;x&#34;</p>'
    )
    assert str(el("a", [el("b", "x"), None], href=None, aria_label="y")) == '<a aria-label="y"><b>x</b></a>'
    assert str(el("p", "\x00\x1b")) == "<p>\ufffd\ufffd</p>"
    assert "default-src &#39;none&#39;" in document("t", "", el("p", "x"))
    with pytest.raises(ValueError, match="not a name"):
        el("p", **{"on click": "x"})
    with pytest.raises(ValueError, match="no < and no &"):
        style("</style>")


def test_svg_stands_alone_as_xml_with_naughty_text() -> None:
    for text in NAUGHTY:
        ElementTree.fromstring(FORMATS["svg"].make(naughty_plan(text), TODAY))


def test_kinds_of_columns_hold_what_they_say() -> None:
    kinds = {ColumnKind.DATE: date, ColumnKind.MONEY: Decimal, ColumnKind.NUMBER: (int, Decimal), ColumnKind.TEXT: str}
    row = replace(map_rows(broken_plan(), TODAY)[4], ends=TODAY)
    for column, value in zip(COLUMNS, astuple(row), strict=True):
        assert value is None or isinstance(value, kinds[column.kind])
    assert (AgainstIntent.MET.label, ImpactLevel.USE.short) == ("Met", "4 Use")
