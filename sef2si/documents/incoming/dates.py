"""Days, months and terms as people write them in a plan, read as days of the plan's academic year.

The rule, for all to see: a day with a year is that day; one without a year is that of the plan's year. A month, a term
or a half-term stands for its last day (``ENDS``), a range for its end. What repeats or goes on names no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sef2si.domain.cycle import Term, date_from, first_day, last_day, written

_LOOKED_AT = 1000
RULE = (
    "A month stands for its last day; a term for 20 December, 31 March or 22 July; its first half for 31 October, "
    "15 February or 31 May. “Ongoing” and “termly” name no day."
)
ENDS: dict[tuple[Term, int], tuple[int, int]] = {
    (Term.AUTUMN, 1): (10, 31),
    (Term.AUTUMN, 2): (12, 20),
    (Term.SPRING, 1): (2, 15),
    (Term.SPRING, 2): (3, 31),
    (Term.SUMMER, 1): (5, 31),
    (Term.SUMMER, 2): (7, 22),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAYNAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY = rf"(?:{_DAYNAME}\.?,?\s+)?"
_TERM = r"(?P<term>autumn|aut|spring|spr|summer|sum)"
_PATTERNS = (
    ("day", re.compile(r"\b(?P<y>20\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")),
    ("day", re.compile(r"(?<![\d/.])(?P<d>\d{1,2})\s?[/.\-]\s?(?P<m>\d{1,2})\s?[/.\-]\s?(?P<y>20\d\d|\d\d)(?![\d/])")),
    (
        "first",  # the first day of "5-9 October", "5th and 12th October 2026": its month stands later
        re.compile(
            rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:-|–|—|to|and|&|,|/)\s*(?={_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)?"
            rf"(?:\s*(?:-|–|,|and|&)\s*\d{{1,2}}(?:st|nd|rd|th)?)*\s+(?:of\s+)?(?P<mon>{_MONTH})(?:\s*,?\s*(?P<y>20\d\d))?)",
            re.I,
        ),
    ),
    (
        "day",
        re.compile(
            rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|-)(?:of\s+)?(?P<mon>{_MONTH})"
            r"(?:[\s,\-]*(?P<y>20\d\d\b|[’'](?:\d\d)\b|\d\d\b(?!\s*[:.]\d\d|\s*(?:am|pm))))?",
            re.I,
        ),
    ),
    ("day", re.compile(rf"\b(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)(?:,?\s+(?P<y>20\d\d))?", re.I)),
    ("day", re.compile(rf"\b(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}}),?\s+(?P<y>20\d\d)\b", re.I)),
    (
        "term",
        re.compile(
            rf"\b{_TERM}(?:\s*[-–]?\s*terms?)?(?:\s*(?:half[\s-]?term|ht)?\s*(?P<half>[12])(?:st|nd)?(?![\d/]|\s*term))?(?:\s*terms?)?"
            r"(?:\s*[,(]?\s*(?P<y>20\d\d|[’']?\d\d(?!\d)))?",
            re.I,
        ),
    ),
    ("month", re.compile(rf"\b(?P<mon>{_MONTH})(?:[\s\-/,]*(?P<y>20\d\d|[’']?\d\d(?!\d)))?(?![a-z])", re.I)),
    ("named", re.compile(r"\b(?P<name>christmas|xmas|easter)(?:\s*(?P<y>20\d\d))?", re.I)),
    (
        "named",
        re.compile(r"\b(?P<name>end of (?:the )?(?:academic |school )?year|year end|end of year|year-end)\b", re.I),
    ),
    ("day", re.compile(r"^\s*(?P<d>\d{1,2})\s?[/.]\s?(?P<m>\d{1,2})\s*$")),
)
_HALF_FIRST = re.compile(rf"\b(?P<half>1st|first|2nd|second)\s+half\s+(?:of\s+)?(?:the\s+)?{_TERM}(?:\s+term)?", re.I)
_NAMED = {"christmas": Term.AUTUMN, "xmas": Term.AUTUMN, "easter": Term.SPRING}
_TERMS = {"aut": Term.AUTUMN, "spr": Term.SPRING, "sum": Term.SUMMER}
_ACADEMIC = re.compile(r"\b20\d\d\s?[/\-–]\s?(?:20)?\d\d\b(?!\s?[/\-]\s?\d)")
_REPEATS = re.compile(
    r"\b(?:on-?\s?going|continuous(?:ly)?|continual(?:ly)?|daily|weekly|fortnightly|monthly|half[\s-]?termly|termly|yearly"
    r"|annual(?:ly)?|throughout|all year|every|each|regular(?:ly)?|tbc|tba)\b",
    re.I,
)
_ENDS_WITH = re.compile(r"\b(?:by|until|till|til|to|end(?:s|ing)?|before|complete[d]?)\b|[–—-]", re.I)
_ONWARDS = re.compile(r"\bonwards?\b|^\s*(?:from|since|starting|start)\b(?!.*(?:\bto\b|\buntil\b|[–-]))", re.I)


@dataclass(frozen=True)
class Found:
    """One day named in a text; ``exact`` where the text names the very day, year included, ``is_day`` where it names a
    day and not a month or term."""

    day: date
    exact: bool
    is_day: bool
    start: int
    end: int


@dataclass(frozen=True)
class When:
    """What a cell says about time. ``whole``: the days say all of it, so its words need not be kept beside them."""

    first: date | None = None
    last: date | None = None
    whole: bool = False
    problem: str = ""


def found(text: str, year: str) -> list[Found]:
    """All days the beginning of a text names, in its order, each stretch of text read once."""
    plain = _ACADEMIC.sub(lambda match: " " * len(match[0]), text[:_LOOKED_AT])
    taken: list[Found] = []
    for one in [*_halves(plain, year), *_days(plain, year)]:
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda each: each.start)


def _halves(text: str, year: str) -> Iterator[Found]:
    for match in _HALF_FIRST.finditer(text):
        half = 1 if match["half"].lower() in ("1st", "first") else 2
        yield Found(term_end(_TERMS[match["term"][:3].lower()], year, half), False, False, match.start(), match.end())


def _days(text: str, year: str) -> Iterator[Found]:
    for sort, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            day = _day(sort, parts, year)
            if day is not None:
                is_day = sort in ("day", "first")
                yield Found(day, is_day and bool(parts.get("y")), is_day, match.start(), match.end())


def _day(sort: str, parts: dict[str, str | None], year: str) -> date | None:
    try:
        if sort == "term":
            term = _TERMS[str(parts["term"])[:3].lower()]
            return term_end(term, year, int(parts["half"] or 2), _four(parts.get("y")))
        if sort == "named":
            return term_end(_NAMED.get(str(parts["name"]).lower(), Term.SUMMER), year, 2, _four(parts.get("y")))
        month = int(parts["m"] or 0) if parts.get("m") else _MONTHS.index(str(parts["mon"])[:3].lower()) + 1
        if sort == "month":
            return _month(month, parts.get("y"), year)
        return date(_four(parts.get("y")) or _year_of(month, year), month, int(parts["d"] or 0))
    except ValueError:
        return None


def _month(month: int, typed: str | None, year: str) -> date:
    """The last day of a month; where “Sept 14” can't mean a year near the plan's, it is that day."""
    usual = _year_of(month, year)
    meant = _four(typed)
    if meant and not usual - 2 <= meant <= usual + 10:
        return date(usual, month, int(str(typed).strip("’'")))
    return _last_of(month, meant or usual)


def _last_of(month: int, year: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _four(typed: str | None) -> int | None:
    digits = (typed or "").strip("’' ")
    return None if not digits else int(digits) if len(digits) == 4 else 2000 + int(digits)


def _year_of(month: int, year: str) -> int:
    return first_day(year).year if month >= 9 else last_day(year).year


def term_end(term: Term, year: str, half: int = 2, calendar_year: int | None = None) -> date:
    """The day a term, or its first half, is taken to end."""
    month, day = ENDS[term, half]
    return date(calendar_year or _year_of(month, year), month, day)


def when(text: str, year: str, value: object = None) -> When:
    """What a cell says about time, in a plan of this year. ``value`` is the day the file itself knows."""
    words = " ".join(text.split())
    if isinstance(value, date):
        return _within(When(value, value, whole=_names(words, value)), words, year)
    if len(words) > _LOOKED_AT:
        return When(problem=f"“{_short(words)}” is too long for a date, so it is kept as a note.")
    days = found(words, year)
    repeats = _REPEATS.search(words)
    if repeats and days:
        before = words[: days[-1].start]
        days = days[-1:] if _ENDS_WITH.search(before[repeats.end() :] or " ") else []
    if days and _ONWARDS.search(words):
        days = []
    if not days:
        return When(problem=f"“{_short(words)}” names no day, so it is kept as a note." if words else "")
    first, last = min(each.day for each in days), max(each.day for each in days)
    only = len(days) == 1 and days[0].exact
    rest = _rest(words, days)
    told = When(first, last, whole=only and not rest)
    if not told.whole:
        said = "" if only else f"“{_short(words)}” is taken as {written(last)}. Its words are kept as a note."
        told = When(first, last, problem=said)
    return _within(told, words, year)


def _names(words: str, day: date) -> bool:
    """Whether the words a file shows for a day say the day and nothing else."""
    try:
        return date_from(words) == day
    except ValueError:
        return False


def _rest(words: str, days: list[Found]) -> str:
    for each in reversed(days):
        words = words[: each.start] + " " + words[each.end :]
    return re.sub(rf"\b(?:by|on|{_DAYNAME})\b|[^\w]", " ", f"{words} ", flags=re.I).strip()


def _within(told: When, words: str, year: str) -> When:
    assert told.last is not None
    if told.last < first_day(year):
        said = f"“{_short(words)}” is before this plan's year, {year}, so the date is left blank."
        return When(problem=f"{said} Its words are kept as a note.")
    if told.last.year > first_day(year).year + 10:
        return When(problem=f"“{_short(words)}” is more than ten years ahead, so the date is left blank.")
    first = told.first if told.first and told.first >= first_day(year) else told.last
    return When(first, told.last, told.whole, told.problem)


def term_of(text: str) -> Term | None:
    """The term a text begins with: ``"By Easter: half of Year 3"`` -> spring. None where it names none."""
    start = re.match(
        rf"\s*(?:by\s+)?(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?(?:{_TERM}|(?P<mon>{_MONTH})\b|(?P<name>christmas|easter))",
        text,
        re.I,
    )
    if not start:
        return None
    if start["term"]:
        return _TERMS[start["term"][:3].lower()]
    if start["name"]:
        return _NAMED[start["name"].lower()]
    month = _MONTHS.index(start["mon"][:3].lower()) + 1
    return Term.AUTUMN if month >= 9 else Term.SPRING if month <= 4 else Term.SUMMER


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:57]}…"
