"""Words looked for in all that a plan says, as somebody sees it: capitals and accents make no difference.

A record is found where each of the words begins a word somewhere in it. What is looked in are the texts of people and
the labels of what they chose from a menu or a framework, as they stand on the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sef2si.domain.evaluation import Judgement
from sef2si.domain.fields import held
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Choice, Record
from sef2si.journey import step_of
from sef2si.journey.places import place_of
from sef2si.journey.saying import called, fields_of, in_words
from sef2si.journey.step import Field

MOST_LETTERS = 200
_BEFORE, _AROUND = 60, 220  # letters shown before the first hit, and in all
_EDGES = ' ,.;:!?"“”()[]'
# Letters that fold to others than Unicode's own rules say: what is on a British keyboard, and what is not.
_ALIKE = str.maketrans("’‘ʼ‑‐–—øłđ", "'''----old")

Pieces = tuple[tuple[str, bool], ...]
"""Text in pieces, each with whether it is what was looked for."""


@dataclass(frozen=True)
class Found:
    """One text of a record in which words were found; ``label`` is the question it answers."""

    label: str
    pieces: Pieces


@dataclass(frozen=True)
class Hit:
    """A record in which all the words were found. ``place`` is what is above it; ``also`` names years that say the
    same of it."""

    year: str
    kind: str
    record_id: str
    step: str
    title: Pieces
    place: tuple[str, ...]
    texts: tuple[Found, ...]
    also: tuple[str, ...] = ()


def wanted(typed: str) -> tuple[str, ...]:
    """The words to look for, each once; () where nothing is left of what was typed."""
    words = (word.strip(_EDGES) for word in _folded(typed[:MOST_LETTERS])[0].split())
    return tuple(dict.fromkeys(word for word in words if word))


def searched(plan: Plan, words: Sequence[str]) -> Iterator[Hit]:
    """Records of this plan in which all the words stand, kind by kind, in the plan's order."""
    sought = [re.compile(rf"(?<!\w){re.escape(word)}") for word in words]
    for kind in KINDS if sought else ():
        for record in plan.records(kind):
            texts = _texts(plan, kind, record)
            folded = [_folded(text) for _, text in texts]
            if all(any(each.search(letters) for letters, _ in folded) for each in sought):
                yield _hit(plan, kind, record, texts, sought)


def each_once(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """A record that was carried from year to year and says the same in each is one hit: where it comes first."""
    found: dict[object, Hit] = {}
    for hit in hits:
        key = (hit.kind, hit.record_id, hit.title, hit.texts)
        first = found.get(key)
        found[key] = replace(first, also=(*first.also, hit.year)) if first else hit
    return tuple(found.values())


def _hit(plan: Plan, kind: str, record: Record, texts: Sequence[tuple[str, str]], sought: list[re.Pattern[str]]) -> Hit:
    title = called(plan, record)
    found = ((label, _marked(text, sought)) for label, text in texts)
    return Hit(
        year=plan.year,
        kind=kind,
        record_id=record.id,
        step=step_of(kind).key,
        title=_marked(title, sought),
        place=place_of(plan, record),
        # What the title says whole need not be said again.
        texts=tuple(
            Found(label, _around(pieces))
            for label, pieces in found
            if any(is_hit for _, is_hit in pieces) and "".join(text for text, _ in pieces) != title
        ),
    )


def _texts(plan: Plan, kind: str, record: Record) -> list[tuple[str, str]]:
    """(label, text) of all that is looked in. An area is known by its framework's name for it."""
    area = [("Area", called(plan, record))] if isinstance(record, Judgement) else []
    asked = ((field.label, in_words(plan, field, record)) for field in _looked_in(kind) if getattr(record, field.name))
    return [*area, *((label, text) for label, text in asked if text.strip())]


@cache
def _looked_in(kind: str) -> tuple[Field, ...]:
    """Fields that hold words: no links, numbers, days, nor choices between a few of our own."""
    cls = KINDS[kind]
    types = {name: held(field.annotation).type for name, field in cls.model_fields.items()}
    return tuple(
        field
        for field in fields_of(kind)
        if types[field.name] is str and not issubclass(types[field.name], Choice) and field.name not in cls.links()
    )


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text without accents and capitals, and where in the text each letter of it stands."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for each in unicodedata.normalize("NFKD", letter).casefold().translate(_ALIKE):
            if not unicodedata.combining(each):
                letters.append(each)
                places.append(place)
    return "".join(letters), places


def _marked(text: str, sought: Sequence[re.Pattern[str]]) -> Pieces:
    letters, places = _folded(text)
    hits = [False] * len(text)
    for pattern in sought:
        for found in pattern.finditer(letters):
            # To the last letter of the hit, with the accents that stand behind it.
            end = places[found.end() - 1] + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            hits[places[found.start()] : end] = [True] * (end - places[found.start()])
    return _cut(text, hits)


def _cut(text: str, hits: Sequence[bool]) -> Pieces:
    pieces: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hits[place] != hits[start]:
            pieces.append((text[start:place], hits[start]))
            start = place
    return tuple(pieces)


def _around(pieces: Pieces) -> Pieces:
    """The part of a long text around its first hit, cut at words."""
    text = "".join(words for words, _ in pieces)
    if len(text) <= _AROUND:
        return pieces
    first = 0
    for words, is_hit in pieces:
        if is_hit:
            break
        first += len(words)
    start = 0 if first <= _BEFORE else text.rfind(" ", 0, first - _BEFORE) + 1
    end = len(text) if start + _AROUND >= len(text) else max(text.rfind(" ", start, start + _AROUND), first + 1)
    shown: list[tuple[str, bool]] = [("… ", False)] if start else []
    place = 0
    for words, is_hit in pieces:
        if part := words[max(0, start - place) : max(0, end - place)]:
            shown.append((part, is_hit))
        place += len(words)
    return (*shown, *((" …", False),) * (end < len(text)))
