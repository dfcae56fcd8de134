"""Blank forms to fill in on paper: the journey's own questions, in its order, with room to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sef2si.documents.papers.about import Opened, opened
from sef2si.documents.printing.paper import Block, Heading, Lines, NewPage, Paper, Tone, Words
from sef2si.documents.source import Source
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Private
from sef2si.journey import JOURNEY, step_of
from sef2si.journey.step import Field, FieldKind, Section, Step
from sef2si.templates import guidance

# More choices than this are written, not ticked.
_MOST = 11
_OUTER = 2
_ROOM = {FieldKind.TEXT: 3, FieldKind.LINKS: 2}


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
    about = replace(of.about, left_out=())  # nothing of the plan is in it
    return Paper("Blank forms", about, tuple(blocks), of.subtitle)


def _form(of: Opened, step: Step) -> Iterator[Block]:
    yield Heading(step.title)
    for section in step.sections:
        # A kind shown again in a later step has its form in the first; one that is private has none on paper.
        if step_of(section.kind) is step and _questions(section):
            yield from _section(of, section, _OUTER)


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
        if level == _OUTER:
            yield Heading("If there is time", level + 1)
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
            yield Words(field.group)
        group = field.group
        label = f"{field.label} ({field.unit})" if field.unit else field.label
        # Only what is essential is explained: a form is to be short.
        yield from _room(of, section, field, label, hints.get(field.name, "") if field.essential else "")


def _room(of: Opened, section: Section, field: Field, label: str, hint: str) -> Iterator[Block]:
    choices = _choices(of, section, field)
    if field.kind is FieldKind.CHOICES and choices:
        yield Words(label)
        yield from (Lines(choice, 0) for choice in choices)
    elif choices:
        yield Words(f"{label}\nCircle one:  {'   ·   '.join(choices)}")
    else:
        yield Lines(f"{label}\n{hint}" if hint else label, _ROOM.get(field.kind, 1))


def _choices(of: Opened, section: Section, field: Field) -> tuple[str, ...]:
    """What there is to choose, where it fits on paper."""
    if field.kind is FieldKind.YES_NO:
        return ("Yes", "No")
    if field.kind not in (FieldKind.CHOICE, FieldKind.CHOICES) or field.options is None:
        return ()
    record = next(iter(section.starters(of.plan)), KINDS[section.kind].model_construct())
    found = field.options(of.plan, of.plan.school if section.kind == "school" else record)
    return tuple(option.label for option in found) if len(found) <= _MOST else ()
