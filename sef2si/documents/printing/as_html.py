"""A paper as a page that stands alone: for a screen, a phone, or A4 and A3 sheets out of the browser's print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from sef2si.documents.html import Child, Markup, css_text, document, drawing, el
from sef2si.documents.printing.paper import (
    Align,
    Block,
    Bullets,
    Column,
    Facts,
    Heading,
    Lines,
    NewPage,
    Paper,
    Picture,
    Table,
    Tone,
    Words,
)
from sef2si.documents.printing.text import (
    NOTHING,
    edition_line,
    is_missing,
    lines,
    one_line,
    paragraphs,
    running,
    shares,
    sheets,
    title,
)

_CSS = """
:root{--ink:#14202b;--muted:#51606d;--line:#d5dce2;--edge:#6b7a86;--paper:#fff;--wash:#f4f6f8;--brand:#12436d;
--todo:#8a4b00;--todo-wash:#fdf0dc;--need:#5a3d8a;--cpd:#12436d;--impact:#1d6b4f;--focus:#fd0;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--ink:#eef2f5;--muted:#a9b6c1;--line:#37444f;--edge:#8796a3;
--paper:#121a21;--wash:#1a242d;--brand:#8ec1f0;--todo:#f2c078;--todo-wash:#3a2a12;--need:#c3abec;--cpd:#8ec1f0;
--impact:#7fd1ae}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 3rem;color:var(--ink);background:var(--paper);
font:100%/1.5 "Source Sans 3","Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;
overflow-wrap:break-word}
header{border-bottom:4px solid var(--brand);padding-bottom:.75rem;margin-bottom:1.5rem}
header p{margin:.2rem 0;color:var(--muted)}header .school{color:var(--brand);font-weight:600}
h1{font-size:2.1rem;line-height:1.15;margin:.2rem 0 .4rem}header .subtitle{font-size:1.2rem;color:var(--ink)}
h2{font-size:1.45rem;line-height:1.25;margin:2.25rem 0 .5rem}h3{font-size:1.15rem;margin:1.6rem 0 .35rem}
h4{font-size:1rem;margin:1.2rem 0 .25rem}
p,li,dd{max-width:44rem;unicode-bidi:plaintext}p{margin:.5rem 0}
.lede{font-size:1.15rem;color:var(--muted)}.quiet{color:var(--muted);font-size:.92rem}
.todo{color:var(--todo);font-weight:600}p.todo,li.todo{border-left:5px solid var(--todo);background:var(--todo-wash);
padding:.35rem .75rem}li.todo{list-style:none}.todo .mark{font-weight:700}
ul,ol{padding-left:1.4rem;margin:.5rem 0}li{margin:.2rem 0}
dl{display:grid;grid-template-columns:minmax(8rem,13rem) minmax(0,1fr);gap:.3rem 1.25rem;margin:.75rem 0}
dt{font-weight:600;overflow-wrap:anywhere}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:1rem 0}.scroll:focus-visible{outline:3px solid var(--focus);box-shadow:0 0 0 5px #0b0c0c}
table{border-collapse:collapse;width:100%;font-size:.93rem;line-height:1.4}
caption,.caption{text-align:left;font-weight:600;padding:.25rem 0;font-size:1rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line);min-width:8rem;
overflow-wrap:anywhere;unicode-bidi:plaintext}
thead th{border-bottom:2px solid var(--brand);font-weight:600;vertical-align:bottom;overflow-wrap:break-word}
tbody th{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums;min-width:3rem;overflow-wrap:break-word}
tfoot td,tfoot th{border-top:2px solid var(--edge);border-bottom:0;font-weight:700;background:var(--wash)}
td.todo,th.todo{background:var(--todo-wash)}
figure{margin:1.25rem 0}figcaption{color:var(--muted);font-size:.92rem;margin-top:.35rem}
figure svg{display:block;width:100%;height:auto;max-height:none}.drawn{overflow-x:auto}
.write p{margin:.75rem 0 0;font-weight:600}.write .line{display:block;height:2rem;border-bottom:1px solid var(--edge)}
.tick{display:flex;gap:.6rem;align-items:baseline}
.tick .box{flex:none;width:1rem;height:1rem;border:2px solid var(--edge);translate:0 .15rem}
.sheets+.sheets,.paper+.paper{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:.5rem}
.screen{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;background:var(--wash);padding:.5rem 1rem;margin-bottom:1.5rem}
.screen a{color:var(--brand)}
@media (max-width:40rem){dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:.4rem}h1{font-size:1.7rem}}
@media print{
body{max-width:none;padding:0;font-size:10.5pt;line-height:1.35}
h1{font-size:22pt}h2{font-size:15pt;margin:7mm 0 2mm}h3{font-size:12.5pt;margin:5mm 0 1.5mm}h4{font-size:10.5pt}
h2,h3,h4,caption,.caption{break-after:avoid}p,li{orphans:3;widows:3}
header{margin-bottom:5mm;border-bottom-width:1.2mm}p,li,dd{max-width:none}
.lede{font-size:12pt}table{font-size:9pt;line-height:1.3}th,td,.n{min-width:0;padding:1mm 1.4mm;overflow-wrap:anywhere}
thead{display:table-header-group}tfoot{display:table-row-group}tr,figure,dl>div,.write{break-inside:avoid}
.screen{display:none}
.scroll,.drawn{overflow:visible}.sheets+.sheets,.paper+.paper{border:0;margin:0;padding:0;break-before:page}
.sheets>:first-child{margin-top:0}
.todo,tfoot td,tfoot th{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.one-page{font-size:9pt;line-height:1.25}.one-page table{font-size:8pt}.one-page h1{font-size:16pt}
.one-page h2{font-size:11.5pt;margin:3mm 0 1mm}.one-page h3{font-size:10pt;margin:2mm 0 .5mm}
.one-page p,.one-page li{margin:.6mm 0}.one-page header{margin-bottom:2.5mm;padding-bottom:1mm}
.one-page .scroll,.one-page figure,.one-page dl{margin:1.5mm 0}.one-page th,.one-page td{padding:.6mm 1mm}
.one-page .lede{font-size:10pt}}
"""
_LETTERS = 105  # of a table's type, across an upright sheet
_TONES = {Tone.PLAIN: None, Tone.LEDE: "lede", Tone.QUIET: "quiet", Tone.MISSING: "todo"}


def html(paper: Paper) -> bytes:
    """The page as UTF-8. It loads nothing and runs nothing."""
    body = el("main", _sheets(paper, count(1)), class_="one-page" if paper.one_page else None)
    return document(_name(title(paper), paper), _page(paper) + _CSS, body).encode()


def html_of(papers: Sequence[Paper], above: Child) -> bytes:
    """Several papers on one page, each beginning on a sheet of its own. What is ``above`` them is not printed."""
    numbers = count(1)
    whole = papers[0] if len(papers) == 1 else replace(papers[0], title="Our plan on paper", landscape=False, size="A4")
    body = [
        el("div", _sheets(paper, numbers), class_="paper one-page" if paper.one_page else "paper") for paper in papers
    ]
    page = (el("div", above, class_="screen"), el("main", body))
    return document(_name(title(whole), whole), _page(whole) + _CSS, *page).encode()


def _sheets(paper: Paper, numbers: Iterator[int]) -> list[Markup]:
    return [
        el(
            "div",
            None if at else _title_block(paper),
            [_block(block, numbers) for block in run.blocks],
            class_=f"sheets {'across' if run.landscape else 'upright'}",
        )
        for at, run in enumerate(sheets(paper))
    ]


def _name(called: str, paper: Paper) -> str:
    return " · ".join(part for part in (called, one_line(paper.about.school), one_line(paper.about.year)) if part)


def _title_block(paper: Paper) -> Markup:
    about = paper.about
    return el(
        "header",
        el("p", one_line(about.school), class_="school") if one_line(about.school) else None,
        el("h1", title(paper)),
        el("p", one_line(paper.subtitle), class_="subtitle") if one_line(paper.subtitle) else None,
        el("p", running(about)),
        el("p", edition_line(about)) if edition_line(about) else None,
    )


def _page(paper: Paper) -> str:
    """Sheets, their margins, and the lines that run above and below on each of them."""
    small = "font-size:8pt;color:#51606d"
    margin = "14mm 12mm" if paper.one_page else "20mm 16mm 18mm"
    first = "landscape" if paper.landscape else "portrait"
    size = "A3" if paper.size == "A3" else "A4"
    return (
        f"@page{{size:{size} {first};margin:{margin};@top-left{{content:{css_text(running(paper.about))};{small}}}"
        f"@bottom-left{{content:{css_text(title(paper))};{small}}}"
        f'@bottom-right{{content:"Page " counter(page) " of " counter(pages);{small}}}}}'
        f"@page across{{size:{size} landscape}}@page upright{{size:{size} portrait}}"
        ".across{page:across}.upright{page:upright}"
    )


def _block(block: Block, numbers: Iterator[int]) -> Child:
    match block:
        case Heading():
            return el(f"h{block.level + 1}", one_line(block.text))
        case Words():
            return [_words(paragraph, block.tone) for paragraph in paragraphs(block.text)]
        case Bullets():
            return (
                el("ol" if block.numbered else "ul", [_bullet(each) for each in block.items]) if block.items else None
            )
        case Facts():
            return el("dl", [[el("dt", one_line(label)), el("dd", _said(words))] for label, words in block.rows])
        case Table():
            return _table(block, f"table-{next(numbers)}")
        case Picture():
            return _picture(block, f"picture-{next(numbers)}-")
        case Lines():
            return _lines(block)
        case NewPage():  # sheets() has cut here already
            return None


def _words(paragraph: tuple[str, ...], tone: Tone) -> Markup:
    said = [_marked() if tone is Tone.MISSING else None, _broken(paragraph)]
    return el("p", said, class_=_TONES[tone])


def _bullet(text: str) -> Markup:
    return el("li", _marked() if is_missing(text) else None, _broken(lines(text)), class_=_todo(text))


def _said(text: str) -> Child:
    """Words in a fact or a cell."""
    return el("span", _marked(), _broken(lines(text)), class_="todo") if is_missing(text) else _broken(lines(text))


def _marked() -> Markup:
    """A mark before what is missing, for who sees no colour; what is missing is said in words beside it."""
    return el("span", "▸ ", class_="mark", aria_hidden="true")


def _broken(said: Iterable[str]) -> Child:
    return [[el("br") if place else None, line] for place, line in enumerate(said)]


def _table(table: Table, name: str) -> Child:
    if not table.rows:
        return [
            el("p", one_line(table.caption), class_="caption") if one_line(table.caption) else None,
            el("p", _broken(lines(table.empty or NOTHING)), class_="quiet"),
        ]
    ranks = [column.align is Align.RIGHT for column in table.columns]

    def row(cells: tuple[str, ...]) -> Markup:
        return el("tr", [_cell(text, place, ranks[place], table.row_headers) for place, text in enumerate(cells)])

    inside = el(
        "table",
        el("caption", one_line(table.caption), id=name) if one_line(table.caption) else None,
        el("colgroup", [el("col", style=f"width:{share:.1%}") for share in shares(table, _LETTERS)]),
        el("thead", el("tr", [_column(each) for each in table.columns])),
        el("tbody", [row(cells) for cells in table.rows]),
        el("tfoot", row(table.total)) if table.total else None,
    )  # fmt: skip
    label: dict[str, object] = {"aria_labelledby": name} if one_line(table.caption) else {"aria_label": "Table"}
    return el("div", inside, class_="scroll", role="group", tabindex="0", **label)


def _column(column: Column) -> Markup:
    heading = one_line(column.heading)
    right = "n" if column.align is Align.RIGHT else None
    return el("th", heading, class_=right, scope="col") if heading else el("td", class_=right)


def _cell(text: str, place: int, right: bool, row_headers: bool) -> Markup:
    names = " ".join(part for part in ("n" if right else "", "todo" if is_missing(text) else "") if part) or None
    heads = row_headers and place == 0 and bool(text.strip())
    words = (_marked() if is_missing(text) else None, _broken(lines(text)))
    return el("th" if heads else "td", words, class_=names, scope="row" if heads else None)


def _picture(picture: Picture, prefix: str) -> Markup:
    return el(
        "figure",
        el("div", drawing(picture.svg, prefix, one_line(picture.alternative)), class_="drawn", tabindex="0",
           role="group", aria_label=one_line(picture.caption) or "Picture"),
        el("figcaption", one_line(picture.caption)) if one_line(picture.caption) else None,
    )  # fmt: skip


def _lines(room: Lines) -> Markup:
    label = _broken(lines(room.label))
    if not room.number:
        return el("p", el("span", class_="box", aria_hidden="true"), el("span", label), class_="tick")
    return el("div", el("p", label), [el("span", class_="line", aria_hidden="true")] * room.number, class_="write")


def _todo(text: str) -> str | None:
    return "todo" if is_missing(text) else None
