"""For each need the few ways that suit it, with true cost and honest reasons (issue: CPD choices, sections 1 and 2)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sef2si.advice.costs import cost_of
from sef2si.advice.ways import EVERYTHING, Filters, Order, Setting, chosen, in_order, passing, suggested, weighed_for
from sef2si.advice.ways.facts import facts
from sef2si.advice.ways.line import line
from sef2si.advice.ways.suggesting import is_worse, merits
from sef2si.advice.ways.weighing import DAY_HOURS, Weighed
from sef2si.domain.contexts import Context
from sef2si.domain.needs import Level, NeedSort, StaffGroup
from sef2si.domain.offers import PriceFor, TakesPlace
from sef2si.domain.plan import Plan
from sef2si.domain.school import First, Phase
from sef2si.menu import menu
from tests import factories as make
from tests.advice.ways_plans import TODAY, plans


def ways_of(plan: Plan) -> list[Weighed]:
    return weighed_for(Setting.of(plan, TODAY), plan.needs[0])


def way(plan: Plan, key: str = "offer:o") -> Weighed:
    return next(each for each in ways_of(plan) if each.option.key == key)


def one(need: Any = None, school: Any = None, **offer: Any) -> Weighed:
    """One offer weighed for four teachers of a primary school whose day of cover costs £200."""
    need = need or make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=4)
    school = school or make.school(cover_day_cost=200, support_hour_cost=15)
    return way(make.plan(school=school, needs=(need,), offers=(make.offer(id="o", title="Fluency", **offer),)))


# What holds for any plan.


@given(plans(), st.randoms(use_true_random=False), st.none() | st.sampled_from(First))
def test_suggestions_do_not_depend_on_the_order_things_come_in(plan: Plan, random: Any, first: First | None) -> None:
    before = suggested(ways_of(plan), first)
    mixed = {}
    for kind in ("offers", "expertise", "preferences"):
        records = list(plan.records(kind))
        random.shuffle(records)
        mixed[kind] = tuple(records)
    ways = ways_of(plan.model_copy(update=mixed))
    random.shuffle(ways)
    assert [each.option.key for each in suggested(ways, first)] == [each.option.key for each in before]


@given(plans(), st.none() | st.sampled_from(First), st.none() | st.sampled_from((Decimal(0), Decimal(900))))
def test_at_most_three_and_none_is_worse_in_every_way_than_one_left_out(
    plan: Plan, first: First | None, budget: Decimal | None
) -> None:
    ways = ways_of(plan)
    found = suggested(ways, first, budget)
    keys = [each.option.key for each in found]
    assert len(keys) == len(set(keys)) <= 3
    assert [(a.option.key, b.option.key) for a in found for b in ways if is_worse(merits(a), merits(b))] == []


def test_a_way_that_is_worse_in_every_way_is_seen_as_such() -> None:
    """The positive control: the same offer, dearer, is never suggested beside the cheaper one."""
    need = make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=4)
    same = {"title": "Fluency", "provider": "Hub", "price_for": PriceFor.GROUP, "travel": 0, "hours": 2, "sessions": 2,
            "takes_place": TakesPlace.TWILIGHT, "on_demand": True}  # fmt: skip
    plan = make.plan(
        needs=(need,), offers=(make.offer(id="dear", price=900, **same), make.offer(id="o", price=90, **same))
    )
    dear, cheap = way(plan, "offer:dear"), way(plan)
    assert is_worse(merits(dear), merits(cheap))
    assert not is_worse(merits(cheap), merits(dear))
    assert "offer:dear" not in {each.option.key for each in suggested(ways_of(plan))}
    assert "offer:o" in {each.option.key for each in suggested(ways_of(plan))}


def test_a_way_is_held_against_those_left_out_too() -> None:
    """The other control: better in price and worse in nothing, though it can't be had; so neither comes first."""
    need = make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=4)
    same = {"title": "Fluency", "provider": "Hub", "price_for": PriceFor.GROUP, "travel": 0, "hours": 2, "sessions": 2,
            "takes_place": TakesPlace.TWILIGHT, "on_demand": True, "minimum": 12}  # fmt: skip
    open_ = make.offer(id="open", price=900, **same)
    decided = make.offer(id="o", price=90, decide_by=date(2026, 11, 1), **same)

    def first(*offers: Any) -> set[str]:
        return {each.option.key for each in suggested(ways_of(make.plan(needs=(need,), offers=offers)))}

    assert ("offer:open" in first(open_), first(open_, decided) & {"offer:open", "offer:o"}) == (True, set())


@given(plans())
def test_what_is_not_known_is_never_better(plan: Plan) -> None:
    for each in ways_of(plan):
        if each.cost.total is None:
            assert merits(each)[1] == float("-inf")
        if each.shows is None:
            assert merits(each)[5] == float("-inf")


def in_pennies(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(plans())
def test_true_cost_is_to_the_penny(plan: Plan) -> None:
    """Reckoned anew in fractions, from the record alone; a part that is not known is not guessed."""
    offers, school, need = {f"offer:{o.id}": o for o in plan.offers}, plan.school, plan.needs[0]
    for each in ways_of(plan):
        cost = each.cost
        parts = (cost.price, cost.cover, cost.paid_time, cost.travel)
        assert cost.total == (None if None in parts else sum(part for part in parts if part is not None))
        assert all(part is None or part == part.quantize(Decimal("0.01")) for part in parts)
        offer = offers.get(each.option.key)
        if offer is None:
            assert (cost.price, cost.travel) == (0, 0)
            continue
        if offer.price and offer.price_for is PriceFor.PERSON:
            assert cost.price == (None if need.people is None else offer.price * need.people)
        if offer.price and offer.price_for is PriceFor.GROUP and not offer.places:
            assert cost.price == offer.price
        if offer.hours is None or not need.people:
            continue
        sure = need.group is StaffGroup.TEACHERS and each.option.needs_cover != "no"
        if sure and offer.takes_place is TakesPlace.LESSONS:
            days = in_pennies(Fraction(offer.hours) * need.people / Fraction(DAY_HOURS))
            rate = school.cover_day_cost if school.cover_day_cost is not None else Decimal(218)
            assert each.cover_days == days
            assert cost.cover is not None
            assert abs(Fraction(cost.cover) - Fraction(days) * Fraction(rate)) <= Fraction(1, 200)
        paid = need.group is StaffGroup.LUNCHTIME and school.support_hour_cost is not None
        if paid and offer.takes_place is TakesPlace.TWILIGHT:
            hour = Fraction(school.support_hour_cost or 0)
            assert cost.paid_time == in_pennies(Fraction(offer.hours) * need.people * hour)


@given(plans())
def test_the_activity_of_a_chosen_way_costs_what_the_way_costs_and_keeps_what_was_written(plan: Plan) -> None:
    activity = make.activity(id="waiting", what="", need_ids=("need",), follow_up="Ours")
    for each in ways_of(plan):
        made = chosen(activity, plan.needs[0], each)
        assert (made.follow_up, made.option, made.offer_id) == ("Ours", each.option.key, each.option.offer_id)
        if each.cost.total is not None:
            assert cost_of(made, plan.school).total == each.cost.total


@given(plans())
def test_every_way_has_a_line_and_reasons_and_says_what_it_does_not_know(plan: Plan) -> None:
    setting = Setting.of(plan, TODAY)
    for each in weighed_for(setting, plan.needs[0]):
        assert line(each)[0].isupper() or not line(each)[0].isalpha()
        found = facts(each, plan.needs[0], setting)
        assert len({fact.label for fact in found}) == len(found) >= 14
        assert [
            fact.label for fact in found if not fact.known and "not known" not in fact.said and fact.label != "Places"
        ] == []
        assert each.cost.total is None or [fact.known for fact in found if fact.label == "True cost"] == [True]


@given(plans(), st.sampled_from(Order))
def test_the_full_list_holds_every_way_in_any_order(plan: Plan, order: Order) -> None:
    ways = ways_of(plan)
    assert sorted(each.option.key for each in in_order(ways, order)) == sorted(each.option.key for each in ways)
    assert passing(ways, EVERYTHING) == ways


# By hand, to the penny.


def test_price_cover_paid_time_and_travel_make_the_true_cost() -> None:
    """004-04, 002-06, 003-F6."""
    found = one(provider="Hub", price="85.50", price_for=PriceFor.PERSON, travel="12.20", hours=5,
                takes_place=TakesPlace.LESSONS, form="one_day_event")  # fmt: skip
    assert found.cover_days == Decimal("3.33")
    assert (found.cost.price, found.cost.cover, found.cost.paid_time, found.cost.travel) == (
        Decimal("342.00"), Decimal("666.00"), Decimal("0.00"), Decimal("48.80"),
    )  # fmt: skip
    assert found.cost.total == Decimal("1056.80")


def test_support_staff_are_paid_after_hours_and_teachers_give_directed_time() -> None:
    lunch = make.need(id="need", what="Fluency", group=StaffGroup.LUNCHTIME, people=14)
    twilight = {"hours": 2, "sessions": 2, "takes_place": TakesPlace.TWILIGHT}
    found = one(need=lunch, **twilight)
    assert (found.cost.total, found.cover_days, found.directed_hours) == (Decimal("420.00"), 0, 0)
    assert (one(**twilight).cost.total, one(**twilight).directed_hours) == (Decimal("0.00"), 2)


def test_a_group_larger_than_the_places_pays_twice_and_a_dated_course_has_no_room() -> None:
    found = one(
        provider="Hub", price=300, price_for=PriceFor.GROUP, travel=0, places=3, takes_place=TakesPlace.TWILIGHT
    )
    assert (found.runs, found.cost.price, found.goes_ahead) == (2, Decimal("600.00"), True)
    assert one(provider="Hub", places=3, dates="4 February 2027").goes_ahead is False


def test_002_19_and_002_20_a_smallest_group_and_the_day_it_is_decided() -> None:
    assert one(minimum=5).goes_ahead is None
    assert one(minimum=4).goes_ahead is True
    assert one(minimum=5, decide_by=date(2026, 11, 1)).goes_ahead is False


def test_what_these_people_cannot_have_is_in_the_full_list_and_never_suggested() -> None:
    need = make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=4)
    full = {"title": "Fluency", "provider": "Hub", "dates": "4 February 2027", "assured_by": "Two heads"}
    plan = make.plan(needs=(need,), offers=(make.offer(id="o", places=3, **full), make.offer(id="room", **full)))
    assert {"offer:o", "offer:room"} <= {each.option.key for each in ways_of(plan)}
    found = {each.option.key for each in suggested(ways_of(plan))}
    assert found & {"offer:o", "offer:room"} == {"offer:room"}


def test_a_price_that_may_be_for_each_or_for_all_is_not_guessed() -> None:
    found = one(provider="Hub", price=300)
    assert (found.cost.price, found.cost.total) == (None, None)
    assert "whether that is for each person or for all is not said" in facts_of(found)["True cost"].how


def facts_of(found: Weighed, need: Any = None) -> dict[str, Any]:
    need = need or make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=4)
    plan = make.plan(school=make.school(cover_day_cost=200, support_hour_cost=15), needs=(need,))
    return {fact.label: fact for fact in facts(found, need, Setting.of(plan, TODAY))}


def test_each_figure_opens_to_its_formula() -> None:
    found = one(provider="Hub", price=80, price_for=PriceFor.PERSON, travel=5, hours=6, sessions=1,
                takes_place=TakesPlace.LESSONS, form="one_day_event", dates="4 February 2027")  # fmt: skip
    said = facts_of(found)
    assert said["True cost"].said == "£1,140"
    assert said["True cost"].how == (
        "price £80 x 4 people + cover 4 x 6 hours / 6 = 4 days x £200 + no paid time + travel £5 x 4 people; "
        "cover: £200 a day, the school's own figure"
    )
    assert said["How soon practice could change"].said == "from 18 March 2027"
    assert said["Sustained, or once"].said == "once, with nothing after it"
    assert (said["How it works"].known, said["How it works"].said) == (False, "not known")
    assert said["This kind of need"].said == "its form suits it"


# Which options there are.


def test_003_f4e_a_need_meets_a_colleague_before_a_purchase_and_names_stay_out() -> None:
    need = make.need(id="need", what="Speak French with a class", group=StaffGroup.TEACHERS, people=6)
    plan = make.plan(
        needs=(need,),
        expertise=(
            make.expertise(who="Ana Lima", can_help_with="French songs and games", agreed=True, hours=5),
            make.expertise(who="Ben Oduya", can_help_with="Speaking French", agreed=True, hours=2),
            make.expertise(who="Cal Reid", can_help_with="French", agreed=None),
            make.expertise(who="Dee Moss", can_help_with="Netball", agreed=True),
        ),
        offers=(
            make.offer(id="o", title="French for primary teachers", provider="Hub", price=900, assured_by="Two heads"),
        ),
    )
    first, *others = suggested(ways_of(plan))
    assert (first.option.key, first.option.led_by, first.cost.total) == ("colleagues:meetings", "two colleagues", 0)
    assert line(first) == "Six one-hour meetings, no cover, £0, led by two colleagues"
    assert "offer:o" in {each.option.key for each in others}
    made = chosen(make.activity(need_ids=("need",)), need, first)
    assert (made.led_by, [name for name in ("Lima", "Oduya") if name in made.model_dump_json()]) == (
        "Two colleagues",
        [],
    )
    assert made.chosen_why == "Six one-hour meetings, no cover, £0, led by colleagues"  # governors read it


def test_what_is_kept_of_a_way_says_nothing_of_what_people_prefer() -> None:
    need = make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=8)
    liked = make.preference(form="meetings", asked=10, useful=8)
    meetings = way(make.plan(needs=(need,), preferences=(liked,)), "form:meetings")
    assert "found useful by 80% of those asked" in line(meetings)  # the leaders, when they choose
    assert chosen(make.activity(), need, meetings).chosen_why == (
        "Six one-hour meetings, no cover, £0; nobody named for it yet"
    )


def test_offers_are_found_by_their_words_or_ticks_and_left_out_for_other_staff_or_when_over() -> None:
    need = make.need(id="need", what="Calm a quarrel early", group=StaffGroup.LUNCHTIME, people=14)
    plan = make.plan(
        needs=(need,),
        offers=(
            make.offer(id="words", title="Calming quarrels at lunch"),
            make.offer(id="content", title="Playtime", content="How to calm, and what stops a quarrel"),
            make.offer(id="ticked", title="Anything at all", groups=(StaffGroup.TEACHERS,), need_ids=("need",)),
            make.offer(id="others", title="Calm classrooms", groups=(StaffGroup.TEACHERS,)),
            make.offer(id="over", title="Calm lunch", dates="1 October 2026"),
            make.offer(id="other", title="Phonics for all staff"),
        ),
    )
    offers = {each.option.offer_id: each.about for each in ways_of(plan) if each.option.offer_id}
    assert offers == {"words": 1, "content": 1, "ticked": 2}


def test_every_form_that_can_be_done_in_house_is_an_option() -> None:
    found = {each.option.form for each in ways_of(make.plan(needs=(make.need(id="need"),)))}
    assert found == {entry.id for entry in menu() if entry.in_house != "no"}


@pytest.mark.parametrize(
    ("sort", "form"),
    [(NeedSort.INDIVIDUAL, "coaching"), (NeedSort.SHARED, "training_day"), (NeedSort.CONTEXT, "outside_advice"),
     (NeedSort.PEERS, "school_network")],
)  # fmt: skip
def test_000_29_each_kind_of_need_has_its_route(sort: NeedSort, form: str) -> None:
    need = make.need(id="need", what="Fluency", sort=sort, people=4)
    assert one(need=need, form=form).fits is True
    assert one(need=need, form="thinking").fits is (sort is NeedSort.INDIVIDUAL)


def test_000_37_what_was_made_for_another_sort_of_school_says_so() -> None:
    small = make.school(contexts=(Context.SMALL,))
    assert one(school=small, contexts=(Context.SMALL,)).context is True
    assert one(school=small, contexts=(Context.LARGE, Context.PRIMARY)).context is False
    assert one(school=make.school(phase=Phase.PRIMARY), contexts=(Context.SECONDARY,)).context is False
    assert one(school=small, contexts=(Context.FAITH,)).context is None
    assert one().context is None


def test_levels_fit_where_both_say_so() -> None:
    need = make.need(id="need", what="Fluency", level_now=Level.TRYING, level_needed=Level.CONFIDENT)
    assert one(need=need, level_from=Level.NEW, level_to=Level.CONFIDENT).level is True
    assert one(need=need, level_from=Level.CONFIDENT).level is False
    assert one(need=need, level_to=Level.TRYING).level is False
    assert one(need=need).level is None


@pytest.mark.parametrize(("asked", "preferred"), [(4, None), (5, Decimal("0.8"))])
def test_what_a_group_prefers_counts_and_fewer_than_five_are_never_looked_at(asked: int, preferred: Any) -> None:
    """003-F6a."""
    need = make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=4)
    answer = make.preference(form="meetings", asked=asked, useful=4)
    assert way(make.plan(needs=(need,), preferences=(answer,)), "form:meetings").preferred == preferred


# Filters.


def test_filters_keep_what_is_sure_to_pass() -> None:
    need = make.need(id="need", what="Fluency", group=StaffGroup.TEACHERS, people=4)
    offers = (
        make.offer(id="day", title="Fluency", provider="Hub", price=90, price_for=PriceFor.GROUP, travel=0, hours=6,
                   takes_place=TakesPlace.LESSONS, form="one_day_event", dates="4 February 2027"),
        make.offer(id="vague", title="Fluency", provider="Hub"),
        make.offer(id="ours", title="Fluency", hours=2, takes_place=TakesPlace.TWILIGHT, form="meetings"),
    )  # fmt: skip
    ways = ways_of(make.plan(school=make.school(cover_day_cost=200), needs=(need,), offers=offers))

    def left(**filters: Any) -> set[str | None]:
        return {each.option.offer_id for each in passing(ways, Filters(**filters)) if each.option.offer_id}

    assert left() == {"day", "vague", "ours"}
    assert left(no_cover=True) == {"ours"}
    assert left(in_house=True) == {"ours"}
    assert left(budget=Decimal(890)) == {"day", "ours"}
    assert left(budget=Decimal("889.99")) == {"ours"}
    assert left(by=date(2027, 3, 18)) == {"day", "ours"}
    assert left(by=date(2027, 3, 17)) == {"ours"}
