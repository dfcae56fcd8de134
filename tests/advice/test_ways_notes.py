"""Kind second looks at planned CPD and at needs, each by the obstacle it stands for; and who gets how much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sef2si.advice.fairness import by_role, uneven
from sef2si.advice.hints import hints, ignoring
from sef2si.domain.activities import Provision
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import Level, StaffGroup
from sef2si.domain.plan import Plan
from tests import factories as make

TODAY = date(2026, 11, 22)
SOON = date(2027, 2, 3)


def said(plan: Plan) -> dict[str, str]:
    return {advice.key: advice.sentence for found in hints(plan, TODAY).values() for advice in found}


def with_activity(*, need: Any = None, **fields: Any) -> Plan:
    need = need or make.need(id="n", version=1, what="Fluency", group=StaffGroup.SUBJECT_LEADERS, people=3)
    more = {kind: fields.pop(kind) for kind in ("offers", "expertise", "dates") if kind in fields}
    activity = make.activity(**{"id": "a", "version": 1, "need_ids": ("n",), "follow_up": "A visit", **fields})
    return make.plan(needs=(need,), activities=(activity,), **more)


def test_planned_cpd_with_nothing_to_say_about_it_has_no_hint() -> None:
    assert said(with_activity(starts=SOON, hours=6)) == {}


ALL_STAFF = make.need(id="n", version=1, what="Fluency", group=StaffGroup.ALL_STAFF, people=40, level_now=Level.NEW)
CASES: dict[str, dict[str, Any]] = {
    "once": {"starts": SOON, "hours": 6, "follow_up": ""},  # 003-O14
    "consultant": {"starts": SOON, "form": "outside_advice", "price": 950, "follow_up": ""},  # 003-O8
    "end_of_term": {  # 003-O6
        "starts": date(2026, 12, 16), "hours": 1,
        "dates": (make.calendar_date(sort=DateSort.TERM, starts=date(2026, 9, 1), ends=date(2026, 12, 18)),),
    },
    "colleagues": {  # 003-O9
        "provision": Provision.PROVIDER, "expertise": (make.expertise(can_help_with="fluency", agreed=True),),
    },
    "leaders": {"need": ALL_STAFF, "people": 40},  # 003-O12
    "before": {  # 003-F3h
        "offer_id": "o", "offers": (make.offer(id="o", prerequisites="A review within three years."),),
    },
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_each_obstacle_is_spoken_of_once_and_stays_silent_when_waved_away(rule: str) -> None:
    plan = with_activity(**CASES[rule])
    found = said(plan)
    assert list(found) == [f"{rule}:a"]
    assert found[f"{rule}:a"][-1] in ".?"
    waved = ignoring(plan, plan.activities[0], f"{rule}:a")
    assert waved is not None
    assert said(plan.with_records("activities", (waved,))) == {}


def test_what_is_over_or_not_kept_yet_is_left_in_peace() -> None:
    assert said(with_activity(starts=date(2026, 10, 1), hours=6, follow_up="")) == {}
    assert said(with_activity(starts=SOON, hours=6, follow_up="", version=0)) == {}


def test_003_o11_much_money_on_one_person_asks_how_others_gain() -> None:
    plan = with_activity(people=1, price=900, cover_days=0, support_staff_pay=0)
    other = make.activity(id="b", version=1, price=100, cover_days=0, support_staff_pay=0, follow_up="x")
    plan = plan.with_records("activities", (*plan.activities, other))
    assert said(plan) == {"one_person:a": "90% of the money planned is for one person. How will others gain from it?"}
    passed_on = plan.activities[0].having(pass_on="At the March meeting")
    assert said(plan.with_records("activities", (passed_on, other))) == {}


def test_003_o13_one_size_for_many_asks_for_levels() -> None:
    need = make.need(id="n", version=1, group=StaffGroup.TEACHERS, people=14)
    sentence = "Do all 14 start from the same place? “Split it” makes a need for each level."
    assert said(make.plan(needs=(need,))) == {"one_size:n": sentence}
    assert said(make.plan(needs=(need.having(level_now=Level.NEW),))) == {}
    assert said(make.plan(needs=(need.having(people=9),))) == {}
    waved = ignoring(make.plan(needs=(need,)), need, "one_size:n")
    assert said(make.plan(needs=(waved,))) == {}


def unequal(teachers: int, support: int) -> Plan:
    needs = (
        make.need(id="t", version=1, group=StaffGroup.TEACHERS, people=4, level_now=Level.NEW),
        make.need(id="s", version=1, group=StaffGroup.TEACHING_ASSISTANTS, people=4, level_now=Level.NEW),
    )
    costs = {"cover_days": 0, "support_staff_pay": 0, "version": 1, "follow_up": "x", "hours": 2, "leaders_join": True}
    return make.plan(
        school=make.school(teachers=teachers, support_staff=support),
        needs=needs,
        activities=(
            make.activity(id="a", need_ids=("t",), price=1200, people=teachers, **costs),
            make.activity(id="b", need_ids=("s",), price=100, people=support, **costs),
        ),
    )


def test_003_o10_money_uneven_by_role_asks_for_a_reason() -> None:
    plan = unequal(10, 10)
    assert [(share.money_each, share.hours_each) for share in by_role(plan)] == [
        (Decimal(120), Decimal(2)), (Decimal(10), Decimal(2)),
    ]  # fmt: skip
    assert said(plan) == {
        "uneven:a": "For CPD each of the teachers and leaders has £120 and 2 hours, each of the support staff £10 and "
        "2 hours. If there is a reason, it is worth saying."
    }
    assert uneven(unequal(40, 5)) is None


def test_the_share_of_fewer_than_five_people_is_never_shown() -> None:
    teachers, support = by_role(unequal(10, 4))
    assert (teachers.money_each, support.money_each, support.hours_each) == (Decimal(120), None, None)
    assert uneven(unequal(10, 4)) is None
