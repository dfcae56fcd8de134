"""What a priority lead's workbook offers: theirs to change, the rest to read."""

from __future__ import annotations

from sqlalchemy import Engine

from sef2si.domain.people import Held, Led, Person, Role
from sef2si.services.leading import NOT_YOURS
from sef2si.services.planner import Planner
from tests import factories as make
from tests.domain.test_leading import plan
from tests.widgets.driver import Driver

LEAD = Person(
    id="lead",
    name="Lea Lead",
    held=(Held(urn=make.URN, role=Role.PRIORITY_LEAD),),
    leads=(Led(urn=make.URN, priority_id="mine"),),
)


def opened(engine: Engine, person: Person = LEAD) -> Driver:
    Planner(engine).import_plans([plan()])
    return Driver(engine, person=person)


def test_only_their_own_cards_can_be_changed(sqlite_engine: Engine) -> None:
    d = opened(sqlite_engine)
    fixed = {}
    for question in (
        "Our school",
        "Where are we?",
        "What matters most?",
        "Who needs to learn what?",
        "What will we do?",
    ):
        d.go(question)
        for cards in d.view["cards"].values():
            fixed |= {card["id"]: card.get("fixed", False) for card in cards}
            fixed |= {
                c["id"]: c.get("fixed", False) for card in cards for kids in card["children"].values() for c in kids
            }
    assert (d.view["may_edit"], d.view["past"]) == (True, False)
    kept = {record.id for record in d.plan.all_records()}
    # A need about one person, and an offer for it, are not shown, so their activities look like theirs: the service
    # says no when they are saved.
    assert {each for each in fixed if each in kept and not fixed[each]} - {"activity-private", "activity-offer"} == {
        "mine", "criterion-mine", "milestone-mine", "need-mine", "action-mine", "activity-mine", "session-mine",
    } & fixed.keys()  # fmt: skip
    assert {"others", "judgement", "activity-both", make.URN} <= {each for each in fixed if fixed[each]}


def test_what_is_missing_is_offered_for_theirs_alone(sqlite_engine: Engine) -> None:
    Planner(sqlite_engine).import_plans([make.plan(priorities=(make.priority(id="mine"), make.priority(id="others")))])
    d = Driver(sqlite_engine, person=LEAD)
    d.go("Who needs to learn what?")
    assert [card["values"]["priority_id"] for card in d.view["cards"]["needs"]] == ["mine"]


def test_sections_of_others_offer_no_adding(sqlite_engine: Engine) -> None:
    d = opened(sqlite_engine)
    adds = {}
    for question in ("Where are we?", "What matters most?", "Who needs to learn what?", "What will we do?"):
        d.go(question)
        adds |= {section["kind"]: bool(section["add"]) for section in d.view["sections"]}
        assert not any(section["movable"] for section in d.view["sections"])
    assert (adds["priorities"], adds["needs"], adds["activities"]) == (False, True, True)


def test_a_new_record_hangs_on_theirs_from_the_first(sqlite_engine: Engine) -> None:
    d = opened(sqlite_engine)
    d.go("Who needs to learn what?")
    need = d.add("needs")
    assert d.type("needs", need, "What do they need to know or do?", "Phonics")["is"] == "saved"
    assert d.plan.find("needs", need).priority_id == "mine"


def test_a_forged_edit_is_refused_and_what_was_typed_stays(sqlite_engine: Engine) -> None:
    d = opened(sqlite_engine)
    answer = d.do("edit", kind="priorities", id="others", field="title", typed="Forged")
    assert (answer["is"], answer["sentence"]) == ("refused", NOT_YOURS)
    answer = d.do("edit", kind="priorities", id="mine", field="title", typed="Mine", seen="")
    assert (answer["is"], d.plan.find("priorities", "mine").title) == ("refused", "Reading fluency")
    assert answer["theirs"] == {"text": "Reading fluency", "by": ""}


def test_a_member_of_staff_reads_and_is_shown_no_way_to_take_it_away(sqlite_engine: Engine) -> None:
    staff = make.person(id="staff", role=Role.STAFF)
    Planner(sqlite_engine).import_plans([plan()])
    d = Driver(sqlite_engine, person=staff)
    d.workbook._pages = "/schools/1/{}"
    d.go("What matters most?")
    assert (d.view["may_edit"], [link["title"] for link in d.view["links"]]) == (False, ["Dashboard and map"])
