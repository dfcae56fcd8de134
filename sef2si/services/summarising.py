"""A plan as one line for an adviser: numbers, and the framework's words; none of the school's own text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sef2si import templates
from sef2si.advice.costs import sum_of
from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity
from sef2si.domain.impact import is_overdue
from sef2si.domain.plan import Plan, shared
from sef2si.domain.sharing import Sharing, Summary, Theme
from sef2si.domain.suppression import suppressed
from sef2si.journey.chain import NOTHING_BEHIND, SERVING_NOTHING, Chain, chain, gaps
from sef2si.journey.progress import first_not_done, progress

SEF_KINDS = ("judgements", "points", "evidence")
OTHER_BREAKS = "Links that are missing elsewhere in the chain"
_FEWEST = 5


def summary(plan: Plan, sharing: Sharing, today: date, newest: Mapping[str, datetime]) -> Summary:
    """``newest`` tells when records of each kind were last changed in this plan."""
    plan = shared(plan)
    links, states = chain(plan, today), progress(plan, today)
    step = first_not_done(states)
    worst, breaks = _worst(plan, today, links)
    money, hours = _per_head(plan)
    school = plan.school
    return Summary(
        urn=plan.urn,
        name=school.name or f"School {plan.urn}",
        level=sharing.level,
        shows_names=sharing.shows_names(today),
        year=plan.year,
        phase=school.phase,
        pupils=school.pupils,
        fsm_percent=school.fsm_percent,
        step=step.key,
        step_title=step.title,
        steps_done=sum(state.state == "done" for state in states),
        steps=len(states),
        links_in_place=links.in_place,
        links=links.total,
        worst_break=worst,
        breaks=breaks,
        live_priorities=len(plan.live),
        themes=_themes(plan),
        sef_on=_day(max((newest[kind] for kind in SEF_KINDS if kind in newest), default=None)),
        changed_on=_day(max(newest.values(), default=None)),
        seq=plan.seq,
        checks_overdue=sum(is_overdue(plan.check_due(record), today) for record in _looked_at(plan)),
        money_per_head=money,
        hours_per_head=hours,
    )


def _looked_at(plan: Plan) -> tuple[Activity | Action, ...]:
    return (*plan.activities, *plan.actions)


def _worst(plan: Plan, today: date, links: Chain) -> tuple[str, int]:
    found = gaps(plan, today, links)
    sorts = (
        (NOTHING_BEHIND, found.nothing_behind),
        (SERVING_NOTHING, found.serving_nothing),
        (OTHER_BREAKS, found.rest),
    )
    return next(((words, len(links)) for words, links in sorts if links), ("", 0))


def _themes(plan: Plan) -> tuple[Theme, ...]:
    """Areas of live priorities, those of most priorities first."""
    counted: dict[str, int] = {}
    for priority in plan.live:
        for area in dict.fromkeys(priority.areas):
            counted[area] = counted.get(area, 0) + 1
    found = [Theme(area=area, label=_label(plan, area), priorities=count) for area, count in counted.items()]
    return tuple(sorted(found, key=lambda theme: (-theme.priorities, theme.label)))


def _label(plan: Plan, key: str) -> str:
    """What the framework calls an area; an area of a framework that is gone has its key's own words."""
    framework, _, area = key.partition(".")
    known = next((each for each in templates.frameworks_for(plan.school) if each.key == framework), None)
    found = known.area(area) if known else None
    return found.label if found else area.replace("_", " ").capitalize()


def _per_head(plan: Plan) -> tuple[Decimal | None, Decimal | None]:
    """Pounds and hours of CPD a member of staff; None where there are fewer than five, or nobody said.

    Of what is shown: times the heads it is a sum, of which a single activity may be all.
    """
    heads = (plan.school.teachers or 0) + (plan.school.support_staff or 0)
    if heads < _FEWEST or not plan.activities:
        return None, None
    whole = sum_of(suppressed(plan).activities, plan.school)
    money = None if whole.unpriced == whole.activities else (whole.total / heads).quantize(Decimal("0.01"))
    hours = None if whole.unhoured == whole.activities else (whole.head_hours / heads).quantize(Decimal("0.1"))
    return money, hours


def _day(at: datetime | None) -> date | None:
    return at.astimezone().date() if at else None
