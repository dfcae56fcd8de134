"""The page on which a school decides what its advisers see."""

from __future__ import annotations

import pytest

from sef2si.domain.sharing import Level, Sharing
from tests.server.house import House, post
from tests.server.serve_here import ELM

PAGE = f"/schools/{ELM}/sharing"


@pytest.fixture
def shared(home: House) -> House:
    """Elm as every test finds it: the whole plan is shared, whatever an earlier test decided."""
    head = home.accounts.find(home.ids["head"])
    assert head is not None
    now = home.planner.sharings.sharing(head.person, ELM)
    home.planner.sharings.share(head.person, now.model_copy(update={"level": Level.FULL, "names_until": None}))
    return home


def now(home: House) -> Sharing:
    head = home.accounts.find(home.ids["head"])
    assert head is not None
    return home.planner.sharings.sharing(head.person, ELM)


def test_the_head_takes_it_back_and_the_adviser_is_told_at_once(shared: House) -> None:
    head, adviser = shared.signed_in("head"), shared.signed_in("adviser")
    assert "Advisers see the plan, without names of staff." in head.get(PAGE).text
    assert adviser.get(f"/schools/{ELM}/documents/map.csv").status_code == 200
    version = str(now(shared).version)
    assert post(head, PAGE, level="summary", names_until="", version=version).status_code == 303
    assert "none of your text and no names" in head.get(PAGE).text
    for path in ("documents", "documents/map.csv", "workbook", "years", "dashboard"):
        answer = adviser.get(f"/schools/{ELM}/{path}")
        assert (answer.status_code, "shares a summary with its advisers" in answer.text) == (403, True)
    assert "This school shares a summary" in adviser.get("/").text
    version = str(now(shared).version)
    post(head, PAGE, level="off", names_until="", version=version)
    assert "shares nothing with its advisers yet" in adviser.get(f"/schools/{ELM}/documents").text
    assert "This school shares nothing with its advisers yet" in adviser.get("/").text


@pytest.mark.parametrize(
    ("level", "until", "status", "said"),
    [
        ("summary", "2026-12-24", 422, "Names of staff can only be shown with the whole plan"),
        ("full", "1999-01-01", 422, "That day is over"),
        ("full", "tomorrow", 422, "Please write the day as year, month and day"),
        ("everything", "", 422, "Please choose what advisers see from the list."),
        ("off", "", 409, "Somebody else decided this meanwhile."),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_chosen_stays(
    shared: House, level: str, until: str, status: int, said: str
) -> None:
    head, before = shared.signed_in("head"), now(shared)
    version = before.version if status == 422 else 0
    answer = post(head, PAGE, level=level, names_until=until, version=str(version))
    assert (answer.status_code, said in answer.text, now(shared)) == (status, True, before)
    if level in list(Level):
        assert f'value="{level}" selected' in answer.text
    assert not until or f'value="{until}"' in answer.text


@pytest.mark.parametrize("who", ["leader", "governor", "admin", "adviser", "oak", "operator"])
def test_nobody_else_decides_or_looks(shared: House, who: str) -> None:
    client, before = shared.signed_in(who), now(shared)
    answers = [client.get(PAGE), post(client, PAGE, level="off", names_until="", version=str(before.version))]
    expected = 404 if who in ("oak", "operator") else 403
    assert [answer.status_code for answer in answers] == [expected, expected]
    assert now(shared) == before
