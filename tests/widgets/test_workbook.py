from datetime import date

import pytest
from sqlalchemy import Engine

from sef2si.domain.people import Role
from sef2si.domain.plan import KINDS
from sef2si.errors import Unavailable
from sef2si.gateway.local import LocalGateway
from sef2si.journey import JOURNEY, sections
from sef2si.journey.chain import chain
from sef2si.journey.step import FieldKind
from sef2si.services.planner import Planner
from tests import factories as make
from tests.widgets.driver import TODAY, Driver

NAUGHTY = [
    "=1+1",
    "<img src=x onerror=alert(1)>",
    "😀👩🏽‍🏫",
    "مرحبا بالعالم",
    "a\nb\tc  ",
    "'; drop table plans; --",
    "x" * 10_000,
]


def test_the_essential_fields_alone_make_three_whole_chains(sqlite_engine: Engine) -> None:
    d = Driver(sqlite_engine)
    d.go("Where are we?")
    inclusion = d.card("judgements", "Inclusion")["id"]
    for text in ("Calm at lunch", "Reading in Year 3", "French in Key Stage 2"):
        point = d.add("points.to_improve", inclusion)
        assert d.type("points", point, "The point", text)["is"] == "saved"
        assert d.press("points", point, "Make it a priority")["is"] == "saved"
        d.go("Where are we?")
    for priority in d.plan.priorities:
        d.go("What matters most?")
        for label, typed in (
            ("Measure", "Pupil survey"),
            ("Now", "45%"),
            ("Target", "75%"),
            ("By", "9/7/27"),
            ("Who leads it?", "A. Okafor"),
        ):
            assert d.type("priorities", priority.id, label, typed)["is"] == "saved"
        d.go("Who needs to learn what?")
        need = next(card["id"] for card in d.view["cards"]["needs"] if card["group"] == priority.title)
        d.type("needs", need, "Which staff?", "teachers")
        d.type("needs", need, "How many?", "9")
        d.type("needs", need, "What do they need to know or do?", "The same calm routines")
        d.go("What will we do?")
        activity = next(c["id"] for c in d.view["cards"]["activities"] if need in c["values"]["need_ids"])
        d.type("activities", activity, "What will they do?", f"Twilight for {priority.title}")
        d.type("activities", activity, "When does it start?", "4 January 2027")
        d.type("activities", activity, "What should change because of it?", "Fewer quarrels")
        d.type("activities", activity, "When will you check?", "26 March 2027")
    assert chain(d.plan, TODAY).sentence == "21 of 21 links are in place"
    assert [state["state"] for state in d.view["nav"]][2:5] == ["done", "done", "done"]
    d.go("Did it work?")
    for card in list(d.view["cards"]["checks"]):
        d.type("checks", card["id"], "When did you look?", "26 March 2027")
        d.type("checks", card["id"], "What did you find?", "71% positive")
        d.type("checks", card["id"], "Held against what was meant", "partly")
    assert [check.is_done for check in d.plan.checks] == [True] * 3
    assert all(activity.what for activity in d.plan.activities)


def test_what_is_saved_is_there_in_a_new_workbook(sqlite_engine: Engine) -> None:
    d = Driver(sqlite_engine)
    d.go("What matters most?")
    priority = d.add("priorities")
    assert d.plan.priorities == ()  # an empty draft is not kept
    d.type("priorities", priority, "What must improve?", "Reading")
    assert [p.title for p in Driver(sqlite_engine).plan.priorities] == ["Reading"]


TEXTS = [
    (section.kind, field.name)
    for step in JOURNEY
    for section in {section.kind: section for section in sections(step)}.values()
    for field in section.fields
    if field.kind in (FieldKind.LINE, FieldKind.TEXT) and field.name != "urn"
]


@pytest.mark.parametrize(("kind", "field"), TEXTS)
def test_naughty_text_comes_back_as_typed_or_is_refused_with_a_sentence(
    sqlite_engine: Engine, kind: str, field: str
) -> None:
    d = Driver(sqlite_engine)
    record = d.plan.school if kind == "school" else KINDS[kind]()
    if kind != "school":
        LocalGateway(Planner(sqlite_engine), make.person()).write(d.plan.id, [record])
        d.go("Our school")
    kept = 0
    for text in NAUGHTY:
        answer = d.do("edit", kind=kind, id=record.id, field=field, typed=text)
        if answer["is"] == "saved":
            kept += 1
            assert getattr(d.plan.find(kind, record.id), field) == text
        else:
            assert answer["sentence"].startswith("This is 10,000 characters long and this box keeps 500 at most.")
    assert kept >= len(NAUGHTY) - 1


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("By", "9/7/21", "9 July 2021 is before this plan's year, 2026/27"),
        ("By", "soon", "“soon” is not a date we can read."),
        ("What must improve?", "x" * 501, "This is 501 characters long"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_changes_nothing(
    sqlite_engine: Engine, label: str, typed: str, sentence: str
) -> None:
    d = Driver(sqlite_engine)
    d.go("What matters most?")
    priority = d.add("priorities")
    d.type("priorities", priority, "What must improve?", "Reading")
    before = d.plan
    answer = d.type("priorities", priority, label, typed)
    assert (answer["is"], answer["field"], answer["retry"]) == ("refused", d.field("priorities", label), False)
    assert answer["sentence"].startswith(sentence)
    assert Driver(sqlite_engine).plan == before


@pytest.mark.parametrize("typed", ["12", "abc", "999999"])
def test_an_impossible_or_another_schools_urn_is_refused(sqlite_engine: Engine, typed: str) -> None:
    d = Driver(sqlite_engine)
    d.go("Our school")
    answer = d.type("school", d.plan.school.id, "Unique reference number (URN)", typed)
    assert answer["is"] == "refused"
    assert answer["sentence"].endswith(".")


def two_editors(engine: Engine) -> tuple[Driver, Driver, str]:
    first = Driver(engine)
    first.go("What matters most?")
    priority = first.add("priorities")
    first.type("priorities", priority, "What must improve?", "Reading")
    second = Driver(engine, person=make.person(id="cpd", name="B. Shah", role=Role.CPD_LEADER))
    second.go("What matters most?")
    return first, second, priority


def test_two_people_in_different_fields_are_merged(sqlite_engine: Engine) -> None:
    first, second, priority = two_editors(sqlite_engine)
    first.type("priorities", priority, "Target", "75%")
    assert second.type("priorities", priority, "Who leads it?", "M. Shah")["is"] == "saved"
    kept = second.plan.priorities[0]
    assert (kept.target, kept.lead) == ("75%", "M. Shah")


def test_two_people_in_the_same_field_both_see_both_texts_and_neither_is_lost(sqlite_engine: Engine) -> None:
    first, second, priority = two_editors(sqlite_engine)
    second.type("priorities", priority, "Target", "60%")
    answer = first.type("priorities", priority, "Target", "75%")
    assert answer["is"] == "refused"
    assert answer["theirs"] == {"text": "60%", "by": "B. Shah"}
    assert first.card("priorities", "Reading")["values"]["target"] == "60%"
    assert first.do("keep_mine", kind="priorities", id=priority, field="target", typed="75%")["is"] == "saved"
    first.do("history", kind="priorities", id=priority)
    said = [row["what"] for row in first.said[-1]["rows"]]
    assert said[0] == "Target: 60% → 75%"
    assert "Target: blank → 60%" in said


def test_two_people_who_open_the_same_empty_area_meet_in_one_judgement(sqlite_engine: Engine) -> None:
    first = Driver(sqlite_engine)
    second = Driver(sqlite_engine, person=make.person(id="cpd", role=Role.CPD_LEADER))
    for d in (first, second):
        d.go("Where are we?")
    area = first.card("judgements", "Inclusion")["id"]
    first.type("judgements", area, "Grade, if you judge one", "expected")
    second.type("judgements", area, "Whose voice was heard?", ["pupils"])
    kept = second.plan.judgements
    assert [(j.grade, j.voices) for j in kept] == [("expected", ("pupils",))]


def test_undo_takes_back_the_last_act_whole(sqlite_engine: Engine) -> None:
    d = Driver(sqlite_engine)
    d.go("Where are we?")
    point = d.add("points.to_improve", d.card("judgements", "Inclusion")["id"])
    d.type("points", point, "The point", "Reading")
    d.press("points", point, "Make it a priority")
    assert len(d.plan.priorities) == 1
    assert d.do("undo")["say"] == "Undone"
    assert d.plan.priorities == ()
    assert d.plan.points[0].priority_id is None


def test_removing_says_that_undo_brings_it_back_and_it_does(sqlite_engine: Engine) -> None:
    d = Driver(sqlite_engine)
    d.go("What matters most?")
    priority = d.add("priorities")
    d.type("priorities", priority, "What must improve?", "Reading")
    criterion = d.add("criteria", priority)
    d.type("criteria", criterion, "What will you see?", "Fluent reading")
    assert d.do("remove", kind="priorities", id=priority)["say"] == "Removed. Undo brings it back."
    assert (d.plan.priorities, d.plan.criteria) == ((), ())
    d.do("undo")
    assert (len(d.plan.priorities), len(d.plan.criteria)) == (1, 1)


def test_priorities_move_up_and_down_and_stay_there(sqlite_engine: Engine) -> None:
    d = Driver(sqlite_engine)
    d.go("What matters most?")
    for title in "ABC":
        d.type("priorities", d.add("priorities"), "What must improve?", title)
    d.do("move", kind="priorities", id=d.card("priorities", "C")["id"], by=-1)
    assert [card["title"] for card in d.view["cards"]["priorities"]] == ["A", "C", "B"]
    assert [(card["rank"], card["title"]) for card in d.view["cards"]["priorities"]][1] == ("2", "C")
    d.do("move", kind="priorities", id=d.card("priorities", "A")["id"], by=-1)
    assert [p.title for p in Driver(sqlite_engine).plan.priorities] == ["A", "C", "B"]


def test_a_need_is_made_on_the_spot_from_an_activity(sqlite_engine: Engine) -> None:
    d = Driver(sqlite_engine)
    d.go("What will we do?")
    activity = d.add("activities")
    d.type("activities", activity, "What will they do?", "INSET day")
    d.do("make", kind="activities", id=activity, field="need_ids")
    assert d.view["step"]["question"] == "Who needs to learn what?"
    assert d.plan.activities[0].need_ids == (d.plan.needs[0].id,)
    assert d.last_focus()["id"] == d.plan.needs[0].id


def test_a_governor_reads_and_cannot_write_whatever_a_forged_message_says(sqlite_engine: Engine) -> None:
    head = Driver(sqlite_engine)
    head.go("What matters most?")
    priority = head.add("priorities")
    head.type("priorities", priority, "What must improve?", "Reading")
    governor = Driver(sqlite_engine, person=make.person(id="gov", role=Role.GOVERNOR))
    assert governor.view["may_edit"] is False
    for message in (
        {"do": "edit", "kind": "priorities", "id": priority, "field": "title", "typed": "Mine"},
        {"do": "remove", "kind": "priorities", "id": priority},
        {"do": "undo"},
        {"do": "history", "kind": "priorities", "id": priority},
        {"do": "make", "kind": "needs", "id": "x", "field": "priority_id"},
    ):
        assert governor.do(**message)["is"] == "refused"
    assert Driver(sqlite_engine).plan.priorities[0].title == "Reading"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": "explode"},
        {"do": "edit"},
        {"do": "edit", "kind": "priorities", "id": "gone", "field": "title", "typed": "x"},
        {"do": "edit", "kind": "plans", "id": "x", "field": "id", "typed": "x"},
        {"do": "edit", "kind": "school", "id": "100492", "field": "version", "typed": "7"},
        {"do": "add", "section": "judgements"},
        {"do": "press", "kind": "school", "id": "100492", "press": "park"},
        {"do": "move", "kind": "school", "id": "100492", "by": 1},
        {"do": "make", "kind": "school", "id": "100492", "field": "name"},
        {"do": "go", "step": ["x"]},
    ],
)
def test_forged_messages_change_nothing_and_break_nothing(sqlite_engine: Engine, message: dict) -> None:
    d = Driver(sqlite_engine)
    before = d.plan
    d.workbook.receive({"seq": 1, **message})
    assert d.plan == before
    assert d.type("school", d.plan.school.id, "Name of the school", "Elm Primary School")["is"] == "saved"


class Flaky(LocalGateway):
    """A gateway whose service goes away: the one thing a real one can't be told to do."""

    away = False

    def write(self, *args, **named):
        if self.away:
            raise Unavailable("Not saved: the service is away for a moment. We are trying again.")
        return super().write(*args, **named)


def test_when_the_service_is_away_the_form_is_told_to_try_again_and_then_it_is_saved(sqlite_engine: Engine) -> None:
    gateway = Flaky(Planner(sqlite_engine), make.person())
    Planner(sqlite_engine).open_plan(None, make.school(), make.YEAR)
    d = Driver(sqlite_engine, gateway=gateway)
    gateway.away = True
    answer = d.type("school", d.plan.school.id, "Trust", "Elm Trust")
    assert (answer["is"], answer["retry"]) == ("refused", True)
    gateway.away = False
    assert d.type("school", d.plan.school.id, "Trust", "Elm Trust")["is"] == "saved"
    assert d.plan.school.trust == "Elm Trust"


def test_a_date_is_shown_in_full_however_it_was_typed(sqlite_engine: Engine) -> None:
    d = Driver(sqlite_engine)
    d.go("What matters most?")
    priority = d.add("priorities")
    d.type("priorities", priority, "By", "9/7/27")
    assert d.plan.priorities[0].by == date(2027, 7, 9)
    assert d.view["cards"]["priorities"][0]["values"]["by"] == "9 July 2027"


def test_words_that_arrived_while_a_person_was_typing_are_never_written_over(sqlite_engine: Engine) -> None:
    first, second, priority = two_editors(sqlite_engine)
    second.type("priorities", priority, "Target", "60%")
    first.type("priorities", priority, "Who leads it?", "A. Okafor")  # brings 60% to the first one's kernel
    answer = first.do("edit", kind="priorities", id=priority, field="target", typed="75%", seen="")
    assert (answer["is"], answer["theirs"]) == ("refused", {"text": "60%", "by": "B. Shah"})
    assert first.do("edit", kind="priorities", id=priority, field="target", typed="75%", seen="60%")["is"] == "saved"
    assert first.do("edit", kind="priorities", id=priority, field="by", typed="9 July 2027", seen="")["is"] == "saved"
    assert first.do("edit", kind="priorities", id=priority, field="by", typed="10/7/27", seen="9/7/27")["is"] == "saved"
