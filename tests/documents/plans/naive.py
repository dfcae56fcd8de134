"""A peer to compare with: a reader of tables whose headings are exactly the product's words, and of nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from sef2si.documents.reading import read
from sef2si.documents.reading.blocks import Grid
from sef2si.domain.actions import Action
from sef2si.domain.cycle import date_from
from sef2si.domain.priorities import Criterion, Priority
from tests.documents.plans.content import School
from tests.documents.plans.scoring import Found
from tests.documents.plans.writing import Made

WORDS = {"priority": "priority", "action": "what", "actions": "what", "who": "who", "lead": "who", "by when": "by"} | {
    "when": "by", "cost": "cost", "success criteria": "criterion"
}  # fmt: skip


def naive(school: School, made: Made) -> Found:
    """Tables with an action column by name, days in full, plain amounts; nothing beside the tables."""
    reading = read(made.name, made.content)
    priorities: dict[str, Priority] = {}
    actions: list[Action] = []
    criteria: list[Criterion] = []
    for block in reading.blocks:
        if not isinstance(block, Grid):
            continue
        heads: list[str] = []
        for line in block.rows:
            if "what" not in heads:
                heads = [WORDS.get(cell.text.strip().casefold(), "") for cell in line]
                continue
            says = {head: cell.text.strip() for head, cell in zip(heads, line, strict=True) if head}
            title = says.get("priority", "")
            priority = priorities.setdefault(title, Priority(title=title[:500])) if title else None
            link = priority.id if priority else None
            if says["what"]:
                by, cost = _day(says.get("by", "")), _amount(says.get("cost", ""))
                who = says.get("who", "")[:500]
                actions.append(Action(what=says["what"], who=who, by=by, cost=cost, priority_id=link))
            if says.get("criterion") and priority:
                criteria.append(Criterion(text=says["criterion"], priority_id=link))
    records = {"priorities": tuple(priorities.values()), "actions": tuple(actions), "criteria": tuple(criteria)}
    return Found(school.empty.model_copy(update=records), reading.texts())


def _day(text: str) -> date | None:
    try:
        return date_from(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.removeprefix("£").replace(",", ""))
    except InvalidOperation:
        return None
