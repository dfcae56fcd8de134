"""The tables of accounts keep what belongs together, and come to a database that holds plans already."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, MetaData, Text, func, inspect, select
from sqlalchemy.exc import IntegrityError

from sef2si.domain.people import Held, Role
from sef2si.store import accounts, sessions
from sef2si.store import migrate as migrating
from sef2si.store.copying import digests
from sef2si.store.engine import NO_SCHOOL, open_engine, reading, writing
from sef2si.store.migrate import migrate
from sef2si.store.people import grants, memberships
from sef2si.store.sessions import KeptSession
from sef2si.store.tables import metadata, plans, tables
from tests import factories as make

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
OURS = Path(migrating.__file__).parent / "migrations" / "versions"


def add(engine: Engine, account_id: str, email: str = "Hana@elm.example") -> None:
    with writing(engine, NO_SCHOOL) as connection:
        accounts.add_account(
            connection,
            account_id,
            email=email,
            email_key=email.casefold(),
            name="Hana",
            password="kept",
            is_operator=False,
            at=NOW,
        )


def test_an_account_comes_back_as_it_was_with_its_roles_in_order(engine: Engine) -> None:
    add(engine, "one")
    with writing(engine, NO_SCHOOL) as connection:
        for urn, role in (("900002", Role.GOVERNOR), ("100492", Role.SCHOOL_ADMIN), ("100492", Role.HEADTEACHER)):
            connection.execute(memberships.insert().values(account_id="one", urn=urn, role=role.value))
    with reading(engine, NO_SCHOOL) as connection:
        found = accounts.find_by_email(connection, "hana@elm.example")
        assert found == accounts.find(connection, "one")
    assert found is not None
    assert (found.account.email, found.password, found.account.has_second_factor) == ("Hana@elm.example", "kept", False)
    assert found.account.held == (
        Held(urn="100492", role=Role.HEADTEACHER),
        Held(urn="100492", role=Role.SCHOOL_ADMIN),
        Held(urn="900002", role=Role.GOVERNOR),
    )


def test_one_address_has_one_account(engine: Engine) -> None:
    add(engine, "one")
    with pytest.raises(IntegrityError):
        add(engine, "two", "hana@ELM.example")


def test_roles_and_sessions_belong_to_somebody(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine, NO_SCHOOL) as connection:
        accounts.put_role(connection, "nobody", "100492", Role.GOVERNOR)
    with pytest.raises(IntegrityError), writing(engine, NO_SCHOOL) as connection:
        sessions.add_session(connection, KeptSession("key", "nobody", NOW, NOW, ""))
    with pytest.raises(IntegrityError), writing(engine, NO_SCHOOL) as connection:
        sessions.add_grant(connection, "grant", "no session", None)


def test_grants_go_with_their_session(engine: Engine) -> None:
    add(engine, "one")
    with writing(engine, NO_SCHOOL) as connection:
        for key in ("here", "there"):
            sessions.add_session(connection, KeptSession(key, "one", NOW, NOW, ""))
            sessions.add_grant(connection, f"grant {key}", key, "100492")
        accounts.end_sessions(connection, "one", but_key="here")
    with reading(engine, NO_SCHOOL) as connection:
        assert connection.execute(select(grants.c.key)).scalars().all() == ["grant here"]


def test_accounts_come_to_a_database_that_holds_plans(tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(OURS, before, ignore=shutil.ignore_patterns("__pycache__", "000[3-9]*", "00[1-9]*"))
    engine = open_engine(f"sqlite:///{tmp_path / 'plans.db'}")
    migrate(engine, versions=before)
    assert "accounts" not in inspect(engine).get_table_names()
    then_known = MetaData()
    then_known.reflect(engine)
    plan, there = make.whole_plan(), [name for name in tables if name in then_known.tables]
    with writing(engine, NO_SCHOOL) as connection:
        connection.execute(plans.insert().values(id=plan.id, urn=plan.urn, year=plan.year))
        for name in there:
            columns = {column.name for column in then_known.tables[name].columns}
            then_there = tables[name].to_metadata(MetaData())
            for gone in sorted(columns - {column.name for column in then_there.columns}):
                then_there.append_column(Column(gone, Text, nullable=False))
            for record in plan.records(name):
                said = {**record.model_dump(mode="python"), "plan_id": plan.id}
                connection.execute(then_there.insert().values({each: said.get(each, "") for each in columns}))

    def rows() -> dict[str, int]:
        with reading(engine, NO_SCHOOL) as connection:
            return {
                name: connection.execute(select(func.count()).select_from(tables[name])).scalar_one() for name in there
            }

    then = rows()
    backup = migrate(engine)
    assert backup is not None
    assert rows() == then
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    with reading(engine, NO_SCHOOL) as connection:
        assert digests(connection)["accounts"] == (0, "0" * 64)
    add(engine, "one")
    engine.dispose()
