"""What the cells below a heading say about it, where its own words leave doubt: sums, days, or bands of priorities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sef2si.documents.incoming.columns import Columns
from sef2si.documents.incoming.dates import found
from sef2si.documents.incoming.labels import labelled
from sef2si.documents.incoming.proposal import ColumnMatch, Sort
from sef2si.documents.reading.blocks import Cell

_DOUBTFUL = ("similar", "none")
_CHOSEN = ("decided", "remembered")
_PUPILS = re.compile(r"\b(?:pupil|learner|child|student)", re.I)
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
        if not names & {"cost"} and _share(texts, _is_sum) >= _MOSTLY:
            heads[index] = _as(head, "cost", columns)
        elif not names & {"when", "end", "start"} and _share(texts, _is_day) >= _MOSTLY:
            heads[index] = _as(head, "when", columns)
    if columns.sort is Sort.PLAN:
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


def _priority_column(heads: list[ColumnMatch], below: Sequence[Sequence[Cell]], columns: Columns) -> list[ColumnMatch]:
    """In a table of actions without a column for priorities: the one before them whose cells are labelled so, or that
    one cell of which stands beside several actions."""
    names = [head.field for head in heads]
    if "priority" in names or not {"action", "cpd"} & set(names):
        return heads
    first = min(index for index, name in enumerate(names) if name in ("action", "cpd"))
    for index in range(first):
        if names[index] not in ("", "target", "number", "why", "note", "criteria") or not heads[index].heading:
            continue
        cells = [row[index] for row in below if row[index].text.strip() and not row[index].repeated]
        beside = [row[first] for row in below if row[first].text.strip() and not row[first].repeated]
        named = sum(labelled(cell.text) is not None for cell in cells)
        fewer = 0 < len(cells) < 0.75 * len(beside) and all(len(cell.text.split()) >= 2 for cell in cells)
        if (named and named >= 0.6 * len(cells)) or (fewer and heads[index].how not in _CHOSEN):
            return [*heads[:index], _as(heads[index], "priority", columns), *heads[index + 1 :]]
    return heads


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
