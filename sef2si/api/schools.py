"""A school's years, and its plan of one of them."""

from __future__ import annotations

from fastapi import APIRouter, Response

from sef2si.api.asking import Asked, Asking
from sef2si.domain.plan import Plan

router = APIRouter(prefix="/schools", tags=["schools"])


@router.get("/{urn}/years")
def years(urn: str, planner: Asked, asking: Asking) -> tuple[str, ...]:
    """The academic years this school has plans of, newest first."""
    return planner.years(asking, urn)


@router.get("/{urn}/plan", response_model=Plan)
def plan(urn: str, planner: Asked, asking: Asking, year: str | None = None) -> Response:
    """The school's plan of a year (``2026/27``), by default the newest, as far as this person may see it."""
    return as_response(planner.load(asking, urn, year))


def as_response(plan: Plan) -> Response:
    """The plan's own JSON as it is: it is valid, and checking it a second time would cost more than making it."""
    return Response(plan.model_dump_json(), media_type="application/json")
