"""Who could help others with what, by their own consent (003-F3a, 003-F4e, 001-05)."""

from __future__ import annotations

from datetime import date
from enum import Enum, auto
from typing import Annotated

from pydantic import Field

from sef2si.domain.needs import StaffGroup
from sef2si.domain.record import ID, AboutSomebody, Line, NamesSomebody, Private, PrivateText, Quantity, Record

PrivateName = Annotated[Line, Private(), NamesSomebody()]
MemberId = Annotated[str | None, Field(max_length=120, pattern=ID, title="which member of staff"), AboutSomebody()]


THEIRS_ALONE = ("agreed", "agreed_on", "member_id")  # what nobody else writes


class Consent(Enum):
    """How it stands with their own yes. On paper counts until they say something themselves."""

    WAITING = auto()
    OWN = auto()
    PAPER = auto()
    NO = auto()


class Expertise(Record):
    """One colleague and what they could help others with.

    Private as a whole, for it names people: ``plan.shared`` leaves it out. Only they themselves say yes or no
    (``agreed``, on the day ``agreed_on``), under “My CPD”: the service refuses it from anybody else. A leader may write
    down a yes that was given on paper, with the day and how. ``member_id`` is who they are in the staff register, where
    their name finds them there. ``hours`` is how much time they would give in this year.
    """

    who: PrivateName = ""
    can_help_with: PrivateText = ""
    agreed: bool | None = None
    agreed_on: date | None = None
    paper_on: date | None = None
    paper_how: PrivateText = ""
    member_id: MemberId = None
    group: StaffGroup | None = None
    hours: Quantity | None = None
    known_by: PrivateText = ""
    developed: PrivateText = ""
    shared_with: PrivateText = ""

    @property
    def consent(self) -> Consent:
        """A yes without a member of staff was written by somebody else, before people could say so themselves."""
        if self.agreed is False:
            return Consent.NO
        if self.agreed and self.member_id:
            return Consent.OWN
        on_paper = self.paper_on is not None and bool(self.paper_how.strip())
        return Consent.PAPER if on_paper else Consent.WAITING

    @property
    def may_be_asked(self) -> bool:
        """They said yes, and to what. Nobody else is weighed, or shown to anybody but the leadership and themselves."""
        said_yes = self.consent in (Consent.OWN, Consent.PAPER)
        return said_yes and bool(self.who.strip()) and bool(self.can_help_with.strip())
