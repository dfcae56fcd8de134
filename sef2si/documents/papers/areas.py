"""Where are we? The self-evaluation as it stands: each area, its grade if one is given, its points and its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.dashboards.panels import listed
from sef2si.documents.papers.about import Opened
from sef2si.documents.papers.wording import counted, lines
from sef2si.documents.printing.paper import Block, Bullets, Column, Facts, Heading, Missing, Table, Tone, Words
from sef2si.domain.cycle import written
from sef2si.domain.evaluation import Judgement, Point, PointSort
from sef2si.domain.plan import Plan
from sef2si.journey.chain import is_answered
from sef2si.journey.judgements import starters, title
from sef2si.journey.names import priority_name
from sef2si.journey.options import area_label, framework_in_use
from sef2si.templates import frameworks

NO_GRADES_MOVED = (
    "Grades of an earlier framework are never turned into grades of another. They stand here as they were given."
)


def self_evaluation(of: Opened, level: int = 2) -> tuple[Block, ...]:
    """All areas, those of today's framework first, earlier frameworks under their own name (003-16)."""
    return tuple(_all(of.plan, level))


def grade_said(judgement: Judgement) -> str:
    """The grade's label in its own framework; "Not judged" where it is blank: no judgement is forced."""
    framework = frameworks().get(judgement.framework)
    grades = framework.grades(judgement.area) if framework else ()
    found = next((grade.label for grade in grades if grade.key == judgement.grade), judgement.grade)
    return found or "Not judged"


def is_said(plan: Plan, judgement: Judgement) -> bool:
    """Something is written about this area."""
    points = any(point.judgement_id == judgement.id and point.text.strip() for point in plan.points)
    return bool(judgement.grade) or points or any(each.judgement_id == judgement.id for each in plan.evidence)


def judged(plan: Plan) -> tuple[Judgement, ...]:
    """The judgements of the framework in use of which something is said, in its order."""
    framework = framework_in_use(plan)
    order = [area.key for area in framework.areas]
    own = [each for each in plan.judgements if each.framework == framework.key and is_said(plan, each)]
    return tuple(sorted(own, key=lambda each: order.index(each.area) if each.area in order else len(order)))


def waiting_areas(plan: Plan) -> tuple[str, ...]:
    """The labels of areas that apply and of which nothing is said yet."""
    known = {(each.framework, each.area) for each in judged(plan)}
    offered = (each for each in starters(plan) if isinstance(each, Judgement))
    return tuple(title(plan, each) for each in offered if (each.framework, each.area) not in known)


def points_said(plan: Plan, judgement: Judgement) -> str:
    """How many strengths and points to improve an area has, and how many of the latter are answered."""
    own = [point for point in plan.points if point.judgement_id == judgement.id and point.text.strip()]
    weak = [point for point in own if point.sort is PointSort.TO_IMPROVE]
    answered = sum(is_answered(plan, point.priority_id, point.not_this_year) for point in weak)
    strong = len(own) - len(weak)
    return lines(
        counted(strong, "strength") if strong else "",
        f"{len(weak)} to improve, {answered} answered" if weak else "",
    )


def newest_evidence(plan: Plan, judgement: Judgement) -> str:
    """The day of an area's newest evidence, or that none is dated yet."""
    dated = [each.dated for each in plan.evidence if each.judgement_id == judgement.id and each.dated]
    return written(max(dated)) if dated else Missing("None dated yet")


def newest_of_all(plan: Plan) -> str:
    """``"Staff survey, 26 June 2026"``; blank where no evidence has a date."""
    dated = [(each.dated, each.source) for each in plan.evidence if each.dated]
    if not dated:
        return ""
    newest, source = max(dated)
    return ", ".join(part for part in (source, written(newest)) if part)


def evaluated_said(plan: Plan) -> str:
    """``"Not evaluated yet: Early years and Safeguarding."``; blank where every area is."""
    waiting = waiting_areas(plan)
    return f"Not evaluated yet: {listed(waiting)}." if waiting else ""


def _all(plan: Plan, level: int) -> Iterator[Block]:
    framework = framework_in_use(plan)
    yield Words(f"Areas are those of the {framework.label}.", Tone.QUIET)
    for judgement in judged(plan):
        yield from _area(plan, judgement, level)
    if waiting := evaluated_said(plan):
        yield Words(waiting, Tone.MISSING)
    known = {judgement.id for judgement in plan.judgements}
    loose = [point for point in plan.points if point.text.strip() and point.judgement_id not in known]
    if loose:
        yield Heading("Points of no area", level)
        yield Bullets(tuple(lines(point.text.strip(), _answer(plan, point)) for point in loose))
    earlier = [each for each in plan.judgements if each.framework != framework.key and is_said(plan, each)]
    for key in dict.fromkeys(each.framework for each in earlier):
        old = frameworks().get(key)
        yield Heading(f"Earlier judgements: {old.label if old else key or 'a framework without a name'}", level)
        yield Words(NO_GRADES_MOVED, Tone.QUIET)
        for judgement in earlier:
            if judgement.framework == key:
                yield from _area(plan, judgement, level + 1)


def _area(plan: Plan, judgement: Judgement, level: int) -> Iterator[Block]:
    yield Heading(title(plan, judgement), level)
    voices = listed(voice.label.lower() for voice in judgement.voices)
    facts = [("Grade", grade_said(judgement)), ("Whose voice was heard", voices[:1].upper() + voices[1:])]
    yield Facts(tuple((label, said) for label, said in facts if said))
    if judgement.carried_on:
        yield _carried(judgement)
    for sort, heading in ((PointSort.STRENGTH, "Strengths"), (PointSort.TO_IMPROVE, "To improve")):
        own = [p for p in plan.points if p.judgement_id == judgement.id and p.sort is sort and p.text.strip()]
        if own:
            yield Heading(heading, level + 1)
            yield Bullets(tuple(lines(point.text.strip(), _answer(plan, point)) for point in own))
    yield from _evidence(plan, judgement)


def _carried(judgement: Judgement) -> Words:
    areas = listed(area_label(key.strip()) for key in judgement.carried_from.split(";") if key.strip())
    old = frameworks().get(judgement.carried_from.split(".")[0])
    source = f"{areas or 'an earlier area'}{f' ({old.label})' if old else ''}"
    said = f"Points and evidence were carried here from {source} on {_day(judgement.carried_on)}; no grade was."
    if judgement.reviewed_on:
        return Words(f"{said} Reviewed on {_day(judgement.reviewed_on)}.", Tone.QUIET)
    return Words(f"{said} Not reviewed yet: do they belong here, and are they still true?", Tone.MISSING)


def _answer(plan: Plan, point: Point) -> str:
    if point.sort is PointSort.STRENGTH:
        return ""
    if priority := plan.find("priorities", point.priority_id):
        return f"→ Priority: {priority_name(priority)}"
    return "→ Not this year" if point.not_this_year else "→ Not answered yet: a priority, or “not this year”?"


def _evidence(plan: Plan, judgement: Judgement) -> Iterator[Block]:
    own = [each for each in plan.evidence if each.judgement_id == judgement.id]
    rows = tuple(
        (
            each.source or "Source not named yet",
            _day(each.dated) if each.dated else Missing("No date yet"),
            each.shows.strip(),
        )
        for each in own
    )
    if rows:
        columns = (Column("Source", 3), Column("Date", 2), Column("What it shows", 6))
        yield Table(f"Evidence: {title(plan, judgement)}", columns, rows)
    else:
        yield Words("What this rests on is not written down yet.", Tone.MISSING)


def _day(day: object) -> str:
    return written(day) if day else ""  # type: ignore[arg-type]
