"""The plan on paper: choose what, and the browser prints it. The papers are those of the downloads."""

from __future__ import annotations

from tornado import web

from sef2si.documents.catalogue import DOCUMENTS
from sef2si.documents.html import el
from sef2si.documents.printing.as_html import html_of
from sef2si.domain.people import Deed
from sef2si.server.documents import DocumentPage

PRINTED = {key: each for key, each in DOCUMENTS.items() if each.paper is not None}
_HOW = "Print this page with your browser: Ctrl and P, or ⌘ and P on a Mac."


class Print(DocumentPage):
    """For those with the deed PRINT, which the service asks; ``paper`` says which, once or several times."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_of(urn, Deed.PRINT)
        wanted = self.get_query_arguments("paper")
        chosen = [each for key, each in PRINTED.items() if key in wanted]
        if not chosen:
            self.show("print.html", plan=plan, school=plan.school, documents=PRINTED.values(), title="Print the plan")
            return
        papers = [
            await self.ask(each.paper, await self.source_of(urn, plan, each))
            for each in chosen
            if each.paper is not None
        ]
        back = el("a", "Back to what can be printed", href=f"/schools/{urn}/print?year={plan.year}")
        self.inline_styles = True  # a paper brings its style along, as it does to a disk
        self.set_header("Content-Security-Policy", self.content_security_policy)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(await self.ask(html_of, papers, [el("span", _HOW), back]))
