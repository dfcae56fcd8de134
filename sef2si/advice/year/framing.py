"""A school's plan, calendar and staff as the one question the solver answers, and what was taken for granted in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from sef2si.advice.timetable.problem import Department, Fixed, Kind, Meets, Option, Person, Problem, Slot, Team
from sef2si.advice.year.asked import as_asked, needs_to_plan
from sef2si.advice.year.budget import budget_of
from sef2si.advice.year.dated import Dated
from sef2si.advice.year.days import SchoolYear, school_year
from sef2si.advice.year.directed import whom_wanted
from sef2si.advice.year.limits import cover_said, limits_of
from sef2si.advice.year.people import STAND_IN, Staff, is_stand_in, pence, stand_ins, team_of
from sef2si.advice.year.remarks import not_worked, over, remarks
from sef2si.advice.year.settings import YearSettings, department_out_a_day
from sef2si.advice.year.slots import black_outs, terms_of
from sef2si.advice.year.spent import spent
from sef2si.advice.year.standing import NOBODY_APART, Apart, kept_pins, previous, second_times, standing
from sef2si.advice.year.taken import fixed_in_lessons, is_spared, stands
from sef2si.advice.year.times import Times
from sef2si.advice.year.ways import Way, Ways, second_time
from sef2si.domain.activities import Activity
from sef2si.domain.cycle import first_day
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.domain.record import Frozen
from sef2si.domain.staff import StaffMember


class Framed(Frozen):
    """The question; the ways it asks about, by option id; and what to know of it, in sentences.

    ``dates`` says which date of the calendar a slot uses; ``labels`` what a team is called. ``again`` are needs
    that are placed, and asked about for those who can't come then: how few they are is nobody's to see.
    """

    problem: Problem
    ways: tuple[Way, ...]
    dates: dict[str, str]
    labels: dict[str, str]
    notes: tuple[str, ...]
    again: tuple[str, ...] = ()

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


class _Framing:
    def __init__(
        self, plan: Plan, members: tuple[StaffMember, ...], settings: YearSettings, today: date, apart: Apart
    ) -> None:
        self.plan, self.members, self.settings, self.today = plan, members, settings, today
        self.apart = apart.beside(settings.assigned)
        self.year: SchoolYear = school_year(plan.dates)
        self.second_times = {
            second_time(plan, each.activity, each.numbers, in_part=each.in_part): each.who
            for each in second_times(plan, settings, self.apart)
        }
        self.again = self._again()
        self.needs = (*needs_to_plan(plan, settings), *(plan.find("needs", each) for each in self.again))
        self.labels: dict[str, str] = {}

    def framed(self) -> Framed:
        slots, dates = self._times.slots()
        fixed = tuple(self._fixed(slots))
        people = (*self._people(slots), *self._out_besides(fixed))
        teams = {f"need.{need.id}": self.teams[need.id] for need in self.needs}
        options = tuple(self._options(teams))
        pins, lost = kept_pins(self.settings, slots, options, people)
        notes = (
            *lost,
            *remarks(self.plan, self.needs, self.teams, self.members, slots),
            *over(self.plan, self.needs, self.today),
            *not_worked(self.ways, self.year, self._not_before),
            *(filter(None, [whom_wanted(self.year)]) if self.needs else ()),
            *(self._dated.said() if self.needs else ()),
            *(budget_of(self.plan, self.settings).said if self.needs else ()),
            *(cover_said(self.plan, self.settings, self.year, self._not_before) if self.needs else ()),
        )
        problem = Problem(
            people=people,
            teams=tuple(Team(id=key, title=self.labels.get(key, key), people=who) for key, who in teams.items()),
            slots=slots,
            needs=tuple(as_asked(self.plan, self.settings, need) for need in self.needs),
            options=options,
            departments=tuple(self._departments(people)),
            fixed=fixed,
            black_outs=black_outs(self.year),
            terms=terms_of(self.year),
            limits=limits_of(self.plan, self.settings, self.year),
            wishes=self.settings.wishes,
            pins=pins,
            bans=tuple(ban for ban in self.settings.bans if any(ban.option == each.id for each in options)),
            previous=tuple(previous(self.plan, self.ways, slots)),
            not_before=self._not_before,
        )
        return Framed(
            problem=problem, ways=self.ways, dates=dates, labels=self.labels, notes=notes, again=tuple(self.again)
        )

    # What could be had

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Those that may be used, each once: first by need, then activities that stay where they are."""
        found: dict[str, Way] = {}
        ways = Ways(self.plan, self.today)
        for need in self.needs:
            if need.id in self.again:
                found.update({way.id: way for way in self.second_times if need.id in way.need_ids})
                continue
            allowed = self.settings.ways.get(need.id)
            for way in ways.of(need):
                if (allowed is None or way.id in allowed) and not way.is_over(self.today):
                    # Suggested for two needs, it is one way that meets both.
                    both = found[way.id].need_ids if way.id in found else ()
                    found[way.id] = way.model_copy(update={"need_ids": tuple(dict.fromkeys((*both, *way.need_ids)))})
        return tuple(found.values())

    def _options(self, teams: dict[str, tuple[str, ...]]) -> Iterator[Option]:
        asked = {need.id for need in self.needs}
        for way in self.ways:
            own = [need for need in way.need_ids if need in asked]
            names = []
            for need in own:
                who = tuple(each for each in self.teams[need] if self._is_for(way, each))
                name = f"need.{need}"
                if who != self.teams[need]:
                    name = f"need.{need}.{way.id}"
                    teams[name] = who
                    self.labels[name] = self.labels[f"need.{need}"]
                if who:
                    names.append(name)
            if not names:
                continue
            begins = [day for need in own if (day := self.settings.needs_from.get(need))]
            if way.decide_by and not way.days:
                begins.append(way.decide_by)
            yield Option(
                id=way.id,
                title=way.title,
                teams=tuple(names),
                meets=tuple(Meets(need=need, percent=way.percent, effect_days=way.effect_days) for need in own),
                sessions=way.sessions,
                minutes=way.minutes,
                kinds=way.kinds,
                runs=self._runs(way, names, teams),
                smallest=way.smallest,
                largest=way.largest,
                price=pence(way.price),
                price_each=pence(way.price_each),
                notice_days=self._notice(way),
                not_before=max(begins, default=None),
            )

    def _runs(self, way: Way, names: Sequence[str], teams: Mapping[str, tuple[str, ...]]) -> int:
        """As many as it has dates of its own or teams; else one more, for those who have no time in common with the
        others, or turns of as many as may be out of class on one day (003-F8a).
        """
        if way.days:
            return max(way.runs, len(names))
        people = {each for name in names for each in teams[name]}
        out = limits_of(self.plan, self.settings, self.year).out_a_day
        turns = -(-len(people) // max(1, out)) if out is not None and Kind.RELEASE in way.kinds else 0
        return min(100, max(way.runs, len(names) + (len(people) > 1), turns))

    def _notice(self, way: Way) -> int:
        """How many days before a course's first date it is settled whether it goes, where that day is still ahead. No
        more than there are until then: where planning begins later on, it is settled before."""
        first = min((day for day in way.days if day >= self._not_before), default=None)
        if first is None or way.decide_by is None or way.decide_by < self.today:
            return 0
        return max(0, (first - max(way.decide_by, self._not_before)).days)

    # Who

    @cached_property
    def teams(self) -> dict[str, tuple[str, ...]]:
        """By need, who it is about; stand-ins where the register names nobody."""
        found = {}
        for need in self.needs:
            named = self._named(need)
            who = tuple(each for each in named if each not in self._left_out(need))
            if need.id in self.again:
                who = tuple(each for each in who if each in self.again[need.id])
            if not named and need.id not in self.settings.teams:
                who = _stood_in(need)
            found[need.id] = who
            self.labels[f"need.{need.id}"] = need.whom or "Staff"
        return found

    def _again(self) -> dict[str, frozenset[str]]:
        """By need that stands in the year, those of its people for whom it is asked about once more."""
        found: dict[str, frozenset[str]] = {}
        for way, who in self.second_times.items():
            for need in (self.plan.find("needs", each) for each in way.need_ids):
                own = who.intersection(self._named(need)) - self._left_out(need)
                if own and need.id not in self.settings.left_out:
                    found[need.id] = found.get(need.id, frozenset()) | own
        return found

    def _named(self, need: Need) -> tuple[str, ...]:
        """Of the register, those it is about."""
        return team_of(need, self.members, self.settings.teams.get(need.id), self._not_before)

    def _is_for(self, way: Way, person: str) -> bool:
        """A second time is for those who can't come the first; nobody else who declined is counted on."""
        if way.again:
            return person in self.second_times[way]
        return person not in self.apart.gone(self.plan, way.activity_id)

    def _left_out(self, need: Need) -> frozenset[str]:
        """Who asked to be left out of what meets it."""
        return frozenset(
            each
            for activity in self.plan.activities_of(need)
            for each in self.apart.left_out.get(activity.id, frozenset())
        )

    def _meant(self, activity: Activity) -> frozenset[str]:
        """All whom an activity's needs are about; stand-ins where the register names nobody."""
        found: set[str] = set()
        for need in self.plan.needs_met_by(activity):
            named = self._named(need)
            found.update(named if named or need.id in self.settings.teams else _stood_in(need))
        return frozenset(found)

    @property
    def _asked_people(self) -> frozenset[str]:
        return frozenset(each for who in self.teams.values() for each in who)

    def _fixed(self, slots: Sequence[Slot]) -> Iterator[Fixed]:
        """What stands, for those who are asked about; and for everybody whom it takes from pupils on a day on which
        others could be out: how many may be out on one day counts them all (003-F8a)."""
        asked = self._asked_people
        everybody = asked | {member.id for member in self.members}
        there = stands(self.plan, self.settings)
        anybody = {each for activity in there for each in self._meant(activity) if is_stand_in(each)}
        days = {slot.day for slot in slots if slot.kind is Kind.RELEASE}
        here = everybody | anybody
        found = (
            *standing(self.plan, there, self.apart, self.today, here=here, meant=self._meant),
            *self._dated.fixed(here),
        )
        for each in self._times.fixed(everybody, found):
            counts = each.day in days and fixed_in_lessons(self.year, each)
            whom = tuple(person for person in each.people if counts or person in asked)
            if whom or not each.people:
                spared = is_spared(self.year, each.day, each.start, each.minutes)
                yield each.model_copy(update={"people": whom, "spared": spared})

    @cached_property
    def _dated(self) -> Dated:
        return Dated(self.plan, stands(self.plan, self.settings), self.year, self.today, self._meant)

    def _out_besides(self, fixed: Sequence[Fixed]) -> Iterator[Person]:
        """Those of whom nothing is asked, and who are out of class with something that stands."""
        members = {member.id: member for member in self.members}
        for each in sorted({person for one in fixed for person in one.people} - self._asked_people):
            if each in members:
                yield self._staff.out_besides(members[each])
            elif is_stand_in(each):
                yield self._staff.stand_in_besides(each)

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
            spent(self.plan, self.year, stands(self.plan, self.settings), self.apart, self._meant),
        )

    def _departments(self, people: Sequence[Person]) -> Iterator[Department]:
        most = department_out_a_day(self.settings, self.plan.school)
        for name in sorted({person.department for person in people if person.department}):
            yield Department(id=name, title=name, out_a_day=most)

    # When

    @property
    def _not_before(self) -> date:
        earliest = max(self.today + timedelta(days=1), first_day(self.plan.year))
        return max(earliest, self.settings.not_before or earliest)

    @cached_property
    def _times(self) -> Times:
        return Times(self.year, self.members, self.needs, self.teams, self.ways, self._not_before)


def _stood_in(need: Need) -> tuple[str, ...]:
    """As many stand-ins as a need says."""
    group = need.group.value if need.group else "staff"
    return tuple(f"{STAND_IN}{group}.{number}" for number in range(stand_ins(need)))
