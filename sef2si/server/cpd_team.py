"""Who learns together for one need: as the register says, or as somebody chose."""

from __future__ import annotations

from typing import Any

from tornado import web

from sef2si.advice.year.people import team_of
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.errors import Sef2siError
from sef2si.journey.names import need_name
from sef2si.server.cpd_pages import YearPage


class Team(YearPage):
    """Who learns together for one need."""

    @web.authenticated
    async def get(self, urn: str, need_id: str) -> None:
        await self._show(*await self._of(urn, need_id))

    @web.authenticated
    async def post(self, urn: str, need_id: str) -> None:
        plan, need, members = await self._of(urn, need_id)
        planning = self.site.planner.year
        kept = await self.ask(planning.settings, self.person, plan.id)
        here = {member.id for member in members}
        ticked = tuple(each for each in self.boxes("member") if each in here)
        teams = {key: who for key, who in kept.settings.teams.items() if key != need.id}
        if self.typed("do") != "usual":
            teams[need.id] = ticked
        seen = int(self.typed("version")) if self.typed("version").isdigit() else -1
        settings = kept.settings.model_copy(update={"teams": teams})
        try:
            await self.try_to(planning.keep_settings, self.person, plan.id, settings, seen)
        except Sef2siError as refusal:
            await self._show(plan, need, members, ticked=ticked, wrong=self.refused(refusal))
            return
        self.redirect(self.place(plan) + f"#need-{need.id}", status=303)

    async def _show(
        self, plan: Plan, need: Need, members: Any, *, ticked: tuple[str, ...] | None = None, wrong: str = ""
    ) -> None:
        """``ticked``: what somebody ticked that is not kept yet. The version is the newest: they have looked now."""
        if wrong:
            self.set_status(422)
        kept = await self.ask(self.site.planner.year.settings, self.person, plan.id)
        chosen = kept.settings.teams.get(need.id) if ticked is None else ticked
        team = team_of(need, members, chosen, self.site.today())
        groups: dict[str, list[Any]] = {}
        for member in members:
            if member.is_here(self.site.today()):
                groups.setdefault(f"{member.group.label}: {member.team or 'no team'}", []).append(member)
        own = need.group.label if need.group else ""
        self.show_year(
            "cpd_team.html",
            plan,
            "",
            need=need,
            called=need_name(need),
            groups=sorted(groups.items(), key=lambda pair: (not pair[0].startswith(own), pair[0])),
            team=set(team),
            own=need.id in kept.settings.teams,
            version=kept.version,
            wrong=wrong,
            title="Who learns together",
        )

    async def _of(self, urn: str, need_id: str) -> tuple[Plan, Need, Any]:
        plan = await self.plan_to_place(urn)
        need = plan.find("needs", need_id)
        if need is None:
            raise web.HTTPError(404)
        return plan, need, await self.ask(self.site.planner.staff.members, self.person, urn)
