"""What leaves the school in a document, and for whom: the one place that leaves things out, and says what."""

from __future__ import annotations

from sef2si.documents.source import Edition
from sef2si.domain.expertise import Expertise
from sef2si.domain.nameless import kept_names, nameless, names_of_staff
from sef2si.domain.plan import Plan, shared
from sef2si.domain.record import Private
from sef2si.domain.suppression import suppressed

NAMES_OUT = "Names of staff are left out; where a role is known, it stands in their place."
SMALL_GROUPS = (
    "How many people are in a group of fewer than five is left out, and of one more where it could be worked out; so "
    "are cover, paid time and a price for each person that would say it, and no sum here counts them."
)
HOLDS_SMALL_GROUPS = (
    "Sizes of groups of fewer than five people are in it, for it can be brought in again: please keep it among the "
    "school’s leaders."
)
MAY_REMAIN = "Names written in other places may remain: please read it before you publish."


def for_edition(plan: Plan, edition: Edition, *, comes_back: bool = False) -> tuple[Plan, tuple[str, ...]]:
    """The plan as this edition may hold it, and what was left out, in sentences.

    Every document goes through here (003-18, 002-04): shared leaves out what is private and the sizes of small groups
    (``domain.suppression``), public leaves out names of staff besides, and complete leaves out nothing.

    ``comes_back``: a file to be worked on and brought in again. It holds the sizes that whoever made it sees: a size
    that one file hides and the next does not would be taken for an edit when it comes back. It says so.
    """
    if edition is Edition.COMPLETE:
        return plan, ()
    whole = shared(plan)
    small = suppressed(whole)
    said = [*about_one_person(plan), *_private(plan)]
    if small != whole:
        said.append(HOLDS_SMALL_GROUPS if comes_back else SMALL_GROUPS)
    open_plan = whole if comes_back else small
    if edition is Edition.PUBLIC:
        return nameless(open_plan, names_of_staff(plan), kept_names(plan)), (*said, NAMES_OUT, MAY_REMAIN)
    return open_plan, tuple(said)


def about_one_person(plan: Plan) -> tuple[str, ...]:
    """What ``shared`` leaves out because it may be about one person, in sentences; none where there is none."""
    said = []
    needs = sum(need.is_private for need in plan.needs)
    if needs:
        said.append(
            f"{_counted(needs, 'need', 'needs')} from appraisal, career, induction or statutory training "
            f"{'is' if needs == 1 else 'are'} left out: a group of one is a person."
        )
    gone = len(plan.activities) - len(shared(plan).activities)
    if gone:
        verb = "that meets only such needs is" if gone == 1 else "that meet only such needs are"
        said.append(f"{_counted(gone, 'activity', 'activities')} {verb} left out.")
    if plan.expertise:
        said.append("Who could help colleagues with what is left out: it names people.")
    if plan.preferences:
        said.append("What groups of staff said they prefer is left out.")
    return tuple(said)


def _private(plan: Plan) -> tuple[str, ...]:
    marked = ((record, name) for record in plan.all_records() for name in type(record).fields_marked(Private))
    noted = any(getattr(record, name).strip() for record, name in marked if not isinstance(record, Expertise))
    return ("Private notes are left out.",) if noted else ()


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
