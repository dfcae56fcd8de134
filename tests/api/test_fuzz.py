"""The whole service, asked by schemathesis with what its description allows and with what it does not.

Whatever is sent: no answer is an error of ours, every refusal is one sentence in the shape that is described, and what
those send who may not write changes nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from sqlalchemy import Engine, func, select

from sef2si.api.app import create_app
from sef2si.domain.people import Role
from sef2si.domain.threads import Asked, ThreadSort
from sef2si.services.checking import check
from sef2si.services.planner import Planner
from sef2si.store.every import every_table
from tests import factories as make
from tests.databases import everything

PEOPLE = {"head": make.person(), "governor": make.person(id="gov", name="Gil", role=Role.GOVERNOR)}
THERE = {"urn": "100492", "plan_id": "100492-2026", "kind": "needs", "record_id": "need-1"}


@pytest.fixture
def app(sqlite_engine: Engine) -> FastAPI:
    Planner(sqlite_engine).import_plans([make.whole_plan()])
    return create_app(Planner(sqlite_engine), PEOPLE.get)


def asked(app: FastAPI, who: str, examples: int) -> Counter[int]:
    """How often each status was answered to so many tries of every operation by this person."""
    found: Counter[int] = Counter()
    quiet = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def ask(case: schemathesis.Case) -> None:
        if found.total() % 2:  # what is there is asked for as well as what is not
            case.path_parameters |= {name: THERE[name] for name in case.path_parameters if name in THERE}
        answer = case.call(headers={"Authorization": f"Bearer {who}"})
        found[answer.status_code] += 1
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert set(answer.json()) >= {"key", "sentence"}
            assert "Traceback" not in answer.text

    for operation in schemathesis.openapi.from_asgi("/service/v1/openapi.json", app).get_all_operations():
        right, wrong = (operation.ok().as_strategy(generation_mode=mode) for mode in GenerationMode)
        quiet(given(right | wrong)(ask))()
    return found


def counted(engine: Engine) -> dict[str, int]:
    """How many rows each table has, threads, promises, answers and all that is beside the plan too."""
    with everything(engine) as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in every_table()
        }


def test_a_row_beside_the_plan_would_be_seen(app: FastAPI, sqlite_engine: Engine) -> None:
    before = counted(sqlite_engine)
    asked = Asked(id="t1", sort=ThreadSort.QUESTION, text="Could you come?")
    Planner(sqlite_engine).threads.ask(PEOPLE["head"], THERE["urn"], asked)
    after = counted(sqlite_engine)
    assert {name: count - before[name] for name, count in after.items() if count != before[name]} == {
        "remarks": 1,
        "thread_changes": 2,
        "threads": 1,
    }


@pytest.mark.parametrize("examples", [10, pytest.param(300, marks=pytest.mark.heavy)])
@pytest.mark.parametrize("who", ["head", "governor", "nobody"])
def test_whatever_is_sent_is_answered_in_sentences(
    app: FastAPI, sqlite_engine: Engine, who: str, examples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before, rows = check(sqlite_engine), counted(sqlite_engine)
    found = asked(app, who, examples)
    with capsys.disabled():
        print(f" [{who}: {found.total()} requests, answered {dict(sorted(found.items()))}]", end="")
    assert found.total() > 8 * examples
    after = check(sqlite_engine)
    assert after.wrong == ()
    assert (after.changes > before.changes) == (who == "head")
    if who != "head":
        assert counted(sqlite_engine) == rows
    if who == "nobody":  # health is anybody's; what can't be read at all is refused before anybody is asked
        assert set(found) == {200, 400, 401}
