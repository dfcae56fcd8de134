"""What is kept about one person at a school, what can be done with it, and how long what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tornado import web

from sef2si.documents.personal import as_json, as_pdf, sections
from sef2si.domain.cycle import written
from sef2si.domain.people import Deed, may
from sef2si.domain.personal import Act
from sef2si.domain.retention import BY_ITSELF, Rule
from sef2si.errors import Sef2siError
from sef2si.server.guard import Page, Refused
from sef2si.services.personal import BACKUPS, Ask, Looked
from sef2si.store.personal import Certificate

_NOT_UNDERSTOOD = "That could not be understood. Please reload the page and try again."
_ACTS = {act.value: act for act in (Act.CORRECT, Act.RESTRICT, Act.RELEASE, Act.ANONYMISE)}
_DONE = {
    Act.EXPORT: "Given out",
    Act.CORRECT: "A name put right",
    Act.RESTRICT: "Stopped from being shown",
    Act.RELEASE: "Shown again",
    Act.ANONYMISE: "Made a former colleague",
    Act.RETENTION: "Cleared out what was past its time",
}
_MOST_TEXTS = 500  # on one page


class PeopleDataPage(Page):
    """Everybody of a school, and the certificates of what was done."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        data = self.site.planner.people_data
        self.show(
            "people_data.html",
            urn=urn,
            subjects=await self.ask(data.subjects, self.person, urn),
            certificates=[certified(each) for each in await self.ask(data.certificates, self.person, urn)],
            backups=BACKUPS,
            school=None,
            title="People's data",
        )


class OnePerson(Page):
    """All about one person; and each act, first to look at and then to do."""

    @web.authenticated
    async def get(self, urn: str, key: str) -> None:
        await self._show(urn, key)

    @web.authenticated
    async def post(self, urn: str, key: str) -> None:
        do = self.get_body_argument("do", "")
        if do in ("json", "pdf"):
            await self._give_out(urn, key, do)
            return
        act = _ACTS.get(self.get_body_argument("act", ""))
        if act is None or do not in ("look", "do"):
            raise Refused(400, _NOT_UNDERSTOOD)
        ask = Ask(
            act,
            key,
            name=self.get_body_argument("name", "") if act is Act.CORRECT else "",
            also=self._also() if act in (Act.ANONYMISE, Act.RESTRICT) else (),
            texts=frozenset(self.get_body_arguments("text", strip=False)) if act is Act.ANONYMISE else frozenset(),
        )
        data = self.site.planner.people_data
        try:
            if do == "look":
                looked = await self.try_to(data.look, self.person, urn, ask)
                await self._show_look(urn, ask, looked)
                return
            made = await self.try_to(data.do, self.person, urn, ask, self.get_body_argument("seen", ""))
        except Sef2siError as refusal:
            if refusal.status in (403, 404):
                raise Refused(refusal.status, refusal.sentence) from None
            box = {Act.CORRECT: "name", Act.RESTRICT: "words"}.get(act, "")
            await self._show(urn, key, wrong={box: refusal.sentence}, status=refusal.status)
            return
        self.show("certificate.html", urn=urn, made=certified(made), backups=BACKUPS, school=None, title="Certificate")

    async def _give_out(self, urn: str, key: str, form: str) -> None:
        data = self.site.planner.people_data
        dossier, _ = await self.ask(data.give_out, self.person, urn, key, self._also())
        today = self.site.today()
        if form == "json":
            await self.give_file("about-a-person.json", "application/json", as_json(dossier, today), urn)
            return
        name = f"School {urn}"
        content = await self.ask(lambda: as_pdf(dossier, school=name, urn=urn, made_on=today))
        await self.give_file("about-a-person.pdf", "application/pdf", content, urn)

    def _also(self) -> tuple[str, ...]:
        typed = self.get_argument("also", "")[:500]
        return tuple(each.strip() for each in typed.split(",") if each.strip())

    async def _show_look(self, urn: str, ask: Ask, looked: Looked) -> None:
        self.show(
            "people_data_look.html",
            urn=urn,
            ask=ask,
            also=", ".join(ask.also),
            texts=sorted(ask.texts),
            counts=counted(looked.counts),
            name=looked.name,
            seen=looked.seen,
            backups=BACKUPS if ask.act in (Act.CORRECT, Act.ANONYMISE) else "",
            school=None,
            title="Please look at this first",
        )

    async def _show(self, urn: str, key: str, *, wrong: dict[str, str] | None = None, status: int = 200) -> None:
        found = await self.ask(self.site.planner.people_data.dossier, self.person, urn, key, self._also())
        self.set_status(status)
        self.show(
            "person_data.html",
            urn=urn,
            key=key,
            subject=found.subject,
            sections=sections(found),
            mentions=found.mentions[:_MOST_TEXTS],
            is_cut=len(found.mentions) > _MOST_TEXTS,
            reads_all=found.reads_all,
            left_out=found.left_out,
            also=", ".join(dict.fromkeys((*self._also(), *found.also))),
            called=found.called,
            may_act=may(self.person, Deed.SEE_PERSONAL_DATA, urn) and found.subject.account_id != self.person.id,
            wrong=wrong or {},
            school=None,
            title=f"What is kept about {found.subject.name}",
        )


class RetentionPage(Page):
    """How long what is kept, what is past its time now, and clearing that out."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(urn)

    @web.authenticated
    async def post(self, urn: str) -> None:
        retention, do = self.site.planner.retention, self.get_body_argument("do", "")
        made: Certificate | None = None
        try:
            if do == "decide":
                await self.try_to(retention.decide, self.person, urn, self._typed())
            elif do == "clear":
                made = await self.try_to(retention.do, self.person, urn, self.get_body_argument("seen", ""))
            else:
                raise Refused(400, _NOT_UNDERSTOOD)
        except Sef2siError as refusal:
            if refusal.status in (403, 404):
                raise Refused(refusal.status, refusal.sentence) from None
            await self._show(urn, wrong={"": refusal.sentence}, status=refusal.status)
            return
        if made is None:
            self.redirect(f"/schools/{urn}/people-data/retention", status=303)
            return
        self.show("certificate.html", urn=urn, made=certified(made), backups=BACKUPS, school=None, title="Certificate")

    def _typed(self) -> dict[Rule, int]:
        typed = {rule: self.get_body_argument(rule.value, "") for rule in Rule}
        return {rule: int(text) if text.isascii() and text.isdigit() else 0 for rule, text in typed.items()}

    async def _show(self, urn: str, *, wrong: dict[str, str] | None = None, status: int = 200) -> None:
        rules = await self.ask(self.site.planner.retention.rules, self.person, urn)
        looked = await self.ask(self.site.planner.retention.look, self.person, urn)
        self.set_status(status)
        self.show(
            "retention.html",
            urn=urn,
            rules=[(rule, years, looked.counts[rule.value]) for rule, years in rules.items()],
            seen=looked.seen,
            is_any=any(looked.counts.values()),
            by_itself=BY_ITSELF,
            backups=BACKUPS,
            wrong=wrong or {},
            school=None,
            title="How long what is kept" if not wrong else "Error: how long what is kept",
        )


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What a certificate counts, in words."""
    return [(name.replace("_", " ").capitalize(), number) for name, number in counts.items()]


def certified(made: Certificate) -> dict[str, Any]:
    at = made.at.astimezone()
    return {
        "id": made.id,
        "what": next(words for act, words in _DONE.items() if act.value == made.sort),
        "at": f"{written(at.date())}, {at:%H:%M}",
        "by": made.by_name,
        "counts": counted(made.counts),
    }
