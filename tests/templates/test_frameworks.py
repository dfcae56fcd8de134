"""The frameworks that come with the product, and a school's own."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sef2si.domain.evaluation import Judgement
from sef2si.domain.framework import Framework
from sef2si.domain.school import Nation, Phase, School
from sef2si.errors import Invalid
from sef2si.templates import default_framework, frameworks, frameworks_for, templates

AREAS = {"estyn_2024": 3, "hgios4": 15, "laos_2022": 8, "ofsted_2019": 6, "ofsted_2025": 9, "sef_2005": 12}
FACTS = Path(__file__).parents[3] / "shared" / "domain" / "frameworks.md"


def a_school(*, phase: Phase | None = Phase.PRIMARY, nation: Nation = Nation.ENGLAND, **more: Any) -> School:
    return School(urn="100492", phase=phase, nation=nation, **more)


def labels(key: str, group: str = "") -> list[str]:
    return [area.label for area in frameworks()[key].areas if group in ("", area.group)]


def grades(key: str, area: str) -> list[str]:
    return [grade.label for grade in frameworks()[key].grades(area)]


def test_every_framework_is_there_with_all_its_areas() -> None:
    assert {key: len(framework.areas) for key, framework in frameworks().items()} == AREAS


def test_ofsted_2025_has_six_areas_two_phases_and_safeguarding() -> None:
    """Frameworks C1."""
    applies = [area.applies for area in frameworks()["ofsted_2025"].areas if area.key != "safeguarding"]
    assert applies == ["all"] * 6 + ["early_years", "sixth_form"]
    five = ["Exceptional", "Strong standard", "Expected standard", "Needs attention", "Urgent improvement"]
    for area in frameworks()["ofsted_2025"].areas:
        assert grades("ofsted_2025", area.key) == (["Met", "Not met"] if area.key == "safeguarding" else five)


def test_ofsted_2019_has_four_grades_and_no_overall_judgement() -> None:
    """Frameworks C2."""
    assert grades("ofsted_2019", "quality_of_education") == [
        "1 Outstanding",
        "2 Good",
        "3 Requires improvement",
        "4 Inadequate",
    ]
    assert [label for label in labels("ofsted_2019") if "verall" in label] == []


def test_sef_2005_has_seven_headings_and_the_five_outcomes() -> None:
    """Frameworks C3, 003-08."""
    assert [label[0] for label in labels("sef_2005", "Part A")] == list("1234567")
    assert labels("sef_2005", "Every Child Matters") == [
        "Be healthy",
        "Stay safe",
        "Enjoy and achieve",
        "Make a positive contribution",
        "Achieve economic well-being",
    ]
    assert grades("sef_2005", "be_healthy")[2] == "3 Satisfactory"


def test_hgios4_has_fifteen_indicators_in_three_groups_on_six_points() -> None:
    """Frameworks C4; two public toolkits leave out 2.6 and 2.7 and add a wrong 3.4."""
    numbers = [label.split()[0] for label in labels("hgios4")]
    assert numbers == [
        "1.1",
        "1.2",
        "1.3",
        "1.4",
        "1.5",
        "2.1",
        "2.2",
        "2.3",
        "2.4",
        "2.5",
        "2.6",
        "2.7",
        "3.1",
        "3.2",
        "3.3",
    ]
    assert {area.group for area in frameworks()["hgios4"].areas} == {
        "Leadership and management",
        "Learning provision",
        "Successes and achievements",
    }
    assert grades("hgios4", "qi_1_1") == ["Excellent", "Very good", "Good", "Satisfactory", "Weak", "Unsatisfactory"]


def test_laos_has_four_areas_in_each_of_two_dimensions_and_two_levels_of_practice() -> None:
    """Frameworks C4."""
    assert len(labels("laos_2022", "Learning and teaching")) == 4
    assert len(labels("laos_2022", "Leadership and management")) == 4
    assert grades("laos_2022", "learner_outcomes") == ["Highly effective practice", "Effective practice"]


def test_estyn_is_judged_in_words_alone() -> None:
    """Frameworks C4."""
    assert [grades("estyn_2024", area.key) for area in frameworks()["estyn_2024"].areas] == [[], [], []]


@pytest.mark.skipif(not FACTS.exists(), reason="the gathered facts are not beside this checkout")
def test_labels_are_those_of_the_gathered_facts() -> None:
    """Frameworks C1 to C4: every label, without its number, stands in the facts."""
    facts = re.sub(r"\W+", " ", FACTS.read_text(encoding="utf-8").lower())
    plain = [
        (key, re.sub(r"\W+", " ", re.sub(r"^[\d.]+ ", "", text).lower()).strip())
        for key, framework in frameworks().items()
        for text in [
            *(area.label for area in framework.areas),
            *(grade.label for scale in framework.scales.values() for grade in scale),
        ]
    ]
    reworded = {
        ("laos_2022", "teachers collective and collaborative practice"),
        ("laos_2022", "highly effective practice"),
        ("sef_2005", "characteristics of the school"),
        ("sef_2005", "views of learners parents and other stakeholders"),
    }
    assert {(key, label) for key, label in plain if label not in facts} - reworded == set()


def test_every_fact_says_where_it_comes_from_and_when() -> None:
    for file in (templates() / "frameworks").iterdir():
        source = json.loads(file.read_text(encoding="utf-8"))["source"]
        assert any("dates" in about for about in source), file.name
        for about, where in source.items():
            known = "(collected " in where or "general knowledge, to be confirmed before release" in where
            assert known or about == "dates", (file.name, about)
    assert frameworks()["hgios4"].source.count("general knowledge, to be confirmed before release") == 2
    assert frameworks()["ofsted_2025"].source.startswith("Areas: https://")


def test_keys_make_ids_that_a_judgement_can_bear() -> None:
    for framework in frameworks().values():
        for area in framework.areas:
            starter = Judgement(id=f"{framework.key}.{area.key}")
            assert starter.id.split(".") == [framework.key, area.key]


def test_a_primary_sees_early_years_and_a_school_with_a_sixth_form_that() -> None:
    ofsted = frameworks()["ofsted_2025"]
    seen = {
        "primary": [area.key for area in ofsted.areas_for(a_school())][6:],
        "secondary": [area.key for area in ofsted.areas_for(a_school(phase=Phase.SECONDARY))][6:],
        "with sixth form": [area.key for area in ofsted.areas_for(a_school(phase=Phase.SECONDARY, sixth_form=True))][
            6:
        ],
        "16 plus": [area.key for area in ofsted.areas_for(a_school(phase=Phase.SIXTEEN_PLUS))][6:],
        "juniors alone": [area.key for area in ofsted.areas_for(a_school(early_years=False))][6:],
    }
    assert seen == {
        "primary": ["early_years", "safeguarding"],
        "secondary": ["safeguarding"],
        "with sixth form": ["sixth_form", "safeguarding"],
        "16 plus": ["sixth_form", "safeguarding"],
        "juniors alone": ["safeguarding"],
    }


def test_a_nations_frameworks_come_first_and_the_newest_of_them() -> None:
    first = {nation: [framework.key for framework in frameworks_for(a_school(nation=nation))] for nation in Nation}
    assert first[Nation.ENGLAND] == ["ofsted_2025", "ofsted_2019", "sef_2005", "estyn_2024", "laos_2022", "hgios4"]
    assert first[Nation.SCOTLAND][0] == "hgios4"
    assert first[Nation.WALES][0] == "estyn_2024"
    assert first[Nation.IRELAND][0] == "laos_2022"
    assert {len(keys) for keys in first.values()} == {len(AREAS)}


def test_the_default_is_the_schools_choice_or_its_nations_newest() -> None:
    assert default_framework(a_school()).key == "ofsted_2025"
    assert default_framework(a_school(framework="sef_2005")).key == "sef_2005"
    assert default_framework(a_school(framework="no_longer_there")).key == "ofsted_2025"
    assert default_framework(a_school(nation=Nation.WALES)).key == "estyn_2024"


# A school's own

OWN: dict[str, Any] = {
    "key": "our_values",
    "label": "Our values",
    "scales": {"steps": [{"key": "there", "label": "There"}, {"key": "on_the_way", "label": "On the way"}]},
    "areas": [
        {"key": "kindness", "label": "Kindness", "scale": "steps"},
        {"key": "courage", "label": "Courage", "scale": "steps"},
    ],
}


def own_framework(*, folder: Path, **changes: Any) -> dict[str, Framework]:
    (folder / "values.json").write_text(json.dumps({**OWN, **changes}), encoding="utf-8")
    return frameworks(folder)


def refusal(*, folder: Path, name: str, text: str | bytes) -> str:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Invalid) as refused:
        frameworks(folder)
    return refused.value.sentence


def test_a_schools_own_framework_stands_beside_ours(tmp_path: Path) -> None:
    mine = own_framework(folder=tmp_path)
    assert set(mine) == {*AREAS, "our_values"}
    assert [framework.key for framework in frameworks_for(a_school(), tmp_path)][2:5] == [
        "sef_2005",
        "our_values",
        "estyn_2024",
    ]
    assert default_framework(a_school(framework="our_values"), tmp_path).label == "Our values"
    assert set(frameworks()) == set(AREAS)


def test_the_setting_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_framework(folder=tmp_path, valid_from="2026-09-01", source="The school council")
    monkeypatch.setenv("SEF2SI_FRAMEWORKS", str(tmp_path))
    assert frameworks()["our_values"].valid_from == date(2026, 9, 1)
    assert frameworks()["our_values"].source == "The school council"


def test_yaml_and_a_byte_order_mark_are_read_too(tmp_path: Path) -> None:
    text = "key: ours\nlabel: Ours\nscales: {words: []}\nareas:\n  - {key: play, label: Play, scale: words}\n"
    (tmp_path / "ours.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (tmp_path / "notes.txt").write_text("not a framework", encoding="utf-8")
    assert [area.label for area in frameworks(tmp_path)["ours"].areas] == ["Play"]


def test_what_is_handed_out_can_not_spoil_what_is_kept() -> None:
    frameworks().clear()
    assert set(frameworks()) == set(AREAS)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"key": "our.values"}, "the key “our.values” should be 1 to 40 small letters, digits or underscores"),
        ({"key": "ofsted_2025"}, "its key “ofsted_2025” is already taken. Please give it a key of its own."),
        ({"label": " "}, "a label is blank."),
        ({"areas": []}, "it has no areas."),
        ({"areas": [OWN["areas"][0]] * 2}, "two areas share the key “kindness”."),
        ({"areas": [{"key": "joy", "label": "Joy", "scale": "stars"}]}, "names a scale, “stars”, that is not among"),
        ({"areas": [{"key": "joy", "label": "Joy"}]}, "“areas” number 1 “scale” is missing. Please add it."),
        (
            {"areas": [{**OWN["areas"][0], "applies": "nursery"}]},
            "applies to “nursery”; it should be one of all, early",
        ),
        ({"scales": {"steps": [{"key": "a", "label": "A"}] * 2}}, "two grades of the scale “steps” share a key."),
        ({"colour": "blue"}, "“colour” is not known here. Please take it out or check its spelling."),
        ({"nation": "atlantis"}, "“nation” can't be used (input should be 'england', 'scotland'"),
        ({"valid_from": "2026-09-01", "valid_to": "2025-09-01"}, "it ends before it starts."),
        ({"source": {"areas": 1}, "label": 5}, "“label” can't be used"),
    ],
)
def test_a_broken_framework_says_what_to_mend(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    sentence = refusal(folder=tmp_path, name="values.json", text=json.dumps({**OWN, **changes}))
    assert sentence.startswith("The framework file values.json can't be used: ")
    assert told in sentence
    assert str(tmp_path) not in sentence


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "a.json",
            '{"key": "ours",\n "label" "Ours"}',
            "line 2 is not JSON. Please look for a missing comma or quote.",
        ),
        ("a.json", "[]", "it should begin with key, label, scales and areas."),
        ("a.json", "", "line 1 is not JSON."),
        ("a.json", "[" * 200_000, "it is nested too deeply."),
        ("a.json", b'{"label": "caf\xe9"}', "it is not saved as UTF-8."),
        ("a.json", " " * 1_000_001, "it is larger than a framework can be."),
        ("a.yaml", "key: [ours\nlabel: Ours", "line 2 is not YAML. Please look at its spaces and colons."),
        ("a.yaml", "!!python/object/apply:os.system ['true']", "line 1 is not YAML."),
        ("a.yml", "just words", "it should begin with key, label, scales and areas."),
    ],
)
def test_a_file_that_can_not_be_read_says_so(tmp_path: Path, name: str, text: str | bytes, told: str) -> None:
    sentence = refusal(folder=tmp_path, name=name, text=text)
    assert sentence.startswith(f"The framework file {name} can't be used: ")
    assert told in sentence


def test_a_mended_file_is_read_again(tmp_path: Path) -> None:
    refusal(folder=tmp_path, name="values.json", text="{")
    assert "our_values" in own_framework(folder=tmp_path)


def test_a_missing_folder_names_the_setting_and_no_path(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        frameworks(tmp_path / "gone")
    assert "SEF2SI_FRAMEWORKS" in refused.value.sentence
    assert str(tmp_path) not in refused.value.sentence
