"""Blank forms to fill in on paper: the journey's own questions, in its order, with room to write."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.documents.paper import Block, Heading, Lines, NewPage, Paper, Tone, Words
from sef2si.documents.papers.about import Opened, opened
from sef2si.documents.source import Source
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Private
from sef2si.journey import JOURNEY, step_of
from sef2si.journey.step import Field, FieldKind, Option, Section, Step
from sef2si.templates import guidance

# More choices than this are written, not ticked.
_TICKED = 11
_ROOM = {FieldKind.TEXT: 4, FieldKind.LINKS: 2}


def blank_forms_paper(source: Source) -> Paper:
    """A form for each step, essential questions first. It needs nothing in the plan but the school's name."""
    of = opened(source)
    blocks: list[Block] = [
        Words("Copy a page as often as you need it. Nothing has to be filled in all at once.", Tone.LEDE),
        Words("Please leave out pupils’ names, and staff names where a post will do.", Tone.QUIET),
    ]
    for place, step in enumerate(JOURNEY):
        blocks += [NewPage()] if place else []
        blocks += _form(of, step)
    return Paper("Blank forms", of.about, tuple(blocks), of.subtitle)


def _form(of: Opened, step: Step) -> Iterator[Block]:
    yield Heading(step.title)
    for section in step.sections:
        # A kind shown again in a later step has its form in the first; one that is private has none on paper.
        if step_of(section.kind) is step and _questions(section):
            yield from _section(of, section, 2)


def _section(of: Opened, section: Section, level: int) -> Iterator[Block]:
    yield Heading(section.heading or f"{section.singular[:1].upper()}{section.singular[1:]}", level)
    lede = guidance(section.kind).lede if section.lede is None else section.lede
    if lede:
        yield Words(lede, Tone.QUIET)
    if section.fixed and section.starters(of.plan):
        yield Lines("Which area is it?", 1)
        names = "; ".join(section.title(of.plan, starter) for starter in section.starters(of.plan))
        yield Words(f"The areas: {names}.", Tone.QUIET)
    found = _questions(section)
    yield from _asked(of, section, [field for field in found if field.essential])
    for child in section.children:
        if not child.fixed and _questions(child):
            yield from _section(of, child, min(level + 1, 3))
    more = [field for field in found if not field.essential]
    if more:
        yield Heading("If there is time", min(level + 1, 3))
        yield from _asked(of, section, more)


def _questions(section: Section) -> tuple[Field, ...]:
    private = KINDS[section.kind].fields_marked(Private)
    if any(field.name in private for field in section.fields if field.essential):
        return ()
    return tuple(field for field in section.fields if field.name not in private)


def _asked(of: Opened, section: Section, found: list[Field]) -> Iterator[Block]:
    hints = guidance(section.kind).hints
    group = ""
    for field in found:
        if field.group and field.group != group:
            yield Words(f"{field.group}")
        group = field.group
        hint = hints.get(field.name, "")
        label = f"{field.label}{f' ({field.unit})' if field.unit else ''}{f'  {hint}' if hint else ''}"
        yield from _room(of, section, field, label)


def _room(of: Opened, section: Section, field: Field, label: str) -> Iterator[Block]:
    if field.kind is FieldKind.YES_NO:
        yield Words(label)
        yield Lines("Yes", 0)
        yield Lines("No", 0)
        return
    choices: tuple[Option, ...] = ()
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES) and field.options:
        record = next(iter(section.starters(of.plan)), KINDS[section.kind].model_construct())
        choices = field.options(of.plan, of.plan.school if section.kind == "school" else record)
    if 0 < len(choices) <= _TICKED:
        yield Words(label)
        for option in choices:
            yield Lines(option.label, 0)
    else:
        yield Lines(label, _ROOM.get(field.kind, 1))
