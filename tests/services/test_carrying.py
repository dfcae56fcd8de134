"""What goes on into the next year, and what stays behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from sef2si.domain.actions import ActionStatus
from sef2si.domain.needs import NeedSource
from sef2si.domain.plan import KINDS, faults
from sef2si.domain.priorities import CriterionStatus, PriorityState
from sef2si.errors import Invalid
from sef2si.journey.chain import chain
from sef2si.services.carrying import carried
from sef2si.services.planner import Planner
from tests import factories as make
from tests.services.test_planner import HEAD, PLAN, planner, seen

__all__ = ["planner"]


def ids(plan, kind):
    return [record.id for record in plan.records(kind)]


def test_each_kind_goes_on_or_stays_behind_by_its_own_rule() -> None:
    done = {"checked_on": date(2027, 1, 1), "found": "Yes"}
    plan = make.plan(
        school=make.school(cpd_budget=Decimal("1200.00")),
        judgements=(make.judgement(id="j"),),
        priorities=(
            make.priority(id="live"),
            make.priority(id="parked", state=PriorityState.PARKED),
            make.priority(id="done", state=PriorityState.DONE),
            make.priority(id="done-but-checked", state=PriorityState.DONE),
        ),
        points=(
            make.point(id="set-aside", judgement_id="j", not_this_year=True),
            make.point(id="answered", judgement_id="j", priority_id="done"),
            make.point(id="open", judgement_id="j", priority_id="live"),
        ),
        evidence=(make.evidence(id="e", judgement_id="j"),),
        criteria=(
            make.criterion(id="met", priority_id="live", status=CriterionStatus.MET),
            make.criterion(id="partly", priority_id="live", status=CriterionStatus.PARTLY_MET),
            make.criterion(id="of-done", priority_id="done"),
        ),
        milestones=(make.milestone(id="m", priority_id="parked"),),
        needs=(
            make.need(id="n-live", priority_id="live"),
            make.need(id="n-done", priority_id="done"),
            make.need(id="n-checked", priority_id="done-but-checked"),
            make.need(id="appraisal", source=NeedSource.APPRAISAL),
        ),
        actions=(
            make.action(id="a-open", priority_id="live"),
            make.action(id="a-done", priority_id="live", status=ActionStatus.DONE),
            make.action(id="a-done-look-again", priority_id="live", status=ActionStatus.DONE),
        ),
        activities=(
            make.activity(id="ended", starts=date(2026, 10, 1), ends=date(2027, 3, 1), need_ids=("n-live",)),
            make.activity(id="one-day", starts=date(2026, 10, 1)),
            make.activity(
                id="goes-on",
                starts=date(2027, 5, 1),
                ends=date(2027, 12, 1),
                need_ids=("n-live", "n-done"),
                offer_id="o-chosen",
            ),
            make.activity(id="no-date"),
            make.activity(id="to-check", starts=date(2026, 10, 1), check_due=date(2027, 9, 1), need_ids=("n-checked",)),
            make.activity(id="checked", starts=date(2026, 10, 1), check_due=date(2027, 2, 1)),
            make.activity(id="begun", starts=date(2026, 10, 1)),
        ),
        dates=(make.calendar_date(id="d", starts=date(2026, 10, 1)),),
        cpd_sessions=(
            make.cpd_session(id="s-past", activity_id="goes-on", held_on=date(2027, 6, 1), date_id="d"),
            make.cpd_session(id="s-next", activity_id="goes-on", held_on=date(2027, 9, 9), date_id="d"),
            make.cpd_session(id="s-no-day", activity_id="no-date"),
            make.cpd_session(id="s-ended", activity_id="ended"),
        ),
        checks=(
            make.check(id="c-checked", activity_id="checked", **done),
            make.check(id="c-begun", activity_id="begun"),
            make.check(id="c-again", action_id="a-done-look-again", next_check=date(2027, 10, 1), **done),
            make.check(id="c-goes-on", activity_id="goes-on", **done),
        ),
        expertise=(make.expertise(id="helps", agreed=True),),
        preferences=(make.preference(id="prefer", asked=9, useful=4),),
        offers=(
            make.offer(id="o-next", dates="4 May 2027\n9 September 2027"),
            make.offer(id="o-no-day"),
            make.offer(id="o-over", dates="4 May 2027"),
            make.offer(id="o-chosen", dates="4 May 2027"),
        ),
        notes=(make.note(id="n", priority_id="done"),),
    )
    new = carried(plan)
    assert (new.id, new.year, new.urn, new.seq) == ("100492-2027", "2027/28", "100492", 0)
    assert {kind: ids(new, kind) for kind in KINDS} == {
        "school": ["100492"],
        "dates": [],
        "judgements": ["j"],
        "priorities": ["done", "done-but-checked", "live", "parked"],
        "points": ["open", "set-aside"],
        "evidence": ["e"],
        "criteria": ["partly"],
        "milestones": ["m"],
        "needs": ["appraisal", "n-checked", "n-done", "n-live"],
        "expertise": ["helps"],
        "preferences": ["prefer"],
        "offers": ["o-chosen", "o-next", "o-no-day"],
        "actions": ["a-done-look-again", "a-open"],
        "activities": ["begun", "goes-on", "no-date", "to-check"],
        "cpd_sessions": ["s-next", "s-no-day"],
        "checks": ["c-again", "c-begun", "c-goes-on"],
        "notes": ["n"],
    }
    assert new.school == plan.school
    assert new.judgements == plan.judgements
    # "Not this year" was said of last year (003-20).
    assert [point.not_this_year for point in new.points] == [False, False]
    assert {record.version for record in new.all_records()} == {0}
    assert [f for r in new.all_records() for f in faults(new, r, plan.find("needs", r.id) or r)] == []


def test_links_to_what_stays_behind_are_taken_off() -> None:
    plan = make.plan(
        priorities=(make.priority(id="done", state=PriorityState.DONE),),
        needs=(make.need(id="n", priority_id="done"),),
        points=(make.point(id="p", judgement_id=None),),
        actions=(make.action(id="a", priority_id="done", status=ActionStatus.DONE),),
    )
    new = carried(plan)
    assert (ids(new, "priorities"), ids(new, "needs"), ids(new, "actions"), ids(new, "points")) == ([], [], [], ["p"])


def test_the_new_year_is_kept_and_history_goes_on(planner: Planner) -> None:
    planner.write(HEAD, PLAN, [seen(planner).priorities[0].having(lead="Ms Lane")])
    new = planner.carry(HEAD, PLAN)
    assert planner.load(HEAD, "100492", "2027/28") == new
    assert planner.load(HEAD, "100492", "2026/27").priorities[0].version == 2
    assert planner.years(HEAD, "100492") == ("2027/28", "2026/27")
    planner.write(HEAD, new.id, [new.priorities[0].having(lead="Mr Moss")])
    for plan_id in (PLAN, new.id):
        rows = planner.history(HEAD, plan_id, "priorities", "priority-1")
        assert [(row.plan_id, (row.after or {})["lead"]) for row in rows] == [
            (new.id, "Mr Moss"),
            (new.id, "Ms Lane"),
            (PLAN, "Ms Lane"),
            (PLAN, "Deputy head"),
        ]


def test_a_date_before_the_new_year_may_stay_as_it_is(planner: Planner) -> None:
    new = planner.carry(HEAD, PLAN)
    late = new.priorities[0]
    assert late.by == date(2027, 7, 9)
    assert planner.write(HEAD, new.id, [late.having(why="Still")]).priorities[0].why == "Still"
    with pytest.raises(Invalid):
        planner.write(HEAD, new.id, [late.having(by=date(2027, 7, 10))])


def test_a_year_is_started_once(planner: Planner) -> None:
    new = planner.carry(HEAD, PLAN)
    with pytest.raises(Invalid, match="There is already a plan for 2027/28"):
        planner.carry(HEAD, PLAN)
    assert planner.load(HEAD, "100492", "2027/28") == new


def test_the_plan_that_opens_is_the_newest_whose_year_has_begun(engine: Engine) -> None:
    days = [datetime(2026, 11, 22, tzinfo=UTC)]
    planner = Planner(engine, clock=lambda: days[0])
    first = planner.open_plan(None, make.school(), "2026/27")
    new = planner.carry(HEAD, first.id)
    assert planner.years(HEAD, "100492") == ("2027/28", "2026/27")
    assert planner.load(HEAD, "100492").year == "2026/27"
    days[0] = datetime(2027, 9, 1, tzinfo=UTC)
    assert planner.load(HEAD, "100492") == new
    days[0] = datetime(2020, 1, 1, tzinfo=UTC)  # a plan made ahead for a new school
    assert planner.load(HEAD, "100492").year == "2026/27"


def test_what_was_checked_is_not_missing_in_the_new_year() -> None:
    plan = make.plan(
        points=(make.point(priority_id="p"),),
        priorities=(make.priority(id="p"),),
        needs=(make.need(id="n", priority_id="p"),),
        activities=(
            make.activity(id="a", need_ids=("n",), intended="Calm", ends=date(2028, 1, 1), check_due=date(2027, 5, 1)),
        ),
        checks=(make.check(activity_id="a", checked_on=date(2027, 5, 1), found="71%"),),
    )
    assert chain(carried(plan), date(2027, 9, 2)).is_whole
