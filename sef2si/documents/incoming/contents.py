"""What the cells below a heading say about it, where its own words leave doubt: sums, days, or bands of priorities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.dates import found, term_of
from sef2si.documents.incoming.filled import Filled
from sef2si.documents.incoming.labels import labelled_anyhow
from sef2si.documents.incoming.lists import lines, unmarked
from sef2si.documents.incoming.proposal import ColumnMatch, Sort
from sef2si.documents.reading.blocks import Cell

_DOUBTFUL = ("similar", "none")
_CHOSEN = ("decided", "remembered")
_MAY_BE_PRIORITY = ("", "target", "number", "why", "note", "criteria", "to_improve", "area", "now")
_OF_SEF = ("strengths", "to_improve", "grade")
_PUPILS = re.compile(r"\b(?:pupil|learner|child|student)", re.I)
LABEL_WITHIN = re.compile(r"(?:(?<=[.;,)])\s+|\s[–—|-]\s|\n\s*)(?P<label>[A-Z][A-Za-z’' ]{1,28}):\s+")
_WITHIN = {"who", "when", "start", "end", "cost", "criteria", "monitoring", "resources", "provider", "audience"}
_MOSTLY = 0.6
_ONE_ONLY = ("priority", "action", "title")
_YEAR = "2026/27"  # any year will do to see that a cell names days


def settled(heads: list[ColumnMatch], below: Sequence[Sequence[Cell]], columns: Columns) -> list[ColumnMatch]:
    """The columns of a table, each doubtful one looked at again by its cells; all are put on the preview."""
    heads = _one_of_each(heads)
    for index, head in enumerate(heads):
        if not head.heading or head.how not in _DOUBTFUL:
            continue
        texts = [row[index].text for row in below if row[index].text.strip() and not row[index].repeated]
        names = {each.field for each in heads}
        if for_pupils(head.heading) and not head.field and columns.sort is Sort.PLAN:
            heads[index] = _as(head, "criteria", columns)
        elif not names & {"cost"} and _share(texts, _is_sum) >= _MOSTLY:
            heads[index] = _as(head, "cost", columns)
        elif head.field != "who" and not names & {"when", "end", "start"} and _share(texts, _is_day) >= _MOSTLY:
            heads[index] = _as(head, "when", columns)
    if columns.sort is Sort.CALENDAR:
        heads = _one_day_column(heads, below)
    if columns.sort is Sort.PLAN:
        heads = _action_column(heads, below, columns)
        heads = _people_columns(heads, below, columns)
        heads = _measured(heads, below, columns)
        heads = _for_pupils(_priority_column(heads, below, columns), columns)
    for head in heads:
        if head.heading:
            columns.note(head)
    return heads


def _one_of_each(heads: list[ColumnMatch]) -> list[ColumnMatch]:
    """Of two columns for what a row has once, the one whose heading says so plainly, or stands first."""
    sure = {head.field for head in heads if head.how not in _DOUBTFUL}
    seen: set[str] = set()
    kept: list[ColumnMatch] = []
    for head in heads:
        termly = head.field == "action" and bool(found(head.heading, _YEAR))
        late = (
            head.field in _ONE_ONLY
            and not termly
            and (head.field in seen or (head.how == "similar" and head.field in sure))
        )
        kept.append(replace(head, field="", how="none") if late and head.how not in _CHOSEN else head)
        seen.add(head.field)
    return kept


def _one_day_column(heads: list[ColumnMatch], below: Sequence[Sequence[Cell]]) -> list[ColumnMatch]:
    """Of several columns for days, such as “Day” and “Date”, the one whose cells name most of them."""
    days = [index for index, head in enumerate(heads) if head.field == "when" and head.how not in _CHOSEN]
    if len(days) < 2:
        return heads
    named = {
        index: sum(bool(row[index].value) or bool(found(row[index].text, _YEAR)) for row in below) for index in days
    }
    best = max(days, key=lambda index: named[index])
    return [
        replace(head, field="", how="none") if index in days and index != best else head
        for index, head in enumerate(heads)
    ]


def _priority_column(heads: list[ColumnMatch], below: Sequence[Sequence[Cell]], columns: Columns) -> list[ColumnMatch]:
    """In a table of actions without a column for priorities: the one before them whose cells are labelled so, or that
    one cell of which stands beside several actions."""
    names = [head.field for head in heads]
    if "priority" in names or not {"action", "cpd"} & set(names):
        return heads
    first = min(index for index, name in enumerate(names) if name in ("action", "cpd"))
    for index in range(first):
        if names[index] not in _MAY_BE_PRIORITY or not heads[index].heading:
            continue
        cells = _changes(below, index)
        beside = [row[first] for row in below if row[first].text.strip() and not row[first].repeated]
        named = sum(labelled_anyhow(cell.text) is not None for cell in cells)
        fewer = 0 < len(cells) < 0.75 * len(beside) and all(len(cell.text.strip()) >= 4 for cell in cells)
        fewer = fewer or (names[index] == "to_improve" and "strengths" not in names and bool(cells))
        if (named and named >= 0.6 * len(cells)) or (fewer and heads[index].how not in _CHOSEN):
            return [*heads[:index], _as(heads[index], "priority", columns), *heads[index + 1 :]]
    return heads


def _measured(heads: list[ColumnMatch], below: Sequence[Sequence[Cell]], columns: Columns) -> list[ColumnMatch]:
    """In a table of actions without success criteria, a measure, evidence or milestones of no term, to the right of
    them, are the criteria."""
    names = [head.field for head in heads]
    first = next((index for index, name in enumerate(names) if name in ("action", "cpd")), None)
    if first is None or "criteria" in names:
        return heads
    for index in range(first + 1, len(heads)):
        timed = any(term_of(line) for row in below for line in lines(row[index].text))
        fits = names[index] in ("measure", "evidence") or (names[index] == "milestones" and not timed)
        if fits and heads[index].how not in _CHOSEN:
            return [*heads[:index], _as(heads[index], "criteria", columns), *heads[index + 1 :]]
    return heads


def _changes(below: Sequence[Sequence[Cell]], index: int) -> list[Cell]:
    """The cells of a column that begin something new: neither blank, nor merged with, nor the same as the one above."""
    found: list[Cell] = []
    for row in below:
        cell = row[index]
        if cell.text.strip() and not cell.repeated and not (found and found[-1].text == cell.text):
            found.append(cell)
    return found


def _action_column(heads: list[ColumnMatch], below: Sequence[Sequence[Cell]], columns: Columns) -> list[ColumnMatch]:
    """In a table with people, days or costs and nothing to do: the column before them whose every cell says something
    else, in several words."""
    names = [head.field for head in heads]
    last = min(
        (index for index, name in enumerate(names) if name in ("who", "when", "end", "start", "cost")), default=0
    )
    if {"action", "cpd", *_OF_SEF} & set(names) or not last:
        return heads
    rows = [row for row in below if sum(bool(cell.text.strip()) for cell in row) >= 3]
    for index in reversed(range(last)):
        texts = [row[index].text.strip() for row in rows if not row[index].repeated and row[index].text.strip()]
        own = len(set(texts)) == len(texts) >= max(2, 0.8 * len(rows))
        wordy = sum(len(text.split()) >= 2 for text in texts) >= 0.7 * len(texts)
        if names[index] in ("", "measure", "why", "note") and heads[index].how not in _CHOSEN and own and wordy:
            return [*heads[:index], _as(heads[index], "action", columns), *heads[index + 1 :]]
    return heads


def _people_columns(heads: list[ColumnMatch], below: Sequence[Sequence[Cell]], columns: Columns) -> list[ColumnMatch]:
    """People named before the actions lead the priority; without a column for people, one of short names is."""
    names = [head.field for head in heads]
    first = next((index for index, name in enumerate(names) if name in ("action", "cpd")), None)
    if first is None:
        return heads
    if names.count("who") > 1 and names.index("who") < first:
        index = names.index("who")
        if heads[index].how not in _CHOSEN:
            return [*heads[:index], _as(heads[index], "lead", columns), *heads[index + 1 :]]
    if "who" in names:
        return heads
    for index in range(first + 1, len(heads)):
        texts = [row[index].text for row in below if row[index].text.strip()]
        if heads[index].how == "none" and heads[index].heading and _share(texts, _is_person) >= 0.7:
            return [*heads[:index], _as(heads[index], "who", columns), *heads[index + 1 :]]
    return heads


def _is_person(text: str) -> bool:
    """Whether a text looks like initials, names or a role: few words, no figures, a capital first."""
    words = text.split()
    return 0 < len(words) <= 4 and not re.search(r"[\d£%?]", text) and words[0][0].isupper()


def settled_card(cells: Sequence[Filled]) -> list[Filled]:
    """The values of a card, labels that nobody knows taken by their values: sums, days; a point to improve with actions
    below it is the priority."""
    names = {cell.field for cell in cells}
    found: list[Filled] = []
    for cell in cells:
        parts = [unmarked(line) for line in lines(cell.text)]
        field = cell.field
        if not field and "cost" not in names and _share(parts, _is_sum) >= _MOSTLY:
            field = "cost"
        elif not field and not names & {"when", "end", "start"} and _share(parts, _is_day) >= _MOSTLY:
            field = "when"
        elif field in ("to_improve", "target") and "priority" not in names and names & {"action", "cpd"}:
            field = "priority" if len(parts) == 1 else field
        names.add(field)
        found.append(replace(cell, field=field))
    return found


def in_brackets(text: str, year: str) -> list[tuple[str, str, str]]:
    """``"Buy books (KL, June, £90)"`` -> what, who, when and cost as (field, "", text). Empty without day or sum."""
    closed = re.fullmatch(r"(?P<what>.{3,400}?)\s*[(\[](?P<said>[^()\[\]]{3,200})[)\]]\.?", text.strip(), re.S)
    if not closed:
        return []
    parts = [part.strip() for part in re.split(r"[,;](?!\d)", closed["said"]) if part.strip()]
    fields = ["cost" if "£" in part else "when" if found(part, year) else "who" for part in parts]
    if not {"cost", "when"} & set(fields):
        return []
    joined = {
        name: ", ".join(p for p, f in zip(parts, fields, strict=True) if f == name) for name in dict.fromkeys(fields)
    }
    return [("action", "", closed["what"]), *((name, "", said) for name, said in joined.items())]


def apart_by_labels(text: str, columns: Columns) -> list[tuple[str, str, str]]:
    """``"Train TAs. Lead: HT. Cost: £90."`` as (field, label, text): first what stands before any label, field ""."""
    marks = [
        (match, field)
        for match in LABEL_WITHIN.finditer(text)
        for field, how in [columns.field(match["label"])]
        if field in _WITHIN and how in ("same", *_CHOSEN)
    ]
    found = [("", "", text[: marks[0][0].start()] if marks else text)]
    for index, (match, field) in enumerate(marks):
        end = marks[index + 1][0].start() if index + 1 < len(marks) else len(text)
        found.append((field, match["label"], text[match.end() : end]))
    return [(field, label, _closed(said)) for field, label, said in found if field == "" or said.strip(" .;,")]


def _closed(text: str) -> str:
    """A part without the mark that parted it from the next; a text of several sentences keeps its full stop."""
    words = text.strip().rstrip(";,").strip()
    return words[:-1] if words.endswith(".") and ". " not in words and not words.endswith("..") else words


def for_pupils(heading: str) -> bool:
    """Whether a heading asks what will be better for pupils."""
    return _PUPILS.search(heading) is not None


def _for_pupils(heads: list[ColumnMatch], columns: Columns) -> list[ColumnMatch]:
    """Outcomes for pupils that stand before the actions are the priority's own, not a criterion of each action."""
    names = [head.field for head in heads]
    first = min((index for index, name in enumerate(names) if name in ("action", "cpd")), default=0)
    return [
        _as(head, "pupils_will", columns)
        if index < first and head.field == "criteria" and for_pupils(head.heading) and head.how not in _CHOSEN
        else head
        for index, head in enumerate(heads)
    ]


def _as(head: ColumnMatch, field: str, columns: Columns) -> ColumnMatch:
    others = tuple(each for each in head.suggestions if each[0] != field)
    return replace(head, field=field, how="similar", suggestions=(*columns.suggest(field), *others))


def _share(texts: Sequence[str], test: object) -> float:
    return sum(test(text) for text in texts) / len(texts) if texts and callable(test) else 0.0


def _is_sum(text: str) -> bool:
    return "£" in text


def _is_day(text: str) -> bool:
    """Whether a text is hardly more than days, months or terms."""
    days = found(text, _YEAR)
    said = sum(each.end - each.start for each in days)
    return bool(days) and said >= 0.5 * len(re.sub(r"\s+", " ", text.strip()))
