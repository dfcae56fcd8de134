"""Threads between a school and its advisers, and promises. Each act gives back all that the one who asks sees."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from sef2si.api.asking import Asked, Asking
from sef2si.domain import threads as said
from sef2si.domain.threads import Talks

router = APIRouter(prefix="/schools/{urn}/talks", tags=["talks"])


class Closing(BaseModel):
    """Whether a thread is settled."""

    model_config = ConfigDict(extra="forbid")
    closed: bool = True


class Keeping(BaseModel):
    """Whether a promise was kept."""

    model_config = ConfigDict(extra="forbid")
    kept: bool = True


@router.get("")
def talks(urn: str, planner: Asked, asking: Asking) -> Talks:
    """All threads and promises that the one who asks sees at this school."""
    return planner.threads.talks(asking, urn)


@router.post("/threads")
def ask(urn: str, body: said.Asked, planner: Asked, asking: Asking) -> Talks:
    """Ask, or leave a word of praise, under an id of one's own: sent twice, it is there once."""
    return planner.threads.ask(asking, urn, body)


@router.post("/threads/{thread_id}/remarks")
def remark(urn: str, thread_id: str, body: said.Said, planner: Asked, asking: Asking) -> Talks:
    """Answer, or go on, under an id of one's own."""
    return planner.threads.remark(asking, urn, thread_id, body)


@router.post("/threads/{thread_id}/closing")
def close(urn: str, thread_id: str, body: Closing, planner: Asked, asking: Asking) -> Talks:
    """Settle a question, or open it again."""
    return planner.threads.close(asking, urn, thread_id, closed=body.closed)


@router.post("/promises")
def promise(urn: str, body: said.Promised, planner: Asked, asking: Asking) -> Talks:
    """An adviser promises something by a day, under an id of their own."""
    return planner.threads.promise(asking, urn, body)


@router.post("/promises/{promise_id}/keeping")
def keep_promise(urn: str, promise_id: str, body: Keeping, planner: Asked, asking: Asking) -> Talks:
    """Mark one's own promise as kept, or take the mark away."""
    return planner.threads.keep_promise(asking, urn, promise_id, is_kept=body.kept)
