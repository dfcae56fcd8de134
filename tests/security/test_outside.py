"""Coming in by a provider: who gets in and as what, and whose address counts."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
from sqlalchemy import select, update

from sef2si.domain.accounts import link_path
from sef2si.domain.bodies import BodyKind
from sef2si.domain.people import Held, Role
from sef2si.server.outside import NEEDS_PROOF
from sef2si.services.arriving import DISABLED, NO_OPERATOR, OTHER_ACCOUNT, SOMEBODY_ELSES
from sef2si.services.bodies import Bodies
from sef2si.services.outside.claims import OTHER_DOMAIN, shown
from sef2si.services.outside.providers import Provider, RoleRule
from sef2si.services.outside.tokens import NOT_BELIEVED
from sef2si.services.outside.tokens import OTHER_TENANT as NOT_OUR_TENANT
from sef2si.store.people import sessions
from tests.provider import Claims
from tests.server.house import OPERATOR, PASSWORD, email, post
from tests.server.outside import OTHER_TENANT, SECOND_TENANT, TENANT, Doors, governor, is_in
from tests.server.serve_here import ASH, ELM, OAK


def held_by(at: Doors, address: str) -> tuple[Held, ...]:
    return at.home.accounts.find_by_email(OPERATOR, address).held


# Who gets in.


def test_somebody_with_a_role_by_the_providers_word_comes_in(at: Doors) -> None:
    at.providers["trust"].claims = governor("gail")
    client = at.home.visitor()
    assert "Sign in with Elm Trust" in client.get("/sign-in").text
    assert "Another &lt;b&gt;provider&lt;/b&gt;" in client.get("/sign-in").text
    came = at.come(client, "trust", f"/schools/{ELM}/documents")
    assert (came.status_code, came.headers["Location"]) == (303, f"/schools/{ELM}/documents")
    assert is_in(client)
    assert "Signed in as Gail" in client.get("/").text
    assert held_by(at, "gail@elm.example") == (Held(urn=ELM, role=Role.GOVERNOR),)
    before = client.cookies["sef2si"]
    post(client, "/sign-out")
    client.cookies.set("sef2si", before, domain="127.0.0.1")
    assert not is_in(client)


def test_roles_are_felt_at_every_sign_in_and_those_given_here_stay(at: Doors) -> None:
    trust = at.providers["trust"]
    trust.claims = governor("rosa")
    at.come(at.home.visitor(), "trust")
    account = at.home.accounts.find_by_email(OPERATOR, "rosa@elm.example")
    token = at.home.accounts.invite(OPERATOR, OAK, "rosa@elm.example", "Rosa", Role.GOVERNOR)
    client = at.home.visitor()
    client.get(link_path(token))
    assert at.come(client, "trust", do="accept").status_code == 303
    oak = Held(urn=OAK, role=Role.GOVERNOR)
    for groups, held in (
        (["heads", "governors"], (Held(urn=ELM, role=Role.HEADTEACHER), oak)),  # the first rule that fits
        (["nowhere"], (oak,)),  # a school that is not here
        ([], (oak,)),
    ):
        trust.claims = governor("rosa", groups=groups, amr=["mfa"])
        assert at.come(at.home.visitor(), "trust").status_code == 303
        assert at.home.accounts.find(account.id).held == held
    assert not at.home.accounts.find(account.id).is_operator


def test_a_leader_types_our_code_unless_theirs_counts(at: Doors) -> None:
    trust = at.providers["trust"]
    trust.claims = governor("lena", groups=["heads"], amr=["pwd"])
    client = at.home.visitor()
    assert at.come(client, "trust").headers["Location"] == "/second-factor"
    assert not is_in(client)
    trust.claims |= {"amr": ["pwd", "mfa"]}
    client = at.home.visitor()
    assert at.come(client, "trust").headers["Location"] == "/"
    assert is_in(client)
    # What is said beside the signed token does not count.
    trust.claims |= {"amr": ["pwd"]}
    trust.userinfo = {"amr": ["mfa"]}
    assert at.come(at.home.visitor(), "trust").headers["Location"] == "/second-factor"


def test_an_invitation_is_taken_up_and_the_next_time_no_link_is_needed(at: Doors) -> None:
    at.providers["other"].claims = {"sub": "nia", "email": "nia@anywhere.example", "name": "Nia Other"}
    client = at.home.visitor()
    came = at.come(client, "other")
    assert (came.status_code, "We don’t know you yet" in came.text, "nia@anywhere.example" in came.text) == (
        403,
        True,
        True,
    )
    token = at.home.accounts.invite(OPERATOR, ASH, "nia@ash.example", "Nia New", Role.GOVERNOR)
    client.get(link_path(token))
    assert "Accept with Another" in client.get("/link").text
    assert at.come(client, "other", do="accept").status_code == 303
    assert is_in(client)
    assert held_by(at, "nia@ash.example") == (Held(urn=ASH, role=Role.GOVERNOR),)
    assert at.home.visitor().get(link_path(token)).status_code == 404  # once
    again = at.home.visitor()
    assert at.come(again, "other").status_code == 303
    assert is_in(again)
    assert at.home.enter(at.home.visitor(), "nia", "").status_code == 422  # no password opens it
    nobody = post(at.home.visitor(), "/sign-in", email="nia@ash.example", password=PASSWORD)
    assert nobody.status_code == 403


def test_an_open_invitation_is_not_taken_up_by_whoever_signs_in_next(at: Doors) -> None:
    at.providers["other"].claims = {"sub": "passer-by"}
    token = at.home.accounts.invite(OPERATOR, ASH, "meant@ash.example", "Meant", Role.HEADTEACHER)
    client = at.home.visitor()
    client.get(link_path(token))
    assert at.come(client, "other").status_code == 403
    assert at.home.visitor().get(link_path(token)).status_code == 303


def test_an_invitation_of_somebody_who_has_an_account_needs_that_very_account(at: Doors) -> None:
    at.providers["other"].claims = {"sub": "inviter", "email": email("head"), "email_verified": True}
    token = at.home.accounts.invite(OPERATOR, ASH, email("head"), "Head", Role.GOVERNOR)
    client = at.home.visitor()
    client.get(link_path(token))
    refused = at.come(client, "other", do="accept")
    assert (refused.status_code, OTHER_ACCOUNT in refused.text, is_in(client)) == (403, True, False)
    assert at.home.visitor().get(link_path(token)).status_code == 303  # it holds on


def test_nobody_becomes_an_operator_by_a_provider(at: Doors) -> None:
    at.providers["trust"].claims = governor("ops", groups=["operator", "heads"], is_operator=True, role="operator")
    token = at.home.accounts.invite_operator(OPERATOR, "ops@elm.example", "Ops")
    client = at.home.visitor()
    client.get(link_path(token))
    assert "Accept with" not in client.get("/link").text
    refused = at.come(client, "trust", do="accept")
    assert (refused.status_code, NO_OPERATOR in refused.text) == (403, True)
    at.home.accounts.accept(token, "Ops", PASSWORD)
    # Nor does an address lead to the account of one.
    assert at.come(at.home.visitor(), "trust").status_code == 403


def test_who_is_in_connects_their_account_and_takes_it_away_again(at: Doors) -> None:
    other = at.providers["other"]
    other.claims = {"sub": "head-there", "email": "h@personal.example"}
    client = at.home.signed_in("head")
    assert post(client, "/sign-in/with/other", password="wrong").status_code == 403
    assert at.come(client, "other", password=PASSWORD).headers["Location"] == "/account?done=connected"
    assert "h@personal.example" in client.get("/account").text
    by_it = at.home.visitor()
    assert at.come(by_it, "other").headers["Location"] == "/sign-in/code"  # a code is asked for all the same
    post(by_it, "/sign-in/code", code=at.home.code("head"))
    assert is_in(by_it)
    thief = at.home.signed_in("governor")
    refused = at.come(thief, "other", password=PASSWORD)
    assert (refused.status_code, SOMEBODY_ELSES in refused.text) == (403, True)
    taken = {"do": "disconnect", "issuer": other.address, "subject": "head-there"}
    post(thief, "/account", **taken)  # not theirs to take away
    assert "h@personal.example" in client.get("/account").text
    assert post(client, "/account", **taken).status_code == 303
    assert [is_in(client), is_in(by_it)] == [True, False]
    assert at.come(at.home.visitor(), "other").status_code == 403


def test_the_only_way_in_is_not_taken_away(at: Doors) -> None:
    at.providers["trust"].claims = governor("onya")
    client = at.home.visitor()
    at.come(client, "trust")
    kept = post(client, "/account", do="disconnect", issuer=at.providers["trust"].address, subject="sub-onya")
    assert (kept.status_code, "your only way in" in kept.text) == (422, True)
    refused = post(client, "/sign-in/with/other", password="")
    assert (refused.status_code, NEEDS_PROOF in refused.text) == (403, True)


def test_a_disabled_account_stays_out(at: Doors) -> None:
    at.providers["trust"].claims = governor("dora")
    at.come(at.home.visitor(), "trust")
    account = at.home.accounts.find_by_email(OPERATOR, "dora@elm.example")
    at.home.accounts.disable(OPERATOR, ELM, account.id, True)
    client = at.home.visitor()
    refused = at.come(client, "trust")
    assert (refused.status_code, DISABLED in refused.text, is_in(client)) == (403, True, False)


# Whose address it is.


def test_an_address_leads_to_an_account_only_where_it_is_verified_and_the_provider_is_trusted_for_it(at: Doors) -> None:
    token = at.home.accounts.invite(OPERATOR, ELM, "vera@elm.example", "Vera", Role.GOVERNOR)
    at.home.accounts.accept(token, "Vera", PASSWORD)
    # Not verified; verified as text that means no; of a provider that is trusted for no domain.
    for key, verified in (("trust", False), ("trust", "false"), ("trust", None), ("other", True)):
        at.providers[key].claims = governor("vera", email_verified=verified)
        assert at.come(at.home.visitor(), key).status_code == 403
    # Of a domain it is not trusted for, where somebody has an account.
    at.providers["trust"].claims = governor("x", email=email("governor"))
    assert at.come(at.home.visitor(), "trust").status_code == 403
    at.providers["trust"].claims = governor("vera")
    client = at.home.visitor()
    assert at.come(client, "trust").status_code == 303  # the control
    assert "Signed in as Vera" in client.get("/").text
    # From then on it is the pair of issuer and subject: another address changes nothing, another subject does.
    at.providers["trust"].claims = governor("vera", email="new@elm.example", email_verified=False)
    assert at.come(at.home.visitor(), "trust").status_code == 303
    at.providers["trust"].claims = governor("vera", sub="another", email_verified=False)
    assert at.come(at.home.visitor(), "trust").status_code == 403


# Kinds of provider.


def entra(name: str, **said: object) -> Claims:
    return {"sub": "differs", "oid": f"OID-{name}", "tid": TENANT, "email": f"{name}@elm.example", **said}


def test_entra_knows_people_by_tenant_and_object_and_says_by_xms_edov_whose_an_address_is(at: Doors) -> None:
    token = at.home.accounts.invite(OPERATOR, ELM, "emil@elm.example", "Emil", Role.GOVERNOR)
    at.home.accounts.accept(token, "Emil", PASSWORD)
    there = at.providers["entra"]

    def come(tenant: str = TENANT, **said: object) -> int:
        there.claims = entra("emil", tid=tenant, **said)
        there.spoil = lambda claims: {**claims, "iss": f"{there.address}/{claims['tid']}"}
        return at.come(at.home.visitor(), "entra").status_code

    assert come(email_verified=True) == 403  # anybody may write any address into Entra
    assert come(xms_edov=False) == 403
    assert come(xms_edov=True) == 303
    assert come(sub="differs from one application to the next") == 303
    assert come(oid="another") == 403
    assert come(SECOND_TENANT) == 403  # the same object id in another tenant is somebody else
    there.claims = entra("emil", tid=OTHER_TENANT, xms_edov=True)
    refused = at.come(at.home.visitor(), "entra")
    assert (refused.status_code, NOT_OUR_TENANT in refused.text) == (403, True)
    # A tenant that may come in, in a token of another's issuer.
    there.claims = entra("emil", xms_edov=True)
    there.spoil = lambda claims: {**claims, "iss": f"{there.address}/{OTHER_TENANT}"}
    assert NOT_BELIEVED in at.come(at.home.visitor(), "entra").text


def test_google_lets_in_people_of_its_domains_alone(at: Doors) -> None:
    token = at.home.accounts.invite(OPERATOR, ELM, "gus@elm.example", "Gus", Role.GOVERNOR)
    at.home.accounts.accept(token, "Gus", PASSWORD)
    said = {"sub": "g-1", "email": "gus@elm.example", "email_verified": True}
    for hosted in ({}, {"hd": "evil.example"}):
        at.providers["google"].claims = said | hosted
        refused = at.come(at.home.visitor(), "google")
        assert (refused.status_code, OTHER_DOMAIN in refused.text) == (403, True)
    at.providers["google"].claims = said | {"hd": "elm.example"}
    assert at.come(at.home.visitor(), "google").status_code == 303


def test_dfe_sign_in_gives_roles_by_organisation_and_code(at: Doors) -> None:
    there = at.providers["dfe"]
    there.claims = {"sub": "DFE-1", "name": "DFE-1", "given_name": "Dee", "family_name": "Eff"}
    there.userinfo = {"email": "dee@oak.example", "organisation": {"id": "org-7", "urn": OAK, "name": "Oak"}}
    there.roles = ["sef-governor"]
    token = at.home.accounts.invite(OPERATOR, ASH, "dee@oak.example", "Dee", Role.GOVERNOR)
    client = at.home.visitor()
    client.get(link_path(token))
    assert at.come(client, "dfe", do="accept").status_code == 303
    ash, oak = Held(urn=ASH, role=Role.GOVERNOR), Held(urn=OAK, role=Role.GOVERNOR)
    assert held_by(at, "dee@oak.example") == (oak, ash)
    assert ("roles", {"path": "/services/sef2si-here/organisations/org-7/users/DFE-1"}) in there.asked
    there.roles = []
    at.come(at.home.visitor(), "dfe")
    assert held_by(at, "dee@oak.example") == (ash,)


# A second factor of our own, and who serves a body.


def test_whoever_has_no_password_sets_up_a_code_while_they_have_just_come_in(at: Doors) -> None:
    at.providers["trust"].claims = governor("pia")
    client = at.home.visitor()
    at.come(client, "trust")
    account = at.home.accounts.find_by_email(OPERATOR, "pia@elm.example")
    assert "Your password" not in client.get("/second-factor").text
    with at.home.engine.begin() as connection:
        here = sessions.c.account_id == account.id
        began = connection.execute(select(sessions.c.began_at).where(here)).scalar_one()
        connection.execute(update(sessions).where(here).values(began_at=began - timedelta(minutes=11)))
    late = post(client, "/second-factor", do="begin")
    assert (late.status_code, "come in again with the account you have at work" in late.text) == (403, True)
    again = at.home.visitor()
    at.come(again, "trust")
    assert post(again, "/second-factor", do="begin").headers["Location"] == "/second-factor"
    key = re.search(r'<code class="secret">([^<]+)', again.get("/second-factor").text)
    assert key is not None
    code = pyotp.TOTP(key[1].replace(" ", "")).now()
    assert post(again, "/second-factor", do="finish", code=code).status_code == 200
    # From now on our code is asked for, unless the provider's counts.
    assert at.come(at.home.visitor(), "trust").headers["Location"] == "/sign-in/code"


def test_a_session_from_before_a_leaders_role_ends_as_the_role_comes(at: Doors) -> None:
    """Once they came as a governor with no code; elsewhere they come as headteacher with the provider's."""
    trust = at.providers["trust"]
    trust.claims = governor("rhea")
    before, after = at.home.visitor(), at.home.visitor()
    at.come(before, "trust")
    assert is_in(before)
    trust.claims = governor("rhea", groups=["heads"], amr=["mfa"])
    assert at.come(after, "trust").headers["Location"] == "/"
    assert (is_in(before), is_in(after)) == (False, True)
    # Those who came with it as a leader stay in beside one another.
    other = at.home.visitor()
    at.come(other, "trust")
    assert (is_in(after), is_in(other)) == (True, True)


def test_connecting_makes_nobody_a_leader_who_showed_no_code(at: Doors) -> None:
    at.providers["trust"].claims = governor("connected", groups=["heads"])
    token = at.home.accounts.invite(OPERATOR, ASH, "connie@ash.example", "Connie", Role.GOVERNOR)
    account = at.home.accounts.accept(token, "Connie", PASSWORD)
    client = at.home.visitor()
    post(client, "/sign-in", email="connie@ash.example", password=PASSWORD, next="/")
    assert is_in(client)
    assert at.come(client, "trust", password=PASSWORD).status_code == 303
    found = at.home.accounts.find(account.id)
    assert (found is not None and found.needs_second_factor, is_in(client)) == (True, False)


def test_a_lead_adviser_comes_in_by_claims_and_goes_with_them(at: Doors) -> None:
    body = Bodies(at.home.engine).keep(OPERATOR, BodyKind.TRUST, "Elm and Oak", [ELM, OAK])
    rules = tuple(
        RoleRule(role=Role.LEAD_ADVISER, claim="groups", value="officers", body=number)
        for number in (body.id, "nowhere")
    )
    provider = Provider(
        key="lea", kind="openid", name="L", issuer="https://l.example", client_id="us", client_secret="x",
        domains=frozenset({"elm.example"}), makes_accounts=True, roles=rules,
    )  # fmt: skip
    said = {**governor("lil", groups=["officers"]), "iss": "https://l.example"}
    entry = at.home.accounts.arrive(shown(provider, said))
    assert entry.next == "set_up"  # a lead adviser never comes in with neither code
    served = tuple(Held(urn=urn, role=Role.LEAD_ADVISER, body=body.id) for urn in sorted((ELM, OAK)))
    account = at.home.accounts.find(entry.account_id)
    assert account is not None
    assert (account.held, account.bodies, account.person.is_operator) == (served, (body.id,), False)
    at.home.accounts.arrive(shown(provider, {**said, "groups": []}))
    account = at.home.accounts.find(entry.account_id)
    assert account is not None
    assert (account.held, account.bodies) == ((), ())
    Bodies(at.home.engine).remove(OPERATOR, body.id)
