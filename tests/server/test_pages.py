"""The plain pages, by role, through the real server."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.source import Edition
from sef2si.errors import Unavailable
from sef2si.server.safety import refuse_unsafe
from tests.server.running import Running, xsrf

ELM, OAK, ASH = "100492", "100493", "100494"


def test_the_demo_says_what_it_is_and_names_its_people(server: Running) -> None:
    page = server.visitor().get("/demo").text
    assert "are samples" in page
    assert "starts afresh each time" in page
    assert "this computer alone" in page
    assert "Act as Hana Head" in page
    assert "Ada &lt;b&gt;Adviser&lt;/b&gt;" in page
    assert "<b>Adviser" not in page


def test_a_person_sees_their_schools_and_no_others(server: Running) -> None:
    page = server.signed_in("adviser").get("/").text
    assert "Elm Primary" in page
    assert "Oak &lt;i&gt;Academy&lt;/i&gt;" in page
    assert "Ash School" not in page
    assert "2 What matters most?" in page
    assert "Ash School" not in server.signed_in("head").get("/").text
    assert "There is no school here for you yet" in server.signed_in("newcomer").get("/").text


def _without_token(page: str) -> str:
    return re.sub(r'value="2\|[^"]+"', "", page)


@pytest.mark.parametrize("path", ["workbook", "dashboard", "documents", "documents/map.csv"])
def test_a_foreign_school_and_an_unknown_one_are_told_alike(server: Running, path: str) -> None:
    head = server.signed_in("head")
    answers = [head.get(f"/schools/{urn}/{path}") for urn in (ASH, "999999")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "find that school" in answers[0].text
    assert "Ash School" not in answers[0].text
    assert _without_token(answers[0].text) == _without_token(answers[1].text)
    assert server.kernels() == []


@pytest.mark.parametrize("person", ["head", "leader", "governor", "adviser"])
def test_every_role_may_take_the_map_away(server: Running, person: str) -> None:
    answer = server.signed_in(person).get(f"/schools/{ELM}/documents/map.xlsx")
    assert answer.status_code == 200
    named = r"attachment; filename\*=utf-8''priority-to-cpd-map-100492-2026-27-version-\d+\.xlsx"
    assert re.fullmatch(named, answer.headers["Content-Disposition"])
    assert answer.content[:2] == b"PK"


def test_each_format_is_what_it_says(server: Running) -> None:
    head = server.signed_in("head")
    of = {
        name: head.get(f"/schools/{ELM}/documents/map.{name}") for name in ("csv", "csv-excel", "json", "html", "svg")
    }
    assert {name: answer.headers["Content-Type"] for name, answer in of.items()} == {
        "csv": "text/csv; charset=utf-8",
        "csv-excel": "text/csv; charset=utf-8",
        "json": "application/json",
        "html": "text/html; charset=utf-8",
        "svg": "image/svg+xml",
    }
    assert json.loads(of["json"].text)
    assert "URN" in next(csv.reader(io.StringIO(of["csv"].content.decode("utf-8-sig"))))
    assert of["csv-excel"].content != of["csv"].content
    for name in ("map.nothing", "nothing.pdf"):
        answer = head.get(f"/schools/{ELM}/documents/{name}")
        assert (answer.status_code, "Please choose one from the list of downloads." in answer.text) == (404, True)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_is_made_in_every_form_for_those_it_is_for(server: Running, name: str) -> None:
    head, governor = server.signed_in("head"), server.signed_in("governor")
    document = DOCUMENTS[name]
    for form in document.forms:
        address = f"/schools/{ELM}/documents/{name}.{form.key}"
        answer = head.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, form.media_type)
        assert re.search(
            rf"-{ELM}-2026-27-version-\d+(-{form.key})?\.{form.extension}$", answer.headers["Content-Disposition"]
        )
        assert len(answer.content) > 100
        leaders_only = document.edition is Edition.COMPLETE
        assert governor.get(address).status_code == (403 if leaders_only else 200)


def test_downloads_are_listed_for_whom_they_are_for(server: Running) -> None:
    pages = {role: server.signed_in(role).get(f"/schools/{ELM}/documents").text for role in ("head", "governor")}
    for document in DOCUMENTS.values():
        for form in document.forms:
            address = f'"/schools/{ELM}/documents/{document.key}.{form.key}?year=2026/27"'
            assert address in pages["head"]
            assert (address in pages["governor"]) == (document.edition is not Edition.COMPLETE)
    assert "Bring a file in" in pages["head"]
    assert "Bring a file in" not in pages["governor"]


def test_everything_in_one_file_is_for_the_head(server: Running) -> None:
    pages = {role: server.signed_in(role) for role in ("head", "leader", "governor", "adviser")}
    answers = {role: client.get(f"/schools/{ELM}/archive.zip").status_code for role, client in pages.items()}
    assert answers == {"head": 200, "leader": 403, "governor": 403, "adviser": 403}
    address = f"/schools/{ELM}/archive.zip"
    listed = {role: address in client.get(f"/schools/{ELM}/documents").text for role, client in pages.items()}
    assert (listed["head"], listed["leader"], listed["governor"]) == (True, False, False)
    assert pages["head"].get(address).content[:2] == b"PK"


def test_another_years_plan_that_is_not_there_is_a_plain_page(server: Running) -> None:
    answer = server.signed_in("head").get(f"/schools/{ELM}/documents?year=2031/32")
    assert answer.status_code == 404
    assert "There is no plan of 2031/32 for this school yet." in answer.text


def test_health(server: Running) -> None:
    answer = server.visitor().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"service": "ok", "database": "ok"})


def test_the_service_is_reached_in_the_name_of_who_is_signed_in(server: Running) -> None:
    head = server.signed_in("head")
    assert head.get("/service/v1/person").json()["id"] == "head"
    assert head.get(f"/service/v1/schools/{ELM}/years").json() == ["2026/27"]
    assert head.get("/service/v1/openapi.json").status_code == 200
    foreign = head.get(f"/service/v1/schools/{OAK}/plan")
    assert (foreign.status_code, foreign.json()["key"]) == (404, "not_found")
    undo = f"/service/v1/plans/{ELM}-2026/undo"
    assert head.post(undo, headers={"X-XSRFToken": xsrf(head)}).status_code == 409
    governor = server.signed_in("governor")
    assert governor.post(undo, headers={"X-XSRFToken": xsrf(governor)}).status_code == 403


def test_signing_out_ends_the_session(server: Running) -> None:
    head = server.signed_in("head")
    cookie = head.cookies["sef2si"]
    answer = head.post("/sign-out", data={"_xsrf": xsrf(head)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    head.cookies.set("sef2si", cookie, domain="127.0.0.1")
    again = head.get("/")
    assert (again.status_code, again.headers["Location"]) == (302, "/demo?next=%2F")


def test_signing_in_again_makes_a_new_session(server: Running) -> None:
    head = server.signed_in("head")
    first = head.cookies["sef2si"]
    head.post("/demo", data={"person": "leader", "_xsrf": xsrf(head)})
    assert "Cai Leader" in head.get("/").text
    head.cookies.set("sef2si", first, domain="127.0.0.1")
    assert head.get("/").status_code == 302


def test_scripts_are_kept_for_good_and_packed(server: Running) -> None:
    head = server.signed_in("head")
    root = head.get("/").text.split('href="/assets/')[1].split("/")[0]
    answer = head.get(f"/assets/{root}/voila/voila.js")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = head.get(f"/assets/{root}/voila/voila.js", headers={"Accept-Encoding": "identity"})
    assert plain.content == answer.content
    assert head.get(f"/assets/{'0' * 16}/voila/voila.js").status_code == 404
    assert head.get(f"/assets/{root}/../../app.py").status_code == 404


def test_the_first_paint_comes_before_the_kernel(server: Running) -> None:
    head = server.signed_in("head")
    with head.stream("GET", f"/schools/{ELM}/workbook") as answer:
        parts = answer.iter_text()
        first = next(parts)
        for shown in (
            "Elm Primary",
            "Improvement plan 2026/27",
            "1 Where are we?",
            "No priority yet",
            'id="first-paint"',
        ):
            assert shown in first
        assert "vnd.voila.cell-output" not in first
        rest = "".join(parts)
    assert "application/vnd.jupyter.widget-view+json" in rest
    assert "must not show" not in first + rest


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_other_computers_come_in_over_https_alone(host: str) -> None:
    with pytest.raises(Unavailable, match="without https"):
        refuse_unsafe(host=host, demo=False)
    refuse_unsafe(host=host, demo=False, public_url="https://sef.example.org")
    refuse_unsafe(host="127.0.0.1", demo=False)


@pytest.mark.parametrize(
    "url",
    ["http://sef.example.org", "sef.example.org", "https://", "https://x.org/sef", "https://a@x.org", "https://["],
)
def test_a_public_address_is_https_and_nothing_but_a_name(url: str) -> None:
    with pytest.raises(Unavailable, match="--public-url must be"):
        refuse_unsafe(host="127.0.0.1", demo=False, public_url=url)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "sef.example.org", "::"])
def test_the_demo_stays_on_this_computer(host: str) -> None:
    with pytest.raises(Unavailable, match="this computer alone"):
        refuse_unsafe(host=host, demo=True)
    refuse_unsafe(host="127.0.0.1", demo=True)


def test_the_next_year_is_begun_once_by_those_who_may_and_the_old_one_stays(server: Running) -> None:
    head = server.signed_in("head")
    page = head.get(f"/schools/{ELM}/years").text
    assert "Start the plan of 2027/28" in page
    assert "Start the plan" not in server.signed_in("governor").get(f"/schools/{ELM}/years").text
    begin = {"year": "2027/28", "_xsrf": xsrf(head)}
    governor = server.signed_in("governor")
    refused = governor.post(f"/schools/{ELM}/years", data={**begin, "_xsrf": xsrf(governor)})
    assert refused.status_code == 403
    for _ in range(2):
        assert head.post(f"/schools/{ELM}/years", data=begin).status_code == 303
    after = head.get(f"/schools/{ELM}/years").text
    assert [year in after for year in ("year=2026/27", "year=2027/28", "year=2028/29")] == [True, True, False]
    assert "of 2026/27" in head.get(f"/schools/{ELM}/documents").text  # this year's plan still opens
    assert "of 2027/28" in head.get(f"/schools/{ELM}/documents?year=2027/28").text
    assert "Start the plan" not in after
