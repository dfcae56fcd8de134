"""What a row says will be done: one entry or several, CPD or another action, with its people, day and cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sef2si.documents.incoming.dates import found, when
from sef2si.documents.incoming.drafts import Drafts
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.kinds import Decided, decided
from sef2si.documents.incoming.learning import need_of
from sef2si.documents.incoming.lists import (
    by_number,
    by_words,
    lines,
    numbers,
    parts,
    pieces,
    sentences_alone,
    unmarked,
)
from sef2si.documents.incoming.values import Told, group, money, number, said_whole, status
from sef2si.documents.incoming.wording import simple
from sef2si.documents.reading.blocks import Cell, Place
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.domain.record import LINE_LENGTH
from sef2si.domain.school import School
from sef2si.menu import menu, menu_for

MAY_BE = ("activities", "actions", "notes")
_BESIDE = ("who", "when", "start", "end", "cost", "people", "audience", "provider", "status")
_PAID = re.compile(r"[(\[]([^()\[\]]*£[^()\[\]]*)[)\]]")  # “Buy books (£3k)”
_MOST_IN_A_CELL = 60
_MOST_LINES = 200
_DEADLINE = re.compile(r"\b(?:by|deadline|complet\w*|due|target|finish|end)\b", re.I)


@dataclass
class _Doing:
    """One entry of a row: its text, what the cells beside say for it, and what of them is left to keep."""

    cell: Filled
    text: str
    index: int
    beside: Mapping[str, Filled]
    counts: bool  # the first cell of its row that says what is done: the row's cost is its
    spare: list[Filled] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    share: dict[str, str] = field(default_factory=dict)

    def take(self, shares: Mapping[str, list[str] | None]) -> None:
        """Set what each cell beside says for this entry. None: another number of lines than there are entries."""
        for name, each in shares.items():
            self.share[name] = each[self.index] if each else ""
            if each is None and self.index == 0:
                heading = self.beside[name].heading
                self.problems.append(
                    f"“{heading}” has another number of lines than the actions, so it is kept as a note."
                )
                self.keep(name)

    def keep(self, name: str) -> None:
        """Keep a cell's words with the first row they stand beside."""
        if name in self.beside and not self.beside[name].copy:
            self.spare.append(self.beside[name])

    def said(self, problem: str) -> None:
        if problem:
            self.problems.append(problem)

    def days(self, year: str) -> tuple[date | None, date | None]:
        """(start, end). A day that a heading such as “By when” names is an end, any other exact day a start."""
        start: date | None = None
        end: date | None = None
        for name in ("when", "end", "start"):
            if name not in self.beside:
                continue
            other, text = self.beside[name], self.share[name]
            value = other.cell.value if text == other.text and isinstance(other.cell.value, date) else None
            told = when(text, year, value)
            self.said(told.problem)
            if not told.whole and other.text:
                self.keep(name)
            if name == "start":
                start = told.first
                continue
            end = end or told.last
            exact = [value] if value else [each.day for each in found(text, year) if each.exact]
            if name == "when" and told.first in exact and not _DEADLINE.search(other.heading):
                start = told.first
        under = when(self.cell.heading, year) if found(self.cell.heading, year) else None
        if end is None and start is None and under and under.last:
            self.said(f"It stands under “{self.cell.heading}”, so it is taken as by {written(under.last)}.")
            end = under.last
        return start, end

    def cost(self) -> Decimal | None:
        """What it costs. A sum that stands beside several entries counts once, with the first."""
        other = self.beside.get("cost")
        if other is None or not other.text:
            told = money(within[0]) if len(within := _PAID.findall(self.text)) == 1 else Told()
            return told.value
        shared = self.share["cost"] == other.text
        if shared and (other.copy or self.index or not self.counts):
            self.said(f"“{other.text[:60]}” stands for several actions together. It is kept with the first of them.")
            return None
        told = money(self.share["cost"], other.cell.value if shared else None)
        self.said(told.problem)
        if not told.whole:
            self.keep("cost")
        return told.value

    def line(self, name: str) -> str:
        """A cell's share on one line, where it fits the box."""
        words = ", ".join(lines(self.share.get(name, "")))
        if len(words) <= LINE_LENGTH:
            return words
        self.said(f"“{self.beside[name].heading}” is longer than this box can be, so it is kept as a note.")
        self.keep(name)
        return ""

    def people(self) -> int | None:
        """How many take part, where a number of people is named."""
        who = self.share.get("audience") or self.share.get("who", "")
        for words in (self.share.get("people", ""), who, self.text):
            many = number(words, people=words is not self.share.get("people")).value
            if many is not None and many == int(many):
                return int(many)
        return None


class Doings:
    """Makes the entries of one row. A merged cell beside several rows speaks for each of them."""

    def __init__(self, plan: Plan, drafts: Drafts) -> None:
        self.plan, self.drafts = plan, drafts
        self._table = 0
        self._met: dict[tuple[str, str], int] = {}

    def new_table(self) -> None:
        self._table += 1

    def add(
        self, doing: Sequence[Filled], by_field: Mapping[str, list[Filled]], priority: str, place: Place, *, card: bool
    ) -> list[Filled]:
        """Add the row's entries, and return the cells of which words are left to keep."""
        spare = [
            other
            for name in _BESIDE
            for other in by_field.get(name, ())[1:]
            if not other.copy and not (card and leads(other))
        ]
        for cell in doing:
            beside = _beside(by_field, card)
            texts, lead_in = _split(cell, [each.text for each in beside.values()])
            forms = [text for text in texts[1:] if _is_form(text, self.plan.school)]
            texts = [text for text in texts if text not in forms]
            spare += [Filled(cell.field, cell.heading, Cell(form, cell.cell.place)) for form in forms]
            if lead_in:
                spare.append(Filled(cell.field, cell.heading, Cell(lead_in, cell.cell.place)))
            shares = {name: _shares(name, other.text, texts, numbers(cell.text)) for name, other in beside.items()}
            spare += [beside[name] for name, each in shares.items() if each and _leaves(beside[name], each)]
            for index, text in enumerate(texts):
                one = _Doing(cell, text, index, beside, cell is doing[0])
                one.take(shares)
                if self._met.setdefault((priority, simple(text)), self._table) != self._table:
                    spare += [each for each in beside.values() if not each.copy]  # told in an earlier table
                    continue
                self._one(one, priority, cell.cell.place)
                spare += one.spare
        return list({id(each.cell): each for each in spare}.values())

    def _one(self, one: _Doing, priority: str, place: Place) -> None:
        guess = decided(one.text, in_cpd_column=one.cell.field == "cpd")
        key = self.drafts.key(place, "do")
        kind = self.drafts.kind(key, guess.kind)
        if kind == "activities" or (kind == "notes" and guess.kind == "activities"):
            self._activity(one, key, guess, priority, place)
        else:
            self._action(one, key, guess, priority, place)

    def _action(self, one: _Doing, key: str, guess: Decided, priority: str, place: Place) -> None:
        _, end = one.days(self.plan.year)
        fields: dict[str, object] = {
            "what": one.text, "who": one.line("who"), "by": end, "cost": one.cost(),
            "status": status(one.share.get("status", "")),
        }  # fmt: skip
        for name in ("start", "status", "people", "audience", "provider"):
            if not (name == "status" and said_whole(one.share.get(name, ""))):
                one.keep(name)
        self.drafts.add(
            "actions", "do", place, fields, priority, key=key, why=guess.why, may_be=MAY_BE, problems=one.problems
        )

    def _activity(self, one: _Doing, key: str, guess: Decided, priority: str, place: Place) -> None:
        start, end = one.days(self.plan.year)
        who, people = one.line("who"), one.people()
        takes_part = one.share.get("audience", "") or (who if group(who) else "")
        fields: dict[str, object] = {
            "what": one.text, "starts": start, "ends": end if end != start else None, "form": guess.form,
            "led_by": who, "provider": one.line("provider"), "people": people, "price": one.cost(),
        }  # fmt: skip
        one.keep("status")
        one.keep("audience")
        if not number(one.share.get("people", "")).whole:
            one.keep("people")
        chosen = self.drafts.parent_id(key)
        need, need_id = "", ""
        if self.drafts.kind(key, "activities") == "notes":
            need = priority
        elif chosen and self.plan.find("needs", chosen) is not None:
            need_id = chosen
        elif chosen is None and (there := self._need_in_plan(one.text, priority)):
            need_id = there
        elif chosen or (priority and chosen is None):
            made = need_of(one.text, takes_part, people)
            need = self.drafts.add(
                "needs", "need", place, made.fields, "" if chosen else priority, why=made.why, may_be=("notes",),
                parent_id=chosen or "",
            ).key  # fmt: skip
        self.drafts.add(
            "activities", "do", place, fields, need, key=key, why=guess.why, may_be=MAY_BE, problems=one.problems,
            parent_id=need_id,
        )  # fmt: skip

    def _need_in_plan(self, text: str, priority: str) -> str:
        """The need that the plan's own activity of these words meets, for this very priority; "" without one."""
        title = simple(str(self.drafts.get(priority).fields.get("title", ""))) if priority else ""
        for activity in self.plan.activities:
            if title and simple(activity.what) == simple(text):
                for need in self.plan.needs_met_by(activity):
                    served = self.plan.find("priorities", need.priority_id)
                    if served is not None and simple(served.title) == title:
                        return need.id
        return ""


def _beside(by_field: Mapping[str, list[Filled]], card: bool) -> dict[str, Filled]:
    """The cells beside what is done. On a card one “Lead” leads the priority, a list of them goes with the actions.

    Money named among resources or grants is the cost, where no column is for costs.
    """
    beside = {name: by_field[name][0] for name in _BESIDE if by_field.get(name)}
    if card and "who" in beside and leads(beside["who"]) and len(lines(beside["who"].text)) == 1:
        others = by_field["who"][1:]
        del beside["who"]
        if others:
            beside["who"] = others[0]
    who = beside.get("who")
    if who is not None and not {"when", "end", "start"} & beside.keys() and _DEADLINE.search(who.heading):
        name, day = _apart_from_day(who.text)
        if day:  # “KB, Dec 26” under “Lead and deadline”
            beside["who"] = replace(who, cell=replace(who.cell, text=name))
            beside["when"] = replace(who, field="when", cell=replace(who.cell, text=day))
    if "cost" not in beside:
        paid = [cell for name in ("resources", "funding") for cell in by_field.get(name, ()) if "£" in cell.text]
        if paid:
            beside["cost"] = paid[0]
    return beside


def _shares(name: str, text: str, beside: list[str], their_numbers: list[int]) -> list[str] | None:
    """A cell beside, for each entry: its parts by number, by words or in order, or the whole for all. None where it
    lists others: so many sums of other things are no entry's cost."""
    many = len(beside)
    if many == 1:
        return [text]
    numbered = by_number(text, their_numbers) if len(their_numbers) == many else None
    if numbered:
        return numbered
    each = parts(text, many)
    said = by_words(text, beside) if name == "cost" and len(lines(text)) > 1 else None
    if said and (each is None or _elsewhere(each, beside)):
        return said
    if each:
        return each
    listed = len(pieces(text)) > 1 or len(lines(text)) > 1
    return [text] * many if not listed or name in ("who", "audience") else None


def _elsewhere(each: list[str], beside: list[str]) -> bool:
    """Whether a part plainly names another entry than the one it stands beside."""
    return any((own := by_words(part, beside)) is not None and not own[index] for index, part in enumerate(each))


def _leaves(cell: Filled, each: list[str]) -> bool:
    """Whether a cell has lines that went to no entry."""
    placed = "\n".join(each)
    return not cell.copy and any(line not in placed and unmarked(line) not in placed for line in lines(cell.text))


def _apart_from_day(text: str) -> tuple[str, str]:
    name, comma, day = text.rpartition(",") if "," in text else text.rpartition("\n")
    return (name.strip(), day.strip()) if comma and found(day, "2026/27") else (text, "")


def leads(cell: Filled) -> bool:
    """Whether a cell's heading asks for who leads, not for who does."""
    return cell.heading.casefold().startswith(("lead", "led", "owner", "priority"))


def _split(cell: Filled, beside: list[str]) -> tuple[list[str], str]:
    """The entries of a cell, and a lead-in that is none of them.

    Lines without marks are entries where a cell beside has as many, or where each begins anew and none is prose.
    """
    each = pieces(cell.text)
    if len(each) > _MOST_IN_A_CELL or len(lines(cell.text)) > _MOST_LINES:
        return [cell.text], ""
    if len(each) == 1 and len(lines(cell.text)) > 1:
        many = lines(cell.text)
        alongside = any(len(lines(other)) == len(many) for other in beside)
        prose = any(line.endswith(".") for line in many[:-1])
        return (many, "") if alongside or (sentences_alone(cell.text) and not prose) else (each, "")
    if len(each) > 1 and each[0].endswith(":") and "\n" not in each[0]:
        return each[1:], each[0]
    return each, ""


def apart_from_forms(text: str, school: School) -> tuple[str, list[str]]:
    """A text without the lines that only name a form of CPD, as “Coaching or mentoring” below what it is; and these."""
    each = lines(text)
    forms = [line for line in each[1:] if _is_form(line, school)]
    return ("\n".join(line for line in each if line not in forms), forms) if forms else (text, [])


def _is_form(text: str, school: School) -> bool:
    return simple(text) in {simple(entry.label) for entry in (*menu(), *menu_for(school))}
