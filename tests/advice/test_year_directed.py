"""The directed-time ledger, against sums made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sef2si.advice.year.days import school_year
from sef2si.advice.year.directed import FULL_DAYS, hours_words, notes, of_group, of_member
from sef2si.domain.dates import DateSort, Repeats
from sef2si.domain.needs import StaffGroup
from sef2si.domain.staff import HalfDay, StaffMember
from tests import factories as make
from tests.advice.years import inset, terms

DAY = make.calendar_date(id="day", sort=DateSort.DAY, minutes=360)
MEETING = make.calendar_date(
    id="m", sort=DateSort.MEETING, starts=date(2026, 9, 8), repeats=Repeats.WEEKLY, at="15:30", minutes=60
)
PARENTS = make.calendar_date(
    id="p", sort=DateSort.PARENTS, starts=date(2026, 11, 18), at="16:00", minutes=180, who=(StaffGroup.TEACHERS,)
)
YEAR = school_year((*terms(), *inset(), DAY, MEETING, PARENTS))
# Counted by hand: 74 + 54 + 68 weekdays of the three terms without holidays, of which five are INSET days; and the
# Tuesdays from the second week on.
PUPILS, STAFF = 191, 196
TUESDAYS = 14 + 11 + 14
MONDAY_TO_WEDNESDAY = tuple(half for half in HalfDay if half.weekday.value in ("mon", "tue", "wed"))


def member(**more: object) -> StaffMember:
    return StaffMember.model_validate({"name": "A. B.", "group": StaffGroup.TEACHERS, **more})


def test_a_full_time_teacher() -> None:
    assert (len(YEAR.pupils_days), len(YEAR.staff_days)) == (PUPILS, STAFF)
    ledger = of_group(YEAR, StaffGroup.TEACHERS)
    assert {use.entry.id: (use.times, use.minutes) for use in ledger.uses} == {
        **{f"i{n}": (1, 360) for n in range(5)},
        "day": (PUPILS, PUPILS * 360),
        "m": (TUESDAYS, TUESDAYS * 60),
        "p": (1, 180),
    }
    assert ledger.used == 5 * 360 + PUPILS * 360 + TUESDAYS * 60 + 180
    assert (ledger.allowance, ledger.left) == (1265 * 60, 1265 * 60 - ledger.used)
    assert of_member(YEAR, member()) == ledger


def test_what_is_for_others_or_not_directed_takes_nothing() -> None:
    early = of_group(YEAR, StaffGroup.EARLY_CAREER)
    assert "p" not in {use.entry.id for use in early.uses}
    twilight = make.calendar_date(sort=DateSort.TWILIGHT, starts=date(2026, 10, 6), minutes=90)
    assert of_group(school_year((*YEAR.entries, twilight)), StaffGroup.EARLY_CAREER).used == early.used + 90
    undirected = school_year((*YEAR.entries, twilight.having(directed=False)))
    assert of_group(undirected, StaffGroup.EARLY_CAREER).used == early.used


def test_leaders_and_support_staff_have_no_such_limit() -> None:
    assert of_group(YEAR, StaffGroup.SENIOR_LEADERS).left is None
    assert of_group(YEAR, StaffGroup.TEACHING_ASSISTANTS).left is None
    assert of_member(YEAR, member(group=StaffGroup.TEACHING_ASSISTANTS)).left is None


def test_a_part_timer_has_a_share_and_is_asked_only_on_days_worked() -> None:
    part = of_member(YEAR, member(days=MONDAY_TO_WEDNESDAY))
    days = sum(day.weekday() < 3 for day in YEAR.pupils_days)
    assert part.allowance == int(Decimal("0.6") * 1265 * 60)
    # INSET days: Tuesday 1 and Wednesday 2 September, Mondays 4 January and 12 April; 22 July is a Thursday.
    assert {use.entry.id: use.minutes for use in part.uses} == {
        "i0": 360, "i1": 360, "i2": 360, "i3": 360, "day": days * 360, "m": TUESDAYS * 60, "p": 180,
    }  # fmt: skip


def test_half_a_day_is_half_and_a_time_falls_in_the_morning_or_the_afternoon() -> None:
    mornings = tuple(half for half in HalfDay if half.is_morning)
    ledger = of_member(YEAR, member(days=mornings))
    assert {use.entry.id: use.minutes for use in ledger.uses} == {
        **{f"i{n}": 180 for n in range(5)},
        "day": PUPILS * 180,
    }


def test_an_inset_or_ordinary_day_is_halved_though_it_has_a_time_unless_it_is_one_half() -> None:
    on = date(2026, 9, 1)
    morning = make.calendar_date(id="am", starts=on, at="09:00", minutes=180)
    afternoon = make.calendar_date(id="pm", starts=on, at="13:00", minutes=180)
    year = school_year(
        (*terms(), make.calendar_date(id="i", starts=on, at="09:00"), DAY.having(at="08:45"), morning, afternoon)
    )
    days = len(year.pupils_days)

    def uses(*, mornings: bool) -> dict[str, int]:
        days = tuple(half for half in HalfDay if half.is_morning is mornings)
        return {use.entry.id: use.minutes for use in of_member(year, member(days=days)).uses}

    assert uses(mornings=True) == {"i": 180, "day": days * 180, "am": 180}
    assert uses(mornings=False) == {"i": 180, "day": days * 180, "pm": 180}


def test_a_teams_date_is_for_that_team() -> None:
    science = make.calendar_date(id="s", sort=DateSort.MEETING, starts=date(2026, 10, 6), minutes=60, team="Science")
    year = school_year((*terms(), science))
    assert [of_member(year, member(team=team)).used for team in ("science ", "Maths", "")] == [60, 0, 0]


def test_training_for_a_few_is_not_everybodys_where_nobody_is_named_and_it_is_asked_whose_it_is() -> None:
    on = {"starts": date(2026, 10, 6), "at": "16:00", "minutes": 60}
    npq = make.calendar_date(id="npq", sort=DateSort.NPQ, title="NPQ, day 1", **on)
    early = make.calendar_date(id="early", sort=DateSort.EARLY_CAREER, **on)
    statutory = make.calendar_date(id="all", sort=DateSort.STATUTORY, **on)
    year = school_year((*terms(), npq, early, statutory))

    def uses(group: StaffGroup) -> set[str]:
        return {use.entry.id for use in of_group(year, group).uses}

    assert (uses(StaffGroup.TEACHERS), uses(StaffGroup.EARLY_CAREER)) == ({"all"}, {"all", "early"})
    assert [each for each in notes(year) if "NPQ" in each] == [
        "“NPQ, day 1”: whose is it? Nobody has said, so it takes nobody’s time and keeps nobody free. Please give it a "
        "team or a staff group in the calendar."
    ]
    said = school_year((*terms(), npq.having(team="Science"), npq.having(id="n2", who=(StaffGroup.TEACHERS,))))
    assert not [each for each in notes(said) if "NPQ" in each]
    assert [of_member(said, member(team=team)).used for team in ("Science", "Maths")] == [120, 60]


def test_003_f8l_what_there_is_to_look_at_again_is_said_and_names_nobody() -> None:
    assert notes(school_year(())) == ("There are no terms in the calendar yet, so there is nothing to count.",)
    assert notes(YEAR) == (
        f"The calendar has {STAFF} days on which staff work, 1 day more than {FULL_DAYS}. Please check terms, "
        "holidays and INSET days.",
    )
    heavy = school_year((*YEAR.entries, make.calendar_date(id="more", sort=DateSort.DAY, minutes=60)))
    over = of_group(heavy, StaffGroup.EARLY_CAREER).used - 1265 * 60
    said = notes(heavy, (member(name="Zuleika Dobson"), member(group=StaffGroup.LUNCHTIME)))
    assert (
        f"Early-career teachers: the calendar asks for {hours_words(over)} more than may be directed. Something has "
        "to come out before it is published."
    ) in said
    assert said[-1] == (
        "1 member of staff is asked for more than their share: part-timers are asked only on days they work."
    )
    assert [each for each in said if "Zuleika" in each] == []
    assert "No ordinary day says" in notes(school_year((*terms(), *inset())))[-1]
