"""Our school: the facts the plan's figures rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sef2si.domain.cycle import written
from sef2si.domain.dates import CalendarDate, DateSort, Repeats, Stops
from sef2si.domain.needs import StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.school import Context, First, Nation, Phase
from sef2si.journey import options
from sef2si.journey.step import Blocker, Field, FieldKind, Section, Step, Where


def _missing(plan: Plan, today: date) -> Iterator[Blocker]:
    school = plan.school
    if not school.name.strip():
        yield Blocker("The school’s name", " is missing.", Where("school", school.id, "name"))
    if school.phase is None:
        yield Blocker(
            "The phase",
            " is missing: it decides which areas apply and what cover costs.",
            Where("school", school.id, "phase"),
        )
    for each in plan.dates:
        yield from _date_missing(each)


def _date_missing(each: CalendarDate) -> Iterator[Blocker]:
    if each.starts is None:
        if each.sort is not DateSort.DAY:  # an ordinary day has none
            yield Blocker(each.name, " has no day yet in the calendar: when is it?", Where("dates", each.id, "starts"))
    elif each.ends and each.ends < each.starts:
        yield Blocker(each.name, " ends before it starts: please check the dates.", Where("dates", each.id, "ends"))
    if each.at.strip() and each.clock is None:
        yield Blocker(
            each.name, " has a time we can’t read: please write it like 15:30.", Where("dates", each.id, "at")
        )


def _when(plan: Plan, each: CalendarDate, today: date) -> str:
    days = written(each.starts) if each.starts else ""
    if each.starts and each.ends and each.ends != each.starts:
        days = f"{days} to {written(each.ends)}"
    often = "" if each.repeats is Repeats.ONCE else each.repeats.label.lower()
    whom = ", ".join(group.label.lower() for group in each.who)
    length = f"{each.minutes} minutes" if each.minutes else ""
    return " · ".join(part for part in (days, often, each.at, length, whom, each.team) if part)


def _note(plan: Plan, today: date) -> str:
    count = len(tuple(_missing(plan, today)))
    return f"{count} {'thing' if count == 1 else 'things'} missing" if count else "Complete"


SCHOOL = Section(
    kind="school",
    singular="school",
    fixed=True,
    opened=True,
    title=lambda plan, school: school.name or f"School {school.urn}",
    sub=lambda plan, school, today: f"URN {school.urn}",
    fields=(
        Field("urn", FieldKind.LINE, "Unique reference number (URN)", essential=True),
        Field("name", FieldKind.LINE, "Name of the school", essential=True),
        Field("phase", FieldKind.CHOICE, "Phase", essential=True, options=options.of(Phase)),
        Field("nation", FieldKind.CHOICE, "Nation", options=options.of(Nation)),
        Field("framework", FieldKind.CHOICE, "Evaluation framework", options=options.frameworks),
        Field("live_limit", FieldKind.NUMBER, "Live priorities the school can carry"),
        Field("school_type", FieldKind.LINE, "Type of school"),
        Field("authority", FieldKind.LINE, "Local authority"),
        Field("trust", FieldKind.LINE, "Trust"),
        Field("pupils", FieldKind.NUMBER, "Pupils", group="How big is it?"),
        Field("classes", FieldKind.NUMBER, "Classes", group="How big is it?"),
        Field("teachers", FieldKind.NUMBER, "Teachers", group="How big is it?"),
        Field("support_staff", FieldKind.NUMBER, "Support staff", group="How big is it?"),
        Field("fsm_percent", FieldKind.NUMBER, "Pupils eligible for free school meals", unit="%"),
        Field("contexts", FieldKind.CHOICES, "What else is it?", options=options.of(Context)),
        Field("looks_first", FieldKind.CHOICE, "What do you look at first in CPD?", options=options.of(First)),
        Field("early_years", FieldKind.YES_NO, "Does it have early years?"),
        Field("sixth_form", FieldKind.YES_NO, "Does it have a sixth form?"),
        Field("cpd_budget", FieldKind.MONEY, "CPD budget for the year", group="Money and time"),
        Field("cover_day_cost", FieldKind.MONEY, "Cost of a day’s cover", group="Money and time"),
        Field("cover_day_cost_on", FieldKind.DATE, "Cost as on", group="Money and time"),
        Field("support_hour_cost", FieldKind.MONEY, "An extra hour of support staff", group="Money and time"),
        Field("inset_days", FieldKind.NUMBER, "INSET days", group="Money and time"),
    ),
)

DATES = Section(
    kind="dates",
    singular="calendar date",
    heading="The calendar of the year",
    empty="No dates yet. Terms and INSET days are enough to begin; the page of the year fills in patterns of time.",
    title=lambda plan, each: each.name,
    sub=_when,
    group=lambda plan, each: each.sort.label if each.sort else "",
    fields=(
        Field("sort", FieldKind.CHOICE, "What is it?", essential=True, options=options.of(DateSort)),
        Field("title", FieldKind.LINE, "What do you call it?", essential=True),
        Field("starts", FieldKind.DATE, "From which day?", essential=True),
        Field("ends", FieldKind.DATE, "Until which day?", essential=True),
        Field("repeats", FieldKind.CHOICE, "How often?", options=options.of(Repeats)),
        Field("at", FieldKind.LINE, "At what time?", group="Time"),
        Field("minutes", FieldKind.NUMBER, "How many minutes?", group="Time"),
        Field("who", FieldKind.CHOICES, "For whom?", options=options.of(StaffGroup)),
        Field("team", FieldKind.LINE, "Which team?"),
        Field("directed", FieldKind.YES_NO, "Does it count as directed time?"),
        Field("stops", FieldKind.CHOICE, "What does it stop?", options=options.of(Stops)),
        Field("note", FieldKind.TEXT, "Anything else to know?"),
    ),
)

STEP = Step(
    key="school",
    title="Our school",
    question="Our school",
    sections=(SCHOOL, DATES),
    blockers=lambda plan, today: tuple(_missing(plan, today)),
    note=_note,
)
