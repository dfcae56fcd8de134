"""A school's own Word template: one to start from, and the check that each must pass before it is kept."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from docx import Document
from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError
from rapidfuzz import fuzz, process

from sef2si.documents.printing.as_docx import docx
from sef2si.documents.printing.paper import About, Bullets, Column, Facts, Heading, NewPage, Paper, Table, Words
from sef2si.documents.printing.word_filling import dressed, plain_tag, said, saved
from sef2si.documents.printing.word_styles import QUIET, plain_document
from sef2si.documents.printing.word_tags import BODY, VALUES, names
from sef2si.documents.reading.zips import opened, unpacked
from sef2si.errors import Invalid

LARGEST = 10 << 20
# Of the text of a template, unpacked, and of its tags: with more, filling it would keep people waiting.
_MOST_TEXT, _MOST_TAGS = 1 << 20, 500
_KEPT = "The template was not kept."
_UNREADABLE = (
    "The template can't be opened: it is damaged, protected with a password or far too large. Please open it in Word, "
    "save it again as .docx and choose that file."
)
_HOW = "Please add {{p body }} on a line of its own where the document should stand."
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FIELDS = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|IMPORT|DATABASE|HYPERLINK|RD|AUTOTEXT|MERGEFIELD)\b"
)
_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_PLACE = re.compile(r"\{\{p\s+body\s*\}\}")
_WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LOOSE = re.compile(r"\{[{%#]|[}%#]\}")
# Stands between comment signs, which are no part of any document made with the template.
_EXPLAINED = (
    "Lines like this one explain the template. They are never printed; you may delete them.",
    "Put in your logo, your header and footer, and change the styles: Title, Heading 1 to 3, List Bullet, Plan Table.",
    "The next line stands for the whole document. Please keep it, on a line of its own.",
    "Anywhere, also in the header and footer, you can write one of these names between two curly brackets on each "
    "side, as the header and footer of this template do:",
)
_EXAMPLE = Paper(
    "Example",
    About("Example School", "000000", "2026/27", "1 September 2026", 1, "example"),
    (
        Heading("A heading"),
        Words("Some words."),
        Bullets(("One", "Two"), numbered=True),
        Facts((("Label", "words"),)),
        Table("A table", (Column("A"), Column("B")), (("1", "2"),)),
        NewPage(landscape=True),
        Words("The last words."),
    ),
)


def starter() -> bytes:
    """A template to download and adapt: it works as it is, and says how it works."""
    document = plain_document()
    dressed(document)
    for line in _EXPLAINED[:3]:
        document.add_paragraph(f"{{#p {line} #}}", QUIET)
    document.add_paragraph("{{p body }}")
    for line in (*_EXPLAINED[3:], *(f"{name}: {meaning}" for name, meaning in VALUES.items())):
        document.add_paragraph(f"{{#p {line} #}}", QUIET)
    return saved(document)


def check(content: bytes) -> None:
    """Raises ``Invalid`` with a sentence where a school's Word template can't be used as it is."""
    if len(content) > LARGEST:
        raise _refused("The template is larger than 10 MB. Please make the pictures in it smaller and save it again.")
    try:
        parts = opened("The template", content)
    except Invalid as error:
        raise _refused(_UNREADABLE) from error
    with parts:
        _check_kind(parts)
        _check_parts(parts)
    _check_tags(content)
    _check_made(content)


def _check_kind(parts: ZipFile) -> None:
    if "[Content_Types].xml" not in parts.namelist():
        raise _refused("This is not a Word document. Please choose a file saved from Word as .docx.")
    kinds = {each.get("ContentType", "") for each in _xml(parts, "[Content_Types].xml").iter()}
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds) or any(
        "vba" in name.lower() for name in parts.namelist()
    ):
        raise _refused("The template holds macros. Please save it as a Word Document (.docx), which holds none.")
    if _MAIN not in kinds:
        raise _refused("This is not a Word document. Please save the template from Word as a Word Document (.docx).")


def _check_parts(parts: ZipFile) -> None:
    """Nothing of the template comes from elsewhere, runs, or is another file."""
    for name in parts.namelist():
        lowered = name.lower()
        if "/embeddings/" in lowered or "/activex/" in lowered or "oleobject" in lowered:
            raise _refused(
                "The template holds another file or a control. Please delete the object, or paste a picture."
            )
        if lowered.endswith(".rels"):
            for each in _xml(parts, name).iter():
                _check_relation(each)
        elif lowered.endswith(".xml"):
            root = _xml(parts, name)
            if any(
                _local(each.tag) in {"object", "control", "altChunk", "subDoc", "mailMerge"} for each in root.iter()
            ):
                raise _refused(
                    "The template holds an object, another document or a mail merge. Please delete it from there."
                )
            for paragraph in root.iter(qn("w:p")):
                _check_fields(paragraph)


def _check_relation(relation: Element) -> None:
    kind = relation.get("Type", "").rpartition("/")[2]
    if relation.get("TargetMode", "").lower() == "external":
        if kind == "hyperlink":
            raise _refused(
                f"The template holds a link, to {relation.get('Target', '')[:80]}. Please choose Remove Hyperlink on "
                "it: its words can stay."
            )
        if kind == "attachedTemplate":
            raise _refused(
                "The template is attached to another template. Please open File, Options, Add-ins, Manage: Templates, "
                "and attach it to Normal."
            )
        raise _refused("Part of the template lies in another place, such as a linked picture. Please put it in itself.")
    if kind in {"aFChunk", "subDocument", "oleObject", "control", "vbaProject", "package"}:
        raise _refused("The template holds another document or a control. Please delete it from the template.")


def _check_fields(paragraph: Element) -> None:
    codes = "".join(each.text or "" for each in paragraph.iter(qn("w:instrText")))
    codes += " ".join(each.get(qn("w:instr"), "") for each in paragraph.iter(qn("w:fldSimple")))
    if found := _FIELDS.search(codes.upper()):
        raise _refused(
            f"The template holds a field, {found[1]}, that fetches something from elsewhere. Please delete the field."
        )


def _check_tags(content: bytes) -> None:
    """Every tag is known and whole, and there is a place for the document."""
    used: set[str] = set()
    with opened("The template", content) as parts:
        stories = [each for each in parts.infolist() if _STORY.fullmatch(each.filename)]
        if sum(each.file_size for each in stories) > _MOST_TEXT:
            raise _refused("The template holds far more text than a template needs. Please keep what stands around it.")
        for part in sorted(each.filename for each in stories):
            root = _xml(parts, part)
            bodies = [each for each in root.iter(qn("w:p")) if _PLACE.search(said(each))]
            alone = root.findall(f"{qn('w:body')}/{qn('w:p')}")
            for each in bodies:
                if each not in alone or not _PLACE.fullmatch(said(each).strip()):
                    raise _refused(
                        "{{p body }} stands in a header, a footer, a table, a text box or beside other words. "
                        "Please put it on a line of its own in the text."
                    )
            if len(bodies) > 1:
                raise _refused("{{p body }} stands in the template more than once. Please keep one of them.")
            used |= _used([said(each) for each in root.iter(qn("w:p"))])
    if not used:
        raise _refused(f"The template has no place for the document yet. {_HOW}")


def _used(lines: list[str]) -> set[str]:
    """The names these paragraphs use. Raises ``Invalid`` with the paragraph for what can't be read or isn't known."""
    for line in lines:
        if _LOOSE.search(_WHOLE.sub("", line)):
            raise _refused(
                f"In the paragraph “{_short(line)}” a bracket has no partner. Please write tags like {{{{ school }}}}, "
                "each within one paragraph."
            )
        if re.search(r"\{\{\s*" + BODY + r"\s*\}\}", line):
            raise _refused(f"In the paragraph “{_short(line)}” the letter p is missing. {_HOW}")
    if sum(len(_WHOLE.findall(line)) for line in lines) > _MOST_TAGS:
        raise _refused(f"The template holds more than {_MOST_TAGS} tags. Please keep those it needs.")
    try:
        found = names([plain_tag(line) for line in lines])
    except RecursionError as error:
        raise _refused("Too many tags stand inside one another. Please write them one after the other.") from error
    except TemplateSyntaxError as error:
        line = lines[min(max(error.lineno, 1), len(lines)) - 1] if lines else ""
        what = (error.message or "a tag can't be read").rstrip(".")
        raise _refused(f"In the paragraph “{_short(line)}”: {what}. Please correct the tag or delete it.") from error
    for each in found:
        if each.name not in VALUES and each.name != BODY:
            close = process.extractOne(each.name, [*VALUES, BODY], scorer=fuzz.ratio, score_cutoff=50)
            meant = close[0] if close else ""
            written = "{{p body }}" if meant == BODY else f"{{{{ {meant} }}}}"
            hint = f"Did you mean {written}?" if meant else f"The names are: {', '.join(VALUES)}, and {{{{p body }}}}."
            raise _refused(
                f"In the paragraph “{_short(lines[each.line - 1])}” the name “{each.name[:60]}” is not known. {hint}"
            )
    return {each.name for each in found}


def _check_made(content: bytes) -> None:
    """Makes an example with it, and reads that again."""
    try:
        made = Document(BytesIO(docx(_EXAMPLE, content)))
        whole = any(said(each) == "The last words." for each in made.element.body.iter(qn("w:p")))
    except Exception as error:  # whatever is wrong with it, it is told before anyone needs the document
        raise _refused(
            "No document can be made with this template. Please open it in Word, save it again as .docx and check its "
            "tags, or start from ours."
        ) from error
    if not whole:
        raise _refused(f"The document would be lost in this template. {_HOW}")


def _xml(parts: ZipFile, name: str) -> Element:
    try:
        return fromstring(unpacked("The template", parts, name), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, Invalid) as error:
        raise _refused(_UNREADABLE) from error


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= 70 else f"{line[:67]}…"


def _refused(sentence: str) -> Invalid:
    return Invalid(f"{sentence} {_KEPT}")
