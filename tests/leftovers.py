"""What is one for the whole process, and must be as it was when a test ends: the next may be any other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sef2si.services import access


def _common() -> dict[str, object]:
    ours = ("SEF2SI_", "HOME", "TZ")  # libraries set some of their own once they are imported
    return {
        "the environment": {name: said for name, said in os.environ.items() if name.startswith(ours)},
        "the folder": Path.cwd(),
        "access.THING": access.THING.get(),
        "who watches (access)": list(access._watchers),
    }


@contextmanager
def nothing_left() -> Iterator[None]:
    """Fails in the end where something is not as it was, and puts back what would make others fail too."""
    before, thing = _common(), access.THING.get()
    watchers = list(access._watchers)
    yield
    after = _common()
    access.THING.set(thing)
    access._watchers[:] = watchers
    assert after == before, "This test leaves something behind for whichever comes next"
