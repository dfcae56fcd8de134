"""CPD that could be had: a colleague's session in three fields, or a provider's course with all there is to know."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sef2si.domain.activities import Provision
from sef2si.domain.contexts import Context
from sef2si.domain.cycle import date_from
from sef2si.domain.needs import Level, StaffGroup
from sef2si.domain.record import (
    Choice,
    Count,
    Line,
    Link,
    Money,
    NameLine,
    PlainLine,
    PlannedOn,
    Quantity,
    Record,
    Text,
)


class PriceFor(Choice):
    PERSON = "person", "Each person"
    GROUP = "group", "All together"


class TakesPlace(Choice):
    """In whose time it is: that decides cover, directed time and paid hours."""

    LESSONS = "lessons", "While pupils are taught"
    TWILIGHT = "twilight", "After school"
    INSET = "inset", "On an INSET day"
    MEETING = "meeting", "In a staff or team meeting"
    OWN_TIME = "own_time", "In one’s own time"


class Feature(Choice):
    """What makes learning stick among colleagues (003-F7)."""

    DISCUSSION = "discussion", "Discussion"
    COACHING = "coaching", "Coaching or mentoring"
    OBSERVATION = "observation", "Observation"
    TRAINING_OTHERS = "training_others", "Training others"


class Exchange(Choice):
    """How its knowledge changes hands (001-04): each way has its tensions."""

    PROTECT = "protect", "Kept within our own schools"
    SELL = "sell", "Sold"
    SHARE = "share", "Shared freely"


class Offer(Record):
    """One piece of CPD that could be had. All but the title may be blank, and what is blank is not known.

    ``hours`` and ``sessions`` are of the whole of it, for one person; ``dates`` are kept as typed, one on a line, and
    ``days`` reads them. ``travel`` is what getting there costs each
    person, in pounds. ``minimum`` people must have said yes by ``decide_by``, ours and others' together (002-19,
    002-20). ``mechanisms`` are keys of EEF's fourteen that this one really uses, not those its form would allow.
    ``assured_by`` and ``assured_how`` say whose eyes were on it and on what; ``evidence`` what it led to (001-07 to
    001-10, for in-house CPD as well). ``form`` is a key of the CPD menu.
    """

    title: Line = ""
    led_by: NameLine = ""
    hours: Quantity | None = None
    need_ids: Annotated[tuple[str, ...], Link("needs")] = ()
    subject: Line = ""
    content: Text = ""
    provision: Provision | None = None
    provider: Line = ""
    form: PlainLine = ""
    takes_place: TakesPlace | None = None
    sessions: Count | None = None
    dates: Text = ""
    on_demand: bool | None = None
    places: Count | None = None
    minimum: Count | None = None
    decide_by: PlannedOn = None
    price: Money | None = None
    price_for: PriceFor | None = None
    travel: Money | None = None
    mechanisms: tuple[PlainLine, ...] = ()
    features: tuple[Feature, ...] = ()
    follow_up: Text = ""
    assured_by: Line = ""
    assured_how: Text = ""
    evidence: Text = ""
    exchange: Exchange | None = None
    contexts: tuple[Context, ...] = ()
    groups: tuple[StaffGroup, ...] = ()
    level_from: Level | None = None
    level_to: Level | None = None
    prerequisites: Text = ""

    @property
    def is_in_house(self) -> bool:
        """As it says; where it does not, a session without a provider is a colleague's."""
        return self.provision is Provision.IN_HOUSE or (self.provision is None and not self.provider.strip())

    @property
    def days(self) -> tuple[date, ...]:
        """Its dates, in order: those that can be read."""
        return tuple(sorted({day for _, day in self._lines() if day is not None}))

    @property
    def unread_dates(self) -> tuple[str, ...]:
        """Lines of ``dates`` that are no date we can read."""
        return tuple(line for line, day in self._lines() if day is None)

    def _lines(self) -> list[tuple[str, date | None]]:
        return [(line.strip(), _day(line)) for line in self.dates.splitlines() if line.strip()]


def _day(line: str) -> date | None:
    try:
        return date_from(line)
    except ValueError:
        return None
