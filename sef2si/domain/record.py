"""What every record is made of: frozen values, short stable keys, and text that comes back as it was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import uuid4

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

ID = r"^[A-Za-z0-9._-]+$"
LINE_LENGTH = 500
TEXT_LENGTH = 20_000
_NOT_KEEPABLE = re.compile("[\x00\ud800-\udfff]")  # no database keeps them: NUL, and halves of a character


class Choice(StrEnum):
    """An enumeration with a stable stored key and a label in schools' own words: ``KEY = "key", "label"``."""

    label: str

    def __new__(cls, key: str, label: str) -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member


@dataclass(frozen=True)
class Link:
    """Marks a field that holds the id (or ids) of records of ``kind``.

    ``owned`` records belong to the linked one: they go when it goes. Others merely lose the link.
    """

    kind: str
    owned: bool = False


@dataclass(frozen=True)
class WithinPlan:
    """Marks a date that can't lie before the plan's academic year: it says what will happen, not what was seen."""


@dataclass(frozen=True)
class Private:
    """Marks a field that never leaves the people who may edit the plan: no shared view, no export."""


@dataclass(frozen=True)
class NamesSomebody:
    """Marks a field that is there to hold somebody's name."""


@dataclass(frozen=True)
class AboutSomebody:
    """Marks a field that says which person a record is about, and names nobody."""


@dataclass(frozen=True)
class NotPersonal:
    """Marks text that says nothing about a person: the key of an area, a fact of the school as a whole."""


@dataclass(frozen=True)
class WhoWrote:
    """Marks a field that holds the account of whoever wrote the record; ``name``: their name beside it.

    The service fills both, and whatever a form or a file says there is not believed.
    """

    name: bool = False


def _keepable(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(
            f"This is {len(text):,} characters long and this box keeps {most:,} at most. "
            "Please shorten it; nothing you typed has been taken away."
        )
    if _NOT_KEEPABLE.search(text):
        raise ValueError("This holds a character that can't be stored. Please type it again without pasting.")
    return text


def _line(text: str) -> str:
    # Most lines are short and printable, and then there is nothing to look for.
    return text if len(text) <= LINE_LENGTH and text.isprintable() else _keepable(text, LINE_LENGTH)


def _text(text: str) -> str:
    return _keepable(text, TEXT_LENGTH)


def _money(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount < 0 or amount >= 100_000_000:
        raise ValueError("Please give an amount of money in pounds, nought or more, such as 250 or 1,200.50.")
    return amount.quantize(Decimal("0.01"))


def _count(number: int) -> int:
    if not 0 <= number <= 1_000_000:
        raise ValueError("Please give a whole number, nought or more.")
    return number


def _quantity(amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 <= amount < 100_000:
        raise ValueError("Please give a number, nought or more, such as 6 or 1.5.")
    return amount.quantize(Decimal("0.01"))


Line = Annotated[str, AfterValidator(_line)]
Text = Annotated[str, AfterValidator(_text)]
NameLine = Annotated[str, AfterValidator(_line), NamesSomebody()]
PlainLine = Annotated[str, AfterValidator(_line), NotPersonal()]
Author = Annotated[str, AfterValidator(_line), WhoWrote()]
AuthorName = Annotated[str, AfterValidator(_line), WhoWrote(name=True)]
PrivateText = Annotated[str, AfterValidator(_text), Private()]
Money = Annotated[Decimal, AfterValidator(_money)]
Count = Annotated[int, AfterValidator(_count)]
Quantity = Annotated[Decimal, AfterValidator(_quantity)]
PlannedOn = Annotated[date | None, WithinPlan()]


def new_id() -> str:
    """A fresh id, 32 lower-case hexadecimal digits."""
    return uuid4().hex


class Frozen(BaseModel):
    """A value: it never changes; a change is a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Versioned(Frozen):
    """A value that is kept: ``version`` is 0 until first saved and goes up by one with each save."""

    id: str = Field(default_factory=new_id, min_length=1, max_length=120, pattern=ID)
    version: Annotated[int, Field(ge=0)] = 0

    def having(self, **changes: Any) -> Self:
        """The same record with some fields changed, validated. Raises ``pydantic.ValidationError``."""
        return type(self).model_validate({**self.model_dump(), **changes})


class Record(Versioned):
    """One row of a plan. A draft is a record with blanks. ``position`` orders records of a kind."""

    position: Annotated[int, Field(ge=0, le=1_000_000)] = 0

    @classmethod
    def links(cls) -> dict[str, Link]:
        """Field name -> the kind it links to."""
        return {name: mark for name, marks in _marks(cls) for mark in marks if isinstance(mark, Link)}

    @classmethod
    def fields_marked(cls, mark: type) -> tuple[str, ...]:
        """Names of the fields whose annotation carries a mark of this type."""
        return tuple(name for name, marks in _marks(cls) if any(isinstance(each, mark) for each in marks))


def _marks(cls: type[Record]) -> list[tuple[str, list[Any]]]:
    return [(name, field.metadata) for name, field in cls.model_fields.items()]
