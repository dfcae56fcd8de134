from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest

from sef2si.dashboards.panels import Dashboard, Panel, listed
from sef2si.dashboards.school import narrowed, school_dashboard
from sef2si.dashboards.theme import label
from sef2si.dashboards.timeline import events
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.documents.map.plans import CANARY, NAUGHTY, TODAY, broken_plan, many_priorities, naughty_plan

KEYS = [
    "map", "priorities", "needs", "ways", "money_by_priority", "money_by_group", "hours_by_priority", "hours_by_group",
    "fairness", "year", "timeline", "impact", "journey",
]  # fmt: skip
PLANS = [broken_plan(), many_priorities(), make.whole_plan(), make.plan(), naughty_plan(NAUGHTY[5])]


def board(plan: Plan, **more: Any) -> Dashboard:
    return school_dashboard(plan, TODAY, **more)


def panel(plan: Plan, key: str, **more: Any) -> Panel:
    return next(each for each in board(plan, **more).panels if each.key == key)


def rows(found: Panel) -> list[list[str]]:
    assert found.table is not None
    return [[cell.text for cell in row] for row in found.table.rows]


@pytest.mark.parametrize("plan", PLANS)
def test_every_chart_is_a_sound_figure_with_words_a_table_and_how_it_is_computed(plan: Plan) -> None:
    shown = board(plan)
    assert [each.key for each in shown.panels] == KEYS
    for each in shown.panels:
        assert each.title
        assert each.how.endswith(".")
        if each.empty:
            assert (each.figure, each.table, each.svg) == (None, None, "")
            continue
        assert each.table is not None
        assert each.table.rows
        assert {len(row) for row in each.table.rows} == {len(each.table.headings)}
        if each.figure is not None or each.svg:
            assert each.alt
        if each.figure is not None:
            go.Figure(each.figure)
    assert all(tile.how for tile in shown.tiles)


def test_the_check_of_figures_would_notice_an_unsound_one() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        go.Figure({"data": [{"type": "bar", "nonsense": 1}]})


def test_the_tiles_count_links_priorities_money_and_checks() -> None:
    said = [(tile.value, tile.label, tile.note) for tile in board(broken_plan()).tiles]
    assert said == [
        ("13 of 22", "links are in place", ""),
        ("4", "live priorities", "of 5 the school can carry"),
        (
            "£906.50",
            "planned, of £6,400",
            "paid time £50 included. So far: 3 activities with only a part given.",
        ),
        ("1", "check due", "next on 4 December 2026"),
    ]


def test_003_10_more_live_priorities_than_the_school_can_carry_are_said_kindly() -> None:
    tile = board(many_priorities()).tiles[1]
    assert (tile.value, tile.tone) == ("76", "todo")
    assert tile.note == "71 more than the school says it can carry; parking some frees time for the rest"


def test_the_same_numbers_stand_in_the_chart_and_in_the_table() -> None:
    found = panel(broken_plan(), "money_by_priority")
    assert found.figure is not None
    totals = [sum(column) for column in zip(*(trace["x"] for trace in found.figure["data"]), strict=True)]
    drawn = dict(zip(found.figure["layout"]["yaxis"]["ticktext"], totals, strict=True))
    assert drawn == {"Calm lunch": 586.0, "French": 586.0, "Parked priorities only": 70.0, "No priority": 250.5}
    assert {row[0]: row[6] for row in rows(found)} == {
        "Calm lunch": "£586",
        "Reading fluency": "£0",
        "French": "£586",
        "Hall timetable": "£0",
        "Parked priorities only": "£70",
        "No priority": "£250.50",
        "All, each activity once": "£906.50",
    }


def test_003_o5_a_measure_alone_is_no_target() -> None:
    plan = make.plan(priorities=(make.priority(measure="words a minute", now="62", target=""),))
    assert rows(panel(plan, "priorities"))[0][2] == "no target yet"


def test_one_whole_chain_is_said_in_the_singular() -> None:
    whole = make.whole_plan()
    two = whole.model_copy(update={"priorities": (*whole.priorities, make.priority(id="new", title="New"))})
    assert board(two).lede.startswith("1 of 2 chains is whole. ")
    assert board(broken_plan()).lede.startswith("0 of 4 chains are whole. ")


def test_000_47_impact_keeps_pupils_apart_from_staff() -> None:
    found = panel(broken_plan(), "impact")
    assert found.lede == "1 check made, none of them about pupils: for pupils, not yet seen."
    assert [row[:2] for row in rows(found)] == [
        ["5 Pupils", "Pupils"],
        ["4 Use", "Staff and the school"],
        ["3 The school", "Staff and the school"],
        ["2 Learning", "Staff and the school"],
        ["1 Reactions", "Staff and the school"],
    ]
    assert rows(found)[0][2:] == ["0", "0", "0", "0", "0", "1"]
    assert rows(found)[1][2:] == ["0", "0", "1", "0", "0", "0"]


def test_needs_are_counted_by_group_and_level_in_words() -> None:
    found = panel(broken_plan(), "needs")
    assert found.table is not None
    assert [h.text for h in found.table.headings][1:6] == ["New", "Trying", "Confident", "Can help others", "Not said"]
    assert rows(found)[0] == ["Teachers", "0", "0", "0", "0", "3", "3", "14", "0"]


def test_the_timeline_puts_what_is_overdue_first() -> None:
    said = [(event.state, event.said) for event in events(make.plan(**_dated()), TODAY)]
    assert said == [
        ("Overdue", "Check: Late"),
        ("Overdue", "Late action"),
        ("Took place", "Late"),
        ("Done", "Checked: Early"),
        ("Due", "Check: Early"),
    ]


def _dated() -> dict[str, Any]:
    return {
        "activities": (
            make.activity(id="late", what="Late", starts=date(2026, 10, 5), check_due=date(2026, 10, 20)),
            make.activity(id="early", what="Early", check_due=date(2026, 11, 1)),
        ),
        "actions": (make.action(what="Late action", by=date(2026, 11, 1)),),
        "checks": (
            make.check(activity_id="early", checked_on=date(2026, 11, 2), found="calm", next_check=date(2027, 1, 4)),
        ),
    }


def test_a_filter_narrows_all_but_the_journey_to_one_priority() -> None:
    whole, french = board(broken_plan()), board(broken_plan(), priority="french")
    assert french.priority == "french"
    assert french.steps == whole.steps
    assert french.choices == whole.choices
    assert [row[0] for row in rows(panel(broken_plan(), "map", priority="french"))] == ["French", "French"]
    assert french.tiles[2].value == "£586"
    assert board(broken_plan(), priority="no such").priority == ""


def test_narrowing_keeps_a_shared_activity_whole_but_for_its_other_needs() -> None:
    plan = narrowed(broken_plan(), "french")
    assert [(a.id, a.need_ids, a.price) for a in plan.activities] == [
        ("a-coach", ("n-french",), Decimal(100)),
        ("a-french", ("n-french",), Decimal(0)),
    ]


def test_links_lead_where_the_caller_says() -> None:
    shown = board(broken_plan(), href=lambda kind, record_id: f"/w#{kind}/{record_id}")
    first = shown.broken[0].sentences[0]
    assert (first.subject, first.href) == ("Reading fluency", "/w#needs/need.fluent")
    assert 'href="/w#priorities/calm"' in shown.panels[0].svg
    assert all(not each.href for breaks in board(broken_plan()).broken for each in breaks.sentences)


def test_an_empty_plan_is_met_with_what_to_do_next() -> None:
    shown = board(make.plan())
    assert shown.lede == "There is no priority yet. Begin with what matters most; the chain grows from there."
    assert [each.key for each in shown.panels if not each.empty] == ["journey"]


def test_nothing_private_reaches_the_dashboard() -> None:
    plan = broken_plan()
    assert CANARY in plan.model_dump_json()
    for chosen in (None, "calm"):
        assert CANARY not in json.dumps(board(plan, priority=chosen).to_json())


def test_plotly_never_sees_tags_that_somebody_typed() -> None:
    found = panel(naughty_plan('<a href="https://example.org">x</a>'), "money_by_priority")
    assert found.figure is not None
    assert "<a" not in json.dumps(found.figure)
    assert label("<b> & " + "x" * 20) == "&lt;b&gt; &amp; " + "x" * 20


def test_words_on_an_axis_take_two_lines_and_are_cut_only_after_them() -> None:
    two = "Every lesson checks what pupils<br>have understood and changes"
    assert label("Every lesson checks what pupils have understood and changes") == two
    assert label("Every lesson checks what pupils have understood and changes because of it") == f"{two}…"
    assert label("") == ""


def test_words_are_listed_as_people_write_them() -> None:
    assert [listed(()), listed(("a",)), listed(("a", "b", "c"))] == ["", "a", "a, b and c"]


def test_needs_not_met_yet_show_their_ways_and_name_nobody_who_could_help() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p", version=1),),
        needs=(
            make.need(id="n", priority_id="p", what="Speak French", group="teachers", people=6),
            make.need(id="met", priority_id="p", what="Sing"),
        ),
        activities=(make.activity(need_ids=("met",)),),
        expertise=(make.expertise(who="CANARY", can_help_with="French", agreed=True),),
        offers=(make.offer(title="French in class", provider="Hub", price=90, price_for="group", travel=0,
                           takes_place="twilight", hours=2, assured_by="Two heads"),),
    )  # fmt: skip
    found = panel(plan, "ways")
    assert found.lede == "1 need is not met yet."
    said = rows(found)
    assert 1 < len(said) <= 3
    lines = "2 hours in all, no cover, £90, from Hub; nothing yet on follow-up, how it changes practice is not said"
    assert [row[1:4] for row in said if row[1] == "French in class"] == [["French in class", lines, "£90"]]
    assert "CANARY" not in str(board(plan).to_json())
    assert "colleague" not in str(said)


def test_003_o10_money_and_hours_for_each_head_of_a_role_and_none_of_a_few() -> None:
    plan = make.plan(
        school=make.school(teachers=10, support_staff=4),
        needs=(make.need(id="t", group="teachers", people=10), make.need(id="s", group="pastoral", people=4)),
        activities=(
            make.activity(need_ids=("t",), price=500, people=10, hours=3),
            make.activity(need_ids=("s",), price=90, people=4, hours=1),
        ),
    )
    assert rows(panel(plan, "fairness")) == [
        ["Teachers and leaders", "10", "£500", "£50", "30", "3"],
        ["Support staff", "fewer than 5", "", "not shown", "", "not shown"],
    ]
    assert panel(make.plan(), "fairness").empty.startswith("Say in “Our school” how many")
