"""Whether two texts are about the same thing: by the words they share, which a person can be shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDING = re.compile(r"(?:ings?|ed|es|s|e|ly)$")
_FEW = 2
_LETTERS = 5  # of a word's beginning that tell it apart
_AS = {"maths": "mathematics", "numeracy": "mathematics", "behaviours": "behaviour", "ict": "computing"}
# Words of every school and every course: to share one of these says nothing.
_COMMON_WORDS = """
able about across adult adults after again all also and any are area areas assistant assistants back based been
before begin best better between both build can child children class classes classroom colleague colleagues common
course day days develop developing different each effective effectively end ensure every everyone everybody find
first for from full get give good group groups has have help helping her his hold how hour hours improve improving
individual into introduction its key know knowledge last lead leader leaders leading learn learner learners learning
less lesson lessons level make making many member members more most need needs new not now one only other others our
out own part people person planning practice practical primary programme pupil pupils quality role school schools
secondary see session sessions share she should simple skill skills small some staff start step steps strategies
strategy strong student students subject support supporting take teach teacher teachers teaching team than that the
their them then there these they thing things this those through time together training two understand
understanding up use using very want way ways well were what when where which while who whole why will with without
work working workshop year years you your
"""
# Everyday words: two texts that share one of these alone may be about anything.
_EVERYDAY_WORDS = """
always answer answers ask asked asking asks bring brings brought call calls come comes hard hear listen morning never
note notes notice piece put ready said say says seen set show shows start starting talk talks task tasks
word words
"""


@lru_cache(maxsize=4096)
def stems(text: str) -> Mapping[str, str]:
    """The beginnings of its telling words, each with the word as it stands: ``{"fluen": "fluency"}``."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text.casefold()):
        if stem(word) not in _COMMON:
            found.setdefault(stem(word), word)
    return found


def is_akin(one: Collection[str], other: Collection[str], shared: Collection[str], *, loosely: bool = True) -> bool:
    """Whether two texts are about the same, by their ``stems``: they share two words, or, where it may be loosely, one
    that is no everyday word, of two texts that have few."""
    if len(shared) > 1:
        return True
    telling = [each for each in shared if each not in _EVERYDAY]
    shorter, longer = sorted((len(one), len(other)))
    return loosely and bool(telling) and shorter <= _FEW and longer <= 2 * _FEW


def stem(word: str) -> str:
    """What a word shares with others of its family: reading and reads, fluency and fluent."""
    word = _AS.get(word, word)
    short = _ENDING.sub("", word)
    return (short if len(short) >= 3 else word)[:_LETTERS]


_COMMON = frozenset(map(stem, _COMMON_WORDS.split()))
_EVERYDAY = frozenset(map(stem, _EVERYDAY_WORDS.split()))
