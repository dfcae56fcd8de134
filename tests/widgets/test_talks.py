"""Threads in the workbook: what a school and its adviser see of them, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from sef2si.domain.people import Role
from sef2si.domain.sharing import Level, Sharing
from sef2si.errors import Unavailable
from sef2si.gateway.local import LocalGateway
from sef2si.services.planner import Planner
from tests import factories as make
from tests.widgets.driver import Driver

ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER)
GOVERNOR = make.person(id="gov", name="Gil Governor", role=Role.GOVERNOR)
QUESTION = {"id": "q1", "sort": "question", "text": "How will you know?", "kind": "priorities", "record": "priority-1"}


@pytest.fixture
def planner(engine: Engine) -> Planner:
    planner = Planner(engine)
    planner.import_plans([make.whole_plan()])
    planner.sharings.begin([Sharing(urn=make.URN, level=Level.FULL)])
    return planner


def opened(planner: Planner, engine: Engine, person: Any, gateway: Any = None) -> Driver:
    return Driver(engine, person=person, gateway=gateway or LocalGateway(planner, person))


def threads(driver: Driver) -> list[dict[str, Any]]:
    return list(driver.view.get("talks", {}).get("threads", []))


def test_a_round_from_card_to_card(planner: Planner, engine: Engine) -> None:
    adviser = opened(planner, engine, ADVISER)
    assert adviser.view["may_edit"] is False
    assert (adviser.view["talks"]["side"], threads(adviser)) == ("adviser", [])
    assert adviser.do("ask", **QUESTION)["say"] == "Your question is asked."
    assert {"is": "talked", "id": "q1"} in adviser.said
    (asked,) = threads(adviser)
    assert (asked["kind"], asked["record"], asked["about"]) == ("priorities", "priority-1", "Reading fluency")
    assert (asked["state"], asked["note"]) == ("theirs", "Waiting for the school")

    head = opened(planner, engine, make.person())
    (waiting,) = threads(head)
    assert (waiting["state"], waiting["note"], waiting["may_close"]) == ("yours", "Waiting for you", False)
    assert waiting["where"] == {"step": "priorities", "kind": "priorities", "id": "priority-1", "field": ""}
    assert head.do("remark", id="r1", thread="q1", text="By Christmas")["say"] == "Your answer is there to be read."
    (answered,) = threads(head)
    assert [(each["by"], each["text"], each["mine"]) for each in answered["remarks"]] == [
        ("Ada Adviser", "How will you know?", False),
        ("Hana Head", "By Christmas", True),
    ]
    assert (answered["state"], answered["may_close"]) == ("theirs", True)

    adviser.go("Who needs to learn what?")
    (heard,) = threads(adviser)
    assert (heard["state"], heard["note"]) == ("yours", "The school answered")
    adviser.do("close_thread", thread="q1", closed=True)
    assert [(each["state"], each["note"].split(" on ")[0]) for each in threads(adviser)] == [
        ("closed", "Settled by Ada Adviser")
    ]


def test_praise_is_shown_as_praise_and_read(planner: Planner, engine: Engine) -> None:
    adviser = opened(planner, engine, ADVISER)
    praise = QUESTION | {"sort": "praise", "text": "A brave target", "kind": "", "record": ""}
    assert adviser.do("ask", **praise)["say"] == "Your praise is there to be read."
    head = opened(planner, engine, make.person())
    assert [(each["sort"], each["state"], each["note"], each["where"]) for each in threads(head)] == [
        ("praise", "praise", "A word of praise", None)
    ]
    head.do("close_thread", thread="q1", closed=True)
    assert threads(head)[0]["note"].startswith("Read by Hana Head on ")


@pytest.mark.parametrize(
    ("do", "message", "field", "sentence"),
    [
        ("ask", QUESTION | {"text": " "}, "text", "Please write your question first."),
        ("remark", {"id": "r", "thread": "q0", "text": ""}, "text", "Please write your answer first."),
        ("promise", {"id": "p", "text": "Send it", "due": "soon"}, "due_on", "“soon” is not a date we can read."),
        ("close_thread", {"thread": "gone", "closed": True}, "", "This question is not here any more."),
    ],
)
def test_a_refusal_names_the_box_it_is_about(
    planner: Planner, engine: Engine, do: str, message: dict[str, Any], field: str, sentence: str
) -> None:
    adviser = opened(planner, engine, ADVISER)
    adviser.do("ask", **QUESTION | {"id": "q0"})
    told = adviser.do(do, **message)
    assert (told["is"], told["kind"], told["id"], told["field"]) == ("refused", "threads", message.get("id", ""), field)
    assert told["sentence"].startswith(sentence)
    assert not told["retry"]
    assert len(threads(adviser)) == 1


def test_what_was_not_heard_is_sent_again_and_is_there_once(planner: Planner, engine: Engine) -> None:
    class Deaf(LocalGateway):
        def ask(self, urn: str, asked: Any) -> Any:
            super().ask(urn, asked)
            raise Unavailable("The service can't be reached just now.")

    deaf = opened(planner, engine, ADVISER, Deaf(planner, ADVISER))
    told = deaf.do("ask", **QUESTION)
    assert (told["is"], told["retry"]) == ("refused", True)
    again = opened(planner, engine, ADVISER)
    again.do("ask", **QUESTION)
    assert len(threads(again)) == 1


def test_a_record_that_is_gone_keeps_its_name_in_the_thread(planner: Planner, engine: Engine) -> None:
    opened(planner, engine, ADVISER).do("ask", **QUESTION | {"kind": "needs", "record": "need-1"})
    head = opened(planner, engine, make.person())
    head.go("Who needs to learn what?")
    assert threads(head)[0]["where"] is not None
    head.do("remove", kind="needs", id="need-1")
    assert [(each["about"], each["where"]) for each in threads(head)] == [("4 teachers: How to teach fluency", None)]


def test_governors_have_no_part_in_it(planner: Planner, engine: Engine) -> None:
    opened(planner, engine, ADVISER).do("ask", **QUESTION)
    assert "talks" not in opened(planner, engine, GOVERNOR).view


def test_an_adviser_who_opens_the_workbook_has_looked(planner: Planner, engine: Engine) -> None:
    assert len(planner.advising.overview(ADVISER).matters) == 1
    opened(planner, engine, ADVISER)
    assert planner.advising.overview(ADVISER).matters == ()
    head = make.person()
    opened(planner, engine, head)
    assert planner.advising.overview(head).schools == ()
