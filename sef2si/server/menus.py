"""The CPD menu as a school sees it; its own copy is brought as CSV, looked at first, and taken back."""

from __future__ import annotations

from tornado import web

from sef2si import templates
from sef2si.documents import menus_kept
from sef2si.domain.plan import Plan
from sef2si.errors import Sef2siError
from sef2si.menu import MENU_GROUPS, menu_for
from sef2si.server.bring import BringPage
from sef2si.server.uploads import LARGEST, Upload, uploaded

_GONE = "This file is not here any more: we keep one for an hour at most. Please choose it again. Nothing was changed."


class MenuPage(BringPage):
    """What these pages share. They are for those who may change the plan."""

    def menu_at(self, plan: Plan, rest: str = "") -> str:
        return f"/schools/{plan.urn}/menu{rest}?year={plan.year}"

    def show_menu(self, plan: Plan, wrong: str = "", status: int = 422) -> None:
        if wrong:
            self.set_status(status)
        self.show(
            "menu.html",
            plan=plan,
            menu=menu_for(plan.school),
            mechanisms={each.id: each.label for each in templates.mechanisms()},
            groups=MENU_GROUPS,
            own=menus_kept.own_copy(plan.urn),
            can_take_back=menus_kept.can_take_back(plan.urn),
            wrong=wrong,
            largest=LARGEST,
            school=plan.school,
            title="The CPD menu",
        )


class Menu(MenuPage):
    """The menu, choosing a file, and taking the latest one back."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        self.show_menu(await self.plan_to_change(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_change(urn)
        try:
            if self.get_body_argument("do", "") == "take_back":
                await self.try_to(menus_kept.take_back, self.person, urn)
                self.redirect(self.menu_at(plan), status=303)
                return
            file = uploaded(self)
            if file is None:
                self.show_menu(plan, "No file was chosen. Please choose one first, or drag it onto the box.")
                return
            await self.try_to(menus_kept.coming, plan.school, file.name, file.content)
        except Sef2siError as refusal:
            self.show_menu(plan, refusal.sentence)
            return
        name = self.site.pending_menus.keep(self.session_key, plan.id, file)
        self.redirect(self.menu_at(plan, f"/{name}"), status=303)


class PreviewMenu(MenuPage):
    """What the file would change, form by form; and, once somebody says so, keeping it."""

    @web.authenticated
    async def get(self, urn: str, name: str) -> None:
        await self._answer(urn, name, wanted=False)

    @web.authenticated
    async def post(self, urn: str, name: str) -> None:
        await self._answer(urn, name, wanted=True)

    async def _answer(self, urn: str, name: str, *, wanted: bool) -> None:
        plan = await self.plan_to_change(urn)
        file: Upload | None = self.site.pending_menus.find(self.session_key, plan.id, name)
        if file is None:
            self.show_menu(plan, _GONE, 404)
            return
        try:
            found = await self.try_to(menus_kept.coming, plan.school, file.name, file.content)
            if not wanted or not found.lines:
                lines, title = found.lines, "What this menu would change"
                self.show("menu_preview.html", plan=plan, waiting=name, file=file.name, lines=lines, school=plan.school,
                          title=title)  # fmt: skip
                return
            await self.try_to(menus_kept.bring, self.person, plan.school, found)
        except Sef2siError as refusal:
            self.show_menu(plan, refusal.sentence)
            return
        self.site.pending_menus.drop(self.session_key, name)
        self.redirect(self.menu_at(plan), status=303)


class MenuFile(MenuPage):
    """The menu to edit, as CSV."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_to_change(urn)
        content = await self.ask(menus_kept.as_csv, plan.school)
        await self.give_file("Our CPD menu.csv", "text/csv; charset=utf-8", content, urn)
