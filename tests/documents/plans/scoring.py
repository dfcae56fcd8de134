"""How much of a file landed in the right field before anybody corrected anything, and whether its text is kept."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sef2si.domain.activities import Activity
from sef2si.domain.cycle import date_from
from sef2si.domain.plan import Plan, kind_of
from sef2si.domain.record import Choice
from tests.documents.plans.content import ABOVE, Expected, School, expectations, without_mark
from tests.documents.plans.layouts import shown
from tests.documents.plans.writing import Made

BARS = ("priorities", "actions", "dates", "people", "costs")
COUNTED = (*BARS, "kinds", "labels", "criteria", "milestones", "points", "grades", "text")
_FRAMEWORKS = Path(__file__).parents[3] / "data/templates/frameworks"
_NUMBERED = re.compile(
    r"^(?:(?:strategic|key|improvement|school|big)\s+)*"
    r"(?:(?:priority|objective|target|aim|theme|issue|goal|focus|area|strand|workstream|kp|sp|dp|aip|p)"
    r"\s*(?:\d+|one|two|three|four|five|six|[a-f]\b)|\d+)"
    r"(?!\w|%)\s*[:.)\-–—]*\s*"
)


@dataclass(frozen=True)
class Found:
    """What a reader made of a file: the plan with all it would keep, and the texts it read."""

    plan: Plan
    texts: tuple[str, ...]


Recogniser = Callable[[School, Made], Found]


@dataclass
class Score:
    """Counts by what is counted: how many right, of how many; ``wrong`` says each that is not, ``extra`` what else was
    taken for a priority, an action or an activity."""

    name: str
    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def count(self, what: str, right: bool, sentence: str) -> None:
        self.of[what] += 1
        self.right[what] += right
        if not right:
            self.wrong.append(f"{what}: {sentence}")

    def share(self, what: str) -> float:
        return self.right[what] / self.of[what] if self.of[what] else 1.0


def total(name: str, scores: Iterable[Score]) -> Score:
    """All scores as one."""
    every = Score(name)
    for score in scores:
        every.right += score.right
        every.of += score.of
        every.wrong += [f"{score.name}: {each}" for each in score.wrong]
        every.extra += [f"{score.name}: {each}" for each in score.extra]
    return every


def plain(text: str) -> str:
    """A text for comparing: small letters, single spaces, no number or bullet before it, no full stop after it."""
    return " ".join(without_mark(text).casefold().replace("’", "'").split()).rstrip(". ")


def titled(text: str) -> str:
    """A priority's title for comparing: without "Key Priority 2:" before it."""
    text = plain(text)
    return _NUMBERED.sub("", text) or text


@dataclass(frozen=True)
class _Taken:
    kind: str
    text: str
    who: str
    days: frozenset[date]
    cost: Decimal | None
    under: frozenset[str]


def score(school: School, made: Made, found: Found) -> Score:
    """This file's shares."""
    plan, got = found.plan, Score(made.name)
    _priorities(school, plan, got)
    taken = [*_taken(plan)]
    for priority, expected in expectations(school):
        _action(got, expected, "" if school.is_calendar else titled(priority.title), taken)
    got.extra += [f"{each.kind}: {each.text[:80]} (under {', '.join(each.under) or 'nothing'})" for each in taken]
    _sef(school, plan, got)
    for text in dict.fromkeys([*made.texts, *found.texts]):
        if text.strip():
            got.count("text", is_kept(text, plan), f"not kept: {text[:100]!r}")
    for line, times in _again_and_again(school):
        got.count("text", is_kept(line, plan, times), f"not kept {times} times: {line[:100]!r}")
    return got


def _priorities(school: School, plan: Plan, got: Score) -> None:
    found = {titled(priority.title): priority for priority in reversed(plan.priorities)}
    wanted = () if school.is_calendar else school.priorities  # a calendar's bands are no priorities
    titles = {titled(priority.title) for priority in wanted}
    got.extra += [f"priority: {each.title[:80]}" for each in plan.priorities if titled(each.title) not in titles]
    for priority in wanted:
        record = found.get(titled(priority.title))
        got.count("priorities", record is not None, priority.title)
        for label in priority.labels:
            means = label.value if label.means is None else label.means
            if label.role in ("lead", "link_governor"):
                held = str(getattr(record, label.role, "")).strip()
                got.count("people", held == means, f"{label.role} of {priority.title[:40]}: {held!r}, not {means!r}")
            elif label.role in ("now", "target", "why", "pupils_will"):
                held = str(getattr(record, label.role, ""))
                got.count("labels", plain(held) == plain(str(means)), f"{label.role}: {held!r}, not {means!r}")
        criteria = {plain(each.text) for each in plan.criteria if record and each.priority_id == record.id}
        for text in priority.criteria:
            got.count("criteria", plain(text) in criteria, text)
        milestones = {(m.term, plain(m.text)) for m in plan.milestones if record and m.priority_id == record.id}
        for term, text in priority.milestones:
            got.count("milestones", (term, plain(text)) in milestones, f"{term}: {text}")


def _taken(plan: Plan) -> Iterator[_Taken]:
    titles = {priority.id: titled(priority.title) for priority in plan.priorities}
    for action in plan.actions:
        under = frozenset({titles[action.priority_id]} if action.priority_id in titles else ())
        days = frozenset({action.by} if action.by else ())
        yield _Taken("actions", action.what, action.who, days, action.cost, under)
    for activity in plan.activities:
        under = frozenset(titled(priority.title) for priority in plan.priorities_of(activity))
        yield _Taken("activities", activity.what, activity.led_by, _days(activity), activity.price, under)


def _days(activity: Activity) -> frozenset[date]:
    return frozenset(day for day in (activity.starts, activity.ends) if day)


def _action(got: Score, expected: Expected, under: str, taken: list[_Taken]) -> None:
    same = [each for each in taken if plain(each.text) == plain(expected.what) and (not under or under in each.under)]
    same.sort(key=lambda each: each.kind != expected.kind)
    found = same[0] if same else None
    what = expected.what[:60]
    got.count("actions", found is not None, what)
    if found:
        taken.remove(found)
    if expected.kind != "either":
        got.count("kinds", found is not None and found.kind == expected.kind, f"{what}: not {expected.kind}")
    days = found.days if found else frozenset()
    if expected.by:
        got.count("dates", expected.by in days, f"{what}: {sorted(map(str, days))}, not {expected.by}")
    elif days:
        got.count("dates", False, f"{what}: {sorted(map(str, days))}, not none")
    who = " ".join(found.who.split()) if found else ""
    if expected.who or who:
        got.count("people", who == " ".join(expected.who.split()), f"{what}: {who!r}, not {expected.who!r}")
    cost = found.cost if found else None
    if not (expected.nil and not cost) and not (expected.cost is None and cost is None):
        got.count("costs", cost == expected.cost, f"{what}: {cost}, not {expected.cost}")


def _sef(school: School, plan: Plan, got: Score) -> None:
    if not school.sef:
        return
    framework = json.loads((_FRAMEWORKS / f"{school.framework}.json").read_text(encoding="utf-8"))
    keys = {area["label"]: area["key"] for area in framework["areas"]}
    for area in school.sef:
        judgement = next(
            (j for j in plan.judgements if (j.framework, j.area) == (school.framework, keys[area.area])), None
        )
        points = {(p.sort, plain(p.text)) for p in plan.points if judgement and p.judgement_id == judgement.id}
        for sort, texts in (("strength", area.strengths), ("to_improve", area.improve)):
            for text in texts:
                got.count("points", (sort, plain(text)) in points, f"{area.area}, {sort}: {text}")
        if area.grade[1]:
            grade = judgement.grade if judgement else ""
            got.count("grades", grade == area.grade[1], f"{area.area}: {grade!r}, not {area.grade[1]!r}")


def is_kept(text: str, plan: Plan, times: int = 1) -> bool:
    """Whether a text stands in fields or notes of the plan so many times: as a whole, or line by line, whitespace
    apart."""
    held, values = _held(plan)
    return _times(text, held, values) >= times or all(
        max(_times(line, held, values), _times(without_mark(line), held, values)) >= times
        for line in text.splitlines()
        if without_mark(line + " ").strip()
    )


def _times(text: str, held: str, values: Counter[Any]) -> int:
    """How often a text stands there, in words or as a value: a day, an amount, the label of a choice."""
    words = " ".join(text.split())
    times = _in_words(words, held) + values[words.casefold()]
    with suppress(ValueError):
        times += values[date_from(words)]
    with suppress(InvalidOperation):
        times += values[Decimal(words.removeprefix("£").replace(",", ""))]
    return times


def _in_words(words: str, held: str) -> int:
    """How often these words stand there as words, no part of longer ones."""
    times, at = 0, held.find(words)
    while at >= 0 and words:
        before, after = held[at - 1 : at], held[at + len(words) : at + len(words) + 1]
        times += not (words[0].isalnum() and before.isalnum()) and not (words[-1].isalnum() and after.isalnum())
        at = held.find(words, at + 1)
    return times


_HELD: dict[int, tuple[Plan, str, Counter[Any]]] = {}


def _held(plan: Plan) -> tuple[str, Counter[Any]]:
    """All words a plan holds, and its days, amounts and the labels of what was chosen. The school's own facts are not
    from the file, nor are links."""
    if id(plan) not in _HELD or _HELD[id(plan)][0] is not plan:
        _HELD.clear()
        texts: list[str] = []
        values: Counter[Any] = Counter()
        for record in plan.all_records():
            if kind_of(record) == "school":
                continue
            for name, value in record:
                if name in ("id", "version", "position") or name.endswith(("_id", "_ids")):
                    continue
                for each in value if isinstance(value, tuple) else (value,):
                    if isinstance(each, Choice):
                        values[each.label.casefold()] += 1
                    elif isinstance(each, str):
                        texts.append(" ".join(each.split()))
                    elif isinstance(each, date | Decimal | int) and not isinstance(each, bool):
                        values[each] += 1
        _HELD[id(plan)] = (plan, "\x1f".join(texts), values)
    return _HELD[id(plan)][1:]


def _again_and_again(school: School) -> Iterator[tuple[str, int]]:
    """Lines that stand in several cells of the rows, such as a colour: each row's own must be kept."""
    times: Counter[str] = Counter()
    for priority in school.priorities:
        for row in priority.rows:
            for cell, (_, role) in zip(row.cells, school.head, strict=True):
                if cell != ABOVE and role != "link_governor":  # (one of a priority, however often a table says it)
                    times.update(without_mark(line).strip() for line in shown(cell, money=role == "cost").splitlines())
    return ((line, often) for line, often in times.items() if line and often > 1)


def table(scores: Sequence[Score]) -> str:
    """Counts for people: a line a file or format, right of how many."""
    width = max(len(each.name) for each in scores) + 1
    head = "".join(f"{what[:11]:>12}" for what in (*COUNTED, "extra"))
    rows = [
        f"{each.name:<{width}}"
        + "".join(f"{f'{each.right[what]}/{each.of[what]}' if each.of[what] else '-':>12}" for what in COUNTED)
        + f"{len(each.extra):>12}"
        for each in scores
    ]
    return "\n".join([" " * width + head, *rows])
