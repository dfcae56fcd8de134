"""What leaves the school in a document, and for whom: the one place that leaves things out, and says what."""

from __future__ import annotations

from sef2si.documents.source import Edition
from sef2si.domain.expertise import Expertise
from sef2si.domain.nameless import kept_names, nameless, names_of_staff
from sef2si.domain.plan import Plan, shared
from sef2si.domain.record import Private

NAMES_OUT = "Names of staff are left out; where a role is known, it stands in their place."
MAY_REMAIN = "Names written in other places may remain: please read it before you publish."


def for_edition(plan: Plan, edition: Edition) -> tuple[Plan, tuple[str, ...]]:
    """The plan as this edition may hold it, and what was left out, in sentences.

    Every document goes through here (003-18, 002-04): shared leaves out what is private, public leaves out names of
    staff besides, and complete leaves out nothing.
    """
    if edition is Edition.COMPLETE:
        return plan, ()
    open_plan = shared(plan)
    said = [*about_one_person(plan), *_private(plan)]
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
