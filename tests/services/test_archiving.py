"""Everything a school has goes out of one server and into another, whole, or it is refused with a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from sef2si.documents.archive import pack, unpack
from sef2si.documents.samples import read_samples
from sef2si.domain.news import How
from sef2si.domain.people import Role
from sef2si.errors import Invalid, NotAllowed, NotFound
from sef2si.services.archiving import Archive, put_in, take_out
from sef2si.services.checking import check
from sef2si.services.planner import Planner
from sef2si.store import news
from sef2si.store.archiving import STAYS, belongs_by, plain, rows_of
from sef2si.store.engine import file_opened, reading, writing
from sef2si.store.every import every_table
from sef2si.store.migrate import empty_at, revisions
from sef2si.store.people import is_passing
from tests import factories as make
from tests.databases import everything, new_file, owner_of
from tests.store.test_released_schemas import filled_like

URN, PLAN = "100492", "100492-2026"
HEAD = make.person()
TODAY = date(2026, 11, 25)
SEALS = ("seq", "hash", "digest", "salt")


@pytest.fixture
def planner(engine: Engine) -> Planner:
    """Two schools; one that was worked on, undone and carried, with a template of its own."""
    made = Planner(engine)
    made.import_plans([make.whole_plan(), make.whole_plan(urn="100493")])
    plan = made.write(HEAD, PLAN, [make.note(id="kept", text="=1+1 \u202e Zoë 👩🏽‍🏫\r\n")])
    made.write(HEAD, PLAN, remove=plan.milestones)
    made.undo(HEAD, PLAN)
    made.carry(HEAD, PLAN)
    made.belongings.keep_template(HEAD, URN, "plan", "ours.docx", bytes(range(256)))
    made.belongings.remember_columns(HEAD, URN, "plan", {"Zuständig": "who"})
    return made


@pytest.fixture
def archive(planner: Planner, engine: Engine) -> Archive:
    return take_out(engine, HEAD, URN)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """One to spoil."""
    with file_opened(new_file(tmp_path_factory.mktemp("archive") / "one.db")) as engine:
        Planner(engine).import_plans([make.whole_plan()])
        return take_out(engine, HEAD, URN)


def packed(archive: Archive, planner: Planner | None = None) -> bytes:
    plans = [planner.load(HEAD, URN, year) for year in planner.years(HEAD, URN)] if planner else []
    return pack(archive, plans, TODAY)


def said(engine: Engine, urn: str = URN) -> dict[str, list[dict[str, Any]]]:
    """All rows of a school, but for numbers and seals, which are those of each server."""
    with everything(engine) as connection:
        rows = rows_of(connection, urn)
    return {
        name: [{key: value for key, value in row.items() if key not in SEALS} for row in each]
        for name, each in rows.items()
    }


def test_every_table_goes_with_a_school_or_stays_for_a_reason() -> None:
    undecided = [
        table.name for table in every_table() if not (belongs_by(table) or table.name in STAYS or is_passing(table))
    ]
    assert undecided == []
    assert set(STAYS) <= {table.name for table in every_table()}


def test_a_school_comes_back_the_same_on_another_server(
    planner: Planner, engine: Engine, archive: Archive, tmp_path: Path
) -> None:
    brought = unpack("school.zip", packed(archive, planner))
    assert brought == archive
    with file_opened(new_file(tmp_path / "other.db")) as other:
        Planner(other).import_plans([make.whole_plan(urn="100493")])
        before = said(other, "100493")
        counts = put_in(other, brought)
        assert counts == archive.counts
        assert said(other) == said(engine)
        assert said(other, "100493") == before
        assert check(other).wrong == ()
        there = Planner(other)
        assert there.years(HEAD, URN) == ("2027/28", "2026/27")
        assert (
            there.history(HEAD, PLAN, "notes", "kept")[0].after == planner.history(HEAD, PLAN, "notes", "kept")[0].after
        )
        assert there.belongings.template(HEAD, URN, "plan") == bytes(range(256))
        # And is worked on there.
        there.write(HEAD, PLAN, [make.need(id="new")])
        assert check(other).wrong == ()


def test_of_what_is_told_only_what_was_called_off_travels(engine: Engine, tmp_path: Path) -> None:
    """Staff who were invited go with the school, and are told there; who wants emails of a server stays with it."""
    planner = Planner(engine)
    planner.import_plans([make.whole_plan()])
    planner.telling.choose(HEAD, {URN: How.DAILY})
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    with writing(engine, URN) as connection:
        news.call_off(connection, [(URN, "session", "member")], at)
        assert news.claim(connection, HEAD.id, on=at.date(), said={URN: {"needs": 1}}, stop="s" * 64, at=at)
    found = take_out(engine, HEAD, URN)
    tables = {name: each for name, each in found.rows.items() if name in ("news_choices", "news_mails", "called_off")}
    row = {"urn": URN, "session_id": "session", "member_id": "member", "at": at.isoformat()}
    assert tables == {"called_off": [row]}
    # An archive made before that was settled holds somebody's choice, which is left behind as it is brought in.
    chosen = {"person_id": HEAD.id, "urn": URN, "how": "daily", "told_at": at.isoformat(), "looked_at": None}
    earlier = replace(found, rows={**found.rows, "news_choices": [chosen]})
    with file_opened(new_file(tmp_path / "other.db")) as other:
        put_in(other, earlier)
        there = Planner(other)
        assert there.telling.how(HEAD) == {URN: How.OFF}
        with reading(other, URN) as connection:
            assert news.called_off_for(connection, URN, "member", at - timedelta(days=1)) == {"session"}


def test_it_goes_into_postgresql_too(sqlite_engine: Engine, postgres_engine: Engine) -> None:
    Planner(sqlite_engine).import_plans(read_samples())
    for plan in read_samples():
        put_in(postgres_engine, unpack("a.zip", packed(take_out(sqlite_engine, None, plan.urn))))
        assert said(postgres_engine, plan.urn) == said(sqlite_engine, plan.urn)
    assert check(owner_of(postgres_engine)).wrong == ()


def test_people_can_read_it_without_any_program_of_ours(planner: Planner, archive: Archive) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(archive, planner))) as made:
        names = set(made.namelist())
        about = made.read("README.txt").decode()
        needs = made.read("years/2026-27/needs.csv").decode()
        plan = json.loads(made.read("years/2026-27/plan.json"))
    assert {"README.txt", "archive.json", "tables/changes.jsonl", "years/2027-28/plan.json"} <= names
    assert "Elm Primary (URN 100492), taken out on 25 November 2026." in about
    assert "How to teach fluency" in needs
    assert [note["text"] for note in plan["plan"]["notes"]][-1] == "=1+1 \u202e Zoë 👩🏽‍🏫\r\n"


def test_a_long_history_comes_in_again(archive: Archive) -> None:
    """More than people may upload: 70 MB in one table."""
    years = [{"number": number, "said": "x" * 4_096} for number in range(17_000)]
    grown = replace(archive, rows={**archive.rows, "changes": years})
    assert unpack("long.zip", pack(grown, (), date(2026, 11, 25))).rows["changes"] == years


def test_it_is_for_those_who_see_all_of_it(planner: Planner, engine: Engine) -> None:
    for role in [role for role in Role if role is not Role.HEADTEACHER]:
        with pytest.raises((NotAllowed, NotFound)):
            take_out(engine, make.person(role=role), URN)


def test_nobody_takes_another_school(planner: Planner, engine: Engine) -> None:
    with pytest.raises(NotFound):
        take_out(engine, HEAD, "100493")
    with pytest.raises(NotFound):
        take_out(engine, None, "100499")
    assert "100493" not in packed(take_out(engine, HEAD, URN)).decode("latin-1")


def test_a_school_that_is_here_is_never_written_over(planner: Planner, engine: Engine, archive: Archive) -> None:
    before = said(engine)
    with pytest.raises(Invalid, match="is here already"):
        put_in(engine, archive)
    assert said(engine) == before


def row_of(archive: Archive, table: str, **changes: Any) -> Archive:
    rows = [dict(row) for row in archive.rows[table]]
    rows[0] |= changes
    return replace(archive, rows={**archive.rows, table: rows})


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda a: row_of(a, "needs", what="never typed"), "not sound"),
        (lambda a: row_of(a, "changes", by_name="Somebody else"), "not sound"),
        (lambda a: replace(a, rows={**a.rows, "changes": a.rows["changes"][1:]}), "not sound"),
        (lambda a: row_of(a, "plans", urn="100493"), "another school"),
        (lambda a: row_of(a, "needs", plan_id="100999-2026"), "don't fit"),
        (lambda a: row_of(a, "needs", people="many"), "don't fit"),
        (lambda a: row_of(a, "needs", colour="blue"), "don't fit"),
        (lambda a: row_of(a, "changes", at="yesterday"), "don't fit"),
        (lambda a: replace(a, rows={**a.rows, "accounts": [{"id": "planted"}]}), "don't fit|nobody knows|another"),
        (lambda a: replace(a, rows={**a.rows, "weather": [{"id": "1"}]}), "nobody knows"),
        (lambda a: replace(a, revision="9999"), "newer sef2si"),
    ],
)
def test_what_was_tampered_with_is_refused_and_nothing_is_put_in(
    small: Archive, tmp_path: Path, spoil: Callable[[Archive], Archive], sentence: str
) -> None:
    with file_opened(new_file(tmp_path / "other.db")) as other:
        empty = said(other)
        with pytest.raises(Invalid, match=sentence) as refused:
            put_in(other, spoil(small))
        assert str(refused.value).endswith(("Nothing was brought in.", "update sef2si first."))
        assert said(other) == empty
        assert check(other).plans == 0


def rewritten(content: bytes, name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for each in made.namelist():
            said = change(made.read(each)) if each == name else made.read(each)
            if said is not None:
                again.writestr(each, said)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("tables/needs.jsonl", lambda said: said.replace(b"fluency", b"fluencies"), "changed after it was made"),
        ("tables/needs.jsonl", lambda said: None, "not whole"),
        ("archive.json", lambda said: None, "not an archive of a school"),
        ("archive.json", lambda said: said[:50], "damaged"),
        ("archive.json", lambda said: said.replace(b"archive/1", b"archive/2"), "of another kind"),
        ("archive.json", lambda said: said.replace(b'"100492"', b'"../x"'), "damaged"),
    ],
)
def test_a_file_that_is_not_as_it_was_written_is_refused(
    small: Archive, name: str, change: Callable[[bytes], bytes | None], sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        unpack("school.zip", rewritten(packed(small), name, change))


@pytest.mark.parametrize("content", [b"", b"PK", b"a shopping list", b"\0" * 100_000])
def test_what_is_no_archive_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        unpack("school.zip", content)


@pytest.mark.parametrize("revision", [each for each in revisions() if each != revisions()[-1]])
def test_an_archive_of_an_earlier_sef2si_is_brought_up_to_date(
    sqlite_engine: Engine, tmp_path: Path, revision: str
) -> None:
    Planner(sqlite_engine).import_plans([make.whole_plan()])
    with file_opened(tmp_path / "earlier.db") as earlier, file_opened(new_file(tmp_path / "other.db")) as other:
        empty_at(earlier, revision)
        rows = filled_like(sqlite_engine, earlier)
        said = {name: [{key: plain(each) for key, each in row.items()} for row in kept] for name, kept in rows.items()}
        put_in(other, Archive(URN, revision, said))
        assert check(other).wrong == ()
        assert [need.what for need in Planner(other).load(HEAD, URN).needs] == ["How to teach fluency"]
