"""Two timetables of one problem side by side: need met, cost, cover days, hours by role, and what runs in one alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sef2si.advice.timetable.timetable import Run, Timetable


@dataclass(frozen=True)
class Figure:
    """One line of the comparison. ``key`` is met, cost, cover, sessions, ``hours ROLE``, ``pence ROLE`` or a need's id.

    Units: met in ten-thousandths of all need, cost and pence in pence, cover in hundredths of a day, hours in minutes a
    head, rounded down.
    """

    key: str
    one: int
    other: int

    @property
    def more(self) -> int:
        """How much more the other has."""
        return self.other - self.one


@dataclass(frozen=True)
class Difference:
    """``moved``: the same option and people at other times, as in one and in the other."""

    figures: tuple[Figure, ...]
    only_one: tuple[Run, ...]
    only_other: tuple[Run, ...]
    moved: tuple[tuple[Run, Run], ...]
    needs: tuple[Figure, ...]  # those met differently or asked about in one alone, by need, in ten-thousandths


def compared(one: Timetable, other: Timetable) -> Difference:
    """Everything that differs, and the figures people ask for first. What one was not asked about, it has none of."""
    figures = [
        Figure("met", _share(one), _share(other)),
        Figure("cost", one.totals.cost, other.totals.cost),
        Figure("cover", one.totals.cover, other.totals.cover),
        Figure("sessions", *(sum(len(run.slots) for run in each.runs) for each in (one, other))),
    ]
    for role in sorted({each.role for each in (*one.totals.hours, *other.totals.hours)}):
        mine = next((each for each in one.totals.hours if each.role == role), None)
        theirs = next((each for each in other.totals.hours if each.role == role), None)
        for word, name in (("hours", "minutes"), ("pence", "pence")):
            figures.append(Figure(f"{word} {role}", *(getattr(h, name) // h.heads if h else 0 for h in (mine, theirs))))
    before = {(run.option, frozenset(run.people)): run for run in one.runs}
    after = {(run.option, frozenset(run.people)): run for run in other.runs}
    met = {each.need: each.met for each in one.totals.needs}
    then = {each.need: each.met for each in other.totals.needs}
    return Difference(
        figures=tuple(figures),
        only_one=_without(before.items(), after),
        only_other=_without(after.items(), before),
        moved=tuple((run, after[key]) for key, run in before.items() if key in after and after[key].slots != run.slots),
        needs=tuple(
            Figure(need, met.get(need, 0), then.get(need, 0))
            for need in dict.fromkeys((*met, *then))
            if met.get(need) != then.get(need)
        ),
    )


def _share(timetable: Timetable) -> int:
    return timetable.totals.met * 10_000 // timetable.totals.most if timetable.totals.most else 0


def _without(
    runs: Iterable[tuple[tuple[str, frozenset[str]], Run]], others: dict[tuple[str, frozenset[str]], Run]
) -> tuple[Run, ...]:
    return tuple(run for key, run in runs if key not in others)
