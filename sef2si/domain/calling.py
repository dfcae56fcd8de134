"""How texts call somebody: by the whole name, by parts of it, by initials, by what else a school says they are called.

``sought(people, around)`` finds all of it, in any case, and never within longer words. What could as well be anything
else is left: a first name that others share, and names that are words (``ordinary_words``), unless a title, an initial
or the rest of the name stands beside. ``found_by`` says so for one person, in words for a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from sef2si.domain.ordinary_words import ORDINARY, SHORT_FORMS

TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Canon|Revd?)\.?"
_LEAST = 3  # letters of a first name that is sought alone
_PARTICLES = frozenset(
    (
        "de",
        "da",
        "di",
        "du",
        "del",
        "della",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "ap",
        "st",
    )
)
_BETWEEN = r"(?:\s+|[._])"
_NICKNAME = re.compile(r"[(\[\"“‘']([^\W\d_]{2,})[)\]\"”’']")
_WORD = re.compile(r"[^\W_]+")
_NEVER = "(?!)"


class Called(NamedTuple):
    """One person at one school: the names they have or had there, addresses and codes that are theirs alone, and
    what the school says they are ``also`` called."""

    names: frozenset[str]
    codes: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()


class Around(NamedTuple):
    """Whom a text may mean as well: the names of ``others``, and ``words`` of the school's own name."""

    others: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


NOBODY_ELSE = Around()


class Name(NamedTuple):
    """A name as a register has it, in its parts; ``first`` may be an initial, and both it and ``last`` empty."""

    first: str
    middle: tuple[str, ...]
    last: str
    particles: str = ""
    nicknames: tuple[str, ...] = ()

    @property
    def firsts(self) -> tuple[str, ...]:
        return tuple(each for each in (self.first, *self.nicknames) if len(each) > 1)

    @property
    def initials(self) -> frozenset[str]:
        """As plans shorten a name: ``"Ruth Mary Smith-Jones"`` is RS, RMS, RSJ and RMSJ."""
        if not self.first or not self.last:
            return frozenset()
        last = "".join(part[0] for part in re.split(r"[-‑]", self.last) if part)
        middle = "".join(each[0] for each in self.middle)
        found = {self.first[0] + between + end for between in ("", middle) for end in (last[:1], last)}
        return frozenset(each.upper() for each in found)


class Way(NamedTuple):
    """One way to be called: as a page says it, the pattern of it, and letters without which it is in no text."""

    said: str
    pattern: str
    needs: str


class FoundBy(NamedTuple):
    """``found`` in texts; ``left`` where it stands alone, each with the reason."""

    found: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


class Sought:
    """All namings of some people in texts."""

    def __init__(self, ways: Iterable[Way], kept: Iterable[str] = ()) -> None:
        listed = tuple(ways)
        self._needs = frozenset(way.needs for way in listed)
        patterns = sorted(dict.fromkeys(way.pattern for way in listed), key=len, reverse=True)
        kept_or = f"(?P<kept>{'|'.join(kept) or _NEVER})"
        self._pattern = re.compile(rf"(?<![^\W_])(?:{kept_or}|{'|'.join(patterns) or _NEVER})(?![^\W_])(?![-‑][A-Z])")

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        low = text.lower()
        if any(each in low for each in self._needs):
            yield from (found for found in self._pattern.finditer(text) if found["kept"] is None and _is_whole(found))

    def is_in(self, text: str) -> bool:
        return next(self.finditer(text), None) is not None

    def replaced(self, text: str, word: Callable[[re.Match[str]], str]) -> str:
        parts, end = [], 0
        for found in self.finditer(text):
            parts += [text[end : found.start()], word(found)]
            end = found.end()
        return "".join((*parts, text[end:]))


def called(name: str, *also: str) -> Called:
    return Called(frozenset({name}), also=frozenset(also))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Each word of these, as ``Around.words`` wants them."""
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


@lru_cache(maxsize=128)
def sought(people: frozenset[Called], around: Around = NOBODY_ELSE) -> Sought:
    """A pattern is made once for the same people among the same others."""
    names = [parsed(name) for name in sorted(around.others)]
    listed = sorted(people, key=lambda each: sorted(each.names))
    ways = [way for each in listed for way in _ways(each, names, around.words)]
    hidden = [parsed(name) for each in people for name in each.names]
    words = {part.casefold() for each in hidden for part in (*each.firsts, each.last) if part}
    letters = {(each.first[:1].casefold(), each.last.casefold()) for each in hidden}
    whole = {_whole(each).casefold() for each in hidden}
    alike = [each for each in names if {each.first.casefold(), each.last.casefold()} & words]
    return Sought(ways, [way for each in alike if _whole(each).casefold() not in whole for way in _kept(each, letters)])


def found_by(person: Called, around: Around = NOBODY_ELSE) -> FoundBy:
    names = [parsed(name) for name in sorted(around.others)]
    found = dict.fromkeys(way.said for way in _ways(person, names, around.words))
    mine = [parsed(name) for name in sorted(person.names)]
    alone = chain.from_iterable((*each.firsts, each.last, *sorted(each.initials)) for each in mine)
    left = ((word, _why_left(word, mine, names, around.words)) for word in dict.fromkeys(alone) if word)
    return FoundBy(tuple(found), tuple((word, why) for word, why in left if why and word not in person.also))


def parsed(name: str) -> Name:
    """``"Mrs Ruth (Ruthie) M. van Dijk"``, ``"van Dijk, Ruth M."``, ``"R. van Dijk"``, ``"RD"``."""
    nicknames = tuple(_NICKNAME.findall(name))
    plain = re.sub(rf"^\s*(?i:{TITLES})\s+", "", _NICKNAME.sub(" ", name))
    if plain.count(",") == 1:
        plain = " ".join(reversed(plain.split(",")))
    words = [word.strip(".,;") for word in plain.replace(".", ". ").split()]
    words = [word for word in words if word]
    if len(words) < 2:
        titled = plain.strip() != name.strip() and not nicknames and "," not in name
        word = words[0] if words else ""
        return Name("", (), word, "", nicknames) if titled else Name(word, (), "", "", nicknames)
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    return Name(words[0], tuple(words[1:at]), words[-1], " ".join(words[at:-1]), nicknames)


def _whole(name: Name) -> str:
    return " ".join(each for each in (name.first, name.particles, name.last) if each)


def _ways(person: Called, others: Iterable[Name], words: frozenset[str]) -> Iterator[Way]:
    among = tuple(others)
    for name in map(parsed, sorted(person.names)):
        yield from _of_whole(name)
        yield from _of_parts(name, words)
        for first in name.firsts:
            if name.last and not _why_left(first, [name], among, words):
                after = (
                    rf"(?:\s+(?-i:{re.escape(name.last[0].upper())})(?![^\W_]))?" if name.last[0] not in "AI" else ""
                )
                yield Way(first, rf"(?i:(?:{TITLES}\s+)?{_spelt(first)}{after})", _needed(first))
        for letters in sorted(name.initials):
            if not _why_left(letters, [name], among, words):
                yield Way(letters, re.escape(letters), letters.lower())
                yield Way(letters, r"\.\s?".join(map(re.escape, letters)) + r"\.?", f"{letters[0]}.".lower())
    for code in sorted(person.codes):
        if "@" in code or (any(map(str.isalpha, code)) and code.upper() not in SHORT_FORMS and len(code) > 1):
            yield Way(code, f"(?i:{re.escape(code)})" if "@" in code else re.escape(code), code.lower())
    for word in sorted(person.also):
        if len(typed := " ".join(word.split())) > 1:
            yield Way(typed, rf"(?:(?i:{TITLES})\s+)?{_as_sought(typed, words)}", _needed(typed))


def _of_whole(name: Name) -> Iterator[Way]:
    """A name as it is, the other way round, and with the surname's first letter."""
    if not name.last:  # one word, or the initials alone: as it is written
        for word in (name.first, *name.nicknames):
            if word:
                yield Way(word, _as_sought(word, frozenset()), _needed(word))
        return
    needs = _needed(name.last)
    middles = "|".join(rf"{_spelt(each)}\.?|{re.escape(each[0])}\.?" for each in name.middle) or _NEVER
    between = rf"(?:(?:{middles}|\([^()\n]{{1,40}}\)|[A-Z]\.){_BETWEEN}){{0,4}}"
    last = _last(name)
    for first in name.firsts:
        said = " ".join(each for each in (first, *name.middle, name.particles, name.last) if each)
        yield Way(said, rf"(?i:(?:{TITLES}\s+)?{_spelt(first)}{_BETWEEN}{between}{last})", needs)
        yield Way(f"{name.last}, {first}", rf"(?i:{last},\s*{_spelt(first)})", needs)
        dot = r"\." if name.last[0] in "AI" else ""
        shortened = rf"{_written(first)}\s+{re.escape(name.last[0].upper())}{dot}"
        yield Way(f"{first} {name.last[0].upper()}", shortened, _needed(first))


def _of_parts(name: Name, words: frozenset[str]) -> Iterator[Way]:
    """The surname after a title or an initial, and alone."""
    if not name.last:
        return
    needs, last = _needed(name.last), _last(name)
    is_word = _is_word(name.last, words)
    letter = name.first[:1].upper()
    if letter and is_word:  # “a Green” is no A. Green
        dot = r"\.\s?" if letter in "AI" else r"(?:\.\s?|\s)"
        initialled = rf"(?:(?i:{TITLES})\s+)?{re.escape(letter)}{dot}(?:[A-Z]\.\s?)*{_written(name.last)}"
        yield Way(f"{letter}. {name.last}", initialled, needs)
    elif letter:
        more = r"(?:[A-Z](?:\.\s?|\s)){0,2}"
        yield Way(f"{letter}. {name.last}", rf"(?i:(?:{TITLES}\s+)?{re.escape(letter)}(?:\.\s?|\s){more}{last})", needs)
        yield Way(f"{name.last}, {letter}", rf"(?i:{last}),\s*{re.escape(letter)}\b\.?", needs)
    no_miss = r"(?!miss\b)" if is_word else ""  # we miss green spaces
    yield Way(f"Mr, Mrs, Miss, Ms or Dr {name.last}", rf"{no_miss}(?i:{TITLES}\s+{last})", needs)
    if not is_word:
        yield Way(name.last, f"(?i:{last})" if len(name.last) >= _LEAST else _written(name.last), needs)


def _kept(name: Name, letters: Collection[tuple[str, str]]) -> Iterator[str]:
    """Somebody else who shares a name stays who they are, unless those who are sought have the same initial too."""
    if not name.first or not name.last:
        return
    if len(name.first) > 1:
        yield rf"(?i:(?:{TITLES}\s+)?{_spelt(name.first)}{_BETWEEN}{_last(name)})"
    if (name.first[0].casefold(), name.last.casefold()) not in letters:
        yield rf"(?i:(?:{TITLES}\s+)?(?-i:{re.escape(name.first[0].upper())})(?:\.\s?|\s){_last(name)})"


def _why_left(word: str, mine: Iterable[Name], others: Iterable[Name], words: frozenset[str]) -> str:
    """Why a word is not sought where it stands alone; empty where it is."""
    initials = {each for name in mine for each in name.initials}
    if word in initials:
        if any(word in each.initials for each in others):
            return "others have the same initials"
        return "these letters stand for other things too" if word in SHORT_FORMS else ""
    if _is_word(word, words):
        return "it is another word too"
    lasts = {name.last for name in mine}
    if word in lasts:
        return ""
    if len(word) < _LEAST:
        return "it is too short"
    folded = word.casefold()
    shared = any(folded in {each.casefold() for each in (*other.firsts, other.last)} for other in others)
    return "others have the same name" if shared else ""


def _is_word(word: str, words: frozenset[str]) -> bool:
    folded = word.casefold()
    return folded in ORDINARY or folded in words or word.upper() in SHORT_FORMS


def _is_whole(found: re.Match[str]) -> bool:
    """Jones is not in Smith-Jones, nor Neill in O’Neill; Okafor is in “notes-okafor” and in ’Okafor’."""
    before = found.string[max(0, found.start() - 60) : found.start()]
    if not before or before[-1] not in "-‑’'" or not found[0][0].isupper():
        return True
    joined = _WORD.search(before[:-1][::-1])
    return joined is None or joined.start() > 0 or not joined[0][-1].isupper()


def _as_sought(term: str, words: frozenset[str]) -> str:
    """What somebody typed: in any case, but letters and what is a word too as names are written."""
    plain = rf"{_BETWEEN}".join(_spelt(word) for word in term.split())
    if term.isupper() and len(term) > 1 and " " not in term:
        return plain
    return _written(term) if len(term) < _LEAST or _is_word(term, words) else f"(?i:{plain})"


def _last(name: Name) -> str:
    particles = "".join(rf"(?:{re.escape(each)}\s+)?" for each in name.particles.split())
    return particles + _spelt(name.last)


def _written(word: str) -> str:
    """As names are written: with a capital, or all in capitals."""
    return f"(?:{_spelt(word)}|{_spelt(word.upper())})"


def _spelt(word: str) -> str:
    """With and without accents, with any apostrophe and hyphen."""
    plain = "".join(each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each))
    spelt = (re.escape(each).replace("'", "’").replace("’", "['’]") for each in dict.fromkeys((word, plain)))
    either = "|".join(each.replace(r"\-", r"[-‑\s]") for each in spelt)
    return f"(?:{either})" if plain != word else either


def _needed(word: str) -> str:
    """The longest run of plain letters in it, which no spelling of it changes."""
    runs: list[str] = re.findall(r"[a-z0-9]+", word.lower())
    return max(runs, key=len, default="")
