"""One plan of the year: as a calendar and a list, pinned, banned, moved by hand, accepted; and two side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tornado import web

from sef2si.advice.costs import plain, pounds
from sef2si.advice.timetable.free import Free
from sef2si.advice.timetable.problem import Ban, Kind, Placed
from sef2si.advice.timetable.timetable import Run
from sef2si.advice.timetable.worth import Worth
from sef2si.advice.year.beside import compare
from sef2si.advice.year.days import school_year
from sef2si.advice.year.limits import THE_YEAR
from sef2si.advice.year.moving import moved, open_times, without_pins
from sef2si.advice.year.proposal import Proposal, State
from sef2si.advice.year.showing import (
    FAIR_RULE,
    directed_left,
    fairness,
    filling,
    months,
    proposal_entries,
    school_entries,
)
from sef2si.advice.year.unmet import unmet
from sef2si.advice.year.ways import Way
from sef2si.domain.chosen import COLLEAGUES
from sef2si.domain.cycle import written
from sef2si.domain.dates import clock_words
from sef2si.domain.plan import Plan
from sef2si.domain.suppression import is_small
from sef2si.errors import Invalid, Sef2siError
from sef2si.server.cpd_pages import YearPage
from sef2si.server.guard import Refused
from sef2si.services.year import Made

_SORTS = {
    Kind.INSET: "INSET day",
    Kind.MEETING: "meeting",
    Kind.TWILIGHT: "twilight",
    Kind.WEEKLY: "weekly time",
    Kind.RELEASE: "out of lessons",
}


class OnePlan(YearPage):
    """A proposal, and what can be done with it."""

    @web.authenticated
    async def get(self, urn: str, proposal_id: str) -> None:
        plan = await self.plan_to_place(urn)
        await self._show(plan, await self._made(plan, proposal_id))

    @web.authenticated
    async def post(self, urn: str, proposal_id: str) -> None:
        plan = await self.plan_to_place(urn)
        made = await self._made(plan, proposal_id)
        do, proposal = self.typed("do"), made.proposal
        planning = self.site.planner.year
        try:
            if do == "accept":
                await self.try_to(planning.accept, self.person, plan.id, proposal.id, self.site.today())
                self.redirect(self.place(plan, f"/plans/{proposal.id}", told="accepted"), status=303)
                return
            if do == "undo":
                await self.try_to(planning.take_back, self.person, plan.id, proposal.id)
                self.redirect(self.place(plan, f"/plans/{proposal.id}", told="undone"), status=303)
                return
            run = self._run(proposal)
            if do == "move":
                there = moved(proposal, run, self.typed("from"), self.typed("to"))
                own = await self.try_to(planning.add_by_hand, self.person, plan, there)
                await self._pin(plan, own, self._same(own, run))
                self.redirect(self.place(plan, f"/plans/{own.id}", told="moved"), status=303)
                return
            if do in ("pin", "unpin", "ban"):
                await self._decide(plan, proposal, run, do)
                self.redirect(
                    self.place(plan, f"/plans/{proposal.id}", told=do) + f"#run-{self.typed('run')}", status=303
                )
                return
        except Sef2siError as refusal:
            await self._show(plan, made, self.refused(refusal))
            return
        self.redirect(self.place(plan, f"/plans/{proposal.id}"), status=303)

    async def _made(self, plan: Plan, proposal_id: str) -> Made:
        return await self.ask(self.site.planner.year.proposal, self.person, plan.id, proposal_id)

    def _run(self, proposal: Proposal) -> Run:
        number = self.typed("run")
        if not number.isdigit() or int(number) >= len(proposal.runs):
            raise Invalid("That is not in this plan any more. Please look again.")
        return proposal.runs[int(number)]

    def _same(self, proposal: Proposal, run: Run) -> Run:
        """The run as it stands after the move."""
        return next(each for each in proposal.runs if each.option == run.option and each.people == run.people)

    async def _decide(self, plan: Plan, proposal: Proposal, run: Run, do: str) -> None:
        """Pin or ban for the next time; what is shown of this plan stays as it is."""
        planning = self.site.planner.year
        kept = await self.try_to(planning.settings, self.person, plan.id)
        # One pin for those who come to it: an older one of the same people would stand against it.
        others = tuple(
            pin for pin in kept.settings.pins if pin.option != run.option or not set(pin.people) & set(run.people)
        )
        update: dict[str, Any] = {"pins": others}
        if do == "pin":
            update["pins"] = (*others, Placed(option=run.option, people=run.people, slots=run.slots))
        if do == "ban":
            slots = (self.typed("slot"),) if self.typed("slot") else ()
            if any(slot not in run.slots for slot in slots):
                raise Invalid("That time is not in this plan. Please look again.")
            bans = [Ban(option=run.option, slot=slot) for slot in slots] or [Ban(option=run.option)]
            update["bans"] = tuple(dict.fromkeys((*kept.settings.bans, *bans)))
        settings = kept.settings.model_copy(update=update)
        await self.try_to(planning.keep_settings, self.person, plan.id, settings, kept.version)

    async def _pin(self, plan: Plan, proposal: Proposal, run: Run) -> None:
        """What somebody moved by hand stays where they put it."""
        await self._decide(plan, proposal, run, "pin")

    async def _show(self, plan: Plan, made: Made, wrong: str = "") -> None:
        if wrong:
            self.set_status(422)
        proposal = made.proposal
        kept = await self.ask(self.site.planner.year.settings, self.person, plan.id)
        calendar = school_year(plan.dates)
        pins = {(pin.option, frozenset(pin.slots)) for pin in kept.settings.pins}
        limits = proposal.framed.problem.limits
        worth = Worth(Free(without_pins(proposal.framed.problem)))
        base = self.place(plan, f"/plans/{proposal.id}")
        is_live = self.site.solving.of(plan.id)
        self.show_year(
            "cpd_plan.html",
            plan,
            "",
            made=made,
            proposal=proposal,
            stands=proposal.stands_in(plan),
            running=proposal.state is State.SOLVING and is_live is not None and is_live.proposal_id == proposal.id,
            wrong=wrong,
            told=self.get_query_argument("told", "") if not wrong else "",
            runs=[self._row(proposal, number, run, pins, worth) for number, run in enumerate(proposal.runs)],
            months=months(
                plan.year, calendar, (*school_entries(calendar), *proposal_entries(proposal, f"{base}#run-"))
            ),
            filled=filling(proposal),
            budget=None if limits.budget is None else Decimal(limits.budget) / 100,
            most_cover=next((Decimal(x.most) / 100 for x in limits.cover if x.title == THE_YEAR), None),
            parts=[
                f"{each.title[:1].upper()}{each.title[1:]}: {plain(Decimal(each.most) / 100)}"
                for each in limits.cover
                if each.title != THE_YEAR
            ],
            directed_left=directed_left(proposal),
            fair=fairness(proposal),
            fair_rule=FAIR_RULE,
            unmet=tuple(unmet(proposal)),
            pounds=pounds,
            plain=plain,
            written=written,
            title=f"Plan {proposal.number}",
        )

    def _row(
        self, proposal: Proposal, number: int, run: Run, pins: set[tuple[str, frozenset[str]]], worth: Worth
    ) -> dict[str, Any]:
        way = proposal.way(run)
        slots = sorted((proposal.slot(each) for each in run.slots), key=lambda slot: (slot.day, slot.start))
        taken = worth.taken(run)
        # What few take would say how few they are.
        hidden = proposal.is_again(run) and is_small(len(run.people))
        return {
            "number": number,
            "way": way,
            "title": proposal.title(run),
            "whom": proposal.team_words(run),
            "people": proposal.people_words(run),
            "led_by": _led_by(way),
            "cost": Decimal(0 if hidden else taken.cost) / 100,
            "cover": Decimal(0 if hidden else taken.cover) / 100,
            "times": [
                (slot.id, f"{slot.day:%a} {written(slot.day)}, {clock_words(slot.start)} to "
                 f"{clock_words(slot.start + way.minutes)}", slot.kind.value)
                for slot in slots
            ],
            "pinned": (run.option, frozenset(run.slots)) in pins,
            "free": [
                (slot.id, f"{slot.day:%a} {written(slot.day)}, {clock_words(slot.start)} ({_SORTS[slot.kind]})")
                for slot in open_times(worth.free, run)
            ],
        }  # fmt: skip


def _led_by(way: Way) -> str:
    """As it stands within a sentence: colleagues whom nobody names are written small."""
    theirs = way.option.startswith(COLLEAGUES)
    return f"{way.led_by[:1].lower()}{way.led_by[1:]}" if theirs else way.led_by


class Compare(YearPage):
    """Two plans side by side."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_to_place(urn)
        chosen = self.get_query_arguments("plan")
        if len(chosen) != 2:
            raise Refused(422, "Please tick two plans to compare, no more and no fewer.", title="Two plans, please")
        planning = self.site.planner.year
        both = [await self.ask(planning.proposal, self.person, plan.id, each) for each in chosen]
        one, other = sorted(both, key=lambda each: each.proposal.number)
        self.show_year(
            "cpd_compare.html",
            plan,
            "",
            one=one.proposal,
            other=other.proposal,
            found=compare(one.proposal, other.proposal),
            fair_rule=FAIR_RULE,
            title="Two plans side by side",
        )
