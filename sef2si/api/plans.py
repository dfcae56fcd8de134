"""Acts on a plan, taking them back, the history of its records, and the next year."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from sef2si.api.asking import Asked, Asking
from sef2si.api.schools import as_response
from sef2si.domain.changes import Change
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Record
from sef2si.errors import Fault, Invalid
from sef2si.services.reading import CANNOT_KEEP, record_from

router = APIRouter(prefix="/plans", tags=["plans"])


class Saved(BaseModel):
    """One record to keep, whole, with the version it was made from."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    record: dict[str, Any]


class Removed(BaseModel):
    """One record to take out, and the version that was seen."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    id: str
    version: int


class Act(BaseModel):
    """All of it is kept, or none."""

    model_config = ConfigDict(extra="forbid")
    save: list[Saved] = []
    remove: list[Removed] = []


@router.post("/{plan_id}/acts", response_model=Plan)
def act(plan_id: str, body: Act, planner: Asked, asking: Asking) -> Response:
    """Save and remove records in one act. Returns the plan as it is now."""
    save, remove = _read(body)
    return as_response(planner.write(asking, plan_id, save, remove))


@router.post("/{plan_id}/undo", response_model=Plan)
def undo(plan_id: str, planner: Asked, asking: Asking) -> Response:
    """Take back one's own last act, while nobody has changed its records since."""
    return as_response(planner.undo(asking, plan_id))


@router.get("/{plan_id}/history/{kind}/{record_id}")
def history(plan_id: str, kind: str, record_id: str, planner: Asked, asking: Asking) -> tuple[Change, ...]:
    """All changes of one record, newest first, those of earlier years included."""
    return planner.history(asking, plan_id, kind, record_id)


@router.post("/{plan_id}/carry", response_model=Plan)
def carry(plan_id: str, planner: Asked, asking: Asking) -> Response:
    """Start the next year's plan with what is still open. Returns the new plan."""
    return as_response(planner.carry(asking, plan_id))


def _read(body: Act) -> tuple[list[Record], list[Record]]:
    save: list[Record] = []
    found: list[Fault] = []
    for each in body.save:
        try:
            save.append(record_from(each.kind, each.record))
        except Invalid as error:
            if not error.faults:
                raise
            found.extend(error.faults)
    if found:
        raise Invalid(CANNOT_KEEP, tuple(found))
    if any(each.kind not in KINDS for each in body.remove):
        raise Invalid("There are no records of that sort. Please reload the page.")
    # The planner looks at kind, id and version alone, so the rest of the record need not be there.
    return save, [KINDS[each.kind].model_construct(id=each.id, version=each.version) for each in body.remove]
