"""The search in a process of its own: progress, stop, limits, and no process left behind."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

from benchmarks.timetable_schools import SIZES, school
from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.problem import Placed
from sef2si.advice.timetable.timetable import Ended
from sef2si.errors import Invalid
from sef2si.solving.asking import Solving, solve
from sef2si.solving.settings import Settings
from tests.advice.timetable.test_checker import PROBLEM, having

SLOW = school(SIZES[1], 1)


def test_an_answer_comes_from_a_process_of_its_own_and_this_one_stays_without_the_solver() -> None:
    found = solve(PROBLEM, Settings(seconds=20, workers=1))
    assert (found.ended, found.gap, broken(PROBLEM, found)) == (Ended.PROVEN, 0.0, ())
    done = subprocess.run(
        [sys.executable, "-c", "import sys, sef2si.solving.asking; print('ortools' in sys.modules)"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


def test_stopped_it_gives_the_best_so_far_and_says_how_far_from_the_best_possible_that_may_be() -> None:
    with Solving(SLOW, Settings(seconds=600)) as solving:
        while solving.best is None:
            assert not solving.wait(0.1)
        solving.stop()
        found = solving.answer()
    assert found.ended is Ended.STOPPED
    assert found.bound is not None
    assert 0 < found.totals.met <= found.bound
    assert broken(SLOW, found) == ()


def test_a_process_that_dies_leaves_its_best() -> None:
    with Solving(SLOW, Settings(seconds=600)) as solving:
        while solving.best is None:
            assert not solving.wait(0.1)
        solving._process.kill()
        found = solving.answer()
    assert found.ended is Ended.CUT_SHORT
    assert broken(SLOW, found) == ()


def test_beyond_its_memory_it_ends_with_a_sentence() -> None:
    with (
        Solving(SLOW, Settings(seconds=600, memory=60 << 20)) as solving,
        pytest.raises(Invalid, match="No timetable could be worked out this time"),
    ):
        solving.answer()


def test_it_ends_when_its_asker_does() -> None:
    asker = subprocess.Popen(
        [
            sys.executable, "-c",
            "import time; from tests.solving.test_asking import SLOW, Settings, Solving; "
            "asked = Solving(SLOW, Settings(seconds=600)); print(asked._process.pid, flush=True); time.sleep(600)",
        ],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with asker:
        assert asker.stdout is not None
        process = psutil.Process(int(asker.stdout.readline()))
        assert process.is_running()
        asker.kill()
    process.wait(60)
    assert not process.is_running()


def test_what_makes_no_sense_is_refused_before_anything_starts() -> None:
    with pytest.raises(Invalid, match="What is pinned names options that are not there"):
        Solving(having(pins=(Placed(option="gone"),)))


def test_pins_that_cannot_be_kept_are_a_sentence() -> None:
    twice = (Placed(option="o", people=("a", "b", "c")), Placed(option="o", people=("a", "b")))
    with pytest.raises(Invalid, match="What is pinned can't all be kept together"):
        solve(having(pins=twice), Settings(seconds=20, workers=1))


def test_progress_says_how_far_it_is() -> None:
    with Solving(SLOW, Settings(seconds=600)) as solving:
        until = time.monotonic() + 120
        while solving.progress.gap is None and time.monotonic() < until:
            solving.wait(0.1)
        seen = solving.progress
    assert seen.best is not None
    assert seen.bound is not None
    assert seen.gap == (seen.bound - seen.best) / seen.bound


def test_what_a_solver_prints_is_no_line_of_ours() -> None:
    order = (
        "import os; from sef2si.solving.apart import _Out; out = _Out(); os.write(1, b'by a solver'); out.send('a', 1)"
    )
    done = subprocess.run([sys.executable, "-c", order], check=True, capture_output=True)
    assert (done.stdout, done.stderr) == (b'{"a": 1}\n', b"by a solver")
