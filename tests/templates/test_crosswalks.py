"""The crosswalks that come with the product, and files of a school's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sef2si.crosswalks import COLUMNS, crosswalk, crosswalks, written
from sef2si.errors import Invalid
from sef2si.templates import frameworks


def stays_behind(old: str) -> set[str]:
    walk = crosswalk(old, "ofsted_2025")
    assert walk is not None
    return {area.key for area in frameworks()[old].areas} - set(walk.near)


def test_every_area_of_a_crosswalk_is_one_of_its_framework_and_has_a_word_why() -> None:
    for (old, new), walk in crosswalks().items():
        assert {area.key for area in frameworks()[old].areas} >= set(walk.near)
        for near in walk.near.values():
            assert {area.key for area in frameworks()[new].areas} >= {each.area for each in near}
            assert all(each.note for each in near)


def test_an_area_without_a_near_match_stays_behind() -> None:
    """Issue 3: a description of the school, its partners' views and an overall grade have no area of 2025."""
    assert stays_behind("ofsted_2019") == set()
    assert stays_behind("sef_2005") == {"characteristics", "views", "effectiveness"}


def test_the_first_is_the_nearest() -> None:
    walk = crosswalk("ofsted_2019", "ofsted_2025")
    assert walk is not None
    assert [near.area for near in walk.near["quality_of_education"]] == ["curriculum_teaching", "achievement"]
    assert [near.area for near in walk.near["behaviour_attitudes"]] == ["attendance_behaviour"]
    assert crosswalk("ofsted_2025", "ofsted_2019") is None


def test_ones_own_comes_before_ours_and_is_read_again(tmp_path: Path) -> None:
    ours = crosswalk("ofsted_2019", "ofsted_2025", tmp_path)
    assert ours is not None
    own = ours.model_copy(update={"near": {"early_years": ours.near["early_years"]}})
    (tmp_path / "own.csv").write_bytes(written(own))
    assert crosswalk("ofsted_2019", "ofsted_2025", tmp_path) == own
    (tmp_path / "own.csv").unlink()
    assert crosswalk("ofsted_2019", "ofsted_2025", tmp_path) == ours


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"from framework,from area\n", "it has no column “to framework”."),
        (",".join(COLUMNS).encode() + b"\n\na,b,,d,\n", "row 3, column “to framework”, is blank."),
        (b"caf\xe9", "it can't be read as CSV in UTF-8."),
        (b'"open', "it can't be read as CSV in UTF-8."),
        (b" " * 1_000_001, "it is larger than a crosswalk can be."),
    ],
)
def test_a_broken_file_says_what_to_mend_and_no_path(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "own.csv").write_bytes(content)
    with pytest.raises(Invalid) as refused:
        crosswalks(tmp_path)
    assert refused.value.sentence.startswith("The crosswalk file own.csv can't be used: ")
    assert told in refused.value.sentence
    assert str(tmp_path) not in refused.value.sentence
