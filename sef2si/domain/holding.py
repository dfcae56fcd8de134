"""What is held about people, why, who sees it and how long: one sort for each column, one purpose for each table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sef2si.domain.record import Choice


class Holds(Choice):
    """What a column holds of people. Every column of every table has one; a test names those that have none."""

    NOTHING = "nothing", "Nothing about a person"
    NAMES = "names", "Names a person"
    ABOUT = "about", "Says something about a person"
    WORDS = "words", "A person's words"
    ENTRY = "entry", "About how somebody comes in"
    SECRET = "secret", "A secret that lets somebody in"

    @property
    def is_personal(self) -> bool:
        return self is not Holds.NOTHING


@dataclass(frozen=True)
class Said:
    """A column's sort, and what it is called on the privacy page; ``""``: its own name with blanks."""

    sort: Holds
    words: str = ""


@dataclass(frozen=True)
class Kept:
    """A table in words that staff and parents can read. Each is a sentence or two, with a full stop in the end.

    ``group`` is the heading of the privacy page it stands under.
    """

    group: str
    what: str
    why: str
    seen_by: str
    how_long: str


ACCOUNTS = "Coming in"
STAFF = "Staff"
PLANS = "Self-evaluation and plan"
ADVICE = "School and advisers"
TRAIL = "What was done, and by whom"
SERVER = "The server itself"
GROUPS = (ACCOUNTS, STAFF, PLANS, ADVICE, TRAIL, SERVER)


def holds(sort: Holds, words: str = "") -> dict[str, Any]:
    """For a column: ``Column("email", Text, info=holds(Holds.NAMES, "email address"))``."""
    return {"holds": Said(sort, words)}


def kept(*, group: str, what: str, why: str, seen_by: str, how_long: str) -> dict[str, Any]:
    """For a table: ``Table("accounts", metadata, …, info=kept(group=ACCOUNTS, what="…", …))``."""
    return {"kept": Kept(group, what, why, seen_by, how_long)}
