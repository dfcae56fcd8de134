"""Asks for a timetable: a search in a process of its own, with limits of time and memory, that ends when its asker
does.

    with Solving(problem, Settings(seconds=20)) as solving:
        while not solving.wait(1):
            show(solving.progress)          # or solving.stop()
        timetable = solving.answer()

OR-Tools takes 150 MB, which no server and no kernel should carry; and whatever becomes of the process, the best
timetable it told of is kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import sef2si
from sef2si.advice.timetable.problem import Problem
from sef2si.advice.timetable.sound import unsound
from sef2si.advice.timetable.timetable import Ended, Progress, Timetable
from sef2si.errors import Invalid
from sef2si.solving.settings import Settings

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import sef2si; del sys.path[0]; "
    "from sef2si.solving.apart import main; main()"
)
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "TZDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_PATIENCE = 30.0  # seconds beyond the time given, for starting and ending on a busy machine


class Solving:
    """One search under way. Raises ``Invalid`` at once where the question makes no sense, with all that is wrong with
    it.
    """

    def __init__(self, problem: Problem, settings: Settings = Settings()) -> None:  # noqa: B008  (frozen)
        if faults := unsound(problem):
            raise Invalid(" ".join(faults))
        self.progress = Progress(seconds=0.0, step="starting")
        self.best: Timetable | None = None
        self._answer: Timetable | None = None
        self._refused = ""
        self._stopped = False
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and words)
            [sys.executable, "-I", "-c", _START, str(Path(sef2si.__file__).parents[1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # One heap for all threads, or glibc's heap per thread would count against the limit of memory.
            env={key: os.environ[key] for key in _KEPT if key in os.environ} | {"MALLOC_ARENA_MAX": "2"},
        )
        order = {"problem": problem.model_dump(mode="json"), "settings": settings.model_dump(mode="json")}
        self._send(json.dumps(order).encode("ascii") + b"\n")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._watch = threading.Timer(settings.seconds + _PATIENCE, self._process.kill)
        self._watch.daemon = True
        self._watch.start()

    def stop(self) -> None:
        """End soon, with the best so far."""
        self._stopped = True
        self._send(b"stop\n")

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it has ended, after waiting for so long at the most; without a number, until it has."""
        self._reader.join(seconds)
        return not self._reader.is_alive()

    def answer(self) -> Timetable:
        """The timetable, waiting for it. Raises ``Invalid`` where there is none."""
        self.wait()
        if self._answer is not None:
            return self._answer
        if self._refused:
            raise Invalid(self._refused)
        if self.best is None:
            raise Invalid("No timetable could be worked out this time. Nothing has changed; please try again.")
        ended = Ended.STOPPED if self._stopped else Ended.CUT_SHORT
        return self.best.model_copy(update={"ended": ended, "bound": self.progress.bound})

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._watch.cancel()
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, line: bytes) -> None:
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError:  # it has ended
            return

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                said = json.loads(line)
            except ValueError:  # cut off in the middle: it died
                return
            if "progress" in said:
                self.progress = Progress.model_validate(said["progress"])
            elif "better" in said:
                self.best = Timetable.model_validate(said["better"])
            elif "done" in said:
                self._answer = self.best = Timetable.model_validate(said["done"])
            elif "refused" in said:
                self._refused = str(said["refused"])


def solve(problem: Problem, settings: Settings = Settings()) -> Timetable:  # noqa: B008  (frozen)
    """Ask and wait."""
    with Solving(problem, settings) as solving:
        return solving.answer()
