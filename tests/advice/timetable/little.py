"""Little problems: a strategy of them for Hypothesis, and every timetable there is for one, by brute force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from hypothesis import strategies as st

from sef2si.advice.timetable.checker import broken
from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.problem import (
    Ban,
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
from sef2si.advice.timetable.timetable import Run, Timetable, Totals
from sef2si.advice.timetable.worth import Worth

MONDAY = date(2026, 9, 7)
_WEEK = range(5)
_STOPS = ((), (Kind.RELEASE,), (Kind.MEETING, Kind.TWILIGHT))
_TIMES = {Kind.INSET: 540, Kind.MEETING: 930, Kind.TWILIGHT: 930, Kind.WEEKLY: 500, Kind.RELEASE: 600}


def timetable(problem: Problem, runs: tuple[Run, ...]) -> Timetable:
    """Runs with the totals that planners give them."""
    return Timetable(runs=runs, totals=Worth(Free(problem)).totals(runs))


def _some(each: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(each), min_size=1, unique=True)


@st.composite
def problems(draw: st.DrawFn, people: int = 4, options: int = 6, needs: int = 8, slots: int = 10) -> Problem:
    """A problem of at most so many of each, in which every rule can bite. No pins."""
    staff = tuple(draw(_person(at)) for at in range(draw(st.integers(1, people))))
    names = [person.id for person in staff]
    teams = tuple(
        Team(
            id=f"t{at}",
            title=f"Team {at}",
            people=tuple(draw(st.lists(st.sampled_from(names), min_size=1, unique=True))),
        )
        for at in range(draw(st.integers(1, 2)))
    )
    times = tuple(draw(_slot(at)) for at in range(draw(st.sampled_from((0, slots // 2, slots, slots)))))
    wanted = tuple(draw(_need(at, teams)) for at in range(draw(st.integers(1, needs))))
    count = draw(st.sampled_from((0, options // 2, options, options)))
    offers = tuple(draw(_option(at, teams, wanted)) for at in range(count))
    if count and draw(st.booleans()):
        own = draw(st.sampled_from([each.id for each in offers]))
        times = tuple(
            slot.model_copy(update={"only_for": (own,)}) if at % 4 == 0 else slot for at, slot in enumerate(times)
        )
    days = st.integers(0, 20).map(lambda number: MONDAY + timedelta(days=number))
    first = draw(days)
    return Problem(
        people=staff,
        teams=teams,
        slots=times,
        needs=wanted,
        options=offers,
        departments=(Department(id="d", out_a_day=draw(st.none() | st.integers(1, 2))),),
        fixed=tuple(
            Fixed(id=f"f{at}", title="Fixed", day=draw(days), start=600, minutes=60, people=tuple(draw(_some(names))))
            for at in range(draw(st.integers(0, 2)))
        ),
        black_outs=(
            BlackOut(title="Reports", first=first, last=first + timedelta(days=1), kinds=draw(st.sampled_from(_STOPS))),
        )[draw(st.integers(0, 1)) :],
        terms=(Term(first=MONDAY, last=MONDAY + timedelta(days=20)),),
        limits=Limits(
            budget=draw(st.none() | st.sampled_from((0, 20_000, 40_000, 90_000))),
            cover_day=draw(st.sampled_from((21_800, 29_100))),
            cover=(CoverLimit(title="a week", first=MONDAY, last=first, most=draw(st.sampled_from((0, 50, 100)))),),
            out_a_day=draw(st.none() | st.integers(1, 2)),
        ),
        bans=tuple(
            Ban(option=draw(st.sampled_from(offers)).id, team=draw(st.sampled_from(("", teams[0].id))))
            for _ in range(draw(st.integers(0, 3)) // 3 if count else 0)
        ),
        not_before=draw(st.none() | st.none() | st.just(MONDAY + timedelta(days=3))),
    )  # fmt: skip


@st.composite
def _person(draw: st.DrawFn, at: int) -> Person:
    days = draw(st.lists(st.sampled_from(_WEEK), min_size=3, unique=True))
    teaches = draw(st.booleans())
    short = not teaches and draw(st.booleans())
    spans = tuple(Span(weekday=day, start=510, end=950) if short else Span(weekday=day) for day in sorted(days))
    lessons = tuple(Span(weekday=day, start=560, end=720, week=draw(st.integers(0, 2))) for day in _WEEK if day in days)
    return Person(
        id=f"p{at}",
        role=draw(st.sampled_from(("teacher", "assistant"))),
        department=draw(st.sampled_from(("", "d"))),
        hours=spans,
        directed_minutes=draw(st.none() | st.sampled_from((60, 120, 300))) if teaches else None,
        paid_minutes=draw(st.sampled_from((0, 30, 60, 200))) if short else 0,
        pence_an_hour=1_333,
        with_pupils=lessons[draw(st.integers(0, 3)) :],
        ppa=(Span(weekday=draw(st.sampled_from(_WEEK)), start=600, end=660),) if teaches else (),
        protected=(Span(weekday=draw(st.sampled_from(_WEEK)), start=600, end=660),)[draw(st.integers(0, 1)) :],
        away=(MONDAY + timedelta(days=draw(st.integers(0, 20))),) if draw(st.booleans()) else (),
        has=("o0",) if draw(st.booleans()) else (),
    )


@st.composite
def _slot(draw: st.DrawFn, at: int) -> Slot:
    kind = draw(st.sampled_from(Kind))
    day = MONDAY + timedelta(days=7 * draw(st.integers(0, 2)) + draw(st.integers(0, 4)))
    return Slot(
        id=f"s{at}",
        day=day,
        start=_TIMES[kind] + draw(st.sampled_from((0, 0, 130))),
        minutes=draw(st.sampled_from((60, 90))),
        kind=kind,
        counted=draw(st.sampled_from((True, True, False))),
        cover=draw(st.sampled_from((0, 50))) if kind is Kind.RELEASE else 0,
        week=draw(st.integers(0, 2)),
        open_to=("t0",) if draw(st.integers(0, 5)) == 0 else (),
    )


@st.composite
def _need(draw: st.DrawFn, at: int, teams: tuple[Team, ...]) -> Need:
    by = draw(st.none() | st.none() | st.integers(7, 25).map(lambda number: MONDAY + timedelta(days=number)))
    check = draw(st.none() | st.none() | st.integers(10, 30).map(lambda number: MONDAY + timedelta(days=number)))
    return Need(
        id=f"n{at}",
        title=f"Need {at}",
        team=draw(st.sampled_from([team.id for team in teams])),
        weight=draw(st.integers(1, 9)),
        pressing=draw(st.integers(0, 3)),
        by=by,
        check_on=check,
    )


@st.composite
def _option(draw: st.DrawFn, at: int, teams: tuple[Team, ...], needs: tuple[Need, ...]) -> Option:
    met = draw(st.lists(st.sampled_from([need.id for need in needs]), min_size=1, unique=True))
    smallest = draw(st.sampled_from((1, 1, 1, 2, 3)))
    return Option(
        id=f"o{at}",
        title=f"Option {at}",
        teams=tuple(team.id for team in teams) if at % 2 else tuple(draw(_some([team.id for team in teams]))),
        meets=tuple(
            Meets(need=need, percent=draw(st.integers(20, 100)), effect_days=draw(st.sampled_from((0, 10))))
            for need in met
        ),
        sessions=draw(st.integers(1, 2)),
        minutes=draw(st.sampled_from((45, 60, 60, 90))),
        gap_days=draw(st.sampled_from((0, 1, 5))),
        spacing_days=draw(st.sampled_from((0, 7, 14))),
        kinds=tuple(draw(st.sampled_from(((), (), (Kind.RELEASE,), (Kind.MEETING, Kind.INSET, Kind.TWILIGHT))))),
        runs=draw(st.integers(1, 2)),
        smallest=smallest,
        largest=draw(st.none() | st.integers(2, 4)),
        others=draw(st.integers(0, 2)),
        places=draw(st.none() | st.integers(1, 4)),
        price=draw(st.sampled_from((0, 10_000, 40_000))),
        price_each=draw(st.sampled_from((0, 5_000))),
        notice_days=draw(st.sampled_from((0, 2))),
        after=("o0",) if at and draw(st.integers(0, 3)) == 0 else (),
        not_before=draw(st.none() | st.none() | st.integers(3, 9).map(lambda number: MONDAY + timedelta(days=number))),
    )  # fmt: skip


def best_by_brute_force(problem: Problem, most: int = 200_000) -> int | None:
    """The most need any timetable meets that the checker lets pass; None where there are too many to try.

    Every group of people, every choice of slots, every set of runs. Breaking a rule can't be mended by more runs, save
    that of order; so a branch ends where it breaks another.
    """
    single = [run for option in problem.options for run in _runs_of(problem, option)]
    alone = [run for run in single if not _breaks(problem, (run,), but="order")]
    tried = 0

    def grow(runs: tuple[Run, ...], rest: list[Run], best: int) -> int:
        nonlocal tried
        tried += 1
        if tried > most:
            raise OverflowError
        if not _breaks(problem, runs):
            best = max(best, _met(problem, runs))
        for at, run in enumerate(rest):
            more = (*runs, run)
            if not _breaks(problem, more, but="order"):
                best = grow(more, rest[at + 1 :], best)
        return best

    try:
        return grow((), alone, 0)
    except OverflowError:
        return None


def _met(problem: Problem, runs: tuple[Run, ...]) -> int:
    """Weighted need met, counted here anew: neither the solver's nor the checker's sum."""
    teams = {team.id: set(team.people) for team in problem.teams}
    options = {option.id: option for option in problem.options}
    days = {slot.id: slot.day for slot in problem.slots}
    total = 0
    for need in problem.needs:
        team = teams[need.team]
        learnt = [0 for _ in team]
        for run in runs:
            last = max(days[slot] for slot in run.slots)
            for each in options[run.option].meets:
                shows = last + timedelta(days=each.effect_days)
                in_time = (need.by is None or last <= need.by) and (need.check_on is None or shows <= need.check_on)
                if each.need == need.id and in_time:
                    learnt = [
                        so_far + each.percent * (who in run.people) for so_far, who in zip(learnt, team, strict=True)
                    ]
        total += need.weight * (sum(100 if each > 100 else each for each in learnt) * 100 // len(team))
    return total


def _runs_of(problem: Problem, option: Option) -> Iterator[Run]:
    teams = {team.id: team.people for team in problem.teams}
    people = sorted({person for team in option.teams for person in teams[team]})
    slots = [slot.id for slot in sorted(problem.slots, key=lambda each: (each.day, each.start))]
    for size in range(1, len(people) + 1):
        for some in combinations(people, size):
            for chosen in combinations(slots, option.sessions):
                yield Run(option=option.id, people=some, slots=chosen)


def _breaks(problem: Problem, runs: tuple[Run, ...], but: str = "-") -> bool:
    empty = Totals(met=0, most=0, needs=(), cost=0, cover=0, hours=())
    lines = broken(problem, Timetable(runs=runs, totals=empty))
    return any(not line.startswith(("totals:", but)) for line in lines)
