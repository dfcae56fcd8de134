"""What each edition leaves out: what is private, and names of staff; and that it says so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sef2si.documents import editions
from sef2si.documents.editions import HOLDS_SMALL_GROUPS, MAY_REMAIN, NAMES_OUT, SMALL_GROUPS, for_edition
from sef2si.documents.samples import read_samples
from sef2si.documents.source import Edition
from sef2si.domain.nameless import names_of_staff
from sef2si.domain.needs import NeedSource, StaffGroup
from sef2si.domain.plan import KINDS, Plan, shared
from sef2si.domain.record import Private
from sef2si.domain.staff_names import group_in, names_in, role_in, without_names
from sef2si.domain.suppression import suppressed
from tests import factories as make

SECRET = "CANARY-2b9e"


def secret_plan() -> Plan:
    """A secret in every field marked private, in a need that may be about one person, and in what meets it."""
    plan = make.whole_plan()
    for kind, cls in KINDS.items():
        for name in cls.fields_marked(Private):
            first, *rest = plan.records(kind)
            plan = plan.with_records(kind, (first.model_copy(update={name: SECRET}), *rest))
    need = make.need(
        id="own", what=SECRET, source=NeedSource.APPRAISAL, group=StaffGroup.TEACHERS, priority_id="priority-1"
    )
    activity = make.activity(id="course", what=SECRET, need_ids=("own",), intended=SECRET)
    check = make.check(id="look", activity_id="course", found=SECRET, checked_on=plan.checks[0].checked_on)
    return plan.model_copy(
        update={
            "needs": (*plan.needs, need),
            "activities": (*plan.activities, activity),
            "checks": (*plan.checks, check),
        }
    )


def named_plan(person: str, said: str) -> Plan:
    """One person in every box for a person, and named in running text of every kind."""
    plan = make.whole_plan()
    return plan.model_copy(
        update={
            "points": (plan.points[0].having(text=f"Pupils read more since {said} came."),),
            "evidence": (plan.evidence[0].having(source=f"Book look by {said}", shows=f"{said} saw 12 books."),),
            "priorities": (plan.priorities[0].having(lead=person, link_governor=person, why=f"{said} asked why."),),
            "criteria": (plan.criteria[0].having(text=f"Pupils of {said} read well"),),
            "milestones": (plan.milestones[0].having(text=f"{said}’s class reads"),),
            "needs": (plan.needs[0].having(who=person, what=f"Learn from {said}", asked=f"{said}, in June"),),
            "activities": (plan.activities[0].having(led_by=person, what=f"Visit {said}", follow_up=f"{said} comes"),),
            "actions": (plan.actions[0].having(who=person, what=f"Give {said} an hour"),),
            "checks": (plan.checks[0].having(found=f"{said} was seen. {said} was pleased."), plan.checks[1]),
        }
    )


# Shared and complete.


def test_003_18_shared_is_the_plan_as_it_may_leave_the_leadership_and_says_what_is_left_out() -> None:
    plan = secret_plan()
    assert for_edition(plan, Edition.SHARED) == (
        suppressed(shared(plan)),
        (
            "1 need from appraisal, career, induction or statutory training is left out: a group of one is a person.",
            "1 activity that meets only such needs is left out.",
            "Who could help colleagues with what is left out: it names people.",
            "What groups of staff said they prefer is left out.",
            "Private notes are left out.",
            SMALL_GROUPS,
        ),
    )
    # A file that comes back holds what its maker sees, and says so.
    back, said = for_edition(plan, Edition.SHARED, comes_back=True)
    assert (back, said[-1]) == (shared(plan), HOLDS_SMALL_GROUPS)


@pytest.mark.parametrize("edition", [Edition.SHARED, Edition.PUBLIC])
def test_nothing_private_is_left_in_a_shared_or_public_plan(edition: Edition) -> None:
    assert SECRET not in for_edition(secret_plan(), edition)[0].model_dump_json()


def test_without_shared_the_secrets_would_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "shared", lambda plan: plan)
    assert SECRET in for_edition(secret_plan(), Edition.SHARED)[0].model_dump_json()


def test_complete_leaves_nothing_out_and_a_plan_without_secrets_has_nothing_to_say() -> None:
    plan = secret_plan()
    assert for_edition(plan, Edition.COMPLETE) == (plan, ())
    assert for_edition(make.plan(), Edition.SHARED) == (make.plan(), ())


# Public: no names of staff (002-04).


def test_002_04_public_says_that_names_are_left_out_and_that_some_may_remain() -> None:
    assert for_edition(make.plan(), Edition.PUBLIC)[1] == (NAMES_OUT, MAY_REMAIN)


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("F. Abernathy, deputy headteacher", "Deputy headteacher"),
        ("Deputy head", "Deputy head"),
        ("SENCO", "SENCO"),
        ("Mrs Patel (SENCo)", "SENCo"),
        ("Maths lead: José Núñez", "Maths lead"),
        ("deputy head patel", "Deputy head"),
        ("N. Okonjo and the PE team", "The PE team"),
        ("Heads of the three departments", "Heads of the three departments"),
        ("English leader at a partner primary", "English leader at a partner primary"),
        ("HT and DHT", "HT and DHT"),
        ("Year 2 and Key Stage 2 teachers", "Year 2 and Key Stage 2 teachers"),
        ("Mrs Head", ""),
        ("Mrs Patel", ""),
        ("jane smith", ""),
        ("JS", ""),
        ("Dr A. van der Berg", ""),
        ("", ""),
    ],
)
def test_a_role_stays_and_a_name_goes(typed: str, role: str) -> None:
    assert role_in(typed) == role


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("Teachers who asked for a coach, or agreed to one", "Teachers who asked for a coach, or agreed to one"),
        ("Year 3 teachers", "Year 3 teachers"),
        ("Patel and the TAs", "The TAs"),
        ("J. Smith", ""),
    ],
)
def test_a_group_stays_as_typed_where_no_word_could_be_a_name(typed: str, group: str) -> None:
    assert group_in(typed) == group


def test_the_name_of_the_trust_is_no_person() -> None:
    assert role_in("Dale and Fell Trust", ["Dale and Fell Trust"]) == "Dale and Fell Trust"
    assert names_in("Dale and Fell Trust", ["Dale and Fell Trust"]) == frozenset()
    school = make.school(name="Dame Ada Hill School")
    plan = make.plan(
        school=school, points=(make.point(text="Dame Ada Hill School is calm. Dame Ada Hill is pleased."),)
    )
    public = for_edition(plan, Edition.PUBLIC)[0]
    assert public.points[0].text == "Dame Ada Hill School is calm. A member of staff is pleased."
    assert public.school == school


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Led by Mrs Patel.", "Led by a member of staff."),
        ("Mr J. O’Neill and Miss Lee-Young came.", "Members of staff came."),
        ("Ask Ms de Souza’s class", "Ask a member of staff’s class"),
        ("Then K. Abara left.", "Then a member of staff left."),
        ("Group A. Pupils read 90 words.", "Group A. Pupils read 90 words."),
        ("In Year 7 A. Most pupils read.", "In Year 7 A. Most pupils read."),
        ("Pupils read in May. Will they go on?", "Pupils read in May. Will they go on?"),
        ("", ""),
    ],
)
def test_titles_and_initials_are_taken_out_of_running_text(text: str, cleaned: str) -> None:
    assert without_names(text, ()) == cleaned


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("Mrs Patel", "Mrs Patel"),
        ("Mrs Patel, SENCO", "Patel"),
        ("Mr J. Smith", "Smith"),
        ("Mr J. Smith", "Mr Smith"),
        ("Jane Okafor", "Jane"),
        ("JANE OKAFOR", "Okafor"),
        ("jane okafor", "Jane Okafor"),
        ("Miss O'Neil", "O'Neil"),
        ("JSQ", "JSQ"),
        ("José Núñez, maths lead", "Núñez"),
        ("B. Nakagawa and the site team", "B. Nakagawa"),
        ("Dr. A. van der Berg", "van der Berg"),
        ("Xiu-Ying Wang / Okoro", "Okoro"),
        ("Mr Young", "Mr Young"),
        ("Smith, J", "J. Smith"),
        ("PATEL, Priya", "Priya Patel"),
        ("Grace", "Grace"),
        ("SLT / Mrs K Ali", "K. Ali"),
        ("Mr and Mrs Jones", "Mr and Mrs Jones"),
        ("王小明", "王小明"),
    ],
)
def test_a_name_in_a_box_for_a_person_is_nowhere_in_the_public_plan(person: str, said: str) -> None:
    plan = named_plan(person, said)
    assert said in plan.model_dump_json()
    public, _ = for_edition(plan, Edition.PUBLIC)
    assert said not in public.model_dump_json()
    assert public.priorities[0].title == plan.priorities[0].title


def test_without_the_cleaning_names_would_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "nameless", lambda plan, names, keep: plan)
    assert "Patel" in for_edition(named_plan("Mrs Patel", "Mrs Patel"), Edition.PUBLIC)[0].model_dump_json()


SURNAMES = st.text("abcdefghijklmnopqrstuvwxyzéøñ", min_size=3, max_size=9).map(lambda letters: f"Q{letters}")


@settings(max_examples=60, deadline=None)
@given(surname=SURNAMES, initial=st.sampled_from("ABCKQZ"), role=st.sampled_from(["", ", SENCO", " (head of year)"]))
def test_any_surname_is_taken_out(surname: str, initial: str, role: str) -> None:
    public, _ = for_edition(named_plan(f"{initial}. {surname}{role}", surname), Edition.PUBLIC)
    assert surname not in public.model_dump_json()


def test_what_stands_in_place_of_a_name_never_reads_as_not_yet_agreed() -> None:
    plan = named_plan("Mrs Patel", "Mrs Patel")
    plan = plan.model_copy(update={"needs": (plan.needs[0].having(group=None),)})
    public, _ = for_edition(plan, Edition.PUBLIC)
    assert (public.priorities[0].lead, public.priorities[0].link_governor) == ("A member of staff", "A governor")
    assert (public.actions[0].who, public.needs[0].who) == ("A member of staff", "Staff")
    blank = make.plan(priorities=(make.priority(),))
    assert for_edition(blank, Edition.PUBLIC)[0].priorities[0].lead == ""


@pytest.mark.parametrize("piece", ["A. ", "A ", "O’", "Mr and ", "Aa-", "de "])
def test_long_text_that_only_begins_like_a_name_stays_as_it_is(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert without_names(text, ["Smith", "J. Smith", "O’Neil"]) == text


def test_the_samples_keep_their_words_and_lose_their_names() -> None:
    for plan in read_samples():
        public, _ = for_edition(plan, Edition.PUBLIC)
        said = public.model_dump_json()
        assert [name for name in names_of_staff(plan) if len(name) > 3 and name in said] == []
        assert [p.title for p in public.priorities] == [p.title for p in plan.priorities]
