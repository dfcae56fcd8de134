"""The calendar and one's own CPD through the real server: typed, brought, by a pattern; invited, answered, ended."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date

import httpx
import icalendar
import pytest

from sef2si.domain.dates import DateSort
from sef2si.domain.people import Person
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.server.house import House, post, token_of
from tests.server.serve_here import ELM

CALENDAR = f"/schools/{ELM}/cpd-year/calendar"
PEOPLE = f"/schools/{ELM}/cpd-year/people"
TERMS = "What,From,To\nAutumn term,1 September 2026,18 December 2026\nSpring term,4 January 2027,25 March 2027\n"


@pytest.fixture
def leader(home: House) -> Iterator[Person]:
    """Whoever plans beside the page; in the end the plan and the register are as empty as before."""
    account = home.accounts.find(home.ids["leader"])
    assert account is not None
    person = account.person
    yield person
    now = plan(home, person)
    home.planner.write(person, now.id, remove=(*now.activities, *now.dates))
    home.planner.staff.write(person, ELM, remove=home.planner.staff.members(person, ELM))


def plan(home: House, person: Person) -> Plan:
    return home.planner.load(person, ELM, "2026/27")


def bring(client: httpx.Client, text: str) -> httpx.Response:
    files = {"file": ("terms.csv", text.encode(), "text/csv")}
    return client.post(f"{CALENDAR}?do=file", files=files, data={"_xsrf": token_of(client, CALENDAR)})


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="((?:entry|id|sort|title|first|last)[^"]*)" value="([^"]*)"', page))


def test_term_dates_are_looked_at_first_kept_as_one_act_and_taken_back(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    page = bring(client, TERMS + "Sports day,2 July 2027,2 July 2027\n")
    assert page.status_code == 200
    assert "is neither a term nor a holiday nor an INSET day" in page.text
    assert plan(home, leader).dates == ()
    fields = hidden(page.text)
    chosen = {"entry": ["0", "1"], **{k: v for k, v in fields.items() if k != "entry"}}
    answer = client.post(CALENDAR, data={**chosen, "do": "bring", "_xsrf": token_of(client)})
    assert answer.status_code == 303
    kept = plan(home, leader).dates
    assert [(each.sort, each.title, each.starts, each.ends) for each in kept] == [
        (DateSort.TERM, "Autumn term", date(2026, 9, 1), date(2026, 12, 18)),
        (DateSort.TERM, "Spring term", date(2027, 1, 4), date(2027, 3, 25)),
    ]
    client.post(CALENDAR, data={**chosen, "do": "bring", "_xsrf": token_of(client)})
    assert plan(home, leader).dates == kept
    assert post(client, CALENDAR, do="undo").status_code == 303
    assert plan(home, leader).dates == ()


def test_a_pattern_is_looked_at_laid_once_and_its_notes_are_shown(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    assert "There are no terms in the calendar yet" in client.get(f"{CALENDAR}?pattern=twilights").text
    assert post(client, CALENDAR, do="pattern", pattern="twilights").status_code == 422
    home.planner.write(leader, plan(home, leader).id, [
        make.calendar_date(id="t", sort=DateSort.TERM, starts=date(2026, 9, 1), ends=date(2027, 3, 25)),
    ])  # fmt: skip
    page = client.get(f"{CALENDAR}?pattern=twilights").text
    assert "12 x 1.5 h = 18 h: as much as 3 INSET days of 6 h." in page
    for _ in range(2):
        assert post(client, CALENDAR, do="pattern", pattern="twilights", times="6", at="15:45").status_code == 303
    laid = [each for each in plan(home, leader).dates if each.sort is DateSort.TWILIGHT]
    assert (len(laid), {each.at for each in laid}) == (6, {"15:45"})
    refused = post(client, CALENDAR, do="look", pattern="twilights", at="after school")
    assert (refused.status_code, "is not a time we can read" in refused.text) == (422, True)


def test_what_is_typed_wrongly_stays_and_says_what_to_do(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    answer = post(client, CALENDAR, do="add", sort="inset", title="<b>Our day", starts="soon", at="late", minutes="x")
    assert answer.status_code == 422
    assert "&lt;b&gt;Our day" in answer.text
    for sentence in ("From: “soon” is not a date", "Time: please write it like 15:30", "Minutes: please give a whole"):
        assert sentence in answer.text
    assert plan(home, leader).dates == ()
    assert post(client, CALENDAR, do="add", sort="inset", starts="23/10/26").status_code == 303
    refused = post(client, CALENDAR, do="add", sort="inset", starts="23/10/26", stops="both")
    assert "Only parents’ evenings, reports, examinations" in refused.text
    there = plan(home, leader).dates[0]
    assert (there.sort, there.starts) == (DateSort.INSET, date(2026, 10, 23))
    post(client, CALENDAR, do="remove", date=there.id)
    assert plan(home, leader).dates == ()


def test_what_is_kept_free_says_what_it_stops(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    for sort, stops in (("examinations", ""), ("reports", ""), ("parents", "everything")):
        assert post(client, CALENDAR, do="add", sort=sort, starts="2/12/26", stops=stops).status_code == 303
    page = html.unescape(client.get(CALENDAR).text)
    for sentence in (
        "Examinations: Wed 2 December 2026. Stops release from lessons only",
        "Reports are due: Wed 2 December 2026. Stops meetings and twilights only, all that week",
        "Parents’ evening: Wed 2 December 2026. Stops all CPD, INSET days too",
    ):
        assert sentence in page


@pytest.mark.parametrize("who", ["governor", "admin", "adviser", "oak"])
def test_who_does_not_plan_cpd_sees_none_of_it(home: House, leader: Person, who: str) -> None:
    client = home.signed_in(who)
    for path in (CALENDAR, PEOPLE, f"{CALENDAR}/terms.csv"):
        assert client.get(path).status_code in (403, 404), path
    for do in ("add", "announce", "link"):
        assert post(client, CALENDAR if do == "add" else PEOPLE, do=do, sort="inset").status_code in (403, 404)
    assert plan(home, leader).dates == ()


def test_invited_by_a_link_they_answer_and_a_leader_sees_who_comes(home: House, leader: Person) -> None:
    sessions = [
        make.cpd_session(id=f"s{n}", activity_id="a", held_on=date(2027, 1, 11 + n), team=f"Group {n}") for n in (1, 2)
    ]
    home.planner.write(leader, plan(home, leader).id, [make.activity(id="a", what="Reading <aloud>"), *sessions])
    home.planner.staff.write(leader, ELM, [make.member(id=f"m{n}", name=f"Member {n}") for n in range(6)])
    client = home.signed_in("leader")
    assert "Please tick the sessions" in post(client, PEOPLE, do="announce").text
    page = client.post(PEOPLE, data={"do": "announce", "session": ["s1", "s2"], "_xsrf": token_of(client)}).text
    assert "2 sessions are announced and stay where they are. 0 invitations" in page
    home.planner.invitations.invite(leader, f"{ELM}-2026", {"s1": [f"m{n}" for n in range(6)]})
    given = post(client, PEOPLE, do="link", member="m0")
    address = re.search(r'value="(http[^"]*/my-cpd/link/[^"]*)"', given.text)
    assert address is not None
    mine = home.visitor()
    first = mine.get(address[1])
    assert (first.status_code, first.headers["Location"]) == (302, "/my-cpd")
    own = mine.get("/my-cpd").text
    assert "Member 0" in own
    assert "Member 1" not in own
    name = re.search(r'name="(answer\.[0-9a-f]{32})"', own)
    assert name is not None
    assert post(mine, "/my-cpd", do="answer", **{name[1]: "accepted"}).status_code == 303
    seen = client.get(PEOPLE).text
    assert "1 comes; 5 are not coming or have not answered" in seen
    assert "Member 0" in seen
    made = post(mine, "/my-cpd", do="calendar").text
    feed = re.search(r'value="(http[^"]*/my-cpd/calendar/[^"]*\.ics)"', made)
    assert feed is not None
    events = icalendar.Calendar.from_ical(home.visitor().get(feed[1]).content).walk("VEVENT")
    assert [(str(e["summary"]), str(e["status"])) for e in events] == [("CPD: Reading <aloud>", "CONFIRMED")]
    assert post(mine, "/my-cpd", do="choose", what="", half_days="1").status_code == 422
    assert post(mine, "/my-cpd", do="choose", what="A museum", half_days="2").status_code == 303
    assert "1 of 3" in mine.get("/my-cpd").text
    post(client, PEOPLE, do="end_link", member="m0")
    assert mine.get("/my-cpd").status_code == 404
    assert home.visitor().get(feed[1]).status_code == 404
    post(client, PEOPLE, do="unpin", session="s1")
    assert [(each.pinned, each.announced_on) for each in plan(home, leader).cpd_sessions][:1] == [(False, None)]


def test_nobody_in_particular_is_sent_to_the_door(home: House) -> None:
    visitor = home.visitor()
    assert visitor.get("/my-cpd").headers["Location"] == "/sign-in"
    assert visitor.get(f"/my-cpd/link/{'x' * 43}").status_code == 404
    assert home.signed_in("governor").get("/my-cpd").status_code == 404
