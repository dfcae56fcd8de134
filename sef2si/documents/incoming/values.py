"""Amounts, numbers of people, hours and states as people write them, with what could not be read as meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from sef2si.documents.incoming.wording import rows, simple
from sef2si.domain.actions import ActionStatus
from sef2si.domain.needs import StaffGroup
from sef2si.domain.priorities import CriterionStatus

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_AMOUNT = rf"£\s?(?P<n>{_NUMBER})\s?(?P<k>k\b|m\b)?"
_TIMES = (
    r"\s*(?:[x×*@]|at|days?[’']?\s*(?:supply|cover|release)?\s*(?:[x×*@]|at)"
    r"|(?:days|teachers|staff|people|sets|places|sessions|hours)\s*(?:[x×*@]|at))\s*"
)
_BEFORE = re.compile(rf"(?P<by>{_NUMBER}){_TIMES}$", re.I)
_AFTER = re.compile(rf"\s*(?:[x×*])\s*(?P<by>{_NUMBER})(?!\s*/)", re.I)
_NIL = re.compile(
    r"\s*(?:nil|none|(?:no|nil|no additional) costs?|free(?: of charge)?|zero|£?\s?0(?:\.00)?|cost neutral)[\s.]*",
    re.I,
)
_EACH = re.compile(
    r"\s*(?:each|per\s+(?:head|person|pupil|day|teacher|place|session|hour|class|week|month)|a\s+(?:head|day|week|month)|/\s?(?:day|head|pupil))\b",
    re.I,
)
_RANGE = re.compile(rf"£\s?(?:{_NUMBER})k?\s*(?:-|–|—|to)\s*£?\s?(?:{_NUMBER})", re.I)
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?\s*(?P<half>am|pm)?\s*(?:-|–|—|to|until)\s*"
    r"(?P<h2>\d{1,2})(?:[.:](?P<m2>\d\d))?\s*(?P<half2>am|pm)?",
    re.I,
)
_HOURS = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|½|one|two|three|four|five|six)\s*(?P<half>½|and a half)?\s*-?\s*(?:h(?:ou)?rs?|h)\b", re.I
)
_NAMES_CLASS = re.compile(
    r"\b(?:years?|yrs?|y|p|ks|stages?|class(?:es)?|rooms?|levels?|terms?)\s*(?:\d+\s*(?:,|and|&|to|-|–)\s*)*$", re.I
)
_MINUTES = re.compile(r"(?P<n>\d+)\s*-?\s*min(?:ute)?s?\b", re.I)
_LOOKED_AT = 500
_GROUPS = {each.value: each for each in StaffGroup}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True)
class Told:
    """A number read from words. ``whole``: it says all the cell says, so the words need not be kept beside it."""

    value: Decimal | None = None
    whole: bool = False
    problem: str = ""


def money(text: str, value: object = None) -> Told:
    """What a cell says in pounds: the sum of the amounts named, multiplied where the words multiply.

    Amounts in brackets explain those outside; after “=” stands the result. Time without pounds is no amount.
    """
    words = " ".join(text.split())
    if isinstance(value, Decimal):
        said = re.fullmatch(rf"£?\s?({_NUMBER})", words)
        whole = said is not None and _decimal(said[1]) == value
        return Told(value, whole=whole) if value >= 0 else Told(problem=_unread(text))
    if len(words) > _LOOKED_AT:
        return Told(problem=_unread(text))
    bare = re.fullmatch(rf"(?:{_NUMBER})", words)
    if bare:
        return Told(_decimal(bare[0]), whole=True)
    if _NIL.fullmatch(words):
        return Told(Decimal(0), whole=bool(re.fullmatch(r"£?\s?0(?:\.00)?", words)))
    if "£" not in words:
        return Told(problem=_unread(text) if words and not re.fullmatch(r"[-–—/]|n/?a", words, re.I) else "")
    if _RANGE.search(words):
        return Told(
            problem=f"“{words[:60]}” names more than one amount, so the cost is left blank. It is kept as a note."
        )
    counted = words.rsplit("=", 1)[1] if "=" in words and "£" in words.rsplit("=", 1)[1] else words
    outside = re.sub(r"\([^)]*\)", lambda match: " " * len(match[0]), counted)
    counted = outside if "£" in outside else counted
    total = re.search(rf"\btotal[^£]*{_AMOUNT}", counted, re.I)
    if total:
        return Told(_pounds(total))
    sums = [_multiplied(counted, match) for match in re.finditer(_AMOUNT, counted, re.I)]
    if any(amount is None for amount in sums):
        return Told(problem=f"“{words[:60]}” is not a whole amount, so the cost is left blank. It is kept as a note.")
    wanted = re.fullmatch(rf"{_AMOUNT}\.?", words, re.I) is not None
    return Told(sum((each for each in sums if each is not None), Decimal(0)), whole=wanted)


def _multiplied(words: str, match: re.Match[str]) -> Decimal | None:
    amount = _pounds(match)
    before, after = _BEFORE.search(words[: match.start()]), _AFTER.match(words, match.end())
    if before:
        return amount * _decimal(before["by"])
    if after:
        return amount * _decimal(after["by"])
    each = _EACH.match(words, match.end())
    if each:
        many = re.match(rf"\s*(?:[x×*]|for)\s*(?P<by>{_NUMBER})", words[each.end() :], re.I)
        return amount * _decimal(many["by"]) if many else None
    return amount


def _pounds(match: re.Match[str]) -> Decimal:
    times = {"k": 1000, "m": 1_000_000}.get((match["k"] or "").lower(), 1)
    return _decimal(match["n"]) * times


def _decimal(figures: str) -> Decimal:
    return Decimal(figures.replace(",", ""))


def _unread(text: str) -> str:
    return f"“{' '.join(text.split())[:60]}” names no amount in pounds, so it is kept as a note."


def number(text: str, value: object = None, *, people: bool = False) -> Told:
    """A whole or decimal number: ``"14"``, ``"All TAs (14)"``, ``"12 teachers"``; ``people``: only beside people."""
    if isinstance(value, Decimal):
        return Told(value, whole=True)
    words = " ".join(text.split())
    if re.fullmatch(_NUMBER, words):
        return Told(_decimal(words), whole=True)
    who = r"(?:staff|people|teachers?|tas?|lsas?|assistants?|leaders?|governors?|supervisors?|colleagues|adults|ects?)"
    beside = rf"\b{who}\s*[(\[]\s*(?:x\s*)?(\d{{1,3}})\s*[)\]]|\b(\d{{1,3}})\s+(?:\w+\s+)?{who}\b"
    found = next(
        (m for m in re.finditer(beside, words, re.I) if m[1] or not _NAMES_CLASS.search(words[: m.start()])), None
    )
    if not found and not people:
        found = re.search(r"[(\[]\s*(?:x\s*)?(\d{1,4})\s*[)\]]|^(\d{1,4})\s*x?\s+[A-Za-z]", words)
    return Told(Decimal(found[1] or found[2])) if found else Told()


def hours(text: str, value: object = None) -> Told:
    """How long: ``"1.5"``, ``"90 mins"``, ``"3.30–5pm"``, ``"2 hours"``."""
    if isinstance(value, Decimal):
        return Told(value, whole=True)
    words = " ".join(text.split())
    if re.fullmatch(_NUMBER, words):
        return Told(_decimal(words), whole=True)
    total = Decimal(0)
    named = _HOURS.search(words)
    if named:
        one = named["n"].lower()
        total += Decimal("0.5") if one == "½" else Decimal(_WORDS[one]) if one in _WORDS else Decimal(one)
        total += Decimal("0.5") if named["half"] else 0
    minutes = _MINUTES.search(words)
    if minutes:
        total += Decimal(minutes["n"]) / 60
    if not total:
        total = _between(words)
    if not 0 < total <= 1000:
        return Told()
    return Told(total.quantize(Decimal("0.01")))


def _between(words: str) -> Decimal:
    clock = _CLOCK.search(words)
    if not clock:
        return Decimal(0)
    start = Decimal(clock["h"]) + Decimal(clock["m"] or 0) / 60
    end = Decimal(clock["h2"]) + Decimal(clock["m2"] or 0) / 60
    if (clock["half2"] or "").lower() == "pm" and end < 12:
        end += 12
    if (clock["half"] or "").lower() == "pm" and start < 12:
        start += 12
    if not clock["half"] and end - start >= 12:
        start += 12
    return end - start if end > start else end + 12 - start if end + 12 > start else Decimal(0)


def group(text: str) -> StaffGroup | None:
    """The staff group a text names as a whole: ``"All TAs (14)"`` -> teaching assistants. None where it names none."""
    plain = simple(re.sub(r"\([^)]*\)|^\s*\d+\s*x?\s", " ", text)).removeprefix("all ").removeprefix("the ")
    named = {simple(row["words"]): row["group"] for row in rows("staff_words")}
    key = named.get(plain) or named.get(f"all {plain}")
    return _GROUPS[key] if key else None


def group_within(text: str) -> tuple[StaffGroup, str] | None:
    """The first staff group named anywhere in a text, the longest name first, with the words that name it."""
    plain = f" {simple(text)} "
    found = [
        (plain.find(f" {words} "), -len(words), row["group"], words)
        for row in rows("staff_words")
        if row["words"] != "staff" and f" {(words := simple(row['words']))} " in plain
    ]
    if not found:
        return None
    _, _, key, words = min(found)
    return _GROUPS[key], words


def status(text: str, criterion: bool = False) -> str:
    """The key of the state a RAG cell plainly names (data/templates/incoming/status_words.csv); "" where it doesn't."""
    plain = simple(text)
    return next(
        (row["criterion" if criterion else "action"] for row in rows("status_words") if row["words"] == plain), ""
    )


def said_whole(text: str, criterion: bool = False) -> bool:
    """Whether a RAG cell says no more than the name of the state it is taken for."""
    key = status(text, criterion)
    choice = CriterionStatus if criterion else ActionStatus
    return any(each.value == key and each.label.casefold() == text.strip().casefold() for each in choice)
