"""What of the need a proposal does not meet, as those who plan may see it: of a second time not how many it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sef2si.advice.timetable.timetable import WHOLE
from sef2si.advice.year.proposal import Proposal

NO_SECOND_TIME = "For some who can’t come to the first time there is no other yet."
MORE_TIMES = "More times in the calendar, or more money or cover, may make room for one."


@dataclass(frozen=True)
class Unmet:
    """A need not met in full. ``met`` is empty where it must not be told; ``frees`` where nobody knows."""

    need: str
    met: str
    sentence: str
    frees: str


def unmet(proposal: Proposal) -> Iterator[Unmet]:
    """With what stopped each need and what would free it, as far as that is known.

    A second time is for those who declined: in per cent, or for so many people, it would say how few they are.
    """
    titles = {need.id: need.title for need in proposal.framed.problem.needs}
    known = {each.need: each for each in proposal.not_fitted}
    for each in proposal.timetable.totals.needs if proposal.timetable else ():
        if each.met >= WHOLE or each.need not in titles:
            continue
        called = f"{proposal.framed.labels.get(f'need.{each.need}', 'Staff')}: {titles[each.need]}"
        why = known.get(each.need)
        if each.need in proposal.framed.again:
            yield Unmet(f"{called}, a second time", "", NO_SECOND_TIME, MORE_TIMES)
        else:
            met = f"{each.met * 100 // WHOLE} %"
            yield Unmet(called, met, why.sentence if why else "", why.frees if why else "")
