"""A school's records of one academic year, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.chosen import opened
from sef2si.domain.cpd_sessions import CpdSession, moved_unasked
from sef2si.domain.cycle import first_day, written
from sef2si.domain.dates import CalendarDate
from sef2si.domain.evaluation import Evidence, Judgement, Point, PointSort
from sef2si.domain.expertise import Expertise
from sef2si.domain.impact import ImpactCheck
from sef2si.domain.needs import Need
from sef2si.domain.notes import Note
from sef2si.domain.offers import Offer
from sef2si.domain.preferences import Preference
from sef2si.domain.priorities import Criterion, Milestone, Priority, PriorityState
from sef2si.domain.record import Frozen, Private, Record, WithinPlan
from sef2si.domain.school import School

if TYPE_CHECKING:
    from sef2si.domain.frames import Frames

# The order is that of the journey, and one in which a parent comes before its children.
KINDS: dict[str, type[Record]] = {
    "school": School,
    "dates": CalendarDate,
    "judgements": Judgement,
    "priorities": Priority,
    "points": Point,
    "evidence": Evidence,
    "criteria": Criterion,
    "milestones": Milestone,
    "needs": Need,
    "expertise": Expertise,
    "preferences": Preference,
    "offers": Offer,
    "actions": Action,
    "activities": Activity,
    "cpd_sessions": CpdSession,
    "checks": ImpactCheck,
    "notes": Note,
}


def kind_of(record: Record) -> str:
    """The key under which records of this class are kept: plan attribute, table, guidance file and sheet alike."""
    return next(kind for kind, cls in KINDS.items() if type(record) is cls)


class Plan(Frozen):
    """All records of a school's year, each kind in its order. ``seq`` is the number of its latest change."""

    id: str
    urn: str
    year: str
    seq: int = 0
    school: School
    dates: tuple[CalendarDate, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    priorities: tuple[Priority, ...] = ()
    points: tuple[Point, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    needs: tuple[Need, ...] = ()
    expertise: tuple[Expertise, ...] = ()
    preferences: tuple[Preference, ...] = ()
    offers: tuple[Offer, ...] = ()
    actions: tuple[Action, ...] = ()
    activities: tuple[Activity, ...] = ()
    cpd_sessions: tuple[CpdSession, ...] = ()
    checks: tuple[ImpactCheck, ...] = ()
    notes: tuple[Note, ...] = ()

    def records(self, kind: str) -> tuple[Record, ...]:
        """All records of one kind; the school is a tuple of one."""
        return (self.school,) if kind == "school" else getattr(self, kind)

    def all_records(self) -> Iterator[Record]:
        for kind in KINDS:
            yield from self.records(kind)

    def find(self, kind: str, record_id: str | None) -> Any:
        """The record with this id, or None."""
        return next((record for record in self.records(kind) if record.id == record_id), None)

    def with_records(self, kind: str, records: tuple[Record, ...]) -> Plan:
        return self.model_copy(update={kind: records[0] if kind == "school" else records})

    def to_frames(self) -> Frames:
        """One pandas DataFrame a kind of record, in the order of KINDS, with the record's id as its index.

        Text is ``string``, whole numbers ``Int64``, pounds and other decimals ``float64``, days ``datetime64[s]``, yes
        and no ``boolean``; a choice is a category by its label. A link holds an id, so that frames can be joined on it;
        a field of several values holds tuples, for ``explode``. What is not said is missing.
        """
        from sef2si.domain.frames import frames  # noqa: PLC0415  (that module asks for KINDS)

        return frames(self)

    def linked(self, kind: str, field: str, record_id: str) -> tuple[Any, ...]:
        """Records of ``kind`` whose ``field`` names this id, or holds it."""
        found = ((record, getattr(record, field)) for record in self.records(kind))
        return tuple(r for r, value in found if value == record_id or (isinstance(value, tuple) and record_id in value))

    # The chain's own questions, in the order of the chain.

    @property
    def points_to_improve(self) -> tuple[Point, ...]:
        """Those that ask for an answer: where an earlier framework's area was carried on, they ask there, not twice."""
        carried = {area for judgement in self.judgements for area in judgement.earlier_areas}
        earlier = {each.id for each in self.judgements if f"{each.framework}.{each.area}" in carried}
        wanted = (point for point in self.points if point.sort is PointSort.TO_IMPROVE)
        return tuple(point for point in wanted if point.judgement_id not in earlier)

    @property
    def live(self) -> tuple[Priority, ...]:
        return tuple(priority for priority in self.priorities if priority.state is PriorityState.LIVE)

    def needs_of(self, priority: Priority) -> tuple[Need, ...]:
        return tuple(n for n in self.needs if n.priority_id == priority.id and not n.is_private)

    def actions_of(self, priority: Priority) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.priority_id == priority.id)

    def activities_of(self, need: Need) -> tuple[Activity, ...]:
        return tuple(activity for activity in self.activities if need.id in activity.need_ids)

    def needs_met_by(self, activity: Activity) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if need.id in activity.need_ids)

    def priorities_of(self, activity: Activity) -> tuple[Priority, ...]:
        """The priorities an activity serves, through its needs, in the plan's order, each once."""
        ids = {need.priority_id for need in self.needs_met_by(activity) if not need.is_private}
        return tuple(priority for priority in self.priorities if priority.id in ids)

    def sessions_of(self, activity: Activity) -> tuple[CpdSession, ...]:
        """When it meets, by day; sessions without a day come last."""
        own = (each for each in self.cpd_sessions if each.activity_id == activity.id)
        return tuple(sorted(own, key=lambda each: (each.held_on or date.max, each.clock or 0, each.position, each.id)))

    def checks_of(self, record: Activity | Action) -> tuple[ImpactCheck, ...]:
        field = "activity_id" if isinstance(record, Activity) else "action_id"
        return tuple(check for check in self.checks if getattr(check, field) == record.id)

    def check_due(self, record: Activity | Action) -> date | None:
        """The day of the next look: as the last finished check says, else as the activity says; None where none is."""
        done = [check for check in self.checks_of(record) if check.is_done]
        if done:
            return max(done, key=lambda check: (check.checked_on or date.min, check.position, check.id)).next_check
        return record.check_due if isinstance(record, Activity) else None


def shared(plan: Plan) -> Plan:
    """The plan as it may leave the school's leadership: no private text, no needs that may be about one person.

    An activity that meets only such needs goes with them, and its sessions and checks too: shown without them it would
    seem to serve no priority, and its price would be somebody's. So does an offer for such needs alone. Who could help
    others, and what people prefer, stay with the leadership whole, in the words of a chosen way too: the one names
    people, and counts of groups can be taken from one another until one person is left.
    """
    private_needs = {need.id for need in plan.needs if need.is_private}
    gone = {a.id for a in plan.activities if a.need_ids and private_needs.issuperset(a.need_ids)}
    not_offered = {o.id for o in plan.offers if o.need_ids and private_needs.issuperset(o.need_ids)}
    keep: dict[str, Any] = {
        "needs": tuple(need for need in plan.needs if not need.is_private),
        "activities": tuple(
            opened(a).model_copy(
                update={
                    "need_ids": tuple(i for i in a.need_ids if i not in private_needs),
                    "offer_id": None if a.offer_id in not_offered else a.offer_id,
                }
            )
            for a in plan.activities
            if a.id not in gone
        ),
        "cpd_sessions": tuple(each for each in plan.cpd_sessions if each.activity_id not in gone),
        "checks": tuple(check for check in plan.checks if check.activity_id not in gone),
        "expertise": (),
        "preferences": (),
        "offers": tuple(
            o.model_copy(update={"need_ids": tuple(i for i in o.need_ids if i not in private_needs)})
            for o in plan.offers
            if o.id not in not_offered
        ),
        "notes": (),
    }
    for kind, cls in KINDS.items():
        blanks = {name: cls.model_fields[name].default for name in cls.fields_marked(Private)}
        if blanks:
            keep[kind] = tuple(r.model_copy(update=blanks) for r in keep.get(kind, plan.records(kind)))
    return plan.model_copy(update=keep)


def faults(plan: Plan, record: Record, before: Record | None) -> Iterator[tuple[str, str]]:
    """What the rest of the plan says against this record: (field, sentence). Unchanged fields are not asked again."""
    for name in record.fields_marked(WithinPlan):
        day = getattr(record, name)
        if day is None or (before is not None and getattr(before, name) == day):
            continue
        if day < first_day(plan.year):
            yield (
                name,
                (
                    f"{written(day)} is before this plan's year, {plan.year}, which starts on "
                    f"{written(first_day(plan.year))}. Please check the year."
                ),
            )
        elif day.year > first_day(plan.year).year + 10:
            yield name, f"{written(day)} is more than ten years ahead. Please check the year."
    if isinstance(record, CpdSession) and isinstance(before, CpdSession):
        yield from moved_unasked(record, before)
    if isinstance(record, School) and record.urn != plan.urn:
        yield "urn", f"This plan belongs to school {plan.urn}. A plan can't be moved to another school’s number."
    for name, link in record.links().items():
        value = getattr(record, name)
        for linked_id in value if isinstance(value, tuple) else (value,) if value else ():
            if plan.find(link.kind, linked_id) is None:
                yield name, "What this was linked to is no longer in the plan. Please choose again."
