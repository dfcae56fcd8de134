"""How long what is kept: a few rules with a default each, which a school can change."""

from __future__ import annotations

from datetime import date

from sef2si.domain.record import Choice


class Rule(Choice):
    """The label follows "after so many years"."""

    LEAVERS = "leavers", "entries of the staff register of those who left become “a former colleague”"
    ACCESS_LOG = "access_log", "entries of the access log are deleted"
    CHANGES = "changes", "what earlier versions of records said is deleted; that they were changed, and when, stays"
    NOTES = "notes", "notes kept from documents you brought in are deleted, with all that was ever said in them"
    LINKS = "links", "invitations that nobody took up are deleted"

    @property
    def default(self) -> int:
        """Years."""
        return _DEFAULTS[self]

    @property
    def most(self) -> int:
        return 25


# What a school may need to show for: an inspection looks back two to four years, a dispute six and a little.
_DEFAULTS = {Rule.LEAVERS: 2, Rule.ACCESS_LOG: 1, Rule.CHANGES: 7, Rule.NOTES: 4, Rule.LINKS: 1}


def years_back(today: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)
