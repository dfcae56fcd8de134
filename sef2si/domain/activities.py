"""CPD: what staff will do to learn it, at what true cost, and what should change because of it."""

from __future__ import annotations

from typing import Annotated

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


class Provision(Choice):
    IN_HOUSE = "in_house", "In-house"
    PROVIDER = "provider", "A provider"


class ImpactLevel(Choice):
    """Guskey's five levels (frameworks C7). Plan backwards from the fifth."""

    REACTIONS = "1", "1 Reactions: was it worth their time?"
    LEARNING = "2", "2 Learning: what do staff know now?"
    ORGANISATION = "3", "3 The school: did support and systems change?"
    USE = "4", "4 Use: do staff work differently?"
    PUPILS = "5", "5 Pupils: what is better for pupils?"

    @property
    def is_about_pupils(self) -> bool:
        return self is ImpactLevel.PUPILS

    @property
    def short(self) -> str:
        """The level without its question: ``"4 Use"``."""
        return self.label.split(":")[0]


class ChosenFor(Choice):
    """Why this way and no other. A pragmatic yes is a reason like any other (003-F6c)."""

    PRACTICE = "practice", "It is built to change practice"
    SOONEST = "soonest", "It can help soonest"
    COST = "cost", "It costs least"
    COLLEAGUES = "colleagues", "Our own colleagues can lead it"
    ASKED_FOR = "asked_for", "It is what people asked for"
    MORALE = "morale", "It keeps somebody’s good will, and costs little"
    OTHER = "other", "Another reason"


class Activity(Record):
    """One CPD activity. ``need_ids`` may be empty: "serves no priority" is what a school wants to see.

    ``form`` is a key of the CPD menu (A3.5). ``hours`` are of the whole activity for one person; ``cover_days`` are of
    the whole activity for all; ``support_staff_pay`` is what paid time of support staff costs, in pounds.
    ``offer_id`` is the offer it was made from and ``option`` the key of the way that was chosen (``advice.options``),
    which the year planner keeps to; ``chosen_for`` and ``chosen_why`` say why. ``leaders_join``: leaders take part
    from beginning to end (003-O12). ``hints_ignored`` are keys of hints that somebody waved away.
    The ``intended_*`` fields are written before it starts (003-F9b); a blank ``intended_measure`` is the priority's.
    """

    what: Text = ""
    starts: PlannedOn = None
    ends: PlannedOn = None
    need_ids: Annotated[tuple[str, ...], Link("needs")] = ()
    form: PlainLine = ""
    led_by: NameLine = ""
    provision: Provision | None = None
    provider: Line = ""
    people: Count | None = None
    hours: Quantity | None = None
    price: Money | None = None
    cover_days: Quantity | None = None
    support_staff_pay: Money | None = None
    follow_up: Text = ""
    pass_on: Text = ""
    intended_level: ImpactLevel | None = None
    intended: Text = ""
    intended_measure: Line = ""
    intended_now: Line = ""
    intended_target: Line = ""
    check_due: PlannedOn = None
    offer_id: Annotated[str | None, Link("offers")] = None
    option: PlainLine = ""
    chosen_for: ChosenFor | None = None
    chosen_why: Text = ""
    leaders_join: bool | None = None
    hints_ignored: tuple[PlainLine, ...] = ()
