"""The tables of accounts, and of what lets people in for a while.

Tokens, recovery codes and whom a try was about are kept as hashes alone. Tables marked ``passing`` are no part of a
backup: nobody comes in by a session or a link of the past.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from sef2si.store.tables import Moment, metadata

_PASSING = {"passing": True}


def is_passing(table: Table) -> bool:
    """Whether it only lets people in for a while, and is no part of a backup."""
    return bool(table.info.get("passing"))


def _account(*, primary_key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column("account_id", String(32), ForeignKey("accounts.id"), primary_key=primary_key, nullable=nullable)


# ``email_key`` is how an address is compared. ``secret`` is that of the second factor, ``""`` where there is none, and
# ``secret_tried`` one that is being set up; ``last_step`` is the newest half minute a code was accepted for.
accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", String(254), nullable=False),
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("is_operator", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("secret_tried", String(64), nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("made_at", Moment(), nullable=False),
    UniqueConstraint("email_key"),
)

memberships = Table(
    "memberships",
    metadata,
    _account(primary_key=True),
    Column("urn", String(10), primary_key=True),
    Column("role", String(20), primary_key=True),
    Index(None, "urn"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    _account(primary_key=True),
    Column("code", String(64), primary_key=True),
)

links = Table(
    "links",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("purpose", String(10), nullable=False),
    _account(nullable=True),
    Column("email", Text, nullable=False),
    Column("email_key", String(254), nullable=False),
    Column("name", Text, nullable=False),
    Column("urn", String(10), nullable=False),
    Column("role", String(20), nullable=False),
    Column("expires_at", Moment(), nullable=False),
    info=_PASSING,
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    _account(),
    Column("began_at", Moment(), nullable=False),
    Column("seen_at", Moment(), nullable=False),
    Column("agent", String(200), nullable=False),
    Index(None, "account_id"),
    info=_PASSING,
)

# What a token of a kernel, or of the pages themselves (``urn`` is NULL), speaks for.
grants = Table(
    "grants",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("session_key", String(64), ForeignKey("sessions.key", ondelete="CASCADE"), nullable=False),
    Column("urn", String(10), nullable=True),
    Index(None, "session_key"),
    info=_PASSING,
)

tries = Table(
    "tries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("subject", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", Moment(), nullable=False),
    Index(None, "subject"),
    Index(None, "address"),
    info=_PASSING,
)
