"""The one place that writes HTML and SVG: every text and every attribute is escaped here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

__all__ = ["Markup", "document", "el", "style"]

_VOID = frozenset({"meta", "link", "br", "col"})
# Letters that neither XML nor HTML can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")

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
