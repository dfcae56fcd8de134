"""The sample schools hold the cases of document 003, use only keys that exist, and a wrong file gives a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sef2si.documents.samples import read_people, read_plan, read_samples, sample_files
from sef2si.domain.activities import ImpactLevel
from sef2si.domain.evaluation import PointSort
from sef2si.domain.impact import AgainstIntent, Decision, outcome
from sef2si.domain.needs import NeedSource, StaffGroup
from sef2si.domain.plan import Plan, faults, shared
from sef2si.domain.priorities import PriorityState, amount
from sef2si.domain.school import Phase
from sef2si.errors import Invalid
from sef2si.journey.chain import chain
from sef2si.menu import menu
from sef2si.templates import frameworks

TODAY = date(2026, 11, 22)
PLANS = {plan.urn: plan for plan in read_samples()}
HARBOUR, COMPREHENSIVE, SPECIAL, DROWNING = (PLANS[urn] for urn in ("900001", "900002", "900003", "900004"))

LEAST = """
year: 2026/27
school: {urn: 900009, name: Elm Primary, phase: primary, framework: ofsted_2025}
"""


def refused(text: str) -> str:
    with pytest.raises(Invalid) as refusal:
        read_plan(text.encode(), "elm.yaml")
    return refusal.value.sentence


# What the samples hold.


def test_there_are_four_invented_schools_with_their_urns_in_the_names_of_their_files() -> None:
    assert [(plan.urn, plan.school.name, plan.school.phase) for plan in read_samples()] == [
        ("900001", "Harbour View Primary School", Phase.PRIMARY),
        ("900002", "Askerdale School", Phase.SECONDARY),
        ("900003", "Larkfold School", Phase.SPECIAL),
        ("900004", "Tansy Lane Primary School", Phase.PRIMARY),
    ]
    assert [path.name[:6] for path in sample_files()] == list(PLANS)


@pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: plan.urn)
def test_every_key_used_exists(plan: Plan) -> None:
    known, forms = frameworks(), {entry.id for entry in menu()}
    judged = [(j.framework, j.area, j.grade) for j in plan.judgements]
    grades = {(f.key, a.key, g.key) for f in known.values() for a in f.areas for g in (*f.grades(a.key),)}
    blank = {(f.key, a.key, "") for f in known.values() for a in f.areas}
    assert set(judged) - grades - blank == set()
    areas = {f"{framework.key}.{area.key}" for framework in known.values() for area in framework.areas}
    assert {area for priority in plan.priorities for area in priority.areas} - areas == set()
    assert {activity.form for activity in plan.activities} - forms - {""} == set()
    assert plan.school.framework in known
    applies = {area.key for area in known[plan.school.framework].areas_for(plan.school)}
    assert {judgement.area for judgement in plan.judgements} - applies == set()


@pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: plan.urn)
def test_no_record_has_a_fault_and_positions_follow_the_file(plan: Plan) -> None:
    assert [fault for record in plan.all_records() for fault in faults(plan, record, None)] == []
    for kind in ("points", "evidence", "priorities", "needs", "actions", "activities", "checks"):
        assert [record.position for record in plan.records(kind)] == list(range(1, len(plan.records(kind)) + 1))


def test_judgements_leave_room_for_the_areas_not_judged_yet() -> None:
    places = {judgement.area: judgement.position for judgement in HARBOUR.judgements}
    areas = [area.key for area in frameworks()["ofsted_2025"].areas_for(HARBOUR.school)]
    assert places == {area: areas.index(area) + 1 for area in areas if area in places}
    assert "personal_development" not in places


def test_reading_twice_gives_the_same_plans_and_judgements_stand_under_the_ids_of_their_areas() -> None:
    assert read_samples() == tuple(PLANS.values())
    assert [j.id for j in HARBOUR.judgements if j.area == "inclusion"] == ["ofsted_2025.inclusion"]


def test_finished_checks_lie_in_the_past_and_checks_to_come_after_their_activity_began() -> None:
    for plan in PLANS.values():
        assert [c.id for c in plan.checks if c.checked_on and c.checked_on > TODAY] == []
        assert [a.id for a in plan.activities if a.check_due and a.starts and a.check_due < a.starts] == []


def test_003_f5a_a_pupil_survey_at_45_percent_leads_to_a_priority_with_a_target() -> None:
    priority = HARBOUR.find("priorities", "calm-at-lunch")
    assert (priority.now, priority.target, priority.by) == ("45%", "75%", date(2027, 7, 9))
    assert "45% say that other children behave well, the lowest answer" in " ".join(e.shows for e in HARBOUR.evidence)
    assert HARBOUR.find("needs", "supervisors-deescalate").whom == "14 lunchtime supervisors"
    assert HARBOUR.school.cpd_budget == Decimal(6400)


def test_003_f4e_three_who_can_train_six_and_staff_are_not_pupils() -> None:
    french = HARBOUR.find("activities", "french-twilights")
    assert (french.people, french.form, french.price) == (6, "training_others", Decimal(0))
    assert outcome(HARBOUR.find("checks", "french-confidence-audit")) == "staff: met; pupils: not yet seen"


def test_harbour_view_breaks_where_its_pages_say() -> None:
    broken = [(link.name, link.subject) for link in chain(HARBOUR, TODAY).broken]
    assert broken[:1] == [("need", "Reading fluency in Year 3")]
    assert ("check", "INSET day on routines") in broken
    assert HARBOUR.find("priorities", "reading-fluency").has_goal is False


def test_003_f3e_a_staff_of_120_with_eight_coaches_and_six_weeks() -> None:
    coaching = COMPREHENSIVE.find("activities", "coaching-autumn")
    assert (COMPREHENSIVE.school.teachers, coaching.led_by) == (120, "Our eight coaches")
    assert (coaching.starts, coaching.ends) == (date(2026, 9, 14), date(2026, 10, 23))


def test_the_comprehensive_is_large_and_mostly_whole() -> None:
    assert COMPREHENSIVE.school.pupils == 1612
    assert (len(COMPREHENSIVE.live), len(COMPREHENSIVE.needs)) == (5, 25)
    assert (len(COMPREHENSIVE.activities), len(COMPREHENSIVE.checks)) == (36, 18)
    areas = {j.area for j in COMPREHENSIVE.judgements if j.grade}
    framework = frameworks()["ofsted_2025"]
    assert areas == {area.key for area in framework.areas_for(COMPREHENSIVE.school)}
    assert {j.id for j in COMPREHENSIVE.judgements} == {e.judgement_id for e in COMPREHENSIVE.evidence}
    found = chain(COMPREHENSIVE, TODAY)
    assert found.in_place / found.total > 0.8


def test_003_f9b_003_f9f_some_checks_found_more_than_was_meant_and_some_side_effects() -> None:
    assert len([c for c in COMPREHENSIVE.checks if c.unplanned]) > 5
    assert len([c for c in COMPREHENSIVE.checks if c.side_effects]) > 5
    assert {c.against_intent for c in COMPREHENSIVE.checks} == set(AgainstIntent)
    assert {c.level for c in COMPREHENSIVE.checks} == set(ImpactLevel)


def test_003_f9i_what_did_not_work_is_tried_by_another_route() -> None:
    assert [c.id for c in COMPREHENSIVE.checks if c.decision is Decision.OTHER_ROUTE] == ["read-aloud-first"]


def test_003_f8j_a_thursday_slot_with_outside_presenters_and_a_mixed_reaction() -> None:
    slots = [a for a in SPECIAL.activities if a.what.startswith("Thursday slot")]
    assert {a.starts.strftime("%A") for a in slots if a.starts} == {"Thursday"}
    sessions = {a.id: (a.ends - a.starts).days // 7 + 1 if a.starts and a.ends else 1 for a in slots}
    assert {a.id: a.hours for a in slots} == {i: Decimal("0.75") * n for i, n in sessions.items()}
    assert {"provider", "in_house"} == {a.provision.value for a in slots if a.provision}
    assert "mixed" in SPECIAL.find("checks", "thursday-reaction").found


def test_a_need_of_one_person_stays_off_shared_views() -> None:
    need = SPECIAL.find("needs", "ta-to-teacher")
    assert (need.people, need.source) == (1, NeedSource.CAREER)
    seen = shared(SPECIAL)
    assert (seen.find("needs", need.id), seen.find("activities", "teacher-route")) == (None, None)
    assert (len(SPECIAL.notes), seen.notes) == (1, ())


def test_003_10_seventy_six_priorities_and_little_behind_them() -> None:
    titles = [priority.title for priority in DROWNING.priorities]
    assert (len(titles), len(set(titles))) == (76, 76)
    assert {p.state for p in DROWNING.priorities} == {PriorityState.LIVE}
    assert len([p for p in DROWNING.priorities if DROWNING.needs_of(p)]) == 5
    found = chain(DROWNING, TODAY)
    assert found.in_place / found.total < 0.2


def test_the_four_differ_in_how_whole_their_chains_are() -> None:
    shares = [chain(plan, TODAY).in_place / chain(plan, TODAY).total for plan in PLANS.values()]
    assert len(set(shares)) == 4


def test_a_target_better_than_now_where_both_are_numbers() -> None:
    # Measures of absence, incidents and gaps are better the lower they are.
    lower = {"reading-catch-up", "attendance", "line-ups", "settled-mornings"}
    for plan in PLANS.values():
        for priority in plan.priorities:
            now, target = amount(priority.now), amount(priority.target)
            if now is not None and target is not None:
                assert (target > now) is (priority.id not in lower), priority.title


def test_people_to_act_as_belong_to_the_samples() -> None:
    people = read_people()
    assert {held.role.value for person in people for held in person.held} == {
        "headteacher",
        "cpd_leader",
        "governor",
        "adviser",
    }
    assert {urn for person in people for urn in person.urns} == set(PLANS)
    assert len({person.id for person in people}) == len(people)


def test_a_wrong_file_of_people_gives_a_sentence() -> None:
    with pytest.raises(Invalid) as refusal:
        read_people(b"- id: x\n  role: king\n")
    assert refusal.value.sentence == (
        "people.yaml can't be read. It should be a list of people, each with id, name, role and urns."
    )


# How a file is read.


def test_what_belongs_together_is_written_together() -> None:
    plan = read_plan(
        LEAST.encode()
        + b"""
judgements:
  - area: inclusion
    strengths: [Newcomers settle within a week.]
    to_improve:
      - text: Lunch is loud.
        priority_id: calm
priorities:
  - id: calm
    title: Calm lunch
    now: 45%
    by: 9/7/27
    areas: [inclusion, sef_2005.be_safe]
    needs:
      - {id: listen, group: lunchtime, people: 4}
    actions:
      - id: zones
        what: Zones
        checks: [{checked_on: 13 November 2026, found: Quieter}]
activities:
  - what: Coaching
    need_ids: [listen]
""",
        "elm.yaml",
    )
    assert (plan.id, plan.school.id) == ("900009-2026", "900009")
    assert [(p.id, p.judgement_id, p.sort, p.priority_id) for p in plan.points] == [
        ("ofsted_2025.inclusion.strengths-1", "ofsted_2025.inclusion", PointSort.STRENGTH, None),
        ("ofsted_2025.inclusion.to_improve-1", "ofsted_2025.inclusion", PointSort.TO_IMPROVE, "calm"),
    ]
    calm = plan.priorities[0]
    assert (calm.now, calm.by, calm.areas) == (
        "45%",
        date(2027, 7, 9),
        ("ofsted_2025.inclusion", "sef_2005.be_safe"),
    )
    assert (plan.needs[0].priority_id, plan.needs[0].group) == ("calm", StaffGroup.LUNCHTIME)
    assert (plan.checks[0].action_id, plan.checks[0].checked_on) == ("zones", date(2026, 11, 13))
    assert plan.activities[0].id == "activities-1"


NOTHING = "Nothing was imported."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", f"elm.yaml, line 1: A school's file starts with “year:” and “school:”. {NOTHING}"),
        ("- a\n- b", f"elm.yaml, line 1: A school's file starts with “year:” and “school:”. {NOTHING}"),
        (
            "year: 2026\nschool: {urn: 900009}",
            f"elm.yaml, line 1: Please write the academic year like “year: 2026/27”. {NOTHING}",
        ),
        (
            "year: 2026/27\n",
            f"elm.yaml, line 1: There should be a block “school:” with at least urn and name. {NOTHING}",
        ),
        (
            "year: 2026/27\nschool:\n  urn: 12\n",
            "elm.yaml, line 3: school, urn: “12” is not a school's unique reference number. In England it is six "
            f"digits, such as 100492; you find it on Get Information about Schools. {NOTHING}",
        ),
        (
            "year: 2026/27\nschool:\n  name: Elm\n",
            f"elm.yaml, line 3: school, urn: This is needed, please write it. {NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - title: a\n    by: next summer\n",
            "elm.yaml, line 6: “next summer” is not a date we can read. Please write it like 9 July 2027 or 9/7/27. "
            f"{NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - title: a\n    by: 9/7/24\n",
            "elm.yaml, line 6: by: 9 July 2024 is before this plan's year, 2026/27, which starts on 1 September 2026. "
            f"Please check the year. {NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - title: a\n    state: maybe\n",
            f"elm.yaml, line 6: priorities 1, state: “maybe” is not one of live, parked, done. {NOTHING}",
        ),
        (
            LEAST + "activities:\n  - what: a\n    need_ids: [gone]\n",
            f"elm.yaml, line 6: There is no “gone” among the needs. Please check the id. {NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - {id: a}\n  - id: a\n",
            f"elm.yaml, line 6: The id “a” is used twice among priorities. Please change one of them. {NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - id: a b\n",
            "elm.yaml, line 5: priorities 1, id: An id is made of letters, digits, dots and dashes, without spaces. "
            f"{NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - title: a\n    title: b\n",
            f"elm.yaml, line 6: “title” is written twice. Please keep one of them. {NOTHING}",
        ),
        (
            LEAST + "priorities: calm lunch\n",
            f"elm.yaml, line 4: “priorities” should be a list, each entry starting with a dash. {NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - calm lunch\n",
            f"elm.yaml, line 4: Entry 1 of “priorities” should be made of lines such as “field: what it is”. {NOTHING}",
        ),
        (
            LEAST + "activities:\n  - what: a\n    people: some\n",
            "elm.yaml, line 6: activities 1, people: “some” can't be kept here, where a whole number, such as 12, "
            f"should stand. {NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - title: [a]\n",
            "elm.yaml, line 5: priorities 1, title: “['a']” can't be kept here, where one piece of text should stand. "
            f"{NOTHING}",
        ),
        (
            LEAST + "activities:\n  - need_ids: a\n",
            "elm.yaml, line 5: activities 1, need_ids: “a” can't be kept here, where a list, such as [one, two], "
            f"should stand. {NOTHING}",
        ),
        (
            LEAST + "activities:\n  - what: a: b\n",
            "elm.yaml, line 5: This can't be read as YAML. Please look at the indents here, and put text that holds a "
            f"colon followed by a space in quotation marks. {NOTHING}",
        ),
        (
            LEAST + "priorities:\n  - &one {title: a}\n  - *one\n",
            "elm.yaml, line 5: The signs & and * stand for repeated text here. Please write the text out. Nothing was "
            "imported.",
        ),
    ],
)
def test_a_wrong_file_gives_the_line_and_what_to_do(text: str, sentence: str) -> None:
    assert refused(text) == sentence


def test_an_unknown_field_is_named_with_those_that_may_stand_there() -> None:
    assert refused(LEAST + "priorities:\n  - titel: a\n").startswith(
        "elm.yaml, line 5: “titel” is not known here. It can be: id, title, measure, now, target, by"
    )
    assert refused(LEAST + "priorites:\n").startswith("elm.yaml, line 4: “priorites” is not known here.")


def test_bytes_that_are_no_utf_8_and_files_too_large_are_refused() -> None:
    with pytest.raises(Invalid, match=r"elm.yaml, line 2: There is a character that can't be read. .* as UTF-8"):
        read_plan(b"year: 2026/27\nname: \x92", "elm.yaml")
    with pytest.raises(Invalid, match=r"elm\.yaml is larger than 2 MB"):
        read_plan(b"#" * 2_000_001, "elm.yaml")


def test_no_tag_of_a_file_is_obeyed() -> None:
    plan = read_plan((LEAST + "priorities:\n  - title: !!python/name:os.system x\n").encode(), "elm.yaml")
    assert plan.priorities[0].title == "x"


def test_one_wrong_file_among_many_gives_no_plan_at_all(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    good, same, wrong = folder / "a.yaml", folder / "b.yaml", folder / "c.yaml"
    good.write_text(LEAST)
    same.write_text(LEAST)
    wrong.write_text("year: 1")
    assert [plan.urn for plan in read_samples([good])] == ["900009"]
    with pytest.raises(Invalid, match=r"c\.yaml, line 1"):
        read_samples([good, wrong])
    with pytest.raises(Invalid) as refusal:
        read_samples([good, same])
    assert refusal.value.sentence == (
        "b.yaml and a.yaml are both about school 900009 in 2026/27. Please give one of them another URN or year. "
        "Nothing was imported."
    )
