"""The staff register through the real server: typed, changed by two, brought from a list, taken back; who may not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Person
from sef2si.domain.staff import WHOLE_WEEK, StaffMember
from tests import factories as make
from tests.server.house import House, post, token_of
from tests.server.serve_here import ELM, OAK

STAFF = f"/schools/{ELM}/staff"
LIST = """\
Staff Code,Legal Surname,Legal Forename,Date of Birth,Post,Department,Working Pattern,FTE
APA,PATEL,Asha,01/02/1980,Class teacher,Year 3,Mon-Wed,0.6
TJO,Jones,Tom,03/04/1990,Wizard,Year 4,,
"""


@pytest.fixture
def head(home: House) -> Iterator[Person]:
    """Whoever keeps the register beside the page; in the end nobody is in it."""
    account = home.accounts.find(home.ids["head"])
    assert account is not None
    yield account.person
    home.planner.staff.write(account.person, ELM, remove=home.planner.staff.members(account.person, ELM))


def kept(home: House, head: Person) -> dict[str, StaffMember]:
    return {member.name: member for member in home.planner.staff.members(head, ELM)}


def typed(**more: str) -> dict[str, str]:
    return {"name": "Asha Patel", "group": "teachers", "role": "Class teacher", "team": "Year 3", **more}


def send(client: httpx.Client, text: str, name: str = "staff.csv") -> httpx.Response:
    files = {"file": (name, text.encode(), "text/csv")}
    return client.post(f"{STAFF}/bring", files=files, data={"_xsrf": token_of(client, STAFF)})


def look_at(client: httpx.Client, text: str) -> tuple[str, str]:
    """The address of a preview, and the page."""
    answer = send(client, text)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    return address, client.get(address).text


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found.group(1))


def test_an_empty_register_says_what_to_do_and_somebody_is_added(home: House, head: Person) -> None:
    admin = home.signed_in("admin")  # who may read no plan
    page = admin.get(STAFF).text
    assert "Nobody is in the register yet" in page
    answer = post(admin, f"{STAFF}/add", **typed(days="mon_am", ppa="Mon 9 to 10", started_on="1/9/2019"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{STAFF}?done=saved")
    asha = kept(home, head)["Asha Patel"]
    assert (asha.days, asha.ppa[0].written, asha.group) == (WHOLE_WEEK[:1], "Mon 09:00 to 10:00", StaffGroup.TEACHERS)
    assert (asha.days_b, asha.not_teaching) == (None, ())
    page = admin.get(f"{STAFF}?done=saved").text
    assert ("Asha Patel" in page, "Class teacher · Monday morning · 0.1 of full time" in page) == (True, True)
    act = value_of(page, "act")
    assert post(admin, STAFF, act="another").status_code == 409
    assert "Asha Patel" in kept(home, head)
    assert post(admin, STAFF, act=act).headers["Location"] == f"{STAFF}?done=undone"
    assert kept(home, head) == {}


def test_a_week_of_two_and_times_without_lessons_are_typed_and_shown_again(home: House, head: Person) -> None:
    client = home.signed_in("leader")
    two = typed(days="mon_am", two_weeks="yes", days_b="tue_pm", not_teaching="Mon 9 to 10 (week A)\nFri pm")
    assert post(client, f"{STAFF}/add", **two).status_code == 303
    asha = kept(home, head)["Asha Patel"]
    assert (asha.days_b, [each.written for each in asha.not_teaching]) == (
        WHOLE_WEEK[3:4],
        ["Mon 09:00 to 10:00 (week A)", "Fri pm"],
    )
    page = client.get(f"{STAFF}/members/{asha.id}").text
    assert ">Mon 09:00 to 10:00 (week A)\nFri pm</textarea>" in page
    assert re.findall(r'name="(days|days_b)" value="(\w+)" checked', page) == [("days", "mon_am"), ("days_b", "tue_pm")]
    same = typed(days="mon_am", days_b="tue_pm", version=value_of(page, "version"))
    assert post(client, f"{STAFF}/members/{asha.id}", **same).status_code == 303
    assert kept(home, head)["Asha Patel"].days_b is None


def test_what_can_not_be_kept_stays_as_it_was_typed_with_why_beside_it(home: House, head: Person) -> None:
    client = home.signed_in("leader")
    answer = post(
        client,
        f"{STAFF}/add",
        **typed(name=" ", ppa="after lunch", leaves_on="soon", career_stage="wizard", role="<b>"),
    )
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    for sentence in ("Please write a name, or initials.", "“after lunch” is not a time", "“soon” is not a date"):
        assert page.count(sentence) == 2  # in the list at the top, and beside its box
    assert (">after lunch</textarea>" in page, 'value="soon"' in page, 'value="&lt;b&gt;"' in answer.text) == (
        True,
    ) * 3
    assert kept(home, head) == {}


def test_two_who_change_the_same_box_see_both_and_the_second_decides(home: House, head: Person) -> None:
    (asha,) = home.planner.staff.write(head, ELM, [make.member(id="asha", name="Asha Patel", role="Teacher")])
    client = home.signed_in("leader")
    address = f"{STAFF}/members/asha"
    version = value_of(client.get(address).text, "version")
    home.planner.staff.write(head, ELM, [asha.having(role="Class teacher", team="Year 3")])
    mine = {"name": "Asha Patel", "group": "teachers", "role": "Year leader", "days": "mon_am", "version": version}
    answer = post(client, address, **mine)
    page = html.unescape(answer.text)
    assert (answer.status_code, "Head of Elm wrote “Class teacher” here meanwhile" in page) == (422, True)
    assert 'value="Year leader"' in page
    assert kept(home, head)["Asha Patel"].role == "Class teacher"
    again = post(client, address, **{**mine, "version": value_of(page, "version"), "team": "Year 3"})
    assert again.status_code == 303
    assert kept(home, head)["Asha Patel"].role == "Year leader"


def test_somebody_is_taken_out_unless_it_was_changed_since(home: House, head: Person) -> None:
    (asha,) = home.planner.staff.write(head, ELM, [make.member(id="asha", name="Asha Patel")])
    client = home.signed_in("leader")
    (now,) = home.planner.staff.write(head, ELM, [asha.having(role="Class teacher")])
    stale = post(client, f"{STAFF}/members/asha", do="remove", version=str(asha.version))
    assert (stale.status_code, "Nobody was taken out" in stale.text, len(kept(home, head))) == (409, True, 1)
    assert post(client, f"{STAFF}/members/asha", do="remove", version=str(now.version)).status_code == 303
    assert kept(home, head) == {}
    assert client.get(f"{STAFF}/members/asha").status_code == 404


@pytest.mark.parametrize("who", ["governor", "adviser", "oak", "operator"])
def test_nobody_else_reads_or_changes_it(home: House, head: Person, who: str) -> None:
    home.planner.staff.write(head, ELM, [make.member(id="asha", name="Planted Name")])
    client = home.signed_in(who)
    for path in ("", "/add", "/members/asha", "/bring", f"/bring/{'x' * 22}"):
        answer = client.get(STAFF + path)
        assert (answer.status_code in (403, 404), "Planted" in answer.text) == (True, False), path
    answers = [
        post(client, f"{STAFF}/add", **typed()),
        post(client, f"{STAFF}/members/asha", **typed(version="1")),
        post(client, STAFF, act="x"),
        send(client, LIST),
    ]
    assert [answer.status_code in (403, 404) for answer in answers] == [True] * 4
    assert list(kept(home, head)) == ["Planted Name"]


def test_a_list_is_looked_at_decided_brought_and_taken_back(home: House, head: Person) -> None:
    client = home.signed_in("admin")
    address, page = look_at(client, LIST)
    assert ("1980" in page, "Left out, and not kept: Date of Birth" in page) == (False, True)
    assert "“Wizard” does not tell us the staff group" in page
    mark = value_of(page, "mark")
    # Nothing marked comes in unasked.
    answer = post(client, address, do="bring", mark=mark)
    assert ("Bring the rest in without what is marked: 1 row" in answer.text, kept(home, head)) == (True, {})
    said = {"role.0": "pastoral", "role-is.0": "Wizard", "mark": mark}
    looked = post(client, address, do="look", **said).text
    assert ("does not tell us" in looked, kept(home, head)) == (False, {})
    answer = post(client, address, do="bring", **said)
    assert answer.headers["Location"] == f"{STAFF}?done=brought"
    found = kept(home, head)
    assert {name: (each.group, each.days) for name, each in found.items()} == {
        "Asha Patel": (StaffGroup.TEACHERS, WHOLE_WEEK[:6]),
        "Tom Jones": (StaffGroup.PASTORAL, ()),
    }
    # The same again changes nothing, and what a wizard is was remembered.
    _, again = look_at(client, LIST)
    assert ("All of this is in the register already." in again, 'value="bring"' in again) == (True, False)
    act = value_of(client.get(f"{STAFF}?done=brought").text, "act")
    assert post(client, STAFF, act=act).status_code == 303
    assert kept(home, head) == {}


def test_a_later_list_shows_what_differs_and_who_is_missing(home: House, head: Person) -> None:
    client = home.signed_in("admin")
    left = make.member(id="left", name="Lou Left")
    asha = make.member(id="asha", name="Asha Patel", reference="APA", role="Class teacher", days=WHOLE_WEEK[:4])
    home.planner.staff.write(head, ELM, [left, asha])
    address, page = look_at(client, LIST.splitlines()[0] + "\n" + LIST.splitlines()[1] + "\n")
    plain = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert "Days worked: Monday, Tuesday and Wednesday (the register says Monday and Tuesday)" in plain
    assert "In the register, and not in this file" in plain
    key, mark = re.findall(r'name="keep\.([^"]+)"', page)[0], value_of(page, "mark")
    wrong = post(client, address, do="bring", mark=mark, **{"last.left": "soon"})
    assert (wrong.status_code, 'value="soon"' in wrong.text) == (422, True)
    before = kept(home, head)
    post(client, address, do="bring", mark=mark, **{"last.left": "31/12/2026", f"keep.{key}": "1"})
    now = kept(home, head)
    assert (now["Asha Patel"], str(now["Lou Left"].leaves_on)) == (before["Asha Patel"], "2026-12-31")


def test_a_register_changed_meanwhile_is_shown_again_first(home: House, head: Person) -> None:
    client = home.signed_in("admin")
    address, page = look_at(client, LIST.splitlines()[0] + "\n" + LIST.splitlines()[1] + "\n")
    home.planner.staff.write(head, ELM, [make.member(id="new", name="Newer Name")])
    answer = post(client, address, do="bring", mark=value_of(page, "mark"))
    assert ("The register was changed meanwhile" in answer.text, list(kept(home, head))) == (True, ["Newer Name"])
    assert post(client, address, do="bring", mark=value_of(answer.text, "mark")).status_code == 303
    assert sorted(kept(home, head)) == ["Asha Patel", "Newer Name"]


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("a,b\n1,2\n", "odd.csv", "no row of headings we can recognise"),
        ("PK\x03\x04", "broken.xlsx", "Nothing was imported"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    home: House, head: Person, text: str, name: str, sentence: str
) -> None:
    answer = send(home.signed_in("admin"), text, name)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_preview_is_seen_by_its_own_session_alone(home: House, head: Person) -> None:
    address, _ = look_at(home.signed_in("admin"), LIST)
    assert home.signed_in("leader").get(address).status_code == 404
    assert home.signed_in("admin").get(address.replace(ELM, OAK)).status_code == 404


def test_an_account_is_connected_and_somebody_of_the_register_invited(home: House, head: Person) -> None:
    home.planner.staff.write(
        head, ELM, [make.member(id="head", name="Head of Elm"), make.member(id="asha", name="Asha Patel")]
    )
    client = home.signed_in("admin")
    page = client.get(f"{STAFF}/members/head").text
    assert "Is it theirs?" in page
    version = value_of(page, "version")
    answer = post(
        client, f"{STAFF}/members/head", name="Head of Elm", group="senior_leaders", version=version, account_id=head.id
    )
    assert answer.status_code == 303
    assert kept(home, head)["Head of Elm"].account_id == head.id
    version = value_of(client.get(f"{STAFF}/members/asha").text, "version")
    foreign = post(client, f"{STAFF}/members/asha", **typed(version=version, account_id=home.ids["oak"]))
    assert (foreign.status_code, kept(home, head)["Asha Patel"].account_id) == (422, None)
    assert "This account is not one of this school’s any more" in html.unescape(foreign.text)
    asked = client.get(f"/schools/{ELM}/people?name=Asha+Patel").text
    assert re.search(r'id="name"[^>]* value="Asha Patel"', asked) is not None
    people = client.get(f"/schools/{ELM}/people").text
    assert f'href="{STAFF}/members/head"' in people


def test_a_leavers_records_are_handed_over_on_pages_and_taken_back(home: House, head: Person) -> None:
    home.planner.staff.write(
        head, ELM, [make.member(id="jory", name="Jory Penhaligon"), make.member(id="fran", name="Frances Quaye")]
    )
    plan = home.planner.load(head, ELM)
    plan = home.planner.write(head, plan.id, [make.priority(id="led", lead="J. Penhaligon <b>")])
    client = home.signed_in("leader")
    here = f"/schools/{ELM}/hand-over/staff-jory"
    assert here in client.get(f"{STAFF}/members/jory").text
    page = client.get(here, params={"to": "staff-fran"}).text
    key, mark = value_of(page, "item"), value_of(page, "mark")
    assert html.unescape(value_of(page, f"text.{key}")) == "F. Quaye <b>"
    said = {"to": "staff-fran", "mark": mark, "item": key, f"text.{key}": "F. Quaye", f"tick.{key}": "1"}
    wrong = post(client, here, do="hand", last_day="soon", **{**said, f"text.{key}": "Typed by hand"})
    assert (wrong.status_code, 'value="soon"' in wrong.text, "Typed by hand" in wrong.text) == (422, True, True)
    stale = post(client, here, do="hand", **{**said, "mark": "another"})
    assert (stale.status_code, "nothing was handed over" in stale.text) == (422, True)
    done = post(client, here, do="hand", last_day="31/8/2027", **said)
    assert "Kept: 1 place in the plan and their last day, 31 August 2027, in the staff register." in done.text
    assert home.planner.load(head, ELM).find("priorities", "led").lead == "F. Quaye"
    assert post(client, here, do="undo", token=value_of(done.text, "token")).status_code == 303
    assert home.planner.load(head, ELM).find("priorities", "led").lead == "J. Penhaligon <b>"
    again = post(client, here, do="undo", token=value_of(done.text, "token"))
    assert (again.status_code, "has changed this since" in again.text) == (409, True)
    for who in ("governor", "adviser", "admin", "oak", "operator"):
        other = home.signed_in(who)
        answers = [other.get(here), post(other, here, do="hand", **said), post(other, here, do="undo", token="x;;")]
        assert [("Penhaligon" in each.text, each.status_code in (403, 404)) for each in answers] == [(False, True)] * 3
    home.planner.write(head, plan.id, remove=[home.planner.load(head, ELM).find("priorities", "led")])


def test_lessons_are_looked_at_first_their_periods_asked_for_and_kept_as_one_act(home: House, head: Person) -> None:
    client, lessons = home.signed_in("head"), f"{STAFF}/lessons"
    home.planner.staff.write(head, ELM, [make.member(id="asha", name="Asha Patel")])

    def choose(text: str) -> httpx.Response:
        files = {"file": ("lessons.csv", text.encode(), "text/csv")}
        return client.post(lessons, files=files, data={"_xsrf": token_of(client, STAFF)})

    assert "no table of lessons that we can read" in choose("Room\n1\n").text
    broken = choose("Person,Day,Period\nAsha Patel,Mon,1\nNobody,Mon,1\n")
    page = client.get(broken.headers["Location"])
    assert (page.status_code, "1 row can’t be kept as it is, so nothing was changed" in page.text) == (422, True)
    where = choose("Person,Day,Period\nAsha Patel,Mon,1\nAsha Patel,Mon,3\n").headers["Location"]
    assert "Not said yet: 1, 3." in client.get(where).text
    wrong = post(client, where, do="look", times="1 soon")
    assert (wrong.status_code, "1 soon</textarea>" in wrong.text) == (422, True)
    times = "1 9:00 to 10:00\n3 11:00 to 12:00"
    shown = post(client, where, do="look", times=times).text
    assert "Mon 10:00 to 11:00; Tue; Wed; Thu; Fri" in shown
    mark = re.search(r'name="mark" value="([^"]+)"', shown)
    assert mark
    assert post(client, where, do="bring", times=times, mark="0-0").status_code == 422
    assert kept(home, head)["Asha Patel"].not_teaching == ()
    done = post(client, where, do="bring", times=times, mark=mark[1])
    assert done.headers["Location"] == f"{STAFF}?done=brought"
    assert [each.written for each in kept(home, head)["Asha Patel"].not_teaching][:2] == ["Mon 10:00 to 11:00", "Tue"]
    home.planner.staff.undo(head, ELM)
    assert kept(home, head)["Asha Patel"].not_teaching == ()
