"""What every endpoint needs to know: who asks, and whom it asks in turn."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from sef2si.api.refusals import SignedOut
from sef2si.domain.people import Person
from sef2si.services.planner import Planner

_bearer = HTTPBearer(auto_error=False)


def _asked(request: Request) -> Planner:
    planner: Planner = request.app.state.planner
    return planner


def _asking(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Person:
    person: Person | None = request.app.state.authenticate(credentials.credentials) if credentials else None
    if person is None:
        raise SignedOut
    return person


Asked = Annotated[Planner, Depends(_asked)]
Asking = Annotated[Person, Depends(_asking)]
