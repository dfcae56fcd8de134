"""The service's own manners: who is let in, how it refuses, what it says of itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Engine

from sef2si.api.app import MOST_BYTES, create_app
from sef2si.domain.people import Role
from sef2si.services.planner import Planner
from tests import factories as make
from tests.serving import serving

PEOPLE = {
    "head-token": make.person(),
    "governor-token": make.person(id="gov", name="Gil", role=Role.GOVERNOR),
}
HEAD = {"Authorization": "Bearer head-token"}
PLAN = "/service/v1/plans/100492-2026"


@pytest.fixture
def app(sqlite_engine: Engine) -> FastAPI:
    planner = Planner(sqlite_engine)
    planner.import_plans([make.whole_plan()])
    return create_app(planner, PEOPLE.get)


@contextmanager
def asking(app: FastAPI) -> Iterator[httpx.Client]:
    with (
        serving(app) as socket,
        httpx.Client(transport=httpx.HTTPTransport(uds=socket), base_url="http://service", timeout=30) as client,
    ):
        yield client


@pytest.fixture
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with asking(app) as client:
        yield client


def routes(client: httpx.Client) -> list[tuple[str, str]]:
    described = client.get("/service/v1/openapi.json").json()["paths"]
    return sorted((method.upper(), path) for path, methods in described.items() for method in methods)


def test_the_routes_are_those_of_the_architecture(client: httpx.Client) -> None:
    assert routes(client) == [
        ("GET", "/service/v1/advising"),
        ("GET", "/service/v1/health"),
        ("GET", "/service/v1/person"),
        ("GET", "/service/v1/plans/{plan_id}/history/{kind}/{record_id}"),
        ("GET", "/service/v1/schools/{urn}/plan"),
        ("GET", "/service/v1/schools/{urn}/staff"),
        ("GET", "/service/v1/schools/{urn}/staff/{member_id}/history"),
        ("GET", "/service/v1/schools/{urn}/talks"),
        ("GET", "/service/v1/schools/{urn}/years"),
        ("POST", "/service/v1/advising/looks"),
        ("POST", "/service/v1/plans/{plan_id}/acts"),
        ("POST", "/service/v1/plans/{plan_id}/carry"),
        ("POST", "/service/v1/plans/{plan_id}/undo"),
        ("POST", "/service/v1/schools/{urn}/staff/acts"),
        ("POST", "/service/v1/schools/{urn}/staff/undo"),
        ("POST", "/service/v1/schools/{urn}/talks/promises"),
        ("POST", "/service/v1/schools/{urn}/talks/promises/{promise_id}/keeping"),
        ("POST", "/service/v1/schools/{urn}/talks/threads"),
        ("POST", "/service/v1/schools/{urn}/talks/threads/{thread_id}/closing"),
        ("POST", "/service/v1/schools/{urn}/talks/threads/{thread_id}/remarks"),
    ]


def test_every_route_but_health_asks_for_a_token(client: httpx.Client) -> None:
    filled = {"urn": "100492", "plan_id": "100492-2026", "kind": "needs", "record_id": "need-1", "member_id": "m"}
    filled |= {"thread_id": "t", "promise_id": "p"}
    for method, path in routes(client):
        for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic head-token"}):
            response = client.request(method, path.format(**filled), headers=headers, json={})
            if path.endswith("/health"):
                assert (response.status_code, response.json()) == (200, {"status": "ok"})
            else:
                assert (response.status_code, response.json()["key"]) == (401, "not_allowed")


def test_every_endpoint_is_a_plain_function(client: httpx.Client) -> None:
    """An ``async`` one that waits for the database would hold up everybody else."""
    import inspect

    from sef2si.api import advising, health, people, plans, schools, staff, threads

    modules = (advising, health, people, plans, schools, staff, threads)
    found = [route for module in modules for route in module.router.routes]
    assert len(found) == len(routes(client))
    assert [r.path for r in found if isinstance(r, APIRoute) and inspect.iscoroutinefunction(r.endpoint)] == []


def test_no_page_that_would_fetch_scripts_from_elsewhere(client: httpx.Client) -> None:
    assert [client.get(path).status_code for path in ("/docs", "/redoc", "/service/v1/docs")] == [404] * 3


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        ({"save": [{"kind": "needs", "record": {"id": "n", "colour": "red"}}]}, 422, "invalid"),
        ({"save": [{"kind": "needs", "record": {"id": "n", "people": "many"}}]}, 422, "invalid"),
        ({"save": [{"kind": "needs", "record": {"id": "n", "ask_again": "9/7/27"}}]}, 422, "invalid"),
        ({"save": [{"kind": "needs", "record": {"id": "../x"}}]}, 422, "invalid"),
        ({"save": [{"kind": "plans", "record": {}}]}, 422, "invalid"),
        ({"remove": [{"kind": "plans", "id": "x", "version": 1}]}, 422, "invalid"),
        ({"keep": []}, 400, "refused"),
        ([], 400, "refused"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_sentence(client: httpx.Client, body, status: int, key: str) -> None:
    before = client.get("/service/v1/schools/100492/plan", headers=HEAD).json()
    response = client.post(f"{PLAN}/acts", json=body, headers=HEAD)
    assert (response.status_code, response.json()["key"]) == (status, key)
    assert response.json()["sentence"].endswith(".")
    assert all(
        fault["field"] and fault["sentence"].endswith((".", "50.")) for fault in response.json().get("faults", [])
    )
    assert client.get("/service/v1/schools/100492/plan", headers=HEAD).json() == before


def test_broken_json_is_refused(client: httpx.Client) -> None:
    response = client.post(f"{PLAN}/acts", content=b'{"save": [', headers=HEAD)
    assert (response.status_code, response.json()["key"]) == (400, "refused")


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_2_mb_is_refused_announced_or_not(client: httpx.Client, announced: bool) -> None:
    big = b'{"save": [], "x": "' + b"x" * MOST_BYTES + b'"}'
    content = big if announced else (big[i : i + 65_536] for i in range(0, len(big), 65_536))
    response = client.post(f"{PLAN}/acts", content=content, headers=HEAD)
    assert (response.status_code, response.json()["key"]) == (413, "refused")


def test_the_longest_act_a_form_makes_is_taken(client: httpx.Client) -> None:
    long = make.activity(id="a", **dict.fromkeys(("what", "follow_up", "pass_on", "intended"), "é" * 20_000))
    body = {"save": [{"kind": "activities", "record": long.model_dump(mode="json")}]}
    assert client.post(f"{PLAN}/acts", json=body, headers=HEAD).status_code == 200


def test_what_was_not_foreseen_is_a_sentence_without_a_trace(app: FastAPI, client: httpx.Client, caplog) -> None:
    app.state.planner = None
    with caplog.at_level(logging.ERROR, logger="sef2si.api.unforeseen"):
        response = client.get("/service/v1/schools/100492/years", headers=HEAD)
    assert response.status_code == 500
    assert response.json() == {
        "key": "unforeseen",
        "sentence": "Something went wrong on our side. Nothing was saved; please try again, and tell us if it stays.",
    }
    where = "/schools/{urn}/years"
    told = [r.getMessage() for r in caplog.records if r.name == "sef2si.api.unforeseen"]
    assert told == [f"Unforeseen AttributeError at {where}."]

    async def asked_here() -> int:
        """Nothing is raised to whatever serves us, which would write it down."""
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as inner:
            return (await inner.get("/service/v1/schools/100492/years", headers=HEAD)).status_code

    assert asyncio.run(asked_here()) == 500


def test_the_person_is_asked_anew_on_every_call(sqlite_engine: Engine) -> None:
    planner = Planner(sqlite_engine)
    planner.import_plans([make.whole_plan()])
    people = dict(PEOPLE)
    with asking(create_app(planner, people.get)) as client:

        def asked() -> httpx.Response:
            return client.get("/service/v1/schools/100492/years", headers=HEAD)

        assert asked().status_code == 200
        people["head-token"] = make.person(urns=())
        assert asked().status_code == 404
        del people["head-token"]
        assert asked().status_code == 401


def test_a_governor_is_refused_with_403(client: httpx.Client) -> None:
    response = client.post(f"{PLAN}/undo", headers={"Authorization": "Bearer governor-token"})
    assert (response.status_code, response.json()["key"]) == (403, "not_allowed")
