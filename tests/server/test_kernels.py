"""Places for kernels: how many, whose, and when they go. No kernel runs here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Configurable

from sef2si.domain.people import ADVISED, Held, Person, Role
from sef2si.errors import NotAllowed, Unavailable
from sef2si.server.identity import SignedIn
from sef2si.server.kernels import MOST_A_PERSON, PageKernels, scrubbed
from sef2si.server.sessions import Sessions
from tests import factories as make
from tests.server.test_sessions import People


class Parent(Configurable):
    site: Any = None
    root_dir = str(Path(__file__).parent)


@pytest.fixture
def people() -> People:
    return People(make.person(id="head"), make.person(id="other"))


@pytest.fixture
def kernels(people: People) -> PageKernels:
    parent = Parent()
    parent.site = SimpleNamespace(sessions=Sessions(people), people=people)
    return PageKernels(parent=parent, capacity=8, grace_seconds=60)


def signed_in(kernels: PageKernels, person_id: str = "head") -> SignedIn:
    sessions: Sessions = kernels.parent.site.sessions
    _, session = sessions.begin(person_id)
    person = sessions.person(session)
    assert isinstance(person, Person)
    return SignedIn(person, session)


def reserve(kernels: PageKernels, user: SignedIn) -> str:
    return asyncio.run(kernels.reserve(user, "100492", ""))


def test_the_oldest_without_a_page_goes_first(kernels: PageKernels) -> None:
    user = signed_in(kernels)
    theirs = [reserve(kernels, user) for _ in range(MOST_A_PERSON)]
    kernels.owners[theirs[0]].alone_since = None
    newest = reserve(kernels, user)
    assert list(kernels.owners) == [theirs[0], *theirs[2:], newest]


def test_open_pages_are_never_taken_from_a_person(kernels: PageKernels) -> None:
    user = signed_in(kernels)
    for _ in range(MOST_A_PERSON):
        kernels.owners[reserve(kernels, user)].alone_since = None
    with pytest.raises(Unavailable, match="Please close one"):
        reserve(kernels, user)
    assert len(kernels.owners) == MOST_A_PERSON


def test_a_full_server_says_so(kernels: PageKernels) -> None:
    first, second = signed_in(kernels), signed_in(kernels, "other")
    for user in (*[first] * 6, *[second] * 2):
        reserve(kernels, user)
    with pytest.raises(Unavailable, match="try again in a few minutes"):
        reserve(kernels, second)
    assert len(kernels.owners) == 8


def test_a_token_goes_with_its_kernel(kernels: PageKernels) -> None:
    kernel_id = reserve(kernels, signed_in(kernels))
    token = kernels.owners[kernel_id].token
    sessions: Sessions = kernels.parent.site.sessions
    assert sessions.speaks_for(token) is not None
    asyncio.run(kernels.end(kernel_id))
    assert sessions.speaks_for(token) is None
    assert kernels.owner(kernel_id) is None


def test_nothing_starts_without_a_place(kernels: PageKernels) -> None:
    with pytest.raises(NotAllowed):
        asyncio.run(kernels.start_kernel(kernel_name="python3", env={}))
    assert kernels.list_kernel_ids() == []


def test_sweeping_ends_what_has_no_page_session_or_school(kernels: PageKernels, people: People) -> None:
    gone, staying = signed_in(kernels), signed_in(kernels, "other")
    ended, left, kept = reserve(kernels, gone), reserve(kernels, staying), reserve(kernels, staying)
    kernels.owners[left].alone_since = -1000.0
    kernels.parent.site.sessions.end(gone.session.key)
    asyncio.run(kernels.sweep())
    assert list(kernels.owners) == [kept]
    assert ended != kept
    people.people[1] = make.person(id="other", urns=())
    asyncio.run(kernels.sweep())
    assert kernels.owners == {}


def test_a_page_that_comes_back_keeps_its_kernel(kernels: PageKernels) -> None:
    kernel_id = reserve(kernels, signed_in(kernels))
    kernels._kernels[kernel_id] = SimpleNamespace()
    kernels._kernel_connections[kernel_id] = 0
    kernels.notify_connect(kernel_id)
    assert kernels.owners[kernel_id].alone_since is None
    kernels.notify_disconnect(kernel_id)
    assert kernels.owners[kernel_id].alone_since is not None
    del kernels._kernels[kernel_id]


def test_the_environment_is_scrubbed() -> None:
    planted = {"PATH": "/bin", "HOME": "/home/x", "SEF2SI_DATABASE": "secret", "AWS_SECRET_ACCESS_KEY": "secret"}
    assert scrubbed(planted, {"SEF2SI_URN": "100492"}) == {"PATH": "/bin", "HOME": "/home/x", "SEF2SI_URN": "100492"}


def test_a_page_over_several_schools_reaches_those_and_dies_with_a_change_of_any_role(
    kernels: PageKernels, people: People
) -> None:
    held = (Held(urn="100492", role=Role.HEADTEACHER), Held(urn="100493", role=Role.ADVISER))
    people.people[0] = Person(id="head", name="Bo Both", held=held)
    kernel_id = asyncio.run(kernels.reserve(signed_in(kernels), ADVISED, ""))
    sessions: Sessions = kernels.parent.site.sessions
    seen = sessions.speaks_for(kernels.owners[kernel_id].token)
    assert seen is not None
    assert seen.held == held[1:]
    asyncio.run(kernels.sweep())
    assert kernel_id in kernels.owners
    people.people[0] = Person(id="head", name="Bo Both", held=held[1:])
    asyncio.run(kernels.sweep())
    assert kernel_id not in kernels.owners
