"""What is kept about one person at a school, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sef2si.domain.calling import FoundBy, Sought
from sef2si.domain.record import Choice, Frozen

FORMER = "A former colleague"
FORMER_IN_TEXT = "a former colleague"
SOMEBODY = "Somebody"


class Act(Choice):
    """What is done with somebody's data. The label follows "to"."""

    EXPORT = "export", "give it out"
    CORRECT = "correct", "put their name right"
    RESTRICT = "restrict", "stop it from being shown"
    RELEASE = "release", "let it be shown again"
    ANONYMISE = "anonymise", "make them a former colleague"
    RETENTION = "retention", "clear out what is past its time"


class Subject(Frozen):
    """One person as a school knows them: an account, an entry of its staff register, or both."""

    account_id: str = ""
    staff_id: str = ""
    name: str
    role: str = ""
    restricted: bool = False

    @property
    def key(self) -> str:
        """How an address names them."""
        return f"account-{self.account_id}" if self.account_id else f"staff-{self.staff_id}"

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(each for each in (self.account_id, self.staff_id) if each)


class Mention(NamedTuple):
    """A text that names somebody. ``key`` is how a form names it; ``now``: it says so now, and not only earlier."""

    scope: str
    kind: str
    record_id: str
    field: str
    text: str
    now: bool

    @property
    def key(self) -> str:
        return "|".join((self.scope, self.kind, self.record_id, self.field))


class Dossier(Frozen):
    """Everything about one person, table by table, each row as column -> value; and the texts that name them, by
    what they are ``called``.

    ``reads_all``: whether whoever asked may read the whole plan, without which no texts are shown. ``left_out``: how
    many texts are not, for they are private notes that are for others.
    """

    subject: Subject
    called: FoundBy
    also: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    mentions: tuple[Mention, ...]
    reads_all: bool
    left_out: int = 0


def without(found: Sought, text: str, most: int) -> str:
    """The text with each naming replaced, no longer than the box that holds it."""
    said = found.replaced(text, lambda _: FORMER_IN_TEXT)
    return said if len(said) <= most else found.replaced(text, lambda _: "–")
