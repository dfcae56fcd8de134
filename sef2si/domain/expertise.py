"""Who could help others with what, by their own consent (003-F3a, 003-F4e, 001-05)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sef2si.domain.needs import StaffGroup
from sef2si.domain.record import Line, NamesSomebody, Private, PrivateText, Quantity, Record

PrivateName = Annotated[Line, Private(), NamesSomebody()]


class Expertise(Record):
    """One colleague and what they could help others with.

    Private as a whole, for it names people: ``plan.shared`` leaves it out. Nobody is suggested who has not said yes
    themselves; ``agreed_on`` is the day they did. ``hours`` is how much time they would give in this year.
    """

    who: PrivateName = ""
    can_help_with: PrivateText = ""
    agreed: bool | None = None
    agreed_on: date | None = None
    group: StaffGroup | None = None
    hours: Quantity | None = None
    known_by: PrivateText = ""
    developed: PrivateText = ""
    shared_with: PrivateText = ""

    @property
    def may_be_asked(self) -> bool:
        """They said yes themselves, and to what."""
        return self.agreed is True and bool(self.who.strip()) and bool(self.can_help_with.strip())
