"""A drawn sheet taken apart: boxes and lines as a picture, and its words, to be set by who knows more fonts."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.ElementTree import fromstring

_SVG = "{http://www.w3.org/2000/svg}"


def apart(svg: str) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """The picture without its words, the lines upon it, and the windows within it, each with lines of its own.

    A line is ``words`` with the place of its baseline, ``size`` in the picture's unit, ``weight``, ``fill`` and
    ``from-end``; a window is a part of the picture that cuts off what is too big for it.
    """
    root = fromstring(svg)
    windows = []
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag == f"{_SVG}svg"]:
            windows.append({**_numbers(child, "x", "y", "width", "height"), "lines": _lines(child)})
            parent.remove(child)
    lines = _lines(root)
    register_namespace("", _SVG.strip("{}"))
    return tostring(root, encoding="unicode"), lines, windows


def _lines(parent: Element) -> list[dict[str, Any]]:
    """The lines directly in this element, which they are taken out of."""
    found = [each for each in parent if each.tag == f"{_SVG}text"]
    for each in found:
        parent.remove(each)
    return [
        {
            **_numbers(each, "x", "y"),
            "words": each.text or "",
            "size": float(each.get("font-size", 0)),
            "weight": int(each.get("font-weight", 400)),
            "fill": each.get("fill", "#000000"),
            "from-end": each.get("text-anchor") == "end",
        }
        for each in found
    ]


def _numbers(element: Element, *names: str) -> dict[str, float]:
    return {name: float(element.get(name, 0)) for name in names}
