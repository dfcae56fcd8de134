"""A plan without names of staff: where a role is known it stands in a name's place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.record import Record
from sef2si.domain.staff_names import SOMEONE, group_in, names_in, role_in, without_names

# Fields that hold a person, and what stands there where no role is said. A blank would read as "not yet agreed".
_PEOPLE: dict[str, dict[str, str]] = {
    "priorities": {"lead": SOMEONE.capitalize(), "link_governor": "A governor"},
    "actions": {"who": SOMEONE.capitalize()},
    "activities": {"led_by": ""},
    "offers": {"led_by": ""},
    "expertise": {"who": SOMEONE.capitalize()},
    "needs": {"who": ""},
}
# Keys of frameworks and of our own, no words of people.
_NOT_WORDS = frozenset(
    {"id", "framework", "area", "grade", "carried_from", "areas", "hints_ignored", "form", "option", "member_id"}
)


def nameless(plan: Plan, names: Iterable[str], keep: tuple[str, ...]) -> Plan:
    """The plan without these names, wherever they stand, and with roles in the boxes for people.

    ``names`` are those of ``names_of_staff``, of the whole plan, and ``names_as_written`` of whoever else is known to
    be of the school; ``keep`` those that only read like a person's.
    """
    known = frozenset(names)
    kinds = {
        kind: tuple(_cleaned(kind, record, known, keep) for record in plan.records(kind))
        for kind in KINDS
        if kind != "school"
    }
    return plan.model_copy(update=kinds)


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


def names_as_written(called: Iterable[str], plan: Plan) -> frozenset[str]:
    """How people who are called so may stand in running text of this plan: by the whole name, or a part of it."""
    keep = kept_names(plan)
    return frozenset(name for each in called for name in names_in(each, keep))


def kept_names(plan: Plan) -> tuple[str, ...]:
    """Names of the school and those around it, which may read like a person's."""
    school = plan.school
    return tuple(name for name in (school.name, school.trust, school.authority) if len(name.strip()) > 2)


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
