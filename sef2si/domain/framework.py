"""Evaluation frameworks are data: inspectorates change them, and a school may bring its own."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from sef2si.domain.record import Frozen
from sef2si.domain.school import Nation, School, valid_urn


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


def _urn_or_blank(typed: str) -> str:
    return valid_urn(typed) if typed else ""


class Framework(Frozen):
    """Areas and the scales they are judged on, highest grade first. An empty scale means judgement in words alone.

    ``urn``: a set of one school's own, offered to no other.
    """

    key: str
    label: str
    nation: Nation | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    urn: Annotated[str, AfterValidator(_urn_or_blank)] = ""
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

    def is_for(self, school: School) -> bool:
        return self.urn in ("", school.urn)


class Near(Frozen):
    """The area of a newer framework that comes nearest to one of an older, and a word why."""

    area: str
    note: str = ""


class Crosswalk(Frozen):
    """From the areas of one framework to the nearest of another, the nearest first. It says nothing of grades.

    An area without a near match is not among ``near``: its judgement stays behind, readable.
    """

    old: str
    new: str
    near: dict[str, tuple[Near, ...]]
