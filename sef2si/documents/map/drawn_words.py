"""A picture taken apart: boxes and lines as a picture, and its words, to be set by who knows more fonts.

PDF/UA refuses a letter that no font has, and in a picture a mark upon a letter finds no other font than the letter's.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.ElementTree import fromstring

_SVG = "{http://www.w3.org/2000/svg}"
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


def apart(svg: str) -> dict[str, Any]:
    """``svg`` without its words; ``lines`` upon it; ``windows`` in it, with lines of their own; ``across``, its width.

    A line is ``words`` with the place of its baseline, ``size`` in the picture's unit, ``weight``, ``fill`` and
    ``from-end``; a window is a part of the picture that cuts off what is too big for it. What is drawn in other ways
    than ours (a turned text, a style sheet's colour) stays in the picture.
    """
    root = fromstring(svg)
    windows = []
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag == f"{_SVG}svg" and all(map(_is_line, each))]:
            windows.append({**_numbers(child, "x", "y", "width", "height"), "lines": _lines(child)})
            parent.remove(child)
    lines = _lines(root)
    register_namespace("", _SVG.strip("{}"))
    across = float(root.get("viewBox", "0 0 1 1").split()[2])
    return {"svg": tostring(root, encoding="unicode"), "lines": lines, "windows": windows, "across": across}


def _is_line(element: Element) -> bool:
    plain = element.tag == f"{_SVG}text" and not len(element) and element.get("transform") is None
    looks = (element.get("font-weight", "400").isdigit(), _COLOUR.fullmatch(element.get("fill", "")) is not None)
    anchored = element.get("text-anchor", "start") in ("start", "end")
    return plain and all(looks) and anchored and "font-size" in element.keys()  # noqa: SIM118  an element is no dict


def _lines(parent: Element) -> list[dict[str, Any]]:
    """The lines directly in this element, which they are taken out of."""
    found = [each for each in parent if _is_line(each)]
    for each in found:
        parent.remove(each)
    return [
        {
            **_numbers(each, "x", "y"),
            "words": each.text or "",
            "size": float(each.get("font-size", 0)),
            "weight": int(each.get("font-weight", 400)),
            "fill": each.get("fill"),
            "from-end": each.get("text-anchor") == "end",
        }
        for each in found
    ]


def _numbers(element: Element, *names: str) -> dict[str, float]:
    return {name: float(element.get(name, 0)) for name in names}
