"""Our own JSON read back; and files of both sorts that mean harm."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from sef2si.documents.data.reading import is_ours, read_data
from sef2si.errors import Invalid
from tests import factories as make
from tests.documents.data.edits import edited, taken

WHOLE = make.whole_plan()


def refusal(content: bytes, name: str = "plan.xlsx") -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_data(name, content)
    assert caught.value.sentence.endswith("Nothing was imported.")
    return caught.value


def spoilt(change: Callable[[dict[str, Any]], object]) -> bytes:
    whole = json.loads(taken(WHOLE, "json"))
    change(whole)
    return json.dumps(whole).encode()


def spoilt_need(**fields: Any) -> bytes:
    return spoilt(lambda whole: whole["plan"]["needs"][0].update(fields))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"schema": "sef2si.plan/1",\n "plan": }', "can't be read from line 2 on"),
        (b'{"schema": "sef2si.plan/1", "schema": 2}', "says “schema” twice in one place"),
        (b'{"schema": "sef2si.plan/9"}', "made by another version of sef2si"),
        (b'{"schema": "sef2si.plan/1"}', "should hold “plan” and “edition”"),
        (b"[" * 100_000, "damaged"),
        (b'{"schema": "sef2si.plan/1", "plan": NaN}', "damaged"),
        (b'\xff{"schema"', "not saved as UTF-8"),
        (spoilt_need(people="many"), "“needs”, row 1, column “How many?”: This should be a whole number."),
        (spoilt_need(ask_again=12), "This should be a date."),
        (spoilt_need(ask_again="soon"), "This is not a date we can read."),
        (spoilt_need(group="cooks"), "not one of the choices"),
        (spoilt(lambda whole: whole["plan"].update(needs=5)), "should have a list of records under “needs”"),
        (spoilt(lambda whole: whole["plan"].update(year="2026")), "has no academic year"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_read_is_refused_in_words(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content, "plan.json").sentence


def test_json_names_what_it_does_not_know() -> None:
    def change(whole: dict[str, Any]) -> None:
        whole["plan"]["needs"][0]["colour"] = "red"
        whole["plan"]["budget"] = 5
        del whole["marks"]

    back = read_data("plan.json", spoilt(change))
    assert back.said == (
        "“budget” is not known here and was not read.",
        "List “needs”, row 1: “colour” is not known here and was not read.",
    )
    assert (back.plan(), back.as_taken) == (read_data("a", taken(WHOLE, "json")).plan(), {})


# Files that mean harm.


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO(taken(WHOLE))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"0" * 80_000_000)
    assert not is_ours("plan.xlsx", out.getvalue())
    assert "far more than a plan or calendar" in refusal(out.getvalue()).sentence


def test_a_sheet_that_claims_to_be_endless_is_read_as_it_is() -> None:
    def edit(book: Any) -> None:
        book["Needs"][f"{get_column_letter(16_384)}1048576"] = " "

    assert read_data("a", edited(taken(WHOLE), edit)).plan() == read_data("a", taken(WHOLE)).plan()
