"""What a school shares with its advisers: every decision, the newest of which holds."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from sef2si.domain.holding import TRAIL, Holds, holds, kept
from sef2si.store.tables import Moment, metadata

_PLAIN = holds(Holds.NOTHING)

# ``version`` counts a school's decisions from 1.
sharing = Table(
    "sharing",
    metadata,
    Column("urn", String(10), primary_key=True, info=_PLAIN),
    Column("version", Integer, primary_key=True, info=_PLAIN),
    Column("level", String(10), nullable=False, info=_PLAIN),
    Column("names_until", Date, nullable=True, info=_PLAIN),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who decided")),
    Column("by_name", Text, nullable=False, info=holds(Holds.NAMES, "name of who decided")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    info=kept(
        group=TRAIL,
        what="What the school let its advisers see, who decided it and when.",
        why="So that the school can say at any time what was shared, and take it back.",
        seen_by="Whoever may decide it: the headteacher. Advisers see what is shared now.",
        how_long="As long as the school's plans; names go when somebody is made “a former colleague”.",
    ),
)
