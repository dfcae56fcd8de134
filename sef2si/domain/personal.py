"""What is kept about one person at a school, and what can be done with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sef2si.domain.record import Choice, Frozen

FORMER = "A former colleague"
FORMER_IN_TEXT = "a former colleague"
SOMEBODY = "Somebody"
TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Canon|Rev)\.?"


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
    """Everything about one person, table by table, each row as column -> value; and the texts that name them.

    ``reads_all``: whether whoever asked may read the whole plan, without which no texts are shown. ``left_out``: how
    many texts are not, for they are private notes that are for others.
    """

    subject: Subject
    terms: tuple[str, ...]
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    mentions: tuple[Mention, ...]
    reads_all: bool
    left_out: int = 0


def terms_for(name: str, others: Iterable[str] = ()) -> tuple[str, ...]:
    """What to look for in texts: the whole name, and what somebody adds. Nothing shorter than two letters."""
    wanted = [name, *others]
    return tuple(dict.fromkeys(each for term in wanted if len(each := " ".join(term.split())) > 1))


def naming(name: str, terms: Sequence[str]) -> re.Pattern[str] | None:
    """Any of these terms as whole words, with a title or not; and a title with the surname. None for no terms.

    Initials are sought as they are written, words in any case.
    """
    sought = [_sought(term) for term in sorted(terms, key=len, reverse=True)]
    surname = name.rsplit(maxsplit=1)[-1] if len(name.split()) > 1 else ""
    if surname:
        sought.append(rf"{TITLES}\s+{_sought(surname)}")
    return re.compile(rf"(?<!\w)(?:{TITLES}\s+)?(?:{'|'.join(sought)})(?!\w)") if sought else None


def _sought(term: str) -> str:
    plain = r"\s+".join(re.escape(word) for word in term.split())
    return plain if term.isupper() or len(term) < 4 else f"(?i:{plain})"


def without(pattern: re.Pattern[str], text: str, most: int) -> str:
    """The text with each naming replaced, no longer than the box that holds it."""
    said = pattern.sub(FORMER_IN_TEXT, text)
    return said if len(said) <= most else pattern.sub("–", text)
