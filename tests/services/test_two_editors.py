"""Two and three people in one record: every interleaving, and no edit is lost without a word."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from sef2si.domain.people import Person
from sef2si.domain.record import Record
from sef2si.errors import Conflict
from sef2si.services.planner import Planner
from tests import factories as make
from tests.services.test_planner import HEAD, LEAD, PLAN, planner, seen

__all__ = ["planner"]

INTERLEAVINGS = sorted(set(permutations(["a", "a", "b", "b"])))
FIELDS = ("title", "why", "lead")


def silently_lost(planner: Planner, record_id: str, said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of the acknowledged edits, those neither current nor in the history."""
    told = {
        (name, str((change.after or {}).get(name)))
        for change in planner.history(HEAD, PLAN, "priorities", record_id)
        for name in FIELDS
    }
    return [edit for edit in said if edit not in told]


@pytest.mark.parametrize("order", INTERLEAVINGS)
@pytest.mark.parametrize("same_field", [True, False])
def test_two_editors_all_interleavings(planner: Planner, order: tuple[str, ...], same_field: bool) -> None:
    """Each loads, then saves. In the same field the later of two who overlap is told; else both are kept."""
    people = {"a": (HEAD, "title"), "b": (LEAD, "title" if same_field else "why")}
    held: dict[str, Record] = {}
    refused: list[str] = []
    for who in order:
        person, field = people[who]
        if who not in held:
            held[who] = planner.load(person, "100492").priorities[0]
            continue
        try:
            planner.write(person, PLAN, [held[who].having(**{field: f"of {who}"})])
        except Conflict as error:
            assert error.theirs == {"title": f"of {'ab'.replace(who, '')}"}
            refused.append(who)
    overlap = order not in (("a", "a", "b", "b"), ("b", "b", "a", "a"))
    last = order[-1]
    assert refused == ([last] if same_field and overlap else [])
    now = seen(planner).priorities[0]
    if not same_field:
        assert (now.title, now.why) == ("of a", "of b")
    else:
        assert now.title == f"of {'ab'.replace(last, '') if overlap else last}"


Step = st.tuples(st.sampled_from(["load", "save", "undo"]), st.integers(0, 2), st.sampled_from(FIELDS))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(Step, min_size=4, max_size=20))
def test_three_editors_lose_nothing_silently(sqlite_engine: Engine, steps: list[tuple[str, int, str]]) -> None:
    """Whatever they do: an acknowledged edit is current or in the history; a refusal is told; versions only rise."""
    planner = Planner(sqlite_engine)
    planner.import_plans([make.whole_plan()])
    people = [HEAD, LEAD, HEAD.model_copy(update={"id": "third", "name": "Third"})]
    record = make.priority()
    planner.write(HEAD, PLAN, [record])
    held = [seen(planner).find("priorities", record.id)] * 3
    said: list[tuple[str, str]] = []
    for number, (what, who, field) in enumerate(steps):
        if what == "load":
            held[who] = seen(planner).find("priorities", record.id) or held[who]
        elif what == "save":
            before = seen(planner).find("priorities", record.id)
            words = f"{number}"
            try:
                after = planner.write(people[who], PLAN, [held[who].having(**{field: words})])
            except Conflict:
                assert seen(planner).find("priorities", record.id) == before
                continue
            now = after.find("priorities", record.id)
            said.append((field, words))
            untouched = [name for name in FIELDS if name != field]
            assert getattr(now, field) == words
            assert before is None or [getattr(now, n) for n in untouched] == [getattr(before, n) for n in untouched]
        elif who:  # the first made it: undoing that would take the record away
            undo_if_possible(planner, people[who])
    assert silently_lost(planner, record.id, said) == []
    versions = [(c.after or {}).get("version") for c in planner.history(HEAD, PLAN, "priorities", record.id)]
    assert versions == sorted(versions, reverse=True)


def undo_if_possible(planner: Planner, person: Person) -> None:
    from sef2si.errors import CannotUndo

    try:
        planner.undo(person, PLAN)
    except CannotUndo as error:
        assert error.sentence


def test_an_edit_that_was_lost_would_be_seen(planner: Planner) -> None:
    assert silently_lost(planner, "priority-1", [("title", "never kept")]) == [("title", "never kept")]


def test_many_at_once_each_in_a_record_of_their_own_and_one_shared(planner: Planner) -> None:
    """Real threads, both databases: every acknowledged save is there, and the shared list holds what all added."""
    stale = seen(planner).priorities[0]

    def edit(number: int) -> None:
        person = HEAD.model_copy(update={"id": f"p{number}"})
        planner.write(person, PLAN, [make.need(id=f"n{number}"), stale.having(areas=(f"area {number}",))])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(edit, range(12)))
    plan = seen(planner)
    assert sorted(plan.priorities[0].areas) == sorted(f"area {number}" for number in range(12))
    assert {need.id for need in plan.needs} == {"need-1", *(f"n{number}" for number in range(12))}
    assert sorted(need.position for need in plan.needs) == list(range(1, 14))
    assert plan.priorities[0].version == 13
