"""Every step complete: whoever adds one is told, piece by piece, what is still missing."""

import re
from pathlib import Path

import pytest

from sef2si import templates
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Choice, WhoWrote
from sef2si.journey import JOURNEY, sections, step_of
from sef2si.journey.step import FieldKind
from tests import factories as make

ROOT = Path(__file__).parents[2]
ALL = [section for step in JOURNEY for section in sections(step)]
OWN = {
    "id",
    "version",
    "position",
    "judgement_id",
    "framework",
    "area",
    "hints_ignored",
    "carried_from",
    "carried_on",
    "reviewed_on",
    "sort",
    "not_this_year",
    "state",
    "option",
    "agreed",
    "agreed_on",
    "member_id",
}


@pytest.mark.parametrize("step", JOURNEY, ids=lambda step: step.key)
def test_a_step_has_guidance_of_two_sentences(step) -> None:
    assert len(re.findall(r"[.?!](?=\s|$)", templates.guidance(step.key).lede)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_shown_by_a_step_and_has_guidance_a_glossary_entry_and_a_factory(kind: str) -> None:
    assert step_of(kind) in JOURNEY
    assert templates.guidance(kind).lede
    assert make.record(kind=kind)
    singular = next(section.singular for section in ALL if section.kind == kind).removeprefix("piece of ")
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").lower()
    assert singular.split(" ")[-1].lower() in glossary


@pytest.mark.parametrize("section", ALL, ids=lambda section: section.name)
def test_a_section_shows_fields_that_its_record_has(section) -> None:
    cls = KINDS[section.kind]
    assert {field.name for field in section.fields} <= set(cls.model_fields)
    assert section.parent in {"", *cls.model_fields}
    assert any(field.essential for field in section.fields)
    assert len([field for field in section.fields if field.essential]) <= 7


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_record_can_be_reached_by_a_person(kind: str) -> None:
    fields = {field.name for section in ALL if section.kind == kind for field in section.fields}
    parents = {section.parent for section in ALL if section.kind == kind}
    own = OWN | set(KINDS[kind].fields_marked(WhoWrote))
    assert set(KINDS[kind].model_fields) - own - fields - parents - {"priority_id"} == set()


@pytest.mark.parametrize("section", ALL, ids=lambda section: section.name)
def test_fields_that_choose_have_options_with_distinct_values(section) -> None:
    plan = make.whole_plan()
    for field in section.fields:
        chooses = field.kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.LINK, FieldKind.LINKS)
        assert chooses == (field.options is not None), field.name
        if field.options:
            values = [option.value for option in field.options(plan, plan.records(section.kind)[0])]
            assert len(values) == len(set(values)), field.name


def test_names_of_sections_are_unique_within_a_step() -> None:
    for step in JOURNEY:
        names = [section.name for section in sections(step)]
        assert len(names) == len(set(names))


def test_stored_keys_are_short_and_stable_never_labels() -> None:
    for choice in Choice.__subclasses__():
        for member in choice:
            assert re.fullmatch(r"[a-z0-9_]{1,24}", member.value), member
