"""What becomes of somebody's name while their data is not shown: “somebody”, in the one place that every door asks.

Texts are kept as they are. They are shown with another word in the name's place (``Hidden.said``), and what comes back
from a page is put together again with what is kept (``Hidden.meant``), so that nobody takes a name away by saving.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from sef2si.domain.calling import NOBODY_ELSE, Around, Called, Sought, sought
from sef2si.domain.personal import SOMEBODY
from sef2si.domain.record import LINE_LENGTH, TEXT_LENGTH, NotPersonal

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

# Ids and keys, which lead from one thing to another and hold no words of anybody.
_KEYS = re.compile(r"id|urn|key|year|kind|batch|.*_ids?|option|framework|areas?")
_BEGINS = re.compile(r"(?:[.!?:]\s+|\n\s*|[“\"(]\s*)$")
_BLANK = "–"


class _Part(NamedTuple):
    """A piece of a text: what is shown of it, and what is kept."""

    shown: str
    kept: str


@dataclasses.dataclass(frozen=True)
class Hidden:
    """Those whose data is not shown for now at one school: ``ids`` of accounts and entries of the staff register, and
    how those ``people`` are called, ``around`` others. Without ids it changes nothing."""

    ids: frozenset[str] = frozenset()
    people: frozenset[Called] = frozenset()
    around: Around = NOBODY_ELSE

    def __bool__(self) -> bool:
        return bool(self.ids)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for each in self.people for name in each.names)

    def said(self, value: T) -> T:
        """The same value as it is shown: in each text and beside each ``by``, somebody in the place of their names."""
        shown: T = self._said(value) if self else value
        return shown

    def meant(self, sent: M, kept: M | None) -> M:
        """What somebody sent who was shown ``kept``, with the names that stood where somebody is read now."""
        if not self or kept is None:
            return sent
        changed: dict[str, Any] = {}
        for name in type(kept).model_fields:
            mine, there = getattr(sent, name, None), getattr(kept, name)
            if type(mine) is str and type(there) is str:
                changed[name] = self.meant_text(mine, there)
            elif isinstance(mine, tuple) and isinstance(there, tuple):
                shown = {self._said(each): each for each in there if type(each) is str}
                changed[name] = tuple(shown.get(each, each) if type(each) is str else each for each in mine)
        changed = {name: value for name, value in changed.items() if value != getattr(sent, name)}
        return sent.model_copy(update=changed) if changed else sent

    def meant_text(self, sent: str, kept: str) -> str:
        """As ``meant``, of one text. Where somebody took the word out by hand, it stays out."""
        parts = self._parts(kept)
        if len(parts) == 1:
            return sent
        if sent == "".join(part.shown for part in parts):
            return kept
        before = [each for part in parts for each in ([part] if part.shown != part.kept else _words(part.kept))]
        after = [part.shown for part in _words(sent)]
        compared = SequenceMatcher(
            None, [each.shown.casefold() for each in before], [each.casefold() for each in after], autojunk=False
        )
        for block in compared.get_matching_blocks():
            for step in range(block.size):
                if before[block.a + step].shown != before[block.a + step].kept:
                    after[block.b + step] = before[block.a + step].kept
        return "".join(after)

    def _said(self, value: Any) -> Any:
        if type(value) is str:
            parts = self._parts(value)
            return "".join(part.shown for part in parts) if len(parts) > 1 else value
        if isinstance(value, BaseModel):
            changed = self._changed({name: getattr(value, name) for name in type(value).model_fields}, _plain(value))
            return value.model_copy(update=changed) if changed else value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            changed = self._changed({each.name: getattr(value, each.name) for each in dataclasses.fields(value)})
            return dataclasses.replace(value, **changed) if changed else value
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            changed = self._changed(value._asdict())
            return value._replace(**changed) if changed else value  # type: ignore[attr-defined]
        if isinstance(value, Mapping):
            changed = self._changed(value)
            return {**value, **changed} if changed else value
        if isinstance(value, list | tuple | frozenset | set):
            then = [self._said(each) for each in value]
            return type(value)(then) if any(new is not old for new, old in zip(then, value, strict=True)) else value
        return value

    def _changed(self, fields: Mapping[Any, Any], plain: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Those of these fields that are shown otherwise."""
        found = {}
        for name, value in fields.items():
            if isinstance(name, str) and (name in plain or _KEYS.fullmatch(name)):
                continue
            whose = fields.get(name.removesuffix("_name")) if isinstance(name, str) and name.endswith("_name") else None
            then = SOMEBODY if isinstance(whose, str) and whose in self.ids else self._said(value)
            if then is not value and then != value:
                found[name] = then
        return found

    def _parts(self, text: str) -> list[_Part]:
        parts, end = [], 0
        for found in self._sought.finditer(text):
            parts.append(_Part(text[end : found.start()], text[end : found.start()]))
            word = SOMEBODY if _begins(text, found.start()) else SOMEBODY.lower()
            parts.append(_Part(word, found[0]))
            end = found.end()
        parts.append(_Part(text[end:], text[end:]))
        # What fitted a box fits it afterwards.
        most = LINE_LENGTH if len(text) <= LINE_LENGTH else TEXT_LENGTH
        if sum(len(part.shown) for part in parts) > most:
            return [part if part.shown == part.kept else _Part(_BLANK, part.kept) for part in parts]
        return parts

    @cached_property
    def _sought(self) -> Sought:
        return sought(self.people, self.around)


NOBODY_HIDDEN = Hidden()


def _begins(text: str, at: int) -> bool:
    """Whether a sentence, a line or something in quotes begins there."""
    before = text[max(0, at - 20) : at]
    return at == 0 or _BEGINS.search(before) is not None


def _words(text: str) -> list[_Part]:
    return [_Part(each, each) for each in re.findall(r"[^\W_]+|[\W_]", text)]


def _plain(value: BaseModel) -> frozenset[str]:
    """Fields that hold a fact of the school as a whole, such as its name."""
    fields = type(value).model_fields.items()
    return frozenset(name for name, field in fields if any(isinstance(mark, NotPersonal) for mark in field.metadata))
