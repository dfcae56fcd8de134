"""Backups bring accounts back, and nobody comes in by a session, token or link of the past."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from sef2si.domain.invitations import LinkUse
from sef2si.domain.people import Role
from sef2si.errors import Invalid, NotAllowed
from sef2si.services.accounts import Accounts
from sef2si.services.backups import back_up, drill, restore
from sef2si.services.personal_links import issue
from sef2si.services.sessions import StoredSessions
from sef2si.store.engine import NO_SCHOOL, open_engine, writing
from sef2si.store.people import (
    accounts,
    grants,
    is_passing,
    links,
    memberships,
    provider_sessions,
    recovery_codes,
    sessions,
    tries,
)
from sef2si.store.tables import metadata
from sef2si.store.year_tables import personal_links
from tests.databases import everything, new_file, owner_of
from tests.people import OPERATOR, OTHER, OURS, PASSWORD, Town, everything_kept, refused

PASSING = (sessions, provider_sessions, grants, links, tries, personal_links)


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """As commands connect, which take every school: the role that owns the tables."""
    return owner_of(engine)


@pytest.fixture
def town(engine: Engine) -> Town:
    """Somebody is in, somebody invited, somebody tries."""
    made = Town(engine)
    head = made.add()
    made.with_codes(head)
    made.add("hana@elm.example", Role.GOVERNOR, OTHER)
    with writing(engine, NO_SCHOOL) as connection:
        issue(connection, OURS, "somebody", LinkUse.PAGE, made.clock())
    stored = StoredSessions(engine, made.accounts, made.clock)
    _, session = stored.begin(head.id, "planted browser")
    stored.grant(session, OURS)
    with writing(engine, NO_SCHOOL) as connection:
        key = connection.execute(select(sessions.c.key)).scalar_one()
        connection.execute(insert(provider_sessions).values(session_key=key, provider="entra", id_token="planted"))
    made.accounts.invite(OPERATOR, OURS, "planted@elm.example", "Planted Name", Role.GOVERNOR)
    made.accounts.reset_link("hana@elm.example")
    refused(lambda: made.accounts.enter("hana@elm.example", "wrong", "10.0.0.1"), NotAllowed)
    return made


def counted(engine: Engine) -> dict[str, int]:
    with everything(engine) as connection:
        tables = (*PASSING, accounts, memberships, recovery_codes)
        return {table.name: len(connection.execute(select(table)).all()) for table in tables}


def test_what_passes_is_marked() -> None:
    assert {table.name for table in metadata.sorted_tables if is_passing(table)} == {table.name for table in PASSING}


def test_a_backup_holds_accounts_and_nothing_that_lets_in(town: Town, tmp_path: Path) -> None:
    # Planted: all of it is in the database itself.
    assert min(counted(town.engine).values()) > 0
    with everything(town.engine) as connection:
        rows = [row for table in (sessions, grants) for row in connection.execute(select(table)).all()]
        rows += connection.execute(select(links.c.token)).all()
    planted = [str(row[0]) for row in rows] + ["planted browser", "planted@elm.example", "Planted Name"]
    made = back_up(town.engine, tmp_path / "backup.db")
    # Not even on a page of the file that is free now.
    content = made.file.read_bytes()
    assert [each for each in planted if each.encode() in content] == []
    assert b"hana@elm.example" in content
    copy = open_engine(f"sqlite:///{made.file}")
    assert counted(copy) == {**counted(town.engine), **{table.name: 0 for table in PASSING}}
    copy.dispose()


def test_restored_people_come_in_as_before(town: Town, tmp_path: Path) -> None:
    file = back_up(town.engine, tmp_path / "backup.db").file
    other = open_engine(f"sqlite:///{new_file(tmp_path / 'other.db')}")
    restore(other, file)
    restored = Accounts(other, clock=town.clock, hasher=town.hasher)
    assert restored.everyone(OPERATOR) == town.accounts.everyone(OPERATOR)
    assert restored.enter("hana@elm.example", PASSWORD).next == "code"
    other.dispose()


def test_putting_a_backup_in_place_signs_everybody_out(town: Town, tmp_path: Path) -> None:
    stored = StoredSessions(town.engine, town.accounts, town.clock)
    (head,) = town.accounts.people_at(OPERATOR, OURS)
    file = back_up(town.engine, tmp_path / "backup.db").file
    token, _ = stored.begin(head.id)
    restore(town.engine, file, replace=True)
    assert stored.find(token) is None
    assert [table.name for table in PASSING if counted(town.engine)[table.name]] == []


def test_a_database_with_people_alone_is_not_written_over(town: Town, tmp_path: Path) -> None:
    file = back_up(town.engine, tmp_path / "backup.db").file
    other = open_engine(f"sqlite:///{new_file(tmp_path / 'other.db')}")
    there = Accounts(other, hasher=town.hasher)
    there.accept(there.first_link(), "Ola", PASSWORD, email="ola@server.example")
    before = everything_kept(other)
    with pytest.raises(Invalid, match=r"^This database holds people already"):
        restore(other, file)
    assert everything_kept(other) == before
    other.dispose()


def test_a_drill_with_people_in_comes_out_even(town: Town) -> None:
    before = everything_kept(town.engine)
    assert drill(town.engine).wrong == ()
    assert everything_kept(town.engine) == before
