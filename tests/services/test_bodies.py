"""Authorities and trusts: who keeps them, and what a lead adviser of one may do at its schools."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from sef2si.domain.bodies import Body, BodyKind
from sef2si.domain.people import SCHOOL_ROLES, Answer, Deed, Held, Person, Role, answer, may
from sef2si.domain.sharing import Level, Sharing
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.access import NO_SCHOOL, NOT_SHARED
from sef2si.services.accounts import THROUGH_A_BODY
from sef2si.services.bodies import NO_BODY, Bodies
from sef2si.services.planner import Planner
from tests import factories as make
from tests.people import OPERATOR, OTHER, OURS, PASSWORD, Town, refused

ELSEWHERE = "900003"


class County(Town):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.bodies = Bodies(self.engine)
        self.planner = Planner(self.engine, clock=self.clock)
        self.planner.open_plan(None, make.school(urn=ELSEWHERE, name="Far School"), "2026/27")
        self.body = self.bodies.keep(OPERATOR, BodyKind.AUTHORITY, "Northmarch", [OURS, OTHER])

    def lead(self) -> Person:
        token = self.accounts.invite_lead_adviser(OPERATOR, self.body.id, "lena@northmarch.example", "Lena Lead")
        return self.accounts.accept(token, "", PASSWORD).person


@pytest.fixture
def county(engine: Engine) -> County:
    return County(engine)


def test_a_lead_adviser_serves_all_schools_of_the_body_and_no_other(county: County) -> None:
    lead = county.lead()
    assert lead.held == tuple(Held(urn=urn, role=Role.LEAD_ADVISER, body=county.body.id) for urn in (OURS, OTHER))
    assert refused(lambda: county.planner.load(lead, OURS)) == NOT_SHARED
    county.planner.sharings.begin(Sharing(urn=urn, level=Level.FULL) for urn in (OURS, OTHER, ELSEWHERE))
    assert [county.planner.load(lead, urn).urn for urn in (OURS, OTHER)] == [OURS, OTHER]
    assert refused(lambda: county.planner.load(lead, ELSEWHERE), NotFound) == NO_SCHOOL
    assert [each.urn for each in county.planner.sharings.summaries(lead)] == [OTHER, OURS]
    assert [deed for deed in Deed if answer(lead, deed, OURS) is Answer.YES] == []
    for call in (
        lambda: county.planner.write(lead, f"{OURS}-2026", [make.need(id="n")]),
        lambda: county.accounts.people_at(lead, OURS),
        lambda: county.accounts.invite(lead, OURS, "x@x.example", "X", Role.ADVISER),
    ):
        assert "does not let you" in refused(call)


def test_a_school_that_joins_or_leaves_is_felt_at_once(county: County) -> None:
    lead = county.lead()
    account = county.accounts.find(lead.id)
    assert account is not None
    county.bodies.keep(OPERATOR, BodyKind.AUTHORITY, "Northmarch", [ELSEWHERE])
    assert county.now(account).person.urns == {OURS, OTHER, ELSEWHERE}
    county.bodies.keep(OPERATOR, BodyKind.AUTHORITY, "Northmarch", [OTHER], whole=True)
    assert county.now(account).person.urns == {OTHER}
    county.bodies.keep(OPERATOR, BodyKind.AUTHORITY, "Northmarch", [], whole=True)
    bare = county.now(account)
    # With no school yet they are lead adviser all the same, and come in with a code.
    assert (bare.held, bare.bodies, bare.needs_second_factor) == ((), (county.body.id,), True)
    county.bodies.remove(OPERATOR, county.body.id)
    assert (county.now(account).bodies, county.bodies.every(OPERATOR)) == ((), ())


def test_what_a_school_types_about_itself_moves_it_nowhere(county: County) -> None:
    lead = county.lead()
    head = make.person(urns=(ELSEWHERE,))
    county.planner.sharings.begin([Sharing(urn=ELSEWHERE, level=Level.FULL)])
    school = county.planner.load(head, ELSEWHERE).school
    county.planner.write(head, f"{ELSEWHERE}-2026", [school.having(authority="Northmarch", trust="Northmarch")])
    account = county.accounts.find(lead.id)
    assert account is not None and ELSEWHERE not in account.person.urns
    assert county.bodies.every(OPERATOR) == (county.body,)


def test_no_role_at_a_school_reaches_another_of_the_same_body(county: County) -> None:
    for role in SCHOOL_ROLES:
        person = make.person(id=role, role=role)
        assert [deed for deed in Deed if may(person, deed, OTHER)] == []
        assert refused(lambda person=person: county.planner.load(person, OTHER), NotFound) == NO_SCHOOL


def test_a_school_sees_who_serves_it_and_changes_nothing_of_their_account(county: County) -> None:
    lead, head = county.lead(), county.add().person
    assert [each.name for each in county.accounts.people_at(head, OURS)] == ["Hana", "Lena Lead"]
    for call in (
        lambda: county.accounts.set_role(head, OURS, lead.id, Role.HEADTEACHER),
        lambda: county.accounts.set_role(head, OURS, lead.id, None),
        lambda: county.accounts.disable(head, OURS, lead.id, disabled=True),
        lambda: county.accounts.reset_for(head, OURS, lead.id),
    ):
        assert refused(call) == THROUGH_A_BODY
    account = county.accounts.find(lead.id)
    assert account is not None and (account.person, account.disabled) == (lead, False)


def test_only_whoever_runs_the_server_keeps_bodies(county: County) -> None:
    people = [make.person(id=role, role=role) for role in SCHOOL_ROLES] + [county.lead()]
    for person in people:
        for call in (
            lambda person=person: county.bodies.every(person),
            lambda person=person: county.bodies.keep(person, BodyKind.TRUST, "Mine", [OURS]),
            lambda person=person: county.bodies.remove(person, county.body.id),
            lambda person=person: county.bodies.take_over(person, []),
            lambda person=person: county.accounts.invite_lead_adviser(person, county.body.id, "x@x.example", "X"),
        ):
            assert refused(call, NotAllowed).startswith("Only whoever runs the server")
    assert county.bodies.every(OPERATOR) == (county.body,)


def test_what_cannot_be_kept_is_refused(county: County) -> None:
    said = refused(lambda: county.bodies.keep(OPERATOR, BodyKind.TRUST, "T", ["123456"]), Invalid)
    assert said.startswith("School 123456 is not here.")
    assert refused(lambda: county.bodies.keep(OPERATOR, BodyKind.TRUST, " ", [OURS]), Invalid)
    for call in (
        lambda: county.bodies.remove(OPERATOR, "b0"),
        lambda: county.accounts.invite_lead_adviser(OPERATOR, "b0", "x@x.example", "X"),
    ):
        assert refused(call, NotFound) == NO_BODY
    county.lead()
    assert "is its lead adviser already" in refused(county.lead, Invalid)


def test_the_register_says_which_school_belongs_where(county: County) -> None:
    said = [
        (OURS, BodyKind.AUTHORITY, "Southmarch"),
        (OURS, BodyKind.TRUST, "Harbour Trust"),
        (ELSEWHERE, BodyKind.AUTHORITY, "Southmarch"),
        (ELSEWHERE, BodyKind.TRUST, ""),
        ("123456", BodyKind.TRUST, "Harbour Trust"),
    ]
    assert county.bodies.take_over(OPERATOR, said) == (2, 2)
    assert [(body.kind, body.name, body.urns) for body in county.bodies.every(OPERATOR)] == [
        (BodyKind.TRUST, "Harbour Trust", (OURS,)),
        (BodyKind.AUTHORITY, "Northmarch", (OTHER,)),
        (BodyKind.AUTHORITY, "Southmarch", (OURS, ELSEWHERE)),
    ]
    before = county.bodies.every(OPERATOR)
    county.bodies.take_over(OPERATOR, said)
    assert county.bodies.every(OPERATOR) == before
    assert isinstance(before[0], Body)
