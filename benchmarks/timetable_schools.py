"""Schools made up from a seed: a calendar, staff, teams, needs and offers such as English schools have.

The year is 2026/27 with its half-terms; five INSET days at term edges (003-F8l), the first morning given to
safeguarding; fortnightly meetings, twilights, half-days of release on every school day; part-timers, PPA, early-career
time, departments with limits of their own. Courses cost £200 to £400 a day and person (003-F6b), a day's cover the
default of the phase (frameworks C10). Budgets and directed time are short, as they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from sef2si.advice.timetable.problem import (
    BlackOut,
    CoverLimit,
    Department,
    Fixed,
    Kind,
    Limits,
    Meets,
    Need,
    Option,
    Person,
    Problem,
    Slot,
    Span,
    Team,
    Term,
)

HALF_TERMS = (
    (date(2026, 9, 1), date(2026, 10, 23)),
    (date(2026, 11, 2), date(2026, 12, 18)),
    (date(2027, 1, 4), date(2027, 2, 12)),
    (date(2027, 2, 22), date(2027, 3, 25)),
    (date(2027, 4, 12), date(2027, 5, 28)),
    (date(2027, 6, 7), date(2027, 7, 22)),
)
INSET = (date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 2), date(2027, 1, 4), date(2027, 6, 7))
BANK_HOLIDAY = date(2027, 5, 3)
PERIODS = ((530, 590), (590, 650), (670, 730), (790, 850), (850, 910))
_FORMS = ("workshop", "workshop", "trainer", "course", "coaching", "pairs", "visit", "online", "joint")
_MEETS = {"course": (40, 80), "coaching": (60, 95), "pairs": (50, 85), "workshop": (25, 60)}  # percent, low and high


@dataclass(frozen=True)
class Size:
    """How large a school is. ``cover_day`` in pence, ``out_a_day`` as 003-F8a has it, scaled."""

    name: str
    staff: int
    needs: int
    offers: int
    departments: int
    out_a_day: int
    cover_day: int


SIZES = (
    Size("small", 24, 30, 25, 0, 1, 21_800),
    Size("middle", 90, 120, 60, 8, 2, 29_100),
    Size("largest", 250, 400, 150, 13, 4, 29_100),
)


def school(size: Size, seed: int) -> Problem:
    """The same school for the same seed, always."""
    return _School(size, random.Random(f"{size.name} {seed}")).problem()


@dataclass
class _School:
    size: Size
    chance: random.Random
    slots: list[Slot] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def problem(self) -> Problem:
        self.slots = list(self._calendar())
        self.people = [self._person(number) for number in range(self.size.staff)]
        teams = self._teams()
        needs, topics = self._needs(teams)
        options = [self._option(number, topics) for number in range(self.size.offers)]
        options = self._with_what_comes_before(options)
        teachers = sum(person.role != "assistant" for person in self.people)
        cover = int(teachers * self.chance.uniform(25, 60))
        limits = Limits(
            budget=self.size.staff * self.chance.randrange(60, 160) * 100,
            cover_day=self.size.cover_day,
            out_a_day=self.size.out_a_day,
            cover=(
                CoverLimit(title="the year", first=INSET[0], last=HALF_TERMS[-1][1], most=cover),
                CoverLimit(title="March", first=date(2027, 3, 1), last=date(2027, 3, 31), most=cover // 8),
            ),
        )
        return Problem(
            people=tuple(self.people),
            teams=tuple(teams),
            slots=tuple(self.slots),
            needs=tuple(needs),
            options=tuple(options),
            departments=tuple(
                Department(id=f"department {at}", title=f"Department {at}", out_a_day=1 + at % 2)
                for at in range(self.size.departments)
            ),
            fixed=self._fixed(),
            black_outs=(
                BlackOut(title="Reports", first=date(2027, 2, 1), last=date(2027, 2, 5)),
                BlackOut(title="Examinations", first=date(2027, 5, 10), last=date(2027, 6, 18), kinds=(Kind.RELEASE,)),
            ),
            terms=tuple(Term(first=first, last=last) for first, last in HALF_TERMS),
            limits=limits,
        )

    # Time

    def school_days(self) -> Iterator[date]:
        for first, last in HALF_TERMS:
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                if day.weekday() < 5 and day not in INSET and day != BANK_HOLIDAY:
                    yield day

    def _calendar(self) -> Iterator[Slot]:
        for number, day in enumerate(INSET):
            for part, (start, minutes) in enumerate(((540, 90), (645, 90), (795, 120))):
                if number or part:
                    yield Slot(
                        id=f"inset {day} {part}", day=day, start=start, minutes=minutes, kind=Kind.INSET, counted=True
                    )
        meeting = self.chance.randrange(0, 3)
        every = 1 if self.size.name == "small" else 2
        twilight = (meeting + self.chance.choice((1, 2))) % 5
        for day in self.school_days():
            week = day.isocalendar().week
            if day.weekday() == meeting and week % every == 0:
                yield Slot(id=f"meeting {day}", day=day, start=930, minutes=60, kind=Kind.MEETING, counted=True)
            if day.weekday() == twilight and week % 3 == 0:
                yield Slot(id=f"twilight {day}", day=day, start=930, minutes=90, kind=Kind.TWILIGHT)
            if day.weekday() == 4 and week % 2:
                yield Slot(id=f"early {day}", day=day, start=495, minutes=30, kind=Kind.WEEKLY)
            yield Slot(id=f"morning {day}", day=day, start=530, minutes=200, kind=Kind.RELEASE, counted=True, cover=50)
            yield Slot(id=f"noon {day}", day=day, start=790, minutes=120, kind=Kind.RELEASE, counted=True, cover=50)

    def _fixed(self) -> tuple[Fixed, ...]:
        new = tuple(person.id for person in self.people if person.role == "early career")
        day = [day for day in self.school_days() if day.weekday() == 2]
        sessions = [
            Fixed(id=f"early career {at}", title="Early-career session", day=each, start=930, minutes=90, people=new)
            for at, each in enumerate(day[3::6])
            if new
        ]
        safe = Fixed(id="safeguarding", title="Safeguarding", day=INSET[0], start=540, minutes=90)
        return (safe, *sessions)

    # People

    def _person(self, number: int) -> Person:
        chance = self.chance
        role = self._role(number)
        days = [0, 1, 2, 3, 4]
        if chance.random() < 0.28 and role != "leader":
            days = sorted(chance.sample(days, chance.choice((2, 3, 3, 4))))
        department = ""
        if self.size.departments and role != "assistant":
            department = f"department {number % self.size.departments}"
        share = len(days) / 5
        if role == "assistant":
            return Person(
                id=f"person {number}",
                role=role,
                hours=tuple(Span(weekday=day, start=510, end=930) for day in days),
                paid_minutes=int(chance.choice((0, 180, 360, 600)) * share),
                pence_an_hour=1_350,
                with_pupils=tuple(Span(weekday=d, start=a, end=b) for d in days for a, b in ((530, 730), (790, 910))),
            )
        taught, ppa = self._week(days, role)
        protected: tuple[Span, ...] = ()
        if role == "early career":
            # An early-career teacher's time is a tenth (second year: a twentieth) of the timetable: two periods.
            protected, taught = tuple(taught[:2]), taught[2:]
        return Person(
            id=f"person {number}",
            role=role,
            department=department,
            hours=tuple(Span(weekday=day) for day in days),
            directed_minutes=None if role == "leader" else int(chance.randrange(3, 13) * 60 * share),
            with_pupils=tuple(taught),
            ppa=tuple(ppa),
            protected=protected,
        )

    def _role(self, number: int) -> str:
        place = number / self.size.staff
        if place < 0.06:
            return "leader"
        if place < 0.10:
            return "early career"
        return "teacher" if place < 0.65 else "assistant"

    def _week(self, days: list[int], role: str) -> tuple[list[Span], list[Span]]:
        """What is taught and what is PPA: a primary teacher has one afternoon, a secondary teacher single periods."""
        periods = [Span(weekday=day, start=start, end=end) for day in days for start, end in PERIODS]
        if self.size.departments == 0:
            off = self.chance.choice(days)
            ppa = [each for each in periods if each.weekday == off and each.start >= 790]
            rest = [each for each in periods if each not in ppa]
        else:
            ppa = self.chance.sample(periods, max(1, round(len(periods) * 0.1)))
            rest = [each for each in periods if each not in ppa]
            for each in self.chance.sample(rest, len(rest) // 8):  # free periods, which are not PPA
                rest.remove(each)
        if role == "leader":
            rest = rest[: len(rest) // 2]
        return rest, ppa

    def _teams(self) -> list[Team]:
        by_role = {
            role: [p.id for p in self.people if p.role == role]
            for role in ("leader", "early career", "teacher", "assistant")
        }
        found = [
            Team(id="all", title="All staff", people=tuple(person.id for person in self.people)),
            Team(id="teachers", title="Teachers", people=(*by_role["teacher"], *by_role["early career"])),
            Team(id="assistants", title="Teaching assistants", people=tuple(by_role["assistant"])),
            Team(id="new", title="Early-career teachers", people=tuple(by_role["early career"])),
            Team(id="leaders", title="Senior leaders", people=tuple(by_role["leader"])),
        ]
        for at in range(self.size.departments):
            own = tuple(person.id for person in self.people if person.department == f"department {at}")
            found.append(Team(id=f"department {at}", title=f"Department {at}", people=own))
        grown = [person.id for person in self.people if person.role == "teacher"]
        for at in range(max(4, self.size.staff // 8)):
            whom = grown if at % 3 else by_role["assistant"]
            some = tuple(sorted(self.chance.sample(whom, min(len(whom), self.chance.choice((2, 3, 4, 6, 8))))))
            found.append(Team(id=f"group {at}", title=f"Group {at}", people=some))
        return [team for team in found if team.people]

    # Needs and offers

    def _needs(self, teams: list[Team]) -> tuple[list[Need], dict[int, list[Need]]]:
        chance = self.chance
        needs: list[Need] = []
        topics: dict[int, list[Need]] = {}
        count = max(8, self.size.needs // 5)
        large = [team for team in teams if len(team.people) > self.size.staff // 4]
        for at in range(self.size.needs):
            topic = at % count
            team = chance.choice(large if chance.random() < 0.15 else teams)
            by = chance.choice((None, None, None, date(2026, 12, 18), date(2027, 3, 25), date(2027, 5, 28)))
            check = by + timedelta(days=30) if by and chance.random() < 0.5 else None
            need = Need(
                id=f"need {at}",
                title=f"Topic {topic} for {team.title}",
                team=team.id,
                # The first topics belong to the first priorities.
                weight=max(1, round((10 - 8 * topic / count) * chance.uniform(0.6, 1.4))),
                pressing=chance.choice((0, 0, 1, 2, 3)),
                by=by,
                check_on=check,
            )
            needs.append(need)
            topics.setdefault(topic, []).append(need)
        return needs, topics

    def _option(self, number: int, topics: dict[int, list[Need]]) -> Option:
        chance = self.chance
        needs = topics[number % len(topics)] if number < len(topics) else topics[chance.choice(sorted(topics))]
        some = chance.sample(needs, chance.randint(1, len(needs)))
        if chance.random() < 0.2:  # an offer that serves a second topic too
            some += chance.sample(topics[chance.choice(sorted(topics))], 1)
        teams = tuple(dict.fromkeys(need.team for need in some))
        form = chance.choice(
            ("workshop", "workshop", "trainer", "course", "coaching", "pairs", "visit", "online", "joint")
        )
        low, high = {"course": (40, 80), "coaching": (60, 95), "pairs": (50, 85), "workshop": (25, 60)}.get(
            form, (25, 70)
        )
        met = {need.id: chance.randint(low, high) for need in some}
        meets = tuple(
            Meets(need=need, percent=part, effect_days=chance.choice((0, 14, 30))) for need, part in met.items()
        )
        return self._form(form, f"offer {number:03}", teams, meets)

    def _form(self, form: str, name: str, teams: tuple[str, ...], meets: tuple[Meets, ...]) -> Option:
        chance = self.chance
        said = {"id": name, "title": f"{form} {name}", "teams": teams, "meets": meets}
        calm = (Kind.INSET, Kind.MEETING, Kind.TWILIGHT)
        if form == "workshop":
            return Option(**said, kinds=calm, sessions=chance.randint(1, 3), minutes=60, runs=2, spacing_days=21)
        if form == "trainer":
            price = chance.randrange(300, 1_200, 50) * 100
            return Option(**said, kinds=(Kind.INSET, Kind.TWILIGHT), minutes=90, sessions=chance.choice((1, 1, 2)),
                          price=price, notice_days=21)  # fmt: skip
        if form == "course":
            self._dates(name, chance.randint(1, 4))
            price = chance.randrange(200, 401, 10) * 100
            return Option(**said, kinds=(Kind.RELEASE,), minutes=360, places=chance.randint(1, 4), runs=2,
                          price_each=price + 1_500)  # fmt: skip
        if form == "coaching":
            return Option(**said, kinds=(Kind.RELEASE, Kind.TWILIGHT), sessions=chance.randint(3, 5), minutes=50,
                          runs=6, largest=2, gap_days=7, spacing_days=14)  # fmt: skip
        if form == "pairs":
            return Option(**said, kinds=(Kind.RELEASE,), sessions=chance.randint(1, 3), minutes=120, runs=8, largest=3)
        if form == "visit":
            return Option(**said, kinds=(Kind.RELEASE,), minutes=180, runs=4, largest=2, price_each=2_000)
        if form == "online":
            return Option(**said, kinds=(Kind.TWILIGHT, Kind.MEETING, Kind.INSET), sessions=2, minutes=60, runs=3,
                          price_each=chance.randrange(15, 60) * 100)  # fmt: skip
        others = chance.randint(0, 6)
        self._dates(name, chance.randint(1, 2), Kind.TWILIGHT)
        return Option(**said, kinds=(Kind.TWILIGHT,), minutes=120, smallest=8, others=others, price=15_000,
                      notice_days=14)  # fmt: skip

    def _dates(self, name: str, count: int, kind: Kind = Kind.RELEASE) -> None:
        for day in sorted(self.chance.sample(list(self.school_days()), count)):
            if kind is Kind.RELEASE:
                slot = Slot(id=f"{name} {day}", day=day, start=540, minutes=390, kind=kind, counted=True, cover=100,
                            only_for=(name,))  # fmt: skip
            else:
                slot = Slot(id=f"{name} {day}", day=day, start=960, minutes=120, kind=kind, only_for=(name,))
            self.slots.append(slot)

    def _with_what_comes_before(self, options: list[Option]) -> list[Option]:
        """One offer in ten builds on an earlier one for some of the same teams."""
        found = list(options)
        for at in range(9, len(found), 10):
            for before in found[:at]:
                if set(before.teams) & set(found[at].teams) and not before.after:
                    found[at] = found[at].model_copy(update={"after": (before.id,)})
                    break
        return found
