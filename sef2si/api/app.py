"""The service as an ASGI app: one router for each noun, every refusal a sentence in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sef2si import __version__
from sef2si.api import advising, health, people, plans, schools, staff, threads
from sef2si.api.limits import TOO_MUCH, BodyLimit
from sef2si.api.refusals import Refusal, as_json
from sef2si.api.unforeseen import Unforeseen
from sef2si.domain.people import Person
from sef2si.errors import NotFound, Sef2siError
from sef2si.services.planner import Planner

PREFIX = "/service/v1"
MOST_BYTES = 2 * 1024 * 1024

_NOTHING_HERE = "There is nothing at this address of the service, or it can't be asked in this way."


def create_app(planner: Planner, authenticate: Callable[[str], Person | None]) -> FastAPI:
    """The plan service. ``authenticate`` says whose a bearer token is, asked anew on every call; None: nobody's.

    Its description is at ``/service/v1/openapi.json``; there are no pages that would fetch scripts from elsewhere.
    A body may hold 2 MB.
    """
    app = FastAPI(
        title="sef2si plan service",
        version=__version__,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={"default": {"model": Refusal, "description": "Refused: one sentence says what to do."}},
    )
    app.state.planner = planner
    app.state.authenticate = authenticate
    for module in (people, schools, plans, staff, threads, advising, health):
        app.include_router(module.router, prefix=PREFIX)
    app.add_middleware(BodyLimit, most_bytes=MOST_BYTES)
    app.add_middleware(Unforeseen)
    app.add_exception_handler(Sef2siError, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _not_taken)
    return app


def _refused(request: Request, error: Any) -> JSONResponse:
    # 401 tells a client that signing in would help; the refusal in it is the same as for any other.
    status = 401 if getattr(error, "signed_out", False) else error.status
    return JSONResponse(as_json(error), status)


def _unreadable(request: Request, error: Any) -> JSONResponse:
    return JSONResponse(as_json(Sef2siError("The service could not read that. Please reload the page.")), 400)


def _not_taken(request: Request, error: Any) -> JSONResponse:
    told = Sef2siError(TOO_MUCH) if error.status_code == 413 else NotFound(_NOTHING_HERE)
    return JSONResponse(as_json(told), error.status_code)
