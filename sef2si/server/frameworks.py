"""A framework of the school's own, or a crosswalk to it: choose a CSV file, see what it would do, and take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tornado import web

from sef2si import templates
from sef2si.documents import frameworks_kept, frameworks_preview
from sef2si.documents.frameworks_preview import Coming
from sef2si.domain.plan import Plan
from sef2si.errors import Sef2siError
from sef2si.journey import options, step_of
from sef2si.server.bring import BringPage
from sef2si.server.uploads import LARGEST, Upload, uploaded

T = TypeVar("T")

_GONE = "This file is not here any more: we keep one for an hour at most. Please choose it again. Nothing was changed."
_NO_FILE = "No file was chosen. Please choose one first, or drag it onto the box."
# The example crosswalk names the example framework, which is called as its file.
_EXAMPLES = {"framework": "Our values.csv", "crosswalk": "Crosswalk to our values.csv"}
_MEANWHILE = "Somebody brought another in meanwhile. This is what your file would do now."


@dataclass(frozen=True)
class FrameworkFile:
    """A file between preview and yes. ``sort``: framework or crosswalk; ``label``: the name that was typed for it."""

    sort: str
    file: Upload
    label: str = ""


class FrameworkPage(BringPage):
    """What these pages share. They are for those who may change the plan."""

    def frameworks_at(self, plan: Plan, rest: str = "") -> str:
        return f"/schools/{plan.urn}/frameworks{rest}?year={plan.year}"

    async def knowing_all_years(self, urn: str, act: Callable[[tuple[Plan, ...]], T]) -> T:
        """Do this, knowing the school's plans of every year. Raises ``Sef2siError``."""

        def all_plans() -> tuple[Plan, ...]:
            planner, person = self.site.planner, self.person
            return tuple(planner.load(person, urn, year) for year in planner.years(person, urn))

        plans = await self.try_to(all_plans)
        return await self.try_to(act, plans)

    def refuse(self, plan: Plan, sentence: str, status: int = 422) -> None:
        self.set_status(status)
        title = "Please choose the file again" if status == 404 else "This can’t be brought in"
        self.show("refused_framework.html", plan=plan, sentence=sentence, school=plan.school, title=title)


class Frameworks(FrameworkPage):
    """Which frameworks the school can use; and choosing a file."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(await self.plan_to_change(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_change(urn)
        do = self.get_body_argument("do", "")
        try:
            if do == "remove":
                await self._remove(urn)
                self.redirect(self.frameworks_at(plan, "/done"), status=303)
                return
            file = uploaded(self)
            sort = "crosswalk" if do == "crosswalk" else "framework"
            if file is None:
                await self._show(plan, _NO_FILE)
                return
            chosen = FrameworkFile(sort, file, self.get_body_argument("label", "")[:300])
            await coming(self, plan, chosen)
        except Sef2siError as refusal:
            await self._show(plan, refusal.sentence)
            return
        name = self.site.pending_frameworks.keep(self.session_key, plan.id, chosen)
        self.redirect(self.frameworks_at(plan, f"/{name}"), status=303)

    async def _remove(self, urn: str) -> None:
        key = self.get_body_argument("key", "")
        person = self.person
        await self.knowing_all_years(urn, lambda plans: frameworks_kept.remove(person, urn, key, plans))

    async def _show(self, plan: Plan, wrong: str = "") -> None:
        if wrong:
            self.set_status(422)
        offered = await self.ask(templates.frameworks_for, plan.school)
        self.show(
            "frameworks.html",
            plan=plan,
            own=[each for each in offered if each.urn],
            usual=[each for each in offered if not each.urn and each.nation in (plan.school.nation, None)],
            in_use=options.framework_in_use(plan),
            areas_for=lambda framework: framework.areas_for(plan.school),
            wrong=wrong,
            label=self.get_body_argument("label", "") if wrong else "",
            largest=LARGEST,
            school=plan.school,
            title="Frameworks you can use",
        )


class Preview(FrameworkPage):
    """What the file would do, area by area; and, once somebody says so, doing it."""

    @web.authenticated
    async def get(self, urn: str, name: str) -> None:
        await self._answer(urn, name, wanted=False)

    @web.authenticated
    async def post(self, urn: str, name: str) -> None:
        await self._answer(urn, name, wanted=True)

    async def _answer(self, urn: str, name: str, *, wanted: bool) -> None:
        plan = await self.plan_to_change(urn)
        chosen = self.site.pending_frameworks.find(self.session_key, plan.id, name)
        if chosen is None:
            self.refuse(plan, _GONE, 404)
            return
        try:
            found = await coming(self, plan, chosen)
            if not wanted:
                self._show(plan, name, chosen, found)
                return
            if found.mark != self.get_body_argument("mark", ""):
                self._show(plan, name, chosen, found, _MEANWHILE)
                return
            await self.try_to(frameworks_kept.bring, self.person, urn, found)
        except Sef2siError as refusal:
            self.refuse(plan, refusal.sentence)
            return
        self.site.pending_frameworks.drop(self.session_key, name)
        self.redirect(self.frameworks_at(plan, "/done"), status=303)

    def _show(self, plan: Plan, name: str, chosen: FrameworkFile, found: Coming, wrong: str = "") -> None:
        self.show(
            "framework_preview.html",
            plan=plan,
            waiting=name,
            file=chosen.file.name,
            coming=found,
            what_to_do=frameworks_kept.WHAT_TO_DO,
            wrong=wrong,
            school=plan.school,
            title="What this file would do",
        )


class Done(FrameworkPage):
    """What to do next; or taking it back."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(await self.plan_to_change(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_change(urn)
        person = self.person
        try:
            await self.knowing_all_years(urn, lambda plans: frameworks_kept.take_back(person, urn, plans))
        except Sef2siError as refusal:
            await self._show(plan, refusal.sentence)
            return
        self.redirect(self.frameworks_at(plan), status=303)

    async def _show(self, plan: Plan, wrong: str = "") -> None:
        latest = await self.ask(frameworks_kept.latest, self.person, plan.urn)
        if latest is None and not wrong:
            self.redirect(self.frameworks_at(plan), status=303)
            return
        if wrong:
            self.set_status(422)
        in_use = options.framework_in_use(plan)
        self.show(
            "framework_done.html",
            plan=plan,
            latest=latest,
            is_used=latest is not None and latest.key == in_use.key,
            has_judged=any(each.framework != in_use.key for each in plan.judgements),
            to_school=f"#{step_of('school').key}/school/{plan.school.id}/framework",
            to_judgements=f"#{step_of('judgements').key}",
            wrong=wrong,
            school=plan.school,
            title={"removed": "It was removed"}.get(latest.did, "It is there") if latest else "It stays as it is",
        )


class Example(FrameworkPage):
    """A file to start from."""

    @web.authenticated
    async def get(self, urn: str, example: str) -> None:
        await self.plan_to_change(urn)
        file = templates.templates() / "examples" / f"{example}.csv"
        # A byte order mark tells Excel that this is UTF-8.
        content = b"\xef\xbb\xbf" + await self.ask(file.read_bytes)
        await self.give_file(_EXAMPLES[example], "text/csv; charset=utf-8", content)


async def coming(page: FrameworkPage, plan: Plan, chosen: FrameworkFile) -> Coming:
    """What this file would do now. Raises ``Sef2siError`` with row, column and what to do."""
    file = chosen.file
    if chosen.sort == "crosswalk":
        found = frameworks_preview.coming_crosswalk
        return await page.try_to(found, plan.urn, file.name, file.content, plan.school)

    def found_by(plans: tuple[Plan, ...]) -> Coming:
        return frameworks_preview.coming_framework(plan.urn, file.name, file.content, plans, label=chosen.label)

    return await page.knowing_all_years(plan.urn, found_by)
