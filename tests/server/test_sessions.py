"""Sessions and the tokens that die with them."""

from __future__ import annotations

import pytest

from sef2si.domain.people import Person
from sef2si.server.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions
from tests import factories as make


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class People:
    def __init__(self, *people: Person) -> None:
        self.people = list(people)

    def everyone(self) -> list[Person]:
        return self.people

    def find(self, person_id: str) -> Person | None:
        return next((person for person in self.people if person.id == person_id), None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people() -> People:
    return People(make.person(id="head", urns=("100492", "100493")))


@pytest.fixture
def sessions(people: People, clock: Clock) -> Sessions:
    return Sessions(people, clock)


def test_a_session_is_found_by_its_token_alone(sessions: Sessions) -> None:
    token, session = sessions.begin("head")
    assert sessions.find(token) is session
    assert sessions.find(session.key) is None
    assert sessions.find(token + "x") is None
    assert token not in repr(sessions.__dict__)


def test_each_sign_in_has_an_id_of_its_own(sessions: Sessions) -> None:
    assert sessions.begin("head")[0] != sessions.begin("head")[0]


def test_idle_sessions_end_and_use_keeps_them(sessions: Sessions, clock: Clock) -> None:
    token, session = sessions.begin("head")
    clock.now += IDLE_SECONDS - 1
    assert sessions.find(token) is session
    clock.now += IDLE_SECONDS - 1
    assert sessions.is_live(session.key) is True
    clock.now += 2
    assert sessions.is_live(session.key) is False
    assert sessions.find(token) is None


def test_no_session_outlives_its_longest(sessions: Sessions, clock: Clock) -> None:
    token, session = sessions.begin("head")
    for _ in range(int(LONGEST_SECONDS / 1000)):
        clock.now += 1000
        assert sessions.find(token) is session
    clock.now += 1000
    assert sessions.find(token) is None


def test_a_kernels_token_reaches_one_school(sessions: Sessions) -> None:
    _, session = sessions.begin("head")
    person = sessions.speaks_for(sessions.grant(session, "100492"))
    assert person is not None
    assert person.urns == {"100492"}
    everywhere = sessions.speaks_for(session.service_token)
    assert everywhere is not None
    assert everywhere.urns == {"100492", "100493"}


def test_a_school_that_is_not_theirs_stays_closed(sessions: Sessions) -> None:
    _, session = sessions.begin("head")
    person = sessions.speaks_for(sessions.grant(session, "999999"))
    assert person is not None
    assert person.urns == frozenset()


def test_tokens_die_with_session_person_and_kernel(sessions: Sessions, people: People) -> None:
    _, session = sessions.begin("head")
    first, second = sessions.grant(session, "100492"), sessions.grant(session, "100492")
    sessions.revoke(first)
    assert sessions.speaks_for(first) is None
    assert sessions.speaks_for(second) is not None
    kept = people.people.pop()
    assert sessions.speaks_for(second) is None
    people.people.append(kept)
    sessions.end(session.key)
    assert sessions.speaks_for(second) is None
    assert sessions.speaks_for("") is None


def test_a_change_of_role_is_felt_at_once(sessions: Sessions, people: People) -> None:
    _, session = sessions.begin("head")
    token = sessions.grant(session, "100492")
    people.people[0] = make.person(id="head", urns=())
    person = sessions.speaks_for(token)
    assert person is not None
    assert person.urns == frozenset()


def test_a_save_counts_as_activity(sessions: Sessions, clock: Clock) -> None:
    browser_token, session = sessions.begin("head")
    token = sessions.grant(session, "100492")
    clock.now += IDLE_SECONDS - 1
    sessions.speaks_for(token)
    clock.now += IDLE_SECONDS - 1
    assert sessions.find(browser_token) is session
