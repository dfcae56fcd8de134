"""Days, times, parts of full time and stages as people write them. Each raises ``ValueError`` with a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal, InvalidOperation

from sef2si.documents.incoming.wording import simple
from sef2si.domain.cycle import date_from
from sef2si.domain.staff import MIDNIGHT, NIGHT, NOON, WHOLE_WEEK, CareerStage, HalfDay, Week, Weekday, Weekly

_DAY = r"mon(?:day)?s?|tue(?:s(?:day)?)?s?|wed(?:s|nesday)?s?|thu(?:r(?:s(?:day)?)?)?s?|fri(?:day)?s?"
_HALF = r"am|pm|a\.m\.?|p\.m\.?|mornings?|afternoons?"
_PART = re.compile(
    rf"(?P<first>{_DAY})\b(?:\s*(?:-|–|—|to|until|through)\s*(?P<last>{_DAY})\b)?"
    rf"\s*(?:\(?\s*(?P<half>{_HALF})\s*(?:only)?\s*\)?)?",
    re.I,
)
_WHOLE = {
    "full time", "full", "fulltime", "ft", "full week", "whole week", "all week", "every day", "daily", "all", "5 days",
    "five days", "1 0", "100%", "100",
}  # fmt: skip
_YES = {"y", "yes", "x", "1", "1 0", "true", "full", "full day", "all day", "✓", "✔", "day", "d"}
_NO = {"", "n", "no", "0", "0 0", "false", "off", "none", "na", "n a"}
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_WEEKLY = re.compile(rf"({_DAY})\W*\s+{_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}\s*", re.I)
_NEXT = re.compile(r"[;\n]|,(?=\s*[A-Za-z])(?!\s*w(?:ee)?k\b)|\band\b", re.I)  # between two times of a week
_WEEK = re.compile(r"[,(\s]*\bw(?:ee)?k\s*([ab12])\b[):\s]*", re.I)
_STAGES: tuple[tuple[str, CareerStage | None], ...] = (
    (r"train(ee|ing)|student teacher|\bitt\b|unqualified|pgce", CareerStage.TRAINEE),
    (r"(ect|nqt|early|induction).*(2|two|second)|(2|two|second).*(ect|early)", CareerStage.EARLY_2),
    (r"(ect|nqt|early|induction).*(1|one|first)|(1|one|first).*(ect|early)|nqt|newly qualified", CareerStage.EARLY_1),
    (r"late|nearing retirement|pre retirement", CareerStage.LATE),
    (r"establish|experienc|qualified|qts|mid|rqt|main|upper|complete|passed|past induct", CareerStage.ESTABLISHED),
)  # fmt: skip
_NONE = re.compile(r"[-–—/]|n/?a|none|nil|not applicable", re.I)


def days(text: str) -> tuple[HalfDay, ...]:
    """``"Mon-Wed, Thu am"``, ``"MTW--"``, ``"Full time"``: the half days; none where only ``"part time"`` is said."""
    words = simple(text)
    if words in _WHOLE:
        return WHOLE_WEEK
    if not words or words in ("part time", "part", "pt", "parttime") or _NONE.fullmatch(text.strip()):
        return ()
    letters = text.strip().upper().replace(" ", "")
    if re.fullmatch(r"[MTWHF]{2,5}|[MTWF_\-.0X]{5}", letters):
        return _by_letters(letters)
    if re.fullmatch(r"[01YN]{5}", letters):
        return _halves(day for day, mark in zip(Weekday, letters, strict=True) if mark in "1Y")
    found: set[HalfDay] = set()
    rest = text
    parts = list(_PART.finditer(text))
    halves = [(part["half"] or "").lower() for part in parts]
    # "Mon, Tue and Thu mornings" are three mornings; "Mon, Tue, Thu am" is two days and a morning.
    shared = halves[-1] if halves and halves[-1].endswith("s") and not any(halves[:-1]) else ""
    for part, half in zip(parts, halves, strict=True):
        rest = rest.replace(part[0], " ", 1)
        found |= set(_between(part["first"], part["last"] or part["first"], half or shared))
    if not found or re.search(
        r"[^\W_]", re.sub(r"\b(and|only|all day|full days?|days?|every)\b", " ", rest, flags=re.I)
    ):
        raise ValueError(
            f"“{text[:60]}” does not say which days in a way we can read. Please write them like “Mon, Tue, Wed am”."
        )
    return tuple(half for half in HalfDay if half in found)


def _by_letters(letters: str) -> tuple[HalfDay, ...]:
    """``"MTW"``, ``"MTWTF"``, ``"M-W-F"``; a T after a W, an H or the fourth of five is Thursday."""
    if len(letters) == 5:
        return _halves(day for day, mark in zip(Weekday, letters, strict=True) if mark not in "-_.0")
    named: list[Weekday] = []
    for mark in letters:
        later = [day for day in Weekday if not named or list(Weekday).index(day) > list(Weekday).index(named[-1])]
        day = next((day for day in later if day.label[0] == mark or (mark == "H" and day is Weekday.THURSDAY)), None)
        if day is None:
            raise ValueError(f"“{letters}” does not say which days. Please write them like “Mon, Tue, Wed am”.")
        named.append(day)
    return _halves(named)


def _halves(found: Iterable[Weekday]) -> tuple[HalfDay, ...]:
    wanted = set(found)
    return tuple(half for half in HalfDay if half.weekday in wanted)


def _between(first: str, last: str, half: str) -> Iterable[HalfDay]:
    order = list(Weekday)
    start, end = order.index(_weekday(first)), order.index(_weekday(last))
    wanted = order[start : end + 1] if start <= end else [*order[start:], *order[: end + 1]]
    for each in _halves(wanted):
        if not half or each.is_morning == half.startswith(("a.m", "am", "morning")):
            yield each


def _weekday(word: str) -> Weekday:
    return next(day for day in Weekday if word.lower().startswith(day.value))


def of_weekday(day: Weekday, text: str) -> tuple[HalfDay, ...]:
    """What a column of one weekday says: yes, no, am or pm; hours count as a yes."""
    words = simple(text)
    both = _halves([day])
    if words in _NO:
        return ()
    if words in ("am", "a m", "morning", "0 5"):
        return both[:1]
    if words in ("pm", "p m", "afternoon"):
        return both[1:]
    if words in _YES or re.fullmatch(r"\d{1,2}( \d+)?( ?h(ou)?rs?)?|\d{1,2}[ :.]\d\d .*", words):
        return both
    raise ValueError(f"“{text[:40]}” does not say whether they work then. Please write Y, N, AM or PM.")


def weekly(text: str) -> tuple[Weekly, ...]:
    """``"Tue 13:15-15:15; Thu 9 to 10 (week A)"``: times of the week, or of one week of two, in their order."""
    return _in_order(time for part in _parts(text) for time in _timed(part))


def free_times(text: str) -> tuple[Weekly, ...]:
    """As ``weekly``; and whole days and half-days, such as ``"Mon; Thu pm (week B)"`` or ``"all week"``."""
    return _in_order(time for part in _parts(text) for time in (_timed if _clocked(part) else _whole)(part))


def _parts(text: str) -> list[str]:
    bare = text.strip()
    return [] if _NONE.fullmatch(bare) else [part.strip() for part in _NEXT.split(bare) if part.strip()]


def _in_order(times: Iterable[Weekly]) -> tuple[Weekly, ...]:
    order, weeks = list(Weekday), (None, *Week)
    return tuple(sorted(times, key=lambda each: (order.index(each.day), each.starts, weeks.index(each.week))))


def _clocked(part: str) -> bool:
    return bool(re.search(r"\d", _WEEK.sub(" ", part)))


def _of_week(part: str) -> tuple[str, Week | None]:
    """What is said of a time, and in which week of two it is."""
    found = _WEEK.search(part)
    if found is None:
        return part, None
    return _WEEK.sub(" ", part).strip(), Week.A if found[1].lower() in "a1" else Week.B


def _whole(part: str) -> Iterable[Weekly]:
    said, week = _of_week(part)
    halves = days(said)
    if not halves:
        raise ValueError(
            f"“{part[:40]}” is not a time we can read. Please write it like “Tue 13:15 to 15:15”, “Thu pm” or “Mon”."
        )
    for day in dict.fromkeys(half.weekday for half in halves):
        own = [half.is_morning for half in halves if half.weekday is day]
        yield Weekly(day=day, starts=MIDNIGHT if own[0] else NOON, ends=NOON if own == [True] else NIGHT, week=week)


def _timed(part: str) -> tuple[Weekly, ...]:
    said, week = _of_week(part)
    match = _WEEKLY.fullmatch(said)
    if match is None:
        raise ValueError(f"“{part[:40]}” is not a time we can read. Please write it like “Tue 13:15 to 15:15”.")
    starts, ends = _clock(match[2], match[3], match[4]), _clock(match[5], match[6], match[7])
    if ends <= starts and not match[7] and ends.hour < 12:
        ends = ends.replace(hour=ends.hour + 12)
    if not match[4] and starts.hour < 7:  # a school's 1.15 is after lunch
        starts = starts.replace(hour=starts.hour + 12)
        ends = ends.replace(hour=ends.hour + 12) if ends.hour < 12 else ends
    return (Weekly(day=_weekday(match[1]), starts=starts, ends=ends, week=week),)


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    hours = int(hour) + (12 if (half or "").lower() == "pm" and int(hour) < 12 else 0)
    try:
        return time(hours, int(minute or 0))
    except ValueError as error:
        raise ValueError(f"{hour}:{minute or '00'} is no time of the day. Please write it like 13:15.") from error


def fte(text: str, value: object = None) -> Decimal:
    """``"0.6"``, ``"60%"``, ``"FT"``: a part of full time, at most 1."""
    if simple(text) in _WHOLE - {"100", "1 0"}:
        return Decimal(1)
    amount = number(text.replace("%", ""), value)
    if "%" in text or amount > 2:
        amount = amount / 100
    if not 0 < amount <= 1:
        raise ValueError(f"“{text[:20]}” is not a part of full time. Please write it like 0.6; full time is 1.")
    return amount.quantize(Decimal("0.01"))


def number(text: str, value: object = None) -> Decimal:
    """Hours or another number of things."""
    if isinstance(value, Decimal):
        return value
    bare = re.sub(r"\s*(?:h|hrs?|hours?)(?:\s*(?:a|per|/)\s*(?:week|wk|year))?\.?$", "", text.strip(), flags=re.I)
    try:
        amount = Decimal(bare.replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(
            f"“{text[:30]}” is not a number we can read. Please write it in figures, such as 32.5."
        ) from error
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"“{text[:30]}” is not a number of hours. Please write it in figures, such as 32.5.")
    return amount


def day(text: str, value: object = None) -> date | None:
    """A date; None for a dash or “n/a”."""
    if isinstance(value, date):
        return value
    return None if _NONE.fullmatch(text.strip()) else date_from(text)


def stage(text: str) -> CareerStage | None:
    """``"ECT1"``, ``"Established"``; None for a dash or “n/a”."""
    words = simple(text)
    if not words or _NONE.fullmatch(text.strip()) or words in ("no", "n"):
        return None
    for member in CareerStage:
        if words == simple(member.label):
            return member
    if re.fullmatch(r"(year|yr|y)? ?[12]", words):
        return CareerStage.EARLY_1 if words.endswith("1") else CareerStage.EARLY_2
    for pattern, found in _STAGES:
        if re.search(pattern, words):
            return found
    raise ValueError(f"“{text[:40]}” is no career stage we know. Please write “ECT1”, “ECT2”, “Established” or “Late”.")


def full_name(forename: str, surname: str, name: str) -> str:
    """One name, given name first: ``"Patel, Asha"`` -> ``"Asha Patel"``, ``"PATEL"`` -> ``"Patel"``."""
    if surname.strip() or forename.strip():
        parts = [forename, surname]
    elif name.count(",") == 1:
        last, first = name.split(",")
        parts = [first, last]
    else:
        parts = [name]
    words = " ".join(" ".join(parts).split())
    words = re.sub(r"^(?:mr|mrs|ms|miss|mx|dr|prof|rev|sir)\.?\s+(?=\S)", "", words, flags=re.I)
    return " ".join(word.title() if word.isupper() and len(word) > 3 else word for word in words.split())
