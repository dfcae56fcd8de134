from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from sef2si.domain.activities import ImpactLevel
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.impact import AgainstIntent, outcome
from sef2si.domain.needs import NeedSource, StaffGroup
from sef2si.domain.people import SCHOOL_ROLES, Deed, Held, Person, Role, may
from sef2si.domain.plan import KINDS, faults, kind_of, shared
from sef2si.domain.priorities import amount
from sef2si.domain.school import Phase, valid_urn
from tests import factories as make


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_knows_its_kind_and_never_changes(kind: str) -> None:
    record = make.record(kind=kind)
    assert kind_of(record) == kind
    with pytest.raises(ValidationError):
        record.position = 3  # type: ignore[misc]


@pytest.mark.parametrize(("typed", "urn"), [("100492", "100492"), (" 100492 ", "100492"), ("12345a", "12345A")])
def test_a_urn_is_read(typed: str, urn: str) -> None:
    assert valid_urn(typed) == urn


@pytest.mark.parametrize("typed", ["", "12", "abc", "012345", "10049 2", "123456789", "=1+1"])
def test_an_impossible_urn_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a school's unique reference number"):
        valid_urn(typed)


@pytest.mark.parametrize("text", ["=1+1", "<img onerror=alert(1)>", "😀 مرحبا", "a\nb\tc", "  spaces  ", "x" * 500])
def test_text_comes_back_as_it_was_typed(text: str) -> None:
    assert make.priority(title=text).title == text


def test_too_long_a_line_is_refused_with_its_length() -> None:
    with pytest.raises(ValidationError, match="10,000 characters long and this box keeps 500"):
        make.priority(title="x" * 10_000)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_a_character_that_no_database_keeps_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        make.priority(title=text)


def test_money_is_exact_and_never_negative() -> None:
    assert make.activity(price="1200.5").price == Decimal("1200.50")
    with pytest.raises(ValidationError, match="amount of money"):
        make.activity(price="-1")


@pytest.mark.parametrize(("typed", "number"), [("45%", 45), ("3 of 9 staff", 3), ("1,200 books", 1200), ("none", None)])
def test_a_number_is_read_from_a_measure(typed: str, number: int | None) -> None:
    assert amount(typed) == number


def test_early_years_and_sixth_form_are_as_usual_for_the_phase_unless_said() -> None:
    assert make.school(phase=Phase.PRIMARY).has_early_years
    assert not make.school(phase=Phase.PRIMARY, early_years=False).has_early_years
    assert not make.school(phase=Phase.SECONDARY).has_sixth_form
    assert make.school(phase=Phase.SECONDARY, sixth_form=True).has_sixth_form


def test_whom_a_need_is_for_in_words() -> None:
    assert make.need(group=StaffGroup.LUNCHTIME, people=14).whom == "14 lunchtime supervisors"
    assert make.need(group=StaffGroup.TEACHERS, people=1).whom == "1 teacher"
    assert make.need(who="Year 3 team", people=3).whom == "Year 3 team (3)"
    assert make.need().whom == ""


def test_000_47_a_staff_outcome_is_never_shown_as_a_pupil_outcome() -> None:
    done = {"found": "9 of 9 confident", "checked_on": date(2026, 11, 1), "against_intent": AgainstIntent.MET}
    assert outcome(make.check(level=ImpactLevel.LEARNING, **done)) == "staff: met; pupils: not yet seen"
    assert outcome(make.check(level=None, **done)) == "met; for staff or for pupils is not said yet"
    assert outcome(make.check(level=ImpactLevel.PUPILS, **done)) == "pupils: met"
    assert outcome(make.check(level=ImpactLevel.PUPILS)) == ""


def test_the_shared_plan_holds_no_private_text_and_no_need_of_one_person() -> None:
    plan = make.plan(
        notes=(make.note(text="CANARY note"),),
        needs=(make.need(id="open"), make.need(id="own", what="CANARY need", source=NeedSource.CAREER)),
        activities=(
            make.activity(id="both", need_ids=("open", "own")),
            make.activity(id="own-only", what="CANARY activity", need_ids=("own",)),
            make.activity(id="none"),
        ),
        checks=(make.check(activity_id="own-only", found="CANARY found"), make.check(id="kept", activity_id="both")),
    )
    assert plan.model_dump_json().count("CANARY") == 4
    seen = shared(plan)
    assert seen.model_dump_json().count("CANARY") == 0
    assert [(activity.id, activity.need_ids) for activity in seen.activities] == [("both", ("open",)), ("none", ())]
    assert [check.id for check in seen.checks] == ["kept"]


def test_a_date_before_the_plans_year_is_refused_unless_it_stood_there() -> None:
    plan = make.plan()
    early = make.priority(by=date(2026, 7, 1))
    assert [field for field, _ in faults(plan, early, None)] == ["by"]
    assert list(faults(plan, early, early)) == []
    assert [field for field, _ in faults(plan, make.priority(by=date(2062, 7, 1)), None)] == ["by"]


def test_what_was_announced_stays_until_somebody_lets_it_move() -> None:
    told = make.cpd_session(held_on=date(2027, 1, 14), at="15:30", announced_on=date(2026, 11, 23))
    moved = told.having(held_on=date(2027, 1, 21), at="4 pm")

    def against(after: CpdSession, before: CpdSession | None) -> list[str]:
        return [field for field, _ in faults(make.plan(), after, before)]

    assert against(moved, told) == ["held_on", "at"]
    fine = [
        (told.having(at="3.30 pm", team="Others"), told),
        (moved.having(announced_on=None), told),
        (moved, told.having(announced_on=None)),
        (moved, None),
    ]
    assert [against(after, before) for after, before in fine] == [[]] * 4


def test_a_link_to_nothing_and_another_schools_number_are_refused() -> None:
    plan = make.plan()
    assert [field for field, _ in faults(plan, make.need(priority_id="gone"), None)] == ["priority_id"]
    assert [field for field, _ in faults(plan, make.activity(need_ids=("gone",)), None)] == ["need_ids"]
    assert [field for field, _ in faults(plan, plan.school.having(urn="123456"), plan.school)] == ["urn"]


def test_who_may_do_what_is_one_table_with_every_cell_decided() -> None:
    here = {role: {deed for deed in Deed if may(make.person(role=role), deed, make.URN)} for role in Role}
    head = set(Deed) - {Deed.ASK, Deed.RUN_SERVER}
    leaders = head - {Deed.MANAGE_PEOPLE, Deed.SHARE, Deed.READ_ACCESS_LOG, Deed.SEE_PERSONAL_DATA}
    readers = {Deed.READ, Deed.EXPORT, Deed.COMPARE, Deed.PRINT, Deed.SEARCH, Deed.NOTIFY}
    people = {Deed.LIST_PEOPLE, Deed.MANAGE_PEOPLE, Deed.MANAGE_STAFF, Deed.READ_ACCESS_LOG, Deed.SEE_PERSONAL_DATA}
    assert here == {
        Role.HEADTEACHER: head,
        Role.SENIOR_LEADER: leaders,
        Role.CPD_LEADER: leaders,
        Role.PRIORITY_LEAD: readers | {Deed.EDIT_OWN, Deed.UNDO, Deed.RESPOND},
        Role.STAFF: {Deed.READ, Deed.SEARCH, Deed.RESPOND},
        Role.GOVERNOR: readers | {Deed.RESPOND},
        Role.SCHOOL_ADMIN: people | {Deed.RESPOND},
        Role.ADVISER: readers | {Deed.ASK},
        Role.LEAD_ADVISER: readers | {Deed.ASK},
        Role.OPERATOR: {Deed.LIST_PEOPLE, Deed.MANAGE_PEOPLE, Deed.RUN_SERVER},
    }
    assert not any(may(make.person(role=role), deed, "999999") for role in SCHOOL_ROLES for deed in Deed)


def test_a_person_may_what_one_of_their_roles_at_this_school_allows() -> None:
    held = (Held(urn="100492", role=Role.GOVERNOR), Held(urn="100493", role=Role.HEADTEACHER))
    person = Person(id="x", name="X", held=(*held, Held(urn="100492", role=Role.SCHOOL_ADMIN)))
    assert [urn for urn in ("100492", "100493", "100494") if may(person, Deed.EDIT, urn)] == ["100493"]
    assert [urn for urn in ("100492", "100493", "100494") if may(person, Deed.MANAGE_PEOPLE, urn)] == [
        "100492",
        "100493",
    ]
    assert (person.role_words("100492"), person.role_words("100494")) == (
        "Governor and school administrator",
        "No role yet",
    )
    assert person.only_at("100493").urns == {"100493"}
    operator = Person(id="op", name="Op", is_operator=True)
    assert (operator.role_words(), [d for d in Deed if may(operator, d, "100492")]) == (
        "Operator",
        [Deed.LIST_PEOPLE, Deed.MANAGE_PEOPLE, Deed.RUN_SERVER],
    )


def test_who_could_help_what_groups_prefer_and_offers_for_private_needs_stay_with_the_leadership() -> None:
    """003-F4e by consent, 003-F6a: names never leave, nor counts that can be taken from one another."""
    plan = make.plan(
        needs=(make.need(id="open"), make.need(id="own", source=NeedSource.CAREER)),
        expertise=(make.expertise(who="CANARY who", can_help_with="CANARY help", agreed=True),),
        preferences=(make.preference(form="CANARY form", asked=9, useful=8),),
        offers=(
            make.offer(id="both", need_ids=("open", "own")),
            make.offer(id="own-only", title="CANARY course", need_ids=("own",)),
            make.offer(id="none"),
        ),
        activities=(make.activity(id="a", need_ids=("open",), offer_id="own-only"),),
    )
    assert plan.model_dump_json().count("CANARY") == 4
    seen = shared(plan)
    assert seen.model_dump_json().count("CANARY") == 0
    assert (seen.expertise, seen.preferences) == ((), ())
    assert [(offer.id, offer.need_ids) for offer in seen.offers] == [("both", ("open",)), ("none", ())]
    assert [activity.offer_id for activity in seen.activities] == [None]


@pytest.mark.parametrize(
    ("option", "led_by", "why", "shown"),
    [
        (
            "colleagues:meetings", "Three colleagues",
            "Six meetings, £0, led by three colleagues, found useful by 83% of those asked; no date yet",
            ("Colleagues", "Six meetings, £0, led by colleagues; no date yet"),
        ),
        ("colleagues:coaching", "A colleague", "Led by a colleague", ("Colleagues", "led by colleagues")),
        ("colleagues:coaching", "Our SENCO", "Our own", ("Our SENCO", "Our own")),
        # What the school's own offer says is no count of those who said they could help.
        ("offer:o", "Two colleagues", "Led by two colleagues", ("Two colleagues", "Led by two colleagues")),
    ],
)  # fmt: skip
def test_words_kept_of_a_chosen_way_are_opened_before_they_leave_the_leadership(
    option: str, led_by: str, why: str, shown: tuple[str, str]
) -> None:
    (seen,) = shared(make.plan(activities=(make.activity(option=option, led_by=led_by, chosen_why=why),))).activities
    assert (seen.led_by, seen.chosen_why) == shown
