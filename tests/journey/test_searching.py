"""Words looked for in a plan: whatever accents and capitals, all of them, where it hangs, where it was found."""

from __future__ import annotations

import pytest

from sef2si.domain.plan import KINDS
from sef2si.journey.searching import Found, Hit, each_once, searched, wanted
from tests import factories as make

PLAN = make.whole_plan()


def found(plan: object, typed: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.record_id) for hit in searched(plan, wanted(typed))]  # type: ignore[arg-type]


def test_a_hit_says_where_it_is_what_was_found_and_where_it_hangs() -> None:
    areas = ("ofsted_2025.inclusion",)
    plan = PLAN.model_copy(update={"priorities": (PLAN.priorities[0].having(areas=areas),)})
    said = (("How", True), (" to ", False), ("teach", True), (" ", False), ("fluency", True))
    (hit,) = searched(plan, wanted("TEACH how fluency"))
    assert hit == Hit(
        year="2026/27",
        kind="needs",
        record_id="need-1",
        step="needs",
        title=(("4 ", False), ("teach", True), ("ers: ", False), *said),
        place=("Inclusion", "Reading fluency"),
        texts=(Found("What do they need to know or do?", said),),
    )


@pytest.mark.parametrize(
    ("text", "typed", "is_found"),
    [
        ("Élan vital", "elan", True),
        ("Elan vital", "ÉLAN", True),
        ("e\u0301lan", "élan", True),
        ("Straße", "strasse", True),
        ("Pupils’ voice", "pupils'", True),
        ("self‑evaluation", "self-eval", True),
        ("Reading fluency", "fluency read", True),  # the beginnings of words, in any order
        ("Reading fluency", "ding", False),  # and not their ends
        ("Influence", "fluen", False),
        ("Reading fluency", "reading maths", False),  # all of them must be there
        ("£200 a head", "£200", True),
        ("50% of pupils", "50%", True),
        ("a.c", "abc", False),  # a letter is no pattern
        ("(phonics)", "phonics", True),
        ("Łódź", "lodz", True),
    ],
)
def test_accents_and_capitals_make_no_difference(text: str, typed: str, is_found: bool) -> None:
    plan = make.plan(priorities=(make.priority(id="p", title=text),))
    assert found(plan, typed) == ([("priorities", "p")] if is_found else [])


def test_the_mark_stands_on_the_letters_that_were_typed() -> None:
    plan = make.plan(points=(make.point(id="x", text="Zoe\u0308 said: Straßen"),))
    (hit,) = searched(plan, wanted("zoe strasse"))
    assert hit.title == (("Zoe\u0308", True), (" said: ", False), ("Straße", True), ("n", False))


def test_words_may_stand_in_different_boxes_of_one_record_and_not_in_two_records() -> None:
    plan = make.plan(
        priorities=(
            make.priority(id="p", title="Reading", why="Maths can wait"),
            make.priority(id="q", title="Reading"),
            make.priority(id="r", title="Maths"),
        )
    )
    assert found(plan, "reading maths") == [("priorities", "p")]


def test_keys_and_choices_of_ours_are_not_looked_in_but_labels_of_a_menu_are() -> None:
    plan = make.plan(
        activities=(make.activity(id="a", what="Every Friday", form="coaching"),),
        judgements=(make.judgement(id="j"),),
        needs=(make.need(id="n", what="x"),),
    )
    assert found(plan, "coaching") == [("activities", "a")]
    assert found(plan, "inclusion") == [("judgements", "j")]
    assert found(plan, "ofsted_2025") == []
    assert found(plan, "priority") == []  # "A priority of this plan" is what each need says


def test_a_long_text_is_cut_around_what_was_found() -> None:
    plan = make.plan(points=(make.point(id="x", text=f"{'before ' * 60}phonics {'after ' * 60}"),))
    (hit,) = searched(plan, wanted("phonics"))
    (text,) = hit.texts
    said = "".join(words for words, _ in text.pieces)
    assert (said.startswith("… before"), said.endswith("after …"), len(said) < 250) == (True, True, True)
    assert [words for words, is_hit in text.pieces if is_hit] == ["phonics"]


def test_every_kind_of_record_is_looked_in() -> None:
    marked = {
        "school": {"name": "Quokka School"}, "dates": {"title": "Quokka"},
        "expertise": {"who": "Quokka"}, "offers": {"title": "Quokka"}, "cpd_sessions": {"team": "Quokka"},
        "checks": {"found": "Quokka"}, "evidence": {"source": "Quokka"}, "priorities": {"title": "Quokka"},
        "actions": {"what": "Quokka"}, "activities": {"what": "Quokka"}, "needs": {"what": "Quokka"},
    }  # fmt: skip
    textless = ("judgements", "preferences")  # numbers, and keys of frameworks and menus
    texts = {kind: marked.get(kind, {"text": "Quokka"}) for kind in KINDS if kind not in textless}
    records = {kind: (make.record(kind=kind, id="x", **fields),) for kind, fields in texts.items() if kind != "school"}
    plan = make.plan(school=make.school(**texts["school"]), **records)
    assert [kind for kind, _ in found(plan, "quokka")] == [kind for kind in KINDS if kind not in textless]


@pytest.mark.parametrize("typed", ["", "   ", "…", '" "', ", ."])
def test_nothing_is_found_where_nothing_was_typed(typed: str) -> None:
    assert (wanted(typed) in ((), ("…",)), found(PLAN, typed)) == (True, [])


def test_a_record_that_says_the_same_in_several_years_is_found_once() -> None:
    older = make.whole_plan(year="2025/26")
    other = older.model_copy(update={"points": (older.points[0].having(text="Fluency, as we saw it"),)})
    hits = [hit for plan in (PLAN, older, other) for hit in searched(plan, wanted("fluency year"))]
    assert [(hit.year, hit.kind, hit.also) for hit in each_once(hits) if hit.kind == "points"] == [
        ("2026/27", "points", ("2025/26",)),
    ]
    assert [hit.also for hit in each_once(hits) if hit.kind == "priorities"] == [("2025/26", "2025/26")]
