"""A private note in the workbook: who sees it is chosen beside it, and other leaders' kernels hold nothing of it."""

from __future__ import annotations

import json

from sqlalchemy import Engine

from sef2si.domain.people import Role
from tests import factories as make
from tests.widgets.driver import Driver

SECRET = "canary-only-me-77f0"
CPD = make.person(id="cpd", name="Cai Leader", role=Role.CPD_LEADER)


def both(engine: Engine) -> tuple[Driver, Driver]:
    head = Driver(engine)
    author = Driver(engine, person=CPD)
    for driver in (author, head):
        driver.go("Where are we?")
    return author, head


def noted(driver: Driver) -> dict[str, object]:
    area = driver.card("judgements", "Inclusion")
    driver.do("add", section="notes.private", parent=area["id"])
    return driver.card("judgements", "Inclusion")["children"]["notes.private"][-1]


def held(driver: Driver) -> str:
    """All that its kernel has sent, and what ``request_states`` would be told."""
    driver.do("go", step="judgements")
    state = driver.workbook.form.get_state()
    return json.dumps([driver.said, driver.view, {key: str(value) for key, value in state.items()}])


def test_a_note_is_for_whom_its_author_ticks(sqlite_engine: Engine) -> None:
    author, head = both(sqlite_engine)
    note = noted(author)
    assert (note["sub"], note["values"]["audience"]) == (  # type: ignore[index]
        "Seen by you and all the school’s leaders", ["headteacher", "senior_leader", "cpd_leader"],
    )  # fmt: skip
    where = {"kind": "notes", "id": note["id"]}
    assert author.do("edit", **where, field="audience", typed=[])["is"] == "saved"
    assert author.do("edit", **where, field="text", typed=SECRET)["is"] == "saved"
    mine = author.card("judgements", "Inclusion")["children"]["notes.private"][0]
    assert (mine["sub"], mine["values"], "fixed" in mine) == (
        "Seen by you alone", {"text": SECRET, "audience": []}, False,
    )  # fmt: skip
    head.do("go", step="judgements")
    for do in ("edit", "remove", "history", "keep_mine"):
        head.do(do, **where, field="text", typed="Forged", seen="")
    assert SECRET not in held(head)
    assert author.do("edit", **where, field="audience", typed=["headteacher"])["is"] == "saved"
    assert SECRET in held(head)  # the control
    assert "takes_out" not in mine
    seen = head.card("judgements", "Inclusion")["children"]["notes.private"][0]
    assert (seen["sub"], seen["fixed"]) == ("From Cai Leader. Seen by Cai Leader and the headteacher", True)
    refused = head.do("edit", **where, field="text", typed="Mine now")
    assert refused["sentence"].startswith("This note is Cai Leader’s, so only they can change it.")
    assert (seen["takes_out"], head.do("remove", **where)["is"]) == (True, "saved")
    assert head.card("judgements", "Inclusion")["children"]["notes.private"] == []


def test_the_choice_says_what_no_tick_means(sqlite_engine: Engine) -> None:
    author, _ = both(sqlite_engine)
    section = next(child for child in author.view["sections"][0]["children"] if child["key"] == "notes.private")
    field = next(each for each in section["fields"] if each["name"] == "audience")
    assert (field["label"], field["nobody"], [option["label"] for option in field["options"]]) == (
        "Who sees this?", "Only me", ["Headteacher", "Senior leaders", "CPD leaders"],
    )  # fmt: skip
