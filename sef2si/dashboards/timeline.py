"""What happens when: activities, actions and checks in one line of time, what is overdue first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sef2si.dashboards.panels import Cell, Panel, Table, cells, headings
from sef2si.dashboards.theme import COLOURS, GRID, Figure, label, layout
from sef2si.documents.map.as_svg import Href
from sef2si.domain.actions import Action, ActionStatus
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.journey.names import action_name, activity_name

HOW = (
    "Every date of the plan: activities from their start to their end, actions by their date, checks by the day they "
    "were made or are due. Overdue means that the day has passed and what was agreed for it is not written down yet."
)
_SYMBOLS = {"CPD activity": "square", "Action": "diamond", "Check": "circle"}
_DRAWN = 40


@dataclass(frozen=True)
class Event:
    """One thing with a date; one day where ``ends`` is ``starts``. ``kind`` and ``record_id`` say where it is kept."""

    sort: str
    name: str
    starts: date
    ends: date
    state: str
    kind: str
    record_id: str
    prefix: str = ""

    @property
    def said(self) -> str:
        """The name as a table says it, where no symbol tells a check from what is checked."""
        return f"{self.prefix}{self.name}"

    @property
    def is_overdue(self) -> bool:
        return self.state == "Overdue"


def events(plan: Plan, today: date) -> tuple[Event, ...]:
    """All events, overdue first, then by date."""
    found = [*_activities(plan, today), *_actions(plan, today), *_checks(plan, today)]
    return tuple(sorted(found, key=lambda event: (not event.is_overdue, event.starts, event.said)))


def timeline_panel(plan: Plan, today: date, href: Href) -> Panel:
    found = events(plan, today)
    title = "What happens when"
    if not found:
        return Panel(
            title=title, key="timeline", how=HOW, empty="No date is set yet. Give an activity or action a date."
        )
    late = sum(event.is_overdue for event in found)
    drawn = _drawn(found, today)
    more = f" The chart shows the {_DRAWN} that matter next; the table shows all." if len(found) > _DRAWN else ""
    said = f"{late} of {len(found)} overdue" if late else "nothing overdue"
    return Panel(
        key="timeline",
        title=title,
        how=HOW + more,
        lede=f"{len(found)} dates, {said}.",
        figure=_figure(drawn, today),
        alt=f"Timeline of {len(found)} dates from {written(min(e.starts for e in found))} to "
        f"{written(max(e.ends for e in found))}, {said}. The table lists them, overdue first.",
        table=Table(title, headings("When", "What", "Kind", "State"), tuple(_row(event, href) for event in found)),
    )


def _drawn(found: Sequence[Event], today: date) -> Sequence[Event]:
    """As many as a chart can carry: what is overdue, then what goes on or lies ahead, then what was most recent."""

    def wait(event: Event) -> int:
        return (event.starts - today).days if event.ends >= today else 10_000 + (today - event.ends).days

    first = sorted(found, key=lambda event: (not event.is_overdue, wait(event)))[:_DRAWN]
    return [event for event in found if event in first]


def _activities(plan: Plan, today: date) -> Iterator[Event]:
    for activity in plan.activities:
        first = activity.starts or activity.ends
        if first is not None:
            last = max(activity.ends or first, first)
            state = "Planned" if first > today else "Going on" if last >= today else "Took place"
            yield Event("CPD activity", activity_name(activity), first, last, state, "activities", activity.id)


def _actions(plan: Plan, today: date) -> Iterator[Event]:
    for action in plan.actions:
        if action.by is not None:
            closed = action.status in (ActionStatus.DONE, ActionStatus.DROPPED)
            state = action.status.label if closed or action.by >= today else "Overdue"
            yield Event("Action", action_name(action), action.by, action.by, state, "actions", action.id)


def _checks(plan: Plan, today: date) -> Iterator[Event]:
    for activity in plan.activities:
        yield from _checks_of(
            plan, activity, "activities", name=activity_name(activity), due=activity.check_due, today=today
        )
    for action in plan.actions:
        yield from _checks_of(plan, action, "actions", name=action_name(action), due=None, today=today)


def _checks_of(
    plan: Plan, record: Activity | Action, kind: str, *, name: str, due: date | None, today: date
) -> Iterator[Event]:
    """The checks made, and the one due next: the first as the activity says, later ones as the last check says."""
    made = [(check.checked_on, check) for check in plan.checks_of(record) if check.is_done and check.checked_on]
    place = (kind, record.id)
    for day, check in sorted(made, key=lambda pair: pair[0]):
        yield Event("Check", name, day, day, "Done", "checks", check.id, "Checked: ")
        due, place = check.next_check, ("checks", check.id)
    if due is not None:
        yield Event("Check", name, due, due, "Overdue" if due < today else "Due", *place, "Check: ")


def _row(event: Event, href: Href) -> tuple[Cell, ...]:
    when = written(event.starts) + (f" to {written(event.ends)}" if event.ends != event.starts else "")
    what = Cell(event.said, href(event.kind, event.record_id) or "")
    tone = "todo" if event.is_overdue else "done" if event.state in ("Done", "Took place") else ""
    return cells(when, what, event.sort, Cell(event.state, tone=tone))


def _figure(found: Sequence[Event], today: date) -> Figure:
    words = [label(event.name) for event in found]
    data = []
    for place, (sort, symbol) in enumerate(_SYMBOLS.items()):
        for late in (False, True):
            own = [(row, event) for row, event in enumerate(found) if event.sort == sort and event.is_overdue is late]
            if own:
                data.append(_trace(sort, symbol, COLOURS[3] if late else COLOURS[place], own, late))
    return {
        "data": data,
        "layout": layout(
            words,
            xaxis={"type": "date", "tickformat": "%-d %b<br>%Y", "nticks": 6},
            yaxis={
                "tickmode": "array",
                "tickvals": list(range(len(found))),
                "ticktext": words,
                "range": [len(found) - 0.5, -0.5],
            },
            shapes=[
                {
                    "type": "line",
                    "xref": "x",
                    "yref": "paper",
                    "x0": today.isoformat(),
                    "x1": today.isoformat(),
                    "y0": 0,
                    "y1": 1,
                    "line": {"color": GRID.replace("0.35", "0.9"), "dash": "dot", "width": 2},
                }
            ],
        ),
    }


def _trace(sort: str, symbol: str, colour: str, own: Sequence[tuple[int, Event]], late: bool) -> Figure:
    x: list[str | None] = []
    y: list[int | None] = []
    for row, event in own:
        x += [event.starts.isoformat(), event.ends.isoformat(), None]
        y += [row, row, None]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": f"{sort}, overdue" if late else sort,
        "x": x,
        "y": y,
        "line": {"color": colour, "width": 6},
        "marker": {
            "color": colour,
            "size": 12,
            "symbol": f"{symbol}-open" if late else symbol,
            "line": {"width": 2, "color": colour},
        },
        "hovertemplate": "%{x|%-d %B %Y}<extra></extra>",
    }
