"""Documents to take away, and the school's own Word templates for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from tornado import web

from sef2si.documents.archive import pack
from sef2si.documents.catalogue import DOCUMENTS, Document, file_name
from sef2si.documents.frameworks_carried import files_of
from sef2si.documents.printing import word_templates
from sef2si.documents.source import CHANGES_OF, Edition, Source
from sef2si.domain.changes import Change
from sef2si.domain.cycle import date_from
from sef2si.domain.people import Deed, may
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid
from sef2si.server.guard import Refused
from sef2si.server.uploads import LARGEST, uploaded
from sef2si.server.workbook import SchoolPage

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NO_DOCUMENT = "There is no document in that format. Please choose one from the list of downloads."
_LEADERS_ONLY = "This document holds private notes, so it is for those who may change the plan."


class DocumentPage(SchoolPage):
    """What the pages on documents share: which there are for this person."""

    def may_edit(self, urn: str) -> bool:
        return may(self.person, Deed.EDIT, urn)

    def documents_for(self, urn: str) -> Mapping[str, Document]:
        sees_all = may(self.person, Deed.READ_ALL, urn)
        return {key: each for key, each in DOCUMENTS.items() if sees_all or each.edition is not Edition.COMPLETE}

    async def source_of(self, urn: str, plan: Plan, document: Document, form: str = "") -> Source:
        """What a document is made from; of one that tells what changed, since the day that was asked for."""
        since = self.since_day() if document.asks_changes else None
        changes: tuple[Change, ...] | None = ()
        if since is not None and may(self.person, Deed.HISTORY, urn):
            moment = datetime.combine(since, time.min).astimezone()
            changes = await self.ask(self.site.planner.changes, self.person, plan.id, moment)
        elif since is not None:
            changes = None
        template = None
        if document.takes_template and form == "docx":
            template = await self.ask(self.site.planner.belongings.template, self.person, urn, document.key)
        return Source(plan, self.site.today(), changes, template, since)

    def since_day(self) -> date:
        """The day that was typed, 90 days ago where none was. Raises ``Refused`` for one that can't be read."""
        typed = self.get_query_argument("since", "").strip()
        try:
            return date_from(typed) if typed else self.site.today() - CHANGES_OF
        except ValueError as error:
            raise Refused(422, str(error)) from None

    def check_export(self, urn: str) -> None:
        if not may(self.person, Deed.EXPORT, urn):
            raise Refused(403, "You may read this plan here, but not take it away as a file.")


class Documents(DocumentPage):
    """What can be taken away, with a word on each."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_of(urn)
        self.check_export(urn)
        years = await self.ask(self.site.planner.years, self.person, urn)
        self.show(
            "documents.html",
            plan=plan,
            years=years,
            documents=self.documents_for(urn).values(),
            since=self.since_day().isoformat(),
            may_history=may(self.person, Deed.HISTORY, urn),
            may_print=may(self.person, Deed.PRINT, urn),
            may_edit=self.may_edit(urn),
            takes_all=all(may(self.person, deed, urn) for deed in (Deed.SEE_PERSONAL_DATA, Deed.READ_ALL)),
            school=plan.school,
            title="Take documents away",
        )


class Download(DocumentPage):
    """One document in one format: ``map.xlsx``, ``plan.pdf``."""

    @web.authenticated
    async def get(self, urn: str, document: str, form: str) -> None:
        plan = await self.plan_of(urn)
        self.check_export(urn)
        chosen = DOCUMENTS.get(document)
        made_as = chosen.form(form) if chosen else None
        if chosen is None or made_as is None:
            raise Refused(404, _NO_DOCUMENT)
        if document not in self.documents_for(urn):
            raise Refused(403, _LEADERS_ONLY)
        source = await self.source_of(urn, plan, chosen, made_as.key)
        content = await self.ask(made_as.make, source)
        await self.give_file(file_name(chosen, made_as, plan), made_as.media_type, content, urn)


class WholeArchive(DocumentPage):
    """Everything the school has, in one file, to keep or to take to another server."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        taken = await self.ask(self._taken, urn)
        await self.give_file(f"sef2si-{urn}-{self.site.today().isoformat()}.zip", "application/zip", taken, urn)

    def _taken(self, urn: str) -> bytes:
        planner = self.site.planner
        taken = planner.archive(self.person, urn, files_of(urn))
        plans = [planner.load(self.person, urn, year) for year in planner.years(self.person, urn)]
        return pack(taken, plans, self.site.today())


class Templates(DocumentPage):
    """The school's own Word template for its documents: download one to start from, put one in, take it out."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(urn)

    @web.authenticated
    async def post(self, urn: str) -> None:
        await self.plan_of(urn)
        if not self.may_edit(urn):
            raise Refused(403, "Only those who may change the plan may change its templates.")
        document = self.get_body_argument("document", "")
        if document not in _with_template():
            raise Refused(404, _NO_DOCUMENT)
        if self.get_body_argument("do", "") == "remove":
            await self.ask(self.site.planner.belongings.remove_template, self.person, urn, document)
        else:
            try:
                file = uploaded(self)
                if file is None:
                    await self._show(urn, "No file was chosen. Please choose your Word template first.")
                    return
                await self.try_to(word_templates.check, file.content)
            except Invalid as refusal:
                await self._show(urn, refusal.sentence)
                return
            await self.ask(
                self.site.planner.belongings.keep_template, self.person, urn, document, file.name, file.content
            )
        self.redirect(f"/schools/{urn}/documents/templates", status=303)

    async def _show(self, urn: str, wrong: str = "") -> None:
        plan = await self.plan_of(urn)
        kept = {each[0]: each for each in await self.ask(self.site.planner.belongings.templates, self.person, urn)}
        if wrong:
            self.set_status(422)
        self.show(
            "templates.html",
            plan=plan,
            documents=_with_template().values(),
            kept=kept,
            wrong=wrong,
            largest=LARGEST,
            may_edit=self.may_edit(urn),
            school=plan.school,
            title="Your own Word template",
        )


class StarterTemplate(DocumentPage):
    """A Word template to begin from."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self.plan_of(urn)
        self.check_export(urn)
        content: Any = await self.ask(word_templates.starter)
        await self.give_file("sef2si-template.docx", _WORD, content)


def _with_template() -> Mapping[str, Document]:
    return {key: each for key, each in DOCUMENTS.items() if each.takes_template}
