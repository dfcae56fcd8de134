"""How papers say numbers, days and money."""

from __future__ import annotations

from datetime import date

from sef2si.advice.costs import Costs, pounds
from sef2si.documents.printing.paper import Missing
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written

NO_DATE = Missing("No date yet")


def counted(number: int, one: str, many: str = "") -> str:
    """``"1 priority"``, ``"3 priorities"``; ``many`` is ``one`` with an s unless given."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def lines(*parts: str) -> str:
    """The parts that say something, each on a line of its own."""
    return "\n".join(part for part in parts if part.strip())


def spaced(*parts: str) -> str:
    """The parts that say something, in one line."""
    return " ".join(part for part in parts if part.strip())


def starting(text: str) -> str:
    """With a capital at the start."""
    return text[:1].upper() + text[1:]


def days(activity: Activity) -> str:
    """``"5 October 2026 to 26 March 2027"``, or what there is of it."""
    starts, ends = activity.starts, activity.ends
    if starts and ends and ends != starts:
        return f"{written(starts)} to {written(ends)}"
    if starts:
        return written(starts)
    return f"until {written(ends)}" if ends else NO_DATE


def day(found: date | None) -> str:
    return written(found) if found else NO_DATE


def cost_said(costs: Costs) -> str:
    """``"£586"``, ``"£100 so far"`` where a part is not given, or that none is."""
    if costs.total is None:
        return Missing("Not given yet")
    return pounds(costs.total) if costs.is_whole else f"{pounds(costs.total)} so far"
