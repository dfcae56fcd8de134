"""Stored sessions: known by hashes alone, over when they should be, and roles read anew on every call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from sef2si.domain.accounts import Account, SessionSeen
from sef2si.domain.people import Role
from sef2si.errors import NotAllowed
from sef2si.services.outside.came_by import CameBy, came_by, opened, sealed
from sef2si.services.sessions import IDLE_SECONDS, LONGEST_SECONDS, StoredSessions
from sef2si.store.people import grants, provider_sessions, sessions
from tests.databases import everything
from tests.people import OPERATOR, OTHER, OURS, PASSWORD, Town, everything_kept, refused

NEW = "seven herons mend kettles"


@pytest.fixture
def town(engine: Engine) -> Town:
    return Town(engine)


@pytest.fixture
def head(town: Town) -> Account:
    """Headteacher of one school and governor of another, with a second factor."""
    account = town.add()
    town.with_codes(account)
    town.add("hana@elm.example", Role.GOVERNOR, OTHER)
    town.add("cora@elm.example")
    return town.now(account)


@pytest.fixture
def stored(town: Town) -> StoredSessions:
    return StoredSessions(town.engine, town.accounts, town.clock)


def kept(town: Town) -> tuple[int, int]:
    """How many sessions and grants the database holds."""
    with everything(town.engine) as connection:
        return tuple(len(connection.execute(select(table)).all()) for table in (sessions, grants))


def test_a_session_is_found_by_its_token_alone(stored: StoredSessions, head: Account) -> None:
    token, session = stored.begin(head.id, "Firefox")
    assert stored.find(token) == session
    assert [stored.find(other) for other in (session.key, token + "x", "", "\ud800")] == [None] * 4
    assert stored.person(session) == head.person
    assert stored.begin(head.id)[0] != token


def test_another_process_knows_the_session_and_a_restart_signs_nobody_out(
    town: Town, stored: StoredSessions, head: Account
) -> None:
    token, session = stored.begin(head.id)
    kernel = stored.grant(session, OURS)
    other = StoredSessions(town.engine, town.accounts, town.clock)
    found = other.find(token)
    assert found is not None
    assert (found.key, found.person_id) == (session.key, head.id)
    assert other.speaks_for(kernel) == head.person.only_at(OURS)
    assert other.speaks_for(found.service_token) == head.person
    assert stored.speaks_for(session.service_token) == head.person


def test_tokens_are_kept_as_hashes_alone(town: Town, stored: StoredSessions, head: Account) -> None:
    token, session = stored.begin(head.id)
    planted = [token, session.service_token, stored.grant(session, OURS)]
    said = everything_kept(town.engine)
    assert (session.key in said, [each for each in planted if each in said]) == (True, [])
    assert [each for each in planted if each in repr(session)] == []
    assert [len(each) >= 43 for each in planted] == [True] * 3


def test_idle_sessions_end_and_use_keeps_them(town: Town, stored: StoredSessions, head: Account) -> None:
    token, session = stored.begin(head.id)
    kernel = stored.grant(session, OURS)
    for use in (lambda: stored.find(token), lambda: stored.speaks_for(kernel), lambda: stored.find(token)):
        town.clock.turn(seconds=IDLE_SECONDS)
        assert use() is not None
    town.clock.turn(seconds=IDLE_SECONDS)
    # Asking whether it goes on is no use of it.
    assert stored.is_live(session.key) is True
    town.clock.turn(seconds=1)
    assert stored.is_live(session.key) is False
    assert (stored.find(token), stored.speaks_for(kernel), kept(town)) == (None, None, (0, 0))


def test_no_session_outlives_its_longest(town: Town, stored: StoredSessions, head: Account) -> None:
    token, session = stored.begin(head.id)
    kernel = stored.grant(session, OURS)
    for _ in range(LONGEST_SECONDS // 1200):
        town.clock.turn(seconds=1200)
        assert stored.speaks_for(kernel) is not None
    town.clock.turn(seconds=1)
    assert (stored.find(token), stored.speaks_for(kernel), stored.is_live(session.key)) == (None, None, False)


def test_being_seen_is_written_once_a_minute(town: Town, stored: StoredSessions, head: Account) -> None:
    token, _ = stored.begin(head.id)
    began = town.clock.now

    def seen() -> float:
        return (stored.of_person(head.id)[0].seen_at - began).total_seconds()

    said = []
    for _ in range(5):
        town.clock.turn(seconds=25)
        stored.find(token)
        said.append(seen())
    assert said == [0, 0, 75, 75, 75]


def test_stale_sessions_are_cleared_away_when_somebody_comes_in(
    town: Town, stored: StoredSessions, head: Account
) -> None:
    _, session = stored.begin(head.id)
    stored.grant(session, OURS)
    town.clock.turn(seconds=IDLE_SECONDS + 1)
    stored.begin(head.id)
    assert kept(town) == (1, 1)


def test_a_kernels_token_reaches_one_school(stored: StoredSessions, head: Account) -> None:
    _, session = stored.begin(head.id)
    assert stored.speaks_for(stored.grant(session, OTHER)) == head.person.only_at(OTHER)
    assert stored.speaks_for(session.service_token) == head.person
    nothing = stored.speaks_for(stored.grant(session, "999999"))
    assert nothing is not None
    assert nothing.urns == frozenset()


def test_an_operators_kernel_is_no_operator(town: Town, stored: StoredSessions) -> None:
    operator = town.add_operator()
    _, session = stored.begin(operator.id)
    everywhere, here = stored.speaks_for(session.service_token), stored.speaks_for(stored.grant(session, OURS))
    assert everywhere is not None
    assert here is not None
    assert (everywhere.is_operator, here.is_operator) == (True, False)


def test_tokens_die_with_the_session_and_the_kernel(stored: StoredSessions, head: Account) -> None:
    token, session = stored.begin(head.id)
    first, second = stored.grant(session, OURS), stored.grant(session, OURS)
    stored.revoke(first)
    assert (stored.speaks_for(first), stored.speaks_for(second)) == (None, head.person.only_at(OURS))
    stored.end(session.key)
    for each in (second, session.service_token, ""):
        assert stored.speaks_for(each) is None
    assert stored.find(token) is None
    refused(lambda: stored.grant(session, OURS))


def test_ones_own_sessions_are_listed_and_ended(town: Town, stored: StoredSessions, head: Account) -> None:
    began = town.clock.now
    (_, old), _ = (
        stored.begin(head.id, "Old\x1b[31m\r\nphone" + "!" * 300),
        stored.begin(town.add("gus@elm.example").id),
    )
    town.clock.turn(minutes=5)
    token, new = stored.begin(head.id, "Firefox")
    seen = stored.of_person(head.id)
    assert seen == (
        SessionSeen(key=new.key, began_at=town.clock.now, seen_at=town.clock.now, agent="Firefox"),
        SessionSeen(key=old.key, began_at=began, seen_at=began, agent=("Old[31mphone" + "!" * 300)[:200]),
    )
    stored.end_all(head.id, but_key=new.key)
    assert [each.key for each in stored.of_person(head.id)] == [new.key]
    town.clock.turn(seconds=IDLE_SECONDS + 1)
    assert stored.of_person(head.id) == ()
    stored.end_all(head.id)
    assert stored.find(token) is None
    assert kept(town) == (1, 1)


def test_a_change_of_role_is_felt_at_once(town: Town, stored: StoredSessions, head: Account) -> None:
    token, session = stored.begin(head.id)
    kernel = stored.grant(session, OURS)
    town.accounts.set_role(OPERATOR, OURS, head.id, Role.GOVERNOR)
    person = stored.speaks_for(kernel)
    assert person is not None
    assert person.roles_at(OURS) == (Role.GOVERNOR,)
    town.accounts.set_role(OPERATOR, OURS, head.id, None)
    for each in (kernel, session.service_token):
        person = stored.speaks_for(each)
        assert person is not None
        assert person.roles_at(OURS) == ()
    assert stored.find(token) is not None


ENDINGS: dict[str, Callable[[Town, Account], object]] = {
    "disabled": lambda town, head: town.accounts.disable(OPERATOR, OURS, head.id, disabled=True),
    "password changed": lambda town, head: town.accounts.change_password(head.id, PASSWORD, NEW),
    "password reset": lambda town, head: town.accounts.accept(
        town.accounts.reset_for(OPERATOR, OURS, head.id), "", NEW
    ),
    "second factor lost": lambda town, head: town.accounts.forget_second_factor(OPERATOR, head.id),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ends_every_session_at_once(town: Town, stored: StoredSessions, head: Account, ending: str) -> None:
    (token, session), (_, cora) = stored.begin(head.id), stored.begin(town.add("gus@elm.example").id)
    kernel = stored.grant(session, OURS)
    ENDINGS[ending](town, head)
    assert [stored.speaks_for(each) for each in (kernel, session.service_token)] == [None, None]
    assert (stored.find(token), stored.is_live(session.key)) == (None, False)
    # Nobody else is signed out.
    assert stored.is_live(cora.key) is True


def test_changing_ones_password_keeps_the_session_one_is_in(town: Town, stored: StoredSessions, head: Account) -> None:
    (_, here), (_, there) = stored.begin(head.id), stored.begin(head.id)
    town.accounts.change_password(head.id, PASSWORD, NEW, but_key=here.key)
    assert (stored.is_live(here.key), stored.is_live(there.key)) == (True, False)


def test_a_disabled_account_speaks_for_nobody_even_with_a_session_left(
    town: Town, stored: StoredSessions, head: Account
) -> None:
    _, session = stored.begin(head.id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sef2si.store.accounts.end_sessions", lambda *_: None)
        town.accounts.disable(OPERATOR, OURS, head.id, disabled=True)
    assert kept(town) == (1, 1)
    assert (stored.speaks_for(session.service_token), stored.person(session)) == (None, None)
    assert stored.is_live(session.key) is False
    refused(lambda: stored.begin(head.id), NotAllowed)
    refused(lambda: stored.begin("nobody"), NotAllowed)


def test_a_new_leader_sets_up_codes_before_going_on(town: Town, stored: StoredSessions) -> None:
    gus = town.add("gus@elm.example", Role.GOVERNOR)
    town.add()
    _, session = stored.begin(gus.id)
    town.accounts.set_role(OPERATOR, OURS, gus.id, Role.HEADTEACHER)
    assert stored.is_live(session.key) is False
    assert town.accounts.enter("gus@elm.example", PASSWORD).next == "set_up"


def test_a_governor_who_is_made_an_adviser_elsewhere_sets_up_codes_too(town: Town, stored: StoredSessions) -> None:
    gus = town.add("gus@elm.example", Role.GOVERNOR)
    _, session = stored.begin(gus.id)
    town.add("gus@elm.example", Role.ADVISER, OTHER)
    assert stored.is_live(session.key) is False


def test_a_session_survives_what_is_far_from_its_ends(town: Town, stored: StoredSessions, head: Account) -> None:
    token, _ = stored.begin(head.id)
    town.clock.now += timedelta(minutes=29)
    assert stored.find(token) is not None


def test_by_which_provider_somebody_came_is_opened_by_their_browser_alone(
    town: Town, stored: StoredSessions, head: Account
) -> None:
    by = came_by("trust", "planted.id.token")
    (token, session), (other, _) = stored.begin(head.id, by=by), stored.begin(head.id)
    assert (stored.came_by(token), stored.came_by(other), stored.came_by("")) == (by, None, None)
    assert StoredSessions(town.engine, town.accounts, town.clock).came_by(token) == by  # another process
    said = everything_kept(town.engine)
    assert (session.key in said, "planted" in said, "planted" in repr(by)) == (True, False, False)
    with everything(town.engine) as connection:
        (row,) = connection.execute(select(provider_sessions)).all()
    # Whoever has the database has the hash of the session, and tokens of sessions of their own.
    assert [opened(row.id_token, key) for key in (token, other, session.key, "", "\ud800")] == [by.id_token] + [""] * 4
    assert opened(row.id_token[:-2], token) == ""
    stored.end(session.key)
    assert stored.came_by(token) is None
    with everything(town.engine) as connection:
        assert connection.execute(select(provider_sessions)).all() == []


def test_a_token_too_long_for_an_address_is_not_kept() -> None:
    assert came_by("trust", "t" * 4_000) == CameBy("trust", "t" * 4_000)
    assert came_by("trust", "t" * 4_001) == CameBy("trust")
    assert opened(sealed("", "of the session"), "of the session") == ""
