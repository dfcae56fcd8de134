"""Planning the year through the real server and the real solver: decided, solved, stopped, moved, accepted, again."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sef2si.domain.dates import DateSort
from sef2si.domain.invitations import Answer
from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Person
from sef2si.domain.plan import Plan
from sef2si.domain.staff import HalfDay
from sef2si.services.own_cpd import ByLink
from tests import factories as make
from tests.server.house import House, post, token_of
from tests.server.serve_here import ELM

YEAR = f"/schools/{ELM}/cpd-year"
PLAN = f"{ELM}-2026"
MONDAY, TUESDAY = (tuple(half for half in HalfDay if half.weekday.value == day) for day in ("mon", "tue"))


def ahead(days: int) -> date:
    """A school day so many days from now, for the server's clock is the real one."""
    day = date.today() + timedelta(days=days)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def the_plan() -> list[Any]:
    """A term from today on with six twilights on Tuesdays, and two needs with an offer each."""
    today = date.today()
    dates = [
        make.calendar_date(id="t", sort=DateSort.TERM, starts=today, ends=today + timedelta(days=120), minutes=390),
        *(
            make.calendar_date(id=f"w{n}", sort=DateSort.TWILIGHT, starts=ahead(7 * n + 7), at="15:30", minutes=60)
            for n in range(6)
        ),
    ]
    offers = [
        make.offer(
            id=f"o{n}", title=f"Way {n}", hours=Decimal(2), sessions=2, takes_place="twilight", need_ids=(f"n{n}",),
            price=Decimal(100), follow_up="Yes",
        )
        for n in (1, 2)
    ]  # fmt: skip
    return [
        *dates,
        make.priority(id="p"),
        make.need(id="n1", what="Fluency", group=StaffGroup.TEACHERS, priority_id="p"),
        make.need(id="n2", what="Vocabulary", group=StaffGroup.TEACHING_ASSISTANTS, priority_id="p"),
        *offers,
    ]


@pytest.fixture
def leader(home: House) -> Iterator[Person]:
    account = home.accounts.find(home.ids["leader"])
    assert account is not None
    person = account.person
    members = [
        *(make.member(id=f"t{n}", name=f"Teacher {n}") for n in range(6)),
        *(make.member(id=f"a{n}", name=f"Aide {n}", group=StaffGroup.TEACHING_ASSISTANTS) for n in range(2)),
    ]
    home.planner.staff.write(person, ELM, members)
    home.planner.write(person, PLAN, the_plan())
    yield person
    now = plan(home, person)
    for made in home.planner.year.proposals(person, PLAN):
        home.planner.year.remove(person, PLAN, made.proposal.id)
    kept = home.planner.year.settings(person, PLAN)
    home.planner.year.keep_settings(person, PLAN, type(kept.settings)(), kept.version)
    home.planner.write(person, PLAN, remove=(*now.activities, *now.offers, *now.needs, *now.priorities, *now.dates))
    home.planner.staff.write(person, ELM, remove=home.planner.staff.members(person, ELM))


def plan(home: House, person: Person) -> Plan:
    return home.planner.load(person, ELM, "2026/27")


def form(page: str, begins: str = 'class="planning"') -> dict[str, Any]:
    """The boxes of the page from here on as a browser would send them back."""
    page = page[page.index(begins) :]
    found: dict[str, Any] = {}
    for box in re.findall(r"<input[^>]*>", page):
        name = re.search(r'name="([^"]*)"', box)
        value = re.search(r'value="([^"]*)"', box)
        ticks = 'type="checkbox"' in box
        if name and (not ticks or " checked" in box):
            found.setdefault(name[1], []).append(value[1] if value else "")
    return found


def send(client: httpx.Client, do: str, **more: Any) -> httpx.Response:
    fields = {**form(client.get(YEAR).text), **more, "do": do, "_xsrf": token_of(client)}
    return client.post(YEAR, data=fields)


def solved(home: House, client: httpx.Client, leader: Person, **more: Any) -> Any:
    """The newest proposal, once it has ended."""
    answer = send(client, "solve", **more)
    assert answer.status_code == 303, re.findall(r"<li>(.*?)</li>", answer.text)[:3]
    deadline = time.monotonic() + 60
    while client.get(f"{YEAR}/progress").json()["solving"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return home.planner.year.proposals(leader, PLAN)[0].proposal


def test_decided_solved_pinned_moved_accepted_and_taken_back(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    assert "2 needs wait for a place in the year" in client.get(YEAR).text
    one = solved(home, client, leader)
    assert (one.met_percent, one.cost, len(one.runs)) == (100, 200, 2)
    address = f"{YEAR}/plans/{one.id}"
    page = client.get(address).text
    assert "100.0 % of the need is met" in page
    assert "Teacher 0" not in page
    assert post(client, address, do="pin", run="0").status_code == 303
    assert [pin.option for pin in home.planner.year.settings(leader, PLAN).settings.pins] == [one.runs[0].option]
    # A move to a time that somebody has already is refused in a sentence, and nothing is lost.
    taken = next(run for run in one.runs if run != one.runs[0])
    refused = post(client, address, do="move", run="0", **{"from": one.runs[0].slots[0], "to": "nowhere"})
    assert (refused.status_code, "Please choose a time to move it to." in refused.text) == (422, True)
    free = [slot.id for slot in one.framed.problem.slots if slot.id not in one.runs[0].slots]
    moved = post(client, address, do="move", run="0", **{"from": one.runs[0].slots[0], "to": free[-1]})
    assert moved.status_code == 303
    by_hand = home.planner.year.proposals(leader, PLAN)[0].proposal
    assert (by_hand.by_hand, by_hand.met_percent) == (True, 100)
    assert free[-1] in {slot for run in by_hand.runs for slot in run.slots}
    assert plan(home, leader).activities == ()
    two = solved(home, client, leader)
    pinned = next(run for run in two.runs if run.option == one.runs[0].option)
    assert set(pinned.slots) == {*one.runs[0].slots[1:], free[-1]}
    compared = client.get(f"{YEAR}/compare", params={"plan": [one.id, two.id]}).text
    assert f"Plan {one.number}" in compared
    assert ("Need met, weighted" in compared, "In both, at other times" in compared) == (True, True)
    assert client.get(f"{YEAR}/compare", params={"plan": [one.id]}).status_code == 422
    assert post(client, f"{YEAR}/plans/{two.id}", do="accept").status_code == 303
    after = plan(home, leader)
    # Other tests of this house may have left a teacher in the register.
    teachers = sum(each.group is StaffGroup.TEACHERS for each in home.planner.staff.members(leader, ELM))
    assert sorted((a.what, a.price, a.hours, a.people, a.offer_id) for a in after.activities) == [
        ("Way 1", Decimal(100), Decimal(2), teachers, "o1"),
        ("Way 2", Decimal(100), Decimal(2), 2, "o2"),
    ]
    assert (len(after.cpd_sessions), sum(each.pinned for each in after.cpd_sessions)) == (4, 2)
    assert {each.date_id for each in after.cpd_sessions} <= {each.id for each in after.dates}
    assert taken.option in {run.option for run in two.runs}
    address = f"{YEAR}/plans/{two.id}"
    # With something else done since, “take it back” takes back nothing else.
    home.planner.write(leader, PLAN, [make.note(id="note")])
    refused = post(client, address, do="undo")
    assert (refused.status_code, "You have changed other things since" in refused.text) == (422, True)
    assert len(plan(home, leader).activities) == 2
    home.planner.undo(leader, PLAN)
    pins = home.planner.year.settings(leader, PLAN).settings.pins
    assert post(client, address, do="undo").headers["Location"] == f"{address}?year=2026/27&told=undone"
    assert (plan(home, leader).activities, plan(home, leader).cpd_sessions) == ((), ())
    settings = home.planner.year.settings(leader, PLAN).settings
    assert (pins, settings.assigned, [pin.option for pin in settings.pins]) == ((), {}, [one.runs[0].option])
    assert "Accept this plan" in client.get(address).text
    assert post(client, address, do="accept").status_code == 303
    # Undone in the workbook, it is not accepted here either.
    home.planner.undo(leader, PLAN)
    assert "Accept this plan" in client.get(address).text


def test_what_is_in_the_year_already_is_shown_at_once_that_serves_no_priority_first(
    home: House, leader: Person
) -> None:
    """As a brought CPD calendar has it: activities with a day, some tied to a need and some to none."""
    client = home.signed_in("leader")
    home.planner.write(leader, PLAN, [
        make.activity(id="a1", what="Fluency talk", need_ids=("n1",), starts=ahead(7)),
        make.activity(id="a2", what="Wellbeing day", starts=ahead(14)),
    ])  # fmt: skip
    page = client.get(YEAR).text
    table = page[page.index("In the year already") : page.index("As a calendar")]
    assert re.findall(r"#activities/activities/(a\d)", table) == ["a2", "a1"]
    assert (table.count("No priority yet"), page.count("Wellbeing day begins")) == (1, 1)


def test_what_was_announced_stays_and_who_declined_is_asked_another_time(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    one = solved(home, client, leader)
    assert post(client, f"{YEAR}/plans/{one.id}", do="accept").status_code == 303
    now = plan(home, leader)
    fluency = next(a for a in now.activities if a.offer_id == "o1")
    sessions = [each.id for each in now.sessions_of(fluency)]
    told = client.post(f"{YEAR}/people", data={"do": "announce", "session": sessions, "_xsrf": token_of(client)})
    assert "12 invitations went out" in told.text
    for member in ("t0", "t1"):
        who = ByLink(home.planner.invitations.give_link(leader, ELM, member))
        own = home.planner.own_cpd.mine(who).invitations
        home.planner.own_cpd.respond(who, {each.id: (Answer.DECLINED, None) for each in own})
    two = solved(home, client, leader)
    again = next(run for run in two.runs if run.option == f"activity.{fluency.id}")
    assert set(again.people) == {"t0", "t1"}
    # The solver knows who can't come; whoever plans is not told, nor how many they are.
    page = client.get(f"{YEAR}/plans/{two.id}").text
    assert ("Teacher 0" in page, "a second time · fewer than 5 people" in page) == (False, True)
    assert post(client, f"{YEAR}/plans/{two.id}", do="accept").status_code == 303
    after = plan(home, leader)
    announced = {each.id: (each.held_on, each.at) for each in now.cpd_sessions if each.id in sessions}
    assert {each.id: (each.held_on, each.at) for each in after.cpd_sessions if each.id in sessions} == announced
    own = after.sessions_of(after.find("activities", fluency.id))
    assert {each.id for each in own} > set(sessions)
    fresh = [each for each in own if each.id not in sessions]
    assert {each.people for each in fresh} == {None}
    assert "meant for fewer than 5 people" in client.get(f"{YEAR}/people").text
    # They have their other time: nobody is planned for a third one.
    assert home.planner.year.framed(leader, after, date.today()).again == ()


def test_an_impossible_budget_no_slots_and_a_part_timer_without_a_common_day(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    poor = solved(home, client, leader, budget="50")
    assert (poor.met_percent, poor.runs) == (0, ())
    refused = post(client, f"{YEAR}/plans/{poor.id}", do="accept")
    assert (refused.status_code, "places nothing" in refused.text) == (422, True)
    wrong = send(client, "solve", budget="a lot", out_a_day="-1")
    assert wrong.status_code == 422
    assert ("Budget: please give a number" in wrong.text, 'value="a lot"' in wrong.text) == (True, True)
    assert home.planner.year.settings(leader, PLAN).settings.budget == 50
    now = plan(home, leader)
    home.planner.staff.write(
        leader,
        ELM,
        [
            each.model_copy(update={"days": MONDAY if each.id == "a0" else TUESDAY})
            for each in home.planner.staff.members(leader, ELM)
            if each.id in ("a0", "a1")
        ],
    )
    assert "there is no day of the week on which all of them work" in client.get(YEAR).text
    parted = solved(home, client, leader, budget="")
    assert 0 < parted.met_percent < 100
    assert "What did not fit" in client.get(f"{YEAR}/plans/{parted.id}").text
    home.planner.write(leader, PLAN, remove=[each for each in now.dates if each.sort is DateSort.TWILIGHT])
    unticked = send(client, "solve", **{"way.n1": [], "way.n2": []})
    assert (unticked.status_code, "Please tick at least one way for a need" in unticked.text) == (422, True)
    none = send(client, "solve", **{"way.n1": ["offer.o1"], "way.n2": ["offer.o2"]})
    assert (none.status_code, "There is no time to plan into" in none.text) == (422, True)
    # The calendar has changed since: what rested on it is not accepted.
    stale = post(client, f"{YEAR}/plans/{parted.id}", do="accept")
    assert (stale.status_code, "has changed since this proposal was made" in stale.text) == (422, True)
    assert plan(home, leader).activities == ()


def test_cover_by_term_and_month_and_days_before_which_nothing_is_are_kept_and_shown(
    home: House, leader: Person
) -> None:
    client = home.signed_in("leader")
    term, month = date.today(), f"{ahead(40):%Y-%m}"
    more = {
        "cover_a_term": "5", "cover_a_month": "2", f"cover.{term}": "4.5", f"cover.{month}": "0",
        "from.n1": f"{ahead(21):%d/%m/%Y}",
    }  # fmt: skip
    assert send(client, "keep", **more).status_code == 303
    kept = home.planner.year.settings(leader, PLAN).settings
    assert (kept.cover_a_term, kept.cover_a_month) == (5, 2)
    assert kept.cover_parts == {str(term): Decimal("4.5"), month: 0}
    assert kept.needs_from == {"n1": ahead(21)}
    wrong = send(client, "keep", **{"from.n2": "soon", f"cover.{month}": "much"})
    assert (wrong.status_code, 'value="soon"' in wrong.text, 'value="much"' in wrong.text) == (422, True, True)
    assert home.planner.year.settings(leader, PLAN).settings == kept
    late = solved(home, client, leader)
    first = next(run for run in late.runs if "n1" in late.way(run).need_ids)
    assert min(late.slot(each).day for each in first.slots) >= ahead(21)
    assert send(client, "keep", **dict.fromkeys(more, "")).status_code == 303
    kept = home.planner.year.settings(leader, PLAN).settings
    assert (kept.cover_parts, kept.needs_from, kept.cover_a_month) == ({}, {}, None)


def test_it_is_stopped_with_the_best_so_far_and_only_one_runs_at_a_time(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    assert send(client, "solve", seconds="60").status_code == 303
    second = send(client, "solve")
    assert second.status_code in (303, 422)
    post(client, YEAR, do="stop")
    deadline = time.monotonic() + 30
    while client.get(f"{YEAR}/progress").json()["solving"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    made = home.planner.year.proposals(leader, PLAN)
    assert made[-1].proposal.runs != ()


@pytest.mark.parametrize("who", ["governor", "admin", "adviser", "oak"])
def test_nobody_else_plans_or_sees_a_plan(home: House, leader: Person, who: str) -> None:
    client = home.signed_in(who)
    for path in (YEAR, f"{YEAR}/progress", f"{YEAR}/team/n1", f"{YEAR}/compare", f"{YEAR}/plans/{'0' * 32}"):
        assert client.get(path).status_code in (403, 404), path
    for path in (YEAR, f"{YEAR}/team/n1", f"{YEAR}/plans/{'0' * 32}"):
        assert post(client, path, do="solve").status_code in (403, 404), path


def test_two_who_decide_at_once_do_not_write_over_each_other(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    mine = form(client.get(YEAR).text)
    assert send(client, "keep", budget="700").status_code == 303
    late = client.post(YEAR, data={**mine, "budget": "900", "do": "keep", "_xsrf": token_of(client)})
    assert (late.status_code, "was changed meanwhile" in late.text, 'value="900"' in late.text) == (422, True, True)
    assert home.planner.year.settings(leader, PLAN).settings.budget == 700


def test_a_team_is_chosen_and_given_up(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    version = str(home.planner.year.settings(leader, PLAN).version)
    data = {"member": ["t0", "t1", "a-stranger"], "version": version, "do": "keep", "_xsrf": token_of(client)}
    assert client.post(f"{YEAR}/team/n1", data=data).status_code == 303
    assert home.planner.year.settings(leader, PLAN).settings.teams == {"n1": ("t0", "t1")}
    assert "2 from the register" in client.get(YEAR).text
    assert "you will be able to tell by who is missing" in client.get(f"{YEAR}/team/n1").text


def test_a_team_that_somebody_else_was_quicker_with_is_shown_again_with_what_was_ticked(
    home: House, leader: Person
) -> None:
    client = home.signed_in("leader")
    planning, address = home.planner.year, f"{YEAR}/team/n1"
    kept = planning.settings(leader, PLAN)
    others = kept.settings.model_copy(update={"teams": {"n1": ("t5",)}})
    planning.keep_settings(leader, PLAN, others, kept.version)
    typed = {"do": "keep", "version": str(kept.version), "member": ["t0", "t3"], "_xsrf": token_of(client)}
    late = client.post(address, data=typed)
    assert (late.status_code, "Yours is not kept yet" in late.text) == (422, True)
    again = form(late.text, "/team/n1")
    assert again["member"] == ["t0", "t3"]
    assert planning.settings(leader, PLAN).settings.teams == {"n1": ("t5",)}
    # They have looked now: sent once more, it is kept.
    assert client.post(address, data={**again, "do": "keep", "_xsrf": token_of(client)}).status_code == 303
    assert planning.settings(leader, PLAN).settings.teams == {"n1": ("t0", "t3")}
