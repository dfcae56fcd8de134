"""Making sure of records: from JSON, from a screen, and from the change record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from sef2si.domain.plan import KINDS, kind_of
from sef2si.domain.record import Record, Versioned
from sef2si.errors import Fault, Invalid

One = TypeVar("One", bound=Versioned)
CANNOT_KEEP = "Some of this can't be kept as typed. Nothing was saved; please look at what is marked and try again."

_SENTENCES = {
    "enum": "This is not one of the choices offered. Please choose again.",
    "date": "This is not a date we can read. Please write it like 9 July 2027.",
    "decimal": "This is not a number we can read. Please write it like 250 or 1,200.50.",
    "int": "This is not a whole number. Please write it in figures, such as 12.",
    "bool": "Please answer yes or no, or leave it open.",
    "string": "This box keeps text. Please type it again.",
    "missing": "This can't be left out.",
    "extra": "There is no such box in this version of sef2si. Please reload the page.",
}


def record_from(kind: str, fields: Mapping[str, Any]) -> Record:
    """A record from its JSON. Raises ``Invalid`` with a fault for each field."""
    if kind not in KINDS:
        raise Invalid("There are no records of that sort. Please reload the page.")
    try:
        return KINDS[kind].model_validate(dict(fields))
    except ValidationError as error:
        raise Invalid(CANNOT_KEEP, faults_of(kind, str(fields.get("id", "")), error)) from error


def revalidated(record: Record) -> Record:
    """The same record, certain to be valid: ``model_copy`` and ``model_construct`` ask nothing. Raises ``Invalid``."""
    fields = {name: getattr(record, name, None) for name in type(record).model_fields}
    return record_from(kind_of(record), fields)


def recorded(kind: str, fields: Mapping[str, Any]) -> Record | None:
    """A record out of the change record, which may be older than the fields of today; None if it can't be read."""
    return recorded_as(KINDS[kind], fields)


def recorded_as(cls: type[One], fields: Mapping[str, Any]) -> One | None:
    """As ``recorded``, for what is no record of a plan."""
    try:
        return cls.model_validate({name: value for name, value in fields.items() if name in cls.model_fields})
    except ValidationError:
        return None


def faults_of(kind: str, record_id: str, error: ValidationError) -> tuple[Fault, ...]:
    """One fault for each field that could not be read."""
    return tuple(
        Fault(kind, record_id, str(each["loc"][0]) if each["loc"] else "", _sentence(each)) for each in error.errors()
    )


def _sentence(error: Any) -> str:
    """Our own sentence where a validator of ours spoke, else one for the sort of value it should have been."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    sort = str(error["type"]).split("_")[0]
    return _SENTENCES.get(sort, "This can't be kept as it is. Please type it again.")
