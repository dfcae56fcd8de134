"""The first view of an adviser: a page over all the schools they advise, and the same to take away."""

from __future__ import annotations

import asyncio

from tornado import web

from sef2si.documents.advised import FORMATS, chosen
from sef2si.domain.people import ADVISED, Deed
from sef2si.server.guard import Page, Refused
from sef2si.server.workbook import KernelPage
from sef2si.services import access
from sef2si.services.sharing import advised

_NO_FORMAT = "The list of schools can't be had in that format. Please choose one from the page."


class Advisers(KernelPage):
    """A notebook for all schools that somebody advises; its kernel reaches those, and as an adviser."""

    @web.authenticated
    async def get(self) -> None:
        urns = advised(self.person)
        if not urns:
            self.show("no_school_advised.html", school=None, title="Schools I advise")
            return
        # Summaries are made ready while the kernel starts.
        ahead = asyncio.create_task(asyncio.to_thread(self.site.planner.sharings.summaries, self.person))
        await self.run(ADVISED, lambda: self._first_paint(len(urns)))
        await asyncio.wait([ahead])

    def _first_paint(self, count: int) -> str:
        return self.page(
            "advisers.html",
            count=count,
            school=None,
            title="Schools I advise",
            ahead=self.site.fetched_ahead(self.view),
            config={**self.site.page_config, "kernelId": self.kernel_id},
        )


class AdvisersFile(Page):
    """What the page shows, as a file: ``schools.xlsx``. ``urns`` are those it shows, in its order; without, all."""

    @web.authenticated
    async def get(self, form: str) -> None:
        made_as = FORMATS.get(form)
        if made_as is None:
            raise Refused(404, _NO_FORMAT)
        found = await self.ask(self.site.planner.advising.overview, self.person)
        wanted = [each for each in self.get_query_argument("urns", "").split(",") if each]
        seen = chosen(found, wanted)
        content = await asyncio.to_thread(made_as.make, seen)
        for line in seen.schools:
            access.noted(self.person, Deed.EXPORT, line.summary.urn)
        await self.ask(self.site.planner.access_log.flush)
        await self.give_file(f"schools-{seen.today.isoformat()}.{made_as.extension}", made_as.media_type, content)
