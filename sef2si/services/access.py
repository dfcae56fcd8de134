"""May this person? One sentence for what is not there and for what is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.domain.sharing import Sharing
from sef2si.errors import NotAllowed, NotFound

NO_SCHOOL = "We can't find that school here, or it is not one of yours. Please choose a school from your list."
NOT_SHARED = "This school shares nothing with its advisers yet. It can do so at any time, on its page “Sharing”."
SUMMARY_ONLY = "This school shares a summary with its advisers, and not its plan. You find it in your list of schools."

# Whoever wants to hear that somebody was let do something: (person, deed, urn, thing, how they came, if not by role).
Watcher = Callable[[Person, Deed, str, str, str], None]
_watchers: list[Watcher] = []
# Which page or file it is for, as whoever answers a request says; a kernel's calls come from a page that is open.
THING: ContextVar[str] = ContextVar("thing", default="an open page")


@contextmanager
def is_for(thing: str) -> Iterator[None]:
    """What is done here is for this page or file."""
    before = THING.set(thing)
    try:
        yield
    finally:
        THING.reset(before)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def noted(person: Person, deed: Deed, urn: str, way: str = "") -> None:
    """This person was let do this at this school. ``permit`` says so by itself.

    ``way`` is how they came where they have no role for it, such as by a personal link.
    """
    for watcher in _watchers:
        watcher(person, deed, urn, THING.get(), way)


def permit(
    person: Person, deed: Deed, urn: str | None, whose: Whose | None = None, *, sharing: Sharing | None = None
) -> str:
    """The URN, if this person may. What is not there and what is not theirs can't be told apart.

    ``sharing`` is what the school shares, as its table says now; without it nothing is taken to be shared.
    """
    if urn is None or urn not in person.urns:
        raise NotFound(NO_SCHOOL)
    found = answer(person, deed, urn, whose)
    if found is Answer.NO:
        raise NotAllowed(f"Your role here, {person.role_words(urn)}, does not let you {deed.label}.")
    if found is Answer.AS_SHARED and (sharing is None or not sharing.is_shared):
        raise NotAllowed(NOT_SHARED)
    noted(person, deed, urn)
    return urn


def school_in(plan_id: str) -> str:
    """The URN in a plan's id, such as ``100492-2026``: to be asked about before anything is looked up."""
    return plan_id.rpartition("-")[0]


def theirs(person: Person, urn: str) -> str:
    """What a transaction may see: this school where the person has anything to do with it, and none where not.

    It does not ask ``permit``, and stands where that is forgotten or wrong.
    """
    return urn if urn in person.urns else ""
