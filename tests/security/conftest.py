"""The server's fixtures, for all that tries to get past its guards."""

from collections.abc import Iterator

import pytest

from tests.server.conftest import home, server, standing_house, started
from tests.server.outside import Doors, doors

__all__ = ["home", "server", "standing_house", "started"]


@pytest.fixture(scope="package")
def standing_doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with doors(tmp_path_factory.mktemp("outside")) as one:
        yield one


@pytest.fixture
def at(standing_doors: Doors) -> Iterator[Doors]:
    for provider in standing_doors.providers.values():
        provider.forget()
    standing_doors.providers["entra"].issuer = standing_doors.providers["entra"].address + "/{tenantid}"
    yield standing_doors
    standing_doors.home.server.forget_clients()
    standing_doors.home.forget_tries()
