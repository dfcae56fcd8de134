"""What a school and its advisers say to one another: questions, words of praise, and what an adviser promised."""

from __future__ import annotations

from datetime import date, datetime

from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.domain.record import Choice, Frozen


class ThreadSort(Choice):
    QUESTION = "question", "Question"
    PRAISE = "praise", "Word of praise"


class Remark(Frozen):
    """One thing that was said. ``of_school``: somebody said it for the school, else for its advisers."""

    id: str
    by: str
    by_name: str
    at: datetime
    text: str
    of_school: bool


class Thread(Frozen):
    """A question or a word of praise and all that was said to it, in order; the first remark is the question itself.

    It is about one record of a plan (``plan_id``, ``kind``, ``record_id``), or about the school as a whole, where those
    are ``""``. ``about`` is what the record was called then, ``""`` for whoever may not see the plan.
    """

    id: str
    version: int
    sort: ThreadSort
    plan_id: str = ""
    kind: str = ""
    record_id: str = ""
    about: str = ""
    remarks: tuple[Remark, ...]
    closed_at: datetime | None = None
    closed_by_name: str = ""

    @property
    def began(self) -> Remark:
        return self.remarks[0]

    @property
    def latest(self) -> Remark:
        return self.remarks[-1]

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody. Praise never does."""
        return self.sort is ThreadSort.QUESTION and self.closed_at is None

    def waits_for(self, *, school: bool) -> bool:
        """Whether it is this side's turn: the other one spoke last."""
        return self.is_open and self.latest.of_school is not school

    def may_close(self, *, school: bool) -> bool:
        """Whoever began it closes it when they like; the other side once it has said something, and praise at once."""
        return (
            self.sort is ThreadSort.PRAISE
            or self.began.of_school is school
            or any(remark.of_school is school for remark in self.remarks)
        )


class Promise(Frozen):
    """What an adviser told a school they would do, and by when. ``kept_on`` is the day they had done it."""

    id: str
    version: int
    text: str
    due_on: date
    by: str
    by_name: str
    at: datetime
    kept_on: date | None = None


class Talks(Frozen):
    """All of it at one school that one person may see: threads as they began, newest last; promises by due date."""

    urn: str
    threads: tuple[Thread, ...] = ()
    promises: tuple[Promise, ...] = ()


class Asked(Frozen):
    """A thread to begin, under an id of the sender's own: sent twice, it is there once."""

    id: str
    sort: ThreadSort
    text: str
    plan_id: str = ""
    kind: str = ""
    record_id: str = ""


class Said(Frozen):
    """A remark to add, under an id of the sender's own."""

    id: str
    text: str


class Promised(Frozen):
    """A promise to make, under an id of the sender's own."""

    id: str
    text: str
    due_on: date


def of_school(person: Person, urn: str) -> bool:
    """On which side somebody speaks: for the school if any role there lets them answer, else for its advisers."""
    return any(answer(person, Deed.ANSWER, urn, whose) is not Answer.NO for whose in (None, Whose.OWN_RECORD))
