"""Both gateways over each database: HttpGateway speaks to a real server on a unix socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from sef2si.api.app import create_app
from sef2si.domain.people import Person, Role
from sef2si.domain.sharing import Level
from sef2si.gateway.http import HttpGateway
from sef2si.gateway.local import LocalGateway
from sef2si.gateway.protocol import Gateway
from sef2si.services.planner import Planner
from sef2si.services.sharing import Sharings
from tests import factories as make
from tests.serving import serving

PEOPLE = {
    "head": make.person(id="head", name="Hana Head"),
    "lead": make.person(id="lead", name="Sam Patel", role=Role.CPD_LEADER),
    "governor": make.person(id="governor", name="Gil Governor", role=Role.GOVERNOR),
    "adviser": make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER),
    "elsewhere": make.person(id="elsewhere", name="Olu Other", urns=("100493",)),
}


@pytest.fixture
def planner(engine: Engine) -> Planner:
    planner = Planner(engine)
    planner.import_plans([make.whole_plan(), make.whole_plan(urn="100493")])
    return planner


@pytest.fixture
def share(engine: Engine) -> Callable[[Level], None]:
    """The head decides what advisers see."""
    sharings = Sharings(engine)

    def decide(level: Level) -> None:
        now = sharings.sharing(PEOPLE["head"], "100492")
        sharings.share(PEOPLE["head"], now.model_copy(update={"level": level}))

    return decide


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, dict[str, Planner]]]:
    """A server for the session; each test puts its own planner behind it."""
    app = create_app(None, PEOPLE.get)  # type: ignore[arg-type]
    with serving(app) as socket:
        yield f"unix://{socket}", app.state


@pytest.fixture(params=["local", "http"])
def gateway_of(request: pytest.FixtureRequest, planner: Planner) -> Iterator[Callable[[str], Gateway]]:
    """Makes the gateway of one of ``PEOPLE``."""
    opened: list[HttpGateway] = []

    def make_one(who: str) -> Gateway:
        person: Person = PEOPLE[who]
        if request.param == "local":
            return LocalGateway(planner, person)
        url, state = request.getfixturevalue("served")
        state.planner = planner
        opened.append(HttpGateway(url, who))
        return opened[-1]

    yield make_one
    for gateway in opened:
        gateway.close()
