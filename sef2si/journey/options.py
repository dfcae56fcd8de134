"""What there is to choose from, with enough context to tell one from another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sef2si import templates
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, PriorityState
from sef2si.domain.record import Choice
from sef2si.journey.chain import is_answered
from sef2si.journey.names import (
    action_name,
    activity_name,
    date_name,
    need_name,
    offer_name,
    point_name,
    priority_name,
)
from sef2si.journey.step import Option, Options
from sef2si.menu import MENU_GROUPS, menu_for


def of(choice: type[Choice]) -> Options:
    """The members of an enumeration."""
    options = tuple(Option(str(member.value), member.label) for member in choice)
    return lambda plan, record: options


def frameworks(plan: Plan, record: Any) -> tuple[Option, ...]:
    """Evaluation frameworks, those of the school's nation first."""
    return tuple(
        Option(framework.key, framework.label, framework.nation.label if framework.nation else "")
        for framework in templates.frameworks_for(plan.school)
    )


def grades(plan: Plan, judgement: Any) -> tuple[Option, ...]:
    """The grades of a judgement's own framework: an old grade is never turned into a new one."""
    framework = templates.frameworks().get(judgement.framework)
    return tuple(Option(g.key, g.label) for g in framework.grades(judgement.area)) if framework else ()


def area_label(key: str) -> str:
    """``"ofsted_2025.inclusion"`` -> the area's label; the key itself where the framework is not at hand."""
    framework_key, _, area_key = key.partition(".")
    framework = templates.frameworks().get(framework_key)
    area = framework.area(area_key) if framework else None
    return area.label if area else key


def areas(plan: Plan, priority: Any) -> tuple[Option, ...]:
    """Areas of the framework in use, and any older ones this priority already names."""
    framework = framework_in_use(plan)
    now = tuple(Option(f"{framework.key}.{a.key}", a.label) for a in framework.areas_for(plan.school))
    known = {option.value for option in now}
    older = tuple(Option(key, area_label(key), "earlier framework") for key in priority.areas if key not in known)
    return now + older


def framework_in_use(plan: Plan) -> Any:
    """The framework a school judges itself by: its choice, else its nation's newest."""
    return templates.default_framework(plan.school)


def forms(plan: Plan, activity: Any) -> tuple[Option, ...]:
    """The CPD menu (A3.5), in the school's own copy where it has one."""
    return tuple(
        Option(entry.id, entry.label, ", ".join(MENU_GROUPS[group] for group in entry.groups))
        for entry in menu_for(plan.school)
    )


def mechanisms(plan: Plan, offer: Any) -> tuple[Option, ...]:
    """EEF's fourteen, each with its group."""
    return tuple(Option(m.id, m.label, templates.MECHANISM_GROUPS[m.group]) for m in templates.mechanisms())


def offers(plan: Plan, activity: Any) -> tuple[Option, ...]:
    """Offers, with whose they are."""
    return tuple(Option(o.id, offer_name(o), "in-house" if o.is_in_house else o.provider) for o in plan.offers)


def _goal(priority: Priority) -> str:
    state = "" if priority.state is PriorityState.LIVE else priority.state.label.lower()
    return ", ".join(part for part in (priority.goal, state) if part)


def priorities(plan: Plan, record: Any) -> tuple[Option, ...]:
    """Priorities with their goal; parked ones say so."""
    return tuple(Option(p.id, priority_name(p), _goal(p)) for p in plan.priorities)


def needs(plan: Plan, record: Any) -> tuple[Option, ...]:
    """Needs with the priority each serves."""
    return tuple(Option(need.id, need_name(need), serves(plan, need)) for need in plan.needs)


def serves(plan: Plan, need: Need) -> str:
    if need.is_private:
        return need.source.label
    priority = plan.find("priorities", need.priority_id)
    return f"for {priority_name(priority)}" if priority else "serves no priority yet"


def waiting_points(plan: Plan, record: Any) -> tuple[Option, ...]:
    """Points to improve that no priority answers yet and nobody set aside."""
    return tuple(
        Option(point.id, point_name(point), _area_of(plan, point.judgement_id))
        for point in plan.points_to_improve
        if not is_answered(plan, point.priority_id, point.not_this_year)
    )


def _area_of(plan: Plan, judgement_id: str | None) -> str:
    judgement = plan.find("judgements", judgement_id)
    return area_label(f"{judgement.framework}.{judgement.area}") if judgement else ""


def dates(plan: Plan, record: Any) -> tuple[Option, ...]:
    """Dates of the calendar in which CPD can be, by day."""
    those = sorted((each for each in plan.dates if each.sort and each.sort.is_open), key=lambda d: d.starts or date.max)
    return tuple(
        Option(each.id, date_name(each), written(each.starts) if each.starts else "no day yet") for each in those
    )


def activities(plan: Plan, record: Any) -> tuple[Option, ...]:
    """CPD activities with the priorities they serve."""
    return tuple(Option(a.id, activity_name(a), _purpose(plan, a)) for a in plan.activities)


def _purpose(plan: Plan, activity: Activity) -> str:
    served = plan.priorities_of(activity)
    private = [need.source.label for need in plan.needs_met_by(activity) if need.is_private]
    return private[0] if private and not served else purposes(served)


def purposes(served: Iterable[Priority]) -> str:
    names = [priority_name(priority) for priority in served]
    return f"for {'; '.join(names)}" if names else "serves no priority yet"


def actions(plan: Plan, record: Any) -> tuple[Option, ...]:
    """Actions that are not CPD, with their priority."""
    return tuple(
        Option(a.id, action_name(a), purposes(p for p in plan.priorities if p.id == a.priority_id))
        for a in plan.actions
    )
