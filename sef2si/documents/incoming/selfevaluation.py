"""A SEF inside a document: areas of the school's framework, grades in its own words, strengths, points and evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from sef2si.documents.incoming.dates import found, when
from sef2si.documents.incoming.drafts import Draft, Drafts
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.lists import apart_from_pointers, entries, unmarked
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Cell, Place
from sef2si.domain.evaluation import PointSort
from sef2si.domain.framework import EvaluationArea, Framework
from sef2si.domain.plan import Plan
from sef2si.domain.record import LINE_LENGTH
from sef2si.templates import default_framework, frameworks_for

_NEAR = 88
_LONGEST = 120
_POINTS = {"strengths": PointSort.STRENGTH, "to_improve": PointSort.TO_IMPROVE}


def framework_of(texts: Sequence[str], plan: Plan) -> Framework:
    """The framework a document is written by: the school's, unless another of its nation names more of the areas."""
    ours = default_framework(plan.school)
    named = {_bare(re.split(r"[:(]", text)[0]) for text in texts if len(text) <= _LONGEST}

    def areas(framework: Framework) -> int:
        return len(named & {_bare(area.label) for area in framework.areas})

    others = [each for each in frameworks_for(plan.school) if each.nation in (ours.nation, None)]
    best = max((ours, *others), key=areas)
    more = areas(best) - areas(ours)
    return best if more > 1 or (more and not areas(ours)) else ours


class SelfEvaluation:
    """``area`` is the key of the judgement that what follows belongs to; "" outside a SEF."""

    def __init__(self, plan: Plan, drafts: Drafts, framework: Framework) -> None:
        self.drafts, self.plan, self.framework = drafts, plan, framework
        self.area = ""
        self._drafts: dict[str, Draft] = {}

    def named(self, text: str) -> EvaluationArea | None:
        """The framework's area that a text names, whole, but for its number and small slips."""
        plain = _bare(text)
        if not plain or len(text) > _LONGEST:
            return None
        labels = {_bare(area.label): area for area in self.framework.areas_for(self.plan.school)}
        if plain in labels:
            return labels[plain]
        near = process.extractOne(plain, labels.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR)
        return labels[near[0]] if near else None

    def enter(self, text: str, place: Place) -> bool:
        """Go into the area that a heading names, perhaps with its grade after it. False where it names none."""
        area = self.named(text)
        grade = ""
        if area is None:
            head, mark, rest = _parted(text)
            area = self.named(head) if mark else None
            grade = rest if area else ""
        if area is None:
            self.area = ""
            return False
        self._go(area, place)
        if grade:
            self._grade(grade, place)
        return True

    def _go(self, area: EvaluationArea, place: Place) -> None:
        if area.key not in self._drafts:
            self._drafts[area.key] = self.drafts.add(
                "judgements", "area", place, {"framework": self.framework.key, "area": area.key},
                why=f"It is an area of {self.framework.label}.",
            )  # fmt: skip
        self.area = self._drafts[area.key].key

    def grade_in(self, text: str) -> bool:
        """Take a grade from “Judgement: Expected standard”. False where the text holds none."""
        _, _, rest = _parted(text)
        return bool(self.grade_key(text) or self.grade_key(rest)) and self._grade(
            text if self.grade_key(text) else rest, None
        )

    def grade_key(self, text: str) -> str:
        """The key of a grade, only where the text is the framework's own word for it; never turned from another."""
        if not self.area:
            return ""
        area_key = str(self.drafts.get(self.area).fields["area"])
        plain = simple(text)
        for grade in self.framework.grades(area_key):
            label = simple(grade.label)
            if plain and plain in (label, re.sub(r"^\d+ ", "", label)):
                return grade.key
        return ""

    def _grade(self, text: str, place: Place | None) -> bool:
        draft = self.drafts.get(self.area)
        key = self.grade_key(text)
        if key and draft.fields.get("grade", key) == key:
            draft.fields["grade"] = key
            return True
        if place is not None:
            draft.problems.append(f"“{text[:60]}” is no grade of {self.framework.label}, so it is kept as a note.")
            self.drafts.note(place, text)
        return False

    def row(
        self,
        by_field: dict[str, list[Filled]],
        spare: list[Filled],
        place: Place,
        priority: Draft | None,
        acting: bool,
    ) -> None:
        """The SEF's part of a row. In a table of actions an area belongs to the priority, and evidence is a note."""
        self._areas(by_field, spare, priority, acting)
        for cell in by_field.get("grade", ()):
            if not cell.copy and not (self.area and self._grade(cell.text, None)):
                spare.append(cell)
                if self.area:
                    problem = f"“{cell.text[:60]}” is no grade of {self.framework.label}, so it is kept as a note."
                    self.drafts.get(self.area).problems.append(problem)
        for name, sort in _POINTS.items():
            self._points(by_field.get(name, ()), sort, spare)
        for cell in by_field.get("evidence", ()):
            if self.area and not acting and priority is None:
                self._evidence(cell, by_field, cell.cell.place)
            else:
                spare.append(cell)
        if not by_field.get("evidence") or not self.area or acting or priority is not None:
            spare += by_field.get("shows", [])

    def _areas(
        self, by_field: dict[str, list[Filled]], spare: list[Filled], priority: Draft | None, acting: bool
    ) -> None:
        self._find_area(by_field)
        for cell in by_field.get("area", ()):
            if cell.copy:
                continue
            area = self.named(cell.text)
            if area is None:
                self.area = "" if not acting else self.area
                spare.append(cell)
            elif acting and priority is not None:
                areas = priority.fields.get("areas", ())
                before = areas if isinstance(areas, tuple) else ()
                priority.fields["areas"] = tuple(dict.fromkeys((*before, f"{self.framework.key}.{area.key}")))
            else:
                self._go(area, cell.cell.place)

    def _find_area(self, by_field: dict[str, list[Filled]]) -> None:
        """In a row of strengths and points without a column for areas, the cell that names one."""
        if by_field.get("area") or not set(_POINTS) & by_field.keys():
            return
        for cell in by_field.get("", ()):
            if not cell.copy and self.named(cell.text):
                by_field["area"] = [cell]
                by_field[""] = [each for each in by_field[""] if each is not cell]
                return

    def _points(self, cells: Sequence[Filled], sort: PointSort, spare: list[Filled]) -> None:
        for cell in cells:
            if not self.area:
                spare.append(cell)
                continue
            for text in entries(cell.text):
                point, pointer = apart_from_pointers(unmarked(text))
                if pointer:
                    spare.append(Filled("", cell.heading, Cell(pointer, cell.cell.place)))
                fields: dict[str, object] = {"sort": sort, "text": point}
                self.drafts.add("points", "point", cell.cell.place, fields, self.area, may_be=("notes",))

    def _evidence(self, cell: Filled, by_field: dict[str, list[Filled]], place: Place) -> None:
        """Where it is from, and the day and what it shows where columns of their own say so."""
        shows, dated = by_field.get("shows", []), by_field.pop("when", [])
        if shows or dated:
            told = when(dated[0].text, self.plan.year, dated[0].cell.value) if dated else None
            day = [each.day for each in found(dated[0].text, self.plan.year) if each.exact] if dated else []
            fields: dict[str, object] = {
                "source": cell.text[:LINE_LENGTH], "dated": day[0] if len(day) == 1 else told and told.last,
                "shows": "\n".join(each.text for each in shows),
            }  # fmt: skip
            self.drafts.add("evidence", "evidence", place, fields, self.area, may_be=("notes",))
            return
        for text in entries(cell.text):
            days = [each for each in found(text, self.plan.year) if each.exact]
            name = "source" if len(text) <= LINE_LENGTH // 2 and "\n" not in text else "shows"
            fields = {name: text, "dated": days[0].day if len(days) == 1 else None}
            self.drafts.add("evidence", "evidence", place, fields, self.area, may_be=("notes",))


def _bare(text: str) -> str:
    return re.sub(r"^(?:\d+(?:\.\d+)*|[a-h])\s+", "", simple(text)).removesuffix(" judgement")


def _parted(text: str) -> tuple[str, str, str]:
    found_mark = re.search(r"\s*(?::|\s[–—-]\s|\()\s*", text)
    if not found_mark:
        return text, "", ""
    return text[: found_mark.start()], found_mark[0], text[found_mark.end() :].strip(" )")
