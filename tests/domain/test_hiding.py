"""What becomes of a name that is not shown: somebody is read in its place, and nothing is lost by saving."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sef2si.domain.calling import Around, called
from sef2si.domain.hiding import NOBODY_HIDDEN, Hidden
from sef2si.domain.record import LINE_LENGTH
from sef2si.domain.sharing import Sharing
from tests import factories as make

NAME = "Priya Zanetti"
HIDDEN = Hidden(frozenset({"a1", "m1"}), frozenset({called(NAME)}))
MARK = "zanetti"


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("Priya Zanetti", "Somebody"),
        ("Ask Priya Zanetti about it.", "Ask somebody about it."),
        ("All agreed. priya  zanetti leads.", "All agreed. Somebody leads."),
        ("PRIYA ZANETTI’s folder", "Somebody’s folder"),
        ("with Mrs Zanetti, Ms. Priya Zanetti and P. Zanetti", "with somebody, somebody and somebody"),
        ("Zanetti, Priya (PZ)", "Somebody (Somebody)"),
        ("P Zanetti; P. M. Zanetti", "Somebody; somebody"),
        ("Priya; Zanetti; zanetti_priya.docx", "Somebody; somebody; somebody_somebody.docx"),
        # Longer words.
        ("Zanettis; XPriya; pz; Smith-Zanetti", None),
        ("", None),
    ],
)
def test_a_name_is_somebody_wherever_it_stands(kept: str, shown: str | None) -> None:
    assert HIDDEN.said(kept) == (kept if shown is None else shown)


def test_a_name_that_could_be_other_words_is_found_as_names_are_written() -> None:
    hidden = Hidden(frozenset({"a1"}), frozenset(map(called, ("Ada Green", "PZ", "Will"))))
    said = "A green paper; we miss green spaces; A. Green and Miss Green; pz; PZ; it will; Will"
    assert hidden.said(said) == (
        "A green paper; we miss green spaces; somebody and somebody; pz; somebody; it will; somebody"
    )
    assert (
        Hidden(frozenset({"a"}), frozenset({called("Anna Maria (Mia) Li")})).said("Anna Li; A. Li")
        == "Somebody; somebody"
    )


def test_nobody_hidden_changes_nothing() -> None:
    plan = make.whole_plan()
    assert NOBODY_HIDDEN.said(plan) is plan
    assert dataclasses.replace(HIDDEN, around=Around(frozenset({"Priya Shah"}))).said(plan) == plan


def test_whatever_holds_the_name_is_gone_through_and_keys_stay() -> None:
    plan = make.whole_plan()
    record = make.priority(id="Priya.Zanetti", title=f"{NAME} again", lead=NAME, areas=("reading",))
    plan = plan.model_copy(update={"priorities": (record,)})
    shown = HIDDEN.said(plan).priorities[0]
    assert (shown.id, shown.title, shown.lead, shown.areas) == (record.id, "Somebody again", "Somebody", ("reading",))
    # The school's own name is its own, whoever it is called after.
    called = plan.model_copy(update={"school": make.school(name="Priya Zanetti School")})
    assert HIDDEN.said(called).school.name == "Priya Zanetti School"


def test_whoever_did_it_is_somebody_by_their_number_too() -> None:
    said = {"by": "a1", "by_name": "As she was called then", "before": {"by": "x", "by_name": NAME, "rows": [NAME]}}
    assert HIDDEN.said(said) == {
        "by": "a1",
        "by_name": "Somebody",
        "before": {"by": "x", "by_name": "Somebody", "rows": ["Somebody"]},
    }
    assert HIDDEN.said(Sharing(urn="100492", by_name=NAME)).by_name == "Somebody"


def test_what_fits_a_box_fits_it_afterwards() -> None:
    hidden = Hidden(frozenset({"a1"}), frozenset({called("PZ")}))
    line = "PZ " * (LINE_LENGTH // 3)
    assert hidden.said(line) == "– " * (LINE_LENGTH // 3)
    assert hidden.meant_text(hidden.said(line), line) == line
    assert hidden.meant_text("And " + hidden.said(line), line) == "And " + line


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("Ask somebody, or somebody else; somebody knows.", "Ask Priya Zanetti, or somebody else; Mrs Zanetti knows."),
        (
            "Do ask somebody, or somebody else; somebody knew.",
            "Do ask Priya Zanetti, or somebody else; Mrs Zanetti knew.",
        ),
        # Taken out by hand, it stays out; and somebody typed anew is nobody.
        ("Ask somebody else; somebody knows.", "Ask somebody else; Mrs Zanetti knows."),
        ("Nobody knows.", "Nobody knows."),
    ],
)
def test_what_is_sent_back_says_what_it_said(sent: str, meant: str) -> None:
    kept = "Ask Priya Zanetti, or somebody else; Mrs Zanetti knows."
    assert HIDDEN.said(kept) == "Ask somebody, or somebody else; somebody knows."
    assert HIDDEN.meant_text(sent, kept) == meant


def test_a_record_sent_back_keeps_the_names_it_was_shown_without() -> None:
    kept = make.need(id="p", what=f"{NAME} on reading", who=NAME, hints_ignored=(f"who:{NAME}", "what"))
    shown = HIDDEN.said(kept)
    assert MARK not in repr(shown).lower()
    assert HIDDEN.meant(shown, kept) == kept
    assert HIDDEN.meant(shown.having(brings="Changed"), kept) == kept.having(brings="Changed")
    assert HIDDEN.meant(shown.having(who="Cai"), kept) == kept.having(who="Cai")
    assert NOBODY_HIDDEN.meant(shown, kept) is shown
    assert HIDDEN.meant(shown, None) is shown


@given(st.lists(st.sampled_from(["Priya Zanetti", "Mrs Zanetti", "somebody", "Somebody", "so", ". ", ", ", " ", "\n"])))
def test_untouched_is_unchanged_and_shown_is_without_the_name(pieces: list[str]) -> None:
    kept = " ".join(pieces)
    shown = HIDDEN.said(kept)
    assert MARK not in shown.lower()
    assert HIDDEN.meant_text(shown, kept) == kept
    assert HIDDEN.said(shown) == shown
