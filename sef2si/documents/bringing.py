"""A file that a person brings, from its bytes to what it would change: whichever of our ways in it needs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sef2si.documents import incoming
from sef2si.documents.calendar.ics import MAKER
from sef2si.documents.data.reading import is_ours, meet_data, read_data_limited
from sef2si.documents.incoming.proposal import Decisions, Meeting, Sort
from sef2si.documents.printing.as_docx import MADE
from sef2si.documents.reading.blocks import Reading
from sef2si.documents.reading.limited import read_limited
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid

_OURS = (
    "This is a document made by sef2si. What was changed in it in Word comes in as well as we can read it; the "
    "workbook (XLSX) from “Your data” comes back exactly."
)


@dataclass(frozen=True)
class Brought:
    """One file, read. ``sort`` is what it seems to be; ``what`` is our own data come back, or blocks of text."""

    name: str
    sort: Sort
    what: Plan | Reading
    said: tuple[str, ...] = ()


def brought(name: str, content: bytes) -> Brought:
    """Read a file within limits of memory and time. Raises ``Invalid`` with a sentence."""
    if is_ours(name, content):
        return Brought(name, Sort.DATA, read_data_limited(name, content))
    if f"PRODID:{MAKER}".encode() in content[:2_000]:
        raise Invalid(
            f"{name} is the calendar of a plan, made by sef2si: its days are in the plan already. To bring a plan "
            "back, use the workbook (XLSX) or JSON from “Your data”. Nothing was imported."
        )
    reading = read_limited(name, content)
    return Brought(name, incoming.sort_of(reading), reading, (_OURS,) if _is_our_word_file(content) else ())


def _is_our_word_file(content: bytes) -> bool:
    """Whether it is a document of ours, perhaps changed in Word since."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return MADE.encode() in archive.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return False


def held_against(
    file: Brought,
    plan: Plan,
    today: date,
    *,
    sort: Sort | None = None,
    remembered: Mapping[str, str] | None = None,
    decisions: Decisions | None = None,
) -> Meeting:
    """What the file would change in this plan, as far as it is decided. ``sort`` says otherwise than the file seems.

    Raises ``Invalid`` where it is the data of another school or year.
    """
    if isinstance(file.what, Plan):
        return meet_data(file.what, plan)
    decided = decisions or Decisions()
    chosen = sort if sort in (Sort.PLAN, Sort.CALENDAR) else file.sort
    proposal = incoming.propose(file.what, plan, chosen, remembered or {}, decided, whole=chosen is not file.sort)
    proposal = replace(proposal, said=(*file.said, *proposal.said))
    return incoming.meet(proposal, plan, today, decided)
