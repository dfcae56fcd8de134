"""A proposal of the year: the question, the answer so far, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sef2si.advice.timetable.problem import Person, Slot
from sef2si.advice.timetable.timetable import NotFitted, Run, Timetable
from sef2si.advice.year.framing import Framed
from sef2si.advice.year.settings import YearSettings
from sef2si.advice.year.ways import Way
from sef2si.domain.invitations import counted
from sef2si.domain.plan import Plan
from sef2si.domain.record import Frozen


class State(StrEnum):
    SOLVING = "solving"
    DONE = "done"  # the search ended, or was stopped: what it found is here
    FAILED = "failed"  # nothing came of it; ``said`` says why
    ACCEPTED = "accepted"


class Proposal(Frozen):
    """``seq`` is the plan's number when it was asked. ``by_hand``: somebody moved a run of another proposal. ``made``
    are the sessions that the plan has of it once it is accepted.
    """

    id: str
    number: int
    state: State
    seq: int
    settings: YearSettings
    framed: Framed
    timetable: Timetable | None = None
    not_fitted: tuple[NotFitted, ...] = ()
    by_hand: bool = False
    made: tuple[str, ...] = ()
    said: str = ""

    @property
    def runs(self) -> tuple[Run, ...]:
        return self.timetable.runs if self.timetable else ()

    def way(self, run: Run) -> Way:
        return self.framed.way(run.option)

    def title(self, run: Run) -> str:
        """What a run is called: a form of the menu by what is to be learnt as well, for it may serve several needs."""
        way = self.way(run)
        needs = {need.id: need.title for need in self.framed.problem.needs}
        about = next((needs[each] for each in way.need_ids if each in needs), "")
        return f"{way.title}: {_first_words(about)}" if way.is_suggested and about else way.title

    def slot(self, slot_id: str) -> Slot:
        return self._slots[slot_id]

    @property
    def _slots(self) -> dict[str, Slot]:
        return {slot.id: slot for slot in self.framed.problem.slots}

    @property
    def people(self) -> dict[str, Person]:
        return {person.id: person for person in self.framed.problem.people}

    def team_words(self, run: Run) -> str:
        """Whom a run is for, without a name: ``"12 lunchtime supervisors"``, ``"Year 3 teachers (4), 2 of them"``."""
        own = set(run.people)
        if self.is_again(run):
            need = next(each for each in self.way(run).need_ids if each in self.framed.again)
            return f"{self.framed.labels.get(f'need.{need}', 'Staff')}, {self.way(run).second_time}"
        for team in self.framed.problem.teams:
            if own == set(team.people):
                return self.framed.labels.get(team.id, team.title)
        labels = [
            self.framed.labels.get(team.id, team.title)
            for team in self.framed.problem.teams
            if own & set(team.people) and team.id.count(".") == 1
        ]
        words = "; ".join(dict.fromkeys(labels)) or "Staff"
        return f"{words}: {len(own)} of them"

    def is_again(self, run: Run) -> bool:
        """Whether it is a second time of what stands in the year, for those who can't come to the first."""
        return any(each in self.framed.again for each in self.way(run).need_ids)

    def people_words(self, run: Run) -> str:
        """``"12 people"``; of those who can't come the first time not how many, where they are few."""
        return counted(len(run.people), hidden=self.is_again(run))

    def stands_in(self, plan: Plan) -> bool:
        """Whether it is accepted, and that was not taken back, here or in the workbook."""
        there = {session.id for session in plan.cpd_sessions}
        return self.state is State.ACCEPTED and (not self.made or not there.isdisjoint(self.made))

    def is_pinned(self, run: Run) -> bool:
        return any(pin.option == run.option and set(pin.slots) == set(run.slots) for pin in self.settings.pins)

    @property
    def met_percent(self) -> Decimal:
        """How much of the need is met, weighted, in per cent to one place."""
        if self.timetable is None or not self.timetable.totals.most:
            return Decimal(0)
        totals = self.timetable.totals
        return (Decimal(totals.met * 100) / totals.most).quantize(Decimal("0.1"))

    @property
    def cost(self) -> Decimal:
        """Pounds."""
        return Decimal(self.timetable.totals.cost if self.timetable else 0) / 100

    @property
    def cover_days(self) -> Decimal:
        return Decimal(self.timetable.totals.cover if self.timetable else 0) / 100

    @property
    def gap_words(self) -> str:
        """How far from the best possible it may be, as a sentence; said plainly where nothing is proven."""
        if self.timetable is None:
            return ""
        gap = self.timetable.gap
        if gap is None:
            return "Nothing is proven about how near it is to the best possible."
        if gap == 0:
            return "No other plan under these limits meets more need: that is proven."
        percent = (Decimal(gap) * 100).quantize(Decimal("0.1"))
        most = f"At most {percent}" if percent else "Less than 0.1"
        return f"{most} per cent more need could be met under these limits; it may be the best there is."


def _first_words(text: str, most: int = 80) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + "…"


def sessions(proposal: Proposal) -> Iterator[tuple[date, Run, Slot]]:
    """Every session of it, by time."""
    found = [(proposal.slot(each), run) for run in proposal.runs for each in run.slots]
    for slot, run in sorted(found, key=lambda pair: (pair[0].day, pair[0].start, pair[1].option)):
        yield slot.day, run, slot
