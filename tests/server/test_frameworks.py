"""A framework of the school's own through the real server: look, bring, choose, take back; and what must not happen."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from sef2si.server.uploads import LARGEST
from tests.server.running import Running, xsrf

ELM, OAK, ASH = "100492", "100493", "100494"
PATH = f"/schools/{ELM}/frameworks"
KEY = f"our_values_{ELM}"
VALUES = "area,group,grades\nKindness,Our values,In place; Not yet\nCuriosity,Our values,\nOur pupils’ voice,,\n"
WALK = (
    "from framework,from area,to framework,to area,note\nofsted_2025,inclusion,Our values,Kindness,who feels at home\n"
)


def send(client: httpx.Client, content: str | bytes, *, name: str = "Our values.csv", **form: str) -> httpx.Response:
    words = content.encode("utf-8-sig") if isinstance(content, str) else content
    return client.post(
        form.pop("path", PATH),
        files={"file": (name, words, "text/csv")},
        data={"do": "framework", **form, **token(client)},
    )


def token(client: httpx.Client) -> dict[str, str]:
    return {"_xsrf": xsrf(client)}


def looked(client: httpx.Client, content: str = VALUES, **form: str) -> tuple[str, str]:
    """The address of the preview of a file, and the page."""
    answer = send(client, content, **form)
    assert (answer.status_code, answer.text) == (303, "")
    address = answer.headers["Location"]
    return address, html.unescape(client.get(address).text)


def agree(client: httpx.Client, address: str, page: str) -> httpx.Response:
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert found is not None
    return client.post(address, data={"mark": found[1], **token(client)})


def bring(client: httpx.Client, content: str = VALUES, **form: str) -> str:
    """The page one comes to when it is there."""
    answer = agree(client, *looked(client, content, **form))
    assert answer.status_code == 303
    return html.unescape(client.get(answer.headers["Location"]).text)


def take_back(client: httpx.Client) -> httpx.Response:
    return client.post(f"{PATH}/done", data=token(client))


def remove(client: httpx.Client, key: str = KEY, path: str = PATH) -> httpx.Response:
    return client.post(path, data={"do": "remove", "key": key, **token(client)})


def page(client: httpx.Client, path: str = PATH) -> str:
    return html.unescape(client.get(path).text)


def own(client: httpx.Client, path: str = PATH) -> str:
    return page(client, path).split("<h2>Your own</h2>")[1].split("<h2>")[0]


def act(client: httpx.Client, what: str, **body: object) -> None:
    """Write to the school's plan, or undo."""
    plan = client.get(f"/service/v1/schools/{ELM}/plan").json()
    answer = client.post(f"/service/v1/plans/{plan['id']}/{what}", json=body, headers={"X-XSRFToken": xsrf(client)})
    assert answer.status_code == 200, answer.text


def test_a_framework_is_looked_at_brought_in_and_taken_back(server: Running) -> None:
    head = server.signed_in("head")
    assert "There is none yet." in own(head)
    address, preview = looked(head)
    assert "What Our values.csv would do" in preview
    assert "3 new. Nothing is kept yet." in preview
    assert "Grades: In place; Not yet" in preview
    assert "There is none yet." in own(head)

    done = html.unescape(head.get(agree(head, address, preview).headers["Location"]).text)
    assert "Choose it in" in done
    assert f'#school/school/{ELM}/framework">“Our school”' in done
    assert "Our pupils’ voice" in own(head)

    # The same file again changes nothing, and says so.
    _, again = looked(head)
    assert "All of this is there already." in again
    assert 'value="bring"' not in again

    _, changed = looked(head, VALUES.replace("Curiosity", "Courage"))
    assert "1 new, 2 as they are, 1 no longer there." in changed

    assert take_back(head).status_code == 303
    assert "There is none yet." in own(head)
    assert (take_back(head).status_code, "nothing to take back" in take_back(head).text) == (422, True)
    assert head.get(f"{PATH}/done").headers["Location"] == f"{PATH}?year=2026/27"


def test_the_earlier_one_comes_back_where_there_was_one(server: Running) -> None:
    head = server.signed_in("head")
    bring(head)
    bring(head, VALUES.replace("Curiosity", "Courage"))
    assert "Courage" in own(head)
    take_back(head)
    assert ("Curiosity" in own(head), "Courage" in own(head)) == (True, False)
    assert remove(head).status_code == 303


def test_a_crosswalk_is_looked_at_and_brought_in_and_goes_with_its_framework(server: Running) -> None:
    head = server.signed_in("head")
    bring(head)
    address, preview = looked(head, WALK, do="crosswalk", name="walk.csv")
    assert "→ Kindness (who feels at home)" in preview
    assert "<li>Safeguarding</li>" in preview.split("These stay behind")[1]
    done = html.unescape(head.get(agree(head, address, preview).headers["Location"]).text)
    assert "carry it to its nearest new area" in done
    assert "There is nothing to bring in." in looked(head, WALK, do="crosswalk", name="walk.csv")[1]

    assert "the crosswalks to it" in html.unescape(head.get(remove(head).headers["Location"]).text)
    refused = send(head, WALK, do="crosswalk", name="walk.csv")
    assert (refused.status_code, "there is no framework “Our values” here" in html.unescape(refused.text)) == (
        422,
        True,
    )
    take_back(head)
    assert "There is nothing to bring in." in looked(head, WALK, do="crosswalk", name="walk.csv")[1]
    remove(head)


def test_what_a_plan_says_by_it_is_not_taken_from_under_it(server: Running) -> None:
    head = server.signed_in("head")
    bring(head)
    judged = {"id": f"{KEY}.kindness", "framework": KEY, "area": "kindness", "grade": "in_place"}
    act(head, "acts", save=[{"kind": "judgements", "record": judged}])
    for answer in (take_back(head), remove(head)):
        assert answer.status_code == 422
        assert "“Kindness” is used in the plan of 2026/27. Nothing was changed." in html.unescape(answer.text)
    address, preview = looked(head, VALUES.replace("In place; Not yet", "Yes; No"))
    assert "The grade “In place” of “Kindness” is used in the plan of 2026/27." in preview
    assert 'value="bring"' not in preview
    assert agree(head, address, preview).status_code == 422
    assert "Kindness" in own(head)
    act(head, "undo")
    take_back(head)
    assert "There is none yet." in own(head)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"area,grades\nKindness,Good\n", "row 2, column B: one grade is no scale."),
        (b"area,group\n,Our values\n", "row 2, column A: “area” is blank."),
        (b'area\n"Kind\n', "Nothing was imported."),
        (b"\x00\xff\xfe\x00", "Nothing was imported."),
        (b"", "Nothing was imported."),
        (b"a" * (LARGEST + 1), "larger than 10 MB"),
    ],
)
def test_a_file_that_is_not_right_is_told_on_the_page_itself(server: Running, content: bytes, told: str) -> None:
    head = server.signed_in("head")
    answer = send(head, content, label="Called <so>")
    assert answer.status_code in (413, 422)
    assert told in html.unescape(answer.text)
    assert 'type="file"' in answer.text
    assert 'value="Called &lt;so&gt;"' in answer.text
    assert "There is none yet." in own(head)


def test_no_file_is_told(server: Running) -> None:
    head = server.signed_in("head")
    for do in ("framework", "crosswalk", ""):
        answer = head.post(PATH, data={"do": do, **token(head)})
        assert (answer.status_code, "No file was chosen." in answer.text) == (422, True)


def test_text_of_a_file_is_text_on_every_page(server: Running) -> None:
    head = server.signed_in("head")
    planted = "<img src=x onerror=alert(1)>"
    rows = f"area,group,grades\n{planted},{planted}2,{planted}3; {{{{ 7*7 }}}}\n"
    walk = f"from framework,from area,to framework,to area,note\nofsted_2025,inclusion,{planted},{planted},{planted}\n"
    address = send(head, rows, label=planted, name=f"{planted}.csv").headers["Location"]
    shown = [head.get(address).text]
    done = agree(head, address, html.unescape(shown[0])).headers["Location"]
    shown += [head.get(done).text, head.get(PATH).text]
    address = send(head, walk, do="crosswalk").headers["Location"]
    shown.append(head.get(address).text)
    for text in shown:
        assert "&lt;img src=x onerror=alert(1)&gt;" in text
        assert "<img" not in text
    assert "{{ 7*7 }}" in html.unescape(shown[0])
    remove(head, f"img_src_x_onerror_alert_1_{ELM}")
    assert "There is none yet." in own(head)


def test_only_those_who_may_change_the_plan_see_these_pages(server: Running) -> None:
    head = server.signed_in("head")
    bring(head)
    address, preview = looked(head, VALUES.replace("Curiosity", "Courage"))
    for role in ("governor", "adviser"):
        reader = server.signed_in(role)
        for path in (PATH, address, f"{PATH}/done", f"{PATH}/examples/framework.csv"):
            assert (reader.get(path).status_code, "Kindness" in reader.get(path).text) == (403, False)
        for answer in (send(reader, VALUES), agree(reader, address, preview), take_back(reader), remove(reader)):
            assert answer.status_code == 403
    stranger = server.visitor()
    assert stranger.get(PATH).status_code == 302
    assert "Curiosity" in own(head)
    remove(head)


def test_another_school_never_sees_it(server: Running) -> None:
    head = server.signed_in("head")
    bring(head)
    address, preview = looked(head, VALUES.replace("Curiosity", "Courage"))
    theirs = PATH.replace(ELM, ASH)
    for answer in (
        head.get(theirs),
        send(head, VALUES, path=theirs),
        head.get(address.replace(ELM, ASH)),
        agree(head, address.replace(ELM, ASH), preview),
        remove(head, KEY, theirs),
        head.post(f"{theirs}/done", data=token(head)),
    ):
        assert answer.status_code == 404
    # A file is seen by the session that sent it alone.
    leader = server.signed_in("leader")
    assert (leader.get(address).status_code, agree(leader, address, preview).status_code) == (404, 404)
    assert "Curiosity" in own(head)
    remove(head)


def test_one_brought_in_meanwhile_is_shown_before_it_is_replaced(server: Running) -> None:
    head, leader = server.signed_in("head"), server.signed_in("leader")
    address, preview = looked(head)
    bring(leader, VALUES.replace("Curiosity", "Courage"))
    answer = agree(head, address, preview)
    assert "Somebody brought another in meanwhile." in answer.text
    assert "1 new, 2 as they are, 1 no longer there." in answer.text
    assert "Courage" in own(head)
    remove(head)


def test_the_examples_come_as_they_can_be_brought_in(server: Running) -> None:
    head = server.signed_in("head")
    for example, name in (("framework", "Our values.csv"), ("crosswalk", "Crosswalk to our values.csv")):
        file = head.get(f"{PATH}/examples/{example}.csv")
        assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert re.search(rf"filename\*=utf-8''{name.replace(' ', '%20')}", file.headers["Content-Disposition"])
        answer = send(head, file.content, name=name, do=example)
        assert agree(head, answer.headers["Location"], head.get(answer.headers["Location"]).text).status_code == 303
    assert "Kindness and belonging" in own(head)
    remove(head)
    assert head.get(f"{PATH}/examples/people.csv").status_code == 404


def test_the_first_page_on_files_leads_here(server: Running) -> None:
    head = server.signed_in("head")
    assert f'href="{PATH}?year=2026/27"' in page(head, f"/schools/{ELM}/bring")
