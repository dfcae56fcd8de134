"""What a row says will be done: one entry or several, CPD or another action, with its people, day and cost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from sef2si.documents.incoming.dates import When, found, when
from sef2si.documents.incoming.drafts import Draft, Drafts
from sef2si.documents.incoming.kinds import Decided, decided
from sef2si.documents.incoming.lists import lines, parts, pieces, sentences_alone
from sef2si.documents.incoming.learning import need_of
from sef2si.documents.incoming.tables import Filled
from sef2si.documents.incoming.values import group, money, number, said_whole, status
from sef2si.documents.reading.blocks import Cell, Place
from sef2si.domain.plan import Plan
from sef2si.domain.record import LINE_LENGTH

_BESIDE = ("who", "when", "start", "end", "cost", "people", "audience", "provider", "status")
_DEADLINE = re.compile(r"\b(?:by|deadline|complet\w*|due|target|finish|end)\b", re.I)
MAY_BE = ("activities", "actions", "notes")


class Doings:
    """Makes the entries of one row. A merged cell beside several rows speaks for each of them; its sum counts once."""

    def __init__(self, plan: Plan, drafts: Drafts) -> None:
        self.plan, self.drafts = plan, drafts
        self._noted: set[tuple[str, str]] = set()

    def new_table(self) -> None:
        self._noted.clear()

    def add(
        self, doing: Sequence[Filled], by_field: dict[str, list[Filled]], priority: str, place: Place, card: bool
    ) -> list[Filled]:
        """Add the row's entries, and return the cells of which words are left to keep."""
        spare: list[Filled] = []
        for cell in doing:
            beside = {
                name: each[0]
                for name in _BESIDE
                if (each := by_field.get(name))
                and not (card and name == "who" and leads(each[0]) and _one_line(each[0]))
            }
            if "cost" not in beside:
                paid = next(
                    (c for name in ("resources", "funding") for c in by_field.get(name, ()) if "£" in c.text), None
                )
                if paid is not None:
                    beside["cost"] = paid
            for name, each in by_field.items():
                spare += [other for other in each[1:] if name in _BESIDE and not other.copy]
            texts, left = _split(cell, [each.text for each in beside.values()])
            if left:
                spare.append(Filled(cell.field, cell.heading, Cell(left, cell.cell.place)))
            for index, text in enumerate(texts):
                spare += self._one(cell, text, index, len(texts), beside, priority, place)
        return list({id(each.cell): each for each in spare}.values())

    def _one(
        self, cell: Filled, text: str, index: int, many: int, beside: dict[str, Filled], priority: str, place: Place
    ) -> list[Filled]:
        spare: list[Filled] = []
        problems: list[str] = []
        share = {name: self._share(other, index, many, name, problems) for name, other in beside.items()}
        guess = decided(text, in_cpd_column=cell.field == "cpd")
        key = self.drafts.key(place, "do")
        kind = self.drafts.kind(key, guess.kind)
        day, first = self._days(beside, share, problems, spare)
        cost = self._cost(beside, share, index, problems, spare)
        who = self._line("who", beside, share, problems, spare)
        if kind == "activities":
            self._activity(
                key, cell, text, guess, priority, place, problems, spare, beside, share, (first, day, cost, who)
            )
            return spare
        fields: dict[str, object] = {"what": text, "who": who, "by": day, "cost": cost}
        state = status(share.get("status", ""))
        if state:
            fields["status"] = state
        spare += [
            beside[name]
            for name in ("status", "people", "audience", "provider")
            if name in beside and not (name == "status" and said_whole(share[name])) and not beside[name].copy
        ]
        self.drafts.add(
            "actions", "do", place, fields, priority, key=key, why=guess.why, may_be=MAY_BE, problems=problems
        )
        return spare

    def _activity(
        self,
        key: str,
        cell: Filled,
        text: str,
        guess: Decided,
        priority: str,
        place: Place,
        problems: list[str],
        spare: list[Filled],
        beside: dict[str, Filled],
        share: dict[str, str],
        told: tuple[object, object, Decimal | None, str],
    ) -> None:
        first, day, cost, who = told
        audience = share.get("audience", "")
        takes_part = audience or (who if group(who) else "")
        people = number(share.get("people", "")).value or number(takes_part).value or number(text).value
        fields: dict[str, object] = {
            "what": text, "starts": first, "ends": day if day != first else None, "form": guess.form, "led_by": who,
            "provider": share.get("provider", "")[:LINE_LENGTH],
            "people": int(people) if people is not None and people == int(people) else None,
            "price": cost,
        }  # fmt: skip
        spare += [
            beside[name]
            for name in ("status", "audience", "people")
            if name in beside and not beside[name].copy and not (name == "people" and number(share[name]).whole)
        ]
        need: Draft | None = None
        chosen = self.drafts.parent_id(key)
        if priority or chosen:
            made = need_of(text, takes_part, int(people) if people is not None and people == int(people) else None)
            need = self.drafts.add(
                "needs", "need", place, made.fields, "" if chosen else priority, why=made.why, may_be=("notes",),
                parent_id=chosen or "",
            )  # fmt: skip
        self.drafts.add(
            "activities", "do", place, fields, need.key if need else "", key=key, why=guess.why, may_be=MAY_BE,
            problems=problems,
        )  # fmt: skip

    # The cells beside.

    def _share(self, other: Filled, index: int, many: int, name: str, problems: list[str]) -> str:
        """What a cell beside says for one entry of several: its own part, or the whole for all."""
        if many == 1:
            return other.text
        each = parts(other.text, many)
        if each:
            return each[index]
        listed = len(pieces(other.text)) > 1 or len(lines(other.text)) > 1
        if listed and name not in ("who", "audience"):
            if index == 0 and name != "cost":
                problems.append(
                    f"“{other.heading}” has another number of lines than the actions, so it is kept as a note."
                )
            return other.text if name == "cost" else ""
        return other.text

    def _days(
        self, beside: dict[str, Filled], share: dict[str, str], problems: list[str], spare: list[Filled]
    ) -> tuple[object, object]:
        """(deadline or end, start). A day that a heading such as “By when” names is an end, any other a start."""
        end: object = None
        start: object = None
        for name in ("when", "end", "start"):
            if name not in beside:
                continue
            other = beside[name]
            value = other.cell.value if share[name] == other.text else None
            told: When = when(share[name], self.plan.year, value)
            problems += [told.problem] if told.problem else []
            if not told.whole and other.text:
                self._once(other, spare)
            if name == "start":
                start = told.first
                continue
            end = end or told.last
            exact = [each.day for each in found(share[name], self.plan.year) if each.exact] or (
                [value] if value else []
            )
            if name == "when" and told.first in exact and not _DEADLINE.search(other.heading):
                start = told.first
        return end, start

    def _cost(
        self, beside: dict[str, Filled], share: dict[str, str], index: int, problems: list[str], spare: list[Filled]
    ) -> Decimal | None:
        other = beside.get("cost")
        if other is None or not other.text:
            return None
        shared = share["cost"] == other.text
        if shared and (other.copy or index):
            problems.append(
                f"“{other.text[:60]}” stands for several actions together. It is kept with the first of them."
            )
            return None
        told = money(share["cost"], other.cell.value if shared else None)
        problems += [told.problem] if told.problem else []
        if not told.whole:
            self._once(other, spare)
        return told.value

    def _line(
        self, name: str, beside: dict[str, Filled], share: dict[str, str], problems: list[str], spare: list[Filled]
    ) -> str:
        words = ", ".join(lines(share.get(name, "")))
        if len(words) <= LINE_LENGTH:
            return words
        problems.append(f"“{beside[name].heading}” is longer than this box can be, so it is kept as a note.")
        self._once(beside[name], spare)
        return ""

    def _once(self, other: Filled, spare: list[Filled]) -> None:
        """Keep a cell's words with the first row they stand beside."""
        if not other.copy:
            spare.append(other)


def leads(cell: Filled) -> bool:
    """Whether a cell's heading asks for who leads, not for who does."""
    return cell.heading.casefold().startswith(("lead", "led", "owner", "priority"))


def _one_line(cell: Filled) -> bool:
    return len(lines(cell.text)) == 1


def _split(cell: Filled, beside: list[str]) -> tuple[list[str], str]:
    """The entries of a cell, and a lead-in that is none of them."""
    each = pieces(cell.text)
    if len(each) == 1 and len(lines(cell.text)) > 1:
        many = lines(cell.text)
        alongside = any(len(lines(other)) == len(many) for other in beside)
        prose = any(line.endswith(".") for line in many[:-1])
        return (many, "") if alongside or (sentences_alone(cell.text) and not prose) else (each, "")
    if len(each) > 1 and each[0].endswith(":") and "\n" not in each[0]:
        return each[1:], each[0]
    return each, ""
