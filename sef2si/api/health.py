"""Whether the service is up and can reach its plans; anybody may ask."""

from __future__ import annotations

from fastapi import APIRouter

from sef2si.api.asking import Asked

router = APIRouter(tags=["health"])


@router.get("/health")
def health(planner: Asked) -> dict[str, str]:
    """``{"status": "ok"}``, or a refusal with status 503."""
    planner.check()
    return {"status": "ok"}
