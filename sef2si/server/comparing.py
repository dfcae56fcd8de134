"""What has changed: the plan beside an earlier day of it, or beside the plan of an earlier year."""

from __future__ import annotations

import re
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from tornado import web

from sef2si.domain.cycle import date_from, written
from sef2si.domain.people import Deed, may
from sef2si.errors import Invalid
from sef2si.journey.comparing import Answer, Difference, Mark, Part, compared, count
from sef2si.server.workbook import SchoolPage
from sef2si.services.comparing import Sides
from sef2si.services.sharing import advised

_WORDS = re.compile(r"\S+\s*|\s+")
_MOST_WORDS = 3_000  # of both sides together: beyond that nobody reads word by word, and it would take long
_NAMES = {Mark.NEW: "New", Mark.CHANGED: "Changed", Mark.GONE: "Gone"}


class Compare(SchoolPage):
    """For those with the deed COMPARE, which the service asks; ``day`` or ``with`` (a year) says with what."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_of(urn, Deed.COMPARE)
        planner = self.site.planner
        marks = await self.ask(planner.comparing.landmarks, self.person, urn, plan.year)
        years = [each for each in await self.ask(planner.years, self.person, urn) if each < plan.year]
        typed, other = self.get_query_argument("day", "").strip(), self.get_query_argument("with", "")
        wrong, sides, title = "", None, ""
        try:
            if other:
                sides = await self.ask(planner.comparing.with_year, self.person, urn, plan.year, other)
                title = f"with the plan of {other}"
            elif typed or marks:
                day = date_from(typed) if typed else marks[0].day
                sides = await self.try_to(planner.comparing.with_day, self.person, urn, plan.year, day)
                title = f"since {written(day)}"
                typed = day.isoformat()
        except (Invalid, ValueError) as error:
            wrong = error.sentence if isinstance(error, Invalid) else str(error)
        parts = await self.ask(compared, sides.before, sides.now) if sides else ()
        self.set_status(422 if wrong else 200)
        self.show(
            "compare.html",
            plan=plan,
            school=plan.school,
            marks=[(each.day.isoformat(), each.words, written(each.day)) for each in marks],
            years=years,
            chosen=typed,
            other=other,
            what=title,
            column=_column(typed, other, wrong),
            counts=[(_NAMES[mark], count(parts, mark)) for mark in Mark],
            parts=[_part(part, sides) for part in parts] if sides else None,
            sees_all=may(self.person, Deed.READ_ALL, urn),
            as_shared=urn in advised(self.person),
            sees_sizes=may(self.person, Deed.EDIT_OWN, urn),
            may_restore=may(self.person, Deed.RESTORE, urn),
            wrong={"day": wrong} if wrong else {},
            title=f"What has changed {title}" if not wrong else "Error: what has changed",
        )


def _column(typed: str, other: str, wrong: str) -> str:
    """The heading of what stood there before."""
    if other:
        return other
    return written(date.fromisoformat(typed)) if typed and not wrong else "Before"


def _part(part: Part, sides: Sides) -> dict[str, Any]:
    return {
        "title": part.title,
        "is_gone": part.is_gone,
        "differences": [_difference(each, sides) for each in part.differences],
    }


def _difference(each: Difference, sides: Sides) -> dict[str, Any]:
    by = sides.who.get((each.kind, each.record_id))
    return {
        "mark": each.mark.value,
        "word": _NAMES[each.mark],
        "noun": each.noun,
        "name": each.name,
        "href": "" if each.mark is Mark.GONE else f"#{each.step}/{each.kind}/{each.record_id}",
        "who": f"{by[0]}, {written(by[1].astimezone().date())}" if by else "",
        "answers": [{"label": answer.label, "sides": marked(answer)} for answer in each.answers],
    }


def marked(answer: Answer) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both sides in pieces, each with whether the other side lacks it. What is there on one side only is not marked."""
    before, now = _WORDS.findall(answer.before), _WORDS.findall(answer.now)
    if not before or not now or len(before) + len(now) > _MOST_WORDS:
        return [(answer.before, False)], [(answer.now, False)]
    pieces: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for tag, *ends in SequenceMatcher(a=before, b=now).get_opcodes():
        for side, words in ((0, before[ends[0] : ends[1]]), (1, now[ends[2] : ends[3]])):
            if words:
                pieces[side].append(("".join(words), tag != "equal"))
    return pieces
