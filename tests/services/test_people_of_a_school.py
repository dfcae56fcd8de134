"""Who may invite, change roles and disable; what that can't be used for; and that somebody always can."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from sef2si.domain.accounts import Account, Invited, Purpose
from sef2si.domain.people import SCHOOL_ROLES, Deed, Held, Person, Role, may
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.access import NO_SCHOOL
from sef2si.services.accounts import ELSEWHERE, LAST_OPERATOR, MORE_THAN_YOU, NO_PERSON
from sef2si.services.linking import LASTS, NO_LINK
from sef2si.services.managing import GIVEN_BY_A_HEAD, LAST_ONE, NOT_YOURSELF
from sef2si.services.planner import Planner
from sef2si.services.signing_in import NO_ENTRY
from tests import factories as make
from tests.people import OPERATOR, OTHER, OURS, PASSWORD, Town, met_in, refused


@pytest.fixture
def town(engine: Engine) -> Town:
    return Town(engine)


AS = {role: Person.with_role(id="x", name="x", role=role, urns=[OURS]) for role in SCHOOL_ROLES}
MANAGERS = [role for role in SCHOOL_ROLES if may(AS[role], Deed.MANAGE_PEOPLE, OURS)]
LISTERS = [role for role in SCHOOL_ROLES if may(AS[role], Deed.LIST_PEOPLE, OURS)]


def calls(town: Town, person: Person, urn: str, other: Account) -> dict[str, Callable[[], object]]:
    """Every way to change who may come in to a school."""
    accounts = town.accounts
    return {
        "invite": lambda: accounts.invite(person, urn, "new@elm.example", "New", Role.GOVERNOR),
        "withdraw": lambda: accounts.withdraw(person, urn, "new@elm.example"),
        "set_role": lambda: accounts.set_role(person, urn, other.id, Role.GOVERNOR),
        "disable": lambda: accounts.disable(person, urn, other.id, disabled=True),
        "reset_for": lambda: accounts.reset_for(person, urn, other.id),
    }


CALLS = ("invite", "withdraw", "set_role", "disable", "reset_for")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", SCHOOL_ROLES)
def test_the_table_says_who_manages_people(sqlite_engine: Engine, role: Role, call: str) -> None:
    town = Town(sqlite_engine)
    acting, other = town.add("ann@elm.example", role), town.add("bo@elm.example", Role.GOVERNOR)
    town.add("cy@elm.example")
    asked = calls(town, acting.person, OURS, other)[call]
    if role not in MANAGERS:
        assert refused(asked).endswith("does not let you invite people and change their roles.")
    elif call == "reset_for" and role is Role.SCHOOL_ADMIN:
        assert refused(asked) == MORE_THAN_YOU
    else:
        asked()


@pytest.mark.parametrize("role", SCHOOL_ROLES)
def test_the_table_says_who_sees_the_people(sqlite_engine: Engine, role: Role) -> None:
    town = Town(sqlite_engine)
    acting = town.add(role=role).person
    for asked in (town.accounts.people_at, town.accounts.invited_at):
        if role in LISTERS:
            asked(acting, OURS)
        else:
            assert refused(lambda asked=asked: asked(acting, OURS)).endswith("see who may come in.")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", MANAGERS)
def test_nobody_manages_the_people_of_another_school(town: Town, role: Role, call: str) -> None:
    acting = town.add("ann@elm.example", role).person
    theirs = town.add("otto@askerdale.example", Role.GOVERNOR, OTHER)
    before = town.now(theirs)
    for urn in (OTHER, "999999", ""):
        assert refused(calls(town, acting, urn, theirs)[call], NotFound) == NO_SCHOOL
    # Nor by naming their own school and somebody of another.
    if call not in ("invite", "withdraw"):
        assert refused(calls(town, acting, OURS, theirs)[call], NotFound) == NO_PERSON
    assert town.now(theirs) == before
    assert refused(lambda: town.accounts.people_at(acting, OTHER), NotFound) == NO_SCHOOL


def test_a_school_administrator_gets_no_content_and_no_role_elsewhere(town: Town) -> None:
    head = town.add()
    admin = town.add("ada@elm.example", Role.SCHOOL_ADMIN)
    planner = Planner(town.engine)
    for asked in (lambda: planner.load(admin.person, OURS), lambda: planner.load(admin.person, OTHER)):
        refused(asked, Exception)
    for urn, kind in ((OTHER, NotFound), (OURS, NotAllowed)):
        for role in SCHOOL_ROLES:
            refused(lambda urn=urn, role=role: town.accounts.set_role(admin.person, urn, admin.id, role), kind)
            refused(lambda urn=urn, role=role: town.accounts.invite(admin.person, urn, admin.email, "Ada", role), kind)
    # Nor the way round by a new password for somebody who may.
    assert refused(lambda: town.accounts.reset_for(admin.person, OURS, head.id)) == MORE_THAN_YOU
    for asked in (
        lambda: town.accounts.everyone(admin.person),
        lambda: town.accounts.find_by_email(admin.person, head.email),
        lambda: town.accounts.invite_operator(admin.person, admin.email, "Ada"),
        lambda: town.accounts.add_school(admin.person, make.school(urn="900009"), "2026/27"),
        lambda: town.accounts.forget_second_factor(admin.person, head.id),
    ):
        assert refused(asked).startswith("Only whoever runs the server")
    assert town.now(admin) == admin


LEADING = [Role.HEADTEACHER, Role.SENIOR_LEADER, Role.CPD_LEADER]


@pytest.mark.parametrize("role", SCHOOL_ROLES)
def test_a_role_that_reads_the_whole_plan_is_given_by_a_headteacher(sqlite_engine: Engine, role: Role) -> None:
    """Or an administrator would read it from a second address of their own; whoever runs the server lets in the first
    headteacher, and does the rest by command."""
    town = Town(sqlite_engine)
    admin, operator = town.add("ada@elm.example", Role.SCHOOL_ADMIN).person, town.add_operator().person
    gus = town.add("gus@elm.example", Role.GOVERNOR)

    def tries(person: Person) -> set[str]:
        said = set()
        for call in (
            lambda: town.accounts.invite(person, OURS, "second@elm.example", "Second", role),
            lambda: town.accounts.set_role(person, OURS, gus.id, role),
        ):
            try:
                call()
                said.add("given")
            except NotAllowed as refusal:
                said.add(refusal.sentence)
        return said

    leads = role in LEADING
    assert tries(admin) == ({GIVEN_BY_A_HEAD} if leads else {"given"})
    away = town.add("away@elm.example")
    town.accounts.disable(OPERATOR, OURS, away.id, disabled=True)
    assert tries(operator) == {"given"}
    head = town.add().person
    town.accounts.set_role(OPERATOR, OURS, gus.id, Role.GOVERNOR)
    assert tries(operator) == ({GIVEN_BY_A_HEAD} if leads else {"given"})
    assert town.now(gus).person.roles_at(OURS) == ((Role.GOVERNOR,) if leads else (role,))
    assert tries(head) == tries(OPERATOR) == {"given"}


def test_whoever_runs_the_server_sees_to_people_and_reads_nothing(town: Town) -> None:
    operator = town.add_operator().person
    for urn in (OURS, OTHER):
        refused(lambda urn=urn: Planner(town.engine).load(operator, urn), NotFound)
        town.accounts.accept(
            town.accounts.invite(operator, urn, f"a{urn}@x.example", "A", Role.SCHOOL_ADMIN), "", PASSWORD
        )
        assert [account.email for account in town.accounts.people_at(operator, urn)] == [f"a{urn}@x.example"]
    assert (
        refused(lambda: town.accounts.invite(operator, "999999", "a@x.example", "A", Role.GOVERNOR), NotFound)
        == NO_SCHOOL
    )
    # Nor do they make themselves somebody who reads.
    assert (
        refused(lambda: town.accounts.invite(operator, OURS, "ola@server.example", "O", Role.GOVERNOR)) == NOT_YOURSELF
    )


def test_an_operator_adds_a_school_once(town: Town) -> None:
    school = make.school(urn="900009", name="Larkfold")
    town.accounts.add_school(OPERATOR, school, "2026/27")
    head = town.add(urn="900009")
    assert Planner(town.engine).load(head.person, "900009").school.name == "Larkfold"
    assert refused(lambda: town.accounts.add_school(OPERATOR, school, "2027/28"), Invalid).endswith(
        "Nothing was changed."
    )


def test_people_are_listed_with_what_they_hold_here_alone(town: Town) -> None:
    town.add("ann@elm.example")
    town.add("ann@elm.example", Role.GOVERNOR, OTHER)
    operator = town.add_operator("bo@elm.example")
    town.add("bo@elm.example", Role.GOVERNOR, OTHER)
    town.add("otto@askerdale.example", Role.HEADTEACHER, OURS)
    seen = town.accounts.people_at(town.add("zed@askerdale.example", Role.SCHOOL_ADMIN, OTHER).person, OTHER)
    assert [(each.email, each.held, each.is_operator) for each in seen] == [
        ("ann@elm.example", (Held(urn=OTHER, role=Role.GOVERNOR),), False),
        ("bo@elm.example", (Held(urn=OTHER, role=Role.GOVERNOR),), False),
        ("zed@askerdale.example", (Held(urn=OTHER, role=Role.SCHOOL_ADMIN),), False),
    ]
    assert town.now(operator).is_operator is True


def test_who_is_invited_is_listed_until_they_come_or_it_is_withdrawn(town: Town) -> None:
    head = town.add().person
    tokens = {
        n: town.accounts.invite(head, OURS, f"{n}@elm.example", n.title(), Role.GOVERNOR) for n in ("ann", "bo", "cy")
    }
    until = town.clock.now + LASTS[Purpose.INVITE]
    listed = [Invited(email=f"{n}@elm.example", name=n.title(), role=Role.GOVERNOR, expires_at=until) for n in tokens]
    assert list(town.accounts.invited_at(head, OURS)) == listed
    assert town.accounts.invited_at(OPERATOR, OTHER) == ()
    town.accounts.accept(tokens["ann"], "", PASSWORD)
    town.accounts.withdraw(head, OURS, "BO@elm.example")
    assert list(town.accounts.invited_at(head, OURS)) == listed[2:]
    assert refused(lambda: town.accounts.accept(tokens["bo"], "", PASSWORD), NotFound) == NO_LINK
    town.clock.turn(days=7)
    assert town.accounts.invited_at(head, OURS) == ()


def test_whoever_is_here_is_not_invited_again(town: Town) -> None:
    head = town.add()
    town.add("gus@elm.example", Role.GOVERNOR)
    sentence = refused(
        lambda: town.accounts.invite(head.person, OURS, "GUS@elm.example", "G", Role.HEADTEACHER), Invalid
    )
    assert sentence.startswith("Gus is among the people of this school already.")


def test_a_changed_role_takes_the_place_of_the_old(town: Town) -> None:
    head, gus = town.add().person, town.add("gus@elm.example", Role.GOVERNOR)
    town.accounts.set_role(head, OURS, gus.id, Role.CPD_LEADER)
    assert town.now(gus).held == (Held(urn=OURS, role=Role.CPD_LEADER),)
    town.accounts.set_role(head, OURS, gus.id, None)
    assert town.now(gus).held == ()
    assert refused(lambda: town.accounts.set_role(head, OURS, gus.id, Role.GOVERNOR), NotFound) == NO_PERSON


def test_who_is_taken_out_does_not_come_back_by_an_older_invitation(town: Town) -> None:
    head, gus = town.add().person, town.add("gus@elm.example", Role.GOVERNOR)
    town.accounts.set_role(head, OURS, gus.id, None)
    back = town.accounts.invite(head, OURS, "gus@elm.example", "Gus", Role.GOVERNOR)
    town.accounts.accept(back, "", PASSWORD)
    assert town.now(gus).held == (Held(urn=OURS, role=Role.GOVERNOR),)


# The last who may


@pytest.mark.parametrize("role", [role for role in SCHOOL_ROLES if role not in MANAGERS] + [None])
def test_the_last_who_manages_people_keeps_doing_so(town: Town, role: Role | None) -> None:
    head = town.add()
    town.add("gus@elm.example", Role.GOVERNOR)
    away = town.add("away@elm.example")
    town.accounts.disable(OPERATOR, OURS, away.id, disabled=True)
    assert refused(lambda: town.accounts.set_role(OPERATOR, OURS, head.id, role), Invalid) == LAST_ONE
    assert town.now(head) == head
    # Somebody at another school is no help, somebody here is.
    town.add("otto@askerdale.example", Role.HEADTEACHER, OTHER)
    refused(lambda: town.accounts.set_role(OPERATOR, OURS, head.id, role), Invalid)
    town.add("ada@elm.example", Role.SCHOOL_ADMIN)
    town.accounts.set_role(OPERATOR, OURS, head.id, role)
    assert town.now(head).person.roles_at(OURS) == ((role,) if role else ())


def test_nobody_removes_themselves(town: Town) -> None:
    head = town.add()
    town.add("ada@elm.example", Role.SCHOOL_ADMIN)
    for asked in (
        lambda: town.accounts.set_role(head.person, OURS, head.id, None),
        lambda: town.accounts.disable(head.person, OURS, head.id, disabled=True),
        lambda: town.accounts.reset_for(head.person, OURS, head.id),
    ):
        assert refused(asked) == NOT_YOURSELF
    assert town.now(head) == head


def test_two_who_remove_one_another_at_once_leave_one(town: Town) -> None:
    both = [town.add("ann@elm.example"), town.add("bo@elm.example")]
    start = threading.Barrier(2)

    def remove(acting: Account, other: Account) -> None:
        start.wait()
        try:
            town.accounts.set_role(acting.person, OURS, other.id, None)
        except Invalid as refusal:
            said.append(refusal.sentence)

    said: list[str] = []
    threads = [threading.Thread(target=remove, args=pair) for pair in (both, reversed(both))]
    with met_in("sef2si.store.accounts.people_at"):
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert said == [LAST_ONE]
    assert len(town.accounts.people_at(OPERATOR, OURS)) == 1


def test_the_last_who_runs_the_server_keeps_doing_so(town: Town) -> None:
    ola = town.add_operator()
    assert refused(lambda: town.accounts.disable(OPERATOR, "", ola.id, disabled=True), Invalid) == LAST_OPERATOR
    town.add_operator("pia@server.example")
    town.accounts.disable(OPERATOR, "", ola.id, disabled=True)
    assert town.now(ola).disabled is True


# Disabling


def test_a_disabled_account_lets_nobody_in_until_it_is_let_in_again(town: Town) -> None:
    head, gus = town.add().person, town.add("gus@elm.example", Role.GOVERNOR)
    token = town.accounts.reset_link("gus@elm.example")
    assert token is not None
    town.accounts.disable(head, OURS, gus.id, disabled=True)
    assert refused(lambda: town.accounts.enter("gus@elm.example", PASSWORD)) == NO_ENTRY
    assert town.accounts.link(token) is None
    assert refused(lambda: town.accounts.reset_for(head, OURS, gus.id), Invalid).startswith("This account is disabled.")
    town.accounts.disable(head, OURS, gus.id, disabled=False)
    assert town.accounts.enter("gus@elm.example", PASSWORD).next == "in"
    assert town.now(gus) == gus


def test_an_account_of_two_schools_is_disabled_by_who_manages_both(town: Town) -> None:
    head = town.add()
    gus = town.add("gus@elm.example", Role.GOVERNOR)
    town.add("gus@elm.example", Role.GOVERNOR, OTHER)
    for asked in (
        lambda: town.accounts.disable(head.person, OURS, gus.id, disabled=True),
        lambda: town.accounts.reset_for(head.person, OURS, gus.id),
    ):
        assert refused(asked) == ELSEWHERE
    assert town.now(gus).disabled is False
    town.add("hana@elm.example", Role.HEADTEACHER, OTHER)
    town.accounts.disable(town.now(head).person, OURS, gus.id, disabled=True)
    assert town.now(gus).disabled is True


def test_who_runs_the_server_is_disabled_by_no_school(town: Town) -> None:
    head, ola = town.add().person, town.add_operator()
    town.add_operator("pia@server.example")
    town.add("ola@server.example", Role.GOVERNOR)
    assert refused(lambda: town.accounts.disable(head, OURS, ola.id, disabled=True)) == ELSEWHERE
    assert refused(lambda: town.accounts.reset_for(head, OURS, ola.id)) == ELSEWHERE


def test_a_head_hands_over_a_link_for_a_new_password(town: Town) -> None:
    head, gus = town.add().person, town.add("gus@elm.example", Role.GOVERNOR)
    town.accounts.accept(town.accounts.reset_for(head, OURS, gus.id), "", "seven herons mend kettles")
    assert town.accounts.enter("gus@elm.example", "seven herons mend kettles").account_id == gus.id
