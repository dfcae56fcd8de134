"""How long what is kept: a few rules with a default each, which a school can change; and what goes by itself."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sef2si.domain.record import Choice


class Rule(Choice):
    """The label follows "after so many years"."""

    LEAVERS = "leavers", "entries of the staff register of those who left become “a former colleague”"
    ACCESS_LOG = "access_log", "entries of the access log are deleted"
    CHANGES = "changes", "what earlier versions of records said is deleted; that they were changed, and when, stays"
    NOTES = "notes", "notes kept from documents you brought in are deleted, with all that was ever said in them"
    LINKS = "links", "invitations and personal links that open nothing any more are deleted"
    TALKS = "talks", "threads with advisers that are settled, and promises that were due, are deleted"
    CPD = (
        "cpd",
        "invitations to CPD, what was answered, half-days of one's own and proposals of a past year are deleted",
    )

    @property
    def default(self) -> int:
        """Years."""
        return _DEFAULTS[self].years

    @property
    def why(self) -> str:
        """Why so many, in a sentence."""
        return _DEFAULTS[self].why

    @property
    def most(self) -> int:
        return 25


class Default(NamedTuple):
    years: int
    why: str


_SUGGESTED = "Our suggestion"
_DEFAULTS = {
    Rule.LEAVERS: Default(
        2,
        f"{_SUGGESTED}: nobody plans for them any more, and last year's plan can still be looked at as it was. Their "
        "personnel file is kept elsewhere, by rules of its own.",
    ),
    Rule.ACCESS_LOG: Default(1, f"{_SUGGESTED}: long enough to look into something that comes to light later."),
    Rule.CHANGES: Default(
        7,
        "A claim from a contract can be made for six years (Limitation Act 1980, section 5); one more for the school "
        "to hear of it.",
    ),
    Rule.NOTES: Default(
        4,
        f"{_SUGGESTED}: the usual time from one inspection of a school to the next. Those that only their author sees "
        "are counted and deleted too; nobody is shown what they say.",
    ),
    Rule.LINKS: Default(1, f"{_SUGGESTED}: they open nothing, and only say who was asked."),
    Rule.TALKS: Default(4, f"{_SUGGESTED}: the usual time from one inspection of a school to the next."),
    Rule.CPD: Default(
        2,
        f"{_SUGGESTED}: who could not come matters while this year and the next are planned. What was learnt, when and "
        "by which team stays in the plan.",
    ),
}


class ByItself(NamedTuple):
    """What no rule is needed for."""

    what: str
    how_long: str
    why: str


BY_ITSELF = (
    ByItself(
        "Sessions, and what open pages may ask",
        "Half an hour without use, or twelve hours",
        "Nobody stays signed in on a computer they left.",
    ),
    ByItself("Wrong passwords and codes", "Five minutes", "So long they count against whoever guesses."),
    ByItself("Links that were used", "At once", "They work once."),
    ByItself(
        "Certificates of what was done with people's data",
        "As long as the school is on this server",
        "They show that it was done, and name nobody it was done to.",
    ),
    ByItself(
        "Backups",
        "Until newer ones have taken their place: as many are kept as whoever runs the server has set (“sef2si serve "
        "--keep”, 30 days where nobody said otherwise); copies taken elsewhere, until they are thrown away",
        "They are opened only to put a lost database back, and what was cleared out has to be cleared out again then.",
    ),
)


def years_back(today: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)
