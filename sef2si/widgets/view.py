"""One step of a plan as the form is to show it: plain values in, JSON out (ARCHITECTURE.md, "The form's conversation").

Nothing here knows a step or a record by name, and nothing is kept: the same plan always gives the same view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from functools import cached_property
from typing import Any

from sef2si import templates
from sef2si.advice.hints import hints
from sef2si.advice.honesty import Advice
from sef2si.domain.leading import MADE_BY_LEADS
from sef2si.domain.notes import Note, readers
from sef2si.domain.people import Deed
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.journey import JOURNEY, sections, step_of
from sef2si.journey.chain import chain
from sef2si.journey.progress import progress
from sef2si.journey.saying import typed_from
from sef2si.journey.step import Blocker, Field, Option, Section, Step, Where
from sef2si.widgets.notes import Note as Notice
from sef2si.widgets.notes import said_once
from sef2si.widgets.ways import Ways, ways_on

Json = dict[str, Any]
Drafts = Mapping[tuple[str, str], Record]


@dataclass(frozen=True)
class Scene:
    """What is being looked at: a plan on a day, one step of it, by someone who may edit or not.

    ``theirs`` are (kind, id) of what a priority lead may change, where they may not change the rest; None for all.
    ``drafts`` are records somebody has just added and not yet written anything in, by kind and id.
    """

    plan: Plan
    step: Step
    today: date
    may_edit: bool
    drafts: Drafts
    pages: str = ""  # address of the school's pages, with {} for the name of one; none where nothing serves them
    theirs: frozenset[tuple[str, str]] | None = None
    doors: frozenset[Deed] = frozenset()  # which of the pages beside it are open to whoever looks
    reader: str = ""  # the account of whoever looks
    talks: Json = dataclass_field(default_factory=dict)  # threads with advisers, as ``widgets.talks`` shows them

    @cached_property
    def hints(self) -> Mapping[tuple[str, str], tuple[Advice, ...]]:
        """Second looks by kind and id, for those who write; looked for once a view."""
        return hints(self.plan, self.today) if self.may_edit else {}

    def notes(self, kind: str) -> tuple[Notice, ...]:
        """What is said once of several cards of a kind, or of the plan."""
        return said_once(self.hints, kind)

    def own_hints(self, kind: str, record_id: str) -> tuple[Advice, ...]:
        """What is said of one card alone."""
        above = {advice.key for note in self.notes(kind) for advice in note.about}
        return tuple(each for each in self.hints.get((kind, record_id), ()) if each.key not in above)

    def may_wave_away(self, advice: Advice) -> bool:
        return self.theirs is None or (advice.kind, advice.record_id) in self.theirs

    @cached_property
    def ways(self) -> Ways:
        """Ways to learn, looked up once a view."""
        return ways_on(self.plan, self.today)


def view(scene: Scene) -> Json:
    """The whole view of a step."""
    states = progress(scene.plan, scene.today)
    own = next(state for state in states if state.step is scene.step)
    place = JOURNEY.index(scene.step)
    following = JOURNEY[place + 1] if place + 1 < len(JOURNEY) else None
    return {
        "may_edit": scene.may_edit,
        "nav": [
            {"step": each.step.key, "title": each.step.title, "note": each.note, "state": each.state} for each in states
        ],
        "links": _links(scene),
        "step": {
            "key": scene.step.key,
            "question": scene.step.question,
            "guidance": templates.guidance(scene.step.key).lede,
            "next": {"step": following.key, "title": f"Next: {following.question}"} if following else None,
        },
        "missing": [_blocker(blocker, scene.step) for blocker in own.blockers],
        "sections": [{**_section(scene, each), **_notes(scene, each)} for each in scene.step.sections],
        "cards": {section.name: cards(scene, section) for section in scene.step.sections},
        "can_undo": scene.may_edit and scene.plan.seq > 0,
        **({"past": False} if scene.theirs is not None else {}),
        **({"talks": scene.talks} if scene.talks.get("side") else {}),
    }


def patch(old: Json, new: Json) -> Json:
    """What changed between two views of one step, by the parts the form can redraw; {} where nothing did."""
    parts = {key: new[key] for key in ("nav", "missing", "sections", "links", "can_undo") if old[key] != new[key]}
    if old.get("talks") != new.get("talks"):
        parts["talks"] = new.get("talks")
    changed: Json = {}
    for name, now in new["cards"].items():
        before = {card["id"]: card for card in old["cards"].get(name, [])}
        order = [card["id"] for card in now]
        fresh = [card for card in now if before.get(card["id"]) != card]
        if fresh or order != list(before):
            changed[name] = {"order": order, "changed": fresh}
    return {**parts, "cards": changed} if changed else parts


def offered(scene: Scene, section: Section) -> tuple[Record, ...]:
    """The records a section shows: starters in their order (kept by now or not), the other kept ones, then drafts."""
    kept = [record for record in scene.plan.records(section.kind) if section.only(record)]
    known = {record.id for record in kept}
    all_starters = section.starters(scene.plan)
    places = {record.id: place for place, record in enumerate(all_starters)}
    starters = [record for record in all_starters if record.id not in known] if scene.may_edit else []
    if scene.theirs is not None:
        starters = [record for record in starters if hangs_on_theirs(scene, record)]
    drafts = [
        record
        for (kind, record_id), record in scene.drafts.items()
        if kind == section.kind and record_id not in known and record_id not in places and section.only(record)
    ]
    in_order = sorted([*starters, *kept], key=lambda record: (places.get(record.id, len(places)), record.position))
    return (*in_order, *drafts)


def hangs_on_theirs(scene: Scene, record: Record) -> bool:
    """Whether a record that nobody has kept yet would be a priority lead's own: all it is tied to is."""
    tied = [
        (link.kind, each)
        for name, link in record.links().items()
        for value in [getattr(record, name)]
        for each in (value if isinstance(value, tuple) else (value,) if value else ())
    ]
    return bool(tied) and scene.theirs is not None and scene.theirs.issuperset(tied)


def cards(scene: Scene, section: Section, parent: str | None = None) -> list[Json]:
    """The cards of a section, together by group; those of one parent only where it is a child."""
    records = offered(scene, section)
    if parent is not None:
        records = tuple(record for record in records if getattr(record, section.parent) == parent)
    found = [_card(scene, section, record, rank) for rank, record in enumerate(records, 1)]
    places = {group: place for place, group in reversed(list(enumerate(card["group"] for card in found)))}
    return sorted(found, key=lambda card: places[card["group"]])


def _card(scene: Scene, section: Section, record: Record, rank: int) -> Json:
    plan, today = scene.plan, scene.today
    changes = scene.may_edit and not _is_fixed(scene, section, record)
    presses = [(press, press.label(plan, record)) for press in section.presses] if changes else []
    return {
        "kind": section.kind,
        "id": record.id,
        "title": section.title(plan, record),
        "sub": _sub(scene, section, record),
        "rank": str(rank) if section.movable else "",
        "group": section.group(plan, record),
        "tags": [{"text": tag.text, "tone": tag.tone} for tag in section.tags(plan, record, today)],
        "dots": [{"label": d.label, "tone": d.tone, "on": d.on} for d in section.dots(plan, record, today)],
        "values": {field.name: typed_from(field, getattr(record, field.name)) for field in section.fields},
        "options": {
            field.name: _options(field.options(plan, record))
            for field in section.fields
            if field.options and field.own_options
        },
        "presses": [
            {"key": press.key, "label": label, "choose": _options(press.choose(plan, record)) if press.choose else None}
            for press, label in presses
            if label
        ],
        "hints": [
            {"key": hint.key, "field": hint.field, "sentence": hint.sentence}
            for hint in scene.own_hints(section.kind, record.id)
        ],
        "children": {child.name: cards(scene, child, record.id) for child in section.children},
        **({"ways": ways} if (ways := scene.ways.brief(record) if changes else None) else {}),
        **({"fixed": True} if _is_fixed(scene, section, record) else {}),
        **({"takes_out": True} if _is_of_another(scene, section, record) else {}),
    }


def _is_fixed(scene: Scene, section: Section, record: Record) -> bool:
    """Whether somebody who edits may read this card and not change it: what a priority lead does not lead, or a note of
    somebody else's. What is not kept yet is judged when it is."""
    return _is_of_another(scene, section, record) or (
        scene.theirs is not None and record.version > 0 and (section.kind, record.id) not in scene.theirs
    )


def _is_of_another(scene: Scene, section: Section, record: Record) -> bool:
    """Whether it is somebody else's note: whom it is for may take it out, and not change it."""
    if not section.of_author or not isinstance(record, Note):
        return False
    return scene.may_edit and record.version > 0 and record.by not in ("", scene.reader)


def _sub(scene: Scene, section: Section, record: Record) -> str:
    said = section.sub(scene.plan, record, scene.today)
    if not section.of_author or not isinstance(record, Note):
        return said
    return ". ".join(filter(None, [said, readers(record, scene.reader)]))


def _section(scene: Scene, section: Section) -> Json:
    guidance = templates.guidance(section.kind)
    fixed = section.fixed or not scene.may_edit or (scene.theirs is not None and section.kind not in MADE_BY_LEADS)
    return {
        "key": section.name,
        "kind": section.kind,
        "heading": section.heading,
        "singular": section.singular,
        "add": "" if fixed or not section.adds else f"Add {_a(section.singular)}",
        "empty": section.empty,
        "note": section.note(scene.plan),
        "movable": section.movable and scene.may_edit and scene.theirs is None,
        "removable": not fixed,
        "guidance": _lede(scene, section, guidance.lede),
        "presses_first": section.presses_first,
        "essential": section.essential,
        "opened": section.opened,
        "fields": [_field(scene.plan, field, guidance.hints) for field in section.fields],
        "children": [_section(scene, child) for child in section.children],
    }


def _notes(scene: Scene, section: Section) -> Json:
    """Each with the cards it is about, and by which of them it is waved away."""
    found = [
        {
            "sentence": note.sentence,
            "about": [
                {"title": section.title(scene.plan, record), "where": place(Where(section.kind, each.record_id))}
                for each in note.about
                if (record := scene.plan.find(section.kind, each.record_id)) is not None
            ],
            "ignore": next(
                (
                    {"kind": each.kind, "id": each.record_id, "hint": each.key}
                    for each in note.about
                    if scene.may_wave_away(each)
                ),
                None,
            ),
        }
        for note in scene.notes(section.kind)
    ]
    return {"notes": found} if found else {}


def _lede(scene: Scene, section: Section, of_kind: str) -> str:
    """The section's own sentences; a kind that is the step's very subject has had them at the top of the page."""
    if section.lede is not None:
        return section.lede
    return "" if section.kind == scene.step.key else of_kind


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _field(plan: Plan, field: Field, hints: Mapping[str, str]) -> Json:
    making = next((s for step in JOURNEY for s in sections(step) if s.kind == field.makes), None)
    return {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label,
        "hint": hints.get(field.name, ""),
        "essential": field.essential,
        "group": field.group,
        "options": _options(field.options(plan, None)) if field.options and not field.own_options else None,
        "makes": field.makes,
        "makes_label": f"Make {_a('new ' + making.singular)}" if making else "",
        "unit": field.unit,
        "nobody": field.nobody,
    }


def _options(options: Sequence[Option]) -> list[Json]:
    return [{"value": option.value, "label": option.label, "context": option.context} for option in options]


def _blocker(blocker: Blocker, step: Step) -> Json:
    return {"subject": blocker.subject, "sentence": blocker.sentence, "where": place(blocker.where, step)}


def place(where: Where, step: Step | None = None) -> Json:
    """A place with the step that shows it: this one where it can, else the first that does."""
    here = step and any(section.kind == where.kind for section in sections(step))
    found = step if step and here else step_of(where.kind)
    return {"step": found.key, "kind": where.kind, "id": where.record_id, "field": where.field}


def _links(scene: Scene) -> list[Json]:
    if not scene.pages:
        return []
    found = chain(scene.plan, scene.today)
    note = f"{found.in_place} of {found.total} links" if found.total else found.sentence
    bring = ("Bring the plan you have", "from Word, Excel or a calendar", "bring")
    pages = [
        ("Dashboard and map", note, "dashboard"),
        *([bring] if scene.may_edit and scene.theirs is None else []),
        *([("Take documents away", "Word, PDF, Excel", "documents")] if Deed.EXPORT in scene.doors else []),
        *([("What has changed", "beside an earlier day", "compare")] if Deed.COMPARE in scene.doors else []),
        *([("What was removed", "and can come back", "removed")] if Deed.RESTORE in scene.doors else []),
    ]
    return [{"title": title, "note": said, "href": scene.pages.format(page)} for title, said, page in pages]
