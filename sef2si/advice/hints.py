"""Second looks: which advice speaks to which record, less what a person has waved away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sef2si.advice import honesty
from sef2si.advice.ways.notes import notes
from sef2si.advice.ways.setting import Setting
from sef2si.domain.activities import Activity
from sef2si.domain.evaluation import Evidence, Judgement, Point
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record


def hints(plan: Plan, today: date) -> Mapping[tuple[str, str], tuple[honesty.Advice, ...]]:
    """Hints by kind and id of the record they speak to. Never errors; ignored ones stay away."""
    found: dict[tuple[str, str], list[honesty.Advice]] = defaultdict(list)
    for judgement in plan.judgements:
        points = plan.linked("points", "judgement_id", judgement.id)
        evidence = plan.linked("evidence", "judgement_id", judgement.id)
        for advice in honesty.hints(judgement, points, evidence, today):
            if advice.key not in judgement.hints_ignored:
                found[advice.kind, advice.record_id].append(advice)
    for advice in notes(Setting.of(plan, today)):
        found[advice.kind, advice.record_id].append(advice)
    return {place: tuple(advice) for place, advice in found.items()}


def ignoring(plan: Plan, record: Record, key: str) -> Record | None:
    """The record that keeps it, with one more hint waved away; None where none near this one does."""
    if isinstance(record, Point | Evidence):
        record = plan.find("judgements", record.judgement_id)
    if not isinstance(record, Judgement | Need | Activity):
        return None
    return record.having(hints_ignored=(*record.hints_ignored, key))
