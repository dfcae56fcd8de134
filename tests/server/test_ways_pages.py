"""A catalogue and a menu of the school's own through the real server: look, bring, take back; and who may not."""

from __future__ import annotations

import html
import re

import httpx

from tests.server.running import Running, xsrf

ELM = "100492"
CATALOGUE, MENU = f"/schools/{ELM}/catalogue", f"/schools/{ELM}/menu"
ROWS = "Title,Provider,Price,Per\nFluency,Hub,45,each\nCalm lunches,,,\n"


def token(client: httpx.Client) -> dict[str, str]:
    return {"_xsrf": xsrf(client)}


def send(client: httpx.Client, path: str, content: str) -> httpx.Response:
    return client.post(path, files={"file": ("ours.csv", content.encode(), "text/csv")}, data=token(client))


def offers(client: httpx.Client) -> list[str]:
    return sorted(each["title"] for each in client.get(f"/service/v1/schools/{ELM}/plan").json()["offers"])


def test_a_catalogue_is_looked_at_brought_in_and_taken_back(server: Running) -> None:
    head = server.signed_in("head")
    before = offers(head)
    address = send(head, CATALOGUE, ROWS).headers["Location"]
    page = html.unescape(head.get(address).text)
    assert "2 new, 0 changed, 0 as they were. Nothing is kept yet." in page
    assert offers(head) == before
    seq = re.search(r'name="seq" value="(\d+)"', page)
    assert seq is not None
    done = head.post(address, data={"seq": seq[1], **token(head)}).headers["Location"]
    assert offers(head) == sorted([*before, "Calm lunches", "Fluency"])
    kept = re.search(r"&seq=(\d+)", done)
    assert kept is not None
    assert head.post(done, data={"seq": kept[1], **token(head)}).status_code == 303
    assert offers(head) == before


def test_a_catalogue_with_a_broken_row_keeps_nothing(server: Running) -> None:
    head = server.signed_in("head")
    before = offers(head)
    answer = head.get(send(head, CATALOGUE, ROWS.replace("45", "cheap")).headers["Location"])
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "1 row can’t be kept as it is, so nothing was imported." in page
    assert "row 2, column C: “cheap” is not a number we can read." in page
    assert 'button type="submit"' not in page.split("<h1>")[1]
    assert offers(head) == before


def test_a_menu_is_looked_at_brought_in_and_taken_back(server: Running) -> None:
    head = server.signed_in("head")
    ours = head.get(f"{MENU}/ours.csv").content.decode("utf-8-sig")
    address = send(head, MENU, ours.replace("Time to think", "Time to ponder")).headers["Location"]
    assert "1 form changes. Nothing is kept yet." in html.unescape(head.get(address).text)
    assert head.post(address, data=token(head)).status_code == 303
    assert "Time to ponder" in head.get(MENU).text
    assert head.post(MENU, data={"do": "take_back", **token(head)}).status_code == 303
    assert "Time to ponder" not in head.get(MENU).text


def test_those_who_only_read_bring_neither(server: Running) -> None:
    governor = server.signed_in("governor")
    for path in (CATALOGUE, f"{CATALOGUE}/example.csv", MENU, f"{MENU}/ours.csv"):
        assert governor.get(path).status_code == 403
    assert send(governor, CATALOGUE, ROWS).status_code == 403
