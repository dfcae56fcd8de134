"""What leaves the school in a document, and for whom: the one place that leaves things out, and says what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sef2si.documents.source import Edition
from sef2si.documents.staff_names import SOMEONE, group_in, names_in, role_in, without_names
from sef2si.domain.plan import KINDS, Plan, shared
from sef2si.domain.record import Private, Record

# Fields that hold a person, and what stands there where no role is said. A blank would read as "not yet agreed".
_PEOPLE: dict[str, dict[str, str]] = {
    "priorities": {"lead": SOMEONE.capitalize(), "link_governor": "A governor"},
    "actions": {"who": SOMEONE.capitalize()},
    "activities": {"led_by": ""},
    "needs": {"who": ""},
}
# Keys of frameworks and of our own, no words of people.
_NOT_WORDS = frozenset({"id", "framework", "area", "grade", "carried_from", "areas", "hints_ignored"})

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
        return _without_staff(open_plan, names_of_staff(plan), kept_names(plan)), (*said, NAMES_OUT, MAY_REMAIN)
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
    return tuple(said)


def names_of_staff(plan: Plan) -> frozenset[str]:
    """Every name that the plan's boxes for people hold, private records included."""
    keep = kept_names(plan)
    return frozenset(
        name
        for kind, fields in _PEOPLE.items()
        for record in plan.records(kind)
        for field in fields
        for name in names_in(getattr(record, field), keep)
        if kind != "needs" or group_in(getattr(record, field)) != getattr(record, field)
    )


def kept_names(plan: Plan) -> tuple[str, ...]:
    """Names of the school and those around it, which may read like a person's."""
    school = plan.school
    return tuple(name for name in (school.name, school.trust, school.authority) if len(name.strip()) > 2)


def _private(plan: Plan) -> tuple[str, ...]:
    marked = ((record, name) for record in plan.all_records() for name in type(record).fields_marked(Private))
    noted = any(getattr(record, name).strip() for record, name in marked)
    return ("Private notes are left out.",) if noted else ()


def _without_staff(plan: Plan, names: frozenset[str], keep: tuple[str, ...]) -> Plan:
    kinds = {
        kind: tuple(_cleaned(kind, record, names, keep) for record in plan.records(kind))
        for kind in KINDS
        if kind != "school"
    }
    return plan.model_copy(update=kinds)


def _cleaned(kind: str, record: Record, names: Iterable[str], keep: tuple[str, ...]) -> Record:
    people = _PEOPLE.get(kind, {})
    changes: dict[str, Any] = {}
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if type(value) is not str or not value or name in _NOT_WORDS or field.annotation is not str:
            continue
        if name not in people:
            changes[name] = without_names(value, names, keep)
        else:
            changes[name] = (group_in(value) if kind == "needs" else role_in(value, keep)) or people[name]
    if kind == "needs" and not changes.get("who", "x") and getattr(record, "group", None) is None:
        changes["who"] = "Staff"
    return record.model_copy(update=changes)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
