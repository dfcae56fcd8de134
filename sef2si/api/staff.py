"""A school's staff register, acts on it, and taking them back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from sef2si.api.asking import Asked, Asking
from sef2si.domain.changes import StaffChange
from sef2si.domain.staff import StaffMember
from sef2si.errors import Fault, Invalid
from sef2si.services.reading import CANNOT_KEEP
from sef2si.services.staffing import member_from

router = APIRouter(prefix="/schools/{urn}/staff", tags=["staff"])


class Removed(BaseModel):
    """Somebody to take out of the register, and the version that was seen."""

    model_config = ConfigDict(extra="forbid")
    id: str
    version: int


class StaffAct(BaseModel):
    """All of it is kept, or none. Each to save is a whole member of staff, with the version it was made from."""

    model_config = ConfigDict(extra="forbid")
    save: list[dict[str, Any]] = []
    remove: list[Removed] = []


@router.get("")
def members(urn: str, planner: Asked, asking: Asking) -> tuple[StaffMember, ...]:
    """All who are or were on the staff, by surname."""
    return planner.staff.members(asking, urn)


@router.post("/acts")
def act(urn: str, body: StaffAct, planner: Asked, asking: Asking) -> tuple[StaffMember, ...]:
    """Save members of staff and take some out, in one act. Returns the register as it is now."""
    save: list[StaffMember] = []
    found: list[Fault] = []
    for each in body.save:
        try:
            save.append(member_from(each))
        except Invalid as error:
            found.extend(error.faults)
    if found:
        raise Invalid(CANNOT_KEEP, tuple(found))
    remove = [StaffMember.model_construct(id=each.id, version=each.version, name="") for each in body.remove]
    return planner.staff.write(asking, urn, save, remove)


@router.post("/undo")
def undo(urn: str, planner: Asked, asking: Asking) -> tuple[StaffMember, ...]:
    """Take back one's own last act on the register, while nobody has changed it since."""
    return planner.staff.undo(asking, urn)


@router.get("/{member_id}/history")
def history(urn: str, member_id: str, planner: Asked, asking: Asking) -> tuple[StaffChange, ...]:
    """All changes of one member of staff, newest first."""
    return planner.staff.history(asking, urn, member_id)
