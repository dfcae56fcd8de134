"""What a school shares with advisers, and what somebody therefore sees of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from sef2si.domain.beside import Beside, closed, without_sizes
from sef2si.domain.nameless import kept_names, nameless, names_as_written, names_of_staff
from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.domain.plan import Plan, shared
from sef2si.domain.record import Choice, Frozen
from sef2si.domain.school import Phase
from sef2si.domain.suppression import suppressed

MOST_DAYS_OF_NAMES = 366
"""For how long names may be shared at once: so that somebody looks again once a year."""


class Level(Choice):
    """How much advisers see."""

    OFF = "off", "Nothing"
    SUMMARY = "summary", "A summary: counts and themes, no text and no names"
    FULL = "full", "The plan as governors see it, without names of staff"


class Sharing(Frozen):
    """What one school shares with its advisers. Nothing, until somebody there decides: ``version`` is 0 then.

    ``names_until`` is the last day on which names of staff are shown too, where the whole plan is shared.
    """

    urn: str
    level: Level = Level.OFF
    names_until: date | None = None
    version: int = 0
    by_name: str = ""
    at: datetime | None = None

    @property
    def is_shared(self) -> bool:
        return self.level is not Level.OFF

    def shows_names(self, today: date) -> bool:
        return self.level is Level.FULL and self.names_until is not None and today <= self.names_until


class Theme(Frozen):
    """An area of the school's framework, and how many live priorities are about it."""

    area: str
    label: str
    priorities: int


class Summary(Frozen):
    """What an adviser sees of a school on one line: numbers and the framework's own words, no text of the school's.

    ``level`` is what the school shares: below ``SUMMARY`` all but ``urn`` and ``name`` is as it is by default.
    ``step`` is the key of where the school is on the journey and ``step_title`` its name; ``steps_done`` of ``steps``.
    ``worst_break`` names the worst sort of break, "" where there is none, and ``breaks`` how many of that sort.
    ``sef_on`` is the day of the newest change to judgements, points or evidence; ``changed_on`` that of any change, and
    ``seq`` its number. ``money_per_head`` (pounds) and ``hours_per_head`` are of CPD planned, a member of staff; None
    where the numbers of staff are not given, or fewer than five.
    """

    urn: str
    name: str
    level: Level
    shows_names: bool = False
    year: str = ""
    phase: Phase | None = None
    pupils: int | None = None
    fsm_percent: Decimal | None = None
    step: str = ""
    step_title: str = ""
    steps_done: int = 0
    steps: int = 0
    links_in_place: int = 0
    links: int = 0
    worst_break: str = ""
    breaks: int = 0
    live_priorities: int = 0
    themes: tuple[Theme, ...] = ()
    sef_on: date | None = None
    changed_on: date | None = None
    seq: int = 0
    checks_overdue: int = 0
    money_per_head: Decimal | None = None
    hours_per_head: Decimal | None = None


def seen_by(
    person: Person,
    plan: Plan,
    sharing: Sharing,
    today: date,
    whose: Whose | None = None,
    *,
    beside: Beside | None = None,
    staff: Iterable[str] = (),
) -> Plan | None:
    """The plan as this person may see it; None where they may see none of it, or a summary at most.

    Those who read all see it whole, but for private notes that are for others. Whoever else reads at the school sees
    the shared plan, without the sizes of small groups but for priority leads, who plan for those groups. Advisers see
    it where the school shares the whole plan, without names of staff unless those are shared too.

    ``beside`` is another state of the plan that is shown next to this one (``domain.beside``). ``staff`` are the names
    of all who are of the school, whether the plan's boxes hold them or not: ``store.calling.names_at``.
    """
    if answer(person, Deed.READ_ALL, plan.urn, whose) is Answer.YES:
        notes = tuple(note for note in plan.notes if note.is_for(person, plan.urn))
        return plan if len(notes) == len(plan.notes) else plan.with_records("notes", notes)
    found = answer(person, Deed.READ, plan.urn, whose)
    open_plan = shared(closed(plan, beside) if beside else plan)
    if found is Answer.YES:
        leads = answer(person, Deed.EDIT_OWN, plan.urn, Whose.OWN_RECORD) is Answer.YES
        return open_plan if leads else _without_small(open_plan, beside)
    if found is Answer.AS_SHARED and sharing.level is Level.FULL:
        seen = _without_small(open_plan, beside)
        if sharing.shows_names(today):
            return seen
        sides = (plan, beside.plan) if beside else (plan,)
        names = frozenset(name for each in sides for name in names_of_staff(each))
        names |= names_as_written(staff, plan)
        return nameless(seen, names, tuple(name for each in sides for name in kept_names(each)))
    return None


def _without_small(plan: Plan, beside: Beside | None) -> Plan:
    return without_sizes(plan, shared(beside.plan)) if beside else suppressed(plan)
