"""The tables of accounts, and of what lets people in for a while.

Tokens, recovery codes and whom a try was about are kept as hashes alone. Tables marked ``passing`` are no part of a
backup: nobody comes in by a session or a link of the past.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text

from sef2si.domain.holding import ACCOUNTS, Holds, holds, kept
from sef2si.store.apart import across_schools
from sef2si.store.tables import Moment, metadata

PASSING = {"passing": True}
# One person may have to do with several schools, and is asked for before anybody knows with which.
_ACROSS = across_schools("Read when somebody comes in, before it is known for which school.")


def is_passing(table: Table) -> bool:
    """Whether it only lets people in for a while, and is no part of a backup."""
    return bool(table.info.get("passing"))


def _account(*, primary_key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(
        "account_id",
        String(32),
        ForeignKey("accounts.id"),
        primary_key=primary_key,
        nullable=nullable,
        info=holds(Holds.ABOUT, "whose"),
    )


# ``email_key`` is how an address is compared. ``secret`` is that of the second factor, ``""`` where there is none, and
# ``secret_tried`` one that is being set up; ``last_step`` is the newest half minute a code was accepted for.
accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True, info=holds(Holds.NOTHING)),
    Column("email", Text, nullable=False, info=holds(Holds.NAMES, "email address")),
    Column("email_key", String(254), nullable=False, info=holds(Holds.NAMES, "email address as it is compared")),
    Column("name", Text, nullable=False, info=holds(Holds.NAMES, "name")),
    Column("password", Text, nullable=False, info=holds(Holds.SECRET, "password, as a hash")),
    Column("is_operator", Boolean, nullable=False, info=holds(Holds.ABOUT, "whether they run the server")),
    Column("disabled", Boolean, nullable=False, info=holds(Holds.ENTRY, "whether the account is shut")),
    Column("secret", String(64), nullable=False, info=holds(Holds.SECRET, "secret of the second factor")),
    Column("secret_tried", String(64), nullable=False, info=holds(Holds.SECRET, "second factor being set up")),
    Column("last_step", BigInteger, nullable=False, info=holds(Holds.ENTRY, "half minute of the newest code")),
    Column("made_at", Moment(), nullable=False, info=holds(Holds.ABOUT, "since when")),
    UniqueConstraint("email_key"),
    info=kept(
        group=ACCOUNTS,
        what="Accounts of the people who may come in.",
        why="So that each person comes in as themselves, and nobody else does.",
        seen_by="The person, and whoever sees to the people of their school; nobody sees a password or a secret.",
        how_long="Until they are made “a former colleague”; a disabled account stays until then.",
    )
    | _ACROSS,
)

memberships = Table(
    "memberships",
    metadata,
    _account(primary_key=True),
    Column("urn", String(10), primary_key=True, info=holds(Holds.ABOUT, "school")),
    Column("role", String(20), primary_key=True, info=holds(Holds.ABOUT, "role")),
    # The key of the provider whose word it is, which may change at every sign-in; "" where somebody here gave it.
    Column("given_by", String(30), nullable=False, server_default=text("''"), info=holds(Holds.ABOUT, "who gave it")),
    Index(None, "urn"),
    info=kept(
        group=ACCOUNTS,
        what="Which roles somebody holds, and at which school.",
        why="So that everyone may do what their role allows, and no more.",
        seen_by="The person, the school's leaders and whoever sees to its people.",
        how_long="Until the role is taken away.",
    )
    | _ACROSS,
)

# Who a provider says somebody is: the pair of ``issuer`` and ``subject``, and nothing else.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True, info=holds(Holds.ENTRY, "who says so")),
    Column("subject", String(255), primary_key=True, info=holds(Holds.NAMES, "their number there")),
    Column("provider", String(30), nullable=False, info=holds(Holds.ENTRY, "by which button")),
    _account(),
    Column("email", Text, nullable=False, info=holds(Holds.NAMES, "address there")),
    Column("made_at", Moment(), nullable=False, info=holds(Holds.ENTRY, "since when")),
    Index(None, "account_id"),
    info=kept(
        group=ACCOUNTS,
        what="Which account at Microsoft, Google, DfE Sign-in or another provider is whose here.",
        why="So that somebody can come in with the account they use at work.",
        seen_by="The person.",
        how_long="Until the person takes it away, or is made “a former colleague”.",
    )
    | _ACROSS,
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    _account(primary_key=True),
    Column("code", String(64), primary_key=True, info=holds(Holds.SECRET, "recovery code, as a hash")),
    info=kept(
        group=ACCOUNTS,
        what="Ten codes to come in with when the phone is lost.",
        why="So that nobody is locked out for good.",
        seen_by="Nobody: only whether one matches can be asked.",
        how_long="Until it is used, or new ones are made.",
    )
    | _ACROSS,
)

links = Table(
    "links",
    metadata,
    Column("token", String(64), primary_key=True, info=holds(Holds.SECRET, "the link, as a hash")),
    Column("purpose", String(10), nullable=False, info=holds(Holds.ENTRY)),
    _account(nullable=True),
    Column("email", Text, nullable=False, info=holds(Holds.NAMES, "email address")),
    Column("email_key", String(254), nullable=False, info=holds(Holds.NAMES, "email address as it is compared")),
    Column("name", Text, nullable=False, info=holds(Holds.NAMES, "name")),
    Column("urn", String(10), nullable=False, info=holds(Holds.ABOUT, "school")),
    Column("role", String(20), nullable=False, info=holds(Holds.ABOUT, "role")),
    Column("expires_at", Moment(), nullable=False, info=holds(Holds.ENTRY, "until when it holds")),
    info=kept(
        group=ACCOUNTS,
        what="Invitations, and links to choose a new password.",
        why="So that somebody can come in for the first time, or again.",
        seen_by="Whoever sees to the people of the school; the link itself only whoever was given it.",
        how_long="Seven days for an invitation, an hour for a new password.",
    )
    | _ACROSS
    | PASSING,
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True, info=holds(Holds.SECRET, "the session, as a hash")),
    _account(),
    Column("began_at", Moment(), nullable=False, info=holds(Holds.ENTRY, "when they came in")),
    Column("seen_at", Moment(), nullable=False, info=holds(Holds.ENTRY, "when they were last active")),
    Column("agent", String(200), nullable=False, info=holds(Holds.ENTRY, "what their browser says it is")),
    Index(None, "account_id"),
    info=kept(
        group=ACCOUNTS,
        what="One row for each browser somebody is signed in with.",
        why="So that they stay signed in, and can end it from elsewhere.",
        seen_by="The person.",
        how_long="30 minutes without use, 12 hours at most.",
    )
    | _ACROSS
    | PASSING,
)

# A session that came by a provider, so that signing out can end the one there too.
provider_sessions = Table(
    "provider_sessions",
    metadata,
    Column(
        "session_key",
        String(64),
        ForeignKey("sessions.key", ondelete="CASCADE"),
        primary_key=True,
        info=holds(Holds.SECRET, "the session, as a hash"),
    ),
    Column("provider", String(30), nullable=False, info=holds(Holds.ENTRY, "by which button")),
    Column("id_token", Text, nullable=False, info=holds(Holds.SECRET, "what was signed there, sealed")),
    info=kept(
        group=ACCOUNTS,
        what="By which account at work somebody came in, with what was signed there, sealed so that only their own "
        "browser can have it opened.",
        why="So that signing out here signs them out there as well.",
        seen_by="Nobody.",
        how_long="As long as the session.",
    )
    | _ACROSS
    | PASSING,
)

# What a token of a kernel, or of the pages themselves (``urn`` is NULL), speaks for; ``people.ADVISED`` is
# the schools that somebody advises.
grants = Table(
    "grants",
    metadata,
    Column("key", String(64), primary_key=True, info=holds(Holds.SECRET, "the token of a page, as a hash")),
    Column(
        "session_key",
        String(64),
        ForeignKey("sessions.key", ondelete="CASCADE"),
        nullable=False,
        info=holds(Holds.SECRET, "the session, as a hash"),
    ),
    Column("urn", String(10), nullable=True, info=holds(Holds.ABOUT, "school")),
    Index(None, "session_key"),
    info=kept(
        group=ACCOUNTS,
        what="What an open page may ask in somebody's name.",
        why="So that a page speaks for one person at one school and no more.",
        seen_by="Nobody.",
        how_long="As long as the session.",
    )
    | _ACROSS
    | PASSING,
)

tries = Table(
    "tries",
    metadata,
    Column("id", String(32), primary_key=True, info=holds(Holds.NOTHING)),
    Column("subject", String(64), nullable=False, info=holds(Holds.SECRET, "what was tried, as a hash")),
    Column("address", String(64), nullable=False, info=holds(Holds.SECRET, "network address, as a hash")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ENTRY, "when")),
    Index(None, "subject"),
    Index(None, "address"),
    info=kept(
        group=ACCOUNTS,
        what="Wrong passwords and codes of the last minutes.",
        why="So that nobody can guess them.",
        seen_by="Nobody: only how many there were is asked.",
        how_long="Five minutes.",
    )
    | _ACROSS
    | PASSING,
)

# Which priority is somebody's to change. A priority keeps its id from year to year, and so does who leads it.
priority_leads = Table(
    "priority_leads",
    metadata,
    Column("urn", String(10), primary_key=True, info=holds(Holds.ABOUT, "school")),
    Column("priority_id", String(120), primary_key=True, info=holds(Holds.ABOUT, "which priority they lead")),
    _account(),
    Column("by", String(200), nullable=False, info=holds(Holds.ABOUT, "who said so")),
    Column("at", Moment(), nullable=False, info=holds(Holds.ABOUT, "when")),
    Index(None, "account_id"),
    info=kept(
        group=ACCOUNTS,
        what="Which priorities of a plan somebody leads, so that they can change them.",
        why="So that a subject leader or SENCO can write about their own priorities, and about no others.",
        seen_by="The school's leaders, and the person.",
        how_long="Until somebody else leads it, or their role at the school ends.",
    )
    | _ACROSS,
)
