"""Search: words typed are sent in a form and kept in memory for this session, never in an address.

An address stands in a browser's history, on a computer that others use too, and in the log of whatever stands before
this server; and what a leader looks for may be a colleague's name. The name made by chance that the words are kept
under lets "back" and "reload" work as on any page. An hour later, or signed out, nobody has them any more.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from tornado import web

from sef2si.domain.people import Deed
from sef2si.domain.plan import Plan
from sef2si.journey.names import NOUNS
from sef2si.journey.searching import MOST_LETTERS, Hit, wanted
from sef2si.server.workbook import SchoolPage

_SHOWN = 30  # of one kind in one year: whoever sees more than that adds a word


class Search(SchoolPage):
    """A box to type in."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        self.show_search(await self.plan_of(urn, Deed.SEARCH))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_of(urn, Deed.SEARCH)
        typed = self.get_body_argument("q", "")[:MOST_LETTERS]
        if not wanted(typed):
            self.show_search(plan, typed, "Please type a word to look for, such as reading.")
            return
        name = self.site.pending_searches.keep(self.current_user.session.key, urn, typed)
        self.redirect(f"/schools/{urn}/search/{name}", status=303)

    def show_search(self, plan: Plan, typed: str = "", wrong: str = "", hits: tuple[Hit, ...] | None = None) -> None:
        self.set_status(422 if wrong else 200)
        self.show(
            "search.html",
            plan=plan,
            school=plan.school,
            typed=typed,
            most=MOST_LETTERS,
            wrong={"q": wrong} if wrong else {},
            count=None if hits is None else len(hits),
            years=_by_year(hits or ()),
            title="Search",
        )


class Searched(Search):
    """What was found."""

    SUPPORTED_METHODS = ("GET",)

    @web.authenticated
    async def get(self, urn: str, name: str) -> None:
        plan = await self.plan_of(urn, Deed.SEARCH)
        typed = self.site.pending_searches.find(self.current_user.session.key, urn, name)
        if typed is None:
            self.show_search(plan, wrong="What you typed is not kept any more. Please type it again.")
            return
        self.show_search(plan, typed, hits=await self.ask(self.site.planner.searching.find, self.person, urn, typed))


def _by_year(hits: tuple[Hit, ...]) -> list[dict[str, Any]]:
    """Year by year and kind by kind, as they were found."""
    return [
        {"year": year, "kinds": [_kind(kind, list(own)) for kind, own in groupby(of_year, key=lambda hit: hit.kind)]}
        for year, of_year in groupby(hits, key=lambda hit: hit.year)
    ]


def _kind(kind: str, hits: list[Hit]) -> dict[str, Any]:
    noun = NOUNS[kind][len(hits) != 1]
    heading = f"{len(hits)} {noun}" if kind != "school" else noun.capitalize()
    return {"heading": heading, "hits": hits[:_SHOWN], "more": max(0, len(hits) - _SHOWN)}
