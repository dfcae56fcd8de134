"""Plans that the tests of the map and the dashboard share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.domain.activities import ImpactLevel
from sef2si.domain.impact import AgainstIntent
from sef2si.domain.needs import Level, NeedSource, StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import PriorityState
from tests import factories as make

TODAY = date(2026, 11, 22)
CANARY = "CANARY-7f3a"

NAUGHTY = (
    "=1+1",
    "+44 20 7946 0000",
    "-5 pupils",
    "@SUM(A1)",
    "\tTabbed",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '=HYPERLINK("http://example.org","free")',
    "https://example.org/link",
    "مرحبا بالعالم",
    "Ünïcödé 👩🏽‍🏫 ﷽",
    'two\nlines and "quotes", commas; & ampersands',
    "_x0041_ is not A",
    "\x01 control \x1b",
    "0012",
    "1e5",
    "W" * 400,
    "word " * 2000,
)


def broken_plan(**school: Any) -> Plan:
    """Whole and broken paths, a shared activity, a loose need, a loose activity, a parked priority, private needs."""
    return make.plan(
        school=make.school(name="Elm Primary", cpd_budget=Decimal(6400), **school),
        notes=(make.note(text=f"{CANARY} note"),),
        priorities=(
            make.priority(
                id="calm", title="Calm lunch", measure="Positive", now="45%", target="75%", by=date(2027, 7, 9)
            ),
            make.priority(id="fluent", title="Reading fluency"),
            make.priority(id="french", title="French", now="3", target="9", areas=("ofsted_2025.inclusion",)),
            make.priority(id="hall", title="Hall timetable", no_cpd_needed="A timetable will do it"),
            make.priority(id="parked", title="Parked garden", state=PriorityState.PARKED),
        ),
        needs=(
            make.need(
                id="n-lunch",
                group=StaffGroup.LUNCHTIME,
                people=14,
                what="De-escalation",
                priority_id="calm",
                level_now=Level.NEW,
                level_needed=Level.CONFIDENT,
            ),
            make.need(id="n-teach", group=StaffGroup.TEACHERS, people=6, what="Routines", priority_id="calm"),
            make.need(id="n-french", group=StaffGroup.TEACHERS, people=6, what="Speaking", priority_id="french"),
            make.need(id="n-garden", group=StaffGroup.TEACHERS, people=2, what="Digging", priority_id="parked"),
            make.need(id="n-loose", group=StaffGroup.OFFICE_SITE, people=2, what="First aid"),
            make.need(id="n-own", group=StaffGroup.SENIOR_LEADERS, people=1, what=CANARY, source=NeedSource.APPRAISAL),
        ),
        activities=(
            make.activity(
                id="a-coach",
                what="Coaching",
                need_ids=("n-lunch", "n-teach", "n-french"),
                starts=date(2026, 10, 5),
                hours=Decimal(12),
                people=20,
                price=Decimal(100),
                cover_days=Decimal(2),
                support_staff_pay=Decimal(50),
                intended="Lunch is calm",
                intended_level=ImpactLevel.PUPILS,
                check_due=date(2026, 12, 4),
                form="coaching",
            ),
            make.activity(
                id="a-french", what="Twilights", need_ids=("n-french",), price=Decimal(0), hours=Decimal("1.5")
            ),
            make.activity(id="a-loose", what="A conference", price=Decimal("250.50"), starts=date(2026, 10, 20)),
            make.activity(id="a-garden", what="Spades", need_ids=("n-garden",), price=Decimal(70)),
            make.activity(id="a-own", what=f"{CANARY} course", need_ids=("n-own",), price=Decimal(999)),
        ),
        actions=(
            make.action(id="x-hall", what="Move assembly", who="Deputy", by=date(2026, 11, 1), priority_id="hall"),
        ),
        checks=(
            make.check(
                id="c-french",
                activity_id="a-french",
                checked_on=date(2026, 11, 3),
                found="9 of 9 confident",
                against_intent=AgainstIntent.MET,
                level=ImpactLevel.USE,
                next_check=date(2027, 3, 3),
            ),
            make.check(id="c-own", activity_id="a-own", checked_on=date(2026, 11, 3), found=f"{CANARY} found"),
        ),
    )


def naughty_plan(text: str) -> Plan:
    """One whole chain in which every line and text that the map shows is the same words."""
    line = text[:500]
    return make.plan(
        school=make.school(name=line),
        priorities=(make.priority(id="p", title=line, measure=line, now="1", target="2"),),
        needs=(make.need(id="n", who=line, what=text, priority_id="p"),),
        activities=(
            make.activity(id="a", what=text, need_ids=("n",), led_by=line, form=line, intended=text, price=Decimal(5)),
        ),
        actions=(make.action(id="x", what=text, who=line, priority_id="p"),),
        checks=(make.check(id="c", activity_id="a", found=text, checked_on=date(2026, 11, 3), against_intent="met"),),
    )


def many_priorities(count: int = 76) -> Plan:
    """003-10: one school had 76 priorities."""
    return make.plan(
        priorities=tuple(make.priority(id=f"p{n}", title=f"Priority {n}") for n in range(count)),
        needs=tuple(make.need(id=f"n{n}", priority_id=f"p{n}", people=n + 1) for n in range(0, count, 3)),
        activities=tuple(
            make.activity(id=f"a{n}", need_ids=(f"n{n}",), price=Decimal(100)) for n in range(0, count, 6)
        ),
    )


def crowded_plan() -> Plan:
    """5 priorities, 20 needs, 40 activities, with titles as long as schools write them; some links missing."""
    said = "Pupils in every class explain what they have learned, and teachers change the lesson because of it"
    words = said.split()

    def some(first: int, number: int) -> str:
        return " ".join(words[(first + place) % len(words)] for place in range(number)).capitalize()

    return make.plan(
        school=make.school(name="Elm Park Academy & Sixth Form"),
        seq=312,
        priorities=tuple(
            make.priority(
                id=f"p{n}", title=f"{some(n, 6 + n)} {n}", measure="Seen", now="45%", target="75%", by=date(2027, 7, 9)
            )
            for n in range(5)
        ),
        needs=tuple(
            make.need(id=f"n{n}", priority_id=f"p{n % 5}", what=f"{some(n, 14)} {n}", who=some(n, 3), people=n + 2)
            for n in range(20)
        ),
        activities=tuple(
            make.activity(
                id=f"a{n}",
                need_ids=(f"n{n % 20}", *((f"n{n * 7 % 20}",) if n % 9 == 0 else ())),
                what=f"{some(n, 4 + n % 9)} {n}",
                starts=date(2026, 10, 1 + n % 28),
                hours=Decimal(6),
                price=Decimal(100),
                intended=some(n, 12) if n % 4 else "",
                check_due=date(2027, 1, 1 + n % 28) if n % 3 else date(2026, 11, 2),
            )
            for n in range(40)
        ),
    )
