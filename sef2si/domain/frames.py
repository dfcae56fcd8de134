"""A plan as tables for an analyst in JupyterLab: a pandas DataFrame a kind of record. Kernels do without."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sef2si.domain.fields import held
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Choice, Record

if TYPE_CHECKING:
    from pandas import DataFrame

    Frames = dict[str, DataFrame]

# Days are kept to the second, so that every day of the calendar fits; numbers of pounds and hours are floats, and a sum
# of them rounded to pennies is the plan's own.
_DTYPES = {bool: "boolean", int: "Int64", Decimal: "float64", date: "datetime64[s]", str: "string"}


def frames(plan: Plan) -> Frames:
    """See ``Plan.to_frames``."""
    import pandas  # noqa: PLC0415  (120 MB and a second: only where somebody asks)

    return {
        kind: pandas.DataFrame(
            {name: _column(pandas, cls, name, plan.records(kind)) for name in cls.model_fields if name != "id"},
            index=pandas.Index([record.id for record in plan.records(kind)], name="id", dtype="string"),
        )
        for kind, cls in KINDS.items()
    }


def _column(pandas: Any, cls: type[Record], name: str, records: tuple[Record, ...]) -> Any:
    found = held(cls.model_fields[name].annotation)
    values = [getattr(record, name) for record in records]
    if issubclass(found.type, Choice):
        values = [tuple(each.label for each in value) if found.several else value and value.label for value in values]
    if found.several:
        column = pandas.Series(index=range(len(values)), dtype=object)
        column[:] = values
        return column.array
    if issubclass(found.type, Choice):
        return pandas.Categorical(values, [member.label for member in found.type])
    return pandas.array([None if value is None else _plain(value) for value in values], dtype=_DTYPES[found.type])


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
