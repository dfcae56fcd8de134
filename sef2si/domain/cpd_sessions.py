"""When a CPD activity meets: one session is one time on one day, for one team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from sef2si.domain.cycle import written
from sef2si.domain.dates import minutes_from
from sef2si.domain.record import Count, Line, Link, PlainLine, PlannedOn, Record


class CpdSession(Record):
    """One time at which an activity meets. It belongs to its activity and goes with it.

    ``date_id`` is the calendar date whose time it uses, such as an INSET day; None where it makes its own. ``team`` is
    who comes, in the school's words, never a name: people are invited, and what they answer is theirs. A session that
    is ``pinned`` or announced stays where it is when the year is planned again.
    """

    activity_id: Annotated[str | None, Link("activities", owned=True)] = None
    held_on: PlannedOn = None
    at: PlainLine = ""
    minutes: Count | None = None
    team: Line = ""
    people: Count | None = None
    date_id: Annotated[str | None, Link("dates")] = None
    pinned: bool = False
    announced_on: date | None = None

    @property
    def clock(self) -> int | None:
        """Minutes after midnight at which it begins; None where no time can be read."""
        return minutes_from(self.at)

    @property
    def stays(self) -> bool:
        """Whether planning again leaves it where it is: pinned, or announced to those who come."""
        return self.pinned or self.announced_on is not None


def moved_unasked(session: CpdSession, before: CpdSession) -> Iterator[tuple[str, str]]:
    """What was announced stays, until somebody lets it move again: (field, sentence)."""
    if before.announced_on is None or session.announced_on is None:
        return
    for name, moved in (("held_on", session.held_on != before.held_on), ("at", session.clock != before.clock)):
        if moved:
            yield (
                name,
                f"This was announced on {written(before.announced_on)}, so it stays where it is. If it has to move, "
                "please clear “When was it announced?” first; then announce it again, so that people hear of it.",
            )
