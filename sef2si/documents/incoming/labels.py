"""Labels in front of a text: “Priority 2:”, “KP1”, “Total”, “Note:”; and the title that follows a label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sef2si.documents.incoming.wording import rows, simple

_NUMBERED = re.compile(r"^\s*(?P<n>\d{1,2})\s*[.):]?\s+(?=[A-Z“‘\"])")
_INITIALS = re.compile(r"\s*[(\[](?P<who>[A-Z]{2,4}(?:\s*[/&,]\s*[A-Z]{2,4})*)[)\]]\s*$")


@dataclass(frozen=True)
class Label:
    """What a label says: its number ("" where it has none), the title after it, and initials in brackets."""

    number: str
    title: str
    lead: str = ""


@cache
def _words(says: str) -> str:
    found = sorted((row["words"] for row in rows("labels") if row["says"] == says), key=len, reverse=True)
    return "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in found)


@cache
def _priority() -> re.Pattern[str]:
    return re.compile(
        rf"^\s*(?:school\s+)?(?:{_words('priority')})(?:\s+area)?\s*(?:no\.?\s*|number\s*|#\s*)?"
        r"(?:(?P<n>\d{1,2}|[A-H]|one|two|three|four|five|six|seven|eight)(?![\w%])\s*(?:[:.)–—-]+|\n|(?=\s)|$)|\s*[:–—]\s)\s*",
        re.I,
    )


_COUNT = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"}


def priority_label(text: str) -> bool:
    """Whether a text is nothing but the label of a numbered priority: ``"Priority 1"``, ``"KP2:"``."""
    found = _priority().match(text)
    return bool(found and found["n"] and not text[found.end() :].strip())


_ANY_LABEL = re.compile(
    # “Area 1 - ”, “AIP 1: ”, “Big goal 2: ”
    r"^\s*(?P<word>[A-Z][A-Za-z]{1,15})(?: [a-z]{2,12}){0,2}\s?(?P<n>\d{1,2})\s*[:.–—-]\s+(?=\S)"
    r"|^\s*(?P<short>[A-Z]{2,4})(?P<m>\d{1,2})\s+(?=[A-Z“‘])"  # “DP1 ”
)
_NO_LABELS = frozenset(
    {
        "year", "years", "yr", "ks", "class", "term", "week", "day", "table", "part", "appendix", "page", "section",
        "level", "phase", "chapter", "step", "stage", "room", "milestone", "autumn", "spring", "summer", "note",
        "version", "covid",
    }
)  # fmt: skip


def labelled_anyhow(text: str) -> Label | None:
    """A text with a label of the school's own and a number before it: ``"AIP 1: Writing"``, ``"DP2 Reading"``."""
    label = labelled(text)
    found = _ANY_LABEL.match(text)
    if label or not found or (found["word"] or found["short"]).casefold() in _NO_LABELS:
        return label
    title, lead = _without_initials(text[found.end() :])
    return Label(found["n"] or found["m"], title, lead)


def labelled(text: str) -> Label | None:
    """A priority named by its label: ``"Priority 1: Improve reading (JB)"``. None for any other text."""
    text = text.strip()
    found = _priority().match(text)
    if not found:
        return None
    title, lead = _without_initials(text[found.end() :])
    number = (found["n"] or "").casefold()
    return Label(_COUNT.get(number, number), title, lead)


def titled(text: str) -> Label:
    """Any text as a priority's title, with or without a label or number before it."""
    text = text.strip()
    label = labelled_anyhow(text)
    if label:
        return label
    found = _NUMBERED.match(text)
    title, lead = _without_initials(text[found.end() :] if found else text)
    return Label(found["n"] if found else "", title, lead)


def numbered(text: str) -> bool:
    return _NUMBERED.match(text) is not None


def _without_initials(text: str) -> tuple[str, str]:
    found = _INITIALS.search(text, max(0, len(text) - 40))
    return (text[: found.start()].strip(), found["who"]) if found else (text.strip(), "")


def says(text: str, what: str) -> bool:
    """Whether a text begins with a word for totals (``total``) or for words beside the plan (``note``)."""
    found = re.match(rf"\s*(?:{_words(what)})(?=\s*[:–—-]|\s*$|\s*£)", text, re.I)
    if what == "note" and re.search(r"\b(?:this|the) (?:whole )?plan\b", text, re.I) and text.rstrip().endswith("."):
        return True
    return found is not None or (what == "total" and re.match(r"(?:grand |sub ?)?totals?\b", simple(text)) is not None)


def apart(text: str) -> bool:
    """Whether a heading says that what follows belongs to no priority."""
    return re.search(rf"\b(?:{_words('apart')})\b", text, re.I) is not None


def no_title(text: str) -> str:
    """Why a text can't name a priority: ``none`` (“Statutory”, “n/a”), ``rank`` (“High”), or "" where it can."""
    plain = simple(text)
    found = (row["says"] for row in rows("labels") if row["says"] in ("none", "rank") and simple(row["words"]) == plain)
    return next(found, "" if plain else "none")


def is_legend(text: str) -> bool:
    """A key to colours: two of them or more, or one at the start with what it means."""
    if re.match(r"\s*(?:red|amber|green|blue|yellow|purple)\s*[-–—=:]", text, re.I):
        return True
    return len(set(re.findall(r"\b(red|amber|green|blue|yellow|purple)\b", text.casefold()))) >= 2
