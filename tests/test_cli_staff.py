"""A school's list of staff by command: looked at first, brought in as one act or not at all, and taken back."""

from __future__ import annotations

from click.testing import CliRunner, Result

from sef2si.cli import main
from sef2si.domain.staff import StaffMember
from sef2si.services.planner import Planner
from sef2si.store.engine import open_engine
from tests import factories as make
from tests.test_cli import SAMPLE, Prompt, prompt

__all__ = ["prompt"]

LIST = """\
Name,Role,Zweck,Days
Ffion Marsh,Class teacher,Maths,Mon to Fri
Otis Lane,Zookeeper,None,Mon
Ravi Shah,Teaching assistant,None,Someday
"""


def bring(prompt: Prompt, *words: str, text: str = LIST, answer: str = "") -> Result:
    file = prompt.folder / "staff.csv"
    file.write_text(text, encoding="utf-8")
    told = ("import", "staff", SAMPLE, str(file), *words)
    return CliRunner().invoke(main, told, env={"SEF2SI_DATABASE": prompt.url}, input=answer)


def register(prompt: Prompt) -> dict[str, StaffMember]:
    engine = open_engine(prompt.url)
    found = Planner(engine).staff.members(make.person(urns=(SAMPLE,)), SAMPLE)
    engine.dispose()
    return {member.name: member for member in found}


def test_a_list_is_looked_at_then_brought_in_as_one_act_and_taken_back(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    before = register(prompt)
    looked = bring(prompt, "--look", "--without-marked")
    assert (looked.exit_code, register(prompt)) == (0, before)
    assert "New: Ffion Marsh [" in looked.output
    assert "“Zookeeper” does not tell us the staff group." in looked.output
    assert "“Zweck” is left out: say --column “Zweck=…” if it is one of ours." in looked.output
    assert f"Not in the file: {next(iter(before))}." in looked.output
    assert looked.output.endswith("This was a look. Nothing was imported.\n")
    # Something is marked: all of it or nothing.
    marked = bring(prompt, "--yes")
    assert marked.output.endswith(
        "Something is marked, so nothing was imported. Please mend it in the file, or say --without-marked.\n"
    )
    assert register(prompt) == before
    told = ("--column", "Zweck=team", "--role", "Zookeeper=office_site")
    assert bring(prompt, *told, "--without-marked", answer="n\n").output.endswith("Nothing was imported.\n")
    assert register(prompt) == before
    done = bring(prompt, *told, "--without-marked", "--yes")
    assert done.output.endswith("It is in the register. “sef2si import undo --staff” takes it back.\n")
    after = register(prompt)
    assert set(after) - set(before) == {"Ffion Marsh", "Otis Lane", "Ravi Shah"}
    assert (after["Ffion Marsh"].team, after["Otis Lane"].group) == ("Maths", "office_site")
    # What it was told is known from now on, and the same file changes nothing.
    again = bring(prompt, "--without-marked", "--yes")
    assert again.output.endswith("There is nothing to bring in.\n")
    assert prompt.says("import", "undo", SAMPLE, "--staff") == "It was taken back.\n"
    assert {name: member.role for name, member in register(prompt).items()} == {
        name: member.role for name, member in before.items()
    }
    assert prompt.refuses("import", "undo", SAMPLE, "--staff").startswith("There is nothing of yours left to undo")


def test_what_can_not_be_read_or_is_unknown_is_a_sentence(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    before = register(prompt)
    assert "no row of headings we can recognise" in bring(prompt, text="a,b\n1,2\n").output
    assert "There is no staff group “zoo”." in bring(prompt, "--role", "Zookeeper=zoo").output
    assert '--role is written like --role "this=that".' in bring(prompt, "--role", "Zookeeper").output
    assert prompt.refuses("import", "undo", SAMPLE, "--staff", "--framework").startswith("Please say --staff, or")
    assert register(prompt) == before
