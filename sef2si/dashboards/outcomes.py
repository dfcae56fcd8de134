"""Needs by staff group and level, and impact against intent by level."""

from __future__ import annotations

from sef2si.dashboards.panels import Panel, Table, cells, headings
from sef2si.dashboards.theme import stacked
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.impact import AgainstIntent
from sef2si.domain.needs import Level, StaffGroup
from sef2si.domain.plan import Plan

_NEEDS_HOW = (
    "Each need is counted once under its staff group, by the level its people say they have now: new, trying, "
    "confident, can help others. People are those the needs name; somebody with two needs is counted in both."
)
_IMPACT_HOW = (
    "Each finished check is counted at the level it was made at (or, where that is not said, the level intended) "
    "by how what was found stands against what was meant. “Not yet checked” counts activities with an intended level "
    "and no finished check. Levels 1 to 4 are about staff and the school; only level 5 says anything about pupils. "
    "A check shows what was found, not that the activity alone brought it about."
)
_UNSAID = "Not said"


def needs_panel(plan: Plan) -> Panel:
    """003-15: levels in words."""
    title = "Needs by staff group and level"
    if not plan.needs:
        return Panel(
            "needs", title, _NEEDS_HOW, empty="No need is named yet. Ask of each priority: who must learn what?"
        )
    names = [*(level.label for level in Level), _UNSAID]
    rows = []
    for key, name in [*((group, group.label) for group in StaffGroup), (None, "Group not said")]:
        own = [need for need in plan.needs if need.group is key]
        if own:
            by_level = [sum(need.level_now is level for need in own) for level in (*Level, None)]
            rows.append((name, by_level, sum(need.people or 0 for need in own), sum(not need.people for need in own)))
    drawn = [place for place in range(len(names)) if any(row[1][place] for row in rows)]
    series = [(names[place].capitalize(), [float(row[1][place]) for row in rows]) for place in drawn]
    return Panel(
        "needs",
        title,
        _NEEDS_HOW,
        lede=f"{len(plan.needs)} {'need' if len(plan.needs) == 1 else 'needs'} in {len(rows)} staff "
        f"{'group' if len(rows) == 1 else 'groups'}.",
        figure=stacked([row[0] for row in rows], series, "Needs, by level now", ",d"),
        alt="Bar chart of needs by staff group: "
        + ", ".join(f"{name} {sum(counts)}" for name, counts, _, _ in rows)
        + ".",
        table=Table(
            title,
            headings(
                "Staff group",
                *(f"#{name.capitalize()}" for name in names),
                "#Needs",
                "#People",
                "#Needs without a number",
            ),
            tuple(
                cells(name, *map(str, counts), str(sum(counts)), str(people), str(unsaid))
                for name, counts, people, unsaid in rows
            ),
        ),
    )


def impact_panel(plan: Plan) -> Panel:
    """Impact against intent by level. A staff outcome is never shown as a pupil outcome (000-47)."""
    title = "Impact against intent, by level"
    names = [*(choice.label for choice in AgainstIntent), "Not held against intent", "Not yet checked"]
    counts: dict[ImpactLevel | None, list[int]] = {level: [0] * len(names) for level in (*reversed(ImpactLevel), None)}
    for activity in plan.activities:
        done = [check for check in plan.checks_of(activity) if check.is_done]
        for check in done:
            place = list(AgainstIntent).index(check.against_intent) if check.against_intent else len(names) - 2
            counts[check.level or activity.intended_level][place] += 1
        if not done and activity.intended_level:
            counts[activity.intended_level][-1] += 1
    for action in plan.actions:
        for check in plan.checks_of(action):
            if check.is_done:
                place = list(AgainstIntent).index(check.against_intent) if check.against_intent else len(names) - 2
                counts[check.level][place] += 1
    if not any(map(any, counts.values())):
        words = (
            "Nothing is checked yet, and no activity says what should change because of it. Plan that before it starts."
        )
        return Panel("impact", title, _IMPACT_HOW, empty=words)
    rows = [(_level(level), own) for level, own in counts.items() if level is not None or any(own)]
    drawn = [place for place in range(len(names)) if any(own[place] for _, own in rows)]
    pupils = sum(counts[ImpactLevel.PUPILS][:-1])
    checked = sum(sum(own[:-1]) for own in counts.values())
    return Panel(
        "impact",
        title,
        _IMPACT_HOW,
        lede=_checked(checked, pupils),
        figure=stacked(
            [name for name, _ in rows],
            [(names[place], [float(own[place]) for _, own in rows]) for place in drawn],
            "Checks and activities",
            ",d",
        ),
        alt="Bar chart of impact by level: "
        + "; ".join(
            f"{name}: " + (", ".join(f"{names[place].lower()} {own[place]}" for place in drawn if own[place]) or "none")
            for name, own in rows
        )
        + ".",
        table=Table(
            title,
            headings("Level", "About", *(f"#{name}" for name in names)),
            tuple(cells(name, _about(name), *map(str, own)) for name, own in rows),
        ),
    )


def _checked(checked: int, pupils: int) -> str:
    if not checked:
        return "Nothing is checked yet."
    said = f"{pupils} of them about pupils" if pupils else "none of them about pupils: for pupils, not yet seen"
    return f"{checked} {'check' if checked == 1 else 'checks'} made, {said}."


def _level(level: ImpactLevel | None) -> str:
    return level.short if level else "Level not said"


def _about(name: str) -> str:
    if name == ImpactLevel.PUPILS.short:
        return "Pupils"
    return "Not said" if name == _level(None) else "Staff and the school"
