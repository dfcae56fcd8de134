"""A process killed while it saves: what it acknowledged is there, nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sef2si.services.planner import Planner
from tests import factories as make
from tests.services.test_planner import HEAD, PLAN, seen

# Saves a priority and a need in one act, again and again, and says so after each. It works for the next save by
# forking from what is loaded already: a kill costs milliseconds, not the start of Python.
SAVER = """
import os, sys
from sef2si.services.planner import Planner
from sef2si.store.engine import open_engine
from tests import factories as make

head, plan_id = make.person(), "100492-2026"
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        planner = Planner(open_engine(sys.argv[1]))
        print("pid", os.getpid(), flush=True)
        number = int(line)
        while True:
            number += 1
            p, n = f"p{number}", f"n{number}"
            planner.write(head, plan_id, [make.priority(id=p), make.need(id=n, priority_id=p)])
            print("saved", number, flush=True)
    os.waitpid(child, 0)
    print("killed", flush=True)
"""


def killed_while_saving(engine: Engine, kills: int) -> tuple[int, int, int]:
    """How many saves were acknowledged, how many of them are lost, and how many acts are torn, after so many kills."""
    chance = random.Random(20260901)
    acknowledged: set[int] = set()
    last = 0
    with subprocess.Popen(
        [sys.executable, "-c", SAVER, str(engine.url)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(kills):
            process.stdin.write(f"{last}\n")
            process.stdin.flush()
            victim = int(process.stdout.readline().split()[1])
            wanted = chance.randint(1, 4)
            for _ in range(wanted):
                last = int(process.stdout.readline().split()[1])
                acknowledged.add(last)
            # Somewhere within the next save: it takes some milliseconds.
            subprocess.run(["sleep", f"{chance.uniform(0, 0.02):.4f}"], check=True)
            os.kill(victim, signal.SIGKILL)
            # A word cut off in the middle was not said: that save is not acknowledged.
            while (line := process.stdout.readline().split())[-1] != "killed":
                last = int(line[1])
                acknowledged.add(last)
            last += 1  # the save it died in may have been kept
        process.stdin.close()
    plan = seen(Planner(engine))
    there = {int(priority.id[1:]) for priority in plan.priorities if priority.id != "priority-1"}
    whole = {int(need.id[1:]) for need in plan.needs if need.id != "need-1"}
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        rows = connection.execute(text("SELECT record_id FROM changes WHERE kind = 'priorities'")).scalars().all()
    recorded = [int(record_id[1:]) for record_id in rows if record_id != "priority-1"]
    torn = (there ^ whole) | (there ^ set(recorded))
    assert len(recorded) == len(set(recorded))
    return len(acknowledged), len(acknowledged - there), len(torn)


@pytest.mark.parametrize("kills", [20, pytest.param(1000, marks=pytest.mark.heavy)])
def test_no_acknowledged_save_is_lost_to_a_kill(
    sqlite_engine: Engine, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    Planner(sqlite_engine).import_plans([make.whole_plan()])
    acknowledged, lost, torn = killed_while_saving(sqlite_engine, kills)
    with capsys.disabled():
        print(f" [{kills} kills, {acknowledged} acknowledged saves: {lost} lost, {torn} torn]", end="")
    assert (acknowledged >= kills, lost, torn) == (True, 0, 0)


def test_counting_sees_a_save_that_is_lost(sqlite_engine: Engine) -> None:
    """The control: take one away behind the planner's back, and the same comparison finds it."""
    planner = Planner(sqlite_engine)
    planner.import_plans([make.whole_plan()])
    planner.write(HEAD, PLAN, [make.priority(id="p1"), make.need(id="n1", priority_id="p1")])
    with sqlite_engine.begin() as connection:
        connection.execute(text("DELETE FROM needs WHERE id = 'n1'"))
        connection.execute(text("DELETE FROM priorities WHERE id = 'p1'"))
    plan = seen(planner)
    assert {"p1"} - {priority.id for priority in plan.priorities} == {"p1"}
