"""CPD in the year: what waits for a place, by which ways, within which limits; and looking for the best plan."""

from __future__ import annotations

import functools
from typing import Any

from tornado import web

from sef2si.advice.costs import plain, pounds
from sef2si.advice.timetable.timetable import Progress
from sef2si.advice.year.asked import needs_to_plan, usual_weight
from sef2si.advice.year.budget import budget_of
from sef2si.advice.year.days import school_year
from sef2si.advice.year.framing import Framed
from sef2si.advice.year.people import is_stand_in, team_of
from sef2si.advice.year.remarks import NO_TERMS, NO_TIME, NO_WAY, NOTHING
from sef2si.advice.year.settings import YearSettings, department_out_a_day, out_a_day
from sef2si.advice.year.showing import months, school_entries
from sef2si.advice.year.ways import MEETS_RULE, Ways, to_plan
from sef2si.domain.cycle import written
from sef2si.domain.needs import Need
from sef2si.domain.plan import Plan
from sef2si.errors import Conflict, Invalid, Sef2siError
from sef2si.journey.names import need_name, priority_name
from sef2si.server.cpd_choices import WISHES, chosen, parts_ahead
from sef2si.server.cpd_pages import YearPage
from sef2si.server.cpd_shown import entries, placed
from sef2si.server.solving import Outcome


class Year(YearPage):
    """The page to begin from."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(await self.plan_to_place(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_place(urn)
        do = self.typed("do")
        try:
            if do == "stop":
                self.site.solving.stop(plan.id)
            elif do == "remove":
                await self.try_to(self.site.planner.year.remove, self.person, plan.id, self.typed("proposal"))
            else:
                wrong = await self._keep(plan)
                if wrong:
                    await self._show(plan, wrong)
                    return
                if do == "solve":
                    await self._solve(plan)
                    self.redirect(self.place(plan) + "#solving", status=303)
                    return
        except Sef2siError as refusal:
            await self._show(plan, {"": self.refused(refusal)})
            return
        self.redirect(self.place(plan), status=303)

    async def _keep(self, plan: Plan) -> dict[str, str]:
        """What was decided, kept; or what can't be read, by box."""
        planning = self.site.planner.year
        now = await self.try_to(planning.settings, self.person, plan.id)
        settings, wrong = chosen(self, plan, now.settings, self.site.today())
        if wrong:
            return wrong
        seen = self.typed("version")
        if str(now.version) != seen:
            raise Conflict(
                "This was changed meanwhile, by somebody else or in another window. Yours is not kept; please look.",
                "year_settings",
                plan.id,
                {},
                "",
            )
        await self.try_to(planning.keep_settings, self.person, plan.id, settings, now.version)
        return {}

    async def _solve(self, plan: Plan) -> None:
        planning = self.site.planner.year
        if self.site.solving.of(plan.id):
            raise Invalid("This year is being planned already. Please wait for it, or stop it first.")
        framed: Framed = await self.try_to(planning.framed, self.person, plan, self.site.today())
        if not framed.problem.options:
            raise Invalid(NOTHING if NOTHING in framed.notes else NO_WAY)
        if not framed.problem.slots:
            raise Invalid(NO_TERMS if NO_TERMS in framed.notes else NO_TIME)
        proposal = await self.try_to(planning.begin, self.person, plan, framed)
        person = self.person

        def ended(outcome: Outcome) -> None:
            planning.end(
                person, plan.id, proposal.id, outcome.timetable, not_fitted=outcome.not_fitted, said=outcome.said
            )

        try:
            self.site.solving.start(plan.id, proposal.id, framed.problem, proposal.settings.seconds, ended)
        except Invalid:
            await self.try_to(planning.remove, self.person, plan.id, proposal.id)
            raise

    async def _show(self, plan: Plan, wrong: dict[str, str] | None = None) -> None:
        if wrong:
            self.set_status(422)
        planning = self.site.planner.year
        kept = await self.ask(planning.settings, self.person, plan.id)
        framed = await self.ask(planning.framed, self.person, plan, self.site.today())
        made = await self.ask(planning.proposals, self.person, plan.id)
        members = await self.ask(self.site.planner.staff.members, self.person, plan.urn)
        settings: YearSettings = kept.settings
        calendar = school_year(plan.dates)
        offers = Ways(plan, self.site.today())
        job = self.site.solving.of(plan.id)
        typed = functools.partial(self._typed, wrong or {})
        self.show_year(
            "cpd_year.html",
            plan,
            "",
            wrong=wrong or {},
            kept=kept,
            settings=settings,
            framed=framed,
            needs=[
                {**self._need(plan, need, settings, members, framed), **_ways(settings, need, offers)}
                for need in plan.needs
                if to_plan(plan, need)
            ],
            waiting=len(needs_to_plan(plan, settings)),
            priorities=[
                (each, priority_name(each), settings.weights.get(each.id, usual_weight(each))) for each in plan.live
            ],
            parts=parts_ahead(plan, self.site.today()),
            wishes=[(name, label, hint, getattr(settings.wishes, name)) for name, label, hint in WISHES],
            budget=budget_of(plan, settings),
            usual_out=out_a_day(settings, plan.school),
            usual_team_out=department_out_a_day(settings, plan.school),
            pins=self._pins(framed, settings),
            bans=self._bans(framed, settings),
            made=made,
            job=job,
            progress=said(job.progress) if job else "",
            placed=placed(plan),
            months=months(plan.year, calendar, (*school_entries(calendar), *entries(plan))),
            typed=typed,
            meets_rule=MEETS_RULE,
            pounds=pounds,
            plain=plain,
            written=written,
            title="CPD in the year",
        )  # fmt: skip

    def _typed(self, wrong: dict[str, str], name: str, kept: Any) -> str:
        """What stands in a box: as it was typed where the form was refused."""
        if wrong:
            return self.typed(name)
        return "" if kept is None else plain(kept) or "0" if hasattr(kept, "quantize") else str(kept)

    def _need(self, plan: Plan, need: Need, settings: YearSettings, members: Any, framed: Framed) -> dict[str, Any]:
        team = team_of(need, members, settings.teams.get(need.id), self.site.today())
        asked = next((each for each in framed.problem.teams if each.id == f"need.{need.id}"), None)
        stood = sum(is_stand_in(each) for each in asked.people) if asked else 0
        who = f"{len(team)} from the register" if team else f"{stood} stand-ins" if stood else "nobody yet"
        priority = plan.find("priorities", need.priority_id)
        return {
            "need": need,
            "name": need_name(need),
            "priority": priority_name(priority) if priority else need.source.label,
            "planned": need.id not in settings.left_out,
            "begins": written(settings.needs_from[need.id]) if need.id in settings.needs_from else None,
            "who": who,
        }

    def _pins(self, framed: Framed, settings: YearSettings) -> list[str]:
        titles, slots = {way.id: way.title for way in framed.ways}, {each.id: each for each in framed.problem.slots}
        return [
            f"{titles.get(pin.option, 'What is not there any more')}: "
            + (", ".join(f"{slots[s].day:%a} {written(slots[s].day)}" for s in pin.slots if s in slots) or "its time")
            for pin in settings.pins
        ]

    def _bans(self, framed: Framed, settings: YearSettings) -> list[str]:
        titles, slots = {way.id: way.title for way in framed.ways}, {each.id: each for each in framed.problem.slots}
        return [
            titles.get(ban.option, "What is not there any more")
            + (f", on {written(slots[ban.slot].day)}" if ban.slot in slots else "")
            for ban in settings.bans
        ]


class SolvingProgress(YearPage):
    """How far the search is, for the script of the page."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_to_place(urn)
        job = self.site.solving.of(plan.id)
        self.finish(
            {"solving": False}
            if job is None
            else {
                "solving": True,
                "said": said(job.progress),
                "seconds": job.progress.seconds if job.progress else 0,
                "of": job.seconds,
                "stopping": job.stopping.is_set(),
            }
        )


def _ways(settings: YearSettings, need: Need, offers: Ways) -> dict[str, Any]:
    """The ways to a need, each with whether it may be used."""
    allowed = settings.ways.get(need.id)
    return {"ways": [(way, allowed is None or way.id in allowed) for way in offers.of(need)]}


def said(progress: Progress | None) -> str:
    """Where a search is, in a sentence."""
    if progress is None or progress.best is None:
        return "Looking for a first plan."
    if progress.gap is None:
        return "There is a plan; how good it could get is not known yet."
    if progress.gap <= 0:
        return "Nothing meets more need than the plan there is. Its times are still being made better."
    percent = f"{progress.gap * 100:.1f}"
    far = "less than 0.1" if percent == "0.0" else f"at most {percent}"
    return f"There is a plan, {far} per cent from the best possible. Still looking."
