"""No size of a group of fewer than five gets out, not by subtraction either, whatever the groups are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sef2si.advice.costs import by_group, sum_of
from sef2si.advice.ways.weighing import DAY_HOURS
from sef2si.dashboards.money import money_panels
from sef2si.documents.papers.budget import budget_paper
from sef2si.documents.printing.as_html import html
from sef2si.documents.source import Source
from sef2si.domain.needs import Level, StaffGroup
from sef2si.domain.offers import PriceFor
from sef2si.domain.plan import Plan
from sef2si.domain.suppression import FEWEST, Hidden, hidden, size_of, suppressed
from tests import factories as make
from tests.widgets.driver import TODAY

GROUPS = tuple(StaffGroup)


# One sum.


@pytest.mark.parametrize(
    ("counts", "gone", "total"),
    [
        ({}, set(), True),
        ({"a": 5, "b": 9}, set(), True),
        ({"a": 0, "b": 9}, set(), True),  # nobody is nobody
        ({"a": 3, "b": 9}, {"a", "b"}, True),  # a second goes too, or 12 - 9 is 3
        ({"a": 3, "b": 9, "c": 7}, {"a", "c"}, True),  # the smallest that is left
        ({"a": 4, "b": 4, "c": 7}, {"a", "b"}, True),  # two are hidden already, and are enough together
        ({"a": 1, "b": 1, "c": 7}, {"a", "b", "c"}, True),  # two of one each would be known from their sum
        ({"a": 3}, {"a"}, False),  # nothing to hide it behind: the sum goes
        ({"a": 2, "b": 2}, {"a", "b"}, False),
        ({"a": 3, "b": 0}, {"a"}, False),  # an empty group hides nobody
    ],
)
def test_which_parts_of_a_sum_are_hidden(counts: dict[str, int], gone: set[str], total: bool) -> None:
    assert hidden(counts) == Hidden(frozenset(gone), total)
    small = {key for key, number in counts.items() if 0 < number < FEWEST}
    assert hidden(counts, total_shown=False).parts == small


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30)))
def test_what_is_hidden_of_one_sum_cannot_be_worked_out(counts: dict[str, int]) -> None:
    found = hidden(counts)
    assert {key for key, number in counts.items() if 0 < number < FEWEST} <= found.parts
    if found.parts and found.shows_total:
        rest = sum(counts.values()) - sum(counts[key] for key in counts if key not in found.parts)
        # What a reader can work out is that so many people are in so many groups: more than one answer fits.
        assert len([key for key in found.parts if counts[str(key)]]) >= 2
        assert rest >= FEWEST


# A plan.


def needs_of(sizes: list[int | None], groups: list[StaffGroup | None]) -> tuple[object, ...]:
    return tuple(
        make.need(id=f"n{n}", people=size, group=group, priority_id="p", level_now=Level.NEW)
        for n, (size, group) in enumerate(zip(sizes, groups, strict=True))
    )


def _plan(
    sizes: list[int | None],
    groups: list[StaffGroup | None],
    links: list[set[int]],
    adds: list[int],
    each: Decimal | None = None,
) -> Plan:
    """Needs of these sizes, and activities for some of them: mostly for as many people as their needs name.

    With ``each``, what an offer costs each person, they cost so many times that, and so many days of cover.
    """

    def costs(of: set[int]) -> dict[str, Any]:
        people = sum(sizes[i] or 0 for i in of)
        return {"offer_id": "o", "price": people * each, "cover_days": people} if each else {"price": "100"}

    activities = tuple(
        make.activity(
            id=f"a{n}",
            need_ids=tuple(f"n{i}" for i in sorted(of)),
            people=max(0, sum(sizes[i] or 0 for i in of) + adds[n]) or None,
            hours="6",
            **costs(of),
        )
        for n, of in enumerate(links)
    )
    offers = (make.offer(id="o", price=each, price_for=PriceFor.PERSON),) if each else ()
    needs = needs_of(sizes, groups)
    return make.plan(priorities=(make.priority(id="p"),), needs=needs, activities=activities, offers=offers)


PLANS = st.integers(1, 6).flatmap(
    lambda count: st.builds(
        _plan,
        st.lists(st.one_of(st.integers(1, 9), st.integers(1, 40), st.none()), min_size=count, max_size=count),
        st.lists(st.sampled_from([*GROUPS[:4], None]), min_size=count, max_size=count),
        st.lists(st.sets(st.integers(0, count - 1), min_size=1), min_size=1, max_size=5),
        st.lists(st.sampled_from([0, 0, 0, 1, -1]), min_size=5, max_size=5),
        st.sampled_from([None, Decimal(120)]),
    )
)


def worked_out(whole: Plan, seen: Plan) -> set[str]:
    """Needs whose hidden size a reader can work out who knows that activities are for the people of their needs.

    Each activity whose size is shown is an equation, and so is each whose price is so many times what its offer costs
    each, or whose cover is so many times its hours. A size is worked out where the equations leave it no choice: where
    adding it as an equation of its own adds nothing to their rank.
    """
    sizes = {need.id: need.people for need in seen.needs}
    unknown = sorted(need.id for need in whole.needs if need.people is not None and sizes[need.id] is None)
    equations = []
    for activity in whole.activities:
        needs = whole.needs_met_by(activity)
        if not all(need.people is not None for need in needs):
            continue
        people, shown = sum(n.people or 0 for n in needs), seen.find("activities", activity.id)
        offer = seen.find("offers", shown.offer_id)
        said = (
            shown.people,
            shown.price / offer.price if offer and shown.price is not None else None,
            shown.cover_days * DAY_HOURS / shown.hours if shown.cover_days is not None else None,
        )
        if people in said:
            equations.append([Fraction(name in activity.need_ids) for name in unknown])
    rank = _rank(equations)
    units = {name: [Fraction(name == each) for each in unknown] for name in unknown}
    return {name for name, unit in units.items() if equations and _rank([*equations, unit]) == rank}


def _rank(rows: list[list[Fraction]]) -> int:
    rows, rank = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(len(rows)):
            if r != rank and rows[r][column]:
                factor = rows[r][column] / rows[rank][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return rank


@settings(max_examples=400, deadline=None)
@given(PLANS)
def test_no_size_of_a_small_group_is_shown_or_worked_out(plan: Plan) -> None:
    seen = suppressed(plan)
    assert [need.id for need in seen.needs if need.people is not None and 0 < need.people < FEWEST] == []
    assert [each.id for each in seen.activities if each.people is not None and 0 < each.people < FEWEST] == []
    assert worked_out(plan, seen) == set()
    small = [need.id for need in plan.needs if need.people is not None and 0 < need.people < FEWEST]
    assert [seen.find("needs", need_id).level_now for need_id in small] == [None] * len(small)
    assert suppressed(seen) == seen
    # Nothing is made up: what is still shown is as it was.
    assert all(n.people in (None, plan.find("needs", n.id).people) for n in seen.needs)


@settings(max_examples=100, deadline=None)
@given(PLANS)
def test_sizes_typed_as_words_are_hidden_as_numbers_are(plan: Plan) -> None:
    in_words = tuple(
        need.having(people=None, who=f"{need.people} of our TAs") if need.people else need for need in plan.needs
    )
    seen, typed = suppressed(plan), suppressed(plan.with_records("needs", in_words))
    assert [size_of(need) for need in typed.needs] == [need.people or None for need in seen.needs]
    assert [each.people for each in typed.activities] == [each.people for each in seen.activities]
    assert [need.level_now for need in typed.needs] == [need.level_now for need in seen.needs]
    assert suppressed(typed) == typed


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"who": "4 staff"}, "Staff"),
        ({"who": "Year 3 teachers"}, "Year 3 teachers"),  # the control: no number of people
        ({"who": "12 staff"}, "12 staff"),
        ({"who": "3 teachers and 9 TAs", "people": 12}, "Teachers and TAs (12)"),
        ({"who": "three TAs", "people": 3}, "TAs"),
        ({"who": "one TA", "group": StaffGroup.TEACHING_ASSISTANTS}, "Teaching assistants"),
        ({"who": "one of us"}, "Some staff"),
        ({"who": "Teachers, new to it (of 12 in all)", "people": 9}, "Teachers, new to it (9)"),
    ],
)
def test_a_few_people_in_words_are_no_number_in_words(said: dict[str, object], shown: str) -> None:
    (need,) = suppressed(make.plan(needs=(make.need(**said),))).needs
    assert need.whom == shown


def test_who_comes_to_a_session_says_no_few_either() -> None:
    few, many = (make.cpd_session(id=team[0], activity_id="a", team=team) for team in ("3 TAs", "9 teachers"))
    plan = make.plan(activities=(make.activity(id="a"),), cpd_sessions=(few, many))
    assert [each.team for each in suppressed(plan).cpd_sessions] == ["TAs", "Teachers"]
    alone = plan.with_records("cpd_sessions", (many,))
    assert suppressed(alone) == alone


def test_a_plain_subtraction_would_work_it_out_without_the_second_part() -> None:
    """The control: with the small size alone taken off, 12 - 9 is 3."""
    plan = _plan([3, 9], [StaffGroup.TEACHERS, StaffGroup.PASTORAL], [{0, 1}], [0])
    naive = plan.with_records("needs", (plan.needs[0].having(people=None), plan.needs[1]))
    assert worked_out(plan, naive) == {"n0"}
    assert [need.people for need in suppressed(plan).needs] == [None, None]
    assert suppressed(plan).activities[0].people == 12


def test_a_plain_division_would_work_it_out_where_products_stay() -> None:
    """The control: with sizes alone taken off, 3 days of cover of 6 hours are three teachers, and £360 is 3 x £120."""
    plan = _plan([3], [StaffGroup.TEACHERS], [{0}], [0], Decimal(120))
    (activity,) = plan.activities
    for kept in ({"price": None}, {"cover_days": None}):
        needs, left = (plan.needs[0].having(people=None),), (activity.having(people=None, **kept),)
        assert worked_out(plan, plan.model_copy(update={"needs": needs, "activities": left})) == {"n0"}
    why = "Six meetings, 3 days of cover, £1,360; nothing yet on follow-up"
    paid = plan.with_records("activities", (activity.having(support_staff_pay="45", chosen_why=why),))
    (seen,) = suppressed(paid).activities
    assert (seen.people, seen.hours, seen.price, seen.cover_days, seen.support_staff_pay, seen.chosen_why) == (
        None, Decimal(6), None, None, None,
        "Six meetings, … days of cover, £…; nothing yet on follow-up (… is not shown: a group is under five)",
    )  # fmt: skip
    together = paid.with_records("offers", (plan.offers[0].having(price_for=PriceFor.GROUP),))
    assert suppressed(together).activities[0].price == activity.price  # what all pay together says no size
    (free,) = suppressed(_free(paid)).activities
    assert (free.cover_days, free.price, free.chosen_why) == (Decimal(0), Decimal(0), "No cover, £0")


def _free(plan: Plan) -> Plan:
    nought = plan.activities[0].having(cover_days=0, price=0, support_staff_pay=0, chosen_why="No cover, £0")
    return plan.with_records("activities", (nought,))


def test_three_sums_that_could_be_solved_together_show_one() -> None:
    plan = _plan([3, 6, 7], [None] * 3, [{0, 1}, {1, 2}, {0, 2}], [0, 0, 0])
    seen = suppressed(plan)
    assert [each.people is not None for each in seen.activities].count(True) == 1
    assert worked_out(plan, seen) == set()


@settings(max_examples=150, deadline=None)
@given(PLANS)
def test_no_figure_is_kept_by_a_group_that_is_small(plan: Plan) -> None:
    """Money and hours by staff group: no row of a small group, and none that is the whole less the others."""
    seen = suppressed(plan)
    rows = {share.key for share in by_group(seen)}
    small = _small_groups(plan)
    assert rows & small == set()
    if small and rows - {""}:
        merged = {need.group for need in plan.needs if need.group} - {need.group for need in seen.needs if need.group}
        assert len(merged) >= 2
    # What is added up of the whole is the same for all but hours of activities whose size is not shown.
    whole, shown = sum_of(plan.activities, plan.school), sum_of(seen.activities, seen.school)
    kept = whole.total if not plan.offers else shown.total
    assert (kept, sum((share.sum.total for share in by_group(seen)), Decimal(0))) == (shown.total, shown.total)


def _small_groups(plan: Plan) -> set[str]:
    found: dict[str, int] = {}
    for need in plan.needs:
        if need.group is not None:
            found[need.group.value] = max(
                found.get(need.group.value, 0), FEWEST if need.people is None else need.people
            )
    return {key for key, size in found.items() if 0 < size < FEWEST}


def test_sessions_say_no_size_that_is_hidden_elsewhere_or_small_nor_one_that_gives_it_away() -> None:
    few, many = make.need(id="few", people=3), make.need(id="many", people=12)
    activities = (
        make.activity(id="small", need_ids=("few",), people=None),
        make.activity(id="split", need_ids=("many",), people=12),
        make.activity(id="whole", need_ids=("many",), people=12),
    )
    sizes = (("small", 3), ("split", 8), ("split", 4), ("whole", 12))
    sessions = tuple(
        make.cpd_session(id=str(number), activity_id=activity, people=people)
        for number, (activity, people) in enumerate(sizes)
    )
    plan = make.plan(needs=(few, many), activities=activities, cpd_sessions=sessions)
    seen = suppressed(plan)
    assert [each.people for each in seen.cpd_sessions] == [None, None, None, 12]
    assert suppressed(seen) == seen


def test_the_group_stays_in_words_and_its_size_leaves_the_words_too() -> None:
    plan = make.plan(
        needs=(
            make.need(id="a", group=StaffGroup.SENIOR_LEADERS, people=3),
            make.need(id="b", group=StaffGroup.TEACHERS, people=2, who="Two of Year 3"),
            make.need(id="c", group=StaffGroup.TEACHERS, people=14),
            make.need(id="d", people=1, who="1 person"),
            make.need(id="e", group=StaffGroup.PASTORAL, people=9),
        )
    )
    assert [need.whom for need in suppressed(plan).needs] == [
        "Senior leaders", "Teachers", "14 teachers", "Some staff", "Pastoral staff (9)",
    ]  # fmt: skip


def test_what_a_governor_is_shown_of_money_holds_no_small_group() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p"),),
        needs=(
            make.need(id="a", group=StaffGroup.SENIOR_LEADERS, people=3, priority_id="p"),
            make.need(id="b", group=StaffGroup.TEACHERS, people=14, priority_id="p"),
            make.need(id="c", group=StaffGroup.PASTORAL, people=9, priority_id="p"),
        ),
        activities=(
            make.activity(id="x", need_ids=("a",), people=3, hours="10", price="311"),
            make.activity(id="y", need_ids=("b", "c"), people=23, hours="2", price="500"),
        ),
    )
    said = {label for panel in money_panels(plan) for row in _rows(panel) for label in row}
    assert {"Senior leaders", "76", "30"} <= said  # the school's leaders see their own staff
    shown = {label for panel in money_panels(suppressed(plan)) for row in _rows(panel) for label in row}
    assert {"Senior leaders", "Pastoral staff", "76", "30"} & shown == set()
    paper = html(budget_paper(Source(plan, TODAY))).decode()
    assert ("£311" in paper, "Senior leaders" in paper, "Pastoral staff" in paper) == (True, False, False)


def _rows(panel: object) -> list[list[str]]:
    table = panel.table  # type: ignore[attr-defined]
    return [[cell.text for cell in row] for row in table.rows] if table else []
