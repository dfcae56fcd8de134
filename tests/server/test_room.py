"""Many pages at once: the files and sockets that a system grants at first are too few for them."""

from __future__ import annotations

import subprocess
import sys

import pytest
import zmq

from sef2si.server.kernels import PageKernels
from sef2si.server.room import make_room

resource = pytest.importorskip("resource", reason="This system sets no such limit.")
_IN_A_PROCESS = """
import resource, sys
soft, hard, pages = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
from sef2si.server.room import make_room
print(make_room(pages), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "hard", "pages", "room", "then"),
    [
        (1024, 8192, 20, 20, 1024),  # enough: nothing is touched
        (1024, 8192, 200, 200, 4200),  # raised as far as is needed
        (1024, 2048, 200, 92, 2048),  # as far as this system lets us, and no more pages than that
        (100, 100, 50, 1, 100),  # one page, rather than none
    ],
)
def test_the_server_takes_what_it_needs_and_no_more_pages_than_there_is_room_for(
    soft: int, hard: int, pages: int, room: int, then: int
) -> None:
    told = [sys.executable, "-c", _IN_A_PROCESS, str(soft), str(hard), str(pages)]
    done = subprocess.run(told, check=True, capture_output=True, text=True)
    assert done.stdout.split() == [str(room), str(then)]


def test_a_system_that_sets_no_limit_has_room_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert make_room(500) == 500


def test_sockets_for_every_page_that_may_be_open() -> None:
    """A page takes six of ZeroMQ's sockets, and 1,023 are what there is unless one asks for more."""
    kernels = PageKernels(capacity=200)
    assert kernels.context.get(zmq.MAX_SOCKETS) == 3200
