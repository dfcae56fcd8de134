"""The CPD menu, the cost of cover, and the guidance people read."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from sef2si.domain.plan import KINDS
from sef2si.domain.record import LINE_LENGTH
from sef2si.domain.school import Phase
from sef2si.menu import MENU_GROUPS, menu, menu_entry
from sef2si.templates import cover_day_default, guidance, templates
from tests import factories as make

PLACEMENT = "placement"
STEPS = ("school", "judgements", "priorities", "needs", "activities", "checks")


def test_the_menu_has_five_sixteen_six_and_six_forms_and_a_placement() -> None:
    """003-F6, A3.5: 33 items; 004 adds the placement."""
    own = Counter(entry.groups[0] for entry in menu() if entry.id != PLACEMENT)
    assert own == {"individual": 5, "within_school": 16, "cross_school": 6, "external": 6}
    assert [entry.id for entry in menu()][-1] == PLACEMENT
    assert len(menu()) == 34


def test_the_groups_of_the_menu_overlap() -> None:
    """003-F6: four overlapping groups."""
    assert [entry.id for entry in menu() if set(entry.groups) - set(MENU_GROUPS)] == []
    assert sum(len(entry.groups) > 1 for entry in menu()) >= 10
    assert [entry.id for entry in menu() if len(set(entry.groups)) < len(entry.groups)] == []


def test_each_form_has_a_key_a_short_label_and_a_source() -> None:
    assert len({entry.id for entry in menu()}) == len({entry.label for entry in menu()}) == len(menu())
    for entry in menu():
        assert re.fullmatch(r"[a-z_]{1,40}", entry.id)
        assert 0 < len(entry.label) <= 90
        assert ("003" in entry.source) is (entry.id != PLACEMENT)
        assert ("004" in entry.source) is (entry.id == PLACEMENT)
        assert "our estimate" in entry.source
        assert entry.needs_cover in {"yes", "no", "maybe"}
        assert entry.in_house in {"yes", "no", "either"}


def test_a_form_is_found_by_its_key() -> None:
    coaching = menu_entry(make.school(), "coaching")
    assert coaching is not None
    assert coaching.groups == ("within_school", "cross_school", "external")
    assert menu_entry(make.school(), "") is None
    assert menu_entry(make.school(), "no_longer_there") is None


@pytest.mark.parametrize(
    ("phase", "pounds"),
    [
        (Phase.NURSERY, "218"),
        (Phase.PRIMARY, "218"),
        (Phase.MIDDLE, "291"),
        (Phase.SECONDARY, "291"),
        (Phase.ALL_THROUGH, "291"),
        (Phase.SIXTEEN_PLUS, "291"),
        (Phase.SPECIAL, "270"),
        (Phase.ALTERNATIVE, "270"),
    ],
)
def test_a_days_cover_by_phase(phase: Phase, pounds: str) -> None:
    """Frameworks C10: dated, with its source, and said to be our estimate where the research has no such phase."""
    found = cover_day_default(phase)
    assert found is not None
    cost, source, as_of = found
    assert (cost, as_of) == (Decimal(pounds), date(2023, 12, 31))
    assert ("our estimate" in source) is (phase not in (Phase.PRIMARY, Phase.SECONDARY, Phase.SPECIAL))


def test_there_is_a_cost_for_every_phase_and_none_for_no_phase() -> None:
    assert [phase for phase in Phase if cover_day_default(phase) is None] == []
    assert cover_day_default(None) is None


def sentences(text: str) -> list[str]:
    return re.findall(r"[^.?!]+[.?!]", text)


@pytest.mark.parametrize("kind", [*KINDS])
def test_guidance_is_two_short_sentences(kind: str) -> None:
    lede = guidance(kind).lede
    assert len(sentences(lede)) == 2
    assert "".join(sentences(lede)) == lede
    assert [sentence for sentence in sentences(lede) if len(sentence.split()) > 20] == []


def test_every_step_has_guidance() -> None:
    assert [step for step in STEPS if not guidance(step).lede] == []


@pytest.mark.parametrize("kind", [*KINDS])
def test_hints_name_fields_and_fit_on_a_line(kind: str) -> None:
    fields = set(KINDS[kind].model_fields)
    assert set(guidance(kind).hints) - fields == set()
    for field, hint in guidance(kind).hints.items():
        assert 0 < len(hint) <= 125, field
        assert hint[-1] in ".?", field
        assert len(hint) <= LINE_LENGTH


def test_there_is_no_guidance_for_what_is_no_kind() -> None:
    assert {file.stem for file in (templates() / "guidance").iterdir()} == set(KINDS)
    for name in ("staff", "../menu", "", "guidance/school"):
        with pytest.raises(KeyError):
            guidance(name)


def test_guidance_speaks_to_the_school_in_its_own_words() -> None:
    """003-06: for the school and not for inspectors."""
    everything = " ".join(file.read_text(encoding="utf-8") for file in (templates() / "guidance").iterdir()).lower()
    barred = (
        "ofsted", "inspect", "user", "student", "advisor", "—", "utilise", "ensure", "stakeholder", "you must",
        "organiz", "behavior", "program ", "fail", "*", "`", "<", "http",
    )  # fmt: skip
    assert [word for word in barred if word in everything] == []
