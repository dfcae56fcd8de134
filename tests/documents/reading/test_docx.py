"""A Word document comes in as people see it: headings, lists, tables, and all that stands beside its text."""

from __future__ import annotations

import io

import docx
import pytest

from sef2si.documents.reading import read
from sef2si.documents.reading.blocks import Block, Grid, Heading, Paragraph, Place
from sef2si.documents.reading.docx_lists import numeral
from sef2si.errors import Invalid
from tests.documents.reading.packing import WORD, saved_word, word

PAGE = Place("page text")


def blocks(content: bytes) -> list[Block]:
    return list(read("plan.docx", content).blocks)


def said(content: bytes) -> tuple[str, ...]:
    return read("plan.docx", content).said


def texts(block: Block) -> list[list[str]]:
    assert isinstance(block, Grid)
    return [[cell.text for cell in row] for row in block.rows]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(*inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(inside)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def plain(text: str) -> str:
    return paragraph(run(text))


def style(key: str, name: str, based_on: str = "", paragraphs: str = "", runs: str = "", more: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}" {more}><w:name w:val="{name}"/><w:basedOn w:val="{based_on}"/>'
        f"<w:pPr>{paragraphs}</w:pPr><w:rPr>{runs}</w:rPr></w:style>"
    )


def styles(*every: str) -> str:
    return f"<w:styles {WORD}>{''.join(every)}</w:styles>"


def level(depth: int, form: str, text: str, more: str = "") -> str:
    shape = f'<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>{shape}</w:lvl>'


def lists(levels: str, *nums: str) -> str:
    every = nums or ('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',)
    return (
        f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{"".join(every)}</w:numbering>'
    )


def listed(text: str, depth: int = 0, key: int = 1) -> str:
    return paragraph(run(text), f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/></w:numPr>')


def marks(content: bytes) -> list[tuple[str, str]]:
    return [(block.mark, block.text) for block in blocks(content) if isinstance(block, Paragraph)]


def test_headings_are_found_by_style_whatever_language_word_speaks() -> None:
    every = styles(
        style("berschrift1", "heading 1", paragraphs='<w:outlineLvl w:val="0"/>'),
        style("OakHill", "Oak Hill priority", "berschrift1"),
        style("Titel", "Title"),
        style("Quiet", "Quiet", "berschrift1", paragraphs='<w:outlineLvl w:val="9"/>'),
        style("Loud", "Loud", runs="<w:b/>"),
    )
    inside = (
        paragraph(run("Plan"), '<w:pStyle w:val="Titel"/>')
        + paragraph(run("Reading"), '<w:pStyle w:val="OakHill"/>')
        + paragraph(run("Writing"), '<w:outlineLvl w:val="2"/>')
        + paragraph(run("Maths"), '<w:pStyle w:val="Heading4"/>')
        + paragraph(run("not one"), '<w:pStyle w:val="Quiet"/>')
        + paragraph(run("Lead"), '<w:pStyle w:val="Loud"/>')
        + paragraph(run("Cost", "<w:b/>") + run(" "))
        + paragraph(run("Cost: ", "<w:b/>") + run("£20"))
        + paragraph(run("off", '<w:b w:val="0"/>'), '<w:pStyle w:val="Loud"/>')
        + paragraph(run("long " * 40, "<w:b/>"))
    )
    assert blocks(word(inside, styles=every)) == [
        Heading("Plan", 1, PAGE), Heading("Reading", 1, PAGE), Heading("Writing", 3, PAGE), Heading("Maths", 4, PAGE),
        Paragraph("not one", PAGE), Heading("Lead", 9, PAGE), Heading("Cost ", 9, PAGE), Paragraph("Cost: £20", PAGE),
        Paragraph("off", PAGE), Paragraph("long " * 40, PAGE),
    ]  # fmt: skip


def test_numbers_and_bullets_are_counted_as_word_shows_them() -> None:
    levels = (
        level(0, "decimal", "%1.") + level(1, "lowerLetter", "%1.%2)") + level(2, "bullet", "\uf0b7")
        + level(3, "bullet", "\uf0fc", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>')
        + level(4, "bullet", "o", '<w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>') + level(5, "upperRoman", "%6")
    )  # fmt: skip
    inside = "".join(
        listed(text, depth)
        for text, depth in (
            ("a", 0),
            ("b", 1),
            ("c", 1),
            ("d", 0),
            ("e", 1),
            ("f", 2),
            ("g", 3),
            ("h", 4),
            ("i", 5),
            ("", 0),
            ("j", 0),
        )
    )
    assert marks(word(inside, numbering=lists(levels))) == [
        ("1.", "a"), ("1.a)", "b"), ("1.b)", "c"), ("2.", "d"), ("2.a)", "e"), ("•", "f"), ("✓", "g"), ("◦", "h"),
        ("I", "i"), ("4.", "j"),
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_unless_told_to_start_again() -> None:
    again = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>',
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>",
    )
    inside = (
        listed("a")
        + listed("b", key=2)
        + listed("c", key=3)
        + listed("d", key=3)
        + listed("e", key=9)
        + listed("f", key=0)
    )
    assert marks(word(inside, numbering=lists(level(0, "decimal", "%1."), *again))) == [
        ("1.", "a"), ("2.", "b"), ("1.", "c"), ("2.", "d"), ("", "e"), ("", "f"),
    ]  # fmt: skip


def test_a_numbered_style_numbers_its_headings() -> None:
    every = styles(
        style("P", "heading 2", paragraphs='<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/>'),
    )
    numbering = lists(level(0, "decimal", "%1") + level(1, "decimal", "Priority %2:", '<w:pStyle w:val="P"/>'))
    inside = paragraph(run("Reading"), '<w:pStyle w:val="P"/>') + paragraph(run("Maths"), '<w:pStyle w:val="P"/>')
    assert blocks(word(inside, styles=every, numbering=numbering)) == [
        Heading("Priority 1: Reading", 2, PAGE), Heading("Priority 2: Maths", 2, PAGE),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "form", "seen"),
    [
        (4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV"), (28, "lowerLetter", "bb"), (3, "ordinal", "3rd"),
        (11, "ordinal", "11th"), (7, "decimalZero", "07"), (5, "none", ""), (5, "chicago", "5"), (0, "lowerRoman", "0"),
    ],
)  # fmt: skip
def test_numerals(count: int, form: str, seen: str) -> None:
    assert numeral(count, form) == seen


def test_a_table_keeps_its_merged_cells_and_its_lines() -> None:
    numbering = lists(level(0, "decimal", "%1."))
    restart = '<w:vMerge w:val="restart"/>'
    inside = table(
        cell(plain("Priority 1"), properties='<w:gridSpan w:val="3"/>'),
        cell(plain("Action")) + cell(plain("Who")) + cell(plain("When")),
        cell(plain("Train"), plain(""), listed("phonics"), listed("fluency"), plain(""), properties=restart)
        + cell(plain("Mrs Ade")) + cell(plain("May")),
        cell(plain(""), properties="<w:vMerge/>") + cell(plain("Mr Bell")) + cell(plain("")),
    )  # fmt: skip
    found = blocks(word(inside, numbering=numbering))[0]
    assert texts(found) == [
        ["Priority 1", "Priority 1", "Priority 1"],
        ["Action", "Who", "When"],
        ["Train\n\n1. phonics\n2. fluency", "Mrs Ade", "May"],
        ["Train\n\n1. phonics\n2. fluency", "Mr Bell", ""],
    ]
    assert isinstance(found, Grid)
    assert [[each.repeated for each in row] for row in found.rows] == [
        [False, True, True], [False] * 3, [False] * 3, [True, False, False],
    ]  # fmt: skip
    assert found.rows[3][1].place == Place("table 1", 4, "B")


def test_columns_that_only_a_ruler_made_are_left_out() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    inside = table(
        cell(plain("Action"), properties=wide) + cell(plain("Who")),
        cell(plain("Coach"), properties=wide) + cell(plain("Mrs Ade")),
    )
    found = blocks(word(inside))[0]
    assert texts(found) == [["Action", "Who"], ["Coach", "Mrs Ade"]]
    assert isinstance(found, Grid)
    assert [each.place.column for each in found.rows[0]] == ["A", "C"]


def test_a_table_inside_a_cell_and_a_box_inside_a_cell_keep_their_text() -> None:
    inner = table(cell(plain("May")) + cell(plain("£20")), cell(plain("June")))
    text = f"<w:txbxContent>{plain('in a box')}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{text}</v:textbox></v:shape></w:pict></w:r>"
    found = blocks(word(table(cell(plain("Coach"), inner, paragraph(box)))))[0]
    assert texts(found) == [["Coach\nMay\t£20\nJune\n\nin a box"]]


def test_text_boxes_are_read_once() -> None:
    inside = f"<w:txbxContent>{plain('Vision')}{table(cell(plain('a')))}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    found = blocks(word(paragraph(run("Before") + box)))
    assert found[:2] == [Paragraph("Before", PAGE), Paragraph("Vision", Place("text box"))]
    assert [texts(block) for block in found[2:]] == [[["a"]]]


def test_tracked_changes_are_read_as_agreed_and_said() -> None:
    inside = (
        paragraph(
            run("Reading ") + f"<w:ins>{run('daily')}</w:ins><w:del><w:r><w:delText>weekly</w:delText></w:r></w:del>"
            f"<w:moveFrom>{run('moved')}</w:moveFrom>"
        )
        + table(cell(plain("kept")))
        + table("<w:trPr><w:del/></w:trPr>" + cell(plain("gone")), cell(plain("here")))
    )
    assert read("plan.docx", word(inside)).texts() == ("Reading daily", "kept", "here")
    assert said(word(inside)) == (
        "Tracked changes were read as if agreed: what was put in is here, what was taken out is not.",
    )


def test_every_way_to_write_text_is_read() -> None:
    inside = (
        paragraph(
            '<w:hyperlink r:id="r9">' + run("policy") + "</w:hyperlink><w:fldSimple>" + run(" field") + "</w:fldSimple>"
            "<w:smartTag>" + run(" tag") + "</w:smartTag>"
            "<w:sdt><w:sdtContent>" + run(" box") + "</w:sdtContent></w:sdt>"
            "<m:oMath><m:r><m:t> 2x</m:t></m:r></m:oMath>"
            "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>HIDDEN CODE</w:instrText></w:r>" + run(" shown")
        )
        + paragraph("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:noBreakHyphen/>"
                    '<w:t>e</w:t><w:softHyphen/><w:t>f</w:t><w:br w:type="page"/>'
                    '<w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
        + f"<w:sdt><w:sdtContent>{plain('in a control')}</w:sdtContent></w:sdt>"
        + f"<w:customXml>{plain('in custom XML')}</w:customXml>"
    )  # fmt: skip
    assert read("plan.docx", word(inside)).texts() == (
        "policy field tag box 2x shown", "a\tb\nc\nd-ef✓", "in a control", "in custom XML",
    )  # fmt: skip


def test_a_forms_boxes_are_read_as_shown() -> None:
    tick = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    answers = '<w:listEntry w:val="Red"/><w:listEntry w:val="Green"/>'
    choice = f'<w:ffData><w:ddList><w:result w:val="1"/>{answers}</w:ddList></w:ffData>'
    unfilled = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>"
    inside = paragraph(
        f"<w:r><w:fldChar>{tick}</w:fldChar></w:r>{run(' done ')}<w:r><w:fldChar>{choice}</w:fldChar></w:r>{unfilled}"
    )
    assert read("plan.docx", word(inside)).texts() == ("☒ done Green",)
    assert said(word(inside)) == ("1 box of a form held no answer yet.",)


def test_what_stands_beside_the_text_is_kept_with_the_part_named() -> None:
    notes = (
        f'<w:footnotes {WORD}><w:footnote w:type="separator">{plain("-")}</w:footnote>'
        f'<w:footnote w:id="2">{plain("Source: DfE")}</w:footnote></w:footnotes>'
    )
    inside = plain("Oak Hill") + plain("Page 1 of 7") + table(cell(plain("SIP")) + cell(plain("2026")))
    header = f"<w:hdr {WORD}>{inside}</w:hdr>"
    comments = f'<w:comments {WORD}><w:comment w:id="0">{plain("Who leads?")}</w:comment></w:comments>'
    content = word(plain("Reading"), footnotes=notes, header=header, comments=comments)
    assert blocks(content) == [
        Paragraph("Reading", PAGE), Paragraph("Oak Hill", Place("header")), Paragraph("SIP", Place("header")),
        Paragraph("2026", Place("header")), Paragraph("Source: DfE", Place("footnote 2")),
        Paragraph("Who leads?", Place("comment 0")),
    ]  # fmt: skip
    assert {block.place.part for block in blocks(saved_word())} == {
        "page text", "table 1", "header", "footer", "comment 0",
    } - {"footer"}  # fmt: skip


def test_pictures_hidden_text_and_contents_are_said() -> None:
    every = styles(style("TOC1", "toc 1"))
    inside = (
        paragraph(run("Reading 3"), '<w:pStyle w:val="TOC1"/>')
        + paragraph(run("Reading") + run("secret", "<w:vanish/>") + "<w:r><w:drawing><a:blip/></w:drawing></w:r>")
    )  # fmt: skip
    assert read("plan.docx", word(inside, styles=every)).texts() == ("Readingsecret",)
    assert said(word(inside, styles=every)) == (
        "Hidden text was read too, in 1 place.",
        "The table of contents was left out: its lines are the headings.",
        "1 picture was left out.",
    )


def test_all_text_that_python_docx_can_write_comes_out_once() -> None:
    document = docx.Document()
    wanted: list[str] = []

    def canary() -> str:
        wanted.append(f"canary{len(wanted):04}")
        return wanted[-1]

    for depth in range(10):
        document.add_heading(canary(), depth)
    for name in ("List Bullet", "List Number", "List Bullet 2", "Quote", "Caption", "No Spacing"):
        document.add_paragraph(canary(), style=name)
    grid = document.add_table(6, 5)
    for row in grid.rows:
        for each in row.cells:
            each.text = canary()
            each.add_paragraph(canary(), style="List Number")
            each.add_table(2, 2).cell(1, 1).text = canary()
    grid.cell(0, 0).merge(grid.cell(1, 1))
    grid.cell(3, 2).merge(grid.cell(5, 2))
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
        part.paragraphs[0].text = canary()
    document.add_comment(document.paragraphs[0].runs, canary(), author="A", initials="A")
    content = io.BytesIO()
    document.save(content)
    whole = "\n".join(read("plan.docx", content.getvalue()).texts())
    assert [(text, whole.count(text)) for text in wanted if whole.count(text) != 1] == []
    assert len(wanted) >= 100


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        read("plan.docx", word(plain("  ")))
    assert refusal.value.sentence == (
        "plan.docx has no text in it. Please check that it is the file you meant. Nothing was imported."
    )
