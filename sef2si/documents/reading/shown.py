"""A spreadsheet's numbers and days as people see them, by the cell's number format: 0.45 and ``0%`` is ``45%``."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

# The formats a workbook names by number alone; 14 and 22 are "the short date here", so British.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "£#,##0;-£#,##0", 6: "£#,##0;-£#,##0", 7: "£#,##0.00;-£#,##0.00",
    8: "£#,##0.00;-£#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "hh:mm", 21: "hh:mm:ss", 22: "dd/mm/yyyy hh:mm", 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-",
    42: "£#,##0;-£#,##0;-", 43: "#,##0.00;-#,##0.00;-", 44: "£#,##0.00;-£#,##0.00;-",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip
_LONGEST = 255  # of a format; Excel allows no more
_MARK = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|General|.', re.IGNORECASE | re.DOTALL)
_DAY = re.compile(r"AM/PM|A/P|y+|m+|d+|h+|s+|.", re.IGNORECASE | re.DOTALL)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_DIGITS = "0#?"
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_TEN = Context(prec=10, rounding=ROUND_HALF_UP)
_LAST_DAY = 2_958_466  # 1 January 10000


def number(text: str) -> Decimal | None:
    """The number a cell keeps, to the fifteen digits Excel knows; None where it is none, or beyond Excel's range."""
    try:
        found = float(text)
    except ValueError:
        return None
    if not isfinite(found) or abs(found) > 1e300:
        return None
    return _plain(_FIFTEEN.create_decimal(repr(found)))


def is_day(form: str) -> bool:
    """Whether a format shows a day or a time."""
    if _ELAPSED.search(form):
        return True
    letters = "".join(mark for mark in _marks(form) if len(mark) == 1 or mark.upper() in ("AM/PM", "A/P"))
    return bool(re.search(r"[ymdhs]", letters, re.IGNORECASE)) and not any(sign in letters for sign in _DIGITS[:2])


def day(serial: Decimal, form: str, *, from_1904: bool = False) -> tuple[str, date | None] | None:
    """A day or time as shown, and the day where one is shown; None where the number is no day."""
    if serial < 0 or serial >= _LAST_DAY:
        return None
    elapsed = _ELAPSED.search(form)
    seconds = int((serial * 86400).to_integral_value(ROUND_HALF_UP))
    if elapsed:
        return _elapsed(seconds, form, elapsed), None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)  # noqa: DTZ001
    try:
        moment = start + timedelta(seconds=seconds)
    except OverflowError:
        return None
    section = _sections(form)[0]
    text = _moment(moment, section)
    shows_day = any(mark[0] in "yYdD" for mark in _MARK.findall(section)) or "mmm" in section.lower()
    return text, moment.date() if shows_day and (serial >= 1 or from_1904) else None


def shown(value: Decimal, form: str) -> str:
    """A number as shown."""
    if not form or len(form) > _LONGEST:
        return general(value)
    section, magnitude, sign = _section_for(value, _sections(form))
    text = _number(magnitude, section)
    return general(value) if text is None else f"{sign}{text}".strip()


def general(value: Decimal) -> str:
    """A number without any format: no exponent, no trailing zeros, as many digits as fit a cell."""
    if value == value.to_integral_value():
        return f"{value:f}".partition(".")[0]
    shorter = _plain(_TEN.plus(value))
    return f"{shorter:f}"


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return Decimal(int(whole)) if value == whole else value.normalize(_FIFTEEN)


def _marks(form: str) -> list[str]:
    return _MARK.findall(form[:_LONGEST])


def _sections(form: str) -> list[str]:
    sections = [""]
    for mark in _marks(form):
        if mark == ";":
            sections.append("")
        else:
            sections[-1] += mark
    return sections


def _section_for(value: Decimal, sections: list[str]) -> tuple[str, Decimal, str]:
    """The section for a number, the number it is to show, and the sign that goes before it."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition[1], Decimal(float(condition[2]) if condition[2] else 0)):
                return section, abs(value), "-" if value < 0 else ""
        return "", abs(value), "-" if value < 0 else ""
    if value < 0 and len(sections) > 1:
        return sections[1], -value, ""
    if value == 0 and len(sections) > 2:
        return sections[2], value, ""
    return sections[0], abs(value), "-" if value < 0 else ""


def _holds(value: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound, "=": value == bound,
        "<>": value != bound,
    }[sign]  # fmt: skip


def _number(value: Decimal, section: str) -> str | None:
    """A number not below nought by one section; None for fractions, exponents and patterns with text inside."""
    before, pattern, after = "", "", ""
    for mark in _marks(section):
        if mark in _DIGITS or (mark in ".," and (pattern or mark == ".")):
            if after:
                return None
            pattern += mark
        elif mark.lower() == "general":
            pattern = pattern or "General"
        elif mark in ("/", "E", "e", "@"):
            return None
        elif pattern:
            after += _literal(mark)
        else:
            before += _literal(mark)
    value *= 100 ** (before + after).count("%")
    if pattern == "General":
        return f"{before}{general(value)}{after}"
    return f"{before}{_digits(value, pattern) if pattern else ''}{after}"


def _digits(value: Decimal, pattern: str) -> str:
    whole, _, decimals = pattern.partition(".")
    thousands = len(whole) - len(whole.rstrip(",")) if not decimals else len(decimals) - len(decimals.rstrip(","))
    value /= 1000**thousands
    decimals = decimals.replace(",", "")
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, Context(prec=600))
    left, _, right = f"{rounded:f}".partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        left = f"{int(left):,}".rjust(len(left), "0") if left else ""
    must = decimals.rfind("0") + 1
    right = right[:must] + right[must:].rstrip("0")
    if not right and not left and "0" not in pattern:
        return ""
    return f"{left}.{right}" if right else left


def _literal(mark: str) -> str:
    """What a mark of a format shows as itself."""
    if mark[0] == '"':
        return mark.strip('"')
    if mark[0] == "\\":
        return mark[1:]
    if mark[0] == "[":
        return mark[2:-1].partition("-")[0] if mark.startswith("[$") else ""
    if len(mark) == 2 and mark[0] in "_*":
        return " " if mark[0] == "_" else ""
    return mark


def _elapsed(seconds: int, form: str, found: re.Match[str]) -> str:
    unit = found[1][0].lower()
    if unit == "s":
        return str(seconds)
    minutes, rest = divmod(seconds, 60)
    tail = f":{rest:02}" if "s" in form.lower()[found.end() :] else ""
    if unit == "m":
        return f"{minutes}{tail}"
    hours, minutes = divmod(minutes, 60)
    shows_minutes = "m" in form.lower()[found.end() :]
    return f"{hours}:{minutes:02}{tail}" if shows_minutes else str(hours)


def _moment(moment: datetime, section: str) -> str:
    """A day and time by a format's letters; ``m`` beside hours or seconds is minutes."""
    marks: list[str] = []
    for mark in _MARK.findall(section):
        same = marks and len(mark) == 1 and mark.lower() in "ymdhs" and marks[-1][0].lower() == mark.lower()
        if same and marks[-1].strip(mark.lower() + mark.upper()) == "":
            marks[-1] += mark
        else:
            marks.append(mark)
    units = [(at, mark[0].lower()) for at, mark in enumerate(marks) if set(mark.lower()) <= set("ymdhs")]
    minutes = {
        at
        for index, (at, unit) in enumerate(units)
        if unit == "m"
        and len(marks[at]) <= 2
        and ((index and units[index - 1][1] == "h") or (index + 1 < len(units) and units[index + 1][1] == "s"))
    }
    halves = any(mark.upper() in ("AM/PM", "A/P") for mark in marks)
    said = (_unit(moment, mark, minutes=at in minutes, halves=halves) for at, mark in enumerate(marks))
    return " ".join("".join(said).split())


def _unit(moment: datetime, mark: str, *, minutes: bool, halves: bool) -> str:
    low = mark.lower()
    if low in ("am/pm", "a/p"):
        return "am" if moment.hour < 12 else "pm"
    if set(low) == {"y"}:
        return f"{moment.year:04}" if len(low) > 2 else f"{moment.year % 100:02}"
    if set(low) == {"d"}:
        return [str(moment.day), f"{moment.day:02}", f"{moment:%a}", f"{moment:%A}"][min(len(low), 4) - 1]
    if minutes:
        return f"{moment.minute:0{len(low)}}"
    if set(low) == {"m"}:
        short = [str(moment.month), f"{moment.month:02}", f"{moment:%b}", f"{moment:%B}"]
        return f"{moment:%b}"[0] if len(low) == 5 else short[min(len(low), 4) - 1]
    if set(low) == {"h"}:
        hour = (moment.hour - 1) % 12 + 1 if halves else moment.hour
        return f"{hour:0{min(len(low), 2)}}"
    if set(low) == {"s"}:
        return f"{moment.second:0{min(len(low), 2)}}"
    return "" if mark == "@" else _literal(mark)
