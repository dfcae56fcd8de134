"""The question: who can learn when, what could be learnt, which needs it would meet, and the limits.

Everything is a frozen value and travels as JSON. Ids are any strings, unique within their list; people are anonymous.
Units: ``minutes``, ``pence``, ``percent``; cover in hundredths of a day (50 is half a day).

Three conventions hold throughout. A session holds its slot from beginning to end, even where it is shorter, but only
its own minutes are counted as directed or paid time. The weekly timetable of lessons, PPA and protected time holds on
all days but INSET days (those with a slot of kind ``INSET``). Only a slot of kind ``RELEASE`` takes anybody from
pupils; nobody has two of them on one day, nor one on a day on which something fixed takes them from pupils.

Cover and paid time are rounded to the penny for each session of a run.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Minutes = Annotated[int, Field(ge=0, le=1_000_000)]
Pence = Annotated[int, Field(ge=0, le=1_000_000_000)]
Hundredths = Annotated[int, Field(ge=0, le=1_000_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Clock = Annotated[int, Field(ge=0, le=24 * 60)]  # minutes since midnight


class Value(BaseModel):
    """Frozen, and strict about names, so that a field spelt wrongly is an error and no silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What sort of time a slot is."""

    INSET = "inset"  # pupils stay at home (003-F8l)
    MEETING = "meeting"  # a staff meeting of the published calendar
    TWILIGHT = "twilight"  # after school
    WEEKLY = "weekly"  # a slot of its own, such as a late start (003-F8i, F8j)
    RELEASE = "release"  # while others teach: staff are out of class and need cover (003-F8a)


class Span(Value):
    """A time of the week. ``weekday`` 0 is Monday; ``week`` 1 or 2 is one of a fortnight, 0 every week."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    start: Clock = 0
    end: Clock = 24 * 60
    week: Annotated[int, Field(ge=0, le=2)] = 0


class Slot(Value):
    """A time at which something could be learnt.

    ``counted``: it stands in the published calendar already, so it takes none of the directed time that is left.
    ``cover`` is what one person who has pupils then needs. ``only_for`` names options where the time is theirs alone,
    as the dates of a course are; ``open_to`` names teams where it is not open to all. ``spared``: pupils come later or
    go earlier on that day, so it takes nobody from them whatever their week says (003-F8i).
    """

    id: str
    day: date
    start: Clock
    minutes: Minutes
    kind: Kind
    counted: bool = False
    cover: Hundredths = 0
    week: Annotated[int, Field(ge=0, le=2)] = 0
    only_for: tuple[str, ...] = ()
    open_to: tuple[str, ...] = ()
    spared: bool = False

    @property
    def end(self) -> int:
        """Minutes since midnight."""
        return self.start + self.minutes


class Person(Value):
    """Somebody, by an id that says nothing.

    ``hours``: when they are at work, as contracted; for teachers usually whole days, ``Span(weekday=0)``. They come at
    no other time, but on a day they work up to ``paid_minutes`` a year outside their hours may be paid, at
    ``pence_an_hour``. ``directed_minutes``: what is left of directed time after the published calendar, None where
    nobody counts it (support staff, leadership). ``with_pupils``: lessons and the like, from which they can only be
    released. ``ppa`` and ``protected`` (early-career time) are never touched. ``has``: options they have done before.
    """

    id: str
    role: str = ""
    department: str = ""
    hours: tuple[Span, ...]
    directed_minutes: Minutes | None = None
    paid_minutes: Minutes = 0
    pence_an_hour: Pence = 0
    with_pupils: tuple[Span, ...] = ()
    ppa: tuple[Span, ...] = ()
    protected: tuple[Span, ...] = ()
    away: tuple[date, ...] = ()
    has: tuple[str, ...] = ()


class Team(Value):
    """People who learn together. A person may be in several."""

    id: str
    title: str
    people: tuple[str, ...]


class Department(Value):
    """``out_a_day``: how many of its people may be out of class on one day (003-F8a); None is no limit of its own."""

    id: str
    title: str = ""
    out_a_day: int | None = None


class Fixed(Value):
    """What stands already (safeguarding, statutory, NPQ, early-career sessions): its people cannot be elsewhere then.

    Its directed time is taken to be in the published calendar. Nobody in ``people`` means everybody. ``spared``: as of
    a slot.
    """

    id: str
    title: str
    day: date
    start: Clock
    minutes: Minutes
    week: Annotated[int, Field(ge=0, le=2)] = 0
    people: tuple[str, ...] = ()
    spared: bool = False


class BlackOut(Value):
    """Days, both included, on which nothing new is placed (reports, parents' evenings, examinations).

    ``kinds`` narrows it to some sorts of slot, as an embargo on release does.
    """

    title: str
    first: date
    last: date
    kinds: tuple[Kind, ...] = ()


class Term(Value):
    """First and last day with pupils or staff; near them learning is poor (003-F8l, O6)."""

    first: date
    last: date


class Need(Value):
    """What a team must learn. ``weight`` says how much it matters; ``pressing`` (0 to 3) how soon it should be met.

    ``by``: the last day on which a session can still count. ``check_on``: the day its impact is looked at; what could
    not show by then does not count for it.
    """

    id: str
    title: str
    team: str
    weight: Annotated[int, Field(ge=1, le=1000)] = 10
    pressing: Annotated[int, Field(ge=0, le=3)] = 0
    by: date | None = None
    check_on: date | None = None


class Meets(Value):
    """How far an option meets a need for each who comes, and how many days after its last session that could show."""

    need: str
    percent: Percent
    effect_days: Annotated[int, Field(ge=0, le=1000)] = 0


class Option(Value):
    """A piece of CPD that could be had.

    One run of it has ``sessions`` of ``minutes`` each, in slots of its ``kinds`` (any where empty), at least
    ``gap_days`` and better ``spacing_days`` apart. Who comes to a run comes to all of its sessions. ``price`` is for
    one run, ``price_each`` for each person (travel too). ``runs``: how often it can be had; ``places``: how many of
    ours can have it altogether; one run has ``smallest`` to ``largest`` people, and ``others`` from elsewhere count
    towards the smallest (002-19, 002-20). ``notice_days`` before its first session it is decided whether it goes.
    ``after`` names options that each who comes must have finished before (003-F3h). ``not_before``: no run of it that
    is not pinned begins sooner.
    """

    id: str
    title: str
    teams: tuple[str, ...]
    meets: tuple[Meets, ...]
    sessions: Annotated[int, Field(ge=1, le=40)] = 1
    minutes: Minutes = 60
    gap_days: Annotated[int, Field(ge=0, le=366)] = 1
    spacing_days: Annotated[int, Field(ge=0, le=366)] = 14
    kinds: tuple[Kind, ...] = ()
    runs: Annotated[int, Field(ge=1, le=100)] = 1
    smallest: int = 1
    largest: int | None = None
    others: int = 0
    places: int | None = None
    price: Pence = 0
    price_each: Pence = 0
    notice_days: Annotated[int, Field(ge=0, le=366)] = 0
    after: tuple[str, ...] = ()
    not_before: date | None = None


class CoverLimit(Value):
    """No more cover than ``most`` between two days, both included: for a month, a term or the year."""

    title: str
    first: date
    last: date
    most: Hundredths


class Limits(Value):
    """What a school can bear. None is no limit. ``out_a_day`` is the school's own (003-F8a)."""

    budget: Pence | None = None
    cover_day: Pence = 0
    cover: tuple[CoverLimit, ...] = ()
    out_a_day: int | None = None


class Wishes(Value):
    """How much each soft wish counts beside the others, 0 (not at all) to 10. None of them ever costs a need."""

    spacing: Annotated[int, Field(ge=0, le=10)] = 5
    edges: Annotated[int, Field(ge=0, le=10)] = 3
    early: Annotated[int, Field(ge=0, le=10)] = 4
    even: Annotated[int, Field(ge=0, le=10)] = 3
    close: Annotated[int, Field(ge=0, le=10)] = 6
    thrift: Annotated[int, Field(ge=0, le=10)] = 2
    edge_days: Annotated[int, Field(ge=0, le=30)] = 5


class Placed(Value):
    """A run as it stood or must stand: with these people, at these slots.

    As a pin: nobody in ``people`` leaves who comes open, no ``slots`` leave the time open. ``announced`` is for words.
    """

    option: str
    people: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    announced: bool = False


class Ban(Value):
    """Not this option; or not for this team; or not in this slot."""

    option: str
    team: str = ""
    slot: str = ""


class Problem(Value):
    """All of it. ``not_before``: nothing that is not pinned begins sooner. ``previous``: stay close to it where you
    can.
    """

    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    slots: tuple[Slot, ...]
    needs: tuple[Need, ...]
    options: tuple[Option, ...]
    departments: tuple[Department, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    black_outs: tuple[BlackOut, ...] = ()
    terms: tuple[Term, ...] = ()
    limits: Limits = Limits()
    wishes: Wishes = Wishes()
    pins: tuple[Placed, ...] = ()
    bans: tuple[Ban, ...] = ()
    previous: tuple[Placed, ...] = ()
    not_before: date | None = None
