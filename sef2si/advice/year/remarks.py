"""What there is to know before a year is planned, in sentences: what is taken for granted, and what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sef2si.advice.timetable.problem import Slot
from sef2si.advice.year.days import SchoolYear
from sef2si.advice.year.people import STAND_IN_RULE, is_stand_in
from sef2si.advice.year.ways import Way
from sef2si.domain.cycle import written
from sef2si.domain.dates import DateSort
from sef2si.domain.needs import Need, StaffGroup
from sef2si.domain.plan import Plan
from sef2si.domain.staff import StaffMember, Week

NOTHING = "No need waits for a place in the year: each has CPD with a date, or none is live."
NO_WAY = "There is nothing to place. Please tick at least one way for a need; if it has none, choose one in step 4."
NO_TIME = (
    "There is no time to plan into: no meeting, twilight, INSET day or other time for learning lies ahead in the "
    "calendar. Please add some, or let people out of lessons."
)
NO_TERMS = (
    "There are no terms in the calendar yet, so nothing can be planned but courses that have dates of their own. "
    "Please put terms, INSET days and meetings in first, under “The calendar”."
)
WEEKS_RULE = (
    "Timetables over two weeks: weeks in which pupils come take turns as A and B, from a week A on that the calendar "
    "names; the first of the year where it names none."
)
NO_DAY = "Directed hours are not counted yet: the calendar does not say what an ordinary day takes of them."


def remarks(
    plan: Plan,
    needs: Sequence[Need],
    teams: Mapping[str, tuple[str, ...]],
    members: Sequence[StaffMember],
    slots: Sequence[Slot],
) -> tuple[str, ...]:
    """``teams`` are by need. Nobody is named."""
    return tuple(_remarks(plan, needs, teams, {member.id: member for member in members}, slots))


def _remarks(
    plan: Plan,
    needs: Sequence[Need],
    teams: Mapping[str, tuple[str, ...]],
    by_id: Mapping[str, StaffMember],
    slots: Sequence[Slot],
) -> Iterator[str]:
    if not needs:
        yield NOTHING
        return
    if not any(each.sort is DateSort.TERM for each in plan.dates):
        yield NO_TERMS
    elif not slots:
        yield NO_TIME
    asked = {each for who in teams.values() for each in who}
    if any(is_stand_in(each) for each in asked):
        yield STAND_IN_RULE
    known = [by_id[each] for each in asked if each in by_id]
    unknown = sum(not member.knows_days for member in known)
    if unknown:
        whose = "1 person’s" if unknown == 1 else f"{unknown} people’s"
        yield f"We don’t know {whose} working days, so nothing can be planned for them yet."
    yield from _lessons(known)
    if not any(each.sort is DateSort.DAY for each in plan.dates):
        yield NO_DAY
    for need in needs:
        whom = need.whom or "A team"
        if not teams[need.id]:
            yield f"{whom}: nobody is in this team, so nothing can be planned for it."
        own = [by_id[each] for each in teams[need.id] if each in by_id and by_id[each].knows_days]
        days = [{half.weekday for week in Week for half in member.halves(week)} for member in own]
        if len(days) > 1 and not set.intersection(*days):
            yield f"{whom}: there is no day of the week on which all of them work, so they can only learn in groups."


def over(plan: Plan, needs: Iterable[Need], today: date) -> Iterator[str]:
    """Of offers for these needs, those whose day of decision is past while nobody chose them: they are not planned."""
    asked, chosen = {need.id for need in needs}, {each.offer_id for each in plan.activities}
    for offer in plan.offers:
        is_over = offer.decide_by is not None and offer.decide_by < today and offer.id not in chosen
        if offer.decide_by and is_over and (asked.intersection(offer.need_ids) or not offer.need_ids):
            yield (
                f"“{offer.title.strip()[:80]}” was to be settled by {written(offer.decide_by)}, so it is not planned "
                "any more. If it can still be had, please give it another day in step 4."
            )


def not_worked(ways: Iterable[Way], year: SchoolYear, after: date) -> Iterator[str]:
    """Of courses with dates of their own, those dates on which nobody is at work: they are not planned on."""
    for way in ways:
        days = [written(day) for day in way.days if day >= after and not year.is_worked(day)]
        if days:
            said = f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else days[0]
            yield (
                f"“{way.title}”: by the calendar staff do not work on {said} (half-term, a holiday or a weekend), so "
                "nothing is planned then. If it takes place all the same, please look at the calendar."
            )


def _lessons(known: Sequence[StaffMember]) -> Iterator[str]:
    """What is taken for granted of their timetables."""
    teachers = [member for member in known if member.is_teacher]
    assumed = sum(not member.not_teaching for member in teachers)
    if assumed:
        whom = "1 teacher" if assumed == 1 else f"{assumed} teachers"
        yield (
            f"{whom} asked about {'is' if assumed == 1 else 'are'} taken to teach all day but in PPA: the staff "
            "register names no times without lessons for them. Where it does, less cover is needed: type them, or "
            "bring the timetable of lessons, under “Staff”."
        )
    without = sum(not member.ppa for member in teachers if member.group is not StaffGroup.SENIOR_LEADERS)
    if without:
        whose = "1 teacher’s" if without == 1 else f"{without} teachers’"
        yield f"We don’t know {whose} PPA times, so the plan can’t keep clear of them."
    if any(member.has_two_weeks for member in known):
        yield WEEKS_RULE
