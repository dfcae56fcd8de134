"""A school's plan, calendar and staff as the one question the solver answers, and what was taken for granted in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from sef2si.advice.costs import cost_of, cover_day_cost
from sef2si.advice.timetable.problem import (
    CoverLimit,
    Department,
    Fixed,
    Kind,
    Limits,
    Meets,
    Option,
    Person,
    Problem,
    Slot,
    Team,
)
from sef2si.advice.timetable.problem import Need as AskedNeed
from sef2si.advice.year.days import SchoolYear, school_year
from sef2si.advice.year.directed import is_of_team
from sef2si.advice.year.people import Staff, is_stand_in, pence, stand_ins, team_of
from sef2si.advice.year.remarks import remarks
from sef2si.advice.year.settings import YearSettings, department_out_a_day, out_a_day
from sef2si.advice.year.slots import black_outs, fixed_of, open_slots, pupils_day, release_slots, terms_of
from sef2si.advice.year.standing import NOBODY_APART, Apart, again, kept_pins, previous, standing
from sef2si.advice.year.ways import Way, Ways, is_placed, of_activity, to_plan
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import first_day, last_day
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import Priority, Urgency
from sef2si.domain.record import Frozen
from sef2si.domain.staff import StaffMember

_WEIGHT = 10  # of a need, for each step a priority counts
_PRESSING = {Urgency.PRESSING: 3, None: 1, Urgency.CAN_WAIT: 0}
_USUAL_WEIGHT = {Urgency.PRESSING: 8, None: 5, Urgency.CAN_WAIT: 3}
_LONG = 200  # minutes of a session that takes a whole day of release


class Framed(Frozen):
    """The question; the ways it asks about, by option id; and what to know of it, in sentences.

    ``dates`` says which date of the calendar a slot uses; ``labels`` what a team is called.
    """

    problem: Problem
    ways: tuple[Way, ...]
    dates: dict[str, str]
    labels: dict[str, str]
    notes: tuple[str, ...]

    def way(self, option_id: str) -> Way:
        return next(each for each in self.ways if each.id == option_id)


def frame(
    plan: Plan,
    members: Sequence[StaffMember],
    settings: YearSettings,
    today: date,
    apart: Apart = NOBODY_APART,
) -> Framed:
    """Everything that can be asked of this plan on this day. It is asked even where there is nothing to place."""
    return _Framing(plan, tuple(members), settings, today, apart).framed()


def needs_to_plan(plan: Plan, settings: YearSettings) -> tuple[Need, ...]:
    """Needs that wait for a place, as the school wants them planned, in the plan's order."""
    return tuple(need for need in plan.needs if to_plan(plan, need) and need.id not in settings.left_out)


def usual_weight(priority: Priority | None) -> int:
    """How much a priority counts beside the others where nobody has said: by how pressing it is."""
    return _USUAL_WEIGHT[priority.urgency] if priority else 4


def budget_left(plan: Plan, settings: YearSettings) -> Decimal | None:
    """Pounds for what is to be placed: as the school says, or what its budget leaves beside what stands already."""
    if settings.budget is not None:
        return settings.budget
    if plan.school.cpd_budget is None:
        return None
    needs = needs_to_plan(plan, settings)
    waiting = {each.id for need in needs for each in plan.activities_of(need) if not is_placed(plan, each)}
    stands = (cost_of(each, plan.school).total for each in plan.activities if each.id not in waiting)
    return max(Decimal(0), plan.school.cpd_budget - sum((cost for cost in stands if cost is not None), Decimal(0)))


class _Framing:
    def __init__(
        self, plan: Plan, members: tuple[StaffMember, ...], settings: YearSettings, today: date, apart: Apart
    ) -> None:
        self.plan, self.members, self.settings, self.today, self.apart = plan, members, settings, today, apart
        self.year: SchoolYear = school_year(plan.dates)
        self.again = dict(again(plan, settings, apart))
        self.needs = (*needs_to_plan(plan, settings), *(plan.find("needs", each) for each in self.again))
        self.labels: dict[str, str] = {}
        self.dates: dict[str, str] = {}

    def framed(self) -> Framed:
        slots = tuple(self._slots())
        people = tuple(self._people(slots))
        teams = {f"need.{need.id}": self.teams[need.id] for need in self.needs}
        options = tuple(self._options(teams))
        pins, lost = kept_pins(self.settings, slots, options, people)
        notes = (*lost, *remarks(self.plan, self.needs, self.teams, self.members, slots))
        problem = Problem(
            people=people,
            teams=tuple(Team(id=key, title=self.labels.get(key, key), people=who) for key, who in teams.items()),
            slots=slots,
            needs=tuple(self._need(need) for need in self.needs),
            options=options,
            departments=tuple(self._departments(people)),
            fixed=(*self._fixed(), *standing(self.plan, self.apart, self.today, self._asked_people, self._meant)),
            black_outs=black_outs(self.year),
            terms=terms_of(self.year),
            limits=self._limits(),
            wishes=self.settings.wishes,
            pins=pins,
            bans=tuple(ban for ban in self.settings.bans if any(ban.option == each.id for each in options)),
            previous=tuple(previous(self.plan, self.ways, slots)),
            not_before=self._not_before,
        )
        return Framed(problem=problem, ways=self.ways, dates=self.dates, labels=self.labels, notes=notes)

    # What could be had

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Those that may be used, each once: first by need, then activities that stay where they are."""
        found: dict[str, Way] = {}
        ways = Ways(self.plan, self.today)
        for need in self.needs:
            if need.id in self.again:
                way = of_activity(self.plan, self.again[need.id][0])
                found[way.id] = way
                continue
            allowed = self.settings.ways.get(need.id)
            for way in ways.of(need):
                if allowed is None or way.id in allowed:
                    # Suggested for two needs, it is one way that meets both.
                    both = found[way.id].need_ids if way.id in found else ()
                    found[way.id] = way.model_copy(update={"need_ids": tuple(dict.fromkeys((*both, *way.need_ids)))})
        return tuple(found.values())

    def _options(self, teams: dict[str, tuple[str, ...]]) -> Iterator[Option]:
        asked = {need.id for need in self.needs}
        for way in self.ways:
            own = [need for need in way.need_ids if need in asked]
            # Whoever declined is asked again for another time, and not counted on where the rest are asked.
            again = any(need in self.again for need in own)
            gone = frozenset() if again else self.apart.gone.get(way.activity_id or "", frozenset())
            names = []
            for need in own:
                who = tuple(each for each in self.teams[need] if each not in gone)
                name = f"need.{need}"
                if gone & set(self.teams[need]):
                    name = f"need.{need}.{way.id}"
                    teams[name] = who
                    self.labels[name] = self.labels[f"need.{need}"]
                if who:
                    names.append(name)
            if not names:
                continue
            yield Option(
                id=way.id,
                title=way.title,
                teams=tuple(names),
                meets=tuple(Meets(need=need, percent=way.percent, effect_days=way.effect_days) for need in own),
                sessions=way.sessions,
                minutes=way.minutes,
                kinds=way.kinds,
                runs=max(way.runs, len(names)),
                smallest=way.smallest,
                largest=way.largest,
                price=pence(way.price),
                price_each=pence(way.price_each),
            )

    def _need(self, need: Need) -> AskedNeed:
        priority: Priority | None = self.plan.find("priorities", need.priority_id)
        weight = self.settings.weights.get(need.priority_id or "", usual_weight(priority))
        checks = [each.check_due for each in self.plan.activities_of(need) if each.check_due]
        return AskedNeed(
            id=need.id,
            title=need.what.strip()[:200] or "A need without words",
            team=f"need.{need.id}",
            weight=weight * _WEIGHT,
            pressing=_PRESSING[priority.urgency if priority else None],
            by=priority.by if priority else None,
            check_on=min(checks, default=None),
        )

    # Who

    @cached_property
    def teams(self) -> dict[str, tuple[str, ...]]:
        """By need, who it is about; stand-ins where the register names nobody."""
        found = {}
        for need in self.needs:
            who = team_of(need, self.members, self.settings.teams.get(need.id), self._not_before)
            if need.id in self.again:
                who = tuple(each for each in who if each in self.again[need.id][1])
            if not who and need.id not in self.settings.teams:
                group = need.group.value if need.group else "staff"
                who = tuple(f"stand-in.{group}.{number}" for number in range(stand_ins(need)))
            found[need.id] = who
            self.labels[f"need.{need.id}"] = need.whom or "Staff"
        return found

    def _meant(self, activity: Activity) -> frozenset[str]:
        """All whom an activity's needs are about."""
        return frozenset(
            each
            for need in self.plan.needs_met_by(activity)
            for each in team_of(need, self.members, self.settings.teams.get(need.id), self._not_before)
        )

    @property
    def _asked_people(self) -> frozenset[str]:
        return frozenset(each for who in self.teams.values() for each in who)

    def _people(self, slots: Sequence[Slot]) -> Iterator[Person]:
        wanted = self._asked_people
        days = {slot.day for slot in slots}
        staff = self._staff
        for member in self.members:
            if member.id in wanted:
                yield staff.person(member, days)
        stood: dict[str, Person] = {}
        for need in self.needs:
            for each in self.teams[need.id]:
                if is_stand_in(each) and each not in stood:
                    stood[each] = staff.stand_in(need.group, int(each.rsplit(".", 1)[1]))
        yield from stood.values()

    @cached_property
    def _staff(self) -> Staff:
        return Staff(
            self.year,
            self.members,
            int(self.settings.paid_hours * 60),
            pence(self.plan.school.support_hour_cost),
        )

    def _departments(self, people: Sequence[Person]) -> Iterator[Department]:
        most = department_out_a_day(self.settings, self.plan.school)
        for name in sorted({person.department for person in people if person.department}):
            yield Department(id=name, title=name, out_a_day=most)

    def _fixed(self) -> Iterator[Fixed]:
        wanted = self._asked_people
        for each in self.year.occurrences:
            if not each.sort.is_fixed:
                continue
            own = tuple(
                member.id
                for member in self.members
                if member.id in wanted and each.is_for(member.group) and is_of_team(each.entry.team, member)
            )
            for_all = not each.entry.who and not each.entry.team.strip()
            if own or for_all:
                yield fixed_of(self.year, each, () if for_all else own)

    # When

    @property
    def _not_before(self) -> date:
        earliest = max(self.today + timedelta(days=1), first_day(self.plan.year))
        return max(earliest, self.settings.not_before or earliest)

    def _slots(self) -> Iterator[Slot]:
        after = self._not_before
        kinds = {kind for way in self.ways for kind in way.kinds}
        known = set()
        for slot, each in open_slots(self.year):
            if slot.day >= after and slot.kind in kinds and slot.id not in known:
                known.add(slot.id)
                self.dates[slot.id] = each.entry.id
                open_to = self._open_to(each.entry.who, each.entry.team)
                yield slot if open_to is None else slot.model_copy(update={"open_to": open_to})
        if Kind.RELEASE in kinds:
            long = any(way.minutes > _LONG and Kind.RELEASE in way.kinds for way in self.ways)
            yield from release_slots(self.year, whole_days=long, after=after)
        for way in self.ways:
            yield from self._own_days(way)

    def _open_to(self, groups: Sequence[object], team: str) -> tuple[str, ...] | None:
        """Teams all of whose people a date is for; None where it is for everybody."""
        if not groups and not team.strip():
            return None
        by_id = {member.id: member for member in self.members}

        def is_for(person: str, need: Need) -> bool:
            member = by_id.get(person)
            if member is None:
                return need.group in groups and not team.strip()
            return (not groups or member.group in groups) and is_of_team(team, member)

        return tuple(
            f"need.{need.id}"
            for need in self.needs
            if self.teams[need.id] and all(is_for(each, need) for each in self.teams[need.id])
        )

    def _own_days(self, way: Way) -> Iterator[Slot]:
        """A course's own dates are its alone."""
        for day in way.days:
            if day >= self._not_before and way.minutes:
                hours = pupils_day(self.year, day)
                kind = Kind.INSET if day in self.year.inset else way.kinds[0]
                starts = hours.ends + 15 if kind in (Kind.TWILIGHT, Kind.MEETING) else hours.starts
                cover = 0 if kind is not Kind.RELEASE else 100 if way.minutes > _LONG else 50
                yield Slot(
                    id=f"{way.id}.{day:%Y%m%d}", day=day, start=starts, minutes=way.minutes, kind=kind, cover=cover,
                    only_for=(way.id,), counted=kind in (Kind.RELEASE, Kind.INSET),
                )  # fmt: skip

    def _limits(self) -> Limits:
        left = budget_left(self.plan, self.settings)
        day = cover_day_cost(self.plan.school).amount
        most = self.settings.cover_days
        year = (first_day(self.plan.year), last_day(self.plan.year))
        return Limits(
            budget=None if left is None else pence(left),
            cover_day=pence(day),
            cover=()
            if most is None
            else (CoverLimit(title="The year", first=year[0], last=year[1], most=int(most * 100)),),
            out_a_day=out_a_day(self.settings, self.plan.school),
        )
