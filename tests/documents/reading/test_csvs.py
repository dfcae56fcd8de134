"""A CSV file comes in whole, whatever wrote it: its encoding and its delimiter are found out and said."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sef2si.documents.reading import read
from sef2si.documents.reading.blocks import Grid, Place
from sef2si.errors import Invalid
from tests.corpora import csv_spectrum

ROWS = [
    ["Priority", "Lead", "Cost"],
    ["“Reading” – Year 3’s café", "Zoë Brontë", "£1,200"],
    ["Maths", "Mr Ó Sé", "½ day"],
]
_CHECK = ": please check that “, ’ and £ look right."


def rows(content: bytes, name: str = "plan.csv") -> list[list[str]]:
    found = read(name, content).blocks[0]
    assert isinstance(found, Grid)
    return [[cell.text for cell in row] for row in found.rows]


def said(content: bytes) -> tuple[str, ...]:
    return read("plan.csv", content).said


def written(delimiter: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(ROWS)
    return text.getvalue()


# The twelve cases of the public collection csv-spectrum, in words of our own.
@pytest.mark.parametrize(
    ("case", "text", "expected"),
    [
        ("simple", "a,b,c\n1,2,3\n", [["a", "b", "c"], ["1", "2", "3"]]),
        ("simple_crlf", "a,b,c\r\n1,2,3\r\n", [["a", "b", "c"], ["1", "2", "3"]]),
        ("empty", 'a,b,c\n1,"",""\n2,3,4\n', [["a", "b", "c"], ["1", "", ""], ["2", "3", "4"]]),
        ("empty_crlf", 'a,b,c\r\n1,"",""\r\n2,3,4\r\n', [["a", "b", "c"], ["1", "", ""], ["2", "3", "4"]]),
        ("comma_in_quotes", 'lead,town\nAda,"Lewes, East"\n', [["lead", "town"], ["Ada", "Lewes, East"]]),
        ("escaped_quotes", 'a,b\n1,"ha ""ha"" ha"\n', [["a", "b"], ["1", 'ha "ha" ha']]),
        ("json", 'key,val\n1,"{""type"": ""Point"", ""at"": [102.0, 0.5]}"\n',
         [["key", "val"], ["1", '{"type": "Point", "at": [102.0, 0.5]}']]),
        ("newlines", 'a,b\n"Once \nin May",5\n7,8\n', [["a", "b"], ["Once \nin May", "5"], ["7", "8"]]),
        ("newlines_crlf", 'a,b\r\n"Once \r\nin May",5\r\n7,8\r\n', [["a", "b"], ["Once \nin May", "5"], ["7", "8"]]),
        ("quotes_and_newlines", 'a,b\n1,"ha \n""ha"" \nha"\n3,4\n', [["a", "b"], ["1", 'ha \n"ha" \nha'], ["3", "4"]]),
        ("utf8", "a,b\n1,ʤ\n2,ɖ\n", [["a", "b"], ["1", "ʤ"], ["2", "ɖ"]]),
        ("location_coordinates", 'where,at\n"Lewes, here","50°52\'26""N, 0°00\'32""E"\n',
         [["where", "at"], ["Lewes, here", "50°52'26\"N, 0°00'32\"E"]]),
    ],
)  # fmt: skip
def test_the_cases_of_csv_spectrum(case: str, text: str, expected: list[list[str]]) -> None:
    assert (case, rows(text.encode())) == (case, expected)


def test_csv_spectrum_itself() -> None:
    """The files of the collection, where npm has brought them: rows under their headings as it says they are.

    Two of the twelve say in their JSON what is not in their CSV (another telephone number, another line end).
    """
    cases = {name: (rows(content), said) for name, content, said in csv_spectrum()}
    assert len(cases) == 12
    for name in ("location_coordinates", "newlines_crlf"):
        del cases[name]
    read = {name: [dict(zip(found[0], row, strict=True)) for row in found[1:]] for name, (found, _) in cases.items()}
    assert read == {name: said for name, (_, said) in cases.items()}


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("Read as UTF-16.",)),
        ("utf-16-le", ("Read as UTF-16.",)),
        ("utf-16-be", ("Read as UTF-16.",)),
        ("cp1252", (f"Read as Windows-1252{_CHECK}",)),
        ("mac_roman", (f"Read as Mac Roman{_CHECK}",)),
    ],
)
def test_an_encoding_is_found_out_and_said(encoding: str, sentence: tuple[str, ...]) -> None:
    text = written().replace("½", "1" if encoding == "mac_roman" else "½")
    expected = [[cell.replace("½", "1") if encoding == "mac_roman" else cell for cell in row] for row in ROWS]
    assert rows(text.encode(encoding)) == expected
    assert said(text.encode(encoding)) == sentence


def test_another_alphabet_gets_a_second_opinion() -> None:
    text = "Приоритет;Ответственный\n" + "Чтение в третьем классе;Учитель начальной школы\n" * 20
    assert rows(text.encode("cp1251"))[1] == ["Чтение в третьем классе", "Учитель начальной школы"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_few_pasted_bytes_leave_the_other_letters_right(mark: bytes) -> None:
    many = mark + written().encode() * 9 + b"Art,x,caf\xe9\r\n"
    assert rows(many)[-1] == ["Art", "x", "café"]
    assert rows(many)[1] == ROWS[1]
    assert said(many) == (f"Read as UTF-8, in places as Windows-1252{_CHECK}",)


def test_bytes_that_windows_gives_no_character_lose_nothing() -> None:
    content = b"a,b\n\x93Reading\x94 \x96 Year 3,x\x81y\n"
    assert rows(content)[1] == ["“Reading” – Year 3", "x\x81y"]


@pytest.mark.parametrize(
    ("delimiter", "sentence"),
    [
        (",", ()),
        (";", ("Its columns are parted by semicolons.",)),
        ("\t", ("Its columns are parted by tabs.",)),
        ("|", ("Its columns are parted by upright lines.",)),
    ],
)
def test_a_delimiter_is_found_out_and_said(delimiter: str, sentence: tuple[str, ...]) -> None:
    for end in ("\n", "\r\n", "\r"):
        content = written(delimiter, end).encode()
        assert (end, rows(content)) == (end, ROWS)
        assert said(content) == sentence


def test_excels_line_that_names_the_delimiter_is_no_row() -> None:
    assert rows(b"sep=;\r\nPriority;Cost\r\nReading, daily;1,5\r\n") == [
        ["Priority", "Cost"],
        ["Reading, daily", "1,5"],
    ]
    assert rows("sep=|\r\na|b".encode("utf-16")) == [["a", "b"]]


def test_many_commas_in_sentences_do_not_part_columns() -> None:
    text = "Priority;Action\n" + "Reading, writing, maths;Coach, visit, and meet\n" * 3
    assert rows(text.encode())[1] == ["Reading, writing, maths", "Coach, visit, and meet"]


def test_one_column_is_a_table_too() -> None:
    assert rows(b"Priority\nReading\nMaths\n") == [["Priority"], ["Reading"], ["Maths"]]


def test_ragged_rows_are_filled_up_and_edges_cut() -> None:
    content = b",,,\n,Priority,Cost,\n,Reading\n,Maths,5,,,\n,,,\n"
    assert rows(content) == [["Priority", "Cost"], ["Reading", ""], ["Maths", "5"]]
    table = read("plan.csv", content).blocks[0]
    assert isinstance(table, Grid)
    assert table.rows[2][1].place == Place("table", 4, "C")


def test_noughts_are_left_out_and_said() -> None:
    content = b"Priority,Cost\nRea\0ding,5\n"
    assert rows(content) == [["Priority", "Cost"], ["Reading", "5"]]
    assert said(content) == ("Empty bytes inside the text were left out.",)


def test_an_open_quotation_mark_is_refused_with_its_row() -> None:
    with pytest.raises(Invalid) as refusal:
        read("plan.csv", b'Priority,Cost\nReading,5\nMaths,"6\nArt,7\n')
    assert refusal.value.sentence == (
        "plan.csv can’t be read from row 3 on: a quotation mark opens there and never closes. Please open the file in "
        "Excel, save it as an Excel workbook and bring that. Nothing was imported."
    )


def test_a_quotation_mark_inside_a_text_is_a_character() -> None:
    assert rows(b'Item,Size\nPipe,5" wide\n') == [["Item", "Size"], ["Pipe", '5" wide']]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=8),
            min_size=2,
            max_size=4,
        ),
        min_size=2,
        max_size=5,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_comes_back(cells: list[list[str]], encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(
        [["Priority", "Action", "When", "Cost"]] + [[*row, *[""] * (4 - len(row))] for row in cells]
    )
    found = read("plan.csv", text.getvalue().encode(encoding)).texts()
    assert found == ("Priority", "Action", "When", "Cost", *(cell for row in cells for cell in row if cell.strip()))
