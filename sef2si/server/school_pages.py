"""Which pages of a school there are for one person, under a few headings: the list on “My schools”."""

from __future__ import annotations

from typing import NamedTuple

from sef2si.domain.people import Deed, Person, may


class Way(NamedTuple):
    """A page to open: the end of its address, what it is called, and the deed it is for."""

    page: str
    title: str
    deed: Deed
    with_accounts: bool = False  # there in the demo too, unless it is about accounts


WAYS: tuple[tuple[str, tuple[Way, ...]], ...] = (
    (
        "The plan",
        (
            Way("dashboard", "Dashboard and map", Deed.READ),
            Way("search", "Search", Deed.SEARCH),
            Way("cpd-year", "The CPD year", Deed.PLAN_CPD),
            Way("bring", "Bring the plan you have", Deed.EDIT),
            Way("years", "Years", Deed.READ),
        ),
    ),
    (
        "Take away and look back",
        (
            Way("documents", "Downloads", Deed.EXPORT),
            Way("print", "Print", Deed.PRINT),
            Way("compare", "What has changed", Deed.COMPARE),
            Way("removed", "What was removed", Deed.RESTORE),
        ),
    ),
    (
        "People",
        (
            Way("staff", "Staff", Deed.MANAGE_STAFF),
            Way("people", "People", Deed.LIST_PEOPLE, with_accounts=True),
            Way("leads", "Who leads what", Deed.EDIT, with_accounts=True),
        ),
    ),
    (
        "Sharing and data",
        (
            Way("sharing", "Sharing", Deed.SHARE),
            Way("access-log", "Who has seen what", Deed.READ_ACCESS_LOG),
            Way("people-data", "People's data", Deed.SEE_PERSONAL_DATA),
        ),
    ),
)


def ways_for(person: Person, urn: str, *, accounts: bool) -> list[tuple[str, list[Way]]]:
    """The headings that hold anything for this person at this school. ``accounts``: people have them here."""
    found = (
        (heading, [way for way in ways if may(person, way.deed, urn) and (accounts or not way.with_accounts)])
        for heading, ways in WAYS
    )
    return [(heading, ways) for heading, ways in found if ways]
