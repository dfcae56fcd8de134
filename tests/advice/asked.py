"""A small plan, its calendar and staff for tests of what is asked of the solver."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.advice.year.framing import Framed, frame
from sef2si.advice.year.settings import YearSettings
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Urgency
from sef2si.domain.staff import HalfDay
from tests import factories as make
from tests.advice.years import inset, terms

TODAY = date(2026, 11, 23)
STAFF = (
    make.member(id="t1", team="Science"),
    make.member(id="t2", team="PE"),
    make.member(id="t3", team="Science", days=(HalfDay.MONDAY_MORNING,)),
    make.member(id="a1", group=StaffGroup.TEACHING_ASSISTANTS, team="Learning support"),
)


def calendar_date(**more: Any) -> Any:
    return make.calendar_date(**more)


TWILIGHT = calendar_date(id="tw", sort=DateSort.TWILIGHT, starts=date(2027, 1, 14), at="15:30", minutes=90)


def plan(**more: Any) -> Plan:
    return make.plan(
        **{
            "dates": (*terms(), *inset(), TWILIGHT),
            "priorities": (make.priority(id="p", urgency=Urgency.PRESSING, by=date(2027, 7, 9)),),
            "needs": (make.need(id="n", group=StaffGroup.TEACHERS, who="Science teachers", priority_id="p"),),
            "offers": (make.offer(id="o", hours=Decimal(1), sessions=1, need_ids=("n",), takes_place="twilight"),),
            **more,
        }
    )


def framed(of: Plan | None = None, settings: YearSettings | None = None, **more: Any) -> Framed:
    return frame(of or plan(), STAFF, settings or YearSettings(), TODAY, **more)


IN_LESSONS = make.offer(id="o", hours=Decimal(3), sessions=1, need_ids=("n",), takes_place="lessons")
