"""What bringing a framework or a crosswalk of one's own would do: area by area, against the one that is there.

Pure but for the frameworks and crosswalks that are known. What a plan has judged by is never taken from under it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sef2si import crosswalks, templates
from sef2si.documents import frameworks_csv
from sef2si.domain.framework import Crosswalk, EvaluationArea, Framework, Near
from sef2si.domain.plan import Plan
from sef2si.domain.school import School
from sef2si.errors import Invalid

MOST_OF_ONES_OWN = 30
_APPLIES = {"all": "", "early_years": "Where there are early years", "sixth_form": "Where there is a sixth form"}


class State(Enum):
    NEW = "New"
    CHANGED = "Changed"
    SAME = "As it is"
    GONE = "No longer there"


@dataclass(frozen=True)
class Line:
    """One area as it would be: its grades, or the areas it is carried to; and what is different."""

    state: State
    label: str
    said: tuple[str, ...] = ()
    was: str = ""


@dataclass(frozen=True)
class Part:
    """The areas under one heading; or one crosswalk, with the areas that stay behind."""

    title: str
    lines: tuple[Line, ...]
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coming:
    """What would be kept. ``files``: by name, as they would be. ``mark``: stands for what is there now."""

    sort: str  # framework | crosswalk
    title: str
    key: str
    parts: tuple[Part, ...]
    files: Mapping[str, bytes]
    mark: str
    refused: tuple[str, ...] = ()
    changes: bool = True

    @property
    def summary(self) -> str:
        """``"3 new, 1 changed, 2 as they are."``"""
        lines = [line for part in self.parts for line in part.lines]
        counted = ((sum(line.state is state for line in lines), words) for state, words in _COUNTED.items())
        return f"{', '.join(f'{number} {words}' for number, words in counted if number)}."


_COUNTED = {State.NEW: "new", State.CHANGED: "changed", State.SAME: "as they are", State.GONE: "no longer there"}


def coming_framework(urn: str, name: str, content: bytes, plans: Sequence[Plan], *, label: str = "") -> Coming:
    """What this CSV file would do to the framework of the same name. ``plans``: the school's, of all its years.

    Raises ``Invalid`` with row, column and what to do.
    """
    framework = frameworks_csv.read_framework(name, content, label=label, urn=urn)
    frameworks_csv.check_framework(framework, frameworks_csv.own_folder())
    known = templates.frameworks()
    there = known.get(framework.key)
    if there is None and sum(each.urn == urn for each in known.values()) >= MOST_OF_ONES_OWN:
        raise Invalid(
            f"You have {MOST_OF_ONES_OWN} frameworks of your own, which is as many as we can keep for one school. "
            "Please remove one that you don't need. Nothing was imported."
        )
    file, words = frameworks_csv.framework_file(framework)
    return Coming(
        sort="framework",
        title=framework.label,
        key=framework.key,
        parts=tuple(_groups(framework, there)),
        files={file: words},
        mark=mark(there),
        refused=would_lose(plans, there, framework),
        changes=there is None or _plain(there) != _plain(framework),
    )


def coming_crosswalk(urn: str, name: str, content: bytes, school: School) -> Coming:
    """What this CSV file would do to the crosswalks between the same frameworks. Raises ``Invalid`` as above."""
    walks = frameworks_csv.own_crosswalks(name, content, urn=urn)
    known = templates.frameworks()
    there = [crosswalks.crosswalk(walk.old, walk.new) for walk in walks]
    titles = [f"{known[walk.old].label} → {known[walk.new].label}" for walk in walks]
    return Coming(
        sort="crosswalk",
        title="; ".join(titles),
        key=walks[0].new,
        parts=tuple(
            _walk(title, walk, before, known, school) for title, walk, before in zip(titles, walks, there, strict=True)
        ),
        files=dict(frameworks_csv.crosswalk_file(walk) for walk in walks),
        mark=mark(*there),
        changes=list(walks) != there,
    )


def mark(*there: Framework | Crosswalk | None) -> str:
    """A few letters that differ where any of these does."""
    words = "\n".join(each.model_dump_json() if each else "" for each in there)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def would_lose(plans: Sequence[Plan], there: Framework | None, then: Framework | None) -> tuple[str, ...]:
    """What these plans say by a framework and could say no longer: a sentence each. ``then`` None: it goes."""
    if there is None:
        return ()
    found: dict[str, None] = {}
    for plan in plans:
        for key, area, grade in _said(plan):
            label = f"“{known.label}”" if key == there.key and (known := there.area(area)) else ""
            if label and (then is None or then.area(area) is None):
                found[f"{label} is used in the plan of {plan.year}."] = None
            elif label and then and grade in _grades(there, area) and grade not in _grades(then, area):
                found[f"The grade “{_grades(there, area)[grade]}” of {label} is used in the plan of {plan.year}."] = (
                    None
                )
        if then is None and plan.school.framework == there.key:
            found[f"“Our school” of {plan.year} says that you evaluate by it; please choose another there first."] = (
                None
            )
    return tuple(found)


def _said(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Framework, area and grade of all that a plan says by areas."""
    for judgement in plan.judgements:
        yield judgement.framework, judgement.area, judgement.grade
        for earlier in judgement.earlier_areas:
            key, _, area = earlier.partition(".")
            yield key, area, ""
    for priority in plan.priorities:
        for named in priority.areas:
            key, _, area = named.partition(".")
            yield key, area, ""


def _grades(framework: Framework, area: str) -> dict[str, str]:
    return {grade.key: grade.label for grade in framework.grades(area)}


def _plain(framework: Framework) -> Framework:
    """Without the name of the file it came from."""
    return framework.model_copy(update={"source": ""})


def _groups(framework: Framework, there: Framework | None) -> Iterator[Part]:
    parts: dict[str, list[Line]] = {area.group: [] for area in framework.areas}
    for area in framework.areas:
        before = there.area(area.key) if there else None
        now, was = _words(framework, area), _words(there, before) if there and before else ()
        state = State.NEW if before is None else State.SAME if now == was else State.CHANGED
        parts[area.group].append(Line(state, area.label, now[2:], _was(now, was) if was else ""))
    for area in there.areas if there else ():
        if framework.area(area.key) is None:
            parts.setdefault(area.group, []).append(Line(State.GONE, area.label))
    yield from (Part(group, tuple(lines)) for group, lines in parts.items())


def _words(framework: Framework, area: EvaluationArea) -> tuple[str, ...]:
    """Label, group, grades and whom it is for, as one reads them."""
    grades = "; ".join(grade.label for grade in framework.grades(area.key))
    applies = _APPLIES[area.applies]
    return (area.label, area.group, f"Grades: {grades}" if grades else "Judged in words alone", applies)


def _was(now: tuple[str, ...], was: tuple[str, ...]) -> str:
    before = [old or "no heading" for new, old in zip(now[:3], was[:3], strict=True) if new != old]
    if now[3] != was[3]:
        before.append(was[3] or "for every school")
    return "; ".join(before)


def _walk(title: str, walk: Crosswalk, there: Crosswalk | None, known: Mapping[str, Framework], school: School) -> Part:
    old, new = known[walk.old], known[walk.new]

    def nearest(near: Sequence[Near]) -> tuple[str, ...]:
        named = ((each, new.area(each.area)) for each in near)
        return tuple(f"→ {area.label}{f' ({each.note})' if each.note else ''}" for each, area in named if area)

    lines = []
    for area in old.areas:
        now, was = walk.near.get(area.key, ()), there.near.get(area.key, ()) if there else ()
        if now:
            state = State.SAME if now == was else State.CHANGED if was else State.NEW
            lines.append(Line(state, area.label, nearest(now), "; ".join(nearest(was)) if now != was else ""))
        elif was:
            lines.append(Line(State.GONE, area.label, (), "; ".join(nearest(was))))
    behind = tuple(area.label for area in old.areas_for(school) if area.key not in walk.near)
    return Part(title, tuple(lines), behind)
