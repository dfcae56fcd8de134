"""The files of words that an adviser may edit, headings matched by them, and CPD told from other actions."""

from __future__ import annotations

from collections import Counter

import pytest

from sef2si.documents.incoming import fields_for
from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.kinds import decided
from sef2si.documents.incoming.proposal import Decisions, Sort
from sef2si.documents.incoming.wording import rows, simple
from sef2si.documents.reading.blocks import Place
from sef2si.domain.actions import ActionStatus
from sef2si.domain.needs import StaffGroup
from sef2si.domain.priorities import CriterionStatus
from sef2si.menu import menu

HERE = Place("table 1", 1, "A")


def columns(sort: Sort = Sort.PLAN, remembered: dict[str, str] | None = None, **decided: str) -> Columns:
    return Columns(sort, remembered or {}, Decisions(columns=decided))


def test_the_files_name_only_fields_forms_groups_and_states_that_there_are() -> None:
    fields = {row["field"] for row in rows("fields")}
    assert {row["field"] for row in rows("columns")} - fields == set()
    assert {row["only"] for row in rows("columns")} <= {"", "plan", "calendar"}
    assert {row["form"] for row in rows("cpd_words")} - {""} - {entry.id for entry in menu()} == set()
    assert {row["says"] for row in rows("cpd_words")} == {"cpd", "careful", "opens_action"}
    assert {row["group"] for row in rows("staff_words")} == {group.value for group in StaffGroup}
    assert {row["action"] for row in rows("status_words")} - {""} <= {state.value for state in ActionStatus}
    assert {row["criterion"] for row in rows("status_words")} - {""} <= {state.value for state in CriterionStatus}
    assert {row["says"] for row in rows("labels")} == {"priority", "total", "note", "apart", "none", "rank"}


def test_no_words_stand_twice() -> None:
    for name in ("cpd_words", "staff_words", "status_words", "labels", "fields"):
        keys = ("words", "says") if name == "labels" else ("field",) if name == "fields" else ("words",)
        twice = Counter(tuple(row[key] for key in keys) for row in rows(name))
        assert [words for words, times in twice.items() if times > 1] == [], name
    twice = Counter((row["field"], simple(row["heading"]), row["only"]) for row in rows("columns"))
    assert [row for row, times in twice.items() if times > 1] == []


@pytest.mark.parametrize("sort", [Sort.PLAN, Sort.CALENDAR])
def test_every_field_offered_has_a_label_and_a_heading_of_its_own(sort: Sort) -> None:
    matched = columns(sort)
    offered = fields_for(sort)
    assert len(dict(offered)) == len(offered)
    claimed = {matched.field(row["heading"])[0] for row in rows("columns")}
    assert [field for field, label in offered if field not in claimed or not label] == []


def test_a_heading_is_decided_then_remembered_then_the_same_then_similar() -> None:
    assert columns().field("Success Criteria:") == ("criteria", "same")
    assert columns().field("Sucess criteria") == ("criteria", "similar")
    assert columns().field("What it will cost us") == ("cost", "similar")
    assert columns().field("Qwertz") == ("", "none")
    assert columns(remembered={"qwertz": "who"}).field("Qwertz ") == ("who", "remembered")
    assert columns(remembered={"Success criteria": "target"}).field("Success criteria") == ("target", "remembered")
    assert columns(remembered={"Qwertz": "who"}, Qwertz="cost").field("Qwertz") == ("cost", "decided")
    assert columns(Qwertz="").field("qwertz") == ("", "decided")
    assert columns(Who="nonsense").field("Who") == ("who", "same")


def test_one_heading_means_different_things_in_a_plan_and_in_a_calendar() -> None:
    assert (columns().field("Activity")[0], columns(Sort.CALENDAR).field("Activity")[0]) == ("action", "title")
    assert (columns().field("Staff")[0], columns(Sort.CALENDAR).field("Staff")[0]) == ("who", "audience")


def test_suggestions_begin_with_the_likeliest() -> None:
    match = columns().match("Sucess criteria", HERE)
    assert match.suggestions[0] == ("criteria", "Success criteria")
    assert columns().match("Responsable staff member", HERE).suggestions[0][0] == "who"
    assert columns().match("Zzz", HERE).suggestions == ()


@pytest.mark.parametrize(
    "text",
    [
        "Train all TAs in phonics",
        "INSET on oracy",
        "Book two teachers onto the maths hub course",
        "Coaching for early-career teachers",
        "Visit Elm School to see lunchtimes",
        "Deputy to complete NPQSL",
        "Cluster moderation of Year 2 writing",
        "Staff meeting on questioning",
        "Buy the scheme and train all staff to use it",
        "Lesson study in Year 5",
    ],
)
def test_what_staff_learn_is_cpd(text: str) -> None:
    assert decided(text).kind == "activities"


@pytest.mark.parametrize(
    "text",
    [
        "Buy training resources",
        "Meet pupils at the train station",
        "Hire a coach for the trip",
        "Workshops for parents on phonics",
        "Appoint a learning mentor",
        "Monitor the impact of training",
        "Governor visit to look at books",
        "Rewrite the course textbook list",
        "Toilet training plan for Nursery",
        "Of course, tell families",
        "Change the timetable",
    ],
)
def test_what_only_sounds_like_cpd_is_an_action(text: str) -> None:
    assert decided(text).kind == "actions"


def test_the_words_that_decided_are_named() -> None:
    assert decided("INSET on oracy").why == "Taken for CPD because it says “inset”."
    assert decided("INSET on oracy").form == "training_day"
    assert decided("Buy books").why == "Taken for an action because it begins with “buy”."
    assert decided("Phonics", in_cpd_column=True).why == "It stands in a column for CPD."
    assert decided("Later bedtimes").why == "Taken for an action because no word of it names CPD."
