"""Bring a timetable of lessons: choose a file, say when periods are, see who is free when, keep all of it or none."""

from __future__ import annotations

from tornado import web

from sef2si.documents.reading.blocks import Reading
from sef2si.documents.reading.limited import read_limited
from sef2si.documents.staff.lessons import Lessons, Times, lessons_in, times_from
from sef2si.domain.staff import StaffMember, Weekly
from sef2si.errors import Invalid, Sef2siError
from sef2si.server.guard import Refused
from sef2si.server.staff import StaffPage
from sef2si.server.uploads import LARGEST, uploaded

_GONE = "This file is not here any more: we keep one for an hour at most. Please choose it again. Nothing was changed."
_CHANGED = "The register was changed meanwhile, so nothing was kept yet. This is what the file would do now."


class LessonsPage(StaffPage):
    """What both pages share."""

    async def choose(self, urn: str, wrong: str = "") -> None:
        if wrong:
            self.set_status(422)
        name = await self.school_name(urn)
        self.show_staff("lessons.html", urn, name=name, wrong=wrong, largest=LARGEST, title="Bring the lessons")

    def waiting(self, urn: str) -> str:
        """Under what a file of lessons waits, apart from lists of staff."""
        return f"lessons {urn}"


class BringLessons(LessonsPage):
    """Choose a file."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self.register(urn)
        await self.choose(urn)

    @web.authenticated
    async def post(self, urn: str) -> None:
        register = await self.register(urn)  # whoever may not is refused before anything of the file is read
        try:
            file = uploaded(self)
            if file is None:
                await self.choose(urn, "No file was chosen. Please choose one first, or drag it onto the box.")
                return
            found = await self.try_to(read_limited, file.name, file.content)
            await self.try_to(lessons_in, found, register, {})
        except Invalid as refusal:
            await self.choose(urn, refusal.sentence)
            return
        name = self.site.pending_staff.keep(self.session_key, self.waiting(urn), found)
        self.redirect(f"/schools/{urn}/staff/lessons/{name}", status=303)


class PreviewLessons(LessonsPage):
    """Who is free when by this file; and, once somebody says so, keeping it: one act with one undo."""

    @web.authenticated
    async def get(self, urn: str, name: str) -> None:
        register = await self.register(urn)
        await self._show(urn, name, register, {})

    @web.authenticated
    async def post(self, urn: str, name: str) -> None:
        register = await self.register(urn)
        file = self._file(urn, name)
        times: Times = {}
        try:
            times = times_from(self.get_body_argument("times", ""))
            found: Lessons = await self.try_to(lessons_in, file, register, times)
            if self.get_body_argument("do", "") != "bring" or not found.save:
                await self._show(urn, name, register, times)
                return
            if self.get_body_argument("mark", "") != _mark(register):
                await self._show(urn, name, register, times, _CHANGED)
                return
            await self.try_to(self.site.planner.staff.write, self.person, urn, found.save)
        except Sef2siError as refusal:
            if refusal.status in (403, 404):
                raise Refused(refusal.status, refusal.sentence) from None
            await self._show(urn, name, register, times, refusal.sentence)
            return
        self.site.pending_staff.drop(self.session_key, name)
        self.redirect(f"/schools/{urn}/staff?done=brought", status=303)

    def _file(self, urn: str, name: str) -> Reading:
        found = self.site.pending_staff.find(self.session_key, self.waiting(urn), name)
        if found is None:
            raise Refused(404, _GONE, title="Please choose the file again")
        return found

    async def _show(
        self, urn: str, name: str, register: tuple[StaffMember, ...], times: Times, wrong: str = ""
    ) -> None:
        found: Lessons = await self.try_to(lessons_in, self._file(urn, name), register, times)
        if wrong or found.broken:
            self.set_status(422)
        self.show_staff(
            "lessons_preview.html",
            urn,
            name=await self.school_name(urn),
            waiting=name,
            found=found,
            broken=[str(each) for each in found.broken],
            rows=len({(each.place.part, each.place.row) for each in found.broken}),
            people=[(p.member.name, p.lessons, _said(p.free), p.is_new) for p in found.people],
            mark=_mark(register),
            typed=self.get_body_argument("times", ""),
            asked="\n".join(f"{period} " for period in found.asked),
            wrong=wrong,
            title=("Error: " if wrong or found.broken else "") + "What these lessons say",
        )


def _mark(register: tuple[StaffMember, ...]) -> str:
    """Tells one state of the register from another."""
    return f"{len(register)}-{sum(member.version for member in register)}"


def _said(free: tuple[Weekly, ...]) -> str:
    return "; ".join(each.written for each in free) or "none"
