"""The report to governors in the shell of 002-04: what they are asked to note, the money, the progress, the impact."""

from __future__ import annotations

from collections.abc import Iterator

from sef2si.advice.costs import ONCE_RULE, plain, pounds
from sef2si.dashboards.panels import listed
from sef2si.documents.papers import areas, chains, missing, sums
from sef2si.documents.papers.about import Opened, is_empty, opened, what_to_do_next
from sef2si.documents.papers.chains import name_of, of_state, target_said
from sef2si.documents.papers.checks import APART_RULE, STRENGTH_RULE, dues, looks
from sef2si.documents.papers.impact_report import outcomes, summary
from sef2si.documents.papers.missing import Matter, of_none, of_priority, open_matters
from sef2si.documents.papers.questions import questions
from sef2si.documents.papers.wording import counted, lines
from sef2si.documents.printing.paper import Block, Bullets, Column, Facts, Heading, Missing, Paper, Table, Tone, Words
from sef2si.documents.source import Edition, Source
from sef2si.domain.cycle import written
from sef2si.domain.impact import outcome
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import CriterionStatus, Priority, PriorityState
from sef2si.journey.chain import chain
from sef2si.journey.judgements import title as area_title

_EMPTY = "There is nothing to report yet."
_TITLE = "Report to governors: self-evaluation and improvement plan"
_FULL = 12


def governors_paper(source: Source) -> Paper:
    """The public edition: no names of staff."""
    of = opened(source, Edition.PUBLIC)
    blocks = what_to_do_next(of, _EMPTY) if is_empty(of.plan) else tuple(_blocks(of))
    return Paper(_TITLE, of.about, blocks, of.subtitle)


def _blocks(of: Opened) -> Iterator[Block]:
    plan, matters = of.plan, open_matters(of.plan, of.today)
    yield Facts(
        (
            ("To", f"The governors of {of.about.school}"),
            ("Date", written(of.today)),
            ("By", "The headteacher"),
            ("Purpose", "To tell governors where the school stands, what it is doing about it, and what has changed."),
        )
    )
    yield Heading("Recommendation")
    yield Words("Governors are asked to note this report, and to ask about whatever in it is not clear.")
    yield Words(_in_short(of), Tone.LEDE)
    yield Heading("1 Financial appraisal")
    yield from _money(plan)
    yield Heading("2 Supporting information")
    yield Heading("Where we are", 2)
    yield from _standing(plan)
    yield Heading("Progress on each priority", 2)
    yield from _progress(of, matters)
    yield Heading("What has changed", 2)
    yield Words(f"{APART_RULE} {STRENGTH_RULE}", Tone.QUIET)
    if looks(plan):
        yield from outcomes(of, 3, brief=True)
    else:
        yield Words("Nothing has been looked at yet, so there is no impact to report.", Tone.MISSING)
    yield Heading("What is not yet agreed", 2)
    yield from _not_agreed(of, matters)
    yield Heading("3 Questions governors might ask")
    yield Bullets(questions(plan, of.today), numbered=True)
    yield Heading("4 Conclusion")
    yield Words(_conclusion(of))
    yield Heading("Contact and background papers")
    yield Facts(
        (
            ("Contact", f"The headteacher, {of.about.school}"),
            (
                "Background papers",
                f"Self-evaluation and improvement plan {plan.year}, version {plan.seq}; priority-to-CPD map; budget "
                "and cover; impact report. The school gives them on request.",
            ),
        )
    )


def _in_short(of: Opened) -> str:
    plan = of.plan
    live = counted(len(of_state(plan, PriorityState.LIVE)), "live priority", "live priorities")
    return f"The school works on {live}. {summary(plan)}"


def _money(plan: Plan) -> Iterator[Block]:
    whole = sums.whole_cost(plan)
    if plan.activities and not whole.total and not whole.note:
        yield Words("The CPD in this plan has no financial effect: every part of its cost is given as nought.")
    else:
        yield Words(sums.budget_said(plan))
    if not plan.activities:
        return
    rows = [
        ("Price", pounds(whole.price)),
        ("Cover", f"{pounds(whole.cover)} for {plain(whole.cover_days) or '0'} days"),
        ("Paid time of support staff", pounds(whole.paid_time)),
        ("All CPD, each activity once", pounds(whole.total)),
    ]
    if plan.actions:
        rows.append(("Other actions, apart from the CPD budget", pounds(sums.actions_cost(plan)[0])))
    if rest := sums.left_out_said(whole):
        rows.append(("Not counted", Missing(rest[:1].upper() + rest[1:])))
    yield Facts(tuple(rows))
    yield sums.per_priority(plan)
    yield Words(ONCE_RULE, Tone.QUIET)


def _standing(plan: Plan) -> Iterator[Block]:
    judged = areas.judged(plan)
    rows = tuple(
        (
            area_title(plan, each),
            areas.grade_said(each),
            areas.points_said(plan, each),
            areas.newest_evidence(plan, each),
        )
        for each in judged
    )
    columns = (Column("Area", 3), Column("Grade", 2), Column("Points", 3), Column("Newest evidence", 2))
    if rows:
        yield Table("Each area as the school sees itself", columns, rows)
    if waiting := areas.evaluated_said(plan):
        yield Words(waiting, Tone.MISSING)


def _progress(of: Opened, matters: tuple[Matter, ...]) -> Iterator[Block]:
    plan = of.plan
    current = (*of_state(plan, PriorityState.LIVE), *of_state(plan, PriorityState.DONE))
    if not current:
        yield Words("No priority is live yet.", Tone.MISSING)
    begun = tuple(priority for priority in current if chains.is_begun(plan, priority))
    rows = tuple(_row(of, priority, matters) for priority in begun)
    if rows:
        columns = (
            Column("Priority", 3), Column("Target", 3), Column("What the school is doing", 3.4),
            Column("How far it is", 3),
        )  # fmt: skip
        yield Table("Priorities, what matters most first", columns, rows)
    bare = tuple(priority for priority in current if priority not in begun)
    if bare:
        named = listed(name_of(priority) for priority in bare[:_FULL])
        more = f", and {len(bare) - _FULL} more" if len(bare) > _FULL else ""
        verb = "has" if len(bare) == 1 else "have"
        yield Words(f"{counted(len(bare), 'priority', 'priorities')} {verb} nothing behind them yet: {named}{more}.")
    parked = of_state(plan, PriorityState.PARKED)
    if parked:
        yield Words(f"Parked for another time: {listed(name_of(priority) for priority in parked)}.", Tone.QUIET)


def _row(of: Opened, priority: Priority, matters: tuple[Matter, ...]) -> tuple[str, ...]:
    plan = of.plan
    criteria = [c for c in plan.linked("criteria", "priority_id", priority.id) if c.text.strip()]
    met = sum(criterion.status is CriterionStatus.MET for criterion in criteria)
    milestones = [m for m in plan.linked("milestones", "priority_id", priority.id) if m.text.strip()]
    reached = sum(milestone.status is CriterionStatus.MET for milestone in milestones)
    activities, actions = chains.activities_of(plan, priority), plan.actions_of(priority)
    checks = [check for record in (*activities, *actions) for check in plan.checks_of(record)]  # type: ignore[arg-type]
    pupils = [c for c in checks if c.is_done and c.level and c.level.is_about_pupils]
    newest = max(pupils, key=lambda check: check.checked_on, default=None)  # type: ignore[arg-type,return-value]
    asked = len(of_priority(matters, priority.id))
    state = "" if priority.state is PriorityState.LIVE else "Done"
    doing = lines(
        counted(len(activities), "CPD activity", "CPD activities") if activities else "",
        counted(len(actions), "other action") if actions else "",
        "No CPD is needed" if priority.no_cpd_needed.strip() else "",
        f"Led by: {priority.lead}" if priority.lead else "",
    )
    far = lines(
        state,
        f"{met} of {counted(len(criteria), 'success criterion', 'success criteria')} met" if criteria else "",
        f"{reached} of {counted(len(milestones), 'milestone')} reached" if milestones else "",
        f"Newest look at pupils: {outcome(newest)}" if newest else "No change for pupils seen yet",
        f"{counted(asked, 'thing')} not yet agreed" if asked else "",
    )
    return name_of(priority), target_said(priority), doing or Missing("Not agreed yet"), far


def _not_agreed(of: Opened, matters: tuple[Matter, ...]) -> Iterator[Block]:
    links = chain(of.plan, of.today)
    yield Words(f"{links.sentence}, from what the school saw to what changed for pupils.")
    rest = of_none(matters)
    own = len(matters) - len(rest)
    if own:
        yield Words(f"{counted(own, 'thing')} about single priorities; the plan lists them with each priority.")
    yield from missing.bullets(rest[:_FULL])
    if len(rest) > _FULL:
        yield Words(f"And {len(rest) - _FULL} more, listed in the plan.")
    if not matters:
        yield Words("Nothing is waiting to be agreed.")


def _conclusion(of: Opened) -> str:
    plan, links = of.plan, chain(of.plan, of.today)
    live = len(of_state(plan, PriorityState.LIVE))
    over = live - plan.school.live_limit
    said = [f"{links.sentence}."]
    if over > 0:
        more = counted(over, "more priority", "more priorities")
        said.append(f"The school works on {more} than it set out to carry, and will look at which can wait.")
    if not any(look.check.level and look.check.level.is_about_pupils for look in looks(plan)):
        said.append("Whether pupils gain is still to be seen.")
    ahead = [due for due in dues(plan, of.today) if not due.overdue]
    if ahead:
        said.append(f"The school looks next on {written(ahead[0].on)}.")
    said.append("The next report says what has changed since.")
    return " ".join(said)
