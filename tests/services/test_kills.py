"""A process killed while it saves: what it acknowledged is there, nothing is half there, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, text

from sef2si.services.checking import check
from sef2si.services.planner import Planner
from tests import factories as make
from tests.databases import everything
from tests.services.test_planner import HEAD, PLAN, seen

# Writes a number into a priority and a need in one act, again and again, and says so after each. What it may have died
# in is sent again first, as the form does. It works by forking from what is loaded already: a kill costs milliseconds.
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
        plan = planner.load(head, "100492")
        while True:
            number += 1
            place = number % 20
            p = plan.find("priorities", f"p{place}") or make.priority(id=f"p{place}")
            n = plan.find("needs", f"n{place}") or make.need(id=f"n{place}", priority_id=p.id)
            plan = planner.write(head, plan_id, [p.having(title=str(number)), n.having(what=str(number))])
            print("saved", number, flush=True)
    os.waitpid(child, 0)
    print("killed", flush=True)
"""


class Counted(NamedTuple):
    """After so many kills: saves acknowledged; of them lost, in half, and kept more than once."""

    acknowledged: int
    lost: int
    torn: int
    doubled: int


def numbers(engine: Engine, kind: str, field: str) -> Counter[int]:
    """How often each number was written into records of this kind, as the changes tell."""
    plan = seen(Planner(engine))
    found: Counter[int] = Counter()
    for record in plan.records(kind):
        for change in Planner(engine).history(HEAD, PLAN, kind, record.id):
            said = (change.after or {}).get(field, "")
            found.update([int(said)] if said.isdigit() else [])
    return found


def counted(engine: Engine, acknowledged: set[int]) -> Counted:
    """What became of these saves, each of which wrote one number into a priority and a need."""
    titles, whats = numbers(engine, "priorities", "title"), numbers(engine, "needs", "what")
    return Counted(
        acknowledged=len(acknowledged),
        lost=len(acknowledged - titles.keys()),
        torn=len(titles.keys() ^ whats.keys()),
        doubled=sum(count > 1 for count in [*titles.values(), *whats.values()]),
    )


def killed_while_saving(engine: Engine, kills: int, saves: int) -> Counted:
    """Kill it so many times, each after about so many saves."""
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
            for _ in range(chance.randint(1, 2 * saves - 1)):
                last = int(process.stdout.readline().split()[1])
                acknowledged.add(last)
            # Somewhere within the next save: it takes some milliseconds.
            subprocess.run(["sleep", f"{chance.uniform(0, 0.02):.4f}"], check=True)
            os.kill(victim, signal.SIGKILL)
            # A word cut off in the middle was not said: that save is not acknowledged.
            while (line := process.stdout.readline().split())[-1] != "killed":
                last = int(line[1])
                acknowledged.add(last)
        process.stdin.close()
    return counted(engine, acknowledged)


@pytest.mark.parametrize(("kills", "saves"), [(20, 3), pytest.param(1000, 100, marks=pytest.mark.heavy)])
def test_no_acknowledged_save_is_lost_to_a_kill(
    sqlite_engine: Engine, kills: int, saves: int, capsys: pytest.CaptureFixture[str]
) -> None:
    Planner(sqlite_engine).import_plans([make.whole_plan()])
    found = killed_while_saving(sqlite_engine, kills, saves)
    with capsys.disabled():
        print(f" [{kills} kills, {found}]", end="")
    assert found.acknowledged >= kills
    assert (found.lost, found.torn, found.doubled) == (0, 0, 0)
    assert check(sqlite_engine).wrong == ()
    with everything(sqlite_engine) as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_counting_sees_what_is_lost_torn_or_doubled(sqlite_engine: Engine) -> None:
    """The control: the same count over a save that never was, half of one, and one kept twice."""
    planner = Planner(sqlite_engine)
    planner.import_plans([make.whole_plan()])
    planner.write(HEAD, PLAN, [make.priority(id="p1", title="1"), make.need(id="n1", what="1")])
    assert counted(sqlite_engine, {1}) == Counted(1, 0, 0, 0)
    planner.write(HEAD, PLAN, [make.priority(id="p2", title="2")])
    planner.write(HEAD, PLAN, [make.need(id="n3", what="1")])
    assert counted(sqlite_engine, {1, 4}) == Counted(2, 1, 1, 1)
