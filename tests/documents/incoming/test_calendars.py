"""CPD calendars and logs, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sef2si.documents.incoming import kept, meet, propose, sort_of
from sef2si.documents.incoming.proposal import Decisions, Proposal, Sort
from sef2si.documents.reading.blocks import Grid, Reading
from sef2si.domain.plan import Plan
from tests import factories as make
from tests.documents.incoming.hand_made import grid, heading, notes, reading, said

TODAY = date(2026, 9, 14)


def proposed(block: Grid, plan: Plan | None = None, decisions: Decisions | None = None, sort: str = "xlsx") -> Proposal:
    read = reading(block, name="CPD calendar.xlsx", sort=sort)
    proposal = propose(read, plan or make.plan(), Sort.CALENDAR, {}, decisions or Decisions())
    assert kept(proposal, read).missing == ()
    return proposal


def test_a_row_is_an_activity_with_its_day_length_people_and_cost() -> None:
    proposal = proposed(
        grid(
            ["Date", "Time", "Session", "Led by", "Provider", "Audience", "Venue", "Cost", "Cover days"],
            ["5/10/26", "3.30–5pm", "Phonics workshop", "JB", "English hub", "All TAs (14)", "Hall", "£240", "2"],
            ["12 and 13 November 2026", "", "Curriculum conference", "", "Trust", "KL", "London", "nil", ""],
        )
    )
    assert said(proposal) == [
        "activities: Phonics workshop starts=2026-10-05, hours=1.50, price=240, people=14, cover_days=2, led_by=JB, "
        "provider=English hub, provision=provider",
        "activities: Curriculum conference starts=2026-11-12, ends=2026-11-13, provider=Trust, provision=provider",
    ]
    assert notes(proposal)[0] == "Phonics workshop\nTime: 3.30–5pm\nAudience: All TAs (14)\nVenue: Hall"
    assert proposal.entries[0].why == "It is a row of a calendar. It serves no priority until somebody links it."


def test_days_take_their_month_from_the_row_above() -> None:
    proposal = proposed(
        grid(
            ["Date", "Focus", "Lead"],
            ["September 2026", "<", "<"],
            ["Wed 9th", "Safeguarding", "HT"],
            ["16", "Oracy", "SP"],
            ["January 2027", "<", "<"],
            ["6", "Feedback", "SP"],
        )
    )
    assert said(proposal) == [
        "activities: Safeguarding starts=2026-09-09, led_by=HT",
        "activities: Oracy starts=2026-09-16, led_by=SP",
        "activities: Feedback starts=2027-01-06, led_by=SP",
    ]


PLAN = make.plan(
    priorities=(make.priority(id="p1", title="Reading fluency"), make.priority(id="p2", title="Calm lunchtimes")),
    needs=(make.need(id="n1", what="Retrieval practice", priority_id="p1"),),
)


def test_a_column_a_number_or_the_very_words_name_what_is_served() -> None:
    proposal = proposed(
        grid(
            ["Date", "Session", "SDP priority"],
            ["5/10/26", "Phonics", "Priority 1"],
            ["6/10/26", "Play leaders", "Calm lunchtimes"],
            ["7/10/26", "Retrieval practice", ""],
            ["8/10/26", "Reading fluency in Year 3", ""],
            ["9/10/26", "First aid", ""],
        ),
        PLAN,
    )
    activities = [entry for entry in proposal.entries if entry.kind == "activities"]
    needs = {entry.key: entry for entry in proposal.entries if entry.kind == "needs"}
    assert [needs[each.parent].parent_id if each.parent else each.parent_id for each in activities] == [
        "p1", "p2", "n1", "p1", "",
    ]  # fmt: skip
    assert activities[2].why == "Its words are those of a need of the plan. Please look at this link."
    saved = meet(proposal, PLAN, TODAY).save
    after = PLAN.with_records("needs", (*PLAN.needs, *(r for r in saved if type(r) is type(PLAN.needs[0]))))
    linked = {getattr(r, "what"): getattr(r, "need_ids") for r in saved if hasattr(r, "need_ids")}  # noqa: B009
    served = {what: {after.find("needs", each).priority_id for each in ids} for what, ids in linked.items()}
    assert served == {
        "Phonics": {"p1"}, "Play leaders": {"p2"}, "Retrieval practice": {"p1"}, "Reading fluency in Year 3": {"p1"},
        "First aid": set(),
    }  # fmt: skip


def test_a_person_links_an_activity_or_takes_the_link_away() -> None:
    table = grid(
        ["Date", "Session", "SDP priority"], ["5/10/26", "Phonics", "Priority 1"], ["6/10/26", "First aid", ""]
    )
    keys = [entry.key for entry in proposed(table, PLAN).entries if entry.kind == "activities"]
    proposal = proposed(table, PLAN, Decisions(parents={keys[0]: "", keys[1]: "p2"}))
    activities = [entry for entry in proposal.entries if entry.kind == "activities"]
    assert [entry.key for entry in activities] == keys
    assert (activities[0].parent, activities[0].parent_id) == ("", "")
    need = next(entry for entry in proposal.entries if entry.key == activities[1].parent)
    assert (need.kind, need.parent_id) == ("needs", "p2")


def test_an_evaluation_with_its_day_is_a_check_and_any_other_a_note() -> None:
    proposal = proposed(
        grid(
            ["Date", "Course", "Evaluation"],
            ["5/10/26", "Phonics", "14 May 2027: 12 of 14 TAs use the new order"],
            ["6/10/26", "First aid", "Useful day"],
        )
    )
    assert [line for line in said(proposal) if line.startswith("checks")] == [
        "checks: 14 May 2027: 12 of 14 TAs use the new order checked_on=2027-05-14, "
        "found=14 May 2027: 12 of 14 TAs use the new order < Phonics"
    ]
    assert "First aid\nEvaluation: Useful day" in notes(proposal)
    checks = [r for r in meet(proposal, make.plan(), TODAY).save if hasattr(r, "checked_on")]
    assert [(r.checked_on, r.against_intent) for r in checks] == [(date(2027, 5, 14), None)]


def test_the_same_title_on_two_days_is_two_activities() -> None:
    table = grid(
        ["Date", "Session"], ["5/10/26", "Staff meeting"], ["12/10/26", "Staff meeting"], ["12/10/26", "Staff meeting"]
    )
    plan = make.plan()
    saved = meet(proposed(table), plan, TODAY).save
    assert len({record.id for record in saved if hasattr(record, "need_ids")}) == 3
    plan = plan.with_records("activities", tuple(r for r in saved if hasattr(r, "need_ids")))
    plan = plan.with_records("notes", tuple(r for r in saved if hasattr(r, "kept_on")))
    assert meet(proposed(table, plan), plan, TODAY).save == ()


def test_a_calendar_is_told_from_a_plan() -> None:
    calendar = reading(
        heading("CPD programme 2026/27"), grid(["Date", "Focus", "Led by", "Venue"], ["5/10/26", "Oracy", "SP", "Hall"])
    )
    events: Reading = replace(reading(grid(["Summary", "Start"], ["Oracy", "5 October 2026"])), sort="ics")
    plan = reading(grid(["Priority", "Actions", "Who", "Success criteria"], ["Reading", "Training", "SP", "80%"]))
    training = reading(
        grid(["Date", "Course", "Staff", "Provider", "Cost"], ["5/10/26", "Phonics", "JB", "Hub", "£90"]),
        name="log.csv",
    )
    assert [sort_of(each) for each in (calendar, events, plan, training)] == [
        Sort.CALENDAR, Sort.CALENDAR, Sort.PLAN, Sort.CALENDAR,
    ]  # fmt: skip


def test_a_person_may_choose_the_very_need() -> None:
    table = grid(["Date", "Session"], ["6/10/26", "First aid"])
    key = next(entry.key for entry in proposed(table, PLAN).entries if entry.kind == "activities")
    chosen = proposed(table, PLAN, Decisions(parents={key: "n1"}))
    assert [entry.kind for entry in chosen.entries if entry.kind != "notes"] == ["activities"]
    saved = [r for r in meet(chosen, PLAN, TODAY).save if hasattr(r, "need_ids")]
    assert [r.need_ids for r in saved] == [("n1",)]


def test_of_two_columns_for_days_the_one_with_days_is_taken() -> None:
    proposal = proposed(
        grid(
            ["Day", "Date", "Focus"],
            ["INSET 1", "Tuesday 1st September", "Safeguarding"],
            ["Twilight 1", "Wed 23 Sept 3.30-5.30", "Oracy"],
            ["Course", "Sept 26 - Mar 28", "NPQSL"],
        )
    )
    assert said(proposal) == [
        "activities: Safeguarding starts=2026-09-01",
        "activities: Oracy starts=2026-09-23, hours=2.00",
        "activities: NPQSL starts=2026-09-30, ends=2028-03-31",
    ]


EVENTS = grid(
    ["Summary", "Start", "Description", "Categories", "Status"],
    ["Phonics training", "5 October 2026", "", "", ""],
    ["Sports day", "6 July 2027", "Bring hats", "", ""],
    ["Oracy", "6 October 2026", "", "CPD", ""],
    ["Maths course", "7 October 2026", "", "", "Cancelled"],
    name="calendar",
)


def test_an_event_in_no_word_training_and_one_called_off_are_notes_until_somebody_says_cpd() -> None:
    read = reading(EVENTS, name="School diary.ics", sort="ics")
    proposal = propose(read, make.plan(), Sort.CALENDAR)
    assert said(proposal) == [
        "activities: Phonics training starts=2026-10-05",
        "activities: Oracy starts=2026-10-06",
    ]
    held = {entry.why: entry for entry in proposal.entries if "activities" in entry.may_be and entry.kind == "notes"}
    assert {why: str(entry.fields["text"]).split("\n")[0] for why, entry in held.items()} == {
        "No word of it names training.": "Sports day",
        "It was cancelled.": "Maths course",
    }
    assert kept(proposal, read).missing == ()
    chosen = Decisions(kinds={held["No word of it names training."].key: "activities"})
    assert "activities: Sports day starts=2027-07-06" in said(
        propose(read, make.plan(), Sort.CALENDAR, decisions=chosen)
    )


def test_in_a_calendar_of_cpd_every_event_is_cpd() -> None:
    read = reading(EVENTS, name="CPD diary.ics", sort="ics")
    titles = [
        entry.fields["what"]
        for entry in propose(read, make.plan(), Sort.CALENDAR).entries
        if entry.kind == "activities"
    ]
    assert titles == ["Phonics training", "Sports day", "Oracy"]
