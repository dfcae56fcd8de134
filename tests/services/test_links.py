"""Links let one person in once, for a while; the first account, invitations and new passwords come by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from sef2si.domain.accounts import Account, LinkFor, Purpose
from sef2si.domain.people import Held, Role
from sef2si.errors import Invalid, NotAllowed, NotFound, TooMany
from sef2si.services.linking import LASTS, NO_LINK
from sef2si.services.signing_in import NO_ENTRY
from sef2si.services.tries import MOST_TRIES
from sef2si.store.people import accounts, links
from tests.databases import everything
from tests.people import OPERATOR, OTHER, OURS, PASSWORD, Town, at_once, everything_kept, refused

NEW = "seven herons mend kettles"


@pytest.fixture
def town(engine: Engine) -> Town:
    return Town(engine)


def accept_first(town: Town, token: str) -> Account:
    return town.accounts.accept(token, "Ola", PASSWORD, email="ola@server.example")


def a_reset(town: Town) -> str:
    token = town.accounts.reset_link("hana@elm.example", "10.0.0.1")
    assert token is not None
    return token


def test_whoever_comes_first_runs_the_server(town: Town) -> None:
    assert town.accounts.is_empty() is True
    token = town.accounts.first_link()
    assert town.accounts.link(token) == LinkFor(purpose=Purpose.FIRST)
    account = accept_first(town, token)
    assert (account.is_operator, account.held, account.email) == (True, (), "ola@server.example")
    assert town.accounts.enter("ola@server.example", PASSWORD).next == "set_up"
    assert town.accounts.is_empty() is False
    assert refused(town.accounts.first_link).startswith("Somebody runs this server already.")
    assert refused(lambda: accept_first(town, token), NotFound) == NO_LINK


def test_a_new_first_link_ends_the_one_before(town: Town) -> None:
    old, new = town.accounts.first_link(), town.accounts.first_link()
    assert (town.accounts.link(old), town.accounts.link(new)) == (None, LinkFor(purpose=Purpose.FIRST))


def test_a_first_link_opens_nothing_once_there_is_an_account(town: Town) -> None:
    token = town.accounts.first_link()
    town.add()
    assert refused(lambda: accept_first(town, token)).startswith("Somebody runs this server already.")


def test_whoever_comes_first_gives_an_address(town: Town) -> None:
    token = town.accounts.first_link()
    assert refused(lambda: town.accounts.accept(token, "Ola", PASSWORD), Invalid).startswith("This is not an email")
    assert refused(lambda: town.accounts.accept(token, " ", PASSWORD, email="ola@server.example"), Invalid).startswith(
        "Please write a name"
    )
    assert accept_first(town, token).name == "Ola"


def test_an_invitation_gives_one_role_at_one_school(town: Town) -> None:
    token = town.accounts.invite(OPERATOR, OURS, "Hana@elm.example", "Hana Head", Role.HEADTEACHER)
    link = town.accounts.link(token)
    assert link == LinkFor(
        purpose=Purpose.INVITE, email="Hana@elm.example", name="Hana Head", urn=OURS, role=Role.HEADTEACHER
    )
    account = town.accounts.accept(token, "", PASSWORD)
    assert account.model_dump(exclude={"id"}) == {
        "email": "Hana@elm.example",
        "name": "Hana Head",
        "held": (Held(urn=OURS, role=Role.HEADTEACHER).model_dump(),),
        "is_operator": False,
        "disabled": False,
        "has_second_factor": False,
        "leads": (),
        "bodies": (),
    }
    assert town.accounts.find(account.id) == account


LINKS: dict[str, Callable[[Town], str]] = {
    "first": lambda town: town.accounts.first_link(),
    "invite": lambda town: town.accounts.invite(OPERATOR, OURS, "hana@elm.example", "Hana", Role.HEADTEACHER),
    "operator": lambda town: town.accounts.invite_operator(OPERATOR, "hana@elm.example", "Hana"),
    "reset": lambda town: (town.add(), a_reset(town))[1],
    "second school": lambda town: (
        town.add(),
        town.accounts.invite(OPERATOR, OTHER, "hana@elm.example", "Hana", Role.GOVERNOR),
    )[1],
}


def use(town: Town, token: str) -> Account:
    return town.accounts.accept(token, "Hana", PASSWORD, email="hana@elm.example")


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_works_once(town: Town, kind: str) -> None:
    token = LINKS[kind](town)
    use(town, token)
    assert town.accounts.link(token) is None
    assert refused(lambda: use(town, token), NotFound) == NO_LINK


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_used_by_two_at_once_works_for_one(town: Town, kind: str) -> None:
    token = LINKS[kind](town)
    said = at_once(lambda: use(town, token))
    assert said.count("in") == 1, said
    with everything(town.engine) as connection:
        assert connection.execute(select(func.count()).select_from(accounts)).scalar_one() == 1


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_expires(town: Town, kind: str) -> None:
    token = LINKS[kind](town)
    found = town.accounts.link(token)
    assert found is not None
    town.clock.now += LASTS[found.purpose] - timedelta(seconds=1)
    assert town.accounts.link(token) == found
    town.clock.turn(seconds=1)
    assert town.accounts.link(token) is None
    assert refused(lambda: use(town, token), NotFound) == NO_LINK


def test_how_long_links_last() -> None:
    assert {purpose.value: lasts.total_seconds() / 3600 for purpose, lasts in LASTS.items()} == {
        "first": 24,
        "invite": 7 * 24,
        "reset": 1,
    }


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_is_kept_as_a_hash_alone(town: Town, kind: str) -> None:
    token = LINKS[kind](town)
    said = everything_kept(town.engine)
    assert (len(token) >= 43, token in said) == (True, False)
    use(town, token)
    assert token not in everything_kept(town.engine)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "\x00", "0" * 64])
def test_what_is_no_token_opens_nothing(town: Town, token: str) -> None:
    town.accounts.first_link()
    assert town.accounts.link(token) is None
    assert refused(lambda: accept_first(town, token), NotFound) == NO_LINK


def test_the_kept_hash_opens_nothing(town: Town) -> None:
    town.accounts.first_link()
    with everything(town.engine) as connection:
        kept = connection.execute(select(links.c.token)).scalar_one()
    assert town.accounts.link(kept) is None


def test_a_password_that_will_not_do_leaves_the_link_as_it_was(town: Town) -> None:
    token = LINKS["invite"](town)
    refused(lambda: town.accounts.accept(token, "", "Elm Primary 12"), Invalid)
    assert town.accounts.accept(token, "", PASSWORD).email == "hana@elm.example"


def test_a_newer_invitation_ends_the_older_to_the_same_school_alone(town: Town) -> None:
    first = LINKS["invite"](town)
    elsewhere = town.accounts.invite(OPERATOR, OTHER, "hana@elm.example", "Hana", Role.GOVERNOR)
    second = LINKS["invite"](town)
    assert [town.accounts.link(token) is not None for token in (first, elsewhere, second)] == [False, True, True]


# Somebody invited who has an account


def test_a_second_school_asks_for_the_password_they_have_and_keeps_it(town: Town) -> None:
    head = town.add()
    token = town.accounts.invite(OPERATOR, OTHER, "HANA@elm.example", "Somebody Else", Role.GOVERNOR)
    found = town.accounts.link(token)
    assert found is not None
    assert found.asks == "own"
    # Or whoever holds the link, who may have written the invitation, could take over the account.
    assert refused(lambda: town.accounts.accept(token, "", NEW)) == NO_ENTRY
    assert town.now(head).person.urns == {OURS}
    account = town.accounts.accept(token, "Changed", PASSWORD)
    assert (account.id, account.name) == (head.id, "Hana")
    assert account.held == (Held(urn=OURS, role=Role.HEADTEACHER), Held(urn=OTHER, role=Role.GOVERNOR))
    assert town.accounts.enter("hana@elm.example", PASSWORD).account_id == head.id


def test_guessing_at_an_invitation_is_counted_with_guessing_at_the_door(town: Town) -> None:
    town.add()
    token = town.accounts.invite(OPERATOR, OTHER, "hana@elm.example", "Hana", Role.GOVERNOR)
    for _ in range(MOST_TRIES):
        refused(lambda: town.accounts.accept(token, "", NEW))
    refused(lambda: town.accounts.accept(token, "", PASSWORD), TooMany)
    refused(lambda: town.accounts.enter("hana@elm.example", PASSWORD), TooMany)


def test_a_disabled_account_takes_up_no_invitation(town: Town) -> None:
    head = town.add()
    token = town.accounts.invite(OPERATOR, OTHER, "hana@elm.example", "Hana", Role.GOVERNOR)
    town.accounts.disable(OPERATOR, "", head.id, disabled=True)
    refused(lambda: town.accounts.accept(token, "", PASSWORD), Exception)
    assert town.now(head).person.urns == {OURS}


def test_an_old_invitation_changes_no_role_given_since(town: Town) -> None:
    old = town.accounts.invite(OPERATOR, OTHER, "hana@elm.example", "Hana", Role.GOVERNOR)
    head = town.add()
    town.add("hana@elm.example", Role.HEADTEACHER, OTHER)
    assert town.accounts.link(old) is None
    assert town.now(head).person.roles_at(OTHER) == (Role.HEADTEACHER,)


# A new password


def test_a_reset_link_sets_a_new_password_and_ends_the_others(town: Town) -> None:
    head = town.add()
    older, token = a_reset(town), a_reset(town)
    assert town.accounts.link(older) is None
    assert town.accounts.link(token) == LinkFor(purpose=Purpose.RESET, email="hana@elm.example", name="Hana")
    assert town.accounts.accept(token, "", NEW).id == head.id
    assert refused(lambda: town.accounts.enter("hana@elm.example", PASSWORD)) == NO_ENTRY
    assert town.accounts.enter("hana@elm.example", NEW).account_id == head.id


def test_a_reset_leaves_the_second_factor_as_it_was(town: Town) -> None:
    head = town.add()
    town.with_codes(head)
    assert town.accounts.accept(a_reset(town), "", NEW).entry.next == "code"


def test_nobody_learns_from_a_reset_who_has_an_account(town: Town) -> None:
    away = town.add("away@elm.example")
    town.accounts.disable(OPERATOR, "", away.id, disabled=True)
    for email in ("nobody@elm.example", "away@elm.example", "no address", ""):
        assert town.accounts.reset_link(email, "") is None
    for email in ("nobody@elm.example", "away@elm.example"):
        for _ in range(MOST_TRIES - 1):
            town.accounts.reset_link(email, "")
        refused(lambda email=email: town.accounts.reset_link(email, ""), TooMany)


@pytest.mark.parametrize(
    "email", ["\uff48ana@elm.example", "hana@e\u217cm.example", "hana\uff20elm.example", "kate@elm.example"]
)
def test_an_address_that_only_looks_alike_is_another(town: Town, email: str) -> None:
    # A letter to it would reach somebody else: fullwidth h, a Roman numeral, fullwidth @, and a Kelvin sign.
    town.add()
    town.add("\u212aate@elm.example", Role.GOVERNOR)
    assert town.accounts.reset_link(email) is None


def test_resets_are_counted_by_address_of_the_browser_too(town: Town) -> None:
    for n in range(MOST_TRIES):
        town.accounts.reset_link(f"guess{n}@elm.example", "10.0.0.1")
    refused(lambda: town.accounts.reset_link("hana@elm.example", "10.0.0.1"), TooMany)
    assert town.accounts.reset_link("hana@elm.example", "10.0.0.2") is None


def test_a_disabled_account_is_reset_by_no_link_from_before(town: Town) -> None:
    head = town.add()
    town.add("cora@elm.example")
    token = a_reset(town)
    town.accounts.disable(OPERATOR, "", head.id, disabled=True)
    assert refused(lambda: town.accounts.accept(token, "", NEW), NotFound) == NO_LINK


def test_a_changed_password_ends_links_to_choose_one(town: Town) -> None:
    head = town.add()
    token = a_reset(town)
    town.accounts.change_password(head.id, PASSWORD, NEW)
    assert town.accounts.link(token) is None


@pytest.mark.parametrize(
    "email", ["", "hana", "hana@elm", "a b@elm.example", "x@y.z\nBcc: all@elm.example", "@elm.example"]
)
def test_who_is_invited_has_an_address(town: Town, email: str) -> None:
    sentence = refused(lambda: town.accounts.invite(OPERATOR, OURS, email, "Ann", Role.GOVERNOR), Invalid)
    assert sentence == "This is not an email address. Please write it like name@school.example."


def test_expired_links_are_cleared_away(town: Town) -> None:
    LINKS["invite"](town)
    town.clock.turn(days=8)
    refused(lambda: town.accounts.enter("x@elm.example", "wrong"), NotAllowed)
    with everything(town.engine) as connection:
        assert connection.execute(select(links)).all() == []
