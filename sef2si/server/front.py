"""The plain pages around the workbook: the demo's people, the list of schools, years, health, the service."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import httpx
from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from sef2si.domain.cycle import next_year
from sef2si.domain.people import Deed, Person, may
from sef2si.domain.sharing import Level
from sef2si.errors import NotAllowed, NotFound
from sef2si.journey.chain import chain
from sef2si.journey.progress import next_step, progress
from sef2si.server.coming import SessionPage
from sef2si.server.guard import Guarded, Page, Refused
from sef2si.server.school_pages import ways_for
from sef2si.server.versioned import Served
from sef2si.server.workbook import SchoolPage

# What may travel through the proxy; the rest of a browser's headers, its cookie above all, stays here.
_PASSED_ON = ("Content-Type", "Accept", "If-Match", "Idempotency-Key")


FULL = Level.FULL
_MOST_CARDS = 12


class Schools(Page):
    """The person's schools, each with where it is on the journey, or with its people where that is all they see to."""

    @web.authenticated
    async def post(self) -> None:
        """They have seen what was new when the page was drawn."""
        try:
            until = datetime.fromisoformat(self.get_body_argument("until", "")).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Refused(400, "That could not be understood. Please reload the page and try again.") from None
        await self.ask(self.site.planner.telling.look, self.person, until)
        self.redirect("/", status=303)

    @web.authenticated
    async def get(self) -> None:
        until = datetime.now(UTC)
        news = await self.ask(self.site.planner.telling.news, self.person)
        summaries = await self.ask(self.site.planner.sharings.summaries, self.person)
        # Of an adviser of many schools this page would be endless: those are on their own page.
        elsewhere = {each.urn for each in summaries} if len(summaries) > _MOST_CARDS else set()
        unread = {each.urn: each for each in summaries if each.level is not FULL and each.urn not in elsewhere}
        rows: list[dict[str, Any] | None] = [{"name": each.name, "summary": each} for each in unread.values()]
        rows += [await self._row(urn) for urn in sorted(self.person.urns - unread.keys() - elsewhere)]
        known = sorted((row for row in rows if row), key=lambda row: str(row["name"]))
        shown = {"news": news[:_MOST_CARDS], "more_news": len(news[_MOST_CARDS:]), "until": until.isoformat()}
        self.show("schools.html", rows=known, advised=len(summaries), school=None, title="My schools", **shown)

    async def _row(self, urn: str) -> dict[str, Any] | None:
        if not may(self.person, Deed.READ, urn):
            return await self._people_row(urn)
        today = self.site.today()
        try:
            plan = await self.ask(self.site.planner.load, self.person, urn)
        except Refused as refusal:
            if refusal.status_code == NotFound.status:
                return None
            raise
        return {
            "summary": None,
            "name": plan.school.name or f"School {urn}",
            "plan": plan,
            "states": progress(plan, today),
            "next": next_step(plan, today),
            "chain": chain(plan, today),
            "may_edit": may(self.person, Deed.EDIT, urn),
            "ways": ways_for(self.person, urn, accounts=not self.site.demo),
        }

    async def _people_row(self, urn: str) -> dict[str, Any] | None:
        if self.site.accounts is None or not may(self.person, Deed.LIST_PEOPLE, urn):
            return None
        names = await self.ask(self.site.accounts.names_of, (urn,))
        return {
            "name": names.get(urn) or f"School {urn}",
            "urn": urn,
            "plan": None,
            "summary": None,
            "ways": ways_for(self.person, urn, accounts=not self.site.demo),
        }


class Demo(SessionPage):
    """Sample people to act as. It exists in the demo alone, on this machine alone."""

    @allow_unauthenticated
    async def get(self) -> None:
        people = list(self.site.people.everyone())
        schools = {person.id: await self.ask(self._schools_of, person) for person in people}
        self.show("demo.html", people=people, schools=schools, fresh=self.site.fresh, school=None, title="Try sef2si")

    def _schools_of(self, person: Person) -> list[str]:
        names = []
        for urn in sorted(person.urns):
            with contextlib.suppress(NotFound, NotAllowed):
                names.append(self.site.planner.load(person, urn).school.name or urn)
        return names + [each.name for each in self.site.planner.sharings.summaries(person) if each.level is not FULL]

    @allow_unauthenticated
    async def post(self) -> None:
        person = self.site.people.find(self.get_body_argument("person", ""))
        if person is None:
            raise Refused(404, "That person is not among the samples. Please choose one from the list.")
        await self.begin_session(person.id)
        self.redirect("/", status=303)


class Years(SchoolPage):
    """A school's plans, year by year; and the next year's, begun with what is still open."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.ask(self.site.planner.load, self.person, urn)
        years = await self.ask(self.site.planner.years, self.person, urn)
        coming = next_year(plan.year)
        following = coming if may(self.person, Deed.EDIT, urn) and coming not in years else ""
        self.show("years.html", plan=plan, years=years, following=following, school=plan.school, title="Years")

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.ask(self.site.planner.load, self.person, urn)
        if not may(self.person, Deed.EDIT, urn):
            raise Refused(403, "Only those who may change the plan may start the next year.")
        years = await self.ask(self.site.planner.years, self.person, urn)
        # The year that the page offered: a second click, or a page left open since last year, begins nothing more.
        coming = self.get_body_argument("year", "")
        if coming == next_year(plan.year) and coming not in years:
            await self.ask(self.site.planner.carry, self.person, plan.id)
        self.redirect(f"/schools/{urn}/years", status=303)


class Health(Page):
    """Whether the service answers and reaches its database. It says nothing else, to nobody in particular."""

    def initialize(self, service: httpx.AsyncClient) -> None:
        self.service = service

    @allow_unauthenticated
    async def get(self) -> None:
        try:
            answer = await self.service.get("/service/v1/health")
            is_well = answer.status_code == 200
        except httpx.HTTPError:
            is_well = False
        self.set_status(200 if is_well else 503)
        self.finish({"service": "ok" if is_well else "unavailable", "database": "ok" if is_well else "unknown"})


class ServiceProxy(Guarded):
    """The service, spoken to in the name of whoever is signed in here."""

    def initialize(self, service: httpx.AsyncClient) -> None:
        self.service = service

    @web.authenticated
    async def get(self, path: str) -> None:
        await self._pass_on(path)

    @web.authenticated
    async def post(self, path: str) -> None:
        await self._pass_on(path)

    async def _pass_on(self, path: str) -> None:
        headers = {name: self.request.headers[name] for name in _PASSED_ON if name in self.request.headers}
        headers["Authorization"] = f"Bearer {self.current_user.session.service_token}"
        try:
            answer = await self.service.request(
                str(self.request.method),
                f"/service/v1/{path}",
                params=self.request.query or None,
                content=self.request.body,
                headers=headers,
            )
        except httpx.HTTPError:
            raise Refused(
                503, "The service can't be reached just now. Nothing was saved; trying again is safe."
            ) from None
        self.set_status(answer.status_code)
        self.set_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
        self.finish(answer.content)


class VersionedFile(Guarded):
    """Scripts and styles, kept by browsers for a year: a change gives them another address."""

    asks_who = False

    @allow_unauthenticated
    async def get(self, version: str, name: str) -> None:
        served: Served | None = (
            await self.ask(self.site.files.get, name) if version == self.site.files.version else None
        )
        if served is None:
            raise Refused(404, "There is no such file.")
        self.set_header("Content-Type", served.media_type)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if served.packed and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(served.packed)
        else:
            self.finish(served.plain)
