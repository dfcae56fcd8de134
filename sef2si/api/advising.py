"""The first view of an adviser, over all their schools."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from sef2si.api.asking import Asked, Asking
from sef2si.domain.advising import Overview

router = APIRouter(prefix="/advising", tags=["advising"])


class Looked(BaseModel):
    """The schools that were looked at."""

    model_config = ConfigDict(extra="forbid")
    urns: list[str] = Field(max_length=20_000)


@router.get("", response_model=Overview)
def overview(planner: Asked, asking: Asking) -> Response:
    """What matters now, and one line for each school that the one who asks is an adviser of, as far as it shares."""
    return Response(planner.advising.overview(asking).model_dump_json(), media_type="application/json")


@router.post("/looks", status_code=204)
def look(body: Looked, planner: Asked, asking: Asking) -> None:
    """These schools were looked at, as they are now."""
    planner.advising.look(asking, body.urns)
