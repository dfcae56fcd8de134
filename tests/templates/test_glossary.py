"""The glossary: in order, short, and with a word for every kind of record."""

from __future__ import annotations

import re
from pathlib import Path

from sef2si.domain.plan import KINDS

GLOSSARY = Path(__file__).parents[2] / "GLOSSARY.md"
TERMS = {
    term: " ".join(text.split())
    for term, text in re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
}
# Where the word a school uses is not the name of the record's class.
WORDS = {"ImpactCheck": "Impact check", "CalendarDate": "Calendar date", "CpdSession": "CPD session"}


def test_terms_are_in_alphabetical_order() -> None:
    assert list(TERMS) == sorted(TERMS, key=str.casefold)


def test_every_kind_of_record_is_explained() -> None:
    words = {WORDS.get(cls.__name__, cls.__name__) for cls in KINDS.values()}
    assert words - set(TERMS) == set()


def test_the_fields_own_terms_are_there() -> None:
    asked = {"Adviser", "Chain", "Cover", "Guskey's levels", "INSET day", "Link", "Map", "Menu", "Role", "Step"}
    assert (asked | {"Twilight", "URN"}) - set(TERMS) == set()


def test_each_is_one_to_three_short_sentences() -> None:
    for term, text in TERMS.items():
        assert 1 <= len(re.findall(r"[.?](?= [A-Z]|$)", text)) <= 3, term
        assert len(text) <= 260, term


def test_it_keeps_to_the_words_of_schools() -> None:
    everything = " ".join(TERMS.values()).lower()
    assert [
        word for word in ("user", "student", "advisor", "—") if re.search(rf"\b{word}s?\b|{word}$", everything)
    ] == []
