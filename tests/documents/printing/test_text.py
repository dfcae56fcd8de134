"""What the three writers share: columns wide enough for their words, sheets, and text made writable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sef2si.documents.printing.paper import Align, Column, Heading, NewPage, Paper, Picture, Table, Words
from sef2si.documents.printing.text import edition_line, paragraphs, shares, sheets, title, writable
from tests.documents.printing.examples import ABOUT, picture


def table(*widths: float, row: tuple[str, ...]) -> Table:
    return Table("t", tuple(Column("H", width, Align.RIGHT) for width in widths), (row,))


def test_columns_are_as_wide_as_asked_for() -> None:
    assert shares(table(2, 1, 1, row=("a", "b", "c")), 100) == (0.5, 0.25, 0.25)


def test_a_narrow_column_is_wide_enough_for_its_sum() -> None:
    assert shares(table(9, 1, row=("a", "£18,859.58")), 100) == (0.87, 0.13)
    assert shares(table(9, 1, row=("a", "x" * 80)), 100) == (0.9, 0.1)


@given(st.lists(st.tuples(st.floats(0, 50), st.text(max_size=30)), min_size=1, max_size=12), st.floats(5, 300))
def test_columns_fill_the_sheet_and_no_more(columns: list[tuple[float, str]], letters: float) -> None:
    made = shares(table(*(width for width, _ in columns), row=tuple(text for _, text in columns)), letters)
    assert abs(sum(made) - 1) < 1e-6
    assert min(made) > 0


def test_a_wide_picture_takes_its_heading_to_a_sheet_of_its_own() -> None:
    heading, wide = Heading("Map"), Picture(picture(), "x", wide=True)
    paper = Paper("T", ABOUT, (Words("a"), heading, wide, Words("b"), NewPage(landscape=True), wide, Words("c")))
    assert [(run.landscape, run.blocks) for run in sheets(paper)] == [
        (False, (Words("a"),)),
        (True, (heading, wide)),
        (False, (Words("b"),)),
        (True, (wide, Words("c"))),
    ]


def test_text_keeps_its_paragraphs_and_lines() -> None:
    assert paragraphs(" a\r\nb\n \n\nc\u2028d\te ") == (("a", "b"), ("c", "d e"))
    assert writable("a\x00b\ud800\U0001ffffc\x1b") == "a\ufffdb\ufffd\ufffdc\ufffd"


def test_a_paper_always_has_a_title_and_says_what_it_leaves_out() -> None:
    assert title(Paper(" ", ABOUT, ())) == "Elm Primary 2026/27"
    assert edition_line(ABOUT) == "Edition: governors. Names of staff are left out."
