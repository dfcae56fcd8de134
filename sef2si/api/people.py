"""Who is asking."""

from __future__ import annotations

from fastapi import APIRouter

from sef2si.api.asking import Asked, Asking
from sef2si.domain.people import Person

router = APIRouter(tags=["person"])


@router.get("/person")
def person(planner: Asked, asking: Asking) -> Person:
    """The person whose token this is."""
    return planner.person(asking)
