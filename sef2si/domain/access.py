"""Who saw or took away what of a school, and when: one entry for each person, thing and quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from sef2si.domain.people import Deed
from sef2si.domain.record import Frozen

QUARTER = timedelta(minutes=15)


class Seen(Frozen):
    """``thing`` is the page or file, ``role`` what they were at the school then; ``count`` how often."""

    urn: str
    quarter: datetime
    by: str
    by_name: str
    role: str
    deed: str
    thing: str
    count: int

    @property
    def what(self) -> str:
        """``"Take documents away"``."""
        label = next((deed.label for deed in Deed if deed.value == self.deed), self.deed)
        return label[:1].upper() + label[1:]


def quarter_of(at: datetime) -> datetime:
    """The beginning of its quarter of an hour."""
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
