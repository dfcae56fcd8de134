"""The priority-to-CPD map as rows: priority -> need -> activity -> impact check, broken paths included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sef2si.advice.costs import cost_of
from sef2si.documents.editions import about_one_person
from sef2si.domain.activities import Activity
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.impact import ImpactCheck, outcome
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan, shared
from sef2si.domain.priorities import Priority
from sef2si.journey.chain import ChainLink, chain, counts, starter_id
from sef2si.journey.options import area_label
from sef2si.menu import MENU_GROUPS, menu_entry

Cell = str | date | Decimal | int | None


class ColumnKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    MONEY = "money"  # pounds
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """One column: the row's attribute, its heading, what it holds, and its width in characters."""

    key: str
    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 18


@dataclass(frozen=True)
class MapRow:
    """One path. Money in pounds, hours of the whole activity for one person; None or blank where not known."""

    urn: str
    school: str
    academic_year: str
    priority: str
    areas: str
    target: str
    due: date | None
    need: str
    who: str
    people: int | None
    activity: str
    form: str
    menu_group: str
    led_by: str
    starts: date | None
    ends: date | None
    sessions: str
    hours: Decimal | None
    price: Decimal | None
    cover_cost: Decimal | None
    total_cost: Decimal | None
    intended_impact: str
    impact_level: str
    check_due: date | None
    found: str
    against_intent: str
    missing_link: str


@dataclass(frozen=True)
class ActionRow:
    """What leaders will do that is not CPD: one row an action and check."""

    urn: str
    school: str
    academic_year: str
    priority: str
    action: str
    who: str
    by: date | None
    cost: Decimal | None
    status: str
    checked_on: date | None
    found: str
    against_intent: str
    missing_link: str


@dataclass(frozen=True)
class Path:
    """The records behind one row; ``missing`` are the broken links on it."""

    priority: Priority | None = None
    need: Need | None = None
    activity: Activity | None = None
    check: ImpactCheck | None = None
    check_due: date | None = None
    missing: tuple[ChainLink, ...] = ()


COLUMNS = (
    Column("urn", "URN", width=9),
    Column("school", "School", width=22),
    Column("academic_year", "Academic year", width=10),
    Column("priority", "Priority", width=26),
    Column("areas", "Evaluation areas", width=22),
    Column("target", "Target", width=24),
    Column("due", "Due", ColumnKind.DATE, 12),
    Column("need", "Need", width=28),
    Column("who", "Who", width=20),
    Column("people", "People", ColumnKind.NUMBER, 8),
    Column("activity", "CPD activity", width=28),
    Column("form", "Form of CPD", width=20),
    Column("menu_group", "Menu group", width=15),
    Column("led_by", "Led by", width=18),
    Column("starts", "Starts", ColumnKind.DATE, 12),
    Column("ends", "Ends", ColumnKind.DATE, 12),
    Column("sessions", "Sessions", width=24),
    Column("hours", "Hours", ColumnKind.NUMBER, 8),
    Column("price", "Price", ColumnKind.MONEY, 11),
    Column("cover_cost", "Cover cost", ColumnKind.MONEY, 11),
    Column("total_cost", "Total cost", ColumnKind.MONEY, 11),
    Column("intended_impact", "Intended impact", width=28),
    Column("impact_level", "Impact level", width=14),
    Column("check_due", "Check due", ColumnKind.DATE, 12),
    Column("found", "Found", width=28),
    Column("against_intent", "Against intent", width=18),
    Column("missing_link", "Missing link", width=32),
)
ACTION_COLUMNS = (
    Column("urn", "URN", width=9),
    Column("school", "School", width=22),
    Column("academic_year", "Academic year", width=10),
    Column("priority", "Priority", width=26),
    Column("action", "Action", width=34),
    Column("who", "Who", width=20),
    Column("by", "By", ColumnKind.DATE, 12),
    Column("cost", "Cost", ColumnKind.MONEY, 11),
    Column("status", "Status", width=13),
    Column("checked_on", "Checked on", ColumnKind.DATE, 12),
    Column("found", "Found", width=30),
    Column("against_intent", "Against intent", width=18),
    Column("missing_link", "Missing link", width=32),
)
ABOUT = (
    "One row for each path from a priority through a need and a CPD activity to an impact check. "
    "A path that breaks ends where it breaks, and “Missing link” says what is not yet agreed. "
    "An activity that meets several needs, or was checked several times, has several rows; its cost is counted once "
    "in the totals. Parked priorities, and what serves them alone, are left out. “So far” means that a part of a cost "
    "is not given."
)
NOTHING_OUT = "Nothing that belongs on the map is left out."
_SUBJECTS = {"need": "The priority", "action": "The priority", "activity": "The need", "check": "The CPD activity"}


def map_rows(plan: Plan, today: date) -> tuple[MapRow, ...]:
    """One row a path, of the plan as it may be shared."""
    plan = shared(plan)
    return rows_of(plan, paths(plan, today))


def session_words(session: CpdSession) -> str:
    """``"9 Mar 15:30, Year 3 teachers"``: short, for several stand in one cell."""
    day = f"{session.held_on.day} {session.held_on:%b}" if session.held_on else "no day yet"
    return ", ".join(part for part in (" ".join(p for p in (day, session.at) if p), session.team) if part)


def rows_of(plan: Plan, found: Iterable[Path]) -> tuple[MapRow, ...]:
    """The rows of these paths of a plan that is already as it may be shared."""
    return tuple(_row(plan, path) for path in found)


def action_rows(plan: Plan, today: date) -> tuple[ActionRow, ...]:
    """Actions that are not CPD, each with its checks, in the priorities' order; parked priorities are left out."""
    plan = shared(plan)
    missing = {link.where.record_id: link for link in chain(plan, today).broken if link.name == "check"}
    order = {priority.id: place for place, priority in enumerate(plan.priorities) if counts(priority)}
    rows = []
    for action in sorted(plan.actions, key=lambda a: order.get(a.priority_id or "", len(order))):
        priority = plan.find("priorities", action.priority_id)
        if priority is not None and not counts(priority):
            continue
        link = missing.get(starter_id("check", action.id))
        for check in plan.checks_of(action) or (None,):
            rows.append(
                ActionRow(
                    urn=plan.urn,
                    school=plan.school.name,
                    academic_year=plan.year,
                    priority=priority.title if priority else "",
                    action=action.what,
                    who=action.who,
                    by=action.by,
                    cost=action.cost,
                    status=action.status.label,
                    checked_on=check.checked_on if check else None,
                    found=check.found if check else "",
                    against_intent=outcome(check) if check else "",
                    missing_link=f"The action{link.sentence}" if link else "",
                )
            )
    return tuple(rows)


def left_out(plan: Plan) -> tuple[str, ...]:
    """What the map does not show, in plain sentences. ``plan`` is whole."""
    return (*about_one_person(plan), *parked_out(plan))


def parked_out(plan: Plan) -> tuple[str, ...]:
    """That what is parked is left out, where anything is."""
    parked = sum(not counts(priority) for priority in plan.priorities)
    if not parked:
        return ()
    return (
        f"{_counted(parked, 'parked priority', 'parked priorities')}, and what serves "
        f"{'it' if parked == 1 else 'them'} alone, {'is' if parked == 1 else 'are'} left out.",
    )


def mapped_activities(plan: Plan) -> tuple[Activity, ...]:
    """The activities the map shows: all but those that serve parked priorities alone."""
    served = ((activity, plan.priorities_of(activity)) for activity in shared(plan).activities)
    return tuple(activity for activity, priorities in served if not priorities or any(map(counts, priorities)))


def paths(plan: Plan, today: date) -> tuple[Path, ...]:
    """The paths of a plan that is already as it may be shared, in the order of its priorities; loose ends last."""
    broken = chain(plan, today).broken
    return tuple(_Walk(plan, {(link.name, link.where.kind, link.where.record_id): link for link in broken}).walk())


@dataclass(frozen=True)
class _Walk:
    """Follows every link of a plan, naming those that are missing as the chain names them."""

    plan: Plan
    broken: dict[tuple[str, str, str], ChainLink]

    def walk(self) -> Iterator[Path]:
        for priority in self.plan.priorities:
            if counts(priority):
                yield from self._from_priority(priority)
        for need in self.plan.needs:
            if self.plan.find("priorities", need.priority_id) is None:
                yield from self._from_need(None, need, self._missing(("serves", "needs", need.id)))
        for activity in self.plan.activities:
            if not self.plan.needs_met_by(activity):
                yield from self._from_activity(
                    Path(activity=activity, missing=self._missing(("serves", "activities", activity.id)))
                )

    def _from_priority(self, priority: Priority) -> Iterator[Path]:
        needs = self.plan.needs_of(priority)
        if not needs:
            yield Path(
                priority,
                missing=self._missing(
                    ("need", "needs", starter_id("need", priority.id)), ("action", "priorities", priority.id)
                ),
            )
        for need in needs:
            yield from self._from_need(priority, need, ())

    def _from_need(self, priority: Priority | None, need: Need, missing: tuple[ChainLink, ...]) -> Iterator[Path]:
        activities = self.plan.activities_of(need)
        if not activities:
            unmet = self._missing(("activity", "activities", starter_id("activity", need.id)))
            yield Path(priority, need, missing=missing + unmet)
        for activity in activities:
            yield from self._from_activity(Path(priority, need, activity, missing=missing))

    def _from_activity(self, path: Path) -> Iterator[Path]:
        activity = path.activity
        assert activity is not None
        found = self._missing(
            ("check", "activities", activity.id), ("check", "checks", starter_id("check", activity.id))
        )
        due = activity.check_due
        checks = sorted(self.plan.checks_of(activity), key=lambda check: check.checked_on or date.max)
        if not checks:
            yield replace(path, check_due=due, missing=path.missing + found)
        for check in checks:
            yield replace(path, check=check, check_due=due, missing=path.missing + found)
            due = check.next_check

    def _missing(self, *keys: tuple[str, str, str]) -> tuple[ChainLink, ...]:
        return tuple(self.broken[key] for key in keys if key in self.broken)


def _row(plan: Plan, path: Path) -> MapRow:
    priority, need, activity, check = path.priority, path.need, path.activity, path.check
    costs = cost_of(activity, plan.school) if activity else None
    entry = menu_entry(plan.school, activity.form) if activity else None
    return MapRow(
        urn=plan.urn,
        school=plan.school.name,
        academic_year=plan.year,
        priority=priority.title if priority else "",
        areas="; ".join(map(area_label, priority.areas)) if priority else "",
        target=target(priority) if priority else "",
        due=priority.by if priority else None,
        need=need.what if need else _no_need(priority),
        who=(need.who or (need.group.label if need.group else "")) if need else "",
        people=need.people if need else activity.people if activity else None,
        activity=activity.what if activity else "",
        form=(entry.label if entry else activity.form) if activity else "",
        menu_group="; ".join(MENU_GROUPS.get(group, group) for group in entry.groups) if entry else "",
        led_by=_led_by(activity) if activity else "",
        starts=activity.starts if activity else None,
        ends=activity.ends if activity else None,
        sessions="; ".join(session_words(each) for each in plan.sessions_of(activity)) if activity else "",
        hours=activity.hours if activity else None,
        price=costs.price if costs else None,
        cover_cost=costs.cover if costs else None,
        total_cost=costs.total if costs else None,
        intended_impact=_intended(activity) if activity else "",
        impact_level=activity.intended_level.short if activity and activity.intended_level else "",
        check_due=path.check_due,
        found=check.found if check else "",
        against_intent=outcome(check) if check else "",
        missing_link=" ".join(missing_words(path)),
    )


def missing_words(path: Path) -> tuple[str, ...]:
    """Each missing link of a path as a sentence that says which record of the row it is about."""
    serves = {"needs": "The need", "activities": "The CPD activity"}
    return tuple(f"{_SUBJECTS.get(link.name) or serves[link.where.kind]}{link.sentence}" for link in path.missing)


def target(priority: Priority) -> str:
    """``"Pupils positive about others' behaviour: 45% → 75%"`` (003-O5), or what there is of it.

    A measure alone is no target: blank.
    """
    return ": ".join(part for part in (priority.measure, priority.goal) if part) if priority.goal else ""


def cells(row: MapRow | ActionRow) -> tuple[Cell, ...]:
    """A row's values in the order of its columns."""
    return tuple(getattr(row, field.name) for field in fields(row))


def _no_need(priority: Priority | None) -> str:
    reason = priority.no_cpd_needed.strip() if priority else ""
    return f"No CPD needed: {reason}" if reason else ""


def _led_by(activity: Activity) -> str:
    return (
        f"{activity.led_by} ({activity.provider})"
        if activity.led_by and activity.provider
        else (activity.led_by or activity.provider)
    )


def _intended(activity: Activity) -> str:
    """The statement as it was typed; where there is none, the measure and how far it should move."""
    if activity.intended:
        return activity.intended
    goal = " → ".join(part for part in (activity.intended_now, activity.intended_target) if part)
    return ": ".join(part for part in (activity.intended_measure, goal) if part)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
