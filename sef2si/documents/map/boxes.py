"""What the boxes of the map say: one path of records as boxes, wherever and however large they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sef2si.advice.costs import cost_of, plain, pounds
from sef2si.documents.map.rows import Path
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import written, written_short
from sef2si.domain.impact import ImpactCheck, outcome
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority
from sef2si.journey.chain import chain, starter_id

HEADINGS = ("Priority", "Who needs to learn what", "CPD", "Impact check")
TONES = ("priority", "need", "cpd", "impact")
COLOURS = {"priority": "#12436d", "need": "#5a3d8a", "cpd": "#12436d", "impact": "#1d6b4f", "todo": "#8a4b00"}
EMPTY = (
    "There is no priority yet. Once there is one, the map shows who must learn what for it, how, and whether it worked."
)


@dataclass(frozen=True)
class Box:
    """One box: ``leads`` is the kind and id of its record, ``todo`` marks a missing link, ``amber`` its second line.

    ``column`` and ``key`` name it: a box that several paths share is drawn once.
    """

    column: int
    key: str
    title: str
    sub: str
    leads: tuple[str, str]
    todo: bool = False
    amber: bool = False

    @property
    def tone(self) -> str:
        return "todo" if self.todo else TONES[self.column]

    @property
    def colour(self) -> str:
        return COLOURS[self.tone]


def described(plan: Plan, today: date, found: tuple[Path, ...]) -> str:
    """What the picture shows, in a sentence."""
    links = chain(plan, today)
    counts = [
        counted(len({path.priority.id for path in found if path.priority}), "priority", "priorities"),
        counted(len({path.need.id for path in found if path.need}), "need", "needs"),
        counted(len({path.activity.id for path in found if path.activity}), "activity", "activities"),
        counted(len({path.check.id for path in found if path.check}), "impact check", "impact checks"),
    ]
    return f"Priority-to-CPD map: {', '.join(counts)}; {links.sentence} in the whole plan. The same is in the table."


def boxes(plan: Plan, path: Path, today: date) -> tuple[Box, ...]:
    """The boxes of one path, a dashed one where a link is missing. ``plan`` is already as it may be shared."""
    missing = {(link.name, link.where.kind) for link in path.missing}
    found = [_priority_box(path.priority)] if path.priority else []
    if path.need is not None:
        if path.priority is None:
            leads = ("needs", path.need.id)
            found.append(
                Box(0, f"of {path.need.id}", "No priority yet", "which one is this need for?", leads, todo=True)
            )
        found.append(_need_box(path.need))
    elif path.priority is not None:
        found.append(_no_need_box(path.priority, todo=bool(missing)))
    if path.activity is not None:
        if path.need is None:
            leads = ("activities", path.activity.id)
            found.append(
                Box(1, f"of {path.activity.id}", "Serves no priority yet", "which need does it meet?", leads, todo=True)
            )
        found.append(_activity_box(plan, path.activity))
        found.append(_check_box(path.activity, path.check, path.check_due, todo=_lacks(missing, "check"), today=today))
    elif path.need is not None and _lacks(missing, "activity"):
        leads = ("activities", starter_id("activity", path.need.id))
        found.append(Box(2, f"for {path.need.id}", "No activity yet", "how will they learn it?", leads, todo=True))
    return tuple(found)


def _lacks(missing: set[tuple[str, str]], name: str) -> bool:
    return any(each == name for each, _ in missing)


def _priority_box(priority: Priority) -> Box:
    goal = priority.goal and f"{priority.goal}{f' by {priority.by:%B %Y}' if priority.by else ''}"
    return Box(
        0,
        priority.id,
        priority.title or "A priority without a title",
        goal or "no target yet: by how much?",
        ("priorities", priority.id),
        amber=not goal,
    )


def _no_need_box(priority: Priority, todo: bool) -> Box:
    reason = priority.no_cpd_needed.strip()
    if reason:
        words = f"{reason} What will leaders do?" if todo else reason
        return Box(1, f"for {priority.id}", "No CPD needed", words, ("priorities", priority.id), todo=todo)
    leads = ("needs", starter_id("need", priority.id))
    return Box(1, f"for {priority.id}", "No need named yet", "who must learn something for this?", leads, todo=True)


def _need_box(need: Need) -> Box:
    levels = f"{need.level_now.label} → {need.level_needed.label}" if need.level_now and need.level_needed else ""
    whom = need.whom
    sub = ": ".join(part for part in ((need.what if whom else ""), levels) if part)
    return Box(1, need.id, whom or need.what or "A need without words", sub, ("needs", need.id))


def _activity_box(plan: Plan, activity: Activity) -> Box:
    costs = cost_of(activity, plan.school)
    said = [
        written_short(activity.starts) if activity.starts else "",
        f"{plain(activity.hours)} h" if activity.hours is not None else "",
        "" if costs.total is None else f"{pounds(costs.total)}{'' if costs.is_whole else ' so far'}",
    ]
    words = " · ".join(part for part in said if part)
    name = activity.what or "An activity without a name"
    return Box(2, activity.id, name, words or "no date yet", ("activities", activity.id), amber=not words)


def _check_box(activity: Activity, check: ImpactCheck | None, due: date | None, todo: bool, today: date) -> Box:
    if check is not None and check.is_done:
        said = outcome(check)
        title = said[:1].upper() + said[1:] if said else "Checked; not yet held against what was meant"
        return Box(3, check.id, title, check.found, ("checks", check.id))
    leads = ("checks", check.id) if check else ("activities", activity.id)
    key = check.id if check else f"for {activity.id}"
    if due and due < today:
        leads = leads if check else ("checks", starter_id("check", activity.id))
        return Box(3, key, "What was found?", f"to be checked by {written(due)}", leads, todo=todo)
    if todo or not due:
        words = "when would it show?" if activity.intended else "what should change, and when?"
        return Box(3, key, "No impact check yet", words, leads, todo=todo)
    days = (due - today).days
    soon = "due today" if not days else f"due in {days} {'day' if days == 1 else 'days'}"
    return Box(3, key, f"Check on {written(due)}", f"{soon}: {activity.intended}", leads)


def counted(number: int, one: str, many: str) -> str:
    """``"1 need"``, ``"2 needs"``."""
    return f"{number} {one if number == 1 else many}"
