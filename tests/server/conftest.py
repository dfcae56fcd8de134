"""One server for all tests of the server; they leave no kernel behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.house import House, house
from tests.server.running import Running, running


@pytest.fixture(scope="package")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server"), "--probe") as one:
        yield one


@pytest.fixture
def server(started: Running) -> Iterator[Running]:
    yield started
    started.forget_clients()


@pytest.fixture(scope="package")
def standing_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server with accounts, whose letters go into a file."""
    with house(tmp_path_factory.mktemp("house"), "--probe", "--letters") as one:
        yield one


@pytest.fixture
def home(standing_house: House) -> Iterator[House]:
    yield standing_house
    standing_house.server.forget_clients()
    standing_house.forget_tries()
