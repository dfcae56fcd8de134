"""The map in words: a table for each priority, for Word and for who can't see the picture; nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sef2si.advice.costs import COST_RULE, ONCE_RULE, Costs, cost_of, cover_day_cost, pounds
from sef2si.documents.map.as_html import shown
from sef2si.documents.map.boxes import EMPTY
from sef2si.documents.map.contents import Contents
from sef2si.documents.map.rows import ABOUT, ACTION_COLUMNS, COLUMNS, ActionRow, MapRow, Path
from sef2si.documents.printing.paper import (
    About,
    Align,
    Block,
    Column,
    Facts,
    Heading,
    Missing,
    Paper,
    Picture,
    Table,
    Tone,
    Words,
)
from sef2si.documents.source import Edition
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority
from sef2si.journey.chain import RULE, chain

_BY_KEY = {column.key: column for column in (*COLUMNS, *ACTION_COLUMNS)}
_OPEN = "Not yet agreed"
_PATHS = (
    Column("Who needs to learn what", 3),
    Column("CPD", 3),
    Column("When, how long, what it costs", 2.4),
    Column("What should change, and when we look", 3),
    Column("What was found", 3),
    Column(_OPEN, 2.4),
)
_BARE = (Column("Priority", 5), Column("Target", 3), Column("Evaluation areas", 3), Column(_OPEN, 2.5))
_ACTIONS = (
    Column("Action", 4),
    Column("Priority", 3),
    Column("Who", 2),
    Column("By", 1.3),
    Column("Cost", 1.2, Align.RIGHT),
    Column("Status", 1.3),
    Column("What was found", 3),
    Column(_OPEN, 2.4),
)


def map_paper(plan: Plan, today: date, size: str = "A4", picture: Picture | None = None) -> Paper:
    """The map as a paper across, with a picture on top where there is one. ``plan`` is whole."""
    found = Contents.of(plan, today)
    about = About(
        school=found.plan.school.name or "School",
        urn=found.plan.urn,
        year=found.plan.year,
        made_on=written(today),
        version=found.plan.seq,
        edition=Edition.SHARED.label,
        left_out=found.left_out,
    )
    return Paper(
        "Priority-to-CPD map",
        about,
        tuple(_blocks(found, picture)),
        subtitle="Which CPD serves which priority, what it costs, and whether it worked",
        landscape=True,
        size=size,
    )


def _blocks(found: Contents, picture: Picture | None) -> Iterable[Block]:
    whole = found.whole
    money = f" Planned cost {pounds(whole.total)}, each activity counted once. {whole.note}" if whole.activities else ""
    yield Words(f"{chain(found.plan, found.today).sentence}.{money}", Tone.LEDE)
    if picture:
        yield picture
    if not found.rows:
        yield Words(EMPTY)
    pairs = tuple(zip(found.paths, found.rows, strict=True))
    bare = tuple(row for path, row in pairs if _is_bare(path))
    for priority in dict.fromkeys(path.priority for path, _ in pairs if path.priority and not _is_bare(path)):
        yield from _priority(found.plan, priority, [pair for pair in pairs if pair[0].priority is priority])
    loose = [pair for pair in pairs if pair[0].priority is None]
    if loose:
        yield Heading("What serves no priority yet")
        yield Table(
            "Needs and CPD that serve no priority yet",
            _PATHS,
            tuple(_path(found.plan, *pair) for pair in loose),
            row_headers=False,
        )
    if bare:
        yield Heading("Priorities with nothing behind them yet")
        yield Table(
            "Who must learn what, or what leaders will do, is not yet agreed for these", _BARE, tuple(map(_bare, bare))
        )
    yield Heading("Actions that are not CPD")
    yield Table(
        "What leaders will do",
        _ACTIONS,
        tuple(map(_action, found.actions)),
        empty="No action is planned yet. Not everything takes CPD: a timetable, a room or a post may do it.",
    )
    yield Heading("How this is counted")
    rules = (ABOUT, COST_RULE, f"A day's cover: {cover_day_cost(found.plan.school).said}", ONCE_RULE, RULE)
    yield Words("\n\n".join(rules), Tone.QUIET)


def _priority(plan: Plan, priority: Priority, pairs: Sequence[tuple[Path, MapRow]]) -> Iterable[Block]:
    row = pairs[0][1]
    name = row.priority or "A priority without a title"
    yield Heading(name)
    facts = (
        ("Target", row.target or Missing("No target yet: by how much?")),
        ("By", written(row.due) if row.due else ""),
        ("Evaluation areas", row.areas),
        ("No CPD needed", priority.no_cpd_needed if pairs[0][0].need is None else ""),
    )
    yield Facts(tuple(fact for fact in facts if fact[1]))
    if any(path.need for path, _ in pairs) or row.missing_link:
        yield Table("From need to impact", _PATHS, tuple(_path(plan, *pair) for pair in pairs), row_headers=False)


def _path(plan: Plan, path: Path, row: MapRow) -> tuple[str, ...]:
    """A row of ``_PATHS``: everything the row of the map says beside its priority."""
    need = path.need
    people = f"{row.people} people" if row.people and need is None else ""
    levels = (
        f"{need.level_now.label} → {need.level_needed.label}" if need and need.level_now and need.level_needed else ""
    )
    days = dict.fromkeys(_said(key, row) for key in ("starts", "ends") if getattr(row, key))
    costs = cost_of(path.activity, plan.school) if path.activity else None
    return (
        _lines(need.whom if need else "", row.need, levels),
        _lines(row.activity, row.form, row.menu_group, f"Led by {row.led_by}" if row.led_by else "", people),
        _lines(
            " to ".join(days),
            f"{_said('hours', row)} {'hour' if row.hours == 1 else 'hours'}" if row.hours is not None else "",
            _cost(costs) if costs else "",
        ),
        _lines(row.intended_impact, row.impact_level, f"Check on {_said('check_due', row)}" if row.check_due else ""),
        _lines(
            row.against_intent,
            row.found,
            f"Looked at on {written(path.check.checked_on)}" if path.check and path.check.checked_on else "",
        ),
        Missing(row.missing_link) if row.missing_link else "",
    )


def _cost(costs: Costs) -> str:
    if costs.total is None:
        return ""
    return f"{pounds(costs.total)}{'' if costs.is_whole else ' so far'}: {costs.formula}"


def _bare(row: MapRow) -> tuple[str, ...]:
    target = _lines(row.target, f"by {_said('due', row)}" if row.due else "")
    return (
        row.priority or "A priority without a title",
        target or Missing("No target yet"),
        row.areas,
        Missing("No need named yet"),
    )


def _action(row: ActionRow) -> tuple[str, ...]:
    return (
        row.action or "An action without words",
        row.priority,
        row.who,
        _said("by", row),
        _said("cost", row),
        row.status,
        _lines(row.against_intent, row.found, f"Looked at on {_said('checked_on', row)}" if row.checked_on else ""),
        Missing(row.missing_link) if row.missing_link else "",
    )


def _is_bare(path: Path) -> bool:
    priority = path.priority
    return bool(priority and path.missing and not (path.need or path.activity or priority.no_cpd_needed.strip()))


def _said(key: str, row: MapRow | ActionRow, name: str = "") -> str:
    """A value as people read it."""
    return shown(_BY_KEY[key], getattr(row, name or key))


def _lines(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())
