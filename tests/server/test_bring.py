"""Bringing a file in through the real server: look, decide, bring, take back; and everything that must not happen."""

from __future__ import annotations

import csv
import io
import re

import httpx
import pytest

from sef2si.server.pending import KEPT_SECONDS, MOST_A_SESSION, Pending
from sef2si.server.uploads import LARGEST
from tests.server.running import Running, xsrf

ELM, OAK, ASH = "100492", "100493", "100494"
PLAN = (
    ("Priority", "Actions", "Who", "By when", "Cost", "Success criteria", "Colour of the month"),
    ("Reading fluency in Year 3", "Train TAs in fluency", "Deputy", "12/02/2027", "£450", "90 words", "blue"),
    ("", "Buy decodable books", "Bursar", "01/12/2026", "£1,200", "", ""),
    ("Calm lunchtimes", "", "", "", "", "", ""),
)  # fmt: skip
CALENDAR = (
    ("Date", "Training", "Led by", "Hours"),
    ("04/01/2027", "First aid refresher", "Red Cross", "3"),
)


def file_of(rows: tuple[tuple[str, ...], ...], name: str = "plan.csv") -> dict[str, tuple[str, bytes, str]]:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return {"file": (name, text.getvalue().encode("utf-8-sig"), "text/csv")}


def send(client: httpx.Client, files: object, urn: str = ELM) -> httpx.Response:
    return client.post(f"/schools/{urn}/bring", files=files, data={"_xsrf": xsrf(client)})  # type: ignore[arg-type]


def shown(client: httpx.Client, rows: tuple[tuple[str, ...], ...] = PLAN) -> tuple[str, str]:
    """The address of the preview of a file, and the page."""
    answer = send(client, file_of(rows))
    assert (answer.status_code, answer.text) == (303, "")
    address = answer.headers["Location"]
    return address, client.get(address).text


def seq_in(page: str) -> str:
    found = re.search(r'name="seq" value="(\d+)"', page)
    assert found is not None
    return found.group(1)


def agree(client: httpx.Client, address: str, page: str, **chosen: str) -> httpx.Response:
    return client.post(address, data={"_xsrf": xsrf(client), "seq": seq_in(page), "do": "bring", **chosen})


def plan(client: httpx.Client, urn: str = ELM) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/service/v1/schools/{urn}/plan").json()
    return found


def titles(client: httpx.Client) -> list[str]:
    return [each["title"] for each in plan(client)["priorities"]]  # type: ignore[attr-defined]


def test_a_plan_is_looked_at_brought_in_and_taken_back(server: Running) -> None:
    head = server.signed_in("head")
    before = plan(head)
    address, page = shown(head)
    assert "What we found in plan.csv" in page
    assert "Nothing is in your plan yet." in page
    assert "Colour of the month" in page
    assert plan(head) == before

    answer = agree(head, address, page)
    assert answer.status_code == 303
    assert titles(head) == ["Reading fluency in Year 3", "Calm lunchtimes"]
    done = head.get(answer.headers["Location"]).text
    behind = done.split("Priorities with nothing behind them yet")[1].split("</section>")[0]
    assert ("Calm lunchtimes" in behind, "Reading fluency" in behind) == (True, False)
    assert [each["text"] for each in plan(head)["notes"] if "blue" in each["text"]] != []  # type: ignore[attr-defined]

    assert re.search(r'#priorities/notes/[^"]+">\d+ notes?</a>', done)

    # The same file again changes nothing, and says so.
    _again, page = shown(head)
    assert "All of this is in your plan already." in page
    assert 'value="bring"' not in page

    undone = head.post(f"/schools/{ELM}/bring/done", data={"_xsrf": xsrf(head), "seq": seq_in(done)})
    assert undone.status_code == 303
    after = plan(head)
    assert {**after, "seq": 0} == {**before, "seq": 0}
    assert "All of it was taken back." in head.get(undone.headers["Location"]).text


def test_training_of_a_calendar_serves_no_priority_until_somebody_says_so(server: Running) -> None:
    head = server.signed_in("head")
    address, page = shown(head, CALENDAR)
    done = head.get(agree(head, address, page).headers["Location"]).text
    assert "First aid refresher" in done.split("Training that serves no priority yet")[1]
    head.post(f"/schools/{ELM}/bring/done", data={"_xsrf": xsrf(head), "seq": seq_in(done)})
    assert plan(head)["activities"] == []


def test_what_a_person_decides_is_what_comes_in(server: Running) -> None:
    head = server.signed_in("head")
    address, page = shown(head)
    choice = re.search(r'name="(kind\.[^"]+)">(?:(?!</select>).)*?value="activities" selected', page, re.DOTALL)
    assert choice is not None
    looked = head.post(address, data={"_xsrf": xsrf(head), "seq": seq_in(page), choice[1]: "actions"}).text
    assert re.search(rf'name="{re.escape(choice[1])}">(?:(?!</select>).)*?value="actions" selected', looked, re.DOTALL)
    done = agree(head, address, page, **{choice[1]: "actions"})
    found = plan(head)
    assert (len(found["activities"]), len(found["actions"])) == (0, 2)  # type: ignore[arg-type]
    seq = seq_in(head.get(done.headers["Location"]).text)
    head.post(f"/schools/{ELM}/bring/done", data={"_xsrf": xsrf(head), "seq": seq})


def test_a_column_that_was_decided_is_remembered_for_this_school(server: Running) -> None:
    head = server.signed_in("head")
    rows = (("Big aim", "What next", "Zuständig"), ("Reading", "Buy books", "Bursar"))
    address, page = shown(head, rows)
    place = re.search(r'name="(column\.\d+)"', page.split("Zuständig")[1])
    assert place is not None
    done = agree(head, address, page, **{place[1]: "who"})
    assert done.status_code == 303
    _, again = shown(head, (("Big aim", "What next", "Zuständig"), ("Writing", "Buy pens", "Head")))
    chosen = again.split("Zuständig")[1].split("</select>")[0]
    assert re.search(r'value="who" selected', chosen)
    seq = seq_in(head.get(done.headers["Location"]).text)
    head.post(f"/schools/{ELM}/bring/done", data={"_xsrf": xsrf(head), "seq": seq})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.docx", b"PK\x03\x04 not really", "Nothing was imported."),
        ("plan.pdf", b"%PDF-1.7\n", "Nothing was imported."),
        ("empty.csv", b"", "Nothing was imported."),
    ],
)
def test_a_file_that_can_not_be_read_is_told_on_the_page_itself(
    server: Running, name: str, content: bytes, said: str
) -> None:
    head = server.signed_in("head")
    before = plan(head)
    answer = send(head, {"file": (name, content, "application/octet-stream")})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'type="file"' in answer.text
    assert plan(head) == before


def test_no_file_and_one_too_large_are_told(server: Running) -> None:
    head = server.signed_in("head")
    nothing = head.post(f"/schools/{ELM}/bring", data={"_xsrf": xsrf(head)})
    assert (nothing.status_code, "No file was chosen." in nothing.text) == (422, True)
    large = send(head, {"file": ("plan.csv", b"a" * (LARGEST + 1), "text/csv")})
    assert (large.status_code, "larger than 10 MB" in large.text) == (422, True)
    assert 'type="file"' in large.text  # on the page itself, where another can be chosen


def test_two_who_bring_the_same_at_once_take_back_only_what_is_their_own(server: Running) -> None:
    head, leader = server.signed_in("head"), server.signed_in("leader")
    address, page = shown(head, (("Priority", "Actions"), ("Reading", "Buy books")))
    kept = agree(head, address, page)
    before = plan(head)
    (ours, our_page), (theirs, their_page) = shown(head), shown(leader)
    first, second = agree(head, ours, our_page), agree(leader, theirs, their_page)
    assert (first.status_code, second.status_code) == (303, 200)  # held against the plan as it is now
    assert "The plan was changed meanwhile." in second.text
    done = head.get(first.headers["Location"]).text
    assert "Take all of it back" in done

    # At the very same moment: the plan changes between a person's look and their writing.
    address, page = shown(head)
    assert 'value="bring"' not in page  # nothing is new, so nothing of an earlier act can be taken back by it
    answer = agree(head, address, page)
    assert (answer.status_code, "seq=" in answer.headers["Location"]) == (303, False)
    assert "Take all of it back" not in head.get(answer.headers["Location"]).text

    head.post(f"/schools/{ELM}/bring/done", data={"_xsrf": xsrf(head), "seq": seq_in(done)})
    assert {**plan(head), "seq": 0} == {**before, "seq": 0}
    assert kept.status_code == 303
    head.post(f"/schools/{ELM}/bring/done", data={"_xsrf": xsrf(head), "seq": str(plan(head)["seq"])})
    assert titles(head) == []


def test_a_file_taken_for_another_sort_is_read_afresh(server: Running) -> None:
    head = server.signed_in("head")
    address, page = shown(head, (("Priority", "Actions", "Success criteria", "Hours"), ("Reading", "Buy", "90%", "2")))

    def chosen(page: str) -> dict[str, str]:
        found = re.findall(r'name="(column\.\d+)">(.*?)</select>', page, re.DOTALL)
        return {name: "".join(re.findall(r'value="([^"]*)" selected', inside)[:1]) for name, inside in found}

    def asked(do: str, page: str) -> httpx.Response:
        fields = {"sort-was": "plan", "sort": "calendar", "do": do, **chosen(page)}
        return head.post(address, data={"_xsrf": xsrf(head), "seq": seq_in(page), **fields})

    fresh = asked("look", f'name="seq" value="{seq_in(page)}"').text
    assert (chosen(page)["column.3"], chosen(fresh)["column.3"]) == ("", "hours")
    assert chosen(asked("look", page).text) == chosen(fresh)


def test_a_file_of_many_rows_can_be_decided_on_row_by_row(server: Running) -> None:
    head = server.signed_in("head")
    rows = (("Date", "Training"), *((f"{day:02}/{month:02}/2027", f"Session {day}.{month}") for month in range(1, 9)
            for day in range(1, 29)))  # fmt: skip
    address, page = shown(head, (*rows, *((each[0], f"{each[1]} again") for each in rows[1:])))
    boxes = dict(re.findall(r'name="((?:kind|parent(?:-was)?)\.[^"]+)"()', page))
    assert len(boxes) > 400
    chosen = {**dict.fromkeys(boxes, "activities"), **{f"more.{number}": "" for number in range(1_500)}}
    looked = head.post(address, data={"_xsrf": xsrf(head), "seq": seq_in(page), "do": "look", **chosen})
    assert (looked.status_code, "448 new" in looked.text) == (200, True)


def test_the_page_says_what_was_found_in_the_words_of_the_workbook(server: Running) -> None:
    head = server.signed_in("head")
    rows = (
        ("Area", "Grade", "Strengths", "Areas for improvement"),
        ("Leadership and governance", "Strong standard", "Governors visit", "New subject leaders"),
    )
    _address, page = shown(head, rows)
    found = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split('<ul class="found">')[1].split("</form>")[0]))
    for words in (
        "Area Leadership and governance Grade, if you judge one: Strong standard",
        "Strength Governors visit",
        "Point to improve New subject leaders",
    ):
        assert words in found


def test_only_those_who_may_change_the_plan_bring_files_in(server: Running) -> None:
    head = server.signed_in("head")
    address, page = shown(head)
    for role in ("governor", "adviser"):
        reader = server.signed_in(role)
        assert reader.get(f"/schools/{ELM}/bring").status_code == 403
        assert send(reader, file_of(PLAN)).status_code == 403
        assert reader.get(address).status_code == 403
        assert agree(reader, address, page).status_code == 403
        assert reader.get(f"/schools/{ELM}/bring/done").status_code == 403
    assert titles(head) == []


def test_a_file_is_seen_by_the_session_that_sent_it_alone_and_for_its_own_plan(server: Running) -> None:
    head, leader = server.signed_in("head"), server.signed_in("leader")
    address, page = shown(head)
    assert (leader.get(address).status_code, agree(leader, address, page).status_code) == (404, 404)
    assert head.get(address.replace(ELM, ASH)).status_code == 404
    assert "Reading fluency" not in leader.get(address).text
    assert titles(head) == []


def test_a_plan_changed_meanwhile_is_shown_again_before_anything_is_kept(server: Running) -> None:
    head = server.signed_in("head")
    address, page = shown(head)
    stale = page.replace(f'name="seq" value="{seq_in(page)}"', 'name="seq" value="0"')
    answer = agree(head, address, stale)
    assert "The plan was changed meanwhile." in answer.text
    assert titles(head) == []


def test_text_of_a_file_is_text_on_the_page(server: Running) -> None:
    head = server.signed_in("head")
    _, page = shown(head, (("Priority", "Actions"), ("<img src=x onerror=alert(1)>", "{{ 7*7 }}")))
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "{{ 7*7 }}" in page


def test_waiting_files_are_few_short_lived_and_end_with_the_session() -> None:
    now = [0.0]
    waiting: Pending[str] = Pending(clock=lambda: now[0])
    names = [waiting.keep("mine", "plan", f"file {n}") for n in range(MOST_A_SESSION + 1)]
    assert [waiting.find("mine", "plan", name) for name in names] == [None, *(f"file {n}" for n in range(1, 5))]
    assert waiting.find("mine", "other plan", names[-1]) is None
    theirs = waiting.keep("theirs", "plan", "their file")
    assert waiting.find("mine", "plan", theirs) is None
    waiting.drop("mine", theirs)
    waiting.end_session("mine")
    assert [waiting.find("mine", "plan", name) for name in names] == [None] * len(names)
    assert waiting.find("theirs", "plan", theirs) == "their file"
    now[0] = KEPT_SECONDS + 1
    assert waiting.find("theirs", "plan", theirs) is None
