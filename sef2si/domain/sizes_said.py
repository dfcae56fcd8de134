"""How many people words for a group say there are: “4 staff”, “three of our TAs”, “Year 3 teachers (2)”.

Year 3, KS2 and two days are no people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_VALUES = {word: number for number, word in enumerate(_WORDS, 1)} | {"a single": 1, "a couple of": 2, "a pair of": 2}
_VALUES |= {"both": 2, "a couple": 2, "a pair": 2, "a dozen": 12}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s*(?:[-–]|to|or)\s*(?P<high>{_NUMBER}))?(?![\w:/%-]|\.\d)"
_PEOPLE = (
    r"(?:staff|colleagues?|people|persons?|adults?|us|them|members?|teachers?|practitioners?|educators?|assistants?|"
    r"TAs?|HLTAs?|LSAs?|ECTs?|NQTs?|SENCOs?|SENDCOs?|leaders?|leads?|heads?|headteachers?|deput(?:y|ies)|supervisors?|"
    r"mentors?|coach(?:es)?|tutors?|trainees?|apprentices?|governors?|technicians?|librarians?|caretakers?|cleaners?|"
    r"cooks?|administrators?|officers?|managers?|co-?ordinators?|middays?|nurses?|counsell?ors?|volunteers?|pupils?|"
    r"children|child|students?|learners?|parents?|carers?|boys?|girls?|men|women)"
)
# What stands between a number and people without being counted itself.
_NOT_BETWEEN = (
    r"(?:hours?|hrs?|minutes?|mins?|half-days?|days?|weeks?|terms?|months?|years’?|sessions?|times?|lessons?|mornings?|"
    r"afternoons?|courses?|visits?|workshops?|meetings?|schools?|sites?|classes|for|with|in|at|by|to|and|or|from|on)\b"
)
_BEFORE = re.compile(
    rf"(?<![\w:./,£-]){_RANGE}(?:\s*[x×])?\s+(?:(?!{_NOT_BETWEEN})[\w’'/-]+\s+){{0,4}}?{_PEOPLE}(?![\w-])",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\w-]){_PEOPLE}\s*(?:\(\s*|[x×]\s*|:\s*|[-–]\s+){_RANGE}(?!\s+{_NOT_BETWEEN})", re.IGNORECASE
)
_ALONE = re.compile(rf"^\s*{_RANGE}\s*$", re.IGNORECASE)
# Which class, year or grade: the number after it counts nobody, nor do those listed with it.
_LABEL = re.compile(
    r"\b(?:years?|yrs?|y|key\s+stages?|ks|class|form|groups?|stages?|phases?|levels?|grades?|bands?|rooms?|sets?|tiers?|"
    rf"steps?|parts?|ages?|aged)\s*(?:{_NUMBER}\s*(?:,|/|&|\+|-|–|and|to|or)\s*)*$",
    re.IGNORECASE,
)


class _Said(NamedTuple):
    number: int
    start: int
    end: int


def sizes_said(text: str) -> tuple[int, ...]:
    """Each size that these words say; the smallest of “three or four”."""
    return tuple(each.number for each in _said(text))


def without_sizes(text: str) -> str:
    """These words without the numbers of people in them; blank where nothing but somebody's being one is left."""
    said = list(_said(text))
    if any(each.number == 1 for each in said):
        return ""
    for each in reversed(said):
        before = re.sub(r"\s*(?:[(\[:]|\s[x×–-])?\s*$", " ", text[: each.start])
        text = before + re.sub(r"^\s*(?:[x×]\s|of\s)?\s*[)\]]?\s*", "", text[each.end :])
    left = re.sub(r"\s+(?=[,;.]|$)", "", re.sub(r"\s+", " ", text)).strip()
    return left[:1].upper() + left[1:] if said else text


def _said(text: str) -> Iterator[_Said]:
    found = {}
    for pattern in (_BEFORE, _AFTER, _ALONE):
        for each in pattern.finditer(text):
            low = _value(each["low"])
            high = _value(each["high"]) if each["high"] else low
            one_to_one = each["high"] is not None and low == high
            if not one_to_one and not _LABEL.search(text[: each.start("low")]):
                end = each.end("high") if each["high"] else each.end("low")
                found[each.start("low")] = _Said(min(low, high), each.start("low"), end)
    yield from (found[start] for start in sorted(found))


def _value(said: str) -> int:
    return int(said) if said.isdigit() else _VALUES[said.lower()]
