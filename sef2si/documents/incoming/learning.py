"""Who must learn what, read from the words of a CPD entry: a first proposal, for a person to look at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sef2si.documents.incoming.values import group, group_within
from sef2si.domain.record import LINE_LENGTH

_LOOK = "Its words come from this CPD. Please look at it: who must learn what?"
_OPENING = re.compile(
    r"^\W*(?:(?:provide|deliver|arrange|organise|book|plan|run|hold|offer|give)\s+)?"
    r"(?:further\s+|more\s+|refresher\s+|whole[- ]school\s+)?"
    r"(?:train(?:ing)?|retrain|coach(?:ing)?|upskill|workshops?|inset|cpd|course|twilight|staff meetings?|sessions?)\b",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:in how to|how to|on how to|in|on|about|around|to teach|to use|to lead)\s+(?P<what>\S.+)", re.I | re.S
)


@dataclass(frozen=True)
class Learning:
    """The fields of a need, links left out, and why it is proposed."""

    fields: dict[str, object]
    why: str


def need_of(text: str, takes_part: str, people: int | None) -> Learning:
    """``"Train all TAs in phonics"`` -> teaching assistants, phonics. Where the words don't tell, they stand whole."""
    named = group(takes_part) if takes_part else None
    within = group_within(text)
    fields: dict[str, object] = {"what": _what(text), "people": people}
    if named or within:
        fields["group"] = named or (within[0] if within else None)
    if takes_part and not named and len(takes_part) <= LINE_LENGTH:
        fields["who"] = takes_part
    return Learning(fields, _LOOK)


def _what(text: str) -> str:
    words = " ".join(text.split())
    opening = _OPENING.match(words)
    about = _ABOUT.search(words, opening.end()) if opening else None
    return about["what"].rstrip(" .") if about and len(about["what"].split()) <= 12 else text
