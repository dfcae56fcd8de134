"""``sef2si import framework`` and ``import crosswalk``: shown, asked, kept beside the database, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sef2si.cli import main
from sef2si.templates import templates
from tests.test_cli import SAMPLE, Prompt, prompt

__all__ = ["prompt"]

KEY = f"our_values_{SAMPLE}"
SHOWN = """\
Our values: 4 new.
  Our values
    New: Kindness and belonging; Grades: In place; On the way; Not yet
    New: Curiosity; Grades: In place; On the way; Not yet
    New: Play in the early years; Grades: In place; On the way; Not yet; Where there are early years
  Voices
    New: What our pupils tell us; Judged in words alone
"""


@pytest.fixture
def files(prompt: Prompt) -> Path:
    """The examples, in a folder where the samples are."""
    prompt.says("import", "samples")
    for example, name in (("framework", "Our values.csv"), ("crosswalk", "walk.csv")):
        (prompt.folder / name).write_bytes((templates() / "examples" / f"{example}.csv").read_bytes())
    return prompt.folder / "plans-frameworks"


def kept(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))


def test_it_is_shown_and_asked_about_before_it_is_kept(prompt: Prompt, files: Path) -> None:
    words = ["import", "framework", SAMPLE, "Our values.csv"]
    no = CliRunner().invoke(main, words, input="n\n", env={"SEF2SI_DATABASE": prompt.url})
    assert no.output == f"{SHOWN}Bring it in? [y/N]: n\nNothing was imported.\n"
    assert not files.exists()
    yes = CliRunner().invoke(main, words, input="y\n", env={"SEF2SI_DATABASE": prompt.url})
    assert yes.output.endswith("It is there. “sef2si import undo --framework” takes it back.\n")
    assert kept(files) == [f"{KEY}.json"]
    again = prompt.says(*words)
    assert again.endswith("There is nothing to bring in.\n")


def test_a_crosswalk_and_taking_it_back(prompt: Prompt, files: Path) -> None:
    prompt.says("import", "framework", SAMPLE, "Our values.csv", "--yes")
    said = prompt.says("import", "crosswalk", SAMPLE, "walk.csv", "--yes")
    assert "    New: Achievement; → Curiosity\n" in said
    assert "    Stays behind: Safeguarding\n" in said
    assert kept(files) == [f"ofsted_2025_to_{KEY}.csv", f"{KEY}.json"]
    assert prompt.says("import", "undo", SAMPLE, "--framework") == "It was taken back.\n"
    assert kept(files) == [f"{KEY}.json"]
    assert prompt.refuses("import", "undo", SAMPLE, "--framework").startswith("There is nothing to take back")


def test_a_name_of_ones_own_and_a_file_that_is_not_right(prompt: Prompt, files: Path) -> None:
    prompt.says("import", "framework", SAMPLE, "Our values.csv", "--name", "The Elm Way", "--yes")
    assert kept(files) == [f"the_elm_way_{SAMPLE}.json"]
    told = prompt.refuses("import", "crosswalk", SAMPLE, "walk.csv", "--yes")
    assert "row 2, column C: there is no framework “Our values” here." in told
    assert told.endswith("Nothing was imported.")
    assert "no plan of school 900009" in prompt.refuses("import", "framework", "900009", "walk.csv", "--yes")
    # Another school does not know it.
    (prompt.folder / "walk.csv").write_text(
        (prompt.folder / "walk.csv").read_text("utf-8").replace("Our values", "The Elm Way"), encoding="utf-8"
    )
    assert "there is no framework “The Elm Way” here" in prompt.refuses("import", "crosswalk", "900002", "walk.csv")
    assert kept(files) == [f"the_elm_way_{SAMPLE}.json"]
