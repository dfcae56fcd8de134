"""What a school's data says of itself: whose it is, what is left out, what each column means, how to bring it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sef2si.documents.data.cells import ABOUT_PICTURES
from sef2si.documents.data.choices import Choices, list_of, own_lists
from sef2si.documents.data.columns import SCHEMA, Column, Holds, Sheet, sheets
from sef2si.documents.data.names import Names
from sef2si.documents.editions import for_edition
from sef2si.documents.source import Edition
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.domain.record import Record

LEADERS_ONLY = (
    "For the school's leadership only: this file holds private notes, needs that may be about one person, and notes "
    "kept from documents. Please do not pass it on."
)
EDITING = (
    "Change what you like on the sheets, save the file, and bring it back with “Bring in a file”. A preview shows what "
    "would change before anything does.",
    "A new row: fill in a row below the others and leave the grey columns empty. To say what it belongs to, write the "
    "name as it stands on the other sheet, or its record id in the column that ends in “(id)”.",
    "To link a row to something else, change the id, or empty it and write the name.",
    "A row that you delete here stays in the plan: please remove it in the workbook.",
    "Leave the grey columns, the headings and the sheet “Choices” as they are; the order of rows, columns and sheets "
    "does not matter. A column that is missing changes nothing.",
    "If somebody else has changed the plan since, both are kept; where both changed the same box, you are asked.",
    ABOUT_PICTURES,
)
_MOST_TOLD = 12
MONEY_RULE = "Money is in pounds, to the penny."


@dataclass(frozen=True)
class Contents:
    """All that a file of data holds. ``plan`` is as the edition may hold it."""

    plan: Plan
    today: date
    edition: Edition
    left_out: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    choices: Choices
    names: Names

    @classmethod
    def of(cls, plan: Plan, today: date, edition: Edition) -> Contents:
        """Takes the whole plan and leaves out itself what the edition may not hold."""
        may_hold, left_out = for_edition(plan, edition, comes_back=True)
        lists = own_lists(may_hold.school).of_plan(may_hold)
        return cls(may_hold, today, edition, left_out, sheets(edition), lists, Names(may_hold))

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the first sheet says, and what reading back looks for: label and text."""
        return (
            ("School", self.plan.school.name),
            ("URN", self.plan.urn),
            ("Academic year", self.plan.year),
            ("Made on", written(self.today)),
            ("Version of the plan", str(self.plan.seq)),
            ("Edition", self.edition.label),
            ("Form of this file", SCHEMA),
        )

    @property
    def said(self) -> tuple[str, ...]:
        """For whom it is, and what is left out."""
        first = (LEADERS_ONLY,) if self.edition is Edition.COMPLETE else ()
        return (*first, *(self.left_out or ("Nothing of the plan is left out.",)), MONEY_RULE)

    def meaning(self, column: Column) -> str:
        """What a column holds, in a sentence or two."""
        about = {Holds.LINK: "Which record it belongs to.", Holds.LINKS: "Which records it belongs to."}
        if column.private:
            return "For the school's leadership only; it is in no other edition."
        return column.about or about.get(column.holds, "")

    def choices_of(self, column: Column) -> tuple[str, ...]:
        """The choices of a column that are the same for each of its rows, where they are few enough to read."""
        labels = self.choices.labels(list_of(column, {}))
        if column.listed or len(labels) > _MOST_TOLD:
            return ("See the sheet “Choices”.",)
        return labels


def mark_of(record: Record, sheet: Sheet) -> str:
    """A short mark of what a row says, by which one sees whether it was changed since: 16 letters and digits."""
    names = [column.name for column in sheet.columns if column.name not in ("id", "version")]
    said: Mapping[str, object] = record.model_dump(mode="json", include=set(names))
    text = json.dumps([[name, said[name]] for name in sorted(names)], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def names_mark(texts: Iterable[str]) -> str:
    """A short mark of the names that stand beside a row's links: 8 letters and digits."""
    names = [[line for line in text.split("\n") if line.strip()] for text in texts]
    return hashlib.sha256(json.dumps(names, ensure_ascii=True).encode()).hexdigest()[:8]
