"""A real server on a unix socket, in a thread."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI app; gives the socket's path, which is short, as it must be."""
    folder = Path(tempfile.mkdtemp(prefix="svc"))
    server = uvicorn.Server(uvicorn.Config(app, uds=str(folder / "s"), log_level="critical", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield str(folder / "s")
    finally:
        server.should_exit = True
        thread.join()
        shutil.rmtree(folder)
