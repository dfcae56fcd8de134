"""Ways to learn as the form is to show them: up to three on the card, and all of them with their reasons when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sef2si.advice.ways import Filters, Order, Setting, Weighed, chosen, in_order, passing, suggested_to, weighed_for
from sef2si.advice.ways.facts import facts
from sef2si.advice.ways.line import line
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import date_from
from sef2si.domain.needs import Need
from sef2si.domain.record import Record
from sef2si.errors import Invalid

Json = dict[str, Any]

HEADING = "Ways to learn it"
_ORDERS = {
    Order.USUAL: "What suits it best",
    Order.COST: "What it costs",
    Order.SOON: "How soon practice could change",
    Order.COVER: "Least cover",
    Order.TIME: "Least time",
    Order.PRACTICE: "How well it is built to change practice",
}
_GONE = "This way is not there any more: the plan has changed. Please look again."


@dataclass(frozen=True)
class Ways:
    """All that is asked of the ways of one plan on one day."""

    setting: Setting

    def need_of(self, record: Record) -> Need | None:
        """The need that an activity waits to meet; None for one that is decided, or any other record."""
        if not isinstance(record, Activity) or record.what.strip() or record.option or not record.need_ids:
            return None
        need: Need | None = self.setting.plan.find("needs", record.need_ids[0])
        return need if need is not None and need.what.strip() else None

    def brief(self, record: Record) -> Json | None:
        """What a card says of the ways for the need it waits to meet; None where it says nothing."""
        need = self.need_of(record)
        if need is None:
            return None
        ways = weighed_for(self.setting, need)
        first = suggested_to(self.setting.plan.school, ways)
        return {
            "heading": HEADING,
            "first": [{"key": way.option.key, "title": way.option.title, "line": line(way)} for way in first],
            "all": f"All {len(ways)} ways, with the reasons",
        }

    def in_full(self, record: Record, asked: Json) -> Json:
        """All ways that pass what was asked for, each with its facts. Raises ``Invalid`` with what to mend."""
        need = self.need_of(record)
        if need is None:
            raise Invalid(_GONE)
        ways = weighed_for(self.setting, need)
        passed = passing(ways, filters_from(asked))
        order = next((each for each in Order if each.value == asked.get("order")), Order.USUAL)
        left = len(ways) - len(passed)
        said = f"{len(passed)} of {len(ways)} ways" if left else f"{len(ways)} ways"
        return {
            "said": f"{said}; a way of which we do not know it is left out." if left else f"{said}.",
            "orders": [{"value": each.value, "label": label} for each, label in _ORDERS.items()],
            "order": order.value,
            "ways": [self._whole(way, need) for way in in_order(passed, order)],
        }

    def chosen(self, activity: Record, key: str) -> Activity:
        """The activity filled in from the way under this key. Raises ``Invalid`` where it is gone."""
        need = self.need_of(activity)
        found = [way for way in weighed_for(self.setting, need) if way.option.key == key] if need else []
        if need is None or not found or not isinstance(activity, Activity):
            raise Invalid(_GONE)
        return chosen(activity, need, found[0])

    def _whole(self, way: Weighed, need: Need) -> Json:
        return {
            "key": way.option.key,
            "title": way.option.title,
            "line": line(way),
            "facts": [
                {
                    "label": fact.label,
                    "said": _begun(fact.said),
                    "how": _begun(fact.how),
                    "rule": fact.rule,
                    "known": fact.known,
                }
                for fact in facts(way, need, self.setting)
            ],
        }


def filters_from(asked: Json) -> Filters:
    """What a browser asks for, not believed. Raises ``Invalid`` for a date or an amount that can't be read."""
    by, budget = str(asked.get("by") or "").strip(), str(asked.get("budget") or "").strip()
    try:
        day = date_from(by) if by else None
    except ValueError as error:
        raise Invalid(str(error)) from error
    return Filters(
        by=day, no_cover=asked.get("no_cover") is True, in_house=asked.get("in_house") is True, budget=_pounds(budget)
    )


def _pounds(typed: str) -> Decimal | None:
    if not typed:
        return None
    try:
        amount = Decimal(typed.replace(",", "").replace("£", "").replace(" ", ""))
    except ArithmeticError:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise Invalid(f"“{typed[:40]}” is not an amount we can read. Please write pounds in figures, such as 250.")
    return amount


def _begun(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def ways_on(plan: Any, today: date) -> Ways:
    return Ways(Setting.of(plan, today))
