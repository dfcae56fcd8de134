"""Every column of every table says what it holds of people, and docs/privacy.md says what the tables say."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, MetaData, Table, Text

from sef2si.documents.privacy import as_markdown, shown
from sef2si.domain.holding import ACCOUNTS, Holds, holds, kept
from sef2si.domain.plan import KINDS
from sef2si.store.every import every_table
from sef2si.store.holding import unclassified

DOCS = Path(__file__).parents[2] / "docs" / "privacy.md"
HOW = "See sef2si/domain/holding.py, and “Adding a table” in CONTRIBUTING.md."
MADE = "docs/privacy.md is not what the tables say. Make it again: .venv/bin/python -m sef2si.documents.privacy"


def test_every_table_and_column_is_classified() -> None:
    missing = unclassified(every_table())
    assert missing == [], "\n".join([*missing, HOW])


def test_one_that_is_not_is_named() -> None:
    why = kept(group=ACCOUNTS, what="Diaries.", why="None.", seen_by="Nobody.", how_long="Never.")
    told = Table(
        "diaries", MetaData(), Column("secret", Text, info=holds(Holds.SECRET)), Column("mood", Text), info=why
    )
    assert unclassified([told]) == ["Column diaries.mood: say what it holds of people, with info=holds(Holds.…)."]
    untold = Table("rumours", MetaData(), Column("id", Text, info=holds(Holds.NOTHING)))
    assert [each.split(":")[0] for each in unclassified([untold])] == ["Table rumours"]


def test_docs_say_what_the_tables_say() -> None:
    assert DOCS.read_text(encoding="utf-8") == as_markdown(), MADE


def test_every_table_is_shown_once() -> None:
    assert sorted(each.table for tables in shown().values() for each in tables) == sorted(t.name for t in every_table())


def test_a_records_own_marks_say_what_its_columns_hold() -> None:
    tables = {table.name: table for table in every_table()}
    said = {name: tables["priorities"].c[name].info["holds"].sort for name in ("title", "lead", "areas", "by", "state")}
    assert said == {
        "title": Holds.WORDS,
        "lead": Holds.NAMES,
        "areas": Holds.NOTHING,
        "by": Holds.NOTHING,
        "state": Holds.NOTHING,
    }
    assert {kind: tables[kind].c.version.info["holds"].sort for kind in KINDS} == dict.fromkeys(KINDS, Holds.NOTHING)
