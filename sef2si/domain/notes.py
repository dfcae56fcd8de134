"""Private notes: what somebody wrote for themselves and the leaders they chose, or what no field of the plan took."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from sef2si.domain.people import Answer, Deed, Person, answer
from sef2si.domain.record import Author, AuthorName, Choice, Line, Link, Private, PrivateText, Record

KIND = "notes"
"""What these records are kept under (``plan.KINDS``)."""
PrivateLine = Annotated[Line, Private()]


class Audience(Choice):
    """Whom besides its author a note may be for: the roles that read all of a plan. The keys are those of ``Role``."""

    HEADTEACHER = "headteacher", "Headteacher"
    SENIOR_LEADER = "senior_leader", "Senior leaders"
    CPD_LEADER = "cpd_leader", "CPD leaders"


ALL_LEADERS: tuple[Audience, ...] = tuple(Audience)


class Note(Record):
    """One private text: beside a judgement, or from a document that was brought in, with where it stood.

    ``audience`` are the roles that may read it besides its author; none is "only me". The service says who the author
    is (``by``, an account; ``""`` where nobody knows): no form and no file can. A record of its own and no field of the
    judgement, so that several people keep one each and nobody's save can touch, show or lose what they may not see.

    Private as a whole: it may name people, so ``plan.shared`` leaves notes out.
    """

    text: PrivateText = ""
    source: PrivateLine = ""
    kept_on: date | None = None
    priority_id: Annotated[str | None, Link("priorities")] = None
    judgement_id: Annotated[str | None, Link("judgements")] = None
    audience: tuple[Audience, ...] = ALL_LEADERS
    by: Author = ""
    by_name: AuthorName = ""

    def is_for(self, person: Person, urn: str) -> bool:
        return is_for(person, urn, {"by": self.by, "audience": self.audience})


def is_for(person: Person, urn: str, said: Mapping[str, Any]) -> bool:
    """Whether a note that says this is for this person: theirs, or for a role they hold at the school.

    What was written before notes had an audience was for all leaders. Whoever does not read all of the plan reads none
    but their own.
    """
    if said.get("by", "") == person.id:
        return True
    held = {role.value for role in person.roles_at(urn)}
    return answer(person, Deed.READ_ALL, urn) is Answer.YES and not held.isdisjoint(said.get("audience", ALL_LEADERS))


def moved_from(judgement_id: str) -> str:
    """The id of the note that a judgement's own private note became, when notes became records of their own."""
    return sha256(f"note {judgement_id}".encode()).hexdigest()[:32]


def readers(note: Note, reader: str) -> str:
    """Who sees it, to the one who reads this (an account): “Seen by you and the headteacher”."""
    words = {
        Audience.HEADTEACHER: "the headteacher",
        Audience.SENIOR_LEADER: "senior leaders",
        Audience.CPD_LEADER: "CPD leaders",
    }
    mine = note.by in ("", reader)
    roles = ["all the school’s leaders"] if len(note.audience) == len(Audience) else [
        words[each] for each in Audience if each in note.audience
    ]  # fmt: skip
    if note.by == "" and note.version:
        return f"Seen by {_listed(roles)}"
    author = "you" if mine else note.by_name or "its author"
    said = f"Seen by {_listed([author, *roles])}" if roles else f"Seen by {author} alone"
    return said if mine else f"From {author}. {said}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else "nobody"
