"""The tables of authorities and trusts, and of the schools each has."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from sef2si.domain.holding import SERVER, Holds, holds, kept
from sef2si.store.apart import across_schools
from sef2si.store.tables import metadata

_PLAIN = holds(Holds.NOTHING)

bodies = Table(
    "bodies",
    metadata,
    Column("id", String(10), primary_key=True, info=_PLAIN),
    Column("kind", String(10), nullable=False, info=_PLAIN),
    Column("name", Text, nullable=False, info=_PLAIN),
    UniqueConstraint("kind", "name"),
    info=kept(
        group=SERVER,
        what="Authorities and trusts whose schools are here.",
        why="So that a lead adviser serves all schools of one, as far as each school shares.",
        seen_by="Whoever runs the server, and the lead advisers.",
        how_long="Until whoever runs the server takes it away.",
    )
    | across_schools("It says which schools a lead adviser serves, and is read before a school is known."),
)

body_schools = Table(
    "body_schools",
    metadata,
    Column("body_id", String(10), ForeignKey("bodies.id", ondelete="CASCADE"), primary_key=True, info=_PLAIN),
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Index(None, "urn"),
    info=kept(
        group=SERVER,
        what="Which schools belong to which authority or trust.",
        why="So that a lead adviser serves all schools of one, as far as each school shares.",
        seen_by="Whoever runs the server, and the lead advisers.",
        how_long="Until whoever runs the server takes it away.",
    )
    | across_schools("It says which schools a lead adviser serves, and is read before a school is known."),
)
