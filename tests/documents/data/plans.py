"""Plans for the tests of a school's data: every field of every kind filled, and any plan Hypothesis can think of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sef2si.documents.data.columns import Column, Holds, columns
from sef2si.domain.plan import KINDS, Plan
from tests import factories as make

TODAY = date(2026, 11, 23)

# What spreadsheets, CSV and XML are known to bend.
ODD = (
    "", " ", "\n", "\t", " leading", "trailing ", "a\r\nb", "a\rb", "a\nb\n", "a\tb", "=1+1", "=HYPERLINK(\"http://x\")",
    "+44", "-5", "@x", "'quoted", "1/2", "TRUE", "FALSE", "007", "1e5", "0.10", "45%", "£5", "9/7/27", "2027-07-09",
    "#N/A", "#REF!", "\x01\x02", "\x1b", "\x7f", "\x85", "\u2028", "\u00a0", "\ufeff", "\ufffe", "\uffff", "_x000D_",
    "_x0001_", "_x005F_", "x005F_", "_x005F_x000D_", "<r><t>x</t></r>", "<b>&amp;</b>", "]]>", "␍", "␦", "␦␍", "␦+",
    "␦=", "␊", "😀👩‍🏫", "עברית", "\u202eabc", "é", "e\u0301", "{{ 7*7 }}", "None", "null", "Yes", "Live", "4 Use",
    "http://x.example",
)  # fmt: skip

_LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
LINES = st.sampled_from(ODD) | st.text(_LETTERS, max_size=12) | st.lists(st.sampled_from(ODD), max_size=3).map("".join)
DAYS = st.dates(date(1899, 1, 1), date(2100, 12, 31))
POUNDS = st.decimals(0, Decimal("99999999.99"), places=2)
_IDS = st.text("abcDEF019._-", min_size=1, max_size=12)

_KNOWN = {
    "framework": ("ofsted_2025", "hgios_4", "no_such_framework"),
    "area": ("inclusion", "safeguarding", "no such area"),
    "grade": ("expected", "met", "no such grade", "Expected standard"),
    "form": ("coaching", "reading", "no such form", "Time to think"),
}


def _values(column: Column, ids: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    """What a field may hold. Links lead to records that are there."""
    match column.holds:
        case Holds.LINK:
            found: st.SearchStrategy[Any] = st.sampled_from(ids[column.link]) if ids[column.link] else st.none()
        case Holds.LINKS:
            found = (
                st.lists(st.sampled_from(ids[column.link]), unique=True, max_size=3)
                if ids[column.link]
                else st.just([])
            )
        case Holds.MONEY:
            found = POUNDS
        case Holds.NUMBER:
            found = st.decimals(0, 100, places=2)
        case Holds.COUNT:
            found = st.integers(0, 1_000_000)
        case Holds.DATE:
            found = DAYS
        case Holds.YES_NO:
            found = st.booleans()
        case Holds.CHOICE:
            found = st.sampled_from(list(column.choice or ()))
        case Holds.CHOICES:
            found = st.lists(st.sampled_from(list(column.choice or ())), max_size=3)
        case Holds.LINES:
            known = st.sampled_from(["ofsted_2025.inclusion", "ofsted_2025.safeguarding", "mine.area"])
            found = st.lists(LINES | known, max_size=3)
        case _ if column.name == "member_id":
            found = _IDS
        case _:
            found = LINES | st.sampled_from(_KNOWN[column.name]) if column.name in _KNOWN else LINES
    return st.none() | found if column.blank is None else found


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan, of up to three records a kind; what is left out of a record is at its default."""
    ids: dict[str, list[str]] = {kind: [] for kind in KINDS}
    found: dict[str, Any] = {}
    for kind in KINDS:
        count = 1 if kind == "school" else draw(st.integers(0, 3))
        own = [make.URN] if kind == "school" else draw(st.lists(_IDS, min_size=count, max_size=count, unique=True))
        records = []
        for record_id in own:
            fields = {"id": record_id, "version": draw(st.integers(0, 9)), "position": draw(st.integers(0, 99))}
            for column in columns(kind):
                if not column.keeping and column.name != "urn" and draw(st.booleans()):
                    fields[column.name] = draw(_values(column, ids))
            records.append(make.record(kind=kind, **fields))
        ids[kind] = own
        found[kind] = records[0] if kind == "school" else tuple(records)
    return make.plan(**found).model_copy(update={"seq": draw(st.integers(0, 999))})


def filled(kind: str, column: Column, number: int) -> Any:
    """A value for a field, another for each number, none of them its default."""
    match column.holds:
        case Holds.LINK:
            return f"{column.link}-1"
        case Holds.LINKS:
            return (f"{column.link}-1", f"{column.link}-2")
        case Holds.MONEY | Holds.NUMBER:
            return Decimal(number) + Decimal("0.10")
        case Holds.COUNT:
            return number + 20
        case Holds.DATE:
            return date(2026, 9, 1 + number)
        case Holds.YES_NO:
            return True
        case Holds.CHOICE:
            return list(column.choice or ())[-1 if number == 1 else 0]
        case Holds.CHOICES:
            return tuple(column.choice or ())[:2]
        case Holds.LINES:
            return ("ofsted_2025.inclusion", "mine.area")
        case _ if column.name == "member_id":
            return f"member-{number}"
        case _:
            return f"{kind} {column.name} {number}"


def full_plan() -> Plan:
    """Two records of each kind with every field filled, each text another."""
    found: dict[str, Any] = {}
    for kind in KINDS:
        own: list[Any] = []
        for number in (1, 2):
            fields = {column.name: filled(kind, column, number) for column in columns(kind) if not column.keeping}
            fields |= {"id": f"{kind}-{number}", "version": number, "position": number}
            if kind == "school":
                fields |= {"id": make.URN, "urn": make.URN, "fsm_percent": Decimal("12.50")}
            own.append(make.record(kind=kind, **fields))
        found[kind] = own[0] if kind == "school" else tuple(own)
    return make.plan(**found).model_copy(update={"seq": 412})
