"""The calendar, read again by icalendar: every day of the plan once, text as text, nothing private."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sef2si.documents.calendar.dates import TERM_ENDS as TERM_DAYS
from sef2si.documents.calendar.dates import TERM_RULE, dated
from sef2si.documents.calendar.ics import NOTHING, ics
from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.editions import for_edition
from sef2si.documents.printing.text import one_line, writable
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Edition, Source
from sef2si.domain.cycle import Term
from sef2si.domain.dates import DateSort, Repeats
from sef2si.domain.nameless import names_of_staff
from sef2si.domain.plan import KINDS, Plan, shared
from sef2si.domain.priorities import CriterionStatus, PriorityState
from sef2si.domain.record import TEXT_LENGTH, WithinPlan
from tests import factories as make
from tests.documents.map.plans import CANARY, NAUGHTY, TODAY, broken_plan, crowded_plan, naughty_plan

PLANS = {
    **{plan.urn: plan for plan in read_samples()},
    "crowded": crowded_plan(),
    "broken": broken_plan(),
    "whole": make.whole_plan(),
}
by_plan = pytest.mark.parametrize("name", PLANS)
# Where terms end in 2026/27, as far as anybody can say it for all schools.
TERM_ENDS = {Term.AUTUMN: date(2026, 12, 20), Term.SPRING: date(2027, 3, 31), Term.SUMMER: date(2027, 7, 22)}
# Every field that names a day of the plan. One more field makes a test fail here until the calendar has it.
SESSIONS = ("cpd_sessions", "held_on")
SCHOOL_DAYS = {("dates", "starts"), ("dates", "ends")}
FIELDS = {
    ("priorities", "by"),
    ("needs", "ask_again"),
    ("offers", "decide_by"),
    ("actions", "by"),
    ("activities", "starts"),
    ("activities", "ends"),
    ("activities", "check_due"),
    ("checks", "checked_on"),
    ("checks", "next_check"),
}


def read(plan: Plan, today: date = TODAY) -> Any:
    return icalendar.Calendar.from_ical(ics(Source(plan, today)))


def as_text(unknown: object) -> str:
    """What others read in a property that icalendar, knowing nothing of it, leaves escaped."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], str(unknown))


def events(plan: Plan, today: date = TODAY) -> dict[str, Any]:
    """By uid, without what comes before the kind."""
    entries = read(plan, today).walk("VEVENT")
    found = {str(each["uid"]).removeprefix(f"{plan.id}."): each for each in entries}
    assert len(found) == len(entries)
    return {uid.removesuffix("@sef2si"): event for uid, event in found.items()}


def days_in(plan: Plan) -> Counter[tuple[str, str, str, date]]:
    """(kind, id, field, day) of every entry; one that lasts is both the day it starts and the day it ends."""
    found: Counter[tuple[str, str, str, date]] = Counter()
    known = events(plan)
    for uid, event in known.items():
        kind, rest = uid.split(".", 1)
        if kind in ("dates", "cpd_sessions"):  # these have times, and tests of their own
            continue
        record_id, field = rest.rsplit(".", 1)
        first, last = event["dtstart"].dt, event["dtend"].dt - timedelta(days=1)
        found[kind, record_id, field, first] += 1
        if field == "starts" and f"{kind}.{record_id}.ends" not in known:
            record = plan.find(kind, record_id)
            if record.ends:
                found[kind, record_id, "ends", last] += 1
        else:
            assert first == last
    return found


def expected(plan: Plan) -> Counter[tuple[str, str, str, date]]:
    """The days of the shared plan, but for what is parked and what serves it alone."""
    plan = shared(plan)
    parked = {each.id for each in plan.priorities if each.state is PriorityState.PARKED}
    needs = {need.id: need.priority_id for need in plan.needs}
    gone = {a.id for a in plan.activities if a.need_ids and all(needs[i] in parked for i in a.need_ids)}
    gone |= {action.id for action in plan.actions if action.priority_id in parked}
    found: Counter[tuple[str, str, str, date]] = Counter()
    for kind, field in FIELDS:
        for record in plan.records(kind):
            owners = {getattr(record, name, None) for name in ("priority_id", "activity_id", "action_id")}
            day = getattr(record, field)
            if day and not {record.id, *owners} & (parked | gone):
                found[kind, record.id, field, day] += 1
    for milestone in plan.milestones:
        if milestone.term and milestone.priority_id not in parked:
            found["milestones", milestone.id, "term", TERM_ENDS[milestone.term]] += 1
    return found


def test_every_field_that_names_a_day_of_the_plan_is_known_here() -> None:
    marked = {(kind, name) for kind, cls in KINDS.items() for name in cls.fields_marked(WithinPlan)}
    assert marked == FIELDS | SCHOOL_DAYS | {SESSIONS}


@by_plan
def test_every_day_of_the_plan_is_there_exactly_once(name: str) -> None:
    assert days_in(PLANS[name]) == expected(PLANS[name])


def moments(plan: Plan) -> dict[str, tuple[Any, Any]]:
    return {uid: (event["dtstart"].dt, event["dtend"].dt) for uid, event in events(plan).items()}


def test_sessions_and_the_schools_own_days_are_there_at_their_time() -> None:
    """Terms by their ends, holidays as they are, what comes again each time; winter and summer time are told apart."""
    terms = (
        make.calendar_date(id="t", sort=DateSort.TERM, starts=date(2026, 9, 1), ends=date(2026, 12, 18)),
        make.calendar_date(id="h", sort=DateSort.HOLIDAY, starts=date(2026, 10, 19), ends=date(2026, 10, 30)),
        make.calendar_date(
            id="m", sort=DateSort.MEETING, starts=date(2026, 10, 6), ends=date(2026, 11, 10),
            repeats=Repeats.WEEKLY, at="3.30 pm", minutes=60,
        ),
        make.calendar_date(id="i", sort=DateSort.INSET, starts=date(2026, 9, 1)),
        make.calendar_date(id="d", sort=DateSort.DAY, starts=date(2026, 9, 1), minutes=380),
        make.calendar_date(id="no-day"),
    )  # fmt: skip
    activity = make.activity(id="a")
    session = make.cpd_session(id="s", activity_id="a", held_on=date(2027, 1, 12), at="15:45", minutes=45)
    plan = make.plan(dates=terms, activities=(activity,), cpd_sessions=(session, make.cpd_session(activity_id="a")))

    def utc(*when: int) -> datetime:
        return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]

    assert moments(plan) == {
        "dates.t.starts": (date(2026, 9, 1), date(2026, 9, 2)),
        "dates.t.ends": (date(2026, 12, 18), date(2026, 12, 19)),
        "dates.h.starts": (date(2026, 10, 19), date(2026, 10, 31)),
        "dates.i.starts-20260901": (date(2026, 9, 1), date(2026, 9, 2)),
        "dates.m.starts-20261006": (utc(2026, 10, 6, 14, 30), utc(2026, 10, 6, 15, 30)),
        "dates.m.starts-20261013": (utc(2026, 10, 13, 14, 30), utc(2026, 10, 13, 15, 30)),
        "dates.m.starts-20261103": (utc(2026, 11, 3, 15, 30), utc(2026, 11, 3, 16, 30)),
        "dates.m.starts-20261110": (utc(2026, 11, 10, 15, 30), utc(2026, 11, 10, 16, 30)),
        "cpd_sessions.s.held_on": (utc(2027, 1, 12, 15, 45), utc(2027, 1, 12, 16, 30)),
    }


def test_a_term_ends_where_it_ends_when_it_is_read_from_a_file() -> None:
    from sef2si.documents.incoming.dates import ENDS

    assert {term: TERM_DAYS[term] for term in Term} == {term: ENDS[term, 2] for term in Term}


def test_the_samples_hold_every_sort_of_day() -> None:
    kinds = {(kind, field) for plan in PLANS.values() for kind, _, field, _ in expected(plan)}
    assert kinds == FIELDS | {("milestones", "term")}


@by_plan
def test_the_calendar_says_what_it_is_and_what_is_left_out(name: str) -> None:
    plan = PLANS[name]
    calendar = read(plan)
    assert as_text(calendar["x-wr-calname"]) == f"{plan.school.name}: CPD and improvement {plan.year}"
    about = as_text(calendar["x-wr-caldesc"])
    assert about.startswith(
        f"{plan.school.name} (URN {plan.urn}), academic year {plan.year}, as it stood on 22 November 2026, "
        f"version {plan.seq}."
    )
    assert (as_text(calendar["name"]), str(calendar["description"])) == (as_text(calendar["x-wr-calname"]), about)
    parked = sum(priority.state is PriorityState.PARKED for priority in plan.priorities)
    assert ("parked" in about) == bool(parked)
    assert ("from appraisal" in about) == any(need.is_private for need in plan.needs)
    for event in calendar.walk("VEVENT"):
        assert f"academic year {plan.year}" in str(event["description"])
        assert f"version {plan.seq}" in str(event["description"])


@by_plan
def test_the_same_plan_and_day_give_the_same_bytes_and_the_version_is_its_sequence(name: str) -> None:
    plan = PLANS[name]
    assert ics(Source(plan, TODAY)) == ics(Source(plan.model_copy(), TODAY))
    later = plan.model_copy(update={"seq": 41})
    assert {event["sequence"] for event in events(later).values()} == {41}
    assert set(events(later)) == set(events(plan))
    stamp = datetime(2026, 11, 22, tzinfo=UTC)
    assert {event["dtstamp"].dt for event in events(plan).values()} == {stamp}


@by_plan
def test_lines_are_folded_and_no_letter_is_cut_in_two(name: str) -> None:
    made = ics(Source(PLANS[name], TODAY))
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    for line in lines:
        line.decode()


def test_entries_are_whole_days_that_take_nobodys_time_and_ask_nothing_of_anyone() -> None:
    made = ics(Source(broken_plan(), TODAY))
    names = {line.split(b":")[0].split(b";")[0] for line in made.split(b"\r\n") if line and line[:1] != b" "}
    assert names == {
        *(b"BEGIN", b"END", b"PRODID", b"VERSION", b"CALSCALE", b"METHOD", b"NAME", b"DESCRIPTION", b"X-WR-CALNAME"),
        *(b"X-WR-CALDESC", b"UID", b"SEQUENCE", b"DTSTAMP", b"DTSTART", b"DTEND", b"SUMMARY", b"CATEGORIES", b"TRANSP"),
    }
    assert all(type(event["dtstart"].dt) is date for event in events(broken_plan()).values())


def test_a_short_activity_is_one_entry_and_a_long_one_is_two_marks() -> None:
    plan = make.plan(
        activities=(
            make.activity(id="day", what="INSET", starts=date(2026, 10, 5), ends=date(2026, 10, 5)),
            make.activity(id="week", what="Visits", starts=date(2026, 10, 5), ends=date(2026, 10, 9)),
            make.activity(id="term", what="Coaching", starts=date(2026, 10, 5), ends=date(2026, 12, 18)),
            make.activity(id="open", what="Reading", starts=date(2026, 10, 5)),
        )
    )
    found = {
        uid: (str(event["summary"]), event["dtstart"].dt, event["dtend"].dt) for uid, event in events(plan).items()
    }
    assert found == {
        "activities.day.starts": ("CPD: INSET", date(2026, 10, 5), date(2026, 10, 6)),
        "activities.week.starts": ("CPD: Visits", date(2026, 10, 5), date(2026, 10, 10)),
        "activities.term.starts": ("CPD starts: Coaching", date(2026, 10, 5), date(2026, 10, 6)),
        "activities.term.ends": ("CPD ends: Coaching", date(2026, 12, 18), date(2026, 12, 19)),
        "activities.open.starts": ("CPD: Reading", date(2026, 10, 5), date(2026, 10, 6)),
    }
    assert "Until 18 December 2026." in str(events(plan)["activities.term.starts"]["description"])


def test_what_is_overdue_says_so_in_words_and_what_is_done_does_not() -> None:
    past, ahead = date(2026, 11, 2), date(2026, 12, 4)
    plan = make.plan(
        priorities=(
            make.priority(id="late", title="Calm", by=past),
            make.priority(id="done", title="French", by=past, state=PriorityState.DONE),
        ),
        actions=(
            make.action(id="late", what="Move assembly", by=past, priority_id="late"),
            make.action(id="done", what="Buy books", by=past, status="done"),
            make.action(id="dropped", what="New hall", by=past, status="dropped"),
            make.action(id="ahead", what="Timetable", by=ahead),
        ),
        milestones=(
            make.milestone(id="met", text="Half", term=Term.AUTUMN, status=CriterionStatus.MET),
            make.milestone(id="late", text="Some", term=Term.AUTUMN),
        ),
        activities=(
            make.activity(id="late", what="Coaching", check_due=past),
            make.activity(id="looked", what="Visit", check_due=past),
        ),
        checks=(make.check(id="c", activity_id="looked", checked_on=past, found="Good", next_check=ahead),),
    )
    said = {uid: str(event["summary"]) for uid, event in events(plan).items()}
    assert said == {
        "priorities.late.by": "Overdue. Priority to be reached: Calm",
        "priorities.done.by": "Priority to be reached: French",
        "actions.late.by": "Overdue. Action due: Move assembly",
        "actions.done.by": "Action due: Buy books",
        "actions.dropped.by": "Dropped action: New hall",
        "actions.ahead.by": "Action due: Timetable",
        "milestones.met.term": "Milestone, end of the autumn term: Half",
        "milestones.late.term": "Milestone, end of the autumn term: Some",
        "activities.late.check_due": "Overdue. Impact check due: Coaching",
        "activities.looked.check_due": "Impact check was due: Visit",
        "checks.c.checked_on": "Impact checked: Visit",
        "checks.c.next_check": "Look again at the impact of Visit",
    }
    later = {uid: str(event["summary"]) for uid, event in events(plan, date(2027, 2, 1)).items()}
    assert later["milestones.late.term"] == "Overdue. Milestone, end of the autumn term: Some"
    assert later["milestones.met.term"] == said["milestones.met.term"]
    assert later["checks.c.next_check"] == "Overdue. Look again at the impact of Visit"
    assert str(events(plan)["actions.dropped.by"]["status"]) == "CANCELLED"
    assert TERM_RULE in str(events(plan)["milestones.met.term"]["description"])


def test_a_target_day_holds_its_success_criteria_and_a_cut_title_is_whole_below() -> None:
    long = "Pupils explain what they have learned in full sentences, in every subject, in every class, every day"
    plan = make.plan(
        priorities=(make.priority(id="p", title=long, by=date(2027, 7, 9), measure="Seen", now="1", target="2"),),
        criteria=(make.criterion(priority_id="p", text="Nine in ten do it"),),
    )
    (event,) = events(plan).values()
    assert str(event["summary"]).endswith("…")
    lines = str(event["description"]).splitlines()
    assert lines[:3] == [long, "Target: Seen: 1 → 2", "Success criterion: Nine in ten do it (not started)"]


def test_nothing_private_or_parked_is_in_it() -> None:
    plan = broken_plan()
    dates = {"starts": date(2026, 12, 1), "check_due": date(2026, 12, 2)}
    plan = plan.model_copy(
        update={
            "activities": tuple(a.having(**dates) for a in plan.activities),
            "needs": tuple(need.having(ask_again=date(2027, 1, 5)) for need in plan.needs),
        }
    )
    assert CANARY in plan.model_dump_json()
    made = ics(Source(plan, TODAY)).replace(b"\r\n ", b"").decode()
    assert "Coaching" in made
    assert CANARY not in made
    assert "Spades" not in made
    assert "Digging" not in made
    leaky = plan.model_copy(update={"needs": tuple(need.having(source="priority") for need in plan.needs)})
    assert CANARY in ics(Source(leaky, TODAY)).replace(b"\r\n ", b"").decode()


def test_a_plan_without_a_date_is_a_calendar_that_says_so() -> None:
    (event,) = events(make.plan()).values()
    assert str(event["summary"]) == NOTHING
    assert event["dtstart"].dt == TODAY


def said_by(text: str) -> Plan:
    """A plan in which every text the calendar shows is these words, and has a day."""
    line = text[:500]
    return make.plan(
        school=make.school(name=line),
        priorities=(
            make.priority(id="p", title=line, lead=line, measure=line, now="1", target=line, by=date(2027, 7, 9)),
        ),
        criteria=(make.criterion(priority_id="p", text=text),),
        milestones=(make.milestone(id="m", priority_id="p", text=text, term=Term.SPRING),),
        needs=(make.need(id="n", what=text, asked=line, priority_id="p", ask_again=date(2027, 2, 1)),),
        actions=(make.action(id="x", what=text, who=line, by=date(2027, 2, 1), priority_id="p"),),
        activities=(
            make.activity(id="a", what=text, need_ids=("n",), led_by=line, intended=text, starts=date(2026, 12, 1)),
        ),
        checks=(make.check(id="c", activity_id="a", found=text, checked_on=date(2026, 11, 3)),),
    )


def stays_text(text: str) -> None:
    plan = said_by(text)
    calendar = read(plan)
    found = calendar.walk("VEVENT")
    assert len(found) == 6
    named = one_line(f"{plan.school.name or plan.urn}: CPD and improvement {plan.year}")
    assert [as_text(calendar[key]) for key in ("x-wr-calname", "name")] == [named, named]
    assert {each.name for each in calendar.walk()} == {"VCALENDAR", "VEVENT"}
    entries = dated(for_edition(plan, Edition.PUBLIC)[0], TODAY)
    assert [str(event["summary"]) for event in found] == [one_line(entry.title) for entry in entries]
    for event, entry in zip(found, entries, strict=True):
        lines = "\n".join(line for line in entry.lines if line)
        assert str(event["description"]).startswith(writable(lines))
        assert set(event) <= {
            *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP"),
        }


@pytest.mark.parametrize(
    "text",
    [*NAUGHTY, "a\\nb", "a;b,c:d", "END:VEVENT\r\nBEGIN:VALARM", "\\", "\\\\,", '"', "^n^'", "x" * TEXT_LENGTH],
)
def test_naughty_text_stays_text(text: str) -> None:
    stays_text(text)
    assert len(read(naughty_plan(text)).walk("VEVENT")) == 1


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=200))
def test_any_text_comes_back_as_text(text: str) -> None:
    stays_text(text)


@given(st.text(alphabet="\\;,:\"\n\r\t n=^N'", max_size=40))
def test_text_made_of_what_must_be_escaped_comes_back(text: str) -> None:
    stays_text(text)


def test_it_is_in_the_catalogue() -> None:
    document = DOCUMENTS["calendar"]
    (form,) = document.forms
    made = form.make(Source(broken_plan(), TODAY))
    assert made == ics(Source(broken_plan(), TODAY))
    assert (form.key, form.extension, form.media_type) == ("ics", "ics", "text/calendar; charset=utf-8")


def test_a_schools_calendar_names_no_member_of_staff() -> None:
    for plan in read_samples():
        said = ics(Source(plan, TODAY)).decode().replace("\r\n ", "")
        names = [name for name in names_of_staff(plan) if len(name) > 3]
        assert names
        assert [name for name in names if name in said] == []
