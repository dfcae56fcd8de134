"""What was done with people's data: a certificate for each act, and a row for each row whose words were replaced.

Both are trails by school. The words of a sealed row can be replaced and the chain still holds, for they are under a
digest of their own; ``replacements`` holds the digest of what stands there now. So a row whose words are not those it
was written with is either named by a certificate, or was tampered with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, BigInteger, Column, Connection, Index, String, Table, Text, select, update

from sef2si.domain.holding import TRAIL, Holds, holds, kept
from sef2si.store import sealing
from sef2si.store.tables import Moment, NoValues, metadata
from sef2si.store.trails import Trail, number_column, sealed_columns, trail

_PLAIN = holds(Holds.NOTHING)

certificates = Table(
    "certificates",
    metadata,
    number_column(),
    Column("urn", String(10), nullable=False, info=_PLAIN),
    Column("id", String(32), nullable=False, info=_PLAIN),
    Column("sort", String(20), nullable=False, info=holds(Holds.NOTHING, "what was done")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who did it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who did it")),
    Column("counts", JSON, nullable=False, info=holds(Holds.NOTHING, "how much of what")),
    *sealed_columns(),
    Index(None, "urn", "seq"),
    Index(None, "id"),
    sqlite_autoincrement=True,
    info=kept(
        group=TRAIL,
        what="Certificates: that somebody's data was given out, put right or taken out, and how much of it.",
        why="So that the school can show that it did what it was asked, without holding what it took out.",
        seen_by="Whoever sees to people's data at the school.",
        how_long="As long as the school is on this server.",
    ),
)

replacements = Table(
    "replacements",
    metadata,
    number_column(),
    Column("urn", String(10), nullable=False, info=_PLAIN),
    Column("certificate", String(32), nullable=False, info=_PLAIN),
    Column("trail", String(40), nullable=False, info=_PLAIN),
    Column("of_seq", BigInteger, nullable=False, info=_PLAIN),
    Column("now", String(64), nullable=False, info=holds(Holds.NOTHING, "digest of what stands there now")),
    *sealed_columns(),
    Index(None, "urn", "seq"),
    Index(None, "trail", "of_seq"),
    sqlite_autoincrement=True,
    info=kept(
        group=TRAIL,
        what="Which sealed rows had their words replaced, and under which certificate.",
        why="So that words taken out rightly can be told from words that somebody tampered with.",
        seen_by="Nobody: “sef2si check” reads it.",
        how_long="As long as the school is on this server.",
    ),
)

# Whose data is not shown for now: ``person_id`` is an account, or an entry of the staff register.
restrictions = Table(
    "restrictions",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("person_id", String(200), primary_key=True, info=holds(Holds.ABOUT, "whose data")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "since when")),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who stopped it")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who stopped it")),
    Column(
        "also", JSON, nullable=False, server_default=NoValues(), info=holds(Holds.ABOUT, "what else they are called")
    ),
    info=kept(
        group=TRAIL,
        what="Whose data is kept and not shown, because they asked for that.",
        why="So that nobody works with it until it is settled whether it may be.",
        seen_by="Whoever sees to people's data at the school.",
        how_long="Until it may be shown again, or they are made “a former colleague”.",
    ),
)

CERTIFICATES = trail(certificates, chain="urn", facts=("id", "sort", "at", "by", "counts"), content=("by_name",))
REPLACEMENTS = trail(replacements, chain="urn", facts=("certificate", "trail", "of_seq", "now"))


class Certificate(NamedTuple):
    """What was done with people's data at a school (``urn``), when and by whom; ``counts``: how much of what."""

    id: str
    urn: str
    sort: str
    at: datetime
    by: str
    by_name: str
    counts: Mapping[str, int]


def certify(connection: Connection, made: Certificate) -> None:
    row = (made.urn, made.id, made.sort, made.at, made.by, dict(made.counts), made.by_name)
    CERTIFICATES.add(connection, [row])


def certificates_of(connection: Connection, urn: str) -> tuple[Certificate, ...]:
    """Newest first."""
    columns = (certificates.c[name] for name in Certificate._fields)
    found = connection.execute(select(*columns).where(certificates.c.urn == urn).order_by(certificates.c.seq.desc()))
    return tuple(Certificate(*row) for row in found)


def replace_words(
    connection: Connection, of: Trail, words: Mapping[int, Mapping[str, Any]], *, urn: str, certificate: str
) -> None:
    """Put other words in the place of those that rows of a trail hold, by number: all of each row's ``content``.

    Their old salts go, so that nobody can try out which name a digest was made from.
    """
    rows = []
    for (seq, said), salt in zip(words.items(), sealing.salts(len(words)), strict=True):
        inside = ",".join(sealing.written(said[name]) for name in of.content)
        now = sealing.digest_of(salt, inside)
        here = of.table.c.seq == seq
        connection.execute(update(of.table).where(here).values(salt=salt, **{name: said[name] for name in of.content}))
        rows.append((urn, certificate, of.name, seq, now.hex()))
    if rows:
        REPLACEMENTS.add(connection, rows)


def replaced_in(connection: Connection, of: Trail) -> dict[int, bytes]:
    """For each row of a trail whose words were replaced: the digest of those that stand there now."""
    found = select(replacements.c.of_seq, replacements.c.now).where(replacements.c.trail == of.name)
    return {row.of_seq: bytes.fromhex(row.now) for row in connection.execute(found.order_by(replacements.c.seq))}


def restrict(
    connection: Connection,
    urn: str,
    ids: Collection[str],
    *,
    at: datetime,
    by: str,
    by_name: str,
    also: Sequence[str] = (),
) -> int:
    """Not shown, ``also`` where they are called so. Returns how many of these were shown until now."""
    new = sorted(set(ids) - restricted(connection, urn))
    here = (restrictions.c.urn == urn) & restrictions.c.person_id.in_(ids)
    connection.execute(update(restrictions).where(here).values(also=list(also)))
    for each in new:
        row = {"urn": urn, "person_id": each, "at": at, "by": by, "by_name": by_name, "also": list(also)}
        connection.execute(restrictions.insert().values(row))
    return len(new)


def also_called(connection: Connection, urn: str, ids: Collection[str]) -> tuple[str, ...]:
    """What else the school said these are called when it stopped them from being shown."""
    here = (restrictions.c.urn == urn) & restrictions.c.person_id.in_(ids)
    said = connection.execute(select(restrictions.c.also).where(here)).scalars()
    return tuple(dict.fromkeys(word for each in said for word in each))


def release(connection: Connection, urn: str, ids: Collection[str]) -> int:
    here = (restrictions.c.urn == urn) & restrictions.c.person_id.in_(ids)
    done: int = connection.execute(restrictions.delete().where(here)).rowcount
    return done


def restricted(connection: Connection, urn: str) -> frozenset[str]:
    """Accounts and entries of the register that are not shown for now."""
    return frozenset(connection.execute(select(restrictions.c.person_id).where(restrictions.c.urn == urn)).scalars())
