"""Schools are kept apart by PostgreSQL too: with nobody asking whether a person may, no row of another is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import ProgrammingError

from sef2si.domain.people import Role
from sef2si.errors import NotFound, Unavailable
from sef2si.services import belongings as beside
from sef2si.services import planner as asking
from sef2si.services.accounts import Accounts
from sef2si.services.backups import back_up
from sef2si.services.planner import Planner
from sef2si.store.apart import across_schools, kept_apart_by
from sef2si.store.copying import copy_rows
from sef2si.store.engine import EVERY_SCHOOL, NO_SCHOOL, NOT_OWNER, Schools, open_engine, reading, writing
from sef2si.store.every import every_table
from sef2si.store.migrate import migrate
from sef2si.store.tables import Moment
from tests import factories as make
from tests.databases import SERVER, everything, new_database, owner_of, run

A, B = "100492", "100493"
APART = [table for table in every_table() if kept_apart_by(table)]


def filled(connection: Connection, table: Table, urn: str) -> None:
    """A row of a table that has none of this school yet, with something in each column that must have something."""
    if connection.execute(select(func.count()).select_from(table).where(_whose(table, urn))).scalar_one():
        return
    said: dict[str, Any] = {"urn": urn} if "urn" in table.c else {}
    for key in table.foreign_key_constraints:
        if any(not column.nullable for column in key.columns):
            parent = connection.execute(select(key.referred_table).where(_whose(key.referred_table, urn))).mappings()
            said |= {element.parent.name: row[element.column.name] for row in parent for element in key.elements}
    for column in table.columns:
        if column.name not in said and not column.nullable and column is not table.autoincrement_column:
            said[column.name] = f"{urn}-2026" if column.name == "plan_id" else _something(column, urn)
    connection.execute(insert(table).values(said))


def _something(column: Column[Any], urn: str) -> Any:
    kind = column.type
    for of, something in (
        (Moment, datetime(2026, 9, 14, tzinfo=UTC)),
        (Date, date(2026, 9, 14)),
        (String, urn),
        (JSON, []),
        (LargeBinary, b"x"),
        (Boolean, True),
    ):
        if isinstance(kind, of):
            return something
    return 1


def _whose(table: Table, urn: str) -> ColumnElement[bool]:
    return table.c.urn == urn if kept_apart_by(table) == "urn" else table.c.plan_id == f"{urn}-2026"


@pytest.fixture
def two(postgres_engine: Engine) -> Engine:
    """Two schools, as the server's role sees them."""
    Planner(postgres_engine).import_plans([make.whole_plan(urn=urn) for urn in (A, B)])
    return postgres_engine


@pytest.fixture
def full(two: Engine) -> Engine:
    """Both with a row in every table that is a school's."""
    with writing(owner_of(two), EVERY_SCHOOL) as connection:
        for table in APART:
            for urn in (A, B):
                filled(connection, table, urn)
    return two


def rows(engine: Engine, table: Table, schools: Schools) -> dict[str, int]:
    """How many rows of each school are there, with nothing asked of the service."""
    with reading(engine, schools) as connection:
        return {
            urn: count
            for urn in (A, B)
            if (
                count := connection.execute(
                    select(func.count()).select_from(table).where(_whose(table, urn))
                ).scalar_one()
            )
        }


@pytest.mark.parametrize("table", APART, ids=lambda table: table.name)
def test_nothing_of_another_school_is_read_counted_or_written(full: Engine, table: Table) -> None:
    with everything(full) as connection:  # the control: both have something here, and whoever may sees it
        there = {urn: connection.execute(select(table).where(_whose(table, urn))).mappings().all() for urn in (A, B)}
    assert [len(each) > 0 for each in there.values()] == [True, True]
    assert set(rows(full, table, [A, B])) == {A, B}
    assert set(rows(full, table, A)) == {A}
    assert rows(full, table, NO_SCHOOL) == {}
    assert rows(full, table, "*") == rows(full, table, f"{A},{B}") == {}
    theirs = dict(there[B][0])
    with writing(full, A) as connection:
        assert connection.execute(select(func.count()).select_from(table)).scalar_one() == len(there[A])
        column = next(column for column in table.columns if not column.primary_key and not column.foreign_keys)
        taken = update(table).where(_whose(table, B)).values({column.name: theirs[column.name]})
        assert connection.execute(taken).rowcount == 0
        assert connection.execute(delete(table).where(_whose(table, B))).rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), writing(full, A) as connection:
        connection.execute(insert(table).values(_another(table, theirs)))
    whose = kept_apart_by(table)
    assert whose is not None
    given_away = update(table).where(_whose(table, A)).values({whose: theirs[whose]})
    with pytest.raises(ProgrammingError, match="row-level security"), writing(full, A) as connection:
        connection.execute(given_away)
    with everything(full) as connection:
        now = {urn: connection.execute(select(table).where(_whose(table, urn))).mappings().all() for urn in (A, B)}
    assert now == there


def _another(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row like this one under another key, of the same school."""
    made = dict(row)
    for column in table.primary_key.columns:
        if column.name not in ("urn", "plan_id"):
            there = made[column.name]
            made[column.name] = (
                there + 9_999_999
                if isinstance(there, int)
                else there + timedelta(days=1)
                if isinstance(there, date)
                else "another"
            )
    return made


def test_without_the_wall_it_would_be_seen(full: Engine) -> None:
    """The control of the test above: each of its policies taken away, everything of the other school is there."""
    owner = owner_of(full)
    for table in APART:
        with owner.connect() as connection:
            connection.execute(text(f'ALTER TABLE "{table.name}" DISABLE ROW LEVEL SECURITY'))
            connection.execute(text("ALTER TABLE plans DISABLE ROW LEVEL SECURITY"))
            assert connection.execute(select(func.count()).select_from(table).where(_whose(table, B))).scalar_one() > 0
            connection.rollback()


def test_a_service_that_forgets_to_ask_gets_nothing(two: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permission taken out of the planner whole: a head of one school reads and writes nothing of another."""
    head, planner = make.person(urns=(A,)), Planner(two)
    for module in (asking, beside):
        monkeypatch.setattr(module, "permit", lambda person, deed, urn, *how, **shared: urn)
    mine = planner.write(head, f"{A}-2026", [make.need(id="mine")])  # the control
    assert "mine" in {need.id for need in mine.needs}
    for refused in (
        lambda: planner.write(head, f"{B}-2026", [make.need(id="planted")]),
        lambda: planner.undo(head, f"{B}-2026"),
        lambda: planner.carry(head, f"{B}-2026"),
        lambda: planner.load(head, B),
    ):
        with pytest.raises((NotFound, AssertionError)):
            refused()
    assert planner.history(head, f"{B}-2026", "needs", "need-1") == ()
    assert planner.changes(head, f"{B}-2026") == ()
    assert (
        planner.years(head, B),
        planner.belongings.templates(head, B),
        planner.belongings.column_names(head, B, "x"),
    ) == ((), (), {})
    with pytest.raises(ProgrammingError, match="row-level security"):
        planner.belongings.keep_template(head, B, "plan", "planted.docx", b"x")
    for module in (asking, beside):  # the second control: this is what holds
        monkeypatch.setattr(module, "theirs", lambda person, urn: urn)
    assert planner.belongings.column_names(head, B, "x") == {}
    assert planner.years(head, B) == ("2026/27",)


def test_a_transactions_schools_end_with_it(two: Engine) -> None:
    """Connections are used again: what one transaction was for is forgotten before the next."""
    with two.connect() as connection:
        with connection.begin():
            connection.execute(text("SELECT set_config('sef2si.schools', :urns, true)"), {"urns": A})
            assert connection.execute(text("SELECT count(*) FROM plans")).scalar_one() == 1
        with connection.begin():
            assert connection.execute(text("SELECT count(*) FROM plans")).scalar_one() == 0


def test_the_servers_role_may_not_ask_for_every_school(two: Engine, tmp_path: Any) -> None:
    with two.connect() as connection:
        connection.execute(text("SELECT set_config('sef2si.every_school', 'on', true)"))
        assert connection.execute(text("SELECT count(*) FROM plans")).scalar_one() == 0
    with owner_of(two).connect() as connection:
        connection.execute(text("SELECT set_config('sef2si.every_school', 'on', true)"))
        assert connection.execute(text("SELECT count(*) FROM plans")).scalar_one() == 2
    for call in (lambda: back_up(two, tmp_path / "backup.db"), lambda: Planner(two).undo_schools()):
        with pytest.raises(Unavailable) as refusal:
            call()
        assert refusal.value.sentence == NOT_OWNER
    assert [file.name for file in tmp_path.iterdir()] == []
    file = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(file)
    with pytest.raises(Unavailable), reading(two, EVERY_SCHOOL) as source, writing(file, EVERY_SCHOOL) as target:
        copy_rows(source, target)
    file.dispose()


@pytest.mark.parametrize(
    "said",
    [
        "ALTER TABLE plans DISABLE ROW LEVEL SECURITY",
        "DROP POLICY its_school ON plans",
        "CREATE POLICY mine ON plans USING (true)",
        "TRUNCATE needs CASCADE",
        "SET ROLE sef2si_owner",
        "ALTER FUNCTION sef2si_schools() RESET ALL",
    ],
)
def test_the_servers_role_can_not_take_the_wall_down(two: Engine, said: str) -> None:
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"), two.begin() as connection:
        connection.execute(text(said))


def test_even_the_owner_sees_one_school_at_a_time_unless_every_one_is_asked_for(two: Engine) -> None:
    """``FORCE``: a server that connects as the owner of the tables is held as well."""
    with reading(owner_of(two), A) as connection:
        assert {row.urn for row in connection.execute(text("SELECT urn FROM plans"))} == {A}


def test_whoever_runs_the_server_is_told_names_and_nothing_else(two: Engine) -> None:
    operator = make.person(role=Role.GOVERNOR).model_copy(update={"is_operator": True})
    count, found = Accounts(two).schools(operator)
    assert (count, set(found)) == (2, {A, B})
    with two.connect() as connection:  # asking leaves nothing open behind it
        connection.execute(text("SELECT * FROM sef2si_schools()"))
        assert connection.execute(text("SELECT count(*) FROM plans")).scalar_one() == 0
    with owner_of(two).connect() as connection:
        connection.execute(text("SELECT * FROM sef2si_schools()"))
        assert connection.execute(text("SELECT count(*) FROM plans")).scalar_one() == 0


@pytest.fixture
def empty(postgres_server: str) -> Iterator[Engine]:
    url = new_database(postgres_server, "empty")
    engine = open_engine(url.set(username=SERVER).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    run(url.set(username="postgres", database="postgres"), "DROP DATABASE empty WITH (FORCE)")


def test_the_servers_role_does_not_migrate(empty: Engine) -> None:
    with pytest.raises(Unavailable) as refusal:
        migrate(empty)
    assert refusal.value.sentence == NOT_OWNER
    owner = open_engine(empty.url.set(username="sef2si_owner").render_as_string(hide_password=False))
    migrate(owner)
    assert migrate(empty) is None
    Planner(empty).import_plans([make.whole_plan()])
    owner.dispose()


# The rule.


def test_every_table_is_a_schools_or_says_why_not() -> None:
    said = {table.name: kept_apart_by(table) for table in every_table()}
    assert len([whose for whose in said.values() if whose]) >= 19
    planted = Table("planted", MetaData(), Column("id", String, primary_key=True))
    with pytest.raises(LookupError, match="Table planted: whose are its rows"):
        kept_apart_by(planted)
    assert kept_apart_by(Table("named", MetaData(), Column("urn", String), info=across_schools("Why"))) is None


def behind_the_wall(engine: Engine) -> dict[str, tuple[bool, bool, str]]:
    """By table: whether row-level security is on, and forced, and what its policies ask."""
    query = text(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, "
        "coalesce(string_agg(p.polname || ': ' || pg_get_expr(p.polqual, c.oid), E'\\n' ORDER BY p.polname), '') "
        "FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY c.oid"
    )
    with engine.connect() as connection:
        return {name: (on, forced, asked) for name, on, forced, asked in connection.execute(query)}


def test_every_table_of_a_school_is_behind_the_wall(postgres_engine: Engine) -> None:
    """A table whose migration forgot ``keep_apart`` is named here."""
    found = behind_the_wall(postgres_engine)
    samples = {"urn": found["plans"], "plan_id": found["needs"]}
    assert "EVERY" not in samples["urn"][2].upper().replace("EVERY_SCHOOL", "")
    for table in every_table():
        whose = kept_apart_by(table)
        assert found[table.name] == (samples[whose] if whose else (False, False, "")), table.name
    assert samples["urn"][:2] == samples["plan_id"][:2] == (True, True)
    assert samples["urn"] != samples["plan_id"]
