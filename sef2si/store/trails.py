"""Trails: tables whose rows are only ever added, each sealed with the one before it in its chain (``store.sealing``).

A chain is all rows of one plan, or of one school. To make a trail, give a table the columns of ``sealed_columns()`` and
say with ``trail`` which of its own are facts and which are people's words:

    STAFF_TRAIL = trail(staff_changes, chain="urn", facts=("by", "at", …), content=("by_name", "before", "after"))

``STAFF_TRAIL.add(connection, rows)`` writes; ``sef2si check`` goes through every trail there is, by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, LargeBinary, Row, Table, func, select, text

from sef2si.domain.holding import Holds, holds
from sef2si.store import sealing
from sef2si.store.bulk import insert_columns
from sef2si.store.sealing import NONE, in_a_row, sealed, written

_AT_ONCE = 500  # rows: memory stays small however long a trail is


def number_column() -> Column[Any]:
    """``seq`` never falls and is never given twice, even after the newest row is gone (with sqlite_autoincrement)."""
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Column("seq", kind, primary_key=True, autoincrement=True, info=holds(Holds.NOTHING))


def sealed_columns() -> tuple[Column[Any], ...]:
    """Its seal; the digest of what people said in it; and the salt of that, blank once the content was replaced.

    The table says ``sqlite_autoincrement=True`` and has an index on its chain and ``seq``.
    """
    return tuple(
        Column(name, LargeBinary, nullable=False, server_default=text("''"), info=holds(Holds.NOTHING, words))
        for name, words in (("hash", "seal"), ("digest", "digest of the words"), ("salt", "salt of the digest"))
    )


class Broken(NamedTuple):
    """One place where a chain does not hold: ``words`` says whether what was written, or what was said, is other."""

    chain: str
    seq: int
    words: str


_FACTS = "it is not as it was written, or one before it was taken out."
_CONTENT = "what was said in it was changed afterwards."


class Trail(NamedTuple):
    """``chain`` is the column that says whose chain a row is in; ``facts`` and ``content`` are all others of its own.

    ``lock``: whoever adds waits for whoever is adding to the same chain. Not asked where the chain is locked already.
    """

    table: Table
    chain: str
    facts: tuple[str, ...]
    content: tuple[str, ...]
    lock: bool = True

    @property
    def name(self) -> str:
        return self.table.name

    def add(
        self,
        connection: Connection,
        rows: Sequence[Sequence[Any]],
        *,
        as_json: Collection[str] = (),
        begin: bool = False,
    ) -> int:
        r"""Add rows of values, in the order (chain, \*facts, \*content); returns the number of the last.

        The columns of ``as_json`` are JSON as text already, compact and with letters of all scripts as they are.
        ``begin``: none of these chains has a row yet.
        """
        columns: dict[str, Sequence[Any]] = dict(
            zip((self.chain, *self.facts, *self.content), zip(*rows, strict=True), strict=True)
        )
        chains = columns[self.chain]
        if self.lock:
            self._lock(connection, set(chains))
        heads = {} if begin else self.heads(connection, set(chains))
        columns = {"seq": self._numbers(connection, len(rows)), **columns}
        facts = in_a_row([columns[name] for name in ("seq", self.chain, *self.facts)])
        if self.content:
            said = in_a_row([columns[name] for name in self.content], as_json=[n in as_json for n in self.content])
            columns["salt"] = sealing.salts(len(rows))
            columns["digest"] = sealing.digests_of(columns["salt"], said)
        else:
            columns["salt"] = columns["digest"] = [b""] * len(rows)
        columns["hash"] = sealed(heads, chains, facts, columns["digest"])
        insert_columns(connection, self.table, columns, written=as_json)
        last: int = columns["seq"][-1]
        return last

    def heads(self, connection: Connection, chains: Collection[str]) -> dict[str, bytes]:
        """The newest hash of each of these chains that has any."""
        column, here = self.table.c[self.chain], self.table.c
        newest = select(func.max(here.seq)).where(column.in_(chains)).group_by(column)
        found = connection.execute(select(column, here.hash).where(here.seq.in_(newest)))
        return {row[0]: row.hash for row in found}

    def ends(self, connection: Connection) -> Sequence[tuple[str, int, bytes]]:
        """Each chain with the number and the hash of its newest row."""
        column, here = self.table.c[self.chain], self.table.c
        newest = select(func.max(here.seq)).group_by(column)
        found = connection.execute(select(column, here.seq, here.hash).where(here.seq.in_(newest)).order_by(column))
        return [tuple(row) for row in found]

    def holds(self, connection: Connection, seq: int, head: bytes) -> bool:
        """Whether this row is there, with this hash: so all before it in its chain are as they were."""
        found: bytes | None = connection.execute(select(self.table.c.hash).where(self.table.c.seq == seq)).scalar()
        return found == head

    def _numbers(self, connection: Connection, count: int) -> list[int]:
        """Numbers for new rows, given out once and for all."""
        if connection.dialect.name == "sqlite":  # one writer at a time
            last = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
            first = (connection.execute(last, {"name": self.name}).scalar() or 0) + 1
            return list(range(first, first + count))
        taken = text("SELECT nextval(pg_get_serial_sequence(:name, 'seq')) FROM generate_series(1, :count)")
        return sorted(connection.execute(taken, {"name": self.name, "count": count}).scalars())

    def _lock(self, connection: Connection, chains: Collection[str]) -> None:
        if connection.dialect.name != "sqlite":
            for chain in sorted(chains):
                key = {"key": f"{self.name} {chain}"}
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), key)

    def said(self, row: Row[Any]) -> str:
        """What people said in a row, as it is put under a digest."""
        return ",".join(written(getattr(row, name)) for name in self.content)

    def broken(self, connection: Connection, replaced: Mapping[int, bytes]) -> Iterator[Broken]:
        """Every place where a chain does not hold. ``replaced``: the digest of content that was replaced, by number."""
        head, last = NONE, None
        for row in self.rows(connection):
            chain = getattr(row, self.chain)
            head, last = (head, last) if chain == last else (NONE, chain)
            facts = ",".join(written(getattr(row, name)) for name in ("seq", self.chain, *self.facts))
            if sealing.hash_of(head, row.digest, facts) != row.hash:
                yield Broken(chain, row.seq, _FACTS)
            # One break is said once: the next row is held against the hash that is there.
            head = row.hash
            if self.content:
                kept = replaced.get(row.seq, row.digest)
                if sealing.digest_of(row.salt, self.said(row)) != kept:
                    yield Broken(chain, row.seq, _CONTENT)

    def rows(self, connection: Connection) -> Iterator[Row[Any]]:
        """All rows, chain by chain, in the order they were written; some at a time, so that others may be asked."""
        column, seq = self.table.c[self.chain], self.table.c.seq
        query = select(self.table).order_by(column, seq).limit(_AT_ONCE)
        found = connection.execute(query).all()
        while found:
            yield from found
            last = getattr(found[-1], self.chain)
            after = (column > last) | ((column == last) & (seq > found[-1].seq))
            found = connection.execute(query.where(after)).all() if len(found) == _AT_ONCE else []


def trail(
    table: Table, *, chain: str, facts: tuple[str, ...], content: tuple[str, ...] = (), lock: bool = True
) -> Trail:
    """The trail of this table, known to ``every_trail`` from now on."""
    made = Trail(table, chain, facts, content, lock)
    table.info["trail"] = made
    return made
