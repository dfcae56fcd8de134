"""The page of an adviser: rows as far as schools share, what changed goes alone, and what is said is kept."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from sef2si.domain.advising import SchoolLine
from sef2si.domain.people import Role
from sef2si.domain.sharing import Level, Sharing, Summary
from sef2si.errors import NotFound
from sef2si.gateway.local import LocalGateway
from sef2si.services.planner import Planner
from sef2si.widgets.advisers import AdvisersPage, open_advisers, row
from tests import factories as make

URN, OTHER, THIRD = make.URN, "900002", "900003"
HEAD = make.person(urns=(URN, OTHER, THIRD))
ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER, urns=(URN, OTHER, THIRD))
TODAY = date(2026, 11, 23)


class Open:
    """One open page. ``said`` is what it sent to the browser."""

    def __init__(self, engine: Engine) -> None:
        self.planner = Planner(engine)
        names = {URN: "Elm Primary", OTHER: "Oak Academy", THIRD: "Ash School"}
        plans = [
            make.whole_plan(urn=urn).model_copy(update={"school": make.school(urn=urn, name=name)})
            for urn, name in names.items()
        ]
        self.planner.import_plans(plans)
        shared = {URN: Level.FULL, OTHER: Level.SUMMARY}
        self.planner.sharings.begin(Sharing(urn=urn, level=level) for urn, level in shared.items())
        self.page = AdvisersPage(LocalGateway(self.planner, ADVISER), served=True)
        self.view = self.page.widget.view
        self.said: list[dict[str, Any]] = []
        self.page.widget.send = self.said.append  # type: ignore[method-assign]

    def do(self, do: str, **message: Any) -> list[dict[str, Any]]:
        self.said.clear()
        self.page.receive({"do": do, **message})
        return self.said


@pytest.fixture
def page(engine: Engine) -> Open:
    return Open(engine)


def test_every_school_has_a_row_and_says_no_more_than_it_shares(page: Open) -> None:
    rows = {each["urn"]: each for each in page.view["rows"]}
    assert [each["name"] for each in page.view["rows"]] == ["Ash School", "Elm Primary", "Oak Academy"]
    assert (rows[URN]["links"], rows[URN]["live"], rows[URN]["phase"]) == ("7 of 7", "1", "Primary")
    assert [rows[urn]["href"] for urn in (URN, OTHER, THIRD)] == [f"/schools/{URN}/dashboard", "", ""]
    off = rows[THIRD]
    said = {name: value for name, value in off.items() if value not in ("", 0, []) and name != "by"}
    assert said == {"urn": THIRD, "name": "Ash School", "level": "off"}
    assert set(off["by"].values()) == {None}


def test_a_summary_holds_no_word_of_the_plan(page: Open) -> None:
    """A positive control: the words are in the plan, and the row of a full share has the school's name."""
    plan = page.planner.load(HEAD, OTHER)
    words = [plan.priorities[0].title, plan.needs[0].what, plan.activities[0].what, plan.checks[0].found]
    assert all(words)
    text = json.dumps(page.view)
    assert [each for each in words if each in text] == []
    assert "Oak Academy" in text


def test_only_what_changed_is_sent(page: Open) -> None:
    page.do("look", urns=[URN, OTHER])
    plan = page.planner.load(HEAD, URN)
    page.planner.write(HEAD, plan.id, [make.priority(id="new", title="Another")])
    (patch,) = page.do("refresh")
    assert [each["urn"] for each in patch["rows"]] == [URN]
    assert patch["order"] == [THIRD, URN, OTHER]
    assert [(each["school"], each["label"]) for each in patch["matters"]] == [("Elm Primary", "Changed")]
    (nothing,) = page.do("refresh")
    assert nothing["rows"] == []


def test_what_is_said_about_a_school_as_a_whole(page: Open) -> None:
    (opened,) = page.do("open", urn=OTHER)
    assert (opened["is"], opened["urn"], opened["talks"]["threads"]) == ("talks", OTHER, [])
    asked = page.do("ask", urn=OTHER, id="q", sort="question", text="Which of these first?", kind="", record="")
    assert [each["is"] for each in asked] == ["talked", "talks", "patch"]
    assert [each["asked"] for each in asked[2]["rows"]] == [1]
    assert page.do("promise", urn=OTHER, id="p", text="Send it", due="tomorrow")[0]["field"] == "due_on"
    made = page.do("promise", urn=OTHER, id="p", text="Send it", due=f"{date.today():%d/%m/%Y}")
    assert made[1]["talks"]["promises"][0]["text"] == "Send it"
    assert made[2]["rows"][0]["promised"] == 1
    kept = page.do("keep_promise", urn=OTHER, promise="p", kept=True)
    assert kept[2]["rows"][0]["promised"] == 0


@pytest.mark.parametrize("message", [{"do": "open", "urn": "999999"}, {"do": "look", "urns": ["999999"]}])
def test_a_school_of_nobodys_is_refused_with_a_sentence(page: Open, message: dict[str, Any]) -> None:
    page.said.clear()
    page.page.receive(message)
    assert [each["is"] for each in page.said] == ["refused"]
    assert page.said[0]["sentence"].startswith("We can't find that school here")


def test_what_no_browser_of_ours_sends_is_dropped(page: Open) -> None:
    for message in ({"do": "look"}, {"do": "look", "urns": "100492"}, {"do": "nothing"}, {"do": "write", "urn": URN}):
        page.said.clear()
        page.page.receive(message)
        assert page.said == []


@pytest.mark.parametrize(
    ("on", "words"),
    [(TODAY, "today"), (date(2026, 11, 22), "1 day"), (date(2026, 10, 1), "53 days"), (date(2026, 5, 1), "7 months")],
)
def test_the_age_of_a_self_evaluation(on: date, words: str) -> None:
    line = SchoolLine(summary=Summary(urn=URN, name="Elm", level=Level.FULL, sef_on=on))
    assert row(line, TODAY, served=True)["sef"] == words


def test_without_a_server_somebody_has_to_be_named(page: Open) -> None:
    with pytest.raises(NotFound, match="Whose schools"):
        open_advisers()
    opened = open_advisers(LocalGateway(page.planner, ADVISER))
    assert [each["href"] for each in opened.view["rows"]] == ["", "", ""]
