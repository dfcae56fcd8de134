"""Budget, programme, impact report and the report to governors: their sums, their order, and what they never say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sef2si.advice.costs import (
    COST_RULE,
    GROUP_RULE,
    HEADS_RULE,
    ONCE_RULE,
    by_group,
    by_priority,
    cover_day_cost,
    pounds,
    sum_of,
)
from sef2si.documents.papers.checks import STRENGTH_RULE
from sef2si.documents.papers.questions import questions
from sef2si.documents.printing.paper import Bullets, Missing, Paper, Table
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Source
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.impact import AgainstIntent, Decision, LinkStrength
from sef2si.domain.plan import Plan, shared
from sef2si.domain.priorities import PriorityState
from sef2si.domain.suppression import suppressed
from tests import factories as make
from tests.documents.map.plans import broken_plan, many_priorities
from tests.documents.papers.paper_words import PAPERS, after, facts, headings, table, under, words

TODAY = date(2026, 11, 23)
SAMPLES = {plan.urn: plan for plan in read_samples()}
PLANS = {**SAMPLES, "broken": broken_plan(), "whole": make.whole_plan()}


def made(key: str, plan: Plan, today: date = TODAY) -> Paper:
    return PAPERS[key](Source(plan, today))


def money(said: str) -> Decimal:
    """``"£1,200.50"`` as a number, so that what is printed can be added up."""
    return Decimal(said.removeprefix("£").replace(",", ""))


# Budget and cover.


@pytest.mark.parametrize("name", PLANS)
def test_every_sum_is_that_of_the_plan_to_the_penny(name: str) -> None:
    plan = suppressed(shared(PLANS[name]))
    paper, whole = made("budget", PLANS[name]), sum_of(plan.activities, plan.school)
    expected = [pounds(amount) for amount in (whole.price, whole.cover, whole.paid_time, whole.total)]
    assert facts(paper)["All CPD, each activity once"] == pounds(whole.total)
    for caption, shares in (("Cost by priority", by_priority(plan)), ("Cost by staff group", by_group(plan))):
        found = table(paper, caption)
        assert found.total is not None
        assert list(found.total[2:6]) == expected
        assert [(row[0], row[5]) for row in found.rows] == [(s.label, pounds(s.sum.total)) for s in shares]
    groups = table(paper, "Cost by staff group").rows
    assert sum(money(row[5]) for row in groups) == whole.total
    each = table(paper, "What each activity costs").rows
    assert sum(money(row[5]) for row in each if not isinstance(row[5], Missing)) == whole.total
    assert len(each) == len(plan.activities)


def test_an_activity_for_two_priorities_is_in_both_rows_and_once_in_the_whole() -> None:
    plan = broken_plan()
    found = table(made("budget", plan), "Cost by priority")
    rows = {row[0]: row[5] for row in found.rows}
    assert found.total is not None
    assert (rows["Calm lunch"], rows["French"], rows["No priority"]) == ("£586", "£586", "£250.50")
    assert found.total[5] == "£906.50"


def test_the_money_that_is_used_and_the_money_to_come_add_up() -> None:
    for plan in PLANS.values():
        said = facts(made("budget", plan))
        parts = ("CPD that has begun or is over", "CPD still to come", "CPD with no date yet")
        assert sum(money(said[part]) for part in parts if part in said) == money(said["All CPD, each activity once"])


def test_all_rules_are_printed_in_small_type() -> None:
    said = under(made("budget", SAMPLES["900002"]), "How the money is counted")
    cover = cover_day_cost(SAMPLES["900002"].school).said
    assert [rule for rule in (COST_RULE, ONCE_RULE, GROUP_RULE, HEADS_RULE, cover) if rule not in said] == []


def test_002_06_what_has_no_cost_yet_is_named_and_nought_is_a_cost() -> None:
    plan = make.plan(
        activities=(
            make.activity(what="Free", price=0, cover_days=0, support_staff_pay=0),
            make.activity(what="Unknown"),
            make.activity(what="Partly", price=10, cover_days=0),
        )
    )
    paper = made("budget", plan)
    assert table(paper, "What is not given yet: nought is a cost too").rows == (
        ("Unknown", "Price, cover, paid time of support staff"),
        ("Partly", "Paid time of support staff"),
    )
    assert facts(paper)["Not counted"] == "1 activity with no cost given and 1 activity with only a part given"
    assert [row[5] for row in table(paper, "What each activity costs").rows] == ["£0", "no cost yet", "£10"]


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (None, "The CPD in this plan costs £586. The school’s CPD budget is not given yet."),
        (1000, "The CPD in this plan costs £586. Of the CPD budget of £1,000, £414 is left."),
        (500, "The CPD in this plan costs £586. That is £86 more than the CPD budget of £500."),
    ],
)
def test_the_budget_is_held_against_what_is_planned(budget: int | None, said: str) -> None:
    activity = make.activity(price=100, cover_days=2, support_staff_pay=50)
    plan = make.plan(school=make.school(cpd_budget=budget), activities=(activity,))
    assert said in words(made("budget", plan))


def test_actions_have_a_sum_of_their_own() -> None:
    plan = make.plan(actions=(make.action(cost=Decimal("12.50")), make.action(cost=3), make.action(what="Rooms")))
    found = table(made("budget", plan), "What each action costs")
    assert found.total == ("All (1 action with no cost given)", "", "£15.50")
    assert found.rows[2] == ("Rooms", "No priority yet", "no cost yet")


# Programme and log.


def test_the_programme_sorts_cpd_by_where_it_stands_on_the_day() -> None:
    day = make.activity
    plan = make.plan(
        activities=(
            day(what="Over", starts=date(2026, 10, 1), ends=date(2026, 11, 22), hours=2, people=5, price=20),
            day(what="Last day", starts=date(2026, 10, 1), ends=TODAY),
            day(what="Later", starts=date(2027, 1, 9)),
            day(what="Tomorrow", starts=date(2026, 11, 24)),
            day(what="Only an end", ends=date(2026, 11, 1)),
            day(what="Some day"),
        )
    )
    paper = made("programme", plan)

    def names(caption: str) -> list[str]:
        return [row[1] for row in table(paper, caption).rows]

    assert names("Going on now") == ["Last day"]
    assert names("What is coming, by date") == ["Tomorrow", "Later"]
    assert names("Planned, with no date yet") == ["Some day"]
    log = table(paper, "What has been, by date")
    assert [(row[0], row[1], row[5], row[6]) for row in log.rows] == [
        ("1 October 2026 to 22 November 2026", "Over", "10", "£20 so far"),
        ("until 1 November 2026", "Only an end", "", "Not given yet"),
    ]
    assert log.total == ("All", "", "", "", "", "10", "£20")
    assert "Staff hours leave out 1 activity without hours or people." in words(paper)


def test_what_serves_a_parked_priority_alone_is_not_asked_of_staff() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p", state=PriorityState.PARKED),),
        needs=(make.need(id="n", priority_id="p"),),
        activities=(make.activity(what="Spades", need_ids=("n",), starts=date(2027, 1, 9)),),
    )
    paper = made("programme", plan)
    assert table(paper, "What is coming, by date").rows == ()
    assert [row[1] for row in table(paper, "For parked priorities only: not asked for now").rows] == ["Spades"]


# Impact.


def impact_plan() -> Plan:
    activity = make.activity(id="a", what="Coaching", intended="Lessons change", intended_level=ImpactLevel.PUPILS)
    met = {"activity_id": "a", "against_intent": AgainstIntent.MET}
    return make.plan(
        activities=(
            activity,
            make.activity(id="late", what="Late one", check_due=date(2026, 11, 20), intended="More readers"),
            make.activity(id="loose", what="Conference"),
        ),
        checks=(
            make.check(**met, checked_on=date(2026, 10, 1), found="Pupils read", level=ImpactLevel.PUPILS),
            make.check(
                **met, checked_on=date(2026, 11, 1), found="Staff ask", level=ImpactLevel.USE,
                strength=LinkStrength.STRONG, decision=Decision.EMBED, next_check=date(2027, 2, 1),
            ),
            make.check(**met, checked_on=date(2026, 9, 9), found="All liked it"),
            make.check(activity_id="a", found="Not finished"),
        ),
    )  # fmt: skip


def test_000_47_pupils_staff_and_not_said_are_three_tables() -> None:
    paper = made("impact", impact_plan())
    assert headings(paper)[:4] == [
        "For pupils", "For staff and the school", "For whom is not said yet", "Waiting to be written down",
    ]  # fmt: skip
    assert "Pupils read" in under(paper, "For pupils")
    assert "Staff ask" in under(paper, "For staff and the school")
    assert "All liked it" in under(paper, "For whom is not said yet")
    assert "Staff: met; pupils: not yet seen" in under(paper, "For staff and the school")
    assert "Not finished" not in words(paper)


def test_000_47_a_link_is_never_called_proof() -> None:
    for key in ("impact", "governors", "pack"):
        said = words(made(key, impact_plan()))
        assert STRENGTH_RULE in said
        assert said.replace(STRENGTH_RULE, "").lower().count("proof") == 0
        assert "How sure: strong" in said
        assert "Decided: embed it" in said


def test_looks_that_are_overdue_come_first_then_those_to_come_then_what_has_none() -> None:
    paper = made("impact", impact_plan())
    late = table(paper, "The day agreed has passed: what was found?")
    assert [row[:2] for row in late.rows] == [("20 November 2026", "Late one")]
    assert isinstance(late.rows[0][0], Missing)
    coming = table(paper, "When we look next")
    assert [row[:2] for row in coming.rows] == [
        ("1 February 2027", "Coaching\nLooked at before; this is the next look")
    ]
    assert [row[0] for row in table(paper, "No look agreed yet").rows] == ["Conference"]


# Governors.


def test_002_04_the_report_has_the_parts_of_its_shell_in_order() -> None:
    paper = made("governors", SAMPLES["900002"])
    assert [text for text in headings(paper) if not text.startswith(("For ", "What ", "Where ", "Progress "))] == [
        "Recommendation", "1 Financial appraisal", "2 Supporting information", "3 Questions governors might ask",
        "4 Conclusion", "Contact and background papers",
    ]  # fmt: skip
    said = facts(paper)
    assert (said["To"], said["Date"]) == ("The governors of Askerdale School", "23 November 2026")
    assert "asked to note this report" in under(paper, "Recommendation")
    assert "version 0" in said["Background papers"]


def test_002_06_cpd_that_costs_nothing_says_so() -> None:
    plan = make.plan(activities=(make.activity(price=0, cover_days=0, support_staff_pay=0),))
    assert "has no financial effect" in under(made("governors", plan), "1 Financial appraisal")


def test_progress_counts_criteria_milestones_and_what_was_seen_for_pupils() -> None:
    (row,) = table(made("governors", make.whole_plan(), date(2027, 6, 1)), "Priorities, what matters most first").rows
    assert row == (
        "Reading fluency",
        "Year 3 pupils reading 90 words a minute: 45% → 75%, by 9 July 2027",
        "1 CPD activity\n1 other action\nLed by: Deputy head",
        "0 of 1 success criterion met\n0 of 1 milestone reached\nNewest look at pupils: pupils: partly met",
    )


def test_003_10_a_report_about_76_priorities_names_twelve_and_counts_the_rest() -> None:
    said = words(made("governors", many_priorities()))
    assert "50 priorities have nothing behind them yet: " in said
    assert ", and 38 more." in said
    assert "The school works on 71 more priorities than it set out to carry" in said


def test_questions_are_drawn_from_the_plan_and_never_more_than_eight() -> None:
    asked = questions(shared(SAMPLES["900002"]), TODAY)
    assert asked[0] == "“Twilight on welcoming a pupil back” was to be looked at by 13 November 2026. What was found?"
    assert len(asked) <= 8
    assert len(set(asked)) == len(asked)
    over = questions(many_priorities(), TODAY)
    assert over[0] == "76 priorities are live and the school set out to carry 5. Which can wait?"
    assert len(questions(make.plan(), TODAY)) == 3


def test_old_evidence_is_asked_about() -> None:
    plan = make.plan(evidence=(make.evidence(source="Survey", dated=date(2025, 6, 1), renewed="yearly"),))
    assert "“Survey” is from 1 June 2025. What do newer figures say?" in questions(plan, TODAY)
    fresh = make.plan(evidence=(make.evidence(source="Survey", dated=date(2026, 6, 1), renewed="yearly"),))
    assert [each for each in questions(fresh, TODAY) if "Survey" in each] == []


def test_questions_are_numbered_in_the_report() -> None:
    (found,) = after(made("governors", impact_plan()), "3 Questions governors might ask")
    assert isinstance(found, Bullets)
    assert found.numbered
    assert "What will pupils gain" in " ".join(found.items)
    assert [block for block in made("governors", impact_plan()).blocks if isinstance(block, Table)] != []
