"""The checker finds every planted violation, and nothing where there is none. Rule IDs: 003-F8a, 003-F3h, 002-19,
002-20.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sef2si.advice.timetable.checker import broken
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
    Placed,
    Problem,
    Slot,
    Span,
    Team,
)
from sef2si.advice.timetable.timetable import Run, Timetable
from tests.advice.timetable.little import timetable

MONDAY = date(2026, 9, 7)
TUESDAY = MONDAY + timedelta(days=1)
NEXT = MONDAY + timedelta(days=7)
WHOLE_WEEK = tuple(Span(weekday=day) for day in range(5))
LESSONS = tuple(Span(weekday=day, start=560, end=720) for day in range(5))


def person(name: str, **changed: object) -> Person:
    given: dict[str, object] = {"id": name, "role": "teacher", "hours": WHOLE_WEEK, "with_pupils": LESSONS} | changed
    return Person.model_validate(given)


PROBLEM = Problem(
    people=(person("a"), person("b"), person("c")),
    teams=(Team(id="t", title="Team", people=("a", "b", "c")), Team(id="u", title="Other", people=("c",))),
    slots=(
        Slot(id="meeting", day=MONDAY, start=930, minutes=60, kind=Kind.MEETING, counted=True),
        Slot(id="late", day=MONDAY, start=960, minutes=60, kind=Kind.TWILIGHT),
        Slot(id="out", day=TUESDAY, start=560, minutes=120, kind=Kind.RELEASE, counted=True, cover=50),
        Slot(id="out too", day=TUESDAY, start=690, minutes=90, kind=Kind.RELEASE, counted=True, cover=50),
        Slot(id="next", day=NEXT, start=930, minutes=60, kind=Kind.MEETING, counted=True),
    ),
    needs=(Need(id="n", title="Need", team="t"),),
    options=(
        Option(id="o", title="Talk", teams=("t",), meets=(Meets(need="n", percent=60),)),
        Option(id="p", title="Visit", teams=("t",), meets=(Meets(need="n", percent=40),), price=10_000),
    ),
    limits=Limits(cover_day=20_000),
)
TALK = Run(option="o", people=("a", "b"), slots=("meeting",))
VISIT = Run(option="p", people=("c",), slots=("out",))
GOOD = (TALK, VISIT)
MEETING, *OTHER_SLOTS = PROBLEM.slots
NEXT_ALONE = PROBLEM.slots[-1].model_copy(update={"only_for": ("o",)})
EVENINGS = BlackOut(title="Reports", first=MONDAY, last=MONDAY, kinds=(Kind.TWILIGHT, Kind.MEETING))
EXAMS = BlackOut(title="Examinations", first=MONDAY, last=MONDAY, kinds=(Kind.RELEASE,))
NPQ = Fixed(id="f", title="NPQ", day=MONDAY, start=980, minutes=60, people=("a",))


def having(**changed: object) -> Problem:
    return PROBLEM.model_copy(update=changed)


def first_person(**changed: object) -> Problem:
    return having(people=(person("a", **changed), *PROBLEM.people[1:]))


def talk(**changed: object) -> Problem:
    return having(options=(PROBLEM.options[0].model_copy(update=changed), PROBLEM.options[1]))


def words(problem: Problem, *runs: Run) -> list[str]:
    return list(dict.fromkeys(line.partition(":")[0] for line in broken(problem, timetable(problem, runs))))


def test_nothing_is_found_where_nothing_is_broken() -> None:
    assert broken(PROBLEM, timetable(PROBLEM, GOOD)) == ()
    assert broken(PROBLEM, timetable(PROBLEM, ())) == ()


CLASHING = (TALK, Run(option="p", people=("a",), slots=("late",)))


@pytest.mark.parametrize(
    ("word", "problem", "runs"),
    [
        ("sessions", talk(sessions=2), (TALK,)),
        ("sessions", talk(sessions=2), (Run(option="o", people=("a",), slots=("next", "meeting")),)),
        ("people", PROBLEM, (Run(option="o", people=(), slots=("meeting",)),)),
        ("gap", talk(sessions=2, gap_days=8), (Run(option="o", people=("a",), slots=("meeting", "next")),)),
        ("size", talk(smallest=4, others=1), (TALK,)),
        ("size", talk(largest=1), (TALK,)),
        ("teams", talk(teams=("u",)), (TALK,)),
        ("slot", talk(minutes=90), (TALK,)),
        ("slot", talk(kinds=(Kind.INSET,)), (TALK,)),
        ("dates", having(slots=(MEETING.model_copy(update={"only_for": ("p",)}), *OTHER_SLOTS)), (TALK,)),
        ("dates", having(slots=(*PROBLEM.slots[:-1], NEXT_ALONE)), (TALK,)),
        ("black-out", having(black_outs=(BlackOut(title="Reports", first=MONDAY, last=MONDAY),)), (TALK,)),
        ("black-out", having(black_outs=(EVENINGS,)), (TALK,)),
        ("notice", having(not_before=TUESDAY), (TALK,)),
        ("begins", talk(not_before=TUESDAY), (TALK,)),
        ("notice", having(not_before=MONDAY, options=talk(notice_days=1).options), (TALK,)),
        ("runs", PROBLEM, (TALK, Run(option="o", people=("c",), slots=("next",)))),
        ("places", talk(places=1), (TALK,)),
        ("twice", talk(runs=2), (TALK, Run(option="o", people=("a",), slots=("next",)))),
        ("order", talk(after=("p",)), (TALK,)),
        ("order", talk(after=("p",)), (TALK, Run(option="p", people=("a", "b"), slots=("out",)))),
        ("day", first_person(hours=WHOLE_WEEK[1:]), (TALK,)),
        ("hours", first_person(hours=(Span(weekday=0, start=510, end=960),)), (TALK,)),
        ("hours", first_person(hours=(Span(weekday=0, start=510, end=960),), paid_minutes=29), (TALK,)),
        ("away", first_person(away=(MONDAY,)), (TALK,)),
        ("open", having(slots=(MEETING.model_copy(update={"open_to": ("u",)}), *OTHER_SLOTS)), (TALK,)),
        ("fixed", having(fixed=(NPQ,)), (TALK,)),
        ("release", having(fixed=(Fixed(id="f", title="NPQ", day=TUESDAY, start=700, minutes=60),)), (VISIT,)),
        ("release", talk(), (VISIT, Run(option="o", people=("c",), slots=("out too",)))),
        ("ppa", first_person(ppa=(Span(weekday=0, start=900, end=940),)), (TALK,)),
        ("protected", first_person(protected=(Span(weekday=0, start=900, end=940),)), (TALK,)),
        ("lessons", first_person(with_pupils=(Span(weekday=0, start=900, end=940),)), (TALK,)),
        ("clash", PROBLEM, CLASHING),
        ("directed", first_person(directed_minutes=59), (Run(option="o", people=("a",), slots=("late",)),)),
        ("out", having(limits=Limits(cover_day=20_000, out_a_day=0)), (VISIT,)),
        (
            "department",
            having(
                people=(*PROBLEM.people[:2], person("c", department="d")),
                departments=(Department(id="d", out_a_day=0),),
            ),
            (VISIT,),
        ),
        ("budget", having(limits=Limits(budget=19_999, cover_day=20_000)), GOOD),
        ("cover", having(limits=Limits(cover=(CoverLimit(title="w", first=MONDAY, last=NEXT, most=49),))), GOOD),
        ("pin", having(pins=(Placed(option="o", people=("a",)),)), GOOD),
        ("ban", having(bans=(Ban(option="o"),)), (TALK,)),
        ("ban", having(bans=(Ban(option="o", team="t"),)), (TALK,)),
        ("ban", having(bans=(Ban(option="o", slot="meeting"),)), (TALK,)),
        ("unknown", PROBLEM, (Run(option="o", people=("a",), slots=("never",)),)),
    ],
)  # fmt: skip
def test_every_planted_violation_is_found(word: str, problem: Problem, runs: tuple[Run, ...]) -> None:
    if word == "unknown":
        found = broken(problem, timetable(problem, ()).model_copy(update={"runs": runs}))
        assert [line.partition(":")[0] for line in found] == ["unknown"]
    else:
        assert word in words(problem, *runs)


@pytest.mark.parametrize(
    ("problem", "runs"),
    [
        # As near to each limit as one may come.
        (first_person(hours=(Span(weekday=0, start=510, end=960),), paid_minutes=30), (TALK,)),
        (first_person(directed_minutes=60), (Run(option="o", people=("a",), slots=("late",)),)),
        (having(limits=Limits(budget=20_000, cover_day=20_000, out_a_day=1)), GOOD),
        (talk(sessions=2, gap_days=7), (Run(option="o", people=("a",), slots=("meeting", "next")),)),
        (talk(smallest=3, others=1, largest=2, places=2), (TALK,)),
        (first_person(ppa=(Span(weekday=0, start=900, end=930), Span(weekday=0, start=990, end=1020))), (TALK,)),
        (first_person(ppa=(Span(weekday=0, start=900, end=940, week=2),)), ()),
        (having(black_outs=(EXAMS,), options=talk(not_before=MONDAY).options), (TALK,)),
        # What is pinned was agreed before: the past and black-outs do not touch it.
        (having(not_before=NEXT, pins=(Placed(option="o", people=("a", "b"), slots=("meeting",)),)), (TALK,)),
        # An INSET day has no timetable of lessons and PPA.
        (
            having(
                people=(person("a", ppa=(Span(weekday=0, start=900, end=990),)), *PROBLEM.people[1:]),
                slots=(
                    PROBLEM.slots[0].model_copy(update={"kind": Kind.INSET}),
                    *PROBLEM.slots[1:],
                ),
            ),
            (TALK,),
        ),
    ],
)
def test_what_is_just_allowed_is_left_alone(problem: Problem, runs: tuple[Run, ...]) -> None:
    assert broken(problem, timetable(problem, runs)) == ()


@pytest.mark.parametrize("name", ["met", "cost", "cover"])
def test_a_timetable_that_says_more_than_the_truth_is_found_out(name: str) -> None:
    honest = timetable(PROBLEM, GOOD)
    wrong = honest.totals.model_copy(update={name: getattr(honest.totals, name) + 1})
    assert len(broken(PROBLEM, honest.model_copy(update={"totals": wrong}))) == 1
    assert len(broken(PROBLEM, honest.model_copy(update={"bound": honest.totals.met - 1}))) == 1


def test_true_cost_is_price_and_cover_and_paid_time_to_the_penny() -> None:
    paid = having(
        people=(person("a", hours=(Span(weekday=0, start=510, end=960),), paid_minutes=30, pence_an_hour=1_333),
                *PROBLEM.people[1:])
    )  # fmt: skip
    # 30 minutes at £13.33 an hour is £6.665, and a half goes upwards; the visit is £100 and half a day at £200.
    assert timetable(paid, GOOD).totals.cost == 667 + 10_000 + 10_000
    assert timetable(paid, GOOD).totals.cover == 50


def test_a_need_counts_only_what_ends_in_time_and_could_show_by_its_check() -> None:
    def met(**changed: object) -> int:
        problem = having(
            needs=(PROBLEM.needs[0].model_copy(update=changed),),
            options=talk(meets=(Meets(need="n", percent=60, effect_days=10),)).options,
        )
        found: Timetable = timetable(problem, (TALK,))
        assert broken(problem, found) == ()
        return found.totals.needs[0].met

    assert met() == 60 * 100 * 2 // 3
    assert met(by=MONDAY) == 4_000
    assert met(by=MONDAY - timedelta(days=1)) == 0
    assert met(check_on=MONDAY + timedelta(days=10)) == 4_000
    assert met(check_on=MONDAY + timedelta(days=9)) == 0
