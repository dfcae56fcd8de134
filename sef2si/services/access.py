"""May this person? One sentence for what is not there and for what is not theirs."""

from __future__ import annotations

from sef2si.domain.people import Answer, Deed, Person, Whose, answer
from sef2si.domain.sharing import Sharing
from sef2si.errors import NotAllowed, NotFound

NO_SCHOOL = "We can't find that school here, or it is not one of yours. Please choose a school from your list."
NOT_SHARED = "This school shares nothing with its advisers yet. It can do so at any time, on its page “Sharing”."
SUMMARY_ONLY = "This school shares a summary with its advisers, and not its plan. You find it in your list of schools."


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
    return urn
