"""Ways around the doors: planted ids, redirects, requests from elsewhere, what a link leaves behind, and open pages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import httpx
import psutil
import pytest

from sef2si.domain.accounts import link_path
from sef2si.domain.people import Role
from sef2si.server.doorstep import KEPT_SECONDS, Doorstep, Waiting, own_path
from sef2si.server.request_log import log_request, shown
from sef2si.server.site import Site
from tests.server.house import OPERATOR, PASSWORD, House, email, house, post, token_of
from tests.server.serve_here import ELM, OAK


def is_in(client: httpx.Client) -> bool:
    return client.get("/account").status_code == 200


def cookies_set(answer: httpx.Response) -> dict[str, str]:
    return {each.split("=")[0]: each for each in answer.headers.get_list("Set-Cookie")}


def test_an_id_that_somebody_planted_is_worth_nothing(home: House) -> None:
    planted = "A" * 43
    client = home.visitor()
    client.cookies.set("sef2si", planted, domain="127.0.0.1")
    client.cookies.set("sef2si-door", planted, domain="127.0.0.1")
    first = home.enter(client, "head")
    door = cookies_set(first)["sef2si-door"]
    assert planted not in door
    assert "sef2si" not in cookies_set(first)
    done = post(client, "/sign-in/code", code=home.code("head"))
    new = cookies_set(done)["sef2si"]
    for cookie in (door, new):
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert len(cookie.split("=", 1)[1].split(";")[0]) == 43  # 256 bits
    assert planted not in new
    attacker = home.visitor()
    attacker.cookies.set("sef2si", planted, domain="127.0.0.1")
    assert not is_in(attacker)
    attacker.cookies.set("sef2si", new.split("=", 1)[1].split(";")[0], domain="127.0.0.1")
    assert is_in(attacker)  # the control: this is what would have been planted


def test_the_half_way_id_opens_no_page_and_no_second_time(home: House) -> None:
    client = home.visitor()
    door = cookies_set(home.enter(client, "head"))["sef2si-door"].split("=", 1)[1].split(";")[0]
    thief = home.visitor()
    thief.cookies.set("sef2si", door, domain="127.0.0.1")
    assert not is_in(thief)
    assert thief.get("/service/v1/person").status_code == 302
    assert post(client, "/sign-in/code", code=home.code("head")).status_code == 303
    late = home.visitor()
    late.cookies.set("sef2si-door", door, domain="127.0.0.1")
    assert post(late, "/sign-in/code", code=home.code("head")).status_code == 403


def test_signing_in_as_another_ends_the_first(home: House) -> None:
    client = home.signed_in("head")
    before = client.cookies["sef2si"]
    assert home.enter(client, "governor").status_code == 303
    assert "Governor of Elm" in client.get("/").text
    client.cookies.set("sef2si", before, domain="127.0.0.1")
    assert not is_in(client)


ELSEWHERE = [
    "//evil.example",
    "//evil.example/%2F..",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "///evil.example",
    "/x\r\nSet-Cookie: a=b",
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(home: House, wanted: str) -> None:
    assert home.enter(home.visitor(), "governor", to=wanted).headers["Location"] == "/"
    assert home.signed_in("governor").get("/sign-in", params={"next": wanted}).headers["Location"] == "/"


def test_but_to_a_page_of_ours_they_are(home: House) -> None:
    """The control of the test above."""
    wanted = f"/schools/{ELM}/documents?year=2026/27"
    assert home.enter(home.visitor(), "governor", to=wanted).headers["Location"] == wanted
    assert own_path("/schools/100492/workbook#needs") == "/schools/100492/workbook#needs"


FORMS = ["/sign-in", "/sign-in/code", "/second-factor", "/forgotten", "/link", "/account", "/operator"]


@pytest.mark.parametrize("path", [*FORMS, f"/schools/{ELM}/people", "/sign-out"])
def test_forms_come_from_our_pages_with_their_token(home: House, path: str) -> None:
    client = home.signed_in("operator")
    before = home.letters()
    form = {"email": email("governor"), "password": PASSWORD, "do": "invite", "_xsrf": token_of(client)}
    for origin in ("http://evil.example", "null", ""):
        assert client.post(path, data=form, headers={"Origin": origin}).status_code == 403
    assert client.post(path, data={**form, "_xsrf": "2|0|0|1"}).status_code == 403
    assert is_in(client)
    assert home.letters() == before


def test_nothing_changes_on_a_get(home: House) -> None:
    """A link that a mail scanner opens, twice, still lets its person in."""
    token = home.accounts.invite(OPERATOR, OAK, email("scanned"), "Scanned", Role.GOVERNOR)
    for _ in range(2):
        scanner = home.visitor()
        assert [scanner.get(link_path(token)).status_code, scanner.get("/link").status_code] == [303, 200]
    client = home.signed_in("head")
    for path in ("/sign-out", "/account?do=end_others", f"/schools/{ELM}/people?do=disable", "/second-factor?do=begin"):
        client.get(path)
    assert is_in(client)
    client = home.visitor()
    client.get(link_path(token))
    assert post(client, "/link", name="Scanned", password=PASSWORD).status_code == 303


def test_a_links_token_goes_nowhere_else(home: House) -> None:
    token = home.accounts.invite(OPERATOR, OAK, email("secretive"), "Secretive", Role.GOVERNOR)
    client = home.visitor()
    opened = client.get(link_path(token))
    assert (opened.headers["Location"], opened.headers["Referrer-Policy"]) == ("/link", "no-referrer")
    page = client.get("/link")
    refused = client.get(link_path("x" * 43))
    for answer in (opened, page, refused):
        assert answer.headers["Cache-Control"] == "no-store"
        assert token not in answer.text
        assert all(token not in cookie for cookie in answer.headers.get_list("Set-Cookie"))
    assert refused.headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/account", headers={"Host": "evil.example"}).status_code == 403


def test_the_log_holds_no_token_and_no_question(caplog: pytest.LogCaptureFixture) -> None:
    written: list[str] = []
    log = SimpleNamespace(
        error=lambda form, *of: written.append(form % of), warning=lambda form, *of: written.append(form % of)
    )
    for status, path in ((404, "/link/planted-token"), (500, "/link/planted-token"), (200, "/link/planted-token")):
        request = SimpleNamespace(method="GET", path=path, uri=f"{path}?next=planted", headers={"Referer": "planted"})
        log_request(SimpleNamespace(log=log, request=request, get_status=lambda status=status: status))
    assert written == ["404 GET /link/…", "500 GET /link/…"]
    assert shown("/schools/100492/people") == "/schools/100492/people"


def test_where_a_browser_is_cannot_be_made_up(home: House) -> None:
    """Ten wrong passwords from one address, each about somebody else and each with another forged header."""
    for at in range(10):
        client = home.visitor()
        client.headers["X-Forwarded-For"] = f"10.0.0.{at}"
        assert home.enter(client, f"stranger{at}").status_code == 403
    client = home.visitor()
    client.headers["X-Forwarded-For"] = "10.0.1.1"
    assert home.enter(client, "governor").status_code == 429


def test_who_waits_on_the_doorstep_waits_half_an_hour() -> None:
    now = [0.0]
    doorstep = Doorstep(lambda: now[0])
    token = doorstep.keep(Waiting("code", "head"))
    now[0] = KEPT_SECONDS - 1
    assert doorstep.find(token) is not None
    now[0] = KEPT_SECONDS
    assert doorstep.find(token) is None
    assert doorstep.find("another") is None


def test_cookies_on_https_are_of_this_very_host() -> None:
    site = Site(None, None, None, None, demo=False, public_url="https://sef.example.org")  # type: ignore[arg-type]
    assert site.door_cookie.startswith("__Host-")
    assert site.login_url == "/sign-in"


def kernel_of(home: House, client: httpx.Client) -> psutil.Process:
    """The kernel of a workbook that this client opens."""
    before = {kernel.pid for kernel in home.server.kernels()}
    assert client.get(f"/schools/{ELM}/workbook").status_code == 200
    (kernel,) = [each for each in home.server.kernels() if each.pid not in before]
    return kernel


def test_behind_a_web_server_that_speaks_https(tmp_path: Path) -> None:
    """Cookies for this host and https alone, our own name alone, and browsers told apart by what that server adds."""
    with house(tmp_path, "--public-url", "https://sef.example.org") as home:

        def ask(
            verb: str, path: str, cookie: str = "", typed: dict[str, str] | None = None, last: str = "10.0.0.1"
        ) -> httpx.Response:
            headers = {
                "Host": "sef.example.org",
                "Origin": "https://sef.example.org",
                "Cookie": cookie,
                "X-Forwarded-For": f"192.0.2.7, {last}",
            }
            return httpx.request(verb, f"{home.server.origin}{path}", headers=headers, data=typed, timeout=30)

        page = ask("GET", "/sign-in")
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        token = cookies_set(page)["_xsrf"].split("=", 1)[1].split(";")[0]
        typed = {"email": email("governor"), "password": PASSWORD, "_xsrf": token}
        done = ask("POST", "/sign-in", f"_xsrf={token}", typed)
        cookie = cookies_set(done)["__Host-sef2si"]
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert ask("GET", "/account", cookie.split(";")[0]).status_code == 200
        assert httpx.get(f"{home.server.origin}/sign-in").status_code == 403  # another name than ours
        for at in range(10):
            wrong = {**typed, "email": f"x{at}@x.example"}
            assert ask("POST", "/sign-in", f"_xsrf={token}", wrong).status_code == 403
        assert ask("POST", "/sign-in", f"_xsrf={token}", typed).status_code == 429
        assert ask("POST", "/sign-in", f"_xsrf={token}", typed, last="10.0.0.2").status_code == 303


@pytest.mark.parametrize("change", ["disable", "role", "sign out", "remove"])
def test_what_changes_for_a_person_reaches_their_open_pages(home: House, change: str) -> None:
    """The kernel's token is worth nothing at once, or no more than the role; the kernel goes with the next sweep."""
    who = f"open {change}".replace(" ", "-")
    token = home.accounts.invite(OPERATOR, ELM, email(who), who, Role.GOVERNOR)
    account = home.ids[who] = home.accounts.accept(token, who, PASSWORD).id
    client, other = home.signed_in(who), home.signed_in("governor")
    kernel = kernel_of(home, client)
    kept = kernel_of(home, other) if change == "disable" else None
    environment = kernel.environ()
    assert asked(environment) == 200
    if change == "disable":
        home.accounts.disable(OPERATOR, ELM, account, True)
    elif change == "role":
        home.accounts.set_role(OPERATOR, ELM, account, Role.SCHOOL_ADMIN)
    elif change == "remove":
        home.accounts.set_role(OPERATOR, ELM, account, None)
    else:
        post(client, "/sign-out")
    assert asked(environment) in {401, 403, 404}
    gone, _ = psutil.wait_procs([kernel], timeout=60)
    assert gone == [kernel]
    if kept:  # the control: the sweep spares whoever is still what they were
        assert (kept.is_running(), asked(kept.environ())) == (True, 200)
        post(other, "/sign-out")


def asked(environment: dict[str, str]) -> int:
    """What the kernel's own token is answered, asked for its school's plan."""
    transport = httpx.HTTPTransport(uds=environment["SEF2SI_SERVICE"].removeprefix("unix://"))
    with httpx.Client(transport=transport, base_url="http://service") as client:
        path = f"/service/v1/schools/{environment['SEF2SI_URN']}/plan"
        return client.get(path, headers={"Authorization": f"Bearer {environment['SEF2SI_TOKEN']}"}).status_code


def test_no_secret_is_in_a_kernels_environment_or_folder(home: House) -> None:
    client = home.signed_in("governor")
    cookie = client.cookies["sef2si"]
    environment = kernel_of(home, client).environ()
    assert not {name for name in environment if name.startswith("SEF2SI_MAIL") or name == "SEF2SI_DATABASE"}
    assert cookie not in environment.values()
    stored = (home.folder / "plans.db").read_bytes()
    assert email("governor").encode() in stored  # the control: what is kept is found there
    for secret in (cookie, environment["SEF2SI_TOKEN"], PASSWORD):
        assert secret.encode() not in stored
    post(client, "/sign-out")
