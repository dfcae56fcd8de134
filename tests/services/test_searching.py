"""Searching goes over what each sees of all years, and over nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from sef2si.domain.needs import NeedSource
from sef2si.domain.people import SCHOOL_ROLES, Role
from sef2si.domain.sharing import Level, Sharing
from sef2si.errors import NotAllowed, NotFound
from sef2si.services.planner import Planner
from sef2si.services.sharing import Sharings
from tests import factories as make
from tests.people import refused
from tests.services.test_planner import HEAD, NOON

URN = "100492"
GOVERNOR = make.person(id="gov", role=Role.GOVERNOR)
ADVISER = make.person(id="adviser", name="Ada Adviser", role=Role.ADVISER)


@pytest.fixture
def planner(engine: Engine) -> Planner:
    planner = Planner(engine, clock=lambda: NOON)
    plan = make.whole_plan()
    own = make.need(id="own", what="Quokka for one person", source=NeedSource.APPRAISAL, position=2)
    planner.import_plans(
        [
            make.whole_plan(year="2025/26").model_copy(
                update={"points": (make.point(id="old", position=1, text="Quokka of last year"),)}
            ),
            plan.model_copy(
                update={
                    "notes": (make.note(id="own", text="Quokka, between us", judgement_id="judgement-1"),),
                    "needs": (*plan.needs, own),
                    "priorities": (plan.priorities[0].having(lead="Maura Quill", why="Quokka, says Maura Quill"),),
                }
            ),
            make.whole_plan(urn="900001"),
        ]
    )
    Sharings(engine, clock=lambda: NOON).begin([Sharing(urn=URN, level=Level.FULL)])
    return planner


def found(planner: Planner, person: object, typed: str) -> list[tuple[str, str, str]]:
    return [(hit.year, hit.kind, hit.record_id) for hit in planner.searching.find(person, URN, typed)]  # type: ignore[arg-type]


def test_this_year_first_and_then_the_others_as_each_sees_them(planner: Planner) -> None:
    shared = [("2026/27", "priorities", "priority-1"), ("2025/26", "points", "old")]
    own = [shared[0], ("2026/27", "needs", "own"), ("2026/27", "notes", "own"), shared[1]]
    assert found(planner, HEAD, "quokka") == own
    for person in (GOVERNOR, ADVISER, make.person(id="s", role=Role.STAFF)):
        assert found(planner, person, "quokka") == shared


def test_a_name_is_found_by_those_who_are_shown_names(planner: Planner) -> None:
    assert found(planner, GOVERNOR, "quill") == [("2026/27", "priorities", "priority-1")]
    assert found(planner, ADVISER, "quill") == []


def test_what_is_the_same_in_both_years_is_found_once(planner: Planner) -> None:
    hits = planner.searching.find(HEAD, URN, "decodable")
    assert [(hit.year, hit.also) for hit in hits] == [("2026/27", ("2025/26",))]


def test_nothing_is_asked_of_a_plan_where_nothing_was_typed(planner: Planner) -> None:
    assert planner.searching.find(HEAD, URN, "  ") == ()


@pytest.mark.parametrize("role", [*SCHOOL_ROLES])
def test_who_may_search(planner: Planner, role: Role) -> None:
    person = make.person(id="somebody", role=role)
    if role is Role.SCHOOL_ADMIN:
        assert refused(lambda: planner.searching.find(person, URN, "quokka")).endswith("let you search the plan.")
    else:
        assert planner.searching.find(person, URN, "quokka") != ()
    with pytest.raises(NotFound):
        planner.searching.find(make.person(urns=("900001",)), URN, "quokka")


def test_an_adviser_searches_only_what_is_shared_in_full(planner: Planner) -> None:
    for level in (Level.SUMMARY, Level.OFF):
        now = planner.sharings.sharing(HEAD, URN)
        planner.sharings.share(HEAD, now.model_copy(update={"level": level}))
        with pytest.raises(NotAllowed):
            planner.searching.find(ADVISER, URN, "quokka")
