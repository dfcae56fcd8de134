"""Where frameworks of one's own are kept, when somebody names a folder and when nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from sef2si.errors import Invalid
from sef2si.settings import Settings, frameworks_beside, stand_beside
from sef2si.templates import frameworks


@pytest.mark.parametrize(
    ("database", "folder"),
    [
        ("sqlite:////srv/plans.db", "/srv/plans-frameworks"),
        ("sqlite+pysqlite:////srv/plans.db?timeout=5", "/srv/plans-frameworks"),
        ("sqlite:///plans.db", "HERE/plans-frameworks"),
        ("sqlite://", "HOME/sef2si-frameworks"),
        ("sqlite:///:memory:", "HOME/sef2si-frameworks"),
        ("postgresql://someone:secret@localhost/plans", "HOME/sef2si-frameworks"),
    ],
)
def test_they_stand_beside_the_database(
    database: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    meant = folder.replace("HERE", str(tmp_path)).replace("HOME", str(tmp_path / "home"))
    assert frameworks_beside(database) == Path(meant)


def test_a_folder_that_is_named_comes_first_and_the_database_in_use_before_the_environments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEF2SI_DATABASE", f"sqlite:///{tmp_path / 'one.db'}")
    monkeypatch.delenv("SEF2SI_FRAMEWORKS_BESIDE")
    assert Settings.from_environment().frameworks == tmp_path / "one-frameworks"
    stand_beside(f"sqlite:///{tmp_path / 'two.db'}")
    assert Settings.from_environment().frameworks == tmp_path / "two-frameworks"
    monkeypatch.setenv("SEF2SI_FRAMEWORKS", str(tmp_path / "named"))
    assert Settings.from_environment().frameworks == tmp_path / "named"


def test_one_of_ours_may_not_be_there_yet_and_one_that_was_named_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_beside(f"sqlite:///{tmp_path / 'plans.db'}")
    assert Settings.from_environment().frameworks_to_read is None
    assert "ofsted_2025" in frameworks()
    monkeypatch.setenv("SEF2SI_FRAMEWORKS", str(tmp_path / "mistyped"))
    with pytest.raises(Invalid, match="SEF2SI_FRAMEWORKS"):
        frameworks()
