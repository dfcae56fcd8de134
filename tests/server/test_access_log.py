"""Every address that shows something of a school leaves a line in its access log, and a file not before it does."""

from __future__ import annotations

import ast
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, select

from sef2si.server.guard import thing_of
from sef2si.store.access_log import access_log
from sef2si.store.engine import reading
from tests import factories as make
from tests.server.house import House
from tests.server.serve_here import ELM
from tests.server.test_url_map import readable, url_map, verbs

SERVER = Path(__file__).parents[2] / "sef2si" / "server"
# What an address of the map is asked with.
ASKED = {
    "<urn>": ELM,
    "<document>": "map",
    "<form>": "xlsx",
    "<example>": "framework",
    "<key>": "account-{leader}",
    "<member_id>": "in-the-log",
    "<of>": "staff-in-the-log",
}
# Files that somebody has just put in, under a name made by chance; they show what that person brought themselves.
OF_ONES_OWN = {
    f"/schools/<urn>/{page}/<name>"
    for page in ("bring", "frameworks", "staff/bring", "staff/lessons", "catalogue", "menu", "search")
}
# These ask for a need and for plans of the year that were worked out (tests/server/test_cpd_year.py makes them).
OF_A_WORKED_OUT_YEAR = {
    f"/schools/<urn>/cpd-year/{page}" for page in ("compare", "plans/<proposal_id>", "team/<need_id>")
}
ROUTES = sorted(
    {
        readable(pattern)
        for pattern, handler in url_map(demo=False)
        if "<urn>" in readable(pattern) and "GET" in verbs(handler)
    }
    - OF_ONES_OWN
    - OF_A_WORKED_OUT_YEAR
)


def lines(home: House) -> set[tuple[str, str, str]]:
    with reading(home.engine, ELM) as connection:
        columns = (access_log.c[name] for name in ("by", "deed", "thing"))
        return {tuple(row) for row in connection.execute(select(*columns).where(access_log.c.urn == ELM))}


@pytest.fixture
def nobody_yet(home: House) -> House:
    with home.signed_in("admin") as admin:
        admin.get(f"/schools/{ELM}/access-log")  # which writes what waits
    with home.engine.begin() as connection:
        connection.execute(delete(access_log))
    return home


def asked(route: str, home: House) -> str:
    for name, value in ASKED.items():
        route = route.replace(name, value.format(**home.ids))
    return route


def test_every_address_that_shows_a_school_leaves_a_line(nobody_yet: House) -> None:
    home = nobody_yet
    account = home.accounts.find(home.ids["head"])
    assert account is not None
    home.planner.staff.write(account.person, ELM, [make.member(id="in-the-log")])
    with home.signed_in("head") as head:
        answers = {route: head.get(asked(route, home), timeout=60).status_code for route in ROUTES}
        # A page that is not there shows nothing: say in ASKED or OF_ONES_OWN what to make of a new address.
        assert {route: status for route, status in answers.items() if status not in (200, 303)} == {}
        head.get(f"/schools/{ELM}/access-log")
    written = {thing for by, _, thing in lines(home) if by == home.ids["head"]}
    things = {thing_of(asked(route, home)) for route in ROUTES}
    assert things - written == set()
    assert len(things) >= 10


def test_a_file_is_in_the_log_before_it_is_handed_over(nobody_yet: House) -> None:
    with nobody_yet.signed_in("governor") as governor:
        assert governor.get(f"/schools/{ELM}/documents/map.xlsx").status_code == 200
        assert (nobody_yet.ids["governor"], "export", "documents/map.xlsx") in lines(nobody_yet)


def test_files_are_handed_over_in_one_place() -> None:
    found = {
        path.name
        for path in SERVER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "set_attachment_header")
        or (isinstance(node, ast.Constant) and node.value == "Content-Disposition")
    }
    assert found == {"guard.py"}


def test_the_service_and_a_kernels_calls_leave_a_line(nobody_yet: House) -> None:
    with nobody_yet.signed_in("leader") as leader:
        assert leader.get(f"/service/v1/schools/{ELM}/plan").status_code == 200
    with nobody_yet.signed_in("admin") as admin:
        admin.get(f"/schools/{ELM}/access-log")
    assert (nobody_yet.ids["leader"], "read", "service") in lines(nobody_yet)


def page(client: httpx.Client, query: str = "") -> httpx.Response:
    return client.get(f"/schools/{ELM}/access-log{query}")


def test_the_page_is_for_the_administrator_and_filters(nobody_yet: House) -> None:
    home = nobody_yet
    with home.signed_in("governor") as governor, home.signed_in("admin") as admin, home.signed_in("oak") as oak:
        governor.get(f"/schools/{ELM}/years")
        assert [page(each).status_code for each in (governor, oak, admin)] == [403, 404, 200]
        shown = page(admin).text
        assert "Governor of Elm" in shown
        assert "Admin of Elm" in shown
        only = page(admin, f"?by={home.ids['governor']}&deed=read&since=2020-01-01").text
        table = only[only.index("<tbody>") :]
        assert ("Governor of Elm" in table, "Admin of Elm" in table) == (True, False)
        refused = page(admin, "?since=yesterday")
        assert (refused.status_code, "Please write the day" in refused.text) == (422, True)
        taken = admin.get(f"/schools/{ELM}/access-log.csv?by={home.ids['governor']}")
        heads, first, *_ = taken.content.decode("utf-8-sig").splitlines()
        assert heads == '"From","Person","Role","What","Page or file","Times"'
        assert first.endswith('"Governor of Elm","Governor","Read the shared plan","years","2"')
