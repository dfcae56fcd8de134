"""One school's dashboard: a pure function from a plan and a day to what the page shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sef2si.advice.costs import COST_RULE, ONCE_RULE, cost_of, plain, pounds, sum_of
from sef2si.dashboards.learning import fairness_panel, ways_panel
from sef2si.dashboards.money import money_panels
from sef2si.dashboards.outcomes import impact_panel, needs_panel
from sef2si.dashboards.panels import Breaks, Cell, Dashboard, Panel, Sentence, StepLine, Table, Tile, cells, headings
from sef2si.dashboards.timeline import HOW, events, timeline_panel
from sef2si.dashboards.year import year_panel
from sef2si.documents.map.as_svg import EMPTY, Href, described, map_svg
from sef2si.documents.map.rows import ABOUT, Path, left_out, missing_words, paths, target
from sef2si.domain.cycle import written
from sef2si.domain.impact import outcome
from sef2si.domain.plan import Plan, shared
from sef2si.domain.priorities import PriorityState
from sef2si.journey.chain import NOTHING_BEHIND, RULE, SERVING_NOTHING, Chain, Gaps, chain, counts, gaps
from sef2si.journey.names import activity_name, need_name, priority_name, shortened
from sef2si.journey.progress import progress

_SOON_DAYS = 30
BREAKS = "Where the chain breaks"
_PAST_LIMIT = "more than the school says it can carry; parking some frees time for the rest"


def school_dashboard(plan: Plan, today: date, priority: str | None = None, href: Href | None = None) -> Dashboard:
    """The dashboard of a plan as it may be shared. ``priority`` narrows all but the journey to one priority's chain.

    ``href`` says where a record's box or row leads; by default nowhere.
    """
    leads = href or (lambda kind, record_id: None)
    not_shown = left_out(plan)
    plan = shared(plan)
    choices = tuple((each.id, priority_name(each)) for each in plan.priorities if counts(each))
    chosen = priority if any(priority == each for each, _ in choices) else ""
    steps = tuple(
        StepLine(state.step.key, state.step.title, state.note, state.state) for state in progress(plan, today)
    )
    whole_links = chain(plan, today)
    seen = narrowed(plan, chosen) if chosen else plan
    links = chain(seen, today)
    return Dashboard(
        urn=plan.urn,
        school=plan.school.name or f"School {plan.urn}",
        year=plan.year,
        lede=_lede(seen, links),
        links=whole_links.sentence,
        priority=chosen or "",
        choices=choices,
        steps=steps,
        tiles=_tiles(seen, links, today),
        broken=_breaks(gaps(seen, today), leads),
        left_out=not_shown,
        panels=(
            _map(seen, today, href, leads),
            _priorities(seen, today, leads),
            needs_panel(seen),
            ways_panel(seen, today, leads),
            *money_panels(seen),
            fairness_panel(seen),
            year_panel(seen),
            timeline_panel(seen, today, leads),
            impact_panel(seen),
            _journey(steps),
        ),
    )


def narrowed(plan: Plan, priority_id: str) -> Plan:
    """The plan as far as it hangs on one priority. Activities that serve others too stay whole, without those needs."""
    needs = tuple(need for need in plan.needs if need.priority_id == priority_id)
    own = {need.id for need in needs}
    activities = tuple(
        activity.model_copy(update={"need_ids": tuple(each for each in activity.need_ids if each in own)})
        for activity in plan.activities
        if own.intersection(activity.need_ids)
    )
    actions = tuple(action for action in plan.actions if action.priority_id == priority_id)
    kept = {record.id for record in (*activities, *actions)}
    return plan.model_copy(
        update={
            "priorities": tuple(each for each in plan.priorities if each.id == priority_id),
            "points": tuple(point for point in plan.points if point.priority_id == priority_id),
            "needs": needs,
            "activities": activities,
            "actions": actions,
            "checks": tuple(check for check in plan.checks if (check.activity_id or check.action_id) in kept),
        }
    )


def _breaks(found: Gaps, leads: Href) -> tuple[Breaks, ...]:
    """The two worst breaks apart from the rest; a sort of break that there is none of is not named."""
    sorts = (
        (NOTHING_BEHIND, found.nothing_behind),
        (SERVING_NOTHING, found.serving_nothing),
        ("Where else the chain breaks" if found.nothing_behind or found.serving_nothing else BREAKS, found.rest),
    )
    return tuple(
        Breaks(
            title,
            tuple(
                Sentence(link.subject, link.sentence, leads(link.where.kind, link.where.record_id) or "")
                for link in links
            ),
        )
        for title, links in sorts
        if links
    )


def _lede(plan: Plan, links: Chain) -> str:
    own = [links.of(priority.id) for priority in plan.priorities if counts(priority)]
    if not own:
        return "There is no priority yet. Begin with what matters most; the chain grows from there."
    whole = sum(each.is_whole for each in own)
    if len(own) == 1:
        return "The chain of this priority is whole." if whole else f"{links.sentence}."
    return f"{whole} of {len(own)} chains {'is' if whole == 1 else 'are'} whole. {links.sentence}."


def _tiles(plan: Plan, links: Chain, today: date) -> tuple[Tile, ...]:
    live, limit = len(plan.live), plan.school.live_limit
    crowded = live > limit
    money = sum_of(plan.activities, plan.school)
    budget = plan.school.cpd_budget
    checks = [event for event in events(plan, today) if event.sort == "Check"]
    late = sum(event.is_overdue for event in checks)
    soon = sum(event.state == "Due" and (event.starts - today).days <= _SOON_DAYS for event in checks)
    coming = [event.starts for event in checks if event.state == "Due"]
    paid = f"paid time {pounds(money.paid_time)} included. " if money.paid_time else ""
    above = money.total - budget if budget is not None else Decimal(0)
    over = f"{pounds(above)} over the CPD budget. " if above > 0 else ""
    return (
        Tile(
            f"{links.in_place} of {links.total}" if links.total else "0",
            "links are in place" if links.total else "links yet",
            "",
            RULE,
            ("todo" if links.broken else "done") if links.total else "",
        ),
        Tile(
            str(live),
            "live priority" if live == 1 else "live priorities",
            f"of {limit} the school can carry" if not crowded else f"{live - limit} {_PAST_LIMIT}",
            "Priorities marked as live, against the number the school says it can carry (in “Our school”).",
            "todo" if crowded else "",
        ),
        Tile(
            pounds(money.total),
            f"planned, of {pounds(budget)}" if budget is not None else "planned",
            f"{paid}{over}{money.note}".strip(),
            f"{COST_RULE} {ONCE_RULE} The budget is the school's CPD budget.",
            "todo" if over else "",
        ),
        Tile(
            str(late + soon),
            f"{'check' if late + soon == 1 else 'checks'} due",
            f"{late} of them overdue" if late else f"next on {written(min(coming))}" if coming else "no date is set",
            f"Checks due within {_SOON_DAYS} days, and those overdue. {HOW}",
            "todo" if late else "",
        ),
    )


def _map(plan: Plan, today: date, href: Href | None, leads: Href) -> Panel:
    title = "Priority-to-CPD map"
    found = paths(plan, today)
    if not found:
        return Panel("map", title, ABOUT, empty=EMPTY)
    return Panel(
        "map",
        title,
        ABOUT,
        lede="Dashed amber: a link is missing. Each box opens its record.",
        svg=map_svg(plan, today, href=href),
        alt=described(plan, today, found),
        table=Table(
            title,
            headings("Priority", "Who and what", "CPD", "#Hours", "#Cost", "Impact", "Missing link"),
            tuple(_path_row(plan, path, leads) for path in found),
        ),
    )


def _path_row(plan: Plan, path: Path, leads: Href) -> tuple[Cell, ...]:
    def cell(kind: str, record_id: str, name: str) -> Cell:
        return Cell(name, leads(kind, record_id) or "")

    activity, check = path.activity, path.check
    costs = cost_of(activity, plan.school) if activity else None
    impact = Cell("")
    if check is not None and check.is_done:
        impact = cell("checks", check.id, outcome(check) or "checked")
    elif path.check_due:
        impact = Cell(f"due {written(path.check_due)}")
    no_need = path.priority.no_cpd_needed.strip() if path.priority else ""
    return (
        cell("priorities", path.priority.id, priority_name(path.priority)) if path.priority else Cell(""),
        cell("needs", path.need.id, need_name(path.need))
        if path.need
        else Cell(f"No CPD needed: {shortened(no_need)}" if no_need and not activity else ""),
        cell("activities", activity.id, activity_name(activity)) if activity else Cell(""),
        Cell(plain(activity.hours) if activity and activity.hours is not None else ""),
        Cell(
            ""
            if costs is None or costs.total is None
            else f"{pounds(costs.total)}{'' if costs.is_whole else ' so far'}"
        ),
        impact,
        Cell(" ".join(missing_words(path)), tone="todo" if path.missing else ""),
    )


def _priorities(plan: Plan, today: date, leads: Href) -> Panel:
    title = "Priorities in order"
    how = (
        "In the order the school gave them; parked ones at the end. Links are those of the priority's own chain. "
        "An activity that serves two priorities counts in both."
    )
    if not plan.priorities:
        return Panel(
            "priorities", title, how, empty="No priority is set yet. A point to improve can become one with one click."
        )
    links = chain(plan, today)
    ordered = sorted(plan.priorities, key=lambda each: each.state is PriorityState.PARKED)
    rows = []
    for place, priority in enumerate(ordered, start=1):
        own = links.of(priority.id)
        inside = counts(priority)
        rows.append(
            cells(
                str(place),
                Cell(priority_name(priority), leads("priorities", priority.id) or ""),
                Cell(target(priority) or "no target yet", tone="" if priority.goal else "todo"),
                written(priority.by) if priority.by else "",
                priority.lead,
                priority.state.label,
                Cell(
                    f"{own.in_place} of {own.total}" if inside else "",
                    tone=("done" if own.is_whole else "todo") if inside else "",
                ),
            )
        )
    return Panel(
        "priorities",
        title,
        how,
        table=Table(
            title, headings("#Order", "Priority", "Target", "By", "Lead", "State", "Links in place"), tuple(rows)
        ),
    )


def _journey(steps: tuple[StepLine, ...]) -> Panel:
    words = {"done": "Nothing missing", "todo": "Something missing", "none": "Not begun"}
    tones = {"done": "done", "todo": "todo", "none": ""}
    return Panel(
        "journey",
        "Where the school is on the journey",
        "Computed each time from the plan: a step has begun when something is written in it; nothing is missing when "
        "no sentence about it is left. It covers the whole plan, whichever priority is chosen above.",
        table=Table(
            "Where the school is on the journey",
            headings("Step", "State", "Note"),
            tuple(cells(step.title, Cell(words[step.state], tone=tones[step.state]), step.note) for step in steps),
        ),
    )
