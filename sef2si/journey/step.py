"""The vocabulary of the journey: a step is one value, and nothing else knows it by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sef2si.domain.plan import Plan
from sef2si.domain.record import Record


class FieldKind(StrEnum):
    """The closed set of controls the form can draw."""

    LINE = "line"  # one line of text
    TEXT = "text"  # several lines of text
    NUMBER = "number"  # whole or decimal, typed
    MONEY = "money"  # pounds, typed
    DATE = "date"  # typed as people write dates, shown in full
    CHOICE = "choice"  # one of a few, radio buttons up to six, else a list
    CHOICES = "choices"  # any of a few, tick boxes
    YES_NO = "yes_no"  # yes, no, or not said
    LINK = "link"  # one record of another kind, shown with its context
    LINKS = "links"  # any records of another kind


@dataclass(frozen=True)
class Option:
    """One thing to choose: ``context`` helps to tell it from its neighbours."""

    value: str
    label: str
    context: str = ""


# What there is to choose for a field, given the plan and the record that is open.
Options = Callable[[Plan, Any], tuple[Option, ...]]


@dataclass(frozen=True)
class Field:
    """One field of a record as a person meets it. ``essential`` ones are open, the rest under "More".

    ``group`` sets neighbours under one legend. ``makes`` names the kind that can be made on the spot for a link.
    ``own_options`` says that the options differ from record to record.
    """

    name: str
    kind: FieldKind
    label: str
    essential: bool = False
    group: str = ""
    options: Options | None = None
    own_options: bool = False
    makes: str = ""
    unit: str = ""
    nobody: str = ""  # of choices: what it means that none of them is made, as a choice of its own


@dataclass(frozen=True)
class Where:
    """A place in the workbook: a record, and perhaps one of its fields."""

    kind: str
    record_id: str = ""
    field: str = ""


@dataclass(frozen=True)
class Blocker:
    """One plain sentence, as to a headteacher: ``subject`` is the part that links to where it is mended."""

    subject: str
    sentence: str
    where: Where

    def __str__(self) -> str:
        return f"{self.subject}{self.sentence}"


@dataclass(frozen=True)
class Tag:
    """A short word on a card. ``tone`` is plain, done or todo."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Dot:
    """One link of the chain on a card: filled where it is in place. ``tone`` is need, cpd or impact."""

    label: str
    tone: str
    on: bool


@dataclass(frozen=True)
class Press:
    """A button on a card: what it is called and the records it saves, all in one act. None: not offered now.

    ``act`` is given the plan, the record, the choice and the day. ``choose`` asks for one of these first and hands over
    its value.
    """

    key: str
    label: Callable[[Plan, Any], str | None]
    act: Callable[[Plan, Any, str, date], tuple[Record, ...]]
    choose: Options | None = None


@dataclass(frozen=True)
class Section:
    """How records of one kind are shown and made. ``kind`` is the plan's attribute, table and guidance file.

    ``starters`` are records offered before anybody saved them, under ids that two people would share.
    ``children`` are sections drawn inside a card; their ``parent`` field holds the card's id. ``preset`` is what a new
    record of the section starts with; ``only`` says which records of the kind belong in it.
    """

    kind: str
    singular: str
    fields: tuple[Field, ...]
    title: Callable[[Plan, Any], str]
    sub: Callable[[Plan, Any, date], str] = lambda plan, record, today: ""
    heading: str = ""
    lede: str | None = None  # two sentences of its own; by default those of its kind
    empty: str = ""
    parent: str = ""
    preset: Mapping[str, Any] = field(default_factory=dict)
    only: Callable[[Any], bool] = lambda record: True
    starters: Callable[[Plan], tuple[Record, ...]] = lambda plan: ()
    tags: Callable[[Plan, Any, date], tuple[Tag, ...]] = lambda plan, record, today: ()
    dots: Callable[[Plan, Any, date], tuple[Dot, ...]] = lambda plan, record, today: ()
    presses: tuple[Press, ...] = ()
    presses_first: bool = False  # the buttons stand on the closed card: one click and it is done
    note: Callable[[Plan], str] = lambda plan: ""
    children: tuple[Section, ...] = ()
    key: str = ""  # where one kind is shown in two sections of a step; by default the kind
    opened: bool = False  # its cards stand open at first
    essential: bool = True  # of a child: drawn at once, or under "More"
    fixed: bool = False  # no adding and no removing: the school, or one judgement per area
    adds: bool = True  # its records are made here; else they come from elsewhere, and without any it is not shown
    movable: bool = False
    of_author: bool = False  # only whoever wrote a record changes it, and it says who sees it
    group: Callable[[Plan, Any], str] = lambda plan, record: ""  # cards under sub-headings

    @property
    def name(self) -> str:
        """The section's own key, unique within a step."""
        return self.key or self.kind


@dataclass(frozen=True)
class Step:
    """One step of the journey. Its progress is ``note`` and ``blockers``, computed from the plan, never stored."""

    key: str
    title: str
    question: str
    sections: tuple[Section, ...]
    blockers: Callable[[Plan, date], tuple[Blocker, ...]]
    note: Callable[[Plan, date], str]
