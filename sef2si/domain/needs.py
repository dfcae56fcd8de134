"""Who needs to learn what?"""

from __future__ import annotations

from typing import Annotated

from sef2si.domain.record import Choice, Count, Line, Link, PlainLine, PlannedOn, Record, Text


class StaffGroup(Choice):
    TEACHERS = "teachers", "Teachers"
    TEACHING_ASSISTANTS = "teaching_assistants", "Teaching assistants"
    EARLY_CAREER = "early_career", "Early-career teachers"
    SUBJECT_LEADERS = "subject_leaders", "Subject and middle leaders"
    SENIOR_LEADERS = "senior_leaders", "Senior leaders"
    PASTORAL = "pastoral", "Pastoral staff"
    LUNCHTIME = "lunchtime", "Lunchtime supervisors"
    OFFICE_SITE = "office_site", "Office and site staff"
    GOVERNORS = "governors", "Governors"
    ALL_STAFF = "all_staff", "All staff"


class NeedSource(Choice):
    """Where a need comes from. All but PRIORITY may be about one person and stay off shared views."""

    PRIORITY = "priority", "A priority of this plan"
    APPRAISAL = "appraisal", "Appraisal"
    CAREER = "career", "Career"
    INDUCTION = "induction", "Induction"
    STATUTORY = "statutory", "Statutory training"


class Level(Choice):
    """In words: grading people on four points left staff damaged (003-15)."""

    NEW = "new", "new"
    TRYING = "trying", "trying"
    CONFIDENT = "confident", "confident"
    CAN_HELP = "can_help", "can help others"


class NeedSort(Choice):
    """What kind of need: each has a route that suits it (000-29)."""

    INDIVIDUAL = "individual", "One person’s own question"
    SHARED = "shared", "The same for many"
    CONTEXT = "context", "About how this school works"
    PEERS = "peers", "Best worked out with others in the same post"


class Need(Record):
    """What a group of staff must know or do for a priority, from which level to which.

    ``hints_ignored`` are keys of hints that somebody waved away.
    """

    group: StaffGroup | None = None
    people: Count | None = None
    who: Line = ""
    what: Text = ""
    priority_id: Annotated[str | None, Link("priorities")] = None
    source: NeedSource = NeedSource.PRIORITY
    known_by: Text = ""
    asked: Line = ""
    ask_again: PlannedOn = None
    standard: Line = ""
    brings: Text = ""
    level_now: Level | None = None
    level_needed: Level | None = None
    sort: NeedSort | None = None
    hints_ignored: tuple[PlainLine, ...] = ()

    @property
    def is_private(self) -> bool:
        """Kept off shared views and exports: a group of one is a person."""
        return self.source is not NeedSource.PRIORITY

    @property
    def whom(self) -> str:
        """``"14 lunchtime supervisors"``, ``"Year 3 teachers (4)"``, or what there is of it."""
        if self.who:
            return f"{self.who} ({self.people})" if self.people else self.who
        group = self.group.label if self.group else ""
        if self.people == 1 and group.endswith("s"):
            group = group[:-1]
        if group and self.people:
            return f"{self.people} {group[0].lower()}{group[1:]}"
        return group or (f"{self.people} people" if self.people else "")
