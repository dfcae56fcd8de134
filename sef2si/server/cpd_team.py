"""Who learns together for one need: as the register says, or as somebody chose."""

from __future__ import annotations

from typing import Any

from tornado import web

from sef2si.advice.year.people import team_of
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.journey.names import need_name
from sef2si.server.cpd_pages import YearPage


class Team(YearPage):
    """Who learns together for one need."""

    @web.authenticated
    async def get(self, urn: str, need_id: str) -> None:
        plan, need, members = await self._of(urn, need_id)
        kept = await self.ask(self.site.planner.year.settings, self.person, plan.id)
        team = team_of(need, members, kept.settings.teams.get(need.id), self.site.today())
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
            title="Who learns together",
        )

    @web.authenticated
    async def post(self, urn: str, need_id: str) -> None:
        plan, need, members = await self._of(urn, need_id)
        planning = self.site.planner.year
        kept = await self.ask(planning.settings, self.person, plan.id)
        teams = dict(kept.settings.teams)
        teams.pop(need.id, None)
        if self.typed("do") != "usual":
            here = {member.id for member in members}
            teams[need.id] = tuple(each for each in self.boxes("member") if each in here)
        await self.ask(
            planning.keep_settings, self.person, plan.id, kept.settings.model_copy(update={"teams": teams}),
            int(self.typed("version") or -1) if self.typed("version").isdigit() else -1,
        )  # fmt: skip
        self.redirect(self.place(plan) + f"#need-{need.id}", status=303)

    async def _of(self, urn: str, need_id: str) -> tuple[Plan, Need, Any]:
        plan = await self.plan_to_place(urn)
        need = plan.find("needs", need_id)
        if need is None:
            raise web.HTTPError(404)
        return plan, need, await self.ask(self.site.planner.staff.members, self.person, urn)
