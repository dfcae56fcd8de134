"""Two plans of a year side by side, in words: what the timetables' comparison finds, and which of them does better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from sef2si.advice.costs import plain, pounds
from sef2si.advice.timetable.comparing import Difference, Figure, compared
from sef2si.advice.timetable.timetable import WHOLE, Run, Timetable, Totals
from sef2si.advice.year.proposal import Proposal
from sef2si.advice.year.showing import SMALLEST
from sef2si.domain.cycle import written_short

_NOTHING = Timetable(runs=(), totals=Totals(met=0, most=0, needs=(), cost=0, cover=0, hours=()))


@dataclass(frozen=True)
class Line:
    """One line of a comparison. ``better`` is 0 or 1 for the plan that does better, None where neither does."""

    label: str
    said: tuple[str, str]
    better: int | None = None


@dataclass(frozen=True)
class Compared:
    """``only`` are what runs in one of them alone, for whom and when; ``moved`` what is at other times in the other."""

    lines: tuple[Line, ...]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    moved: tuple[Line, ...]


def compare(one: Proposal, other: Proposal) -> Compared:
    """Need met, cost, cover and hours by role; no sum of unlike things. Roles of few are left out, as for fairness."""
    pair = (one, other)
    found = compared(*(each.timetable or _NOTHING for each in pair))
    return Compared(
        lines=(*_figures(found), *_needs(pair, found), *_roles(pair, found)),
        only=(tuple(_said(one, run) for run in found.only_one), tuple(_said(other, run) for run in found.only_other)),
        moved=tuple(Line(_what(one, a), (_when(one, a), _when(other, b))) for a, b in found.moved),
    )


def _figures(found: Difference) -> list[Line]:
    by_key = {each.key: each for each in found.figures}
    met, cost, cover, sessions = (by_key[key] for key in ("met", "cost", "cover", "sessions"))
    return [
        Line("Need met, weighted", _both(met, lambda n: f"{_number(n, 100)} %"), _more(met)),
        Line("Cost", _both(cost, lambda n: pounds(Decimal(n) / 100)), _less(cost)),
        Line("Days of cover", _both(cover, lambda n: plain(Decimal(n) / 100)), _less(cover)),
        Line("Sessions", _both(sessions, str)),
    ]


def _needs(pair: tuple[Proposal, Proposal], found: Difference) -> list[Line]:
    """Those met differently, or asked about in one plan alone; but for a second time, which is for few."""
    titles = {need.id: need.title for each in pair for need in each.framed.problem.needs}
    asked = [{need.id for need in each.framed.problem.needs} for each in pair]
    lines = []
    again = {need for each in pair for need in each.framed.again}
    for each in found.needs:
        if each.key in again:
            continue
        words = _both(each, lambda n: f"{n * 100 // WHOLE} %")
        said = tuple(word if each.key in ids else "not asked" for word, ids in zip(words, asked, strict=True))
        lines.append(Line(f"Met: {titles[each.key]}", (said[0], said[1]), _more(each)))
    return lines


def _roles(pair: tuple[Proposal, Proposal], found: Difference) -> list[Line]:
    heads = {each.role: each.heads for p in pair if p.timetable for each in p.timetable.totals.hours}
    by_key = {each.key: each for each in found.figures}
    lines = []
    for role in sorted(role for role, count in heads.items() if count >= SMALLEST):
        hours, pence = by_key[f"hours {role}"], by_key[f"pence {role}"]
        lines.append(Line(f"Hours each: {role or 'Staff'}", _both(hours, lambda n: f"{_number(n, 60)} h")))
        lines.append(Line(f"Money each: {role or 'Staff'}", _both(pence, lambda n: pounds(Decimal(n) / 100))))
    return lines


def _said(proposal: Proposal, run: Run) -> str:
    return f"{_what(proposal, run)}: {_when(proposal, run)}"


def _what(proposal: Proposal, run: Run) -> str:
    return f"{proposal.title(run)} ({proposal.team_words(run)})"


def _when(proposal: Proposal, run: Run) -> str:
    days = sorted({proposal.slot(each).day for each in run.slots})
    return ", ".join(f"{day:%a} {written_short(day)}" for day in days)


def _both(figure: Figure, words: Callable[[int], str]) -> tuple[str, str]:
    return words(figure.one), words(figure.other)


def _number(amount: int, unit: int) -> str:
    return plain((Decimal(amount) / unit).quantize(Decimal("0.1"), ROUND_DOWN))


def _more(figure: Figure) -> int | None:
    return None if not figure.more else int(figure.more > 0)


def _less(figure: Figure) -> int | None:
    return None if not figure.more else int(figure.more < 0)
