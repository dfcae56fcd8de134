"""What runs in the process of its own: a question on standard input, lines of progress and at last an answer on
standard output.

Every line is JSON: the first one in is ``{"problem", "settings"}``; ``stop`` after it ends the search with the best so
far, and the end of input means that nobody listens any more, so the process ends at once. Lines out: ``{"progress"}``,
``{"better"}``, and as the last ``{"done"}`` or ``{"refused"}``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any

_EVERY = 0.3  # seconds between two timetables on the way


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    _limit(int(order["settings"]["memory"]))
    out = _Out()
    try:
        _search(order, out)
    except MemoryError:
        os._exit(1)
    os._exit(0)  # at once: a bound that is still looked for is not waited for


def _search(order: dict[str, Any], out: _Out) -> None:
    from sef2si.advice.timetable.problem import Problem  # noqa: PLC0415  (after the limits)
    from sef2si.errors import Invalid  # noqa: PLC0415
    from sef2si.solving.search import Search  # noqa: PLC0415
    from sef2si.solving.settings import Settings  # noqa: PLC0415

    search = Search(Problem.model_validate(order["problem"]), Settings.model_validate(order["settings"]), out.tell)
    threading.Thread(target=_listen, args=(search.stop,), daemon=True).start()
    try:
        out.send("done", search.run().model_dump(mode="json"))
    except Invalid as error:
        out.send("refused", error.sentence)


class _Out:
    """Standard output, a line at a time, from whatever thread. It is ours alone: what a solver prints goes nowhere."""

    def __init__(self) -> None:
        self._pipe = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._last = -_EVERY

    def tell(self, progress: Any, timetable: Any) -> None:
        self.send("progress", progress.model_dump(mode="json"))
        if timetable is not None and time.monotonic() - self._last >= _EVERY:
            self._last = time.monotonic()
            self.send("better", timetable.model_dump(mode="json"))

    def send(self, key: str, value: object) -> None:
        with self._lock:
            self._pipe.write(json.dumps({key: value}).encode("ascii") + b"\n")
            self._pipe.flush()


def _listen(stop: Any) -> None:
    for line in sys.stdin.buffer:
        if line.strip() == b"stop":
            stop()
    os._exit(1)


def _limit(memory: int) -> None:
    """Set what this system can limit: memory that is really used, and no file may be written."""
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    for name, most in (("RLIMIT_DATA", memory), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        number = getattr(resource, name, None)
        if number is not None:
            try:
                resource.setrlimit(number, (most, most))
            except (ValueError, OSError):  # macOS refuses some
                continue
