"""A school's own files and the whole database's, by command: shown first, brought in once, backed up and put back."""

from __future__ import annotations

import re

from click.testing import CliRunner, Result

from sef2si.cli import main
from sef2si.domain.people import Person, Role
from sef2si.services.planner import Planner
from sef2si.store.engine import file_opened
from tests.test_cli import SAMPLE, Prompt, heads_plan, prompt

__all__ = ["prompt"]


def bring(prompt: Prompt, *words: str, answer: str = "") -> Result:
    runner = CliRunner()
    return runner.invoke(main, ("import", "plan", SAMPLE, *words), env={"SEF2SI_DATABASE": prompt.url}, input=answer)


def test_a_plan_is_shown_then_brought_in_once_and_taken_back(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    before = heads_plan(prompt)
    file = prompt.folder / "plan.csv"
    file.write_text("Priority,Actions,Who,Zweck\nCalm arrivals,Open doors at 8.30,Head,early\n", encoding="utf-8")
    shown = bring(prompt, str(file), answer="n\n")
    assert (shown.exit_code, heads_plan(prompt)) == (0, before)
    assert "New: priorities: Calm arrivals" in shown.output
    assert "“Zweck” (" in shown.output
    assert re.search(r"\n\d+ new\.\n", shown.output)
    assert shown.output.endswith("Nothing was imported.\n")
    done = bring(prompt, str(file), "--column", "Zweck=why", "--yes")
    assert done.output.endswith("It is in the plan. “sef2si import undo” takes it back.\n")
    plan = heads_plan(prompt)
    (priority,) = [each for each in plan.priorities if each.title == "Calm arrivals"]
    assert (priority.why, [a.who for a in plan.actions_of(priority)]) == ("early", ["Head"])
    # The heading is known from now on, and the same file changes nothing.
    assert bring(prompt, str(file)).output.endswith("There is nothing to bring in.\n")
    assert prompt.says("import", "undo", SAMPLE) == "It was taken back.\n"
    assert heads_plan(prompt).priorities == before.priorities


def test_a_backup_is_made_checked_drilled_and_put_back(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    before = heads_plan(prompt)
    assert re.fullmatch(r"All is well: 4 plans, [\d,]+ records, [\d,]+ changes\.\n", prompt.says("check"))
    assert prompt.says("backup", "kept.db").startswith("Written to kept.db: 4 plans, ")
    assert prompt.says("drill").startswith("A backup made now would bring everything back: 4 plans, ")
    assert prompt.refuses("restore", "kept.db").startswith("This database holds plans already.")
    prompt.file.unlink()
    assert prompt.says("restore", "kept.db").startswith("Restored from kept.db: 4 plans, ")
    assert heads_plan(prompt) == before
    assert prompt.says("backup", "kept", "--keep", "1").startswith("Written to kept/sef2si-")
    assert prompt.refuses("backup", "kept.db").startswith("kept.db is there already")


def seen_by_command(prompt: Prompt, thing: str) -> set[tuple[str, str]]:
    head = Person.with_role(id="x", name="x", role=Role.HEADTEACHER, urns=frozenset({SAMPLE}))
    with file_opened(prompt.file) as engine:
        seen = Planner(engine).access_log.seen(head, SAMPLE, by="command-line")
    return {(each.deed, each.role) for each in seen if each.thing == thing and each.by_name == "command line"}


def test_a_schools_archive_goes_out_and_into_another_database(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    before = heads_plan(prompt)
    assert re.fullmatch(r"Written to all\.zip: 1 year, [\d,]+ rows\.\n", prompt.says("archive", SAMPLE, "all.zip"))
    assert prompt.refuses("archive", SAMPLE, "all.zip").startswith("all.zip is there already.")
    # Whoever looks at the school's log sees that all of it went out.
    assert seen_by_command(prompt, "sef2si archive") == {
        ("read", "Headteacher"),
        ("read_all", "By command"),
        ("see_personal_data", "By command"),
    }
    assert prompt.refuses("import", "archive", "all.zip").startswith(f"School {SAMPLE} is here already.")
    prompt.file.unlink()
    said = prompt.says("import", "archive", "all.zip")
    assert re.fullmatch(rf"School {SAMPLE} is here now: [\d,]+ rows\. Please invite its people\.\n", said)
    assert heads_plan(prompt) == before
    assert prompt.says("check").startswith("All is well: 1 plans, ")


def test_what_is_past_its_time_is_looked_at_first(prompt: Prompt) -> None:
    prompt.says("import", "samples")
    shown = prompt.says("retention", SAMPLE, "--dry-run")
    assert "After 7 years: what earlier versions of records said is deleted" in shown
    assert shown.endswith("Nothing is past its time.\n")
    assert "Something changed since you looked" in prompt.refuses("retention", SAMPLE, "--seen", "made-up")
