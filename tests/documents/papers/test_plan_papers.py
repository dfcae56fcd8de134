"""The plan, the plan on one page, the sheets of priorities and the pack: what stands where, and in what words."""

from __future__ import annotations

from datetime import date

import pytest

from sef2si.documents.papers.chains import capacity_said, target_said
from sef2si.documents.papers.missing import open_matters
from sef2si.documents.printing.paper import Bullets, Missing, Picture, Table, Tone, Words
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Source
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.impact import AgainstIntent
from sef2si.domain.plan import shared
from sef2si.domain.priorities import PriorityState
from sef2si.domain.suppression import suppressed
from tests import factories as make
from tests.documents.map.plans import broken_plan, many_priorities
from tests.documents.papers.paper_words import PAPERS, after, headings, table, under, words

TODAY = date(2026, 11, 23)
SAMPLES = {plan.urn: plan for plan in read_samples()}


# The plan (003-16).


def test_003_16_self_evaluation_and_priorities_are_one_document_in_the_journeys_order() -> None:
    found = headings(PAPERS["plan"](Source(make.whole_plan(), TODAY)))
    assert found == [
        "Where are we?",
        "Inclusion",
        "To improve",
        "What matters most, and what will we do?",
        "1 Reading fluency",
        "What does it cost?",
        "What is not yet agreed",
    ]


def test_an_area_says_its_grade_its_points_with_their_answer_and_its_evidence_with_dates() -> None:
    plan = make.plan(
        judgements=(make.judgement(id="j", grade="expected", voices=("pupils", "governors")),),
        priorities=(make.priority(id="p", title="Reading"),),
        points=(
            make.point(judgement_id="j", text="Pupils are calm", sort="strength"),
            make.point(judgement_id="j", text="Slow readers", priority_id="p"),
            make.point(judgement_id="j", text="Boys' French", not_this_year=True),
            make.point(judgement_id="j", text="Lateness"),
        ),
        evidence=(
            make.evidence(judgement_id="j", source="Survey", dated=date(2026, 6, 5), shows="48% agree"),
            make.evidence(judgement_id="j", source="Talks"),
        ),
    )
    made = PAPERS["plan"](Source(plan, TODAY))
    said = under(made, "Inclusion")
    assert "Expected standard" in said
    assert "Pupils and governors" in said
    assert [block.items for block in after(made, "Inclusion") if isinstance(block, Bullets)] == [
        ("Pupils are calm",),
        (
            "Slow readers\n→ Priority: Reading",
            "Boys' French\n→ Not this year",
            "Lateness\n→ Not answered yet: a priority, or “not this year”?",
        ),
    ]
    rows = table(made, "Evidence: Inclusion").rows
    assert rows == (("Survey", "5 June 2026", "48% agree"), ("Talks", "No date yet", ""))
    assert isinstance(rows[1][1], Missing)


def test_a_blank_grade_is_not_judged_and_areas_without_words_are_named_once() -> None:
    plan = make.plan(judgements=(make.judgement(id="j"),), points=(make.point(judgement_id="j"),))
    said = words(PAPERS["plan"](Source(plan, TODAY)))
    assert "Not judged" in said
    assert (
        "Not evaluated yet: Curriculum and teaching, Achievement, Attendance and behaviour, Personal development and "
        "well-being, Leadership and governance, Early years and Safeguarding."
    ) in said


def test_earlier_frameworks_stand_apart_under_their_own_name_with_their_own_grades() -> None:
    plan = make.plan(
        judgements=(
            make.judgement(id="now", area="inclusion", grade="strong"),
            make.judgement(id="then", framework="ofsted_2019", area="quality_of_education", grade="2"),
        ),
    )
    made = PAPERS["plan"](Source(plan, TODAY))
    earlier = "Earlier judgements: Ofsted education inspection framework 2019"
    assert headings(made)[:4] == ["Where are we?", "Inclusion", earlier, "Quality of education"]
    assert "2 Good" in under(made, earlier)
    assert "never turned into grades of another" in under(made, earlier)


def test_what_was_carried_says_from_where_and_when_and_that_nobody_reviewed_it_yet() -> None:
    carried = make.judgement(
        id="j", carried_from="ofsted_2019.quality_of_education; ofsted_2019.behaviour_attitudes",
        carried_on=date(2026, 9, 1),
    )  # fmt: skip
    plan = make.plan(judgements=(carried,), points=(make.point(judgement_id="j"),))
    (said,) = [b for b in after(PAPERS["plan"](Source(plan, TODAY)), "Inclusion") if isinstance(b, Words)][:1]
    assert (said.tone, said.text) == (
        Tone.MISSING,
        "Points and evidence were carried here from Quality of education and Behaviour and attitudes (Ofsted education "
        "inspection framework 2019) on 1 September 2026; no grade was. Not reviewed yet: do they belong here, and are "
        "they still true?",
    )
    reviewed = plan.model_copy(update={"judgements": (carried.having(reviewed_on=date(2026, 10, 2)),)})
    (said,) = [b for b in after(PAPERS["plan"](Source(reviewed, TODAY)), "Inclusion") if isinstance(b, Words)][:1]
    assert said.tone is Tone.QUIET
    assert said.text.endswith("Reviewed on 2 October 2026.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"measure": "pupils", "now": "45%", "target": "75%", "by": date(2027, 7, 9)},
            "Pupils: 45% → 75%, by 9 July 2027",
        ),
        ({"target": "75%"}, "75%, no date yet"),
        ({"measure": "pupils", "now": "45%"}, "No target yet (measure: pupils)"),
        ({}, "No target yet"),
    ],
)  # fmt: skip
def test_003_o5_a_target_says_by_how_much_and_by_when_or_that_it_is_not_agreed(
    fields: dict[str, object], said: str
) -> None:
    found = target_said(make.priority(**fields))
    assert found == said
    assert isinstance(found, Missing) == said.startswith("No target")


def test_003_10_the_plan_says_how_many_priorities_the_school_set_out_to_carry() -> None:
    assert capacity_said(broken_plan()) == "4 live and 1 parked. The school set out to carry 5 at once."
    assert capacity_said(many_priorities()) == (
        "76 live: 71 more live than the 5 the school set out to carry. Fewer things, done well, help more."
    )
    assert capacity_said(make.plan()) == ""


def test_milestones_stand_by_term_and_cpd_by_date_with_its_true_cost() -> None:
    plan = make.plan(
        priorities=(make.priority(id="p", title="Reading"),),
        milestones=(
            make.milestone(text="Last", term="summer", priority_id="p"),
            make.milestone(text="Some day", priority_id="p"),
            make.milestone(text="First", term="autumn", priority_id="p", status="met"),
        ),
        needs=(make.need(id="n", priority_id="p"),),
        activities=(
            make.activity(what="Undated", need_ids=("n",)),
            make.activity(what="Second", need_ids=("n",), starts=date(2027, 1, 5), price=0, cover_days=2),
            make.activity(
                what="First", need_ids=("n",), starts=date(2026, 10, 5), price=100, cover_days=0, support_staff_pay=5
            ),
        ),
    )
    made = PAPERS["plan"](Source(plan, TODAY))
    assert table(made, "Milestones").rows == (
        ("Autumn", "First", "Met"),
        ("Summer", "Last", "Not started"),
        ("No term yet", "Some day", "Not started"),
    )
    cpd = table(made, "CPD")
    assert [(row[0], row[1], row[4]) for row in cpd.rows] == [
        ("First", "5 October 2026", "£105"),
        ("Second", "5 January 2027", "£436 so far"),
        ("Undated", "No date yet", "Not given yet"),
    ]
    assert cpd.total == ("All", "", "", "", "£541")


def test_what_is_not_yet_agreed_stands_with_its_priority_and_the_rest_at_the_end() -> None:
    plan = broken_plan()
    made = PAPERS["plan"](Source(plan, TODAY))
    assert "Reading fluency has no target yet" not in under(made, "1 Calm lunch")
    assert "Calm lunch has no lead yet: who keeps an eye on it?" in under(made, "1 Calm lunch")
    rest = under(made, "What is not yet agreed")
    assert "A conference serves no priority yet: which need does it meet?" in rest
    assert "Calm lunch has no lead yet" not in rest
    said = words(made)
    asked = [matter.sentence for matter in open_matters(suppressed(shared(plan)), TODAY)]
    assert len(asked) > 12
    # Those of a priority with nothing behind it are counted in its row.
    assert {text for text in asked if text not in said} == {text for text in asked if "Reading fluency" in text}
    assert "Parked garden has" not in said


def test_a_priority_with_nothing_behind_it_is_a_row_that_counts_what_is_asked() -> None:
    made = PAPERS["plan"](Source(broken_plan(), TODAY))
    found = table(made, "Priorities with a title, and perhaps a target, so far")
    assert found.rows == (("2", "Reading fluency", "No target yet", "No lead yet", "4 things"),)


def test_what_serves_no_priority_is_kept_in_sight() -> None:
    made = PAPERS["plan"](Source(broken_plan(), TODAY))
    assert [row[0] for row in table(made, "CPD that serves no priority yet").rows] == ["A conference"]


def test_000_47_a_staff_outcome_is_never_printed_as_a_pupil_outcome() -> None:
    plan = make.whole_plan()
    check = plan.checks[0].having(level=ImpactLevel.USE, against_intent=AgainstIntent.MET)
    said = words(PAPERS["plan"](Source(plan.model_copy(update={"checks": (check,)}), TODAY)))
    assert "Staff: met; pupils: not yet seen" in said
    assert "Pupils: met" not in said


# One page (003-17).


def test_003_17_one_page_says_what_who_when_and_how_we_will_know() -> None:
    made = PAPERS["one-page"](Source(make.whole_plan(), TODAY))
    assert made.one_page
    found = table(made, "Live priorities, what matters most first")
    assert found.rows == (
        (
            "1 Reading fluency",
            "• Fluency workshop\n• Buy decodable books",
            "Deputy head",
            "9 July 2027",
            "• Year 3 pupils reading 90 words a minute: 45% → 75%\n• Pupils read 90 words a minute",
        ),
    )


def test_what_does_not_fit_is_counted() -> None:
    plan = make.plan(
        priorities=tuple(make.priority(id=f"p{n}", title=f"Priority {n}") for n in range(8)),
        actions=tuple(make.action(what=f"Action {n}", priority_id="p0") for n in range(9)),
    )
    first = table(PAPERS["one-page"](Source(plan, TODAY)), "Live priorities, what matters most first").rows[0]
    assert first[1].splitlines()[-1] == "and 7 more"
    assert [first[2], first[3], first[4]] == ["No lead yet", "No date yet", "No target yet"]


def test_without_a_live_priority_the_page_says_so() -> None:
    plan = make.plan(priorities=(make.priority(state=PriorityState.DONE),))
    assert words(PAPERS["one-page"](Source(plan, TODAY))).endswith(
        "No priority is live yet. Choose what would change most for your pupils."
    )


# Sheets.


def test_a_sheet_names_the_next_three_dates_overdue_first() -> None:
    made = PAPERS["priority-sheets"](Source(SAMPLES["900002"], TODAY))
    first = next(block for block in after(made, headings(made)[0]) if isinstance(block, Table))
    assert first.caption == "The next three dates"
    assert first.rows[0] == ("20 November 2026", "Check: Heads of department watch one another lead", "Overdue")
    assert len(first.rows) == 3


def test_a_whole_chain_has_a_sheet_on_which_nothing_is_missing() -> None:
    made = PAPERS["priority-sheets"](Source(make.whole_plan(), date(2027, 6, 1)))
    said = words(made)
    assert "Nothing is missing" in said
    assert [
        text for text in ("Reading fluency in Year 3", "Fluency workshop", "Half of Year 3") if text not in said
    ] == []


# The pack (003-13, 000-46).


def test_003_13_the_pack_holds_all_parts_in_the_order_of_its_contents() -> None:
    made = PAPERS["pack"](Source(SAMPLES["900001"], TODAY))
    contents = next(block for block in after(made, "What is in this pack") if isinstance(block, Bullets))
    assert contents.numbered
    numbered = [f"{place} {part}" for place, part in enumerate(contents.items, 1)]
    assert len(numbered) == 7
    assert [text for text in headings(made) if text in numbered] == numbered


def test_000_46_the_pack_holds_log_map_and_evidence_of_impact() -> None:
    plan = make.whole_plan()
    made = PAPERS["pack"](Source(plan, date(2027, 6, 1)))
    assert [row[1] for row in table(made, "What has been, by date").rows] == ["Fluency workshop"]
    assert [row[2] for row in table(made, "Each path from a priority to what was found").rows] == ["Fluency workshop"]
    assert "71% read 90 words a minute" in under(made, "For pupils")
    pictures = [block for block in made.blocks if isinstance(block, Picture)]
    assert len(pictures) == 1
    assert [picture.wide for picture in pictures] == [True]
    assert "Fluency workshop" in pictures[0].svg
