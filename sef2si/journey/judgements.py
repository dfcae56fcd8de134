"""1 Where are we? The SEF: an honest judgement of each area, in separate points, on evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sef2si import templates
from sef2si.domain.cycle import written
from sef2si.domain.evaluation import Judgement, Point, PointSort, Renewal, Voice
from sef2si.domain.notes import Audience
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record
from sef2si.journey import crossing, options, points
from sef2si.journey.names import point_name, shortened
from sef2si.journey.step import Blocker, Field, FieldKind, Section, Step, Tag, Where


def starters(plan: Plan) -> tuple[Record, ...]:
    """One empty judgement for each area that applies, under an id that two people who open it share."""
    framework = options.framework_in_use(plan)
    return tuple(
        Judgement(id=f"{framework.key}.{area.key}", framework=framework.key, area=area.key, position=place)
        for place, area in enumerate(framework.areas_for(plan.school), 1)
    )


def _own(plan: Plan, judgement: Judgement, sort: PointSort) -> tuple[Point, ...]:
    return tuple(p for p in plan.points if p.judgement_id == judgement.id and p.sort is sort and p.text.strip())


def is_evaluated(plan: Plan, judgement: Judgement) -> bool:
    """An area is evaluated once something is said about it: a grade, or a point."""
    return bool(judgement.grade) or any(p.judgement_id == judgement.id and p.text.strip() for p in plan.points)


def _areas(plan: Plan) -> tuple[tuple[Record, bool], ...]:
    known = {judgement.id: judgement for judgement in plan.judgements}
    found = tuple(known.get(starter.id, starter) for starter in starters(plan))
    return tuple((judgement, is_evaluated(plan, judgement)) for judgement in found if isinstance(judgement, Judgement))


def _missing(plan: Plan, today: date) -> Iterator[Blocker]:
    waiting = [judgement for judgement, evaluated in _areas(plan) if not evaluated]
    if waiting:
        rest = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        verb = "are" if rest else "is"
        yield Blocker(
            title(plan, waiting[0]), f"{rest} {verb} not evaluated yet: what is strong, and what must improve?",
            Where("judgements", waiting[0].id),
        )  # fmt: skip
    yield from crossing.blockers(plan)


def _note(plan: Plan, today: date) -> str:
    found = _areas(plan)
    return f"{sum(evaluated for _, evaluated in found)} of {len(found)} areas evaluated"


def title(plan: Plan, judgement: Any) -> str:
    return options.area_label(f"{judgement.framework}.{judgement.area}")


def _sub(plan: Plan, judgement: Judgement, today: date) -> str:
    strong, weak = _own(plan, judgement, PointSort.STRENGTH), _own(plan, judgement, PointSort.TO_IMPROVE)
    words = {
        PointSort.STRENGTH: ("strength", "strengths"),
        PointSort.TO_IMPROVE: ("point to improve", "points to improve"),
    }
    counts = [
        f"{len(found)} {words[sort][len(found) != 1]}"
        for sort, found in ((PointSort.STRENGTH, strong), (PointSort.TO_IMPROVE, weak))
        if found
    ]
    said = ", ".join(counts) or "Not evaluated yet"
    source = crossing.carried(judgement)
    return f"{said}, {source}" if source else said


def _tags(plan: Plan, judgement: Judgement, today: date) -> tuple[Tag, ...]:
    grade = next((option.label for option in options.grades(plan, judgement) if option.value == judgement.grade), "")
    return (*((Tag(grade),) if grade else ()), *crossing.tags(judgement))


def _group(plan: Plan, judgement: Judgement) -> str:
    """Judgements under another framework than today's stay readable, under their own name."""
    framework = options.framework_in_use(plan)
    if judgement.framework == framework.key:
        area = framework.area(judgement.area)
        return area.group if area else ""
    earlier = templates.frameworks().get(judgement.framework)
    return f"Earlier judgements: {earlier.label if earlier else judgement.framework}"


EVIDENCE = Section(
    kind="evidence",
    singular="piece of evidence",
    heading="Evidence",
    parent="judgement_id",
    essential=False,
    title=lambda plan, evidence: evidence.source or shortened(evidence.shows) or "New evidence",
    sub=lambda plan, evidence, today: written(evidence.dated) if evidence.dated else "",
    fields=(
        Field("source", FieldKind.LINE, "Where is it from?", essential=True),
        Field("dated", FieldKind.DATE, "Date", essential=True),
        Field("shows", FieldKind.TEXT, "What does it show?", essential=True),
        Field("renewed", FieldKind.CHOICE, "How often is it renewed?", options=options.of(Renewal)),
    ),
)

POINT_FIELDS = (Field("text", FieldKind.TEXT, "The point", essential=True),)

STRENGTHS = Section(
    kind="points",
    key="points.strength",
    singular="strength",
    heading="Strengths",
    lede="",  # said once, below
    parent="judgement_id",
    preset={"sort": PointSort.STRENGTH},
    only=lambda point: point.sort is PointSort.STRENGTH,
    title=lambda plan, point: point_name(point) if point.text else "New strength",
    fields=POINT_FIELDS,
)

TO_IMPROVE = Section(
    kind="points",
    key="points.to_improve",
    singular="point to improve",
    heading="To improve",
    parent="judgement_id",
    preset={"sort": PointSort.TO_IMPROVE},
    only=lambda point: point.sort is PointSort.TO_IMPROVE,
    title=lambda plan, point: point_name(point) if point.text else "New point to improve",
    sub=points.answer,
    presses=points.PRESSES,
    fields=POINT_FIELDS,
)

PRIVATE_NOTES = Section(
    kind="notes",
    key="notes.private",
    singular="private note",
    heading="Private notes",
    lede="",  # the hint beside who sees it says it
    parent="judgement_id",
    essential=False,
    of_author=True,
    title=lambda plan, note: shortened(note.text) or "New private note",
    fields=(
        # Before the words: they are for whom it says as soon as they are kept.
        Field(
            "audience",
            FieldKind.CHOICES,
            "Who sees this?",
            essential=True,
            options=options.of(Audience),
            nobody="Only me",
        ),
        Field("text", FieldKind.TEXT, "A note that stays private", essential=True),
    ),
)

JUDGEMENTS = Section(
    kind="judgements",
    singular="area",
    fixed=True,
    starters=starters,
    title=title,
    sub=_sub,
    tags=_tags,
    group=_group,
    presses=crossing.PRESSES,
    note=crossing.note,
    fields=(
        Field(
            "grade",
            FieldKind.CHOICE,
            "Grade, if you judge one",
            essential=True,
            options=options.grades,
            own_options=True,
        ),
        Field("voices", FieldKind.CHOICES, "Whose voice was heard?", options=options.of(Voice)),
    ),
    children=(STRENGTHS, TO_IMPROVE, EVIDENCE, PRIVATE_NOTES),
)

STEP = Step(
    key="judgements",
    title="1 Where are we?",
    question="Where are we?",
    sections=(JUDGEMENTS,),
    blockers=lambda plan, today: tuple(_missing(plan, today)),
    note=_note,
)
