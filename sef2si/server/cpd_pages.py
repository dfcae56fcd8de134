"""What the pages of planning CPD into the year share: who may, where they are, and boxes read from a form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from sef2si.domain.cycle import date_from
from sef2si.domain.people import Deed, may
from sef2si.domain.plan import Plan
from sef2si.server.guard import Refused
from sef2si.server.workbook import SchoolPage

NOT_YOURS = (
    "Planning CPD into the year is for those who lead it. You may read the programme under “Take documents away”."
)
TABS = (
    ("", "What and when"),
    ("/calendar", "The calendar"),
    ("/people", "People"),
)


class YearPage(SchoolPage):
    """For those with the deed PLAN_CPD."""

    async def plan_to_place(self, urn: str) -> Plan:
        plan = await self.plan_of(urn)
        if not may(self.person, Deed.PLAN_CPD, urn):
            raise Refused(403, NOT_YOURS)
        return plan

    def place(self, plan: Plan, rest: str = "", **query: str) -> str:
        """An address of these pages, of this plan's year."""
        more = "".join(f"&{name}={quote(text, safe='')}" for name, text in query.items())
        return f"/schools/{plan.urn}/cpd-year{rest}?year={plan.year}{more}"

    def show_year(self, name: str, plan: Plan, tab: str, **shown: Any) -> None:
        self.show(
            name,
            plan=plan,
            school=plan.school,
            tabs=[(self.place(plan, rest), label, rest == tab) for rest, label in TABS],
            place=lambda rest="", **query: self.place(plan, rest, **query),
            **shown,
        )

    def boxes(self, name: str) -> tuple[str, ...]:
        """All that was ticked under a name."""
        return tuple(dict.fromkeys(self.get_body_arguments(name)))

    def typed(self, name: str) -> str:
        return self.get_body_argument(name, "").strip()


class Typed:
    """Boxes of a form as values. What can't be read is a sentence under the box's name, and stays as it was typed."""

    def __init__(self, page: YearPage) -> None:
        self.page = page
        self.wrong: dict[str, str] = {}

    def amount(self, name: str, words: str) -> Decimal | None:
        """A number, nought or more; None where the box is blank."""
        text = self.page.typed(name).removeprefix("£").replace(",", "").replace(" ", "")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = Decimal(-1)
        if not found.is_finite() or not 0 <= found < 10_000_000:
            self.wrong[name] = f"{words}: please give a number, nought or more, such as 12 or 1.5."
            return None
        return found.quantize(Decimal("0.01"))

    def whole(self, name: str, words: str, *, least: int = 0, most: int = 1000) -> int | None:
        text = self.page.typed(name)
        if not text:
            return None
        if not text.isdigit() or not least <= int(text) <= most:
            self.wrong[name] = f"{words}: please give a whole number from {least} to {most}."
            return None
        return int(text)

    def day(self, name: str, words: str) -> date | None:
        text = self.page.typed(name)
        if not text:
            return None
        try:
            return date_from(text)
        except ValueError as error:
            self.wrong[name] = f"{words}: {error}"
            return None
