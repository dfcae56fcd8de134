"""The server's fixtures, for all that tries to get past its guards."""

from tests.server.conftest import home, server, standing_house, started

__all__ = ["home", "server", "standing_house", "started"]
