"""A plan as pandas tables: every field of every kind with its true type, easy to join, and no weight on a kernel."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pandas
import pytest

from sef2si.advice.costs import sum_of
from sef2si.documents.samples import read_samples
from sef2si.domain.fields import held
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Choice
from tests import factories as make
from tests.documents.data.plans import full_plan


def said(value: Any) -> Any:
    """A field as its frame holds it."""
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, tuple):
        return tuple(said(each) for each in value)
    if isinstance(value, date):
        return pandas.Timestamp(value)
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("plan", [full_plan(), *read_samples()], ids=lambda plan: plan.urn)
def test_a_frame_a_kind_holds_every_record_and_field(plan: Plan) -> None:
    frames = plan.to_frames()
    assert list(frames) == list(KINDS)
    for kind, cls in KINDS.items():
        frame, records = frames[kind], plan.records(kind)
        assert (frame.index.name, list(frame.index)) == ("id", [record.id for record in records])
        assert list(frame.columns) == [name for name in cls.model_fields if name != "id"]
        for name in frame.columns:
            found = [None if not isinstance(value, tuple) and pandas.isna(value) else value for value in frame[name]]
            assert found == [said(getattr(record, name)) for record in records], (kind, name)


def test_types_are_true_even_where_nothing_is_said() -> None:
    for plan in (full_plan(), make.plan(), make.whole_plan()):
        for kind, frame in plan.to_frames().items():
            for name in frame.columns:
                field, dtype = held(KINDS[kind].model_fields[name].annotation), frame[name].dtype
                if field.several:
                    assert str(dtype) == "object"
                elif issubclass(field.type, Choice):
                    assert list(dtype.categories) == [member.label for member in field.type]
                else:
                    names = {bool: "boolean", int: "Int64", Decimal: "float64", date: "datetime64[s]", str: "string"}
                    assert str(dtype) == names[field.type], (kind, name)


def test_any_day_of_the_calendar_fits() -> None:
    days = (date(1, 1, 1), date(1899, 12, 31), date(9999, 12, 31))
    plan = make.plan(evidence=tuple(make.evidence(id=f"e-{day.year}", dated=day) for day in days))
    assert [day.date() for day in plan.to_frames()["evidence"]["dated"]] == list(days)


@pytest.mark.parametrize("plan", read_samples(), ids=lambda plan: plan.urn)
def test_sums_are_the_plans_to_the_penny(plan: Plan) -> None:
    activities = plan.to_frames()["activities"]
    found = sum_of(plan.activities, plan.school)
    assert Decimal(str(round(activities["price"].sum(), 2))) == found.price
    assert Decimal(str(round(activities["support_staff_pay"].sum(), 2))) == found.paid_time


def test_links_join() -> None:
    frames = make.whole_plan().to_frames()
    needs = frames["activities"]["need_ids"].explode().map(frames["needs"]["priority_id"])
    assert needs.map(frames["priorities"]["title"]).to_dict() == {"activity-1": "Reading fluency"}


def test_pandas_is_loaded_only_by_who_asks() -> None:
    code = "import sys, sef2si.domain.plan, sef2si.widgets.workbook; print('pandas' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
