"""Lists inside cells: one cell with several actions, and the cells beside it with as many names, days and sums."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"^\s*(?:[•●○◦▪■□◆◇▫⁃∙·*➢➤►✓✔√»¤§\uf0b7\uf0a7\uf0d8o](?=\s)|[-–—](?=\s)|[•●▪\uf0b7](?=\S)|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)](?=\s)"
    r"|\d{1,2}\.\d{1,2}\.?(?=\s))\s*"
)

_OF_ANY_COST = {
    "days", "half", "cost", "costs", "each", "from", "with", "total", "plus", "approx", "budget", "release", "supply",
    "cover", "time", "hours", "staff", "pupil", "pupils", "school", "teachers", "class", "term", "year", "this", "that",
}  # fmt: skip


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


def numbers(text: str) -> list[int]:
    """The number before each numbered line: ``"1. Red\\n3. Blue"`` -> 1, 3."""
    return [int(found[1]) for line in lines(text) if (found := re.match(r"\(?(\d{1,2})[.)]\s", line))]


def by_number(text: str, beside: list[int]) -> list[str] | None:
    """A numbered cell's parts, each beside the entry of its number; "" where it has none. None where it isn't numbered
    or names a number that no entry has."""
    own, each = numbers(text), pieces(text)
    if not own or len(own) != len(each) or len(set(own)) != len(own) or not set(own) <= set(beside):
        return None
    there = dict(zip(own, each, strict=True))
    return [there.get(number, "") for number in beside]


def by_words(text: str, beside: list[str]) -> list[str] | None:
    """A cell's lines, each beside the entry whose words it shares; a line that shares none, or as many with another
    entry, goes to none. None where no line shares a word."""
    each = [unmarked(line) for line in (pieces(text) if len(pieces(text)) > 1 else lines(text))]
    found: list[list[str]] = [[] for _ in beside]
    for line in each:
        shared = [len(_stems(line) & _stems(other)) for other in beside]
        if max(shared) and shared.count(max(shared)) == 1:
            found[shared.index(max(shared))].append(line)
    return ["\n".join(share) for share in found] if any(found) else None


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]{4,}", text.casefold())
    return {word[:5] for word in words if word not in _OF_ANY_COST}
