"""Bring a catalogue of offers: choose a file, see every offer or every broken row, bring all of it in or nothing."""

from __future__ import annotations

from tornado import web

from sef2si import templates
from sef2si.documents.incoming.offers import Catalogue, catalogue, held_against
from sef2si.documents.reading.limited import read_limited
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, Sef2siError
from sef2si.journey.offers import OFFERS
from sef2si.server.bring import BringPage
from sef2si.server.uploads import LARGEST, uploaded

_GONE = "This file is not here any more: we keep one for an hour at most. Please choose it again. Nothing was changed."
_MEANWHILE = "The plan was changed meanwhile. This is what the file would do now."


class CataloguePage(BringPage):
    """What both pages share."""

    def catalogue_at(self, plan: Plan, rest: str = "") -> str:
        return f"/schools/{plan.urn}/catalogue{rest}?year={plan.year}"

    def choose(self, plan: Plan, wrong: str = "", status: int = 422) -> None:
        if wrong:
            self.set_status(status)
        title = "Bring a catalogue of CPD"
        self.show("catalogue.html", plan=plan, wrong=wrong, largest=LARGEST, school=plan.school, title=title)


class BringCatalogue(CataloguePage):
    """Choose a file."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        self.choose(await self.plan_to_change(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_change(urn)
        try:
            file = uploaded(self)
            if file is None:
                self.choose(plan, "No file was chosen. Please choose one first, or drag it onto the box.")
                return
            found = await self.try_to(read_limited, file.name, file.content)
            await self.try_to(catalogue, found, plan)
        except Invalid as refusal:
            self.choose(plan, refusal.sentence)
            return
        name = self.site.pending_catalogues.keep(self.session_key, plan.id, found)
        self.redirect(self.catalogue_at(plan, f"/{name}"), status=303)


class PreviewCatalogue(CataloguePage):
    """What it holds; and, once somebody says so, bringing it in: one act with one undo."""

    @web.authenticated
    async def get(self, urn: str, name: str) -> None:
        await self._answer(urn, name, wanted=False)

    @web.authenticated
    async def post(self, urn: str, name: str) -> None:
        await self._answer(urn, name, wanted=True)

    async def _answer(self, urn: str, name: str, *, wanted: bool) -> None:
        plan = await self.plan_to_change(urn)
        file = self.site.pending_catalogues.find(self.session_key, plan.id, name)
        if file is None:
            self.choose(plan, _GONE, 404)
            return
        try:
            found = await self.try_to(catalogue, file, plan)
            held = held_against(found, plan)
            if not wanted or found.broken or not held.save:
                self._show(plan, name, found)
                return
            if str(plan.seq) != self.get_body_argument("seq", ""):
                self._show(plan, name, found, _MEANWHILE)
                return
            plan = await self.try_to(self.site.planner.write, self.person, plan.id, held.save)
        except Sef2siError as refusal:
            self.choose(plan, refusal.sentence)
            return
        self.site.pending_catalogues.drop(self.session_key, name)
        self.redirect(f"{self.place(plan, '/done')}{await self.own_act(plan)}", status=303)

    def _show(self, plan: Plan, name: str, found: Catalogue, wrong: str = "") -> None:
        today, held = self.site.today(), held_against(found, plan)

        def line(offer: object) -> tuple[str, str]:
            return OFFERS.title(plan, offer), OFFERS.sub(plan, offer, today)

        if found.broken:
            self.set_status(422)
        self.show(
            "catalogue_preview.html",
            plan=plan,
            waiting=name,
            file=found.name,
            broken=[str(each) for each in found.broken],
            rows=len({(each.place.part, each.place.row) for each in found.broken}),
            unread=[(heading, str(place)) for heading, place in found.unread],
            new=[line(offer) for offer in held.new],
            changed=[line(after) for _, after in held.changed],
            unchanged=len(held.unchanged),
            wrong=wrong,
            school=plan.school,
            title="What this catalogue holds",
        )


class CatalogueExample(CataloguePage):
    """A file to start from."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self.plan_to_change(urn)
        file = templates.templates() / "examples" / "catalogue.csv"
        content = b"\xef\xbb\xbf" + await self.ask(file.read_bytes)  # the mark tells Excel that this is UTF-8
        await self.give_file("Our catalogue.csv", "text/csv; charset=utf-8", content)
