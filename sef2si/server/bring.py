"""Bring the plan you have: choose a file, see what it would do, decide, and take it back with one click."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote

from tornado import web

from sef2si.documents import bringing, incoming
from sef2si.documents.bringing import Brought
from sef2si.documents.incoming.proposal import Decisions, Meeting, Sort
from sef2si.domain.people import Deed, may
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, Sef2siError
from sef2si.journey import step_of
from sef2si.journey.chain import NOTHING_BEHIND, SERVING_NOTHING, ChainLink, Gaps, gaps
from sef2si.server import preview
from sef2si.server.guard import Refused
from sef2si.server.uploads import LARGEST, uploaded
from sef2si.server.workbook import SchoolPage

_READ_ONLY = "You may read this plan. Bringing files in is for those who may change it."
_GONE = "This file is not here any more: we keep one for an hour at most. Please choose it again. Nothing was changed."


class BringPage(SchoolPage):
    """What the pages on files share. They are for those who may change the plan."""

    async def plan_to_change(self, urn: str) -> Plan:
        plan = await self.plan_of(urn)
        if not may(self.person, Deed.EDIT, urn):
            raise Refused(403, _READ_ONLY)
        return plan

    @property
    def session_key(self) -> str:
        key: str = self.current_user.session.key
        return key

    def place(self, plan: Plan, rest: str = "") -> str:
        return f"/schools/{plan.urn}/bring{rest}?year={plan.year}"

    async def own_act(self, plan: Plan) -> str:
        """What the next page needs to take it back; "" where somebody else brought the same a moment earlier, for then
        nothing was written and this person's newest act is another one."""
        since = datetime.now(UTC) - timedelta(hours=1)
        newest = await self.ask(self.site.planner.changes, self.person, plan.id, since)
        own = bool(newest) and (newest[0].seq, newest[0].by) == (plan.seq, self.person.id)
        return f"&seq={plan.seq}" if own else ""


class Bring(BringPage):
    """Choose a file."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        self._show(await self.plan_to_change(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_change(urn)
        try:
            file = uploaded(self)
            if file is None:
                self._show(plan, "No file was chosen. Please choose one first, or drag it onto the box.")
                return
            found = await self.try_to(bringing.brought, file.name, file.content)
        except Invalid as refusal:
            self._show(plan, refusal.sentence)
            return
        name = self.site.pending.keep(self.session_key, plan.id, found)
        self.redirect(self.place(plan, f"/{name}"), status=303)

    def _show(self, plan: Plan, wrong: str = "") -> None:
        if wrong:
            self.set_status(422)
        self.show(
            "bring.html",
            plan=plan,
            wrong=wrong,
            taken_back=self.get_argument("back", "") == "1" and not wrong,
            largest=LARGEST,
            school=plan.school,
            title="Bring the plan you have",
        )


class Preview(BringPage):
    """What the file would do; and, once somebody says so, doing it: one act, all of it or nothing."""

    @web.authenticated
    async def get(self, urn: str, name: str) -> None:
        plan = await self.plan_to_change(urn)
        file = self._file(plan, name)
        if file is None:
            self._gone(plan)
            return
        try:
            meeting, _ = await self._held_against(plan, file)
        except Invalid as refusal:
            self._refused(plan, name, refusal.sentence)
            return
        self._show(plan, name, meeting)

    @web.authenticated
    async def post(self, urn: str, name: str) -> None:
        plan = await self.plan_to_change(urn)
        file = self._file(plan, name)
        if file is None:
            self._gone(plan)
            return
        try:
            meeting, columns = await self._held_against(plan, file)
            if self.get_body_argument("do", "") != "bring":
                if columns and not meeting.save:  # nothing will be brought in, and the headings are right from now on
                    await self._remember(urn, meeting, columns)
                self._show(plan, name, meeting)
                return
            if str(plan.seq) != self.get_body_argument("seq", ""):
                self._show(plan, name, meeting, "The plan was changed meanwhile. This is what the file would do now.")
                return
            own = ""
            if meeting.save:
                plan = await self.try_to(self.site.planner.write, self.person, plan.id, meeting.save)
                own = await self.own_act(plan)
            if columns:
                await self._remember(urn, meeting, columns)
        except Sef2siError as refusal:
            self._refused(plan, name, refusal.sentence)
            return
        self.site.pending.drop(self.session_key, name)
        self.redirect(f"{self.place(plan, '/done')}{own}", status=303)

    async def _remember(self, urn: str, meeting: Meeting, columns: Mapping[str, str]) -> None:
        sort = meeting.proposal.sort.value
        await self.try_to(self.site.planner.belongings.remember_columns, self.person, urn, sort, columns)

    def _file(self, plan: Plan, name: str) -> Brought | None:
        return self.site.pending.find(self.session_key, plan.id, name)

    async def _held_against(self, plan: Plan, file: Brought) -> tuple[Meeting, dict[str, str]]:
        """The file against the plan as decided so far; and the headings whose field a person chose."""
        sort = self._sort(file)
        remembered = await self.ask(self.site.planner.belongings.column_names, self.person, plan.urn, sort.value)
        today = self.site.today()
        held = partial(bringing.held_against, file, plan, today, sort=sort, remembered=remembered)
        undecided = await self.try_to(held)
        if self.request.method == "GET" or file.sort is Sort.DATA:
            return undecided, {}
        decisions = self._decisions(undecided)
        decided = await self.try_to(partial(held, decisions=decisions))
        return decided, dict(decisions.columns)

    def _sort(self, file: Brought) -> Sort:
        asked = self.get_body_argument("sort", "")
        chosen = {each.value: each for each in (Sort.PLAN, Sort.CALENDAR)}.get(asked)
        return chosen if chosen and file.sort is not Sort.DATA else file.sort

    def _decisions(self, undecided: Meeting) -> Decisions:
        """What the person chose otherwise than we did; what stood there for another sort of file is no choice."""
        if self.get_body_argument("sort-was", "") not in ("", undecided.proposal.sort.value):
            return Decisions()
        columns: dict[str, str] = {}
        for place, match in enumerate(undecided.proposal.columns):
            chosen = self.get_body_argument(f"column.{place}", match.field)
            if chosen != match.field:
                columns[match.heading] = chosen
        kinds, parents = {}, {}
        for entry in undecided.proposal.entries:
            kind = self.get_body_argument(f"kind.{entry.key}", entry.kind)
            if kind != entry.kind and kind in ("", "notes", *entry.may_be):
                kinds[entry.key] = kind
            parent = self.get_body_argument(f"parent.{entry.key}", "")
            if parent != self.get_body_argument(f"parent-was.{entry.key}", ""):
                parents[entry.key] = parent
        return Decisions(columns, kinds, parents)

    def _show(self, plan: Plan, name: str, meeting: Meeting, wrong: str = "") -> None:
        self.show(
            "preview.html",
            plan=plan,
            waiting=name,
            meeting=meeting,
            sorts=[] if meeting.proposal.sort is Sort.DATA else [Sort.PLAN, Sort.CALENDAR],
            fields=() if meeting.proposal.sort is Sort.DATA else incoming.fields_for(meeting.proposal.sort),
            groups=preview.groups(meeting, plan),
            notes=preview.notes(meeting, plan),
            summary=preview.summary(meeting),
            wrong=wrong,
            school=plan.school,
            title="What we found",
        )

    def _refused(self, plan: Plan, name: str, sentence: str) -> None:
        self.set_status(422)
        self.show(
            "refused_file.html", plan=plan, sentence=sentence, school=plan.school, title="This can’t be brought in"
        )

    def _gone(self, plan: Plan) -> None:
        self.set_status(404)
        self.show(
            "refused_file.html", plan=plan, sentence=_GONE, school=plan.school, title="Please choose the file again"
        )


class Done(BringPage):
    """What the plan shows now: the priorities with nothing behind them, and the training that serves none."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(await self.plan_to_change(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        """Take the import back, while nothing of one's own came after it."""
        plan = await self.plan_to_change(urn)
        if str(plan.seq) != self.get_body_argument("seq", ""):
            await self._show(
                plan,
                "The plan was changed after this. “Undo” in the workbook takes back your newest changes one by one.",
            )
            return
        try:
            await self.try_to(self.site.planner.undo, self.person, plan.id)
        except Sef2siError as refusal:
            await self._show(plan, refusal.sentence)
            return
        self.redirect(f"{self.place(plan)}&back=1", status=303)

    async def _show(self, plan: Plan, wrong: str = "") -> None:
        seq = self.get_argument("seq", "")
        self.show(
            "brought.html",
            plan=plan,
            notes=_notes(plan),
            lists=_lists(plan, gaps(plan, self.site.today())),
            can_undo=seq == str(plan.seq),
            wrong=wrong,
            school=plan.school,
            title="It is in your plan",
        )


def _notes(plan: Plan) -> tuple[str, str]:
    """How many notes are kept, in words, and where they are read; blank where there are none."""
    found = [note for note in plan.notes if note.judgement_id is None]
    if not found:
        return "", ""
    words = "1 note" if len(found) == 1 else f"{len(found)} notes"
    first = quote(found[0].id, safe="")
    return words, f"/schools/{plan.urn}/workbook?year={plan.year}#{step_of('priorities').key}/notes/{first}"


def _lists(plan: Plan, found: Gaps) -> list[dict[str, object]]:
    def links(broken: tuple[ChainLink, ...]) -> list[tuple[str, str, str]]:
        root = f"/schools/{plan.urn}/workbook?year={plan.year}#"
        return [
            (
                link.subject,
                link.sentence,
                f"{root}{step_of(link.where.kind).key}/{link.where.kind}/{quote(link.where.record_id, safe='')}",
            )
            for link in broken
        ]

    return [
        {
            "title": NOTHING_BEHIND,
            "links": links(found.nothing_behind),
            "none": "Every priority has CPD or an action behind it."
            if plan.priorities
            else "There is no priority yet.",
        },
        {
            "title": SERVING_NOTHING,
            "links": links(found.serving_nothing),
            "none": "All training serves a priority." if plan.activities else "There is no training in the plan yet.",
        },
    ]
