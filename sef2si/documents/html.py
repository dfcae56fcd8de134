"""The one place that writes HTML and SVG: every text and every attribute is escaped here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from markupsafe import Markup, escape

__all__ = ["Markup", "css_text", "document", "drawing", "el", "style"]

_VOID = frozenset({"meta", "link", "br", "col"})
# Letters that neither XML nor HTML can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")

_TAME = re.compile(r"[A-Za-z0-9 .,:()/-]")
# What a picture of ours may be drawn with.
_DRAWN = frozenset(
    {
        *("svg", "g", "a", "title", "desc", "style", "defs", "rect", "path", "line", "polyline", "polygon", "circle"),
        *("ellipse", "text", "tspan", "marker", "pattern", "clipPath", "linearGradient", "radialGradient", "stop"),
        *("use", "symbol"),
    }
)

Child = Markup | str | None | Iterable["Child"]


def text(words: object) -> Markup:
    """Text, escaped; a character that a document can't hold shows as U+FFFD."""
    return Markup(escape(_UNWRITABLE.sub("\ufffd", str(words))))  # noqa: S704


def el(tag: str, *children: Child, **attributes: object) -> Markup:
    """One element. ``class_`` writes ``class``, ``aria_label`` ``aria-label``; what is None is left out."""
    written = "".join(
        f' {_named(name)}="{text(value)}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _VOID:
        return Markup(f"<{_named(tag)}{written}>")  # noqa: S704
    return Markup(f"<{_named(tag)}{written}>{_inside(children)}</{tag}>")  # noqa: S704


def style(css: str) -> Markup:
    """A style sheet of ours, which holds nothing that was typed. Raises ``ValueError`` if it could end its element."""
    if "<" in css or "&" in css:
        raise ValueError("A style sheet of ours holds no < and no &.")
    return Markup(f"<style>{css}</style>")  # noqa: S704


def css_text(words: object) -> str:
    """Text as a string in a style sheet, for ``content``: every letter that could mean more is written as a number."""
    letters = _UNWRITABLE.sub("\ufffd", str(words))
    return '"' + "".join(c if _TAME.fullmatch(c) else f"\\{ord(c):x} " for c in letters) + '"'


def drawing(svg: str, prefix: str, alternative: str) -> Markup:
    """A picture of ours, written again to stand in a page: ``alternative`` says what it shows.

    Its ids begin with ``prefix``, so that two pictures can share a page; nothing in it runs or leads elsewhere. Raises
    ``ValueError`` where it is not an SVG.
    """
    try:
        root = fromstring(_UNWRITABLE.sub("\ufffd", svg), forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("This is not an SVG picture.") from error
    if _local(root) != "svg":
        raise ValueError("This is not an SVG picture.")
    ids = {each.attrib["id"] for each in root.iter() if each.attrib.get("id")}
    named = re.compile("#(" + "|".join(re.escape(each) for each in sorted(ids, key=len, reverse=True)) + r")(?![\w-])")

    def again(words: str) -> str:
        return named.sub(lambda found: f"#{prefix}{found[1]}", words) if ids else words

    def drawn(element: Element) -> Markup | None:
        tag = _local(element)
        if tag not in _DRAWN or (element is not root and tag in {"title", "desc"} and element in list(root)):
            return None
        if tag == "style":
            return style(again(element.text or ""))
        looks: dict[str, object] = {
            name: again(value)
            for name, value in element.attrib.items()
            if _NAME.fullmatch(name) and not name.lower().startswith("on") and (name != "href" or value.startswith("#"))
        }
        if "id" in looks:
            looks["id"] = f"{prefix}{looks['id']}"
        if element is root:
            looks = {name: value for name, value in looks.items() if not name.startswith("aria-")}
            looks |= {"role": "img", "aria-label": alternative}
        inside: list[Child] = [element.text]
        for child in element:
            inside += [drawn(child), child.tail]
        return el("g" if tag == "a" else tag, inside, **looks)

    return drawn(root) or Markup()


def _local(element: Element) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2]


def document(title: str, css: str, *body: Child) -> str:
    """A page that stands alone: no script, nothing loaded from elsewhere."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width,initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content="default-src 'none'; style-src 'unsafe-inline'"),
        el("title", title),
        style(css),
    )
    return f"<!doctype html>\n{el('html', head, el('body', *body), lang='en-GB')}\n"


def _inside(children: Iterable[Child]) -> Markup:
    written = Markup()
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            written += child
        elif isinstance(child, str):
            written += text(child)
        else:
            written += _inside(child)
    return written


def _named(name: str) -> str:
    name = name.rstrip("_").replace("_", "-")
    if not _NAME.fullmatch(name):
        raise ValueError("This is not a name an element or attribute can have.")
    return name
