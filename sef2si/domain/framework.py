"""Evaluation frameworks are data: inspectorates change them, and a school may bring its own."""

from __future__ import annotations

from datetime import date

from sef2si.domain.record import Frozen
from sef2si.domain.school import Nation, School


class Grade(Frozen):
    """One step of an area's scale. ``key`` is stored; ``label`` is shown."""

    key: str
    label: str


class EvaluationArea(Frozen):
    """One thing a school judges about itself. ``scale`` names one of the framework's scales."""

    key: str
    label: str
    scale: str
    group: str = ""
    applies: str = "all"  # all | early_years | sixth_form


class Framework(Frozen):
    """Areas and the scales they are judged on, highest grade first. An empty scale means judgement in words alone."""

    key: str
    label: str
    nation: Nation | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    scales: dict[str, tuple[Grade, ...]]
    areas: tuple[EvaluationArea, ...]

    def area(self, key: str) -> EvaluationArea | None:
        return next((area for area in self.areas if area.key == key), None)

    def grades(self, area_key: str) -> tuple[Grade, ...]:
        area = self.area(area_key)
        return self.scales.get(area.scale, ()) if area else ()

    def areas_for(self, school: School) -> tuple[EvaluationArea, ...]:
        """The areas that apply to this school: early years and sixth form only where it has them."""
        has = {"all": True, "early_years": school.has_early_years, "sixth_form": school.has_sixth_form}
        return tuple(area for area in self.areas if has[area.applies])
