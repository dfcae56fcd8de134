"""Our school: the facts the plan's figures rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sef2si.domain.plan import Plan
from sef2si.domain.school import Nation, Phase
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
        Field("early_years", FieldKind.YES_NO, "Does it have early years?"),
        Field("sixth_form", FieldKind.YES_NO, "Does it have a sixth form?"),
        Field("cpd_budget", FieldKind.MONEY, "CPD budget for the year", group="Money and time"),
        Field("cover_day_cost", FieldKind.MONEY, "Cost of a day’s cover", group="Money and time"),
        Field("cover_day_cost_on", FieldKind.DATE, "Cost as on", group="Money and time"),
        Field("inset_days", FieldKind.NUMBER, "INSET days", group="Money and time"),
    ),
)

STEP = Step(
    key="school",
    title="Our school",
    question="Our school",
    sections=(SCHOOL,),
    blockers=lambda plan, today: tuple(_missing(plan, today)),
    note=_note,
)
