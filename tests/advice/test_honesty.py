"""Hints while a school writes its self-evaluation: each rule with what it catches and what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest

from sef2si.advice.honesty import (
    ENOUGH_EVIDENCE,
    JUDGEMENT_WORDS,
    PLEASING_PHRASES,
    POINT_WORDS,
    RULES,
    Advice,
    hints,
    pleasing_phrases,
    words,
)
from sef2si.domain.evaluation import Evidence, Judgement, Point, PointSort, Renewal, Voice
from sef2si.domain.plan import KINDS

TODAY = date(2026, 11, 22)
EVALUATIVE = "Pupils read fluently by Year 4, though boys read less often."


def a_judgement(*, voices: tuple[Voice, ...] = (), grade: str = "", ignored: tuple[str, ...] = ()) -> Judgement:
    return Judgement(id="ofsted_2025.inclusion", area="inclusion", voices=voices, grade=grade, hints_ignored=ignored)


def a_point(*, text: str = EVALUATIVE, id: str = "p1", sort: PointSort = PointSort.STRENGTH, of: str = "") -> Point:
    return Point(id=id, judgement_id=of or a_judgement().id, text=text, sort=sort)


def an_evidence(
    *, id: str = "e1", dated: date | None = date(2026, 10, 1), renewed: Renewal | None = Renewal.YEARLY, shows: str = ""
) -> Evidence:
    return Evidence(id=id, judgement_id=a_judgement().id, source="Survey", dated=dated, renewed=renewed, shows=shows)


def keys(advice: tuple[Advice, ...]) -> tuple[str, ...]:
    return tuple(each.key for each in advice)


def found(
    *, judgement: Judgement | None = None, points: tuple[Point, ...] = (), evidence: tuple[Evidence, ...] = ()
) -> tuple[str, ...]:
    return keys(hints(judgement or a_judgement(), points, evidence, TODAY))


def test_an_untouched_judgement_has_no_hints() -> None:
    assert found() == ()


def test_a_good_judgement_has_no_hints() -> None:
    judgement = a_judgement(voices=(Voice.PUPILS, Voice.TEACHERS), grade="expected")
    assert found(judgement=judgement, points=(a_point(),), evidence=(an_evidence(),)) == ()


def test_a_description_is_asked_for_its_effect() -> None:
    """003-06, in words that fit the sort of point."""
    strength = a_point(text="We hold weekly assemblies.")
    plan = a_point(text="Introduce a spelling scheme.", id="p2", sort=PointSort.TO_IMPROVE)
    advice = hints(a_judgement(), (strength, plan), (an_evidence(),), TODAY)
    assert advice == (
        Advice(
            "descriptive:p1",
            "points",
            "p1",
            "text",
            "This says what is done. What difference does it make to pupils, and how do you know?",
        ),
        Advice(
            "descriptive:p2",
            "points",
            "p2",
            "text",
            "This says what is done or planned. What is not yet good enough for pupils?",
        ),
    )


@pytest.mark.parametrize(
    ("dated", "renewed", "stale"),
    [
        (date(2025, 11, 22), Renewal.YEARLY, True),
        (date(2025, 11, 23), Renewal.YEARLY, False),
        (date(2026, 7, 22), Renewal.TERMLY, True),
        (date(2026, 7, 23), Renewal.TERMLY, False),
        (date(2024, 11, 22), Renewal.TWO_YEARLY, True),
        (date(2024, 11, 23), Renewal.TWO_YEARLY, False),
        (date(2010, 1, 1), Renewal.ONCE, False),
        (date(2010, 1, 1), None, False),
        (None, Renewal.YEARLY, False),
        (date(2027, 1, 1), Renewal.YEARLY, False),
    ],
)
def test_newer_evidence_should_exist_by_now(dated: date | None, renewed: Renewal | None, stale: bool) -> None:
    """003-09: latest results missing."""
    expected = (f"newer:e1:{dated}",) if stale else ()
    assert found(points=(a_point(),), evidence=(an_evidence(dated=dated, renewed=renewed),)) == expected


def test_newer_evidence_is_said_with_its_date() -> None:
    """003-09."""
    (advice,) = hints(a_judgement(), (), (an_evidence(dated=date(2025, 7, 9)),), TODAY)
    assert (advice.kind, advice.record_id, advice.field, advice.sentence) == (
        "evidence",
        "e1",
        "dated",
        "This is from 9 July 2025 and is renewed every year, so newer figures may be out. Have a look?",
    )


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    """003-09: four months after 31 October is 28 February."""
    evidence = (an_evidence(dated=date(2025, 10, 31), renewed=Renewal.TERMLY),)
    assert keys(hints(a_judgement(), (), evidence, date(2026, 2, 27))) == ()
    assert keys(hints(a_judgement(), (), evidence, date(2026, 2, 28))) == ("newer:e1:2025-10-31",)


def test_no_evidence() -> None:
    """003-06: a judgement rests on something."""
    assert found(points=(a_point(),)) == ("no_evidence:ofsted_2025.inclusion",)
    assert found(judgement=a_judgement(grade="expected")) == ("no_evidence:ofsted_2025.inclusion",)
    assert found(points=(a_point(text="  "),)) == ()


def test_more_than_enough_evidence() -> None:
    """003-11: collecting in case someone asks."""
    enough = tuple(an_evidence(id=f"e{n}") for n in range(ENOUGH_EVIDENCE))
    assert found(evidence=enough) == ()
    assert found(evidence=(*enough, an_evidence(id="more"))) == ("enough:ofsted_2025.inclusion",)


def test_a_long_point() -> None:
    """003-17."""
    assert found(points=(a_point(text="good " * POINT_WORDS),), evidence=(an_evidence(),)) == ()
    assert found(points=(a_point(text="good " * (POINT_WORDS + 1)),), evidence=(an_evidence(),)) == ("long_point:p1",)


def test_a_long_judgement() -> None:
    """003-17: points and evidence together."""
    points = tuple(a_point(id=f"p{n}", text="good " * POINT_WORDS) for n in range(JUDGEMENT_WORDS // POINT_WORDS))
    assert found(points=points, evidence=(an_evidence(),)) == ()
    assert found(points=points, evidence=(an_evidence(shows="more"),)) == ("long:ofsted_2025.inclusion",)


@pytest.mark.parametrize("voice", Voice)
def test_one_voice_only(voice: Voice) -> None:
    """003-05, 003-06."""
    (advice,) = hints(a_judgement(voices=(voice,)), (), (), TODAY)
    assert (advice.key, advice.field) == ("one_voice:ofsted_2025.inclusion", "voices")
    assert voice.label.lower() in advice.sentence


def test_two_voices_or_none_said_are_left_alone() -> None:
    """003-05."""
    assert found(judgement=a_judgement(voices=(Voice.PUPILS, Voice.PARENTS))) == ()
    assert found(judgement=a_judgement(voices=())) == ()


@pytest.mark.parametrize("phrase", PLEASING_PHRASES)
def test_every_phrase_of_the_list_is_noticed(phrase: str) -> None:
    """003-18, 003-19."""
    assert phrase in pleasing_phrases(f"Teaching here shows {phrase.upper()}, and pupils read well.")


@pytest.mark.parametrize(
    "text",
    [
        "Pupils’ reading is outstanding: 92% reached the higher standard.",
        "Teachers are robust in health and morale.",
        "Ofsted asked about attendance in 2024, and it has risen since.",
        "An exemplar of pupils’ work is kept for each year.",
        "Pupils are passionate readers.",
        "The world has come into class, and children talk more often.",
    ],
)
def test_plain_words_are_not_taken_for_pleasing(text: str) -> None:
    """003-19."""
    assert pleasing_phrases(text) == ()


def test_one_pleasing_phrase_is_named_once() -> None:
    """003-19."""
    point = a_point(text="Our relentless, unwavering, world-class team helps pupils read better.")
    advice = hints(a_judgement(), (point,), (an_evidence(),), TODAY)
    assert [(each.key, each.sentence) for each in advice] == [
        ("pleasing:p1", "“Relentless” may please a reader. What would a pupil or a parent notice?")
    ]


def test_a_hint_waved_away_stays_silent() -> None:
    points = (a_point(text="We hold weekly assemblies."),)
    before = found(points=points)
    assert before == ("descriptive:p1", "no_evidence:ofsted_2025.inclusion")
    for key in before:
        left = tuple(other for other in before if other != key)
        assert found(judgement=a_judgement(ignored=(key,)), points=points) == left


def test_evidence_with_a_new_date_is_asked_anew() -> None:
    """003-09: waved away for one date, not for ever."""
    old = an_evidence(dated=date(2025, 7, 1))
    judgement = a_judgement(ignored=keys(hints(a_judgement(), (), (old,), TODAY)))
    assert found(judgement=judgement, evidence=(old,)) == ()
    assert found(judgement=judgement, evidence=(an_evidence(dated=date(2025, 9, 1)),)) == ("newer:e1:2025-09-01",)


def test_only_the_judgements_own_records_count() -> None:
    other = a_point(text="We hold weekly assemblies.", of="ofsted_2025.achievement")
    assert found(points=(other,), evidence=()) == ()


def every_hint() -> tuple[Advice, ...]:
    doing = "We hold weekly relentless assemblies. " * JUDGEMENT_WORDS
    evidence = tuple(an_evidence(id=f"e{n}", dated=date(2024, 1, 1)) for n in range(ENOUGH_EVIDENCE + 1))
    loaded = hints(a_judgement(voices=(Voice.PUPILS,)), (a_point(text=doing),), evidence, TODAY)
    return (*loaded, *hints(a_judgement(grade="strong"), (), (), TODAY))


def test_every_rule_is_explained_and_can_happen() -> None:
    assert {advice.key.split(":")[0] for advice in every_hint()} == set(RULES)


def test_hints_name_fields_that_exist_and_keys_that_can_be_kept() -> None:
    for advice in every_hint():
        assert advice.field == "" or advice.field in KINDS[advice.kind].model_fields
        assert len(advice.key) <= 160
        assert a_judgement().having(hints_ignored=(advice.key,)).hints_ignored == (advice.key,)


def test_hints_are_short_kind_and_end_well() -> None:
    for advice in every_hint():
        assert len(advice.sentence) <= 140
        assert advice.sentence[-1] in ".?"
        assert not {"fail", "wrong", "bad", "must", "inspector", "ofsted"} & set(advice.sentence.lower().split())


def test_words_are_counted_as_a_person_would() -> None:
    assert words("  Boys’ writing,\nYear 4 ") == 4
