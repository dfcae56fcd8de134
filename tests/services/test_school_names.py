"""What schools are called for those who may read no plan, and finding one among many; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from sef2si.domain.school import School
from sef2si.errors import Invalid, NotAllowed
from sef2si.services.accounts import Accounts
from sef2si.services.planner import Planner
from tests import factories as make
from tests.people import OPERATOR, PASSWORD, CountingHasher


@pytest.fixture
def accounts(engine: Engine) -> Accounts:
    planner = Planner(engine)
    for urn, name in (("100492", "Elm Primary"), ("100493", "100 % Oak_School"), ("110001", "Élan Academy")):
        planner.open_plan(None, School(id=urn, urn=urn, name=name), "2026/27")
    planner.open_plan(None, School(id="100492", urn="100492", name="Elm Academy"), "2027/28")
    return Accounts(engine, hasher=CountingHasher())


def test_a_school_is_called_what_its_newest_plan_says(accounts: Accounts) -> None:
    assert accounts.names_of(["100492", "999999"]) == {"100492": "Elm Academy"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["100492", "100493", "110001"]),
        ("elm", ["100492"]),
        (" ACADEMY ", ["100492", "110001"]),
        ("1004", ["100492", "100493"]),
        ("%", ["100493"]),
        ("k_s", ["100493"]),
        ("0492", []),
        ("nowhere", []),
    ],
)
def test_schools_are_found_by_name_or_by_how_their_urn_begins(accounts: Accounts, words: str, found: list[str]) -> None:
    count, schools = accounts.schools(OPERATOR, words)
    assert (count, list(schools)) == (3, found)


def test_only_whoever_runs_the_server_sees_all_schools(accounts: Accounts) -> None:
    with pytest.raises(NotAllowed):
        accounts.schools(make.person(urns=("100492",)))


def test_a_name_is_changed_on_one_line(accounts: Accounts) -> None:
    account = accounts.accept(accounts.first_link(), "Olu", PASSWORD, email="olu@host.example")
    accounts.rename(account.id, "  Olu   Ade ")
    assert [getattr(accounts.find(account.id), "name", "")] == ["Olu Ade"]
    with pytest.raises(Invalid):
        accounts.rename(account.id, " ")
