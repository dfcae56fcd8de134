from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest

from sef2si.advice.costs import by_group, by_priority, cost_of, cover_day_cost, head_hours, plain, pounds, sum_of
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import PriorityState
from sef2si.domain.school import Phase
from tests import factories as make


def test_a_days_cover_is_the_schools_own_figure_where_it_gave_one() -> None:
    own = cover_day_cost(make.school(cover_day_cost=Decimal(240), cover_day_cost_on=date(2026, 9, 1)))
    assert own.amount == Decimal("240.00")
    assert own.said == "£240 a day, the school's own figure, as of 1 September 2026."


@pytest.mark.parametrize(("phase", "pounds"), [(Phase.PRIMARY, 218), (Phase.SECONDARY, 291), (Phase.SPECIAL, 270)])
def test_c10_a_days_cover_is_else_the_dated_default_of_the_phase(phase: Phase, pounds: int) -> None:
    usual = cover_day_cost(make.school(phase=phase))
    assert usual.amount == Decimal(pounds)
    assert "2023" in usual.said


def test_a_days_cover_is_not_guessed_where_the_phase_is_not_said() -> None:
    assert cover_day_cost(make.school(phase=None)).amount is None
    activity = make.activity(cover_days=Decimal(2))
    assert cost_of(activity, make.school(phase=None)).cover is None


def test_a_cost_adds_price_cover_and_paid_time_and_says_how() -> None:
    activity = make.activity(price=Decimal(100), cover_days=Decimal("1.5"), support_staff_pay=Decimal(50))
    costs = cost_of(activity, make.school())
    assert (costs.price, costs.cover, costs.paid_time) == (Decimal(100), Decimal("327.00"), Decimal(50))
    assert costs.total == Decimal("477.00")
    assert costs.is_whole
    assert costs.formula == "price £100 + cover 1.5 days x £218 + paid time £50"


def test_what_is_not_given_is_named_and_never_guessed() -> None:
    costs = cost_of(make.activity(price=Decimal(100)), make.school())
    assert costs.total == Decimal(100)
    assert costs.missing == ("cover", "paid time of support staff")
    assert costs.formula == "price £100 + cover not given + paid time not given"
    assert cost_of(make.activity(), make.school()).total is None


def test_002_06_an_explicit_nought_is_a_known_cost() -> None:
    free = make.activity(price=Decimal(0), cover_days=Decimal(0), support_staff_pay=Decimal(0))
    costs = cost_of(free, make.school(phase=None))
    assert costs.total == Decimal(0)
    assert costs.is_whole


def test_head_hours_need_both_hours_and_people() -> None:
    assert head_hours(make.activity(hours=Decimal("1.5"), people=4)) == Decimal("6.0")
    assert head_hours(make.activity(hours=Decimal(6))) is None
    assert head_hours(make.activity(people=4)) is None


def shared_activity_plan(*, people: tuple[int | None, int | None] = (3, 1)) -> Plan:
    return make.plan(
        priorities=(
            make.priority(id="p1", title="Calm"),
            make.priority(id="p2", title="Fluent"),
            make.priority(id="p3", title="Garden", state=PriorityState.PARKED),
        ),
        needs=(
            make.need(id="n1", priority_id="p1", group=StaffGroup.TEACHERS, people=people[0]),
            make.need(id="n2", priority_id="p2", group=StaffGroup.LUNCHTIME, people=people[1]),
            make.need(id="n3", priority_id="p3", group=StaffGroup.TEACHERS, people=2),
        ),
        activities=(
            make.activity(id="a1", need_ids=("n1", "n2"), price=Decimal("100.01"), hours=Decimal(1), people=4),
            make.activity(id="a2", need_ids=("n3",), price=Decimal(7)),
            make.activity(id="a3", price=Decimal(5)),
            make.activity(id="a4", need_ids=("n1",)),
        ),
    )


def test_an_activity_is_counted_once_however_many_needs_it_meets() -> None:
    plan = shared_activity_plan()
    whole = sum_of((*plan.activities, *plan.activities), plan.school)
    assert whole.total == Decimal("112.01")
    assert (whole.activities, whole.unpriced, whole.partly) == (4, 1, 3)
    assert whole.note == "So far: 1 activity with no cost given and 3 activities with only a part given."


def test_an_activity_that_serves_two_priorities_is_shown_in_full_under_each() -> None:
    shares = by_priority(shared_activity_plan())
    assert [(share.label, share.sum.total) for share in shares] == [
        ("Calm", Decimal("100.01")),
        ("Fluent", Decimal("100.01")),
        ("Parked priorities only", Decimal("7.00")),
        ("No priority", Decimal("5.00")),
    ]


def test_groups_share_an_activity_by_the_people_of_its_needs_and_add_up_to_the_penny() -> None:
    plan = shared_activity_plan()
    shares = by_group(plan)
    assert [(share.label, share.sum.total) for share in shares] == [
        ("Teachers", Decimal("82.01")),
        ("Lunchtime supervisors", Decimal("25.00")),
        ("No staff group named", Decimal("5.00")),
    ]
    whole = asdict(sum_of(plan.activities, plan.school))
    for name in ("price", "cover", "paid_time", "head_hours", "cover_days"):
        assert sum(asdict(share.sum)[name] for share in shares) == whole[name]


def test_groups_share_equally_where_a_need_does_not_say_how_many() -> None:
    shares = by_group(shared_activity_plan(people=(3, None)))
    assert {share.label: share.sum.head_hours for share in shares}["Lunchtime supervisors"] == Decimal("2.00")


def test_an_empty_plan_costs_nothing_and_has_no_shares() -> None:
    assert sum_of((), make.school()).total == Decimal(0)
    assert by_priority(make.plan()) == ()
    assert by_group(make.plan()) == ()


def test_numbers_are_written_without_needless_noughts() -> None:
    assert [plain(Decimal(n)) for n in ("6.00", "1.50", "1200", "0")] == ["6", "1.5", "1,200", "0"]


def test_money_is_written_with_pence_only_where_there_are_any() -> None:
    amounts = ("2518.00", "2518.5", "0", "1234567.895")
    assert [pounds(Decimal(n)) for n in amounts] == ["£2,518", "£2,518.50", "£0", "£1,234,567.90"]
