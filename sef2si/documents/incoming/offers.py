"""A catalogue of offers from a CSV or XLSX file: all rows or none, every broken one named with what to do.

The same file twice changes nothing: an offer's id is made of its title, its provider and who leads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sef2si.documents.data.choices import Choices, list_of, own_lists
from sef2si.documents.data.columns import Column, Holds, columns
from sef2si.documents.data.values import value_of
from sef2si.documents.reading.blocks import Cell, Grid, Place, Reading
from sef2si.domain.offers import Offer
from sef2si.domain.plan import Plan, faults
from sef2si.errors import Invalid
from sef2si.menu import menu

MOST_OFFERS = 2_000
_HEAD_ROWS = 10
_SEVERAL = (Holds.CHOICES, Holds.LINES)
# What schools and providers call it, besides the field's own heading.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name", "course", "course title", "offer", "session", "event", "what"),
    "led_by": ("led by", "leader", "trainer", "tutor", "presenter", "speaker", "facilitator", "who teaches it"),
    "hours": ("hours", "duration", "length", "duration (hours)", "hours each"),
    "subject": ("subject", "topic", "area", "theme"),
    "content": ("content", "description", "about", "summary", "outline", "details"),
    "provision": ("provision", "in-house or provider"),
    "provider": ("provider", "organisation", "offered by", "supplier", "hub"),
    "form": ("form", "type", "format", "kind"),
    "takes_place": ("takes place", "time of day", "in whose time", "when in the day"),
    "sessions": ("sessions", "number of sessions"),
    "dates": ("dates", "date", "when", "date(s)"),
    "on_demand": ("on demand", "any day"),
    "price": ("price", "cost", "fee", "price (£)", "cost (£)"),
    "price_for": ("price for", "per", "price per", "price is for"),
    "travel": ("travel", "travel cost", "travel each"),
    "places": ("places", "spaces", "maximum", "capacity"),
    "minimum": ("minimum", "minimum group", "smallest group", "smallest number"),
    "decide_by": ("decide by", "decided by", "go/no-go", "go/no-go date", "deadline", "book by"),
    "groups": ("groups", "audience", "for whom", "for which staff", "who for", "staff"),
    "level_from": ("level from", "from level"),
    "level_to": ("level to", "to level"),
    "prerequisites": ("prerequisites", "before", "what must come before"),
    "mechanisms": ("mechanisms", "eef mechanisms"),
    "features": ("features", "discussion, coaching, observation"),
    "follow_up": ("follow-up", "follow up", "what follows"),
    "assured_by": ("quality assured by", "assured by", "quality"),
    "assured_how": ("quality assured how", "assured how"),
    "evidence": ("evidence", "impact elsewhere"),
    "exchange": ("protect/sell/share", "exchange", "protect, sell or share"),
    "contexts": ("contexts", "context", "context tags", "made for"),
}
# Words for choices besides their labels.
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "price_for": {
        "person": "person", "each": "person", "each person": "person", "per person": "person", "delegate": "person",
        "per delegate": "person", "pp": "person", "group": "group", "all": "group", "school": "group",
        "per school": "group", "per group": "group",
    },
    "exchange": {"protect": "protect", "sell": "sell", "share": "share", "free": "share"},
    "takes_place": {"twilight": "twilight", "day": "lessons", "in lesson time": "lessons", "school day": "lessons"},
}  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """One cell that can't be kept: where it stands, and what to do."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        where = ", ".join(each for each in (self.place.part, f"row {self.place.row}", f"column {self.place.column}"))
        return f"{where}: {self.sentence}"


@dataclass(frozen=True)
class Catalogue:
    """What a file holds. Where anything is ``broken``, nothing of it is to be kept.

    ``unread`` are headings that no field takes: (heading, where).
    """

    name: str
    offers: tuple[Offer, ...]
    broken: tuple[Broken, ...]
    unread: tuple[tuple[str, Place], ...] = ()


@dataclass(frozen=True)
class Held:
    """A catalogue against a plan: the offers that are new, that say something else than the plan's, and the rest."""

    new: tuple[Offer, ...]
    changed: tuple[tuple[Offer, Offer], ...]  # before, after
    unchanged: tuple[Offer, ...]

    @property
    def save(self) -> tuple[Offer, ...]:
        return (*self.new, *(after for _, after in self.changed))


def catalogue(reading: Reading, plan: Plan) -> Catalogue:
    """The offers of every table that has a column for a title. Raises ``Invalid`` where there is none."""
    rows = _Rows(plan)
    tables = [grid for grid in reading.blocks if isinstance(grid, Grid) and not grid.hidden and rows.read(grid)]
    if not tables:
        raise Invalid(
            f"{reading.name} has no table of offers that we can read. Please give its first row headings, at least "
            "“Title”. Nothing was imported."
        )
    if len(rows.offers) > MOST_OFFERS:
        raise Invalid(
            f"{reading.name} has more than {MOST_OFFERS:,} offers. Please bring those you might use. Nothing was "
            "imported."
        )
    offers = tuple(offer for offer, _ in rows.offers.values())
    return Catalogue(reading.name, offers, tuple(rows.broken), tuple(rows.unread))


def held_against(found: Catalogue, plan: Plan) -> Held:
    """What would be kept. What people said of an offer here, and no column of the file does, stays."""
    new, changed, unchanged = [], [], []
    for offer in found.offers:
        before = plan.find("offers", offer.id)
        if before is None:
            new.append(offer)
            continue
        said = {name: getattr(offer, name) for name in _fields(offer) if getattr(offer, name) not in (None, "", ())}
        after = before.having(**said)
        if after == before:
            unchanged.append(before)
        else:
            changed.append((before, after))
    return Held(tuple(new), tuple(changed), tuple(unchanged))


def _fields(offer: Offer) -> list[str]:
    return [name for name in type(offer).model_fields if name not in ("id", "version", "position", "need_ids")]


def _headings(grid: Grid) -> tuple[int, dict[Cell, str]] | None:
    """Where the row of headings is, and the field of each of its cells."""
    for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
        found: dict[Cell, str] = {}
        for cell in row:
            name = _field(cell.text)
            if name and name not in found.values():
                found[cell] = name
        if "title" in found.values() and len([cell for cell in row if cell.text.strip()]) > 1:
            return at, found
    return None


def _field(heading: str) -> str:
    plain = " ".join(heading.casefold().split()).rstrip(":")
    for column in columns("offers"):
        if plain and not column.keeping and plain in (column.heading.casefold(), *_WORDS.get(column.name, ())):
            return column.name
    return ""


class _Rows:
    """Takes a file's tables row by row: offers by id with the cell of their title, and what is wrong."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.choices = own_lists(plan.school)
        self.about = {column.name: column for column in columns("offers")}
        self.offers: dict[str, tuple[Offer, Cell]] = {}
        self.broken: list[Broken] = []
        self.unread: list[tuple[str, Place]] = []

    def read(self, grid: Grid) -> bool:
        """Whether it is a table of offers."""
        found = _headings(grid)
        if found is None:
            return False
        at, heads = found
        top = grid.rows[at]
        self.unread += [(cell.text.strip(), cell.place) for cell in top if cell.text.strip() and cell not in heads]
        names = [heads.get(cell, "") for cell in top]
        for row in grid.rows[at + 1 :]:
            if any(cell.text.strip() for cell in row):
                self._take({name: cell for name, cell in zip(names, row, strict=True) if name})
        return True

    def _take(self, row: dict[str, Cell]) -> None:
        """One row as an offer, or what is wrong with it."""
        wrong: list[Broken] = []
        values: dict[str, Any] = {}
        for name, cell in row.items():
            if cell.text.strip():
                try:
                    values[name] = _value(self.about[name], cell, self.choices)
                except ValueError as error:
                    wrong.append(Broken(cell.place, _sentence(error)))
        title = row["title"]
        if not title.text.strip():
            wrong.append(Broken(title.place, "an offer needs a title. Please write what it is about."))
        self.broken += wrong or self._kept(values, row)

    def _kept(self, values: dict[str, Any], row: Mapping[str, Cell]) -> Iterator[Broken]:
        said = (" ".join(str(values.get(name, "")).casefold().split()) for name in ("title", "provider", "led_by"))
        offer_id = f"catalogue.{hashlib.sha256('|'.join(said).encode()).hexdigest()[:20]}"
        first = row["title"].place
        if offer_id in self.offers:
            there = self.offers[offer_id][1].place
            yield Broken(first, f"this is the same offer as in row {there.row}. Please keep one of the two rows.")
            return
        try:
            offer = Offer(id=offer_id, **values)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                name = str(each["loc"][0]) if each["loc"] else "title"
                yield Broken(row[name].place if name in row else first, _sentence(ValueError(each["msg"])))
            return
        for name, sentence in faults(self.plan, offer, None):
            yield Broken(row[name].place if name in row else first, sentence)
        for line in offer.unread_dates:
            what = f"“{line[:40]}” is not a date we can read. Please write it like 4 February 2027."
            yield Broken(row["dates"].place, what)
        self.offers[offer_id] = (offer, row["title"])


def _value(column: Column, cell: Cell, choices: Choices) -> Any:
    text = cell.text
    if column.name == "dates":
        # A spreadsheet may know the one day of a cell better than its text does.
        days = [text] if cell.value is None else [f"{cell.value:%d/%m/%Y}" if hasattr(cell.value, "year") else text]
        return "\n".join(part.strip() for each in days for part in each.replace(";", "\n").split("\n") if part.strip())
    if column.holds in _SEVERAL:
        text = "\n".join(part.strip() for part in text.replace(";", "\n").split("\n") if part.strip())
    known, listed = _known(column.name, " ".join(text.casefold().split())), list_of(column, {})
    if known in choices.lists.get(listed, {}) and choices.key(listed, text) is None:
        return known
    return value_of(column, Cell(text, cell.place, cell.value), choices, {})


def _known(name: str, words: str) -> str | None:
    """What a word stands for besides the labels; a catalogue from elsewhere calls forms as our menu does."""
    if name == "form":
        return next((entry.id for entry in menu() if entry.label.casefold() == words), None)
    return _CHOICES.get(name, {}).get(words)


def _sentence(error: ValueError) -> str:
    said = str(error).removeprefix("Value error, ")
    said = said.replace("choose from the sheet “Choices”", "write it as the workbook does, or leave it empty")
    return said if said.endswith((".", "?")) else f"{said}. Please look at it again."
