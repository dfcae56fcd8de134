"""Lists inside cells: one cell with several actions, and the cells beside it with as many names, days and sums."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"^\s*(?:[•●○◦▪■□◆◇▫⁃∙·*➢➤►✓✔√»¤§\uf0b7\uf0a7\uf0d8o](?=\s)|[-–—](?=\s)|[•●▪\uf0b7](?=\S)|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)](?=\s)"
    r"|\d{1,2}\.\d{1,2}\.?(?=\s))\s*"
)


def marked(line: str) -> bool:
    """Whether a line begins with a bullet or a number."""
    return _MARK.match(line) is not None


def unmarked(line: str) -> str:
    """A line without its bullet or number."""
    return _MARK.sub("", line, count=1).strip()


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def pieces(text: str) -> list[str]:
    """The parts of a cell: one for each bullet or number, with the lines that go on below it; a lead-in stays apart.

    Lines without any mark are one part: whether each stands alone is told by the cells beside them (``parts``).
    """
    each = lines(text)
    if sum(map(marked, each)) == 0:
        return ["\n".join(each)] if each else []
    found: list[str] = []
    for line in each:
        if marked(line) or not found:
            found.append(unmarked(line) or line)
        else:
            found[-1] = f"{found[-1]}\n{line}"
    return found


def sentences_alone(text: str) -> bool:
    """Whether lines without marks read as entries of their own: each begins anew, none goes on from the one above."""
    each = lines(text)
    return (
        len(each) > 1
        and all(line[0].isupper() or line[0].isdigit() or line[0] in '“‘"£' for line in each)
        and all(not re.search(r"(?:[,;:(–—-]|\b(?:and|or|the|of|for|to|with|in|a))$", line) for line in each[:-1])
    )


def entries(text: str) -> list[str]:
    """The parts of a cell that lists like things, such as criteria or points: by marks, or lines of their own."""
    found = pieces(text)
    return lines(text) if len(found) == 1 and sentences_alone(text) else found


def parts(text: str, many: int) -> list[str] | None:
    """A cell's text in as many parts as the list beside it has: by its marks, its lines, then “;”. Else None."""
    for found in (pieces(text), lines(text), [part.strip() for part in text.split(";") if part.strip()]):
        if len(found) == many:
            return [unmarked(each) for each in found]
    return None


def apart_from_pointers(text: str) -> tuple[str, str]:
    """A text without its lines that point elsewhere, “→ Priority 2”, and these lines."""
    each = lines(text)
    pointers = [line for line in each if line.startswith(("→", "⇒", "➔"))]
    rest = [line for line in each if line not in pointers]
    return ("\n".join(rest), "\n".join(pointers)) if pointers and rest else (text, "")
