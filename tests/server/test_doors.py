"""Coming in and going, page by page, at a real server with accounts."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest

from sef2si.domain.accounts import link_path
from sef2si.domain.people import Role
from tests.server.house import OPERATOR, PASSWORD, House, email, post, secret_of
from tests.server.serve_here import ASH, ELM, OAK

NEW = "violet ladder thirteen"


def words(answer: httpx.Response) -> str:
    """What is on a page, without its token."""
    return re.sub(r'value="2\|[^"]+"', "", answer.text)


def is_in(client: httpx.Client) -> bool:
    return client.get("/account").status_code == 200


def newcomer(home: House, who: str, role: Role = Role.GOVERNOR, urn: str = ELM) -> str:
    """Somebody of this test's own, so that it can change them; returns their id."""
    found = {each.email: each.id for each in home.accounts.everyone(OPERATOR)}
    if email(who) not in found:
        token = home.accounts.invite(OPERATOR, urn, email(who), who.title(), role)
        found[email(who)] = home.accounts.accept(token, who.title(), PASSWORD).id
    home.ids[who] = found[email(who)]
    return home.ids[who]


# Page by role. 302: sent to sign in; 403 and 404 as trust.md says.
PAGES = {
    "/account": {"": 302, **dict.fromkeys(("operator", "head", "leader", "governor", "admin", "adviser", "oak"), 200)},
    "/operator": {"": 302, "operator": 200, **dict.fromkeys(("head", "leader", "governor", "admin", "oak"), 403)},
    f"/schools/{ELM}/people": {
        "": 302, "operator": 200, "head": 200, "leader": 200, "admin": 200, "governor": 403, "adviser": 403, "oak": 404,
    },
    f"/schools/{ELM}/documents": {"": 302, "head": 200, "governor": 200, "operator": 404, "admin": 403, "oak": 404},
    "/sign-in": {"": 200, "head": 302},
    "/sign-in/code": {"": 302, "head": 302},
    "/second-factor": {"": 302, "head": 200, "governor": 200},
    "/forgotten": {"": 200, "head": 200},
    "/link": {"": 404, "head": 404},
}  # fmt: skip
POSTS = {
    f"/schools/{ELM}/people": (
        {"do": "invite", "email": "new@school.example", "name": "Nia New", "role": "governor"},
        {
            "": 403,
            "operator": 200,
            "head": 200,
            "admin": 200,
            "leader": 403,
            "governor": 403,
            "adviser": 403,
            "oak": 404,
        },
    ),
    "/operator": (
        {"do": "invite", "email": "next@host.example", "name": "Next"},
        {"": 403, "operator": 200, "head": 403, "admin": 403, "governor": 403},
    ),
    "/account": ({"do": "name", "name": ""}, {"": 403, "governor": 422}),
    "/second-factor": ({"do": "begin"}, {"": 403, "head": 403, "governor": 403}),
    "/sign-in/code": ({"code": "123456"}, {"": 403, "head": 403}),
    "/link": ({"password": NEW}, {"": 404, "head": 404}),
}


def by(home: House, who: str) -> httpx.Client:
    return home.signed_in(who) if who else home.visitor()


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_for_whom_it_is_for(home: House, path: str) -> None:
    answers = {who: by(home, who).get(path) for who in PAGES[path]}
    assert {who: answer.status_code for who, answer in answers.items()} == PAGES[path]
    if path.startswith("/schools/"):
        assert "Elm Primary" not in answers["oak"].text
        assert "Elm Primary" in answers["head"].text
        unknown = home.signed_in("oak").get(path.replace(ELM, "999999"))
        assert words(unknown) == words(answers["oak"])


@pytest.mark.parametrize("path", POSTS)
def test_each_form_is_for_whom_it_is_for(home: House, path: str) -> None:
    typed, expected = POSTS[path]
    assert {who: post(by(home, who), path, **typed).status_code for who in expected} == expected


def test_who_is_not_signed_in_comes_back_to_where_they_wanted(home: House) -> None:
    client = home.visitor()
    sent = client.get(f"/schools/{ELM}/documents?year=2026/27")
    assert sent.headers["Location"] == f"/sign-in?next=%2Fschools%2F{ELM}%2Fdocuments%3Fyear%3D2026%2F27"
    page = client.get(sent.headers["Location"]).text
    assert f'name="next" value="/schools/{ELM}/documents?year=2026/27"' in page
    assert home.enter(client, "head", to=f"/schools/{ELM}/documents").headers["Location"] == "/sign-in/code"
    assert not is_in(client)
    done = post(client, "/sign-in/code", code=home.code("head"))
    assert (done.status_code, done.headers["Location"]) == (303, f"/schools/{ELM}/documents")
    assert is_in(client)


def test_who_needs_no_code_is_in_with_a_password(home: House) -> None:
    client = home.visitor()
    assert home.enter(client, "governor").headers["Location"] == "/"
    assert is_in(client)


def test_a_code_of_the_app_opens_once(home: House) -> None:
    code = pyotp.TOTP(home.secrets["adviser"]).now()
    answers = []
    for _ in range(2):
        client = home.visitor()
        home.enter(client, "adviser")
        answers.append(post(client, "/sign-in/code", code=code))
    assert [answer.status_code for answer in answers] == [303, 403]
    assert "Please wait for the next one" in answers[1].text


def test_unknown_wrong_and_disabled_are_told_alike(home: House) -> None:
    account = newcomer(home, "leaver")
    home.accounts.disable(OPERATOR, ELM, account, True)
    tries = {"nobody": PASSWORD, "head": "not the password", "leaver": PASSWORD}
    answers = [home.enter(home.visitor(), who, password) for who, password in tries.items()]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    told = {words(answer).replace(email(who), "") for who, answer in zip(tries, answers, strict=True)}
    assert len(told) == 1
    page = answers[1].text
    assert f'value="{email("head")}"' in page  # what was typed stays, but for the password
    assert "not the password" not in page
    assert 'href="#email"' in page
    assert 'aria-describedby="email-refused"' in page


def test_what_is_missing_is_said_beside_its_box(home: House) -> None:
    answer = post(home.visitor(), "/sign-in", email="", password="")
    assert answer.status_code == 422
    assert ["email-refused" in answer.text, "password-refused" in answer.text] == [True, True]


def test_the_eleventh_try_waits_and_so_does_the_right_one(home: House) -> None:
    newcomer(home, "hasty")
    answers = [home.enter(home.visitor(), "hasty", f"wrong {at}") for at in range(10)]
    assert {answer.status_code for answer in answers} == {403}
    late = home.enter(home.visitor(), "hasty")
    assert (late.status_code, late.headers["Retry-After"]) == (429, "300")
    assert "wait five minutes" in late.text
    home.forget_tries()
    assert home.enter(home.visitor(), "hasty").status_code == 303


def test_forgotten_says_the_same_to_everybody_and_writes_to_those_it_knows(home: House) -> None:
    newcomer(home, "forgetful")
    before = len(home.letters())
    answers = [post(home.visitor(), "/forgotten", email=email(who)) for who in ("nobody", "forgetful")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert words(answers[0]).replace("nobody", "") == words(answers[1]).replace("forgetful", "")
    (letter,) = waited_for(home, before + 1)[before:]
    assert letter["to"] == email("forgetful")
    (link,) = re.findall(r"\S+/link/\S+", letter["text"])
    assert link.startswith(home.server.origin)

    elsewhere = home.signed_in("forgetful")
    assert is_in(elsewhere)
    client = home.visitor()
    client.get(urlsplit(link).path)
    assert "Choose a new password" in client.get("/link").text
    weak = post(client, "/link", password="short")
    assert (weak.status_code, "password-refused" in weak.text) == (422, True)
    assert is_in(elsewhere)
    assert post(client, "/link", password=NEW).status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)  # whoever knew the old password is out
    assert [home.enter(home.visitor(), "forgetful", each).status_code for each in (PASSWORD, NEW)] == [403, 303]
    assert home.visitor().get(urlsplit(link).path).status_code == 404


def waited_for(home: House, count: int) -> list[dict[str, str]]:
    for _ in range(100):
        if len(home.letters()) >= count:
            break
        time.sleep(0.05)
    return home.letters()


def test_a_new_password_by_link_asks_for_the_code_all_the_same(home: House) -> None:
    account = newcomer(home, "codeful", Role.SENIOR_LEADER)
    secret = secret_of(home.accounts.begin_second_factor(account))
    home.accounts.finish_second_factor(account, pyotp.TOTP(secret).now())
    client = home.visitor()
    client.get(link_path(home.accounts.reset_for(OPERATOR, ELM, account)))
    assert post(client, "/link", password=NEW).headers["Location"] == "/sign-in/code"
    assert not is_in(client)


def test_who_is_here_already_takes_an_invitation_up_with_their_own_password(home: House) -> None:
    newcomer(home, "busy")
    token = home.accounts.invite(OPERATOR, OAK, email("busy"), "Busy", Role.GOVERNOR)
    client = home.visitor()
    client.get(link_path(token))
    page = client.get("/link").text
    assert "Welcome to Oak &lt;i&gt;Academy&lt;/i&gt;" in page
    assert 'autocomplete="current-password"' in page
    assert post(client, "/link", password="not the password").status_code == 403
    assert post(client, "/link", password=PASSWORD).status_code == 303
    schools = client.get("/").text
    assert ["Elm Primary" in schools, "Oak &lt;i&gt;" in schools, "Ash School" in schools] == [True, True, False]


def test_an_account_is_changed_by_its_own_person(home: House) -> None:
    newcomer(home, "changing")
    client, other = home.signed_in("changing"), home.signed_in("changing")
    assert post(client, "/account", do="name", name="  Chan <b>Ging</b> ").status_code == 303
    assert "Chan &lt;b&gt;Ging&lt;/b&gt;" in client.get("/account?done=name").text
    wrong = post(client, "/account", do="password", old="wrong", new=NEW)
    assert (wrong.status_code, "old-refused" in wrong.text) == (403, True)
    weak = post(client, "/account", do="password", old=PASSWORD, new="password1234")
    assert (weak.status_code, "new-refused" in weak.text) == (422, True)
    assert is_in(other)
    before = client.cookies["sef2si"]
    assert post(client, "/account", do="password", old=PASSWORD, new=NEW).status_code == 303
    assert [is_in(client), is_in(other)] == [True, False]
    assert client.cookies["sef2si"] != before
    client.cookies.set("sef2si", before, domain="127.0.0.1")
    assert not is_in(client)


def test_sessions_are_listed_and_ended_by_their_own_person(home: House) -> None:
    newcomer(home, "roaming")
    client, other, stranger = home.signed_in("roaming"), home.signed_in("roaming"), home.signed_in("oak")
    page = client.get("/account").text
    assert page.count("Firefox on Windows</b>") == 2
    (key,) = re.findall(r'name="session" value="([0-9a-f]{64})"', page)
    post(stranger, "/account", do="end", session=key)
    assert is_in(other)
    post(client, "/account", do="end", session=key)
    assert [is_in(client), is_in(other)] == [True, False]
    another = home.signed_in("roaming")
    post(client, "/account", do="end_others")
    assert [is_in(client), is_in(another)] == [True, False]


def test_a_second_factor_can_be_set_up_by_those_who_need_none(home: House) -> None:
    newcomer(home, "careful")
    client = home.signed_in("careful")
    refused = post(client, "/second-factor", do="begin", password="wrong")
    assert (refused.status_code, "password-refused" in refused.text) == (403, True)
    post(client, "/second-factor", do="begin", password=PASSWORD)
    page = client.get("/second-factor").text
    assert 'src="data:image/svg+xml;base64,' in page
    (key,) = re.findall(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    done = post(client, "/second-factor", do="finish", code=pyotp.TOTP(key.replace(" ", "")).now())
    assert "Your recovery codes" in done.text
    assert "10 recovery codes are left." in client.get("/account").text
    assert home.enter(home.visitor(), "careful").headers["Location"] == "/sign-in/code"
    assert key not in client.get("/second-factor").text


def test_a_school_administrator_sees_people_and_no_plan(home: House) -> None:
    client = home.signed_in("admin")
    page = client.get("/").text
    assert f'href="/schools/{ELM}/people"' in page
    assert "/workbook" not in page
    assert [client.get(f"/schools/{ELM}/{view}").status_code for view in ("workbook", "dashboard", "years")] == [
        403
    ] * 3
    assert client.get(f"/service/v1/schools/{ELM}/plan").status_code == 403


def test_people_are_invited_changed_and_kept_out(home: House) -> None:
    account = newcomer(home, "passing")
    admin, passing = home.signed_in("admin"), home.signed_in("passing")
    page = f"/schools/{ELM}/people"
    kept = post(admin, page, do="invite", email="not an address", name="Ann <i>Lee</i>", role="leader")
    assert kept.status_code == 422
    assert ['value="Ann &lt;i&gt;Lee&lt;/i&gt;"' in kept.text, "role-refused" in kept.text] == [True, True]
    for role in ("headteacher", "senior_leader", "cpd_leader"):
        assert f'value="{role}"' not in admin.get(page).text.partition('id="invite"')[2]
        sent = {"role": {"account": account}, "invite": {"email": email("second"), "name": "Second"}}
        for do, typed in sent.items():
            said = post(admin, page, do=do, role=role, **typed)
            assert (said.status_code, "a headteacher of the school gives these roles" in said.text) == (403, True)
    assert post(admin, page, do="role", account=account, role="adviser").status_code == 303
    assert not is_in(passing)  # whoever needs a code now sets it up first
    assert "Adviser · passing@school.example" in admin.get(page).text
    assert post(admin, page, do="disable", account=account).status_code == 303
    assert "Can’t come in" in admin.get(page).text
    assert post(admin, page, do="enable", account=account).status_code == 303
    assert "may do more here than you" in post(admin, page, do="reset", account=account).text
    given = post(home.signed_in("operator"), page, do="reset", account=account).text
    (link,) = re.findall(r'id="link-to-give" readonly value="([^"]+)"', given)
    assert home.visitor().get(urlsplit(link).path).status_code == 303
    assert post(admin, page, do="remove", account=account).status_code == 303
    assert email("passing") not in admin.get(page).text


def test_nobody_changes_themselves_or_somebody_of_another_school(home: House) -> None:
    admin, page = home.signed_in("admin"), f"/schools/{ELM}/people"
    own = post(admin, page, do="role", account=home.ids["admin"], role="headteacher")
    assert (own.status_code, "Please ask somebody else" in own.text) == (403, True)
    assert post(admin, page, do="remove", account=home.ids["oak"]).status_code == 404
    assert post(admin, f"/schools/{OAK}/people", do="remove", account=home.ids["oak"]).status_code == 404
    last = post(home.signed_in("operator"), f"/schools/{OAK}/people", do="remove", account=home.ids["oak"])
    assert (last.status_code, "Nobody else could then invite people" in last.text) == (422, True)


def test_a_lost_phone_is_helped_by_the_operator_alone(home: House) -> None:
    account = newcomer(home, "losing")
    secret = secret_of(home.accounts.begin_second_factor(account))
    home.accounts.finish_second_factor(account, pyotp.TOTP(secret).now())
    page, theirs = f"/schools/{ELM}/people", home.signed_in("losing")
    assert post(home.signed_in("admin"), page, do="forget_code", account=account).status_code == 403
    assert is_in(theirs)
    assert post(home.signed_in("operator"), page, do="forget_code", account=account).status_code == 303
    assert not is_in(theirs)
    assert home.enter(home.visitor(), "losing").headers["Location"] == "/"  # a governor needs none


def test_schools_are_found_and_added_by_the_operator(home: House) -> None:
    operator = home.signed_in("operator")
    assert "Ash School" in operator.get("/operator?find=ash").text
    assert "Elm Primary" not in operator.get("/operator?find=ash").text
    again = post(operator, "/operator", do="add", urn=ASH, school="Another <b>name</b>", phase="")
    assert (again.status_code, "is here already" in again.text) == (422, True)
    assert 'value="Another &lt;b&gt;name&lt;/b&gt;"' in again.text
    assert post(operator, "/operator", do="add", urn="12", school="X", phase="primary").status_code == 422
    assert post(operator, "/operator", do="add", urn="100777", school="Yew", phase="primary").status_code == 303
    assert "Yew" in operator.get("/operator").text
