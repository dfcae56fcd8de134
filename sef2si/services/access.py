"""May this person? One sentence for what is not there and for what is not theirs."""

from __future__ import annotations

from sef2si.domain.people import Deed, Person, may
from sef2si.errors import NotAllowed, NotFound

NO_SCHOOL = "We can't find that school here, or it is not one of yours. Please choose a school from your list."


def permit(person: Person, deed: Deed, urn: str | None) -> str:
    """The URN, if this person may. What is not there and what is not theirs can't be told apart."""
    if urn is None or urn not in person.urns:
        raise NotFound(NO_SCHOOL)
    if not may(person, deed, urn):
        raise NotAllowed(f"Your role here, {person.role_words(urn)}, does not let you {deed.label}.")
    return urn
