"""The server's fixtures, for all that tries to get past its guards."""

from tests.server.conftest import server, started

__all__ = ["server", "started"]
