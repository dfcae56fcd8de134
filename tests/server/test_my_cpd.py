"""My CPD through the real server: helping others by one's own word, and answers in a group that is small."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from sef2si.domain.expertise import Consent
from sef2si.domain.people import Person
from sef2si.services.own_cpd import ByLink
from tests import factories as make
from tests.server.house import House, post
from tests.server.serve_here import ELM

PLAN = f"{ELM}-2026"
PEOPLE = f"/schools/{ELM}/cpd-year/people"
FRENCH = "French songs and games"


@pytest.fixture
def leader(home: House) -> Iterator[Person]:
    """Three in the register; a suggestion about one of them; a session announced to all three."""
    account = home.accounts.find(home.ids["leader"])
    assert account is not None
    person = account.person
    names = ("Priya Shah", "Ben Oduya", "Cal Reid")
    home.planner.staff.write(person, ELM, [make.member(id=f"help{n}", name=name) for n, name in enumerate(names)])
    session = make.cpd_session(
        id="s", activity_id="a", held_on=date(2027, 3, 2), announced_on=date(2026, 11, 1), team="Year 3"
    )
    home.planner.write(
        person, PLAN, [make.activity(id="a"), session, make.expertise(id="e", who="P. Shah", can_help_with=FRENCH)]
    )
    home.planner.invitations.invite(person, PLAN, {"s": [f"help{n}" for n in range(3)]})
    yield person
    now = home.planner.load(person, ELM, "2026/27")
    home.planner.write(person, PLAN, remove=(*now.activities, *now.expertise))
    home.planner.staff.write(person, ELM, remove=home.planner.staff.members(person, ELM))


def own(home: House, leader: Person, member: str) -> httpx.Client:
    """The browser of somebody who was given a link."""
    client = home.visitor()
    token = home.planner.invitations.give_link(leader, ELM, member)
    assert client.get(f"/my-cpd/link/{token}").status_code in (200, 302)
    return client


def read(client: httpx.Client, path: str = "/my-cpd") -> str:
    return html.unescape(client.get(path).text)


def consent(home: House, leader: Person) -> Consent:
    return home.planner.load(leader, ELM, "2026/27").find("expertise", "e").consent


def test_003_f4e_they_answer_a_suggestion_and_say_more_of_themselves(home: House, leader: Person) -> None:
    priya, ben = own(home, leader, "help0"), own(home, leader, "help1")
    assert ("Your leaders think you could." in read(priya), FRENCH in read(ben)) == (True, False)
    version = str(home.planner.load(leader, ELM, "2026/27").find("expertise", "e").version)
    assert post(ben, "/my-cpd", do="help_yes", expertise="e", version=version).status_code == 422
    said = post(priya, "/my-cpd", do="help_yes", expertise="e", version=version)
    assert (said.headers["Location"], consent(home, leader)) == ("/my-cpd?told=help_yes", Consent.OWN)
    assert "You may be asked, and can take it back here at any time." in read(priya, "/my-cpd?told=help_yes")
    post(priya, "/my-cpd", do="help_no", expertise="e")
    assert (consent(home, leader), "Say yes after all" in read(priya)) == (Consent.NO, True)
    wrong = post(ben, "/my-cpd", do="help", can_help_with="Spreadsheets", hours="a few")
    assert (wrong.status_code, 'value="Spreadsheets"' in wrong.text, 'value="a few"' in wrong.text) == (422, True, True)
    assert "Please give the hours in figures" in wrong.text
    assert post(ben, "/my-cpd", do="help", can_help_with="Spreadsheets", hours="2").status_code == 303
    assert "Spreadsheets" in read(ben)


def test_a_full_time_is_asked_for_taken_back_and_changed_with_a_colleague(home: House, leader: Person) -> None:
    other = make.cpd_session(
        id="s2", activity_id="a", held_on=date(2027, 3, 9), announced_on=date(2026, 11, 1), team="Year 4", position=2
    )
    activity = home.planner.load(leader, ELM, "2026/27").find("activities", "a")
    home.planner.write(leader, PLAN, [make.offer(id="of", places=1), activity.having(offer_id="of"), other])
    home.planner.staff.write(leader, ELM, [make.member(id="help3", name="Dee Webb")])
    home.planner.invitations.invite(leader, PLAN, {"s2": ["help3"]})
    priya, dee, planning = own(home, leader, "help0"), own(home, leader, "help3"), home.signed_in("leader")
    page = read(priya)
    assert "On Tuesday 9 March 2027, 15:30 instead: it is full, so a colleague would have to change places" in page
    name = page.split('name="answer.')[1].split('"')[0]
    for _ in range(2):
        assert post(priya, "/my-cpd", do="answer", **{f"answer.{name}": "swap:s2"}).status_code == 303
        assert "You asked to come on Tuesday 9 March 2027, 15:30." in read(priya)
        assert "Would rather come at another time, which is full" in read(planning, PEOPLE)
        assert "<b>Priya Shah</b> would like to come on Tuesday 9 March 2027" in read(dee)
        post(priya, "/my-cpd", do="ask_no_more", invitation=name)
        assert "You asked to come" not in read(priya)
        assert "would like to come" not in read(dee)
    gone = post(dee, "/my-cpd", do="change_places", invitation=name)
    assert (gone.status_code, "somebody else said yes, or it was taken back" in gone.text) == (422, True)
    post(priya, "/my-cpd", do="answer", **{f"answer.{name}": "swap:s2"})
    changed = post(dee, "/my-cpd", do="change_places", invitation=name)
    assert changed.headers["Location"] == "/my-cpd?told=change_places"
    assert "A colleague changed places with you on" in read(priya)
    page = read(planning, PEOPLE)
    assert ("Come at this time in place of another: Priya Shah." in page, "place of another: Dee Webb." in page) == (
        True, True,
    )  # fmt: skip
    assert "Answered by their personal link: Dee Webb." in page
    home.planner.staff.write(
        leader, ELM, remove=[m for m in home.planner.staff.members(leader, ELM) if m.id == "help3"]
    )


def test_a_link_that_is_used_while_somebody_else_is_signed_in_says_so_to_both(home: House, leader: Person) -> None:
    client = home.signed_in("leader")
    token = home.planner.invitations.give_link(leader, ELM, "help1")
    client.get(f"/my-cpd/link/{token}")
    name = read(client).split('name="answer.')[1].split('"')[0]
    post(client, "/my-cpd", do="answer", **{f"answer.{name}": "accepted"})
    assert "by their personal link, while somebody else was signed in" in read(client)
    said = "Answered by their link while somebody else was signed in; please ask if it is so: Ben Oduya."
    assert said in read(home.signed_in("leader"), PEOPLE)
    post(client, "/my-cpd", do="answer", **{f"answer.{name}": "declined"})


def test_a_link_goes_straight_to_its_person_and_whoever_plans_never_sees_it(home: House, leader: Person) -> None:
    planning, before = home.signed_in("leader"), len(home.letters())
    wrong = post(planning, PEOPLE, do="link", by="mail", member="help2", email="not an address")
    assert (wrong.status_code, "This is not an email address." in wrong.text) == (422, True)
    assert home.planner.invitations.links(leader, ELM).isdisjoint({"help2"})
    sent = post(planning, PEOPLE, do="link", by="mail", member="help2", email="cal@elm.example")
    assert "A link for Cal Reid is on its way to cal@elm.example. Nobody else has seen it." in html.unescape(sent.text)
    (letter,) = home.letters()[before:]
    address = next(word for word in letter["text"].split() if "/my-cpd/link/" in word)
    assert (letter["to"], address in sent.text) == ("cal@elm.example", False)
    client = home.visitor()
    client.get(address[address.index("/my-cpd") :])
    assert "Cal Reid" in read(client)
    by_hand = post(planning, PEOPLE, do="link", by="hand", member="help2")
    assert "A link for Cal Reid, shown this once." in html.unescape(by_hand.text)


def test_in_a_group_under_five_both_sides_are_told_what_shows_and_one_may_ask_openly(
    home: House, leader: Person
) -> None:
    priya, planning = own(home, leader, "help0"), home.signed_in("leader")
    assert "In a group this small, your leader can tell by who is missing." in read(priya)
    page = read(planning, PEOPLE)
    assert "In a group this small, who is missing shows at once." in page
    assert "0 come; fewer than 5 are not coming or have not answered" in page
    for member, answer in (("help0", "left_out"), ("help1", "declined")):
        token = home.planner.invitations.give_link(leader, ELM, member)
        (invited,) = home.planner.own_cpd.mine(ByLink(token)).invitations
        client = home.visitor()
        client.get(f"/my-cpd/link/{token}")
        assert post(client, "/my-cpd", do="answer", **{f"answer.{invited.id}": answer}).status_code == 303
    page = read(planning, PEOPLE)
    assert "Asked to be left out: Priya Shah." in page
    assert "0 come; fewer than 5 are not coming or have not answered" in page
    assert "Ben Oduya" not in page.split("Those without an account")[0]
