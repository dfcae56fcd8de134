"""Search, what has changed, what was removed, and the plan on paper: the pages, as different people meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import delete, select

from sef2si.domain.cycle import written
from sef2si.domain.people import Person, Role
from sef2si.domain.plan import Plan
from sef2si.services.planner import Planner
from sef2si.store.access_log import access_log
from sef2si.store.engine import reading
from tests import factories as make
from tests.server.house import House, house, post
from tests.server.serve_here import ELM

HEAD = Person.with_role(id="hh", name="Hana Head", role=Role.HEADTEACHER, urns=[ELM])
YEAR = "2026/27"
BEGUN = datetime.now(UTC) - timedelta(days=20)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A plan that was begun twenty days ago, with one priority changed and one criterion removed since."""
    with house(tmp_path_factory.mktemp("doors"), "--probe") as one:
        with one.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE changes SET at = ?", (BEGUN.replace(tzinfo=None).isoformat(" "),))
        then = Planner(one.engine, clock=lambda: BEGUN)
        there = then.load(HEAD, ELM, YEAR)
        school, *records = make.whole_plan(urn=ELM).all_records()
        then.write(HEAD, there.id, [school.having(version=there.school.version), *records])
        plan = one.planner.load(HEAD, ELM, YEAR)
        one.planner.write(HEAD, plan.id, [plan.priorities[0].having(target="90%", lead="Maura <b>Quill</b>")])
        yield one


def plan_of(home: House) -> Plan:
    return home.planner.load(HEAD, ELM, YEAR)


def search(client: httpx.Client, typed: str) -> httpx.Response:
    sent = post(client, f"/schools/{ELM}/search", q=typed)
    return client.get(sent.headers["Location"]) if sent.status_code == 303 else sent


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main")]).split())


def test_what_is_found_is_marked_with_its_place_and_a_way_there(home: House) -> None:
    with home.signed_in("governor") as governor:
        page = search(governor, "TEACH flu").text
    assert "How to <mark>teach</mark> <mark>flu</mark>ency" in page
    assert "1 found." in page
    assert f'href="/schools/{ELM}/workbook?year={YEAR}#needs/needs/need-1"' in page
    assert "Reading fluency</p>" in page  # its priority, above it


def test_what_was_typed_is_in_no_address_and_no_log_and_nobody_elses_session(home: House) -> None:
    typed = "Quokka-Quill"
    with home.signed_in("head") as head, home.signed_in("leader") as leader:
        sent = post(head, f"/schools/{ELM}/search", q=typed)
        where = sent.headers["Location"]
        assert (sent.status_code, typed in where) == (303, False)
        page = head.get(where)
        assert (page.status_code, typed in page.text, f"<title>{typed}" in page.text) == (200, True, False)
        assert words(head.get(where).text) == words(page.text)  # reload and "back" work
        other = leader.get(where)
        assert (other.status_code, typed in other.text, "Please type it again" in other.text) == (422, False, True)
    with home.signed_in("admin") as admin:
        admin.get(f"/schools/{ELM}/access-log")
    with reading(home.engine, ELM) as connection:
        rows = connection.execute(select(access_log)).all()
    assert any("search" in str(row) for row in rows)
    assert not any("quokka" in str(row).lower() for row in rows)
    assert not any(
        b"okka-" in file.read_bytes() for file in home.folder.rglob("*") if file.is_file() and file.suffix != ".sock"
    )


def test_nothing_typed_and_nothing_found_each_say_what_to_do(home: House) -> None:
    with home.signed_in("head") as head:
        for typed, status, said in (
            ("  ", 422, "Please type a word to look for"),
            ("zzz", 200, "Nothing was found. Please try fewer words"),
        ):
            answer = search(head, typed)
            assert (answer.status_code, said in words(answer.text)) == (status, True)


def test_the_way_to_it_is_on_pages_of_a_school_for_those_who_may(home: House) -> None:
    with home.signed_in("head") as head, home.signed_in("admin") as admin:
        way = f'href="/schools/{ELM}/search"'
        assert [way in head.get(f"{path}").text for path in (f"/schools/{ELM}/documents", "/")] == [True, True]
        assert (way in admin.get("/").text, admin.get(f"/schools/{ELM}/search").status_code) == (False, 403)


def test_what_has_changed_field_by_field_and_who_for_leaders_alone(home: House) -> None:
    with home.signed_in("head") as head, home.signed_in("governor") as governor:
        for client, sees_who in ((head, True), (governor, False)):
            page = client.get(f"/schools/{ELM}/compare").text
            said = words(page)
            assert "0 new, 1 changed, 0 gone." in said
            assert "Changed priority Reading fluency" in said
            assert "<del>75%</del>" in page
            assert "<ins>90%</ins>" in page
            assert "Maura &lt;b&gt;Quill&lt;/b&gt;" in page
            assert ("Last written in by Hana Head" in said) is sees_who
            assert ("How many people are in a group is no part" in said) is not sees_who
        assert "private notes" in words(head.get(f"/schools/{ELM}/compare").text)


def test_a_day_that_can_t_be_compared_is_said_and_stays_in_the_box(home: House) -> None:
    with home.signed_in("head") as head:
        early = head.get(f"/schools/{ELM}/compare?day=2020-01-01")
        assert (early.status_code, "when it was begun" in early.text, 'value="2020-01-01"' in early.text) == (
            422,
            True,
            True,
        )
        odd = head.get(f"/schools/{ELM}/compare?day=someday")
        assert (odd.status_code, "not a date we can read" in odd.text) == (422, True)
        assert head.get(f"/schools/{ELM}/compare?with=2019/20").status_code == 404


def test_what_was_removed_comes_back_by_a_button_and_goes_again_by_undo(home: House) -> None:
    home.planner.write(HEAD, plan_of(home).id, remove=[plan_of(home).criteria[0]])
    where = f"/schools/{ELM}/removed"
    with home.signed_in("head") as head, home.signed_in("governor") as governor:
        assert governor.get(where).status_code == 403
        page = head.get(where).text
        assert "Reading fluency Success criterion Pupils read 90 words a minute" in words(page)
        assert "Removed by Hana Head on" in words(page)
        batch = re.search(r'name="batch" value="(\w+)"', page)
        assert batch
        assert post(governor, where, do="alone", batch=batch[1]).status_code == 403
        done = post(head, where, do="alone", batch=batch[1])
        assert [each.id for each in plan_of(home).criteria] == ["criterion-1"]
        page = head.get(done.headers["Location"]).text
        assert "It is back in the plan" in page
        again = post(head, where, do="alone", batch=batch[1])
        assert (again.status_code, "somebody has brought it back" in again.text) == (422, True)
        assert post(head, where, do="undo", seq="1").status_code == 422  # not the newest: nothing of another act goes
        assert len(plan_of(home).criteria) == 1
        seq = re.search(r'name="seq" value="(\d+)"', page)
        assert seq
        assert post(head, where, do="undo", seq=seq[1]).status_code == 303
        assert plan_of(home).criteria == ()


def test_the_chosen_papers_stand_on_one_page_with_their_pictures_and_run_nothing(home: House) -> None:
    with home.signed_in("governor") as governor:
        choosing = governor.get(f"/schools/{ELM}/print")
        assert choosing.text.count('name="paper"') >= 8
        answer = governor.get(f"/schools/{ELM}/print?paper=plan&paper=map&paper=data-complete")
        policy = answer.headers["Content-Security-Policy"]
        assert (answer.status_code, "script-src 'self'" in policy, "style-src 'self' 'unsafe-inline'" in policy) == (
            200,
            True,
            True,
        )
        assert answer.text.count('<div class="paper">') == 2
        assert "<svg" in answer.text
        assert "<script" not in answer.text
        assert "Between us" not in answer.text
        assert "unsafe-inline" not in choosing.headers["Content-Security-Policy"]


def test_the_pack_tells_what_changed_since_the_day_that_was_chosen(home: House) -> None:
    pack = f"/schools/{ELM}/documents/pack.html"
    today = datetime.now(UTC).date()
    with home.signed_in("head") as head, home.signed_in("governor") as governor:
        assert 'name="since" type="date"' in head.get(f"/schools/{ELM}/documents").text
        page = head.get(f"{pack}?since={today - timedelta(days=3)}").text
        assert ("Since " in page, "“Target”" in page, "New priority" in page) == (True, True, False)
        assert "New priority" in head.get(f"{pack}?since={today - timedelta(days=30)}").text
        assert head.get(f"{pack}?since=yesterday").status_code == 422
        assert "may not read the history" in governor.get(pack).text


def test_my_schools_lists_the_pages_that_are_open_to_somebody(home: House) -> None:
    pages = ("search", "compare", "removed", "print")
    found = {}
    for who in ("head", "governor", "admin"):
        with home.signed_in(who) as client:
            page = client.get("/").text
        found[who] = [each for each in pages if f'href="/schools/{ELM}/{each}"' in page]
    assert found == {"head": [*pages], "governor": ["search", "compare", "print"], "admin": []}


@pytest.fixture(autouse=True)
def forget_who_looked(home: House) -> Iterator[None]:
    yield
    with home.engine.begin() as connection:
        connection.execute(delete(access_log))


def test_an_adviser_is_told_how_far_back_they_can_look(home: House) -> None:
    shared_on = BEGUN + timedelta(days=10)
    with home.engine.begin() as connection:
        at = shared_on.replace(tzinfo=None).isoformat(" ")
        connection.exec_driver_sql("UPDATE sharing SET at = ? WHERE urn = ?", (at, ELM))
    with home.signed_in("adviser") as adviser:
        page = words(adviser.get(f"/schools/{ELM}/compare").text)
        early = adviser.get(f"/schools/{ELM}/compare?day={BEGUN.date()}")
    assert "The school began to share its plan " + written(shared_on.astimezone().date()) in page
    assert "You can look back as far as the day on which the school began to share its plan." in page
    assert "Reading fluency" in page
    assert (early.status_code, "when the school began to share it, to yesterday" in early.text) == (422, True)
