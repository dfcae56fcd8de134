"""The school's calendar: terms, days without pupils, and the times there are for learning or not to be planned over."""

from __future__ import annotations

import re
from datetime import date

from sef2si.domain.needs import StaffGroup
from sef2si.domain.record import Choice, Count, Line, PlainLine, PlannedOn, Record, Text

INSET_MINUTES = 360  # an INSET day of which nobody has said how long it is (003-F8o: six hours)


class DateSort(Choice):
    """What is on a date. The terms and holidays say which days there are; the rest says what they are for."""

    TERM = "term", "Term"
    HOLIDAY = "holiday", "Half-term, holiday or bank holiday"
    DAY = "day", "An ordinary day: directed time"
    WEEK_A = "week_a", "Week A of a timetable over two weeks begins"
    INSET = "inset", "INSET day"
    MEETING = "meeting", "Staff meeting"
    TWILIGHT = "twilight", "Twilight"
    SLOT = "slot", "Time kept for learning in the week"
    SAFEGUARDING = "safeguarding", "Safeguarding training"
    STATUTORY = "statutory", "Other statutory training"
    NPQ = "npq", "NPQ session"
    EARLY_CAREER = "early_career", "Early-career session"
    PARENTS = "parents", "Parents’ evening"
    REPORTS = "reports", "Reports are due"
    EXAMINATIONS = "examinations", "Examinations"
    NO_CPD = "no_cpd", "No CPD: another reason"

    @property
    def is_span(self) -> bool:
        """It says which days the year has, or which week it is, and is nothing that happens on one."""
        return self in (DateSort.TERM, DateSort.HOLIDAY, DateSort.DAY, DateSort.WEEK_A)

    @property
    def is_open(self) -> bool:
        """Time in which CPD can be planned."""
        return self in (DateSort.INSET, DateSort.MEETING, DateSort.TWILIGHT, DateSort.SLOT)

    @property
    def is_fixed(self) -> bool:
        """Training that is settled: it is planned around."""
        return self in (DateSort.SAFEGUARDING, DateSort.STATUTORY, DateSort.NPQ, DateSort.EARLY_CAREER)

    @property
    def is_blackout(self) -> bool:
        """Days on which some CPD is not to be planned, or none: ``Stops`` says which."""
        return self in _USUALLY_STOPS


class Stops(Choice):
    """What days that are kept free of CPD stop."""

    LESSONS = "lessons", "Release from lessons only"
    MEETINGS = "meetings", "Meetings and twilights only"
    BOTH = "both", "Release from lessons, meetings and twilights"
    EVERYTHING = "everything", "All CPD, INSET days too"


# Where a school has not said: who examines can't be released, who writes reports or meets parents gives no evening.
_USUALLY_STOPS = {
    DateSort.PARENTS: Stops.MEETINGS,
    DateSort.REPORTS: Stops.MEETINGS,
    DateSort.EXAMINATIONS: Stops.LESSONS,
    DateSort.NO_CPD: Stops.EVERYTHING,
}


# Training that is never for all staff: whom it is for, where a date says nothing. An NPQ is somebody's own.
_FOR_FEW: dict[DateSort | None, tuple[StaffGroup, ...]] = {
    DateSort.NPQ: (),
    DateSort.EARLY_CAREER: (StaffGroup.EARLY_CAREER,),
}


class Repeats(Choice):
    ONCE = "once", "Once"
    WEEKLY = "weekly", "Every week of term"
    FORTNIGHTLY = "fortnightly", "Every second week of term"


class CalendarDate(Record):
    """One entry of the school's calendar: from ``starts`` to ``ends`` (blank: one day), or again and again till then.

    ``at`` is kept as typed ("3.30 pm"); ``clock`` reads it. ``who`` is empty where all staff are meant, or those whom
    its sort is for; ``team`` is a department or the like, in the school's words. ``directed`` says whether it counts as
    directed time: None where it does so as usual for its sort. For a term, ``at`` and ``minutes`` are those of the
    pupils' day, breaks included; for an ordinary day, the minutes of directed time it takes of each teacher. ``stops``
    is for days that are kept free of CPD: what they stop, None for what is usual for their sort.
    """

    sort: DateSort | None = None
    title: Line = ""
    starts: PlannedOn = None
    ends: PlannedOn = None
    repeats: Repeats = Repeats.ONCE
    at: PlainLine = ""
    minutes: Count | None = None
    who: tuple[StaffGroup, ...] = ()
    team: Line = ""
    directed: bool | None = None
    stops: Stops | None = None
    note: Text = ""

    @property
    def last(self) -> date | None:
        return self.ends or self.starts

    @property
    def clock(self) -> int | None:
        """Minutes after midnight at which it begins; None where no time can be read."""
        return minutes_from(self.at)

    @property
    def is_directed(self) -> bool:
        if self.directed is not None:
            return self.directed
        return self.sort not in (None, DateSort.TERM, DateSort.HOLIDAY, DateSort.WEEK_A, DateSort.REPORTS,
                                 DateSort.EXAMINATIONS, DateSort.NO_CPD)  # fmt: skip

    @property
    def what_it_stops(self) -> Stops | None:
        """As the school says, or as is usual for its sort; None for what stops nothing."""
        usual = _USUALLY_STOPS.get(self.sort) if self.sort else None
        return self.stops or usual if usual else None

    @property
    def length(self) -> int | None:
        """How long each time is, in minutes; an INSET day of which nobody says so is six hours."""
        if self.minutes is None and self.sort is DateSort.INSET:
            return INSET_MINUTES
        return self.minutes

    @property
    def name(self) -> str:
        return " ".join(self.title.split()) or (self.sort.label if self.sort else "A date without words")

    @property
    def is_for_all(self) -> bool:
        """Whether it names nobody and is for everybody: training for a few people is not."""
        return not self.who and not self.team.strip() and self.sort not in _FOR_FEW

    def is_for(self, group: StaffGroup | None) -> bool:
        """Whether staff of this group are meant; where nothing is said, all are, or those its sort is for."""
        if self.who:
            return group in self.who or StaffGroup.ALL_STAFF in self.who
        return bool(self.team.strip()) or self.sort not in _FOR_FEW or group in _FOR_FEW[self.sort]

    @property
    def lacks_whom(self) -> bool:
        """Whether nobody can know whom it is for until somebody says so."""
        return not self.who and not self.team.strip() and self.sort is DateSort.NPQ


_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_FOUR = re.compile(r"(\d{2})(\d{2})")


def minutes_from(typed: str) -> int | None:
    """Minutes after midnight of a time as people write it: ``15:30``, ``3.30 pm``, ``1530``; None for anything else.

    Without am or pm, a bare hour is not a time: half past three in the night is nobody's twilight.
    """
    words = typed.strip()
    found = _FOUR.fullmatch(words) or _CLOCK.fullmatch(words)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").replace(".", "").lower() if found.re is _CLOCK else ""
    if (not half and found[2] is None) or minute > 59:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if hour < 24 else None


def clock_words(minutes: int) -> str:
    """``930`` -> ``"15:30"``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
