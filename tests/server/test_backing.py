"""The server's own backups: one a day, kept for as long as asked, and a failure that is told and tried again."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sef2si.server.backing import DailyBackups
from sef2si.services.planner import Planner
from tests import factories as make
from tests.databases import owner_of


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 2, 0)  # noqa: DTZ001 (what a name says, in local time)

    def __call__(self) -> datetime:
        return self.at

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def daily(engine: Engine, tmp_path: Path, clock: Clock) -> DailyBackups:
    """As a server whose role owns the tables makes them."""
    Planner(owner_of(engine)).import_plans([make.whole_plan()])
    return DailyBackups(owner_of(engine), tmp_path / "backups", keep=2, now=clock)


def names(daily: DailyBackups) -> list[str]:
    return sorted(each.name for each in daily.folder.iterdir())


def test_one_a_day_and_the_oldest_go(daily: DailyBackups, clock: Clock) -> None:
    assert daily.sentence == "No backup yet."
    for hours in (0, 1, 22, 1, 24):
        clock.later(hours=hours)
        asyncio.run(daily.make_if_due())
    assert names(daily) == ["sef2si-20261103-020000.db", "sef2si-20261104-020000.db"]
    assert daily.sentence == "The last backup was made on 4 November 2026 at 02:00."


def test_a_restart_neither_skips_a_day_nor_doubles_one(daily: DailyBackups, clock: Clock) -> None:
    asyncio.run(daily.make_if_due())
    clock.later(hours=3)
    again = DailyBackups(daily.engine, daily.folder, keep=2, now=clock)
    asyncio.run(again.make_if_due())
    assert names(daily) == ["sef2si-20261102-020000.db"]
    clock.later(days=9)
    asyncio.run(again.make_if_due())
    assert names(daily) == ["sef2si-20261102-020000.db", "sef2si-20261111-050000.db"]


def test_a_backup_dated_by_a_clock_that_was_wrong_keeps_nobody_from_making_one(
    daily: DailyBackups, clock: Clock
) -> None:
    daily.folder.mkdir()
    (daily.folder / "sef2si-20990101-000000.db").write_text("")
    for _ in range(3):
        asyncio.run(daily.make_if_due())
        clock.later(minutes=1)
    assert names(daily) == ["sef2si-20261102-020000.db", "sef2si-20990101-000000.db"]


def test_a_failure_is_told_and_tried_again_in_a_while(daily: DailyBackups, clock: Clock) -> None:
    daily.folder.write_text("in the way")
    asyncio.run(daily.make_if_due())
    assert daily.failed == "File exists."
    assert daily.sentence == (
        "No backup yet. The next one failed: File exists. It is tried again every quarter of an hour."
    )
    daily.folder.unlink()
    clock.later(minutes=14)
    asyncio.run(daily.make_if_due())
    assert not daily.folder.exists()
    clock.later(minutes=1)
    asyncio.run(daily.make_if_due())
    assert (daily.failed, names(daily)) == ("", ["sef2si-20261102-021500.db"])


def test_two_at_once_make_one(daily: DailyBackups) -> None:
    async def both() -> None:
        await asyncio.gather(daily.make_if_due(), daily.make_if_due())

    asyncio.run(both())
    assert names(daily) == ["sef2si-20261102-020000.db"]
