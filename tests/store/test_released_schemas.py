"""From every schema that was ever landed to today's, on both databases: no row is lost, even where one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, Table, inspect, select, text
from sqlalchemy.engine import make_url

from sef2si.domain.notes import ALL_LEADERS, moved_from
from sef2si.domain.threads import Asked, ThreadSort
from sef2si.services.checking import check
from sef2si.services.planner import Planner
from sef2si.store.engine import EVERY_SCHOOL, open_engine, reading, writing
from sef2si.store.migrate import empty_at, migrate, revisions
from sef2si.store.rows import read_plan
from sef2si.store.sealing import NONE, hash_of, written
from sef2si.store.tables import CHANGES
from tests import factories as make
from tests.databases import new_database, run
from tests.people import Town

RELEASED = revisions()
ROOT = Path(__file__).parents[2]

Rows = dict[str, list[dict[str, Any]]]

# Columns that earlier schemas had and today's has not, with what is put there: they are no part of what is compared.
GONE = {("judgements", "private_note"): ""}

# Brings a database up to date and dies just before its nth statement, again and again, for each n it is told: it forks
# from what is loaded already, so that a death costs milliseconds.
DYING = """
import os, signal, sys
from sqlalchemy import event
from sef2si.store.engine import open_engine
from sef2si.store.migrate import empty_at, migrate, revisions

for line in sys.stdin:
    number, url = line.split()
    child = os.fork()
    if child == 0:
        engine = open_engine(url)
        seen = 0

        @event.listens_for(engine, "before_cursor_execute")
        def die(*about):
            global seen
            seen += 1
            if seen == int(number):
                os.kill(os.getpid(), signal.SIGKILL)

        migrate(engine)
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def rows(engine: Engine, like: Rows | None = None) -> Rows:
    """All rows of all tables, sorted; with ``like``, only the tables and columns that those have."""
    found: Rows = {}
    with reading(engine, EVERY_SCHOOL) as connection:
        known = MetaData()
        known.reflect(connection)
        for table in known.sorted_tables:
            if table.name == "alembic_version" or (like is not None and table.name not in like):
                continue
            names = [column.name for column in table.columns]
            if like is not None and like[table.name]:
                names = [name for name in names if name in like[table.name][0]]
            said = connection.execute(select(*(table.c[name] for name in names))).mappings()
            gone = {name: GONE[each, name] for each, name in GONE if each == table.name and name not in table.c}
            order = list(like[table.name][0]) if like is not None and like[table.name] else names
            whole = ({**row, **gone} for row in said)
            found[table.name] = sorted(({name: row[name] for name in order} for row in whole), key=repr)
    return found


def filled_like(source: Engine, target: Engine) -> Rows:
    """What today's database says, as far as the earlier one has tables and columns for it; what that says then."""
    known = MetaData()
    known.reflect(target)
    today = MetaData()
    today.reflect(source)
    with reading(source, EVERY_SCHOOL) as there, writing(target, EVERY_SCHOOL) as here:
        for table in known.sorted_tables:
            if table.name in today.tables and table.name != "alembic_version":
                names = [c.name for c in table.columns if c.name in today.tables[table.name].c]
                columns = [today.tables[table.name].c[name] for name in names]
                gone = {name: GONE[each, name] for each, name in GONE if each == table.name and name in table.c}
                said = [{**row, **gone} for row in there.execute(select(*columns)).mappings()]
                if table.name == "changes":  # nobody changed what there was not yet
                    said = sealed_again([row for row in said if row["kind"] in known.tables])
                if said:
                    here.execute(Table(table.name, known).insert(), said)
    return rows(target)


def sealed_again(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is left of the changes, sealed as an earlier program would have (JSON is text here, as it was read)."""
    heads: dict[str, bytes] = {}
    for row in said if said and "hash" in said[0] else ():
        fixed = {**row, "at": row["at"].replace(tzinfo=UTC)}
        facts = ",".join(written(fixed[name]) for name in ("seq", CHANGES.chain, *CHANGES.facts))
        row["hash"] = hash_of(heads.get(row["plan_id"], NONE), row["digest"], facts)
        heads[row["plan_id"]] = row["hash"]
    return said


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of today in which people wrote, undid, carried, and came in."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('lived-in') / 'today.db'}")
    migrate(engine)
    planner, head = Planner(engine), make.person(urns=("100493",))
    planner.import_plans([make.whole_plan(urn="100493")])
    plan = planner.write(head, "100493-2026", [make.need(id="new", what="=1+1 Zoë 👩🏽‍🏫\r\n")])
    planner.write(head, "100493-2026", remove=plan.milestones)
    planner.undo(head, "100493-2026")
    planner.carry(head, "100493-2026")
    planner.belongings.keep_template(head, "100493", "plan", "ours.docx", bytes(range(256)))
    planner.belongings.remember_columns(head, "100493", "plan", {"Zuständig": "who"})
    for number in ("one", "two"):
        planner.threads.ask(
            head, "100493", Asked(id=number, sort=ThreadSort.QUESTION, text="Könnten Sie kommen? 👩🏽‍🏫")
        )
    town = Town(engine)
    town.with_codes(town.add())
    yield engine
    engine.dispose()


@pytest.fixture
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of nobody's yet, on either sort."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'earlier.db'}")
        yield engine
        engine.dispose()
        return
    server = request.getfixturevalue("postgres_server")
    url = new_database(server, "earlier")
    engine = open_engine(url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    run(make_url(server), "DROP DATABASE earlier WITH (FORCE)")


@pytest.mark.parametrize("earlier", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("revision", RELEASED)
def test_from_every_schema_that_was_landed_nothing_is_lost(lived_in: Engine, earlier: Engine, revision: str) -> None:
    empty_at(earlier, revision)
    before = filled_like(lived_in, earlier)
    assert len(before["changes"]) > 10
    migrate(earlier)
    assert rows(earlier, before) == before
    assert check(earlier).wrong == ()
    with reading(earlier, EVERY_SCHOOL) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == RELEASED[-1]


def test_comparing_sees_a_row_that_was_lost(lived_in: Engine, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'earlier.db'}")
    empty_at(engine, RELEASED[0])
    before = filled_like(lived_in, engine)
    with writing(engine, EVERY_SCHOOL) as connection:
        connection.execute(text("DELETE FROM points"))
    assert rows(engine, before) != before
    engine.dispose()


def dying_at(number: int, engine: Engine, process: subprocess.Popen[str]) -> bool:
    """Whether it died, before its ``number``\\ th statement, while it brought this database up to date."""
    assert process.stdin is not None
    assert process.stdout is not None
    engine.dispose()
    process.stdin.write(f"{number} {engine.url.render_as_string(hide_password=False)}\n")
    process.stdin.flush()
    status = int(process.stdout.readline())
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("earlier", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.heavy)])
def test_killed_on_the_way_it_is_as_it_was_and_then_goes_through(
    lived_in: Engine, earlier: Engine, step: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed before its first statement, its 10th and so on, or before each: all is as it was, and it starts again."""
    empty_at(earlier, RELEASED[0])
    before = filled_like(lived_in, earlier)
    columns = {name: len(inspect(earlier).get_columns(name)) for name in before}
    deaths, number = 0, 1
    with subprocess.Popen(
        [sys.executable, "-c", DYING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        while dying_at(number, earlier, process):
            deaths, number = deaths + 1, number + step
            found = inspect(earlier)
            assert {name: len(found.get_columns(name)) for name in found.get_table_names() if name in before} == columns
            assert rows(earlier) == before
        assert process.stdin is not None
        process.stdin.close()
    with capsys.disabled():
        print(f" [killed {deaths} times on the way from {RELEASED[0]} to {RELEASED[-1]}: nothing lost]", end="")
    assert deaths >= 3
    assert rows(earlier, before) == before
    assert check(earlier).wrong == ()


@pytest.mark.parametrize("earlier", ["sqlite", "postgresql"], indirect=True)
def test_a_private_note_becomes_a_note_of_whoever_wrote_it(lived_in: Engine, earlier: Engine) -> None:
    """0020: what stood in a judgement is a note beside it, for all leaders; its author is found in any year."""
    empty_at(earlier, "0019")
    filled_like(lived_in, earlier)
    first, second = "100493-2026", "100493-2027"
    with writing(earlier, EVERY_SCHOOL) as connection:
        connection.execute(text("UPDATE judgements SET private_note = 'Ours alone'"))
        if earlier.dialect.name == "postgresql":  # the rows above came with their numbers
            last = "(SELECT max(seq) FROM changes)"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('changes', 'seq'), {last})"))
        for plan_id, by, before, after in (
            (first, "sam", "", "A first word"),
            (first, "head", "A first word", "Ours alone"),
            (second, "lead", "", "Ours alone"),  # carried on by somebody else: the words stay whose they were
        ):
            said = [written({"id": "judgement-1", "version": 1, "private_note": each}) for each in (before, after)]
            batch = f"{len(before)}{plan_id}"
            facts = (plan_id, batch, "judgements", "judgement-1", 1, by, datetime(2026, 11, 1, 9, tzinfo=UTC), None)
            CHANGES.add(connection, [(*facts, by.title(), *said)], as_json=("before", "after"))
    migrate(earlier)
    with reading(earlier, EVERY_SCHOOL) as connection:
        plans = [read_plan(connection, plan_id) for plan_id in (first, second)]
    moved = [note for plan in plans if plan for note in plan.notes if note.judgement_id]
    one = make.note(
        id=moved_from("judgement-1"), version=1, position=moved[0].position, text="Ours alone",
        judgement_id="judgement-1", by="head", by_name="Head",
    )  # fmt: skip
    assert moved == [one, one.having(position=moved[1].position)]
    assert [note.audience for note in moved] == [ALL_LEADERS] * 2
    assert [wrong for wrong in check(earlier).wrong if ", judgements, " not in wrong] == []
