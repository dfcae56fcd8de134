"""What a school shares with its advisers: to see, to decide, and to take back."""

from __future__ import annotations

from datetime import date
from typing import Any

from tornado import web

from sef2si.domain.cycle import written
from sef2si.domain.sharing import Level, Sharing
from sef2si.errors import Invalid, Sef2siError
from sef2si.server.guard import Page

LEVELS = {level.value: level for level in Level}


class SharingPage(Page):
    """For those with SHARE. The service decides; what it refuses is shown with what was chosen."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(urn)

    @web.authenticated
    async def post(self, urn: str) -> None:
        typed = {name: self.get_body_argument(name, "") for name in ("level", "names_until", "version")}
        await self.ask(self.site.planner.sharings.sharing, self.person, urn)  # not theirs: a page of its own
        try:
            await self.try_to(self.site.planner.sharings.share, self.person, _wanted(urn, typed))
        except Sef2siError as refusal:
            field = "names_until" if isinstance(refusal, Invalid) and typed["level"] in LEVELS else ""
            await self._show(urn, typed=typed, wrong={field: refusal.sentence}, status=refusal.status)
            return
        self.redirect(f"/schools/{urn}/sharing", status=303)

    async def _show(
        self, urn: str, *, typed: dict[str, str] | None = None, wrong: dict[str, str] | None = None, status: int = 200
    ) -> None:
        now: Sharing = await self.ask(self.site.planner.sharings.sharing, self.person, urn)
        trail = await self.ask(self.site.planner.sharings.trail, self.person, urn)
        plan = await self.ask(self.site.planner.load, self.person, urn)
        today = self.site.today()
        until = now.names_until.isoformat() if now.names_until and now.names_until >= today else ""
        self.set_status(status)
        self.show(
            "sharing.html",
            urn=urn,
            now=now,
            version=now.version,
            shows_names=now.shows_names(today),
            trail=[_said(each) for each in trail],
            levels=[(level.value, level.label) for level in Level],
            typed=typed or {"level": now.level.value, "names_until": until},
            wrong=wrong or {},
            written=written,
            plan=plan,
            school=plan.school,
            title="Sharing with advisers" if not wrong else "Error: sharing with advisers",
        )


def _wanted(urn: str, typed: dict[str, str]) -> Sharing:
    if typed["level"] not in LEVELS or not typed["version"].isdigit():
        raise Invalid("Please choose what advisers see from the list.")
    try:
        until = date.fromisoformat(typed["names_until"].strip()) if typed["names_until"].strip() else None
    except ValueError:
        raise Invalid("Please write the day as year, month and day, such as 2027-07-31, or leave it blank.") from None
    return Sharing(urn=urn, level=LEVELS[typed["level"]], names_until=until, version=int(typed["version"][:9]))


def _said(each: Sharing) -> dict[str, Any]:
    until = f", with names of staff until {written(each.names_until)}" if each.names_until else ""
    at = each.at.astimezone() if each.at else None
    return {"what": f"{each.level.label}{until}", "by": each.by_name, "at": f"{written(at.date())}" if at else ""}
