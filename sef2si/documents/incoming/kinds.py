"""CPD or another action: visible word rules (data/templates/incoming/cpd_words.csv), and the words that decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sef2si.documents.incoming.wording import rows

_LOOKED_AT = 1500


@dataclass(frozen=True)
class Decided:
    """``kind`` is activities or actions; ``why`` says by which words; ``form`` is a key of the CPD menu, or ""."""

    kind: str
    why: str
    form: str = ""


def decided(text: str, in_cpd_column: bool = False) -> Decided:
    """What an entry of a plan is taken for. The person may choose otherwise."""
    plain = _plain(text[:_LOOKED_AT])
    struck = _struck(plain)
    opens = _opens(plain)
    words, form = _cpd(struck)
    if in_cpd_column:
        return Decided("activities", "It stands in a column for CPD.", form)
    if words and not opens:
        return Decided("activities", f"Taken for CPD because it says “{words}”.", form)
    if words and _learns_too(struck):
        return Decided("activities", f"Taken for CPD because it says “{words}”.", form)
    if opens:
        return Decided("actions", f"Taken for an action because it begins with “{opens}”.")
    if struck != plain:
        return Decided("actions", "Taken for an action: its words sound like CPD, but it is not staff who learn.")
    return Decided("actions", "Taken for an action because no word of it names CPD.")


def names_training(text: str) -> bool:
    """Whether any word of a text names training, even where it may be somebody else's: enough for a person to look."""
    return bool(_cpd(_plain(text[:_LOOKED_AT]))[0])


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


@cache
def _patterns(says: str) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (re.compile(rf"(?<![\w-]){_pattern(row['words'])}(?![\w])"), row["words"], row["form"])
        for row in sorted(rows("cpd_words"), key=lambda row: -len(row["words"]))
        if row["says"] == says
    )


def _pattern(words: str) -> str:
    """A row of the file as a pattern: ``*`` ends any word, ``...`` stands for up to four words."""
    plain = re.escape(_plain(words)).replace(r"\ \.\.\.\ ", r"\s+(?:[\w'’-]+\s+){0,4}?")
    return plain.replace(r"\*", r"[\w'-]*").replace(r"\ ", r"\s+")


def _struck(plain: str) -> str:
    for pattern, _, _ in _patterns("careful"):
        plain = pattern.sub(" ", plain)
    return plain


def _opens(plain: str) -> str:
    start = re.sub(r"^[^\w]+", "", plain)
    return next((words for pattern, words, _ in _patterns("opens_action") if pattern.match(start)), "")


def _cpd(struck: str) -> tuple[str, str]:
    """The words that say CPD, those that name a form of it first, and that form."""
    found = [(match, form) for pattern, _, form in _patterns("cpd") if (match := pattern.search(struck))]
    if not found:
        return "", ""
    match, form = min(found, key=lambda each: (not each[1], -len(each[0][0]), each[0].start()))
    return match[0], form


def _learns_too(struck: str) -> bool:
    """A text that begins with another verb and then says that staff are trained: “Buy it and train all TAs”."""
    return re.search(r"\b(?:and|then|,|to)\s+(?:re-?train|train|coach|upskill)\b", struck) is not None
