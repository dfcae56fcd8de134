"""The priority-to-CPD map, and every form in which a school can take it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sef2si.documents.map.as_csv import exact, for_excel
from sef2si.documents.map.as_html import html
from sef2si.documents.map.as_json import to_json
from sef2si.documents.map.as_svg import map_svg
from sef2si.documents.map.as_xlsx import xlsx
from sef2si.documents.map.rows import ActionRow, MapRow, action_rows, left_out, map_rows
from sef2si.domain.plan import Plan

__all__ = ["FORMATS", "ActionRow", "Format", "MapRow", "action_rows", "left_out", "map_rows", "map_svg"]


@dataclass(frozen=True)
class Format:
    """One form of the map. ``make`` applies ``domain.plan.shared`` itself: nothing private is ever in the bytes."""

    media_type: str
    extension: str
    make: Callable[[Plan, date], bytes]


def _svg(plan: Plan, today: date) -> bytes:
    return map_svg(plan, today, alone=True).encode()


FORMATS: Mapping[str, Format] = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", xlsx),
    "csv": Format("text/csv; charset=utf-8", "csv", exact),
    "csv-excel": Format("text/csv; charset=utf-8", "csv", for_excel),
    "json": Format("application/json", "json", to_json),
    "html": Format("text/html; charset=utf-8", "html", html),
    "svg": Format("image/svg+xml", "svg", _svg),
}
