"""What has changed, in words and without what is private; and the forms to fill in on paper."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sef2si.documents.papers.changes import what_changed
from sef2si.documents.printing.paper import Block, Bullets, Heading, Lines, Words
from sef2si.documents.source import Source
from sef2si.domain.changes import Change
from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import KINDS, Plan, kind_of, shared
from sef2si.domain.record import Private, Record
from sef2si.journey import JOURNEY
from tests import factories as make
from tests.documents.papers.paper_words import PAPERS, headings, words

TODAY = date(2026, 11, 23)


def change(seq: int, day: date, before: Record | None, after: Record | None) -> Change:
    record = after or before
    assert record is not None
    return Change(
        seq=seq,
        batch=f"b{seq}",
        plan_id="100492-2026",
        kind=kind_of(record),
        record_id=record.id,
        by="head",
        by_name="Hana Head",
        at=datetime(day.year, day.month, day.day, 10, seq % 60, tzinfo=UTC),
        before=before.model_dump(mode="json") if before else None,
        after=after.model_dump(mode="json") if after else None,
    )


def said(blocks: tuple[Block, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Each day with its lines."""
    days = [block.text for block in blocks if isinstance(block, Heading)]
    return list(zip(days, [block.items for block in blocks if isinstance(block, Bullets)], strict=True))


def test_changes_stand_by_day_newest_first_and_by_record_in_words() -> None:
    old = make.priority(id="p", title="Reading")
    new = old.having(target="75%", lead="Mrs Patel")
    action = make.action(id="a", what="Buy books")
    plan = make.plan(priorities=(new,), actions=(action,))
    found = what_changed(
        plan,
        (
            change(3, date(2026, 11, 20), old, new),
            change(2, date(2026, 11, 1), None, action),
            change(1, date(2026, 11, 1), None, old),
        ),
        TODAY,
    )
    assert said(found) == [
        ("20 November 2026", ("Priority “Reading”: “Target” and “Who leads it?”",)),
        ("1 November 2026", ("New priority: “Reading”", "New action: “Buy books”")),
    ]
    assert "Hana" not in str(found)


def test_one_day_is_one_line_a_record_and_what_was_undone_is_no_change() -> None:
    first = make.criterion(id="c", text="80% read", priority_id="p")
    second = first.having(text="85% read")
    third = second.having(status="met")
    plan = make.plan(priorities=(make.priority(id="p"),), criteria=(third,))
    day = date(2026, 11, 2)
    both = what_changed(plan, (change(2, day, second, third), change(1, day, first, second)), TODAY)
    assert said(both) == [("2 November 2026", ("Success criterion “85% read”: “What will you see?”, now met",))]
    undone = what_changed(plan, (change(2, day, second, first), change(1, day, first, second)), TODAY)
    assert [block.text for block in undone if isinstance(block, Words)] == [
        "Nothing that may be shared has changed since 25 August 2026."
    ]


def test_many_answers_in_one_record_are_counted() -> None:
    old = make.activity(id="a", what="Coaching")
    new = old.having(price=5, hours=6, people=3, led_by="Us", intended="More", provider="Them")
    plan = make.plan(activities=(new,))
    assert said(what_changed(plan, (change(1, date(2026, 11, 2), old, new),), TODAY)) == [
        ("2 November 2026", ("CPD activity “Coaching”: 6 answers filled in or changed",))
    ]
    moved = new.having(position=7)
    assert said(what_changed(plan, (change(1, date(2026, 11, 2), new, moved),), TODAY)) == []


def test_a_priority_says_where_it_now_stands() -> None:
    old = make.priority(id="p", title="Reading")
    new = old.having(state="parked")
    found = what_changed(make.plan(priorities=(new,)), (change(1, date(2026, 11, 2), old, new),), TODAY)
    assert said(found) == [("2 November 2026", ("Priority “Reading”: now parked",))]


def test_many_new_records_are_counted_and_only_ninety_days_are_told() -> None:
    points = tuple(make.point(id=f"p{n}", text=f"Point {n}") for n in range(12))
    changes = tuple(change(n, date(2026, 11, 3), None, point) for n, point in enumerate(points, 1))
    old = change(99, date(2026, 8, 24), None, make.priority(id="old", title="Long ago"))
    plan = make.plan(points=points, priorities=(make.priority(id="old", title="Long ago"),))
    assert said(what_changed(plan, (*changes, old), TODAY)) == [("3 November 2026", ("12 new points",))]


def test_what_was_removed_is_counted_and_not_named() -> None:
    gone = make.priority(id="p", title="Given up")
    assert said(what_changed(make.plan(), (change(1, date(2026, 11, 3), gone, None),), TODAY)) == [
        ("3 November 2026", ("1 priority removed",))
    ]


SECRET = "CANARY-8e0f"


def private_changes() -> tuple[Plan, tuple[Change, ...]]:
    """Changes to all that is private: notes, private fields, needs about one person, and what meets them."""
    day = date(2026, 11, 3)
    need = make.need(id="n", what=SECRET, source=NeedSource.APPRAISAL)
    activity = make.activity(id="a", what=SECRET, need_ids=("n",))
    check = make.check(id="c", activity_id="a", found=SECRET, checked_on=day)
    note = make.note(id="note", text=SECRET)
    removed = make.need(id="gone", what=SECRET, source=NeedSource.CAREER)
    course = make.activity(id="gone-too", what=SECRET, need_ids=("gone",))
    plan = make.plan(needs=(need,), activities=(activity,), checks=(check,), notes=(note,))
    changes = (
        *(change(n, day, None, record) for n, record in enumerate((need, activity, check, note), 1)),
        change(6, day, removed, None),
        change(7, day, course, None),
    )
    return plan, tuple(reversed(changes))


def test_nothing_private_is_told() -> None:
    plan, changes = private_changes()
    found = what_changed(shared(plan), changes, TODAY)
    assert said(found) == []
    paper = PAPERS["pack"](Source(plan.model_copy(update={"priorities": (make.priority(),)}), TODAY, changes))
    assert SECRET not in words(paper)


def test_on_the_whole_plan_it_would_be_told() -> None:
    plan, changes = private_changes()
    assert SECRET in str(what_changed(plan, changes, TODAY))


# Blank forms.


def fields() -> list[tuple[str, str, bool]]:
    """Kind, label and whether it is essential, of every question that is not private."""
    found = []
    for step in JOURNEY:
        for section in step.sections:
            for each in (section, *section.children):
                private = KINDS[each.kind].fields_marked(Private)
                found += [(each.kind, f.label, f.essential) for f in each.fields if f.name not in private]
    return found


@pytest.mark.parametrize("plan", [make.plan(), make.whole_plan()], ids=["empty", "whole"])
def test_the_forms_ask_every_question_of_the_journey_and_hold_nothing_of_the_plan(plan: Plan) -> None:
    paper = PAPERS["blank-forms"](Source(plan, TODAY))
    text = words(paper)
    asked = [label for kind, label, _ in fields() if kind not in ("notes", "expertise")]
    assert len(asked) > 60
    assert [label for label in asked if label not in text] == []
    assert [step.title for step in JOURNEY if step.title not in headings(paper)] == []
    assert "Deputy head" not in text
    assert "Reading fluency" not in text
    assert paper.about.left_out == ()


def test_private_questions_are_not_asked_on_paper() -> None:
    text = words(PAPERS["blank-forms"](Source(make.plan(), TODAY)))
    assert "A note that stays private" not in text
    assert "Notes from your documents" not in text


def test_essential_questions_come_first_with_room_to_write() -> None:
    paper = PAPERS["blank-forms"](Source(make.plan(), TODAY))
    place: dict[str, int] = {}
    for number, block in enumerate(paper.blocks):
        label: Any = getattr(block, "label", getattr(block, "text", ""))
        place.setdefault(str(label).split("\n")[0], number)
    assert place["What must improve?"] < place["Who leads it?"] < place["Why this, and why now?"]
    rooms = {block.label.split("\n")[0]: block.number for block in paper.blocks if isinstance(block, Lines)}
    assert (rooms["What must improve?"], rooms["Why this, and why now?"], rooms["Parents and carers"]) == (1, 3, 0)
    assert "Circle one:  Autumn   ·   Spring   ·   Summer" in words(paper)
