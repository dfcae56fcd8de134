"""Ways to learn in the workbook: three on the card, all of them when asked, and one act to choose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from sef2si.domain.needs import StaffGroup
from sef2si.domain.people import Role
from sef2si.domain.plan import shared
from tests import factories as make
from tests.widgets.driver import Driver

WAITING = "activity.need"


@pytest.fixture
def driver(sqlite_engine: Engine) -> Driver:
    """A need without CPD, a colleague who could help, one who has not said yes, and an offer."""
    driver = Driver(sqlite_engine)
    driver.workbook._write(
        {},
        make.priority(id="p", title="French"),
        make.need(id="need", priority_id="p", group=StaffGroup.TEACHERS, people=6, what="Speak French with a class"),
        make.expertise(
            id="yes", who="CANARY-yes", can_help_with="French songs", paper_on=date(2026, 9, 1), paper_how="Signed"
        ),
        make.expertise(id="no", who="CANARY-no", can_help_with="French", agreed=None),
        make.offer(id="o", title="French for classes", provider="Hub", price=90, assured_by="Two heads"),
    )
    driver.go("What will we do?")
    return driver


def waiting(driver: Driver) -> dict[str, Any]:
    return next(card for card in driver.view["cards"]["activities"] if card.get("ways"))


def test_a_need_that_waits_shows_at_most_three_ways_each_in_one_line(driver: Driver) -> None:
    ways = waiting(driver)["ways"]
    assert ways["heading"] == "Ways to learn it"
    assert len(ways["first"]) == 3
    assert ways["first"][0] == {
        "key": "colleagues:meetings",
        "title": "Staff or team meetings used for learning",
        "line": "Six one-hour meetings, no cover, £0, led by a colleague",
    }
    assert "offer:o" in [way["key"] for way in ways["first"]]
    assert ways["all"].startswith("All ")


def test_a_name_of_somebody_who_could_help_is_in_no_way_and_no_activity(driver: Driver) -> None:
    card = waiting(driver)
    driver.do("weigh", kind="activities", id=card["id"])
    assert "CANARY" not in str([each for each in driver.said if each["is"] == "weighed"])
    for way in ("colleagues:meetings", "colleagues:coaching"):
        driver.do("choose", kind="activities", id=card["id"], way=way)
        assert "CANARY" not in shared(driver.plan).model_dump_json()
        assert "CANARY" not in str(driver.plan.activities)
        driver.do("undo")


def test_all_ways_come_with_their_facts_when_asked_and_are_narrowed(driver: Driver) -> None:
    card = waiting(driver)

    def asked(**filters: Any) -> dict[str, Any]:
        driver.do("weigh", kind="activities", id=card["id"], **filters)
        return next(each for each in reversed(driver.said) if each["is"] == "weighed")

    every = asked()
    assert (every["kind"], every["id"], every["order"]) == ("activities", card["id"], "usual")
    assert every["said"] == f"{len(every['ways'])} ways."
    assert {"label", "said", "how", "rule", "known"} == set(every["ways"][0]["facts"][0])
    cheap = asked(budget="£0", no_cover=True, order="soon")
    assert len(cheap["ways"]) < len(every["ways"])
    assert "a way of which we do not know it is left out" in cheap["said"]
    assert asked(by="soonish")["refused"].startswith("“soonish” is not a date we can read.")
    assert asked(budget="lots")["refused"].startswith("“lots” is not an amount we can read.")


def test_choosing_makes_the_activity_in_one_act_and_undo_takes_it_back(driver: Driver) -> None:
    card = waiting(driver)
    answer = driver.do("choose", kind="activities", id=card["id"], way="offer:o")
    assert answer["say"] == "Chosen and written down. Undo takes it back."
    (activity,) = driver.plan.activities
    assert (activity.what, activity.offer_id, activity.option, activity.need_ids, activity.people) == (
        "French for classes", "o", "offer:o", ("need",), 6,
    )  # fmt: skip
    assert driver.last_focus() == {"step": "activities", "kind": "activities", "id": card["id"], "field": ""}
    assert not any(each.get("ways") for each in driver.view["cards"]["activities"])
    driver.do("undo")
    assert driver.plan.activities == ()
    assert waiting(driver)["id"] == card["id"]


def test_a_way_that_is_gone_is_refused_with_a_sentence(driver: Driver) -> None:
    card = waiting(driver)
    answer = driver.do("choose", kind="activities", id=card["id"], way="offer:never")
    assert answer["sentence"] == "This way is not there any more: the plan has changed. Please look again."
    assert driver.plan.activities == ()


def test_what_planned_cpd_is_worth_a_second_look_is_said_once_and_waved_away(driver: Driver) -> None:
    """003-O9, 003-O14."""
    activity = make.activity(id="a", what="A day in Paris", need_ids=("need",), provider="Hub", starts="2027-03-01")
    driver.workbook._write({}, activity)
    hints = {hint["key"]: hint["sentence"] for hint in driver.card("activities", "A day in Paris")["hints"]}
    assert hints == {
        "once:a": "This is once, and nothing is said of what follows. What will keep it going?",
        "colleagues:a": "A colleague says they can help with this. Have you asked here before you buy?",
    }
    driver.do("ignore", kind="activities", id="a", hint="once:a")
    assert [hint["key"] for hint in driver.card("activities", "A day in Paris")["hints"]] == ["colleagues:a"]
    assert driver.plan.activities[0].hints_ignored == ("once:a",)


def test_003_f4d_a_need_that_many_share_is_split_in_one_act(driver: Driver) -> None:
    driver.go("Who needs to learn what?")
    driver.press("needs", "need", "Split it into 3 levels")
    assert [(need.who, need.level_now, need.people) for need in driver.plan.needs] == [
        ("Teachers, new to it (of 6 in all)", "new", None),
        ("Teachers, trying it (of 6 in all)", "trying", None),
        ("Teachers, confident already (of 6 in all)", "confident", None),
    ]
    assert {need.priority_id for need in driver.plan.needs} == {"p"}
    driver.do("undo")
    assert [(need.id, need.people) for need in driver.plan.needs] == [("need", 6)]


def test_those_who_only_read_see_no_ways_and_nobody_who_could_help(driver: Driver, sqlite_engine: Engine) -> None:
    governor = Driver(sqlite_engine, person=make.person(id="gov", role=Role.GOVERNOR))
    governor.go("What will we do?")
    assert not any(card.get("ways") for card in governor.view["cards"]["activities"])
    governor.go("Who needs to learn what?")
    assert (governor.view["cards"]["expertise"], "CANARY" in str(governor.view)) == ([], False)


def test_a_note_that_is_said_of_several_cards_stands_above_them_once_and_goes_with_one_click(driver: Driver) -> None:
    """003-O14 is about each of two cards; 003-O12 about the plan, so it stands above though one card alone has it."""
    more: dict[str, Any] = {"need_ids": ("need",), "starts": date(2027, 2, 3), "follow_up": ""}
    driver.workbook._write(
        {},
        make.activity(id="a", what="Songs", people=12, **more),
        make.activity(id="b", what="Games", people=3, **more),
        make.activity(id="c", what="Stories", people=3, price=90, form="outside_advice", **more),
    )
    driver.go("What will we do?")

    def notes() -> list[tuple[str, list[str]]]:
        section = next(each for each in driver.view["sections"] if each["key"] == "activities")
        return [(note["sentence"][:22], [each["title"] for each in note["about"]]) for note in section.get("notes", ())]

    def on_cards() -> dict[str, list[str]]:
        return {card["title"]: [hint["key"] for hint in card["hints"]] for card in driver.view["cards"]["activities"]}

    assert notes() == [("This is once, and noth", ["Songs", "Games"]), ("Will leaders be there ", ["Songs"])]
    assert on_cards() == {"Songs": [], "Games": [], "Stories": ["consultant:c"]}
    driver.do("ignore", kind="activities", id="b", hint="once:b")
    assert notes() == [("Will leaders be there ", ["Songs"])]
    assert {each.id: each.hints_ignored for each in driver.plan.activities} == {
        "a": ("once:a",), "b": ("once:b",), "c": (),
    }  # fmt: skip
    driver.do("undo")
    assert len(notes()) == 2
