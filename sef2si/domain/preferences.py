"""What forms of CPD people say help them, as counts of a group and never of a person (003-F6a)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sef2si.domain.needs import StaffGroup
from sef2si.domain.record import Count, PlainLine, Record

SMALLEST_GROUP = 5  # an answer of fewer could be somebody's


class Preference(Record):
    """How many of a group were asked about a form of CPD, and how many found it useful. Leaders only.

    ``form`` is a key of the CPD menu.
    """

    group: StaffGroup | None = None
    form: PlainLine = ""
    asked: Count | None = None
    useful: Count | None = None
    asked_on: date | None = None

    @property
    def is_shown(self) -> bool:
        """Enough people answered for nobody's answer to be seen in it, and the counts make sense."""
        return self.asked is not None and self.useful is not None and self.useful <= self.asked >= SMALLEST_GROUP

    @property
    def share(self) -> Decimal | None:
        """The part of those asked who found it useful, 0 to 1; None where too few were asked."""
        if not self.is_shown or self.asked is None or self.useful is None:
            return None
        return Decimal(self.useful) / Decimal(self.asked)
