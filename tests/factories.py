"""One small factory for each kind of record, for a plan and for a person: ``from tests import factories as make``.

All arguments are by keyword. The essential fields have plain defaults; every other field stays at its class default,
and any field can be given. Ids are fresh unless given. ``whole_plan`` holds one whole chain under readable ids.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sef2si.domain.actions import Action
from sef2si.domain.activities import Activity, ImpactLevel
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import first_day
from sef2si.domain.dates import CalendarDate, DateSort
from sef2si.domain.evaluation import Evidence, Judgement, Point
from sef2si.domain.expertise import Expertise
from sef2si.domain.impact import AgainstIntent, ImpactCheck
from sef2si.domain.needs import Need, StaffGroup
from sef2si.domain.notes import Note
from sef2si.domain.offers import Offer
from sef2si.domain.people import Person, Role
from sef2si.domain.plan import KINDS, Plan
from sef2si.domain.preferences import Preference
from sef2si.domain.priorities import Criterion, Milestone, Priority
from sef2si.domain.record import Record
from sef2si.domain.school import Phase, School
from sef2si.domain.staff import StaffMember

URN = "100492"
YEAR = "2026/27"


def person(*, id: str = "head", name: str = "Hana Head", role: Role = Role.HEADTEACHER, urns: Any = (URN,)) -> Person:
    return Person.with_role(id=id, name=name, role=role, urns=frozenset(urns))


def school(*, urn: str = URN, name: str = "Elm Primary", phase: Phase | None = Phase.PRIMARY, **more: Any) -> School:
    """A school record's id is its URN, as the planner keeps it."""
    return School(**{"id": urn, "urn": urn, "name": name, "phase": phase, **more})


def judgement(*, framework: str = "ofsted_2025", area: str = "inclusion", **more: Any) -> Judgement:
    return Judgement(framework=framework, area=area, **more)


def point(*, text: str = "Reading fluency in Year 3", **more: Any) -> Point:
    return Point(text=text, **more)


def evidence(*, source: str = "Reading test", **more: Any) -> Evidence:
    return Evidence(source=source, **more)


def priority(*, title: str = "Reading fluency", **more: Any) -> Priority:
    return Priority(title=title, **more)


def criterion(*, text: str = "Pupils read 90 words a minute", **more: Any) -> Criterion:
    return Criterion(text=text, **more)


def milestone(*, text: str = "Half of Year 3 read fluently", **more: Any) -> Milestone:
    return Milestone(text=text, **more)


def need(*, what: str = "How to teach fluency", **more: Any) -> Need:
    return Need(what=what, **more)


def expertise(*, who: str = "Priya Shah", can_help_with: str = "Teaching fluency", **more: Any) -> Expertise:
    """Whoever said yes is somebody of the staff register."""
    if more.get("agreed"):
        more.setdefault("member_id", "member-1")
    return Expertise(who=who, can_help_with=can_help_with, **more)


def preference(*, group: StaffGroup | None = StaffGroup.TEACHERS, form: str = "coaching", **more: Any) -> Preference:
    return Preference(group=group, form=form, **more)


def offer(*, title: str = "Fluency in Year 3", **more: Any) -> Offer:
    return Offer(title=title, **more)


def action(*, what: str = "Buy decodable books", **more: Any) -> Action:
    return Action(what=what, **more)


def activity(*, what: str = "Fluency workshop", **more: Any) -> Activity:
    return Activity(what=what, **more)


def calendar_date(*, sort: DateSort | None = DateSort.INSET, **more: Any) -> CalendarDate:
    return CalendarDate(sort=sort, **more)


def cpd_session(*, at: str = "15:30", **more: Any) -> CpdSession:
    return CpdSession(at=at, **more)


def check(*, found: str = "", **more: Any) -> ImpactCheck:
    return ImpactCheck(found=found, **more)


def note(*, text: str = "Ask the trust about phonics", **more: Any) -> Note:
    return Note(text=text, **more)


def member(*, name: str = "Tess Teacher", **more: Any) -> StaffMember:
    return StaffMember(name=name, **more)


def record(*, kind: str, **fields: Any) -> Record:
    """A record of a kind named by its key: what a test over all kinds asks for."""
    makers = {
        "school": school,
        "dates": calendar_date,
        "judgements": judgement,
        "priorities": priority,
        "points": point,
        "evidence": evidence,
        "criteria": criterion,
        "milestones": milestone,
        "needs": need,
        "expertise": expertise,
        "preferences": preference,
        "offers": offer,
        "actions": action,
        "activities": activity,
        "cpd_sessions": cpd_session,
        "checks": check,
        "notes": note,
    }
    assert makers.keys() == KINDS.keys()
    return makers[kind](**fields)


def plan(*, urn: str = URN, year: str = YEAR, school: School | None = None, **records: Any) -> Plan:
    """A plan of a year, empty but for the records given by kind: ``plan(needs=(need(),))``."""
    place = school or globals()["school"](urn=urn)
    return Plan(id=f"{place.urn}-{first_day(year).year}", urn=place.urn, year=year, school=place, **records)


def whole_plan(*, urn: str = URN, year: str = YEAR) -> Plan:
    """One whole chain, every link in place, from a judgement to its checks; and an action, checked too."""
    start = first_day(year).year
    return plan(
        urn=urn,
        year=year,
        dates=(calendar_date(id="date-1", position=1, starts=date(start, 10, 23)),),
        judgements=(judgement(id="judgement-1", position=1, grade="expected"),),
        points=(point(id="point-1", position=1, judgement_id="judgement-1", priority_id="priority-1"),),
        evidence=(evidence(id="evidence-1", position=1, judgement_id="judgement-1", dated=date(start, 7, 10)),),
        priorities=(
            priority(
                id="priority-1",
                position=1,
                measure="Year 3 pupils reading 90 words a minute",
                now="45%",
                target="75%",
                by=date(start + 1, 7, 9),
                lead="Deputy head",
            ),
        ),
        criteria=(criterion(id="criterion-1", position=1, priority_id="priority-1"),),
        milestones=(milestone(id="milestone-1", position=1, priority_id="priority-1"),),
        needs=(need(id="need-1", position=1, group=StaffGroup.TEACHERS, people=4, who="", priority_id="priority-1"),),
        expertise=(expertise(id="expertise-1", position=1, agreed=True, member_id=None),),
        preferences=(preference(id="preference-1", position=1, asked=12, useful=9),),
        offers=(offer(id="offer-1", position=1, need_ids=("need-1",)),),
        actions=(action(id="action-1", position=1, priority_id="priority-1", who="Bursar", by=date(start, 12, 1)),),
        activities=(
            activity(
                id="activity-1",
                position=1,
                starts=date(start, 10, 5),
                ends=date(start + 1, 3, 26),
                need_ids=("need-1",),
                people=4,
                intended_level=ImpactLevel.PUPILS,
                intended="More Year 3 pupils read fluently",
                check_due=date(start + 1, 5, 14),
            ),
        ),
        cpd_sessions=(
            cpd_session(
                id="session-1",
                position=1,
                activity_id="activity-1",
                date_id="date-1",
                held_on=date(start, 10, 23),
                minutes=90,
            ),
        ),
        checks=(
            check(
                id="check-1",
                position=1,
                activity_id="activity-1",
                checked_on=date(start + 1, 5, 14),
                found="71% read 90 words a minute",
                against_intent=AgainstIntent.PARTLY,
                level=ImpactLevel.PUPILS,
            ),
            check(
                id="check-2",
                position=2,
                action_id="action-1",
                checked_on=date(start + 1, 1, 15),
                found="Books are in every Year 3 room",
                against_intent=AgainstIntent.MET,
                level=ImpactLevel.ORGANISATION,
            ),
        ),
        notes=(note(id="note-1", position=1),),
    )
