"""What was removed from a plan: to look through, and to bring back."""

from __future__ import annotations

from typing import Any

from tornado import web

from sef2si.dashboards.panels import listed
from sef2si.domain.cycle import written
from sef2si.domain.plan import Plan
from sef2si.errors import NotAllowed, Sef2siError
from sef2si.server.guard import Refused
from sef2si.server.workbook import SchoolPage
from sef2si.services.restoring import Gone, Removal

_CHANGED = (
    "The plan has changed since, so this can’t be undone from here. “Undo” in the workbook takes back your newest act."
)


class RemovedPage(SchoolPage):
    """For those with the deed RESTORE, which the service asks."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(urn)

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_of(urn)
        planner = self.site.planner
        await self.ask(planner.restoring.removed, self.person, plan.id)
        try:
            if self.get_body_argument("do", "") == "undo":
                if self.get_body_argument("seq", "") != str(plan.seq):
                    await self._show(urn, _CHANGED)
                    return
                await self.try_to(planner.undo, self.person, plan.id)
                done = ""
            else:
                batch, whole = self.get_body_argument("batch", ""), self.get_body_argument("do", "") == "whole"
                back = await self.try_to(lambda: planner.restoring.bring_back(self.person, plan.id, batch, whole=whole))
                done = f"&done={back.seq}"
        except NotAllowed as refusal:
            raise Refused(refusal.status, refusal.sentence) from None
        except Sef2siError as refusal:
            await self._show(urn, refusal.sentence)
            return
        self.redirect(f"/schools/{urn}/removed?year={plan.year}{done}", status=303)

    async def _show(self, urn: str, wrong: str = "") -> None:
        plan = await self.plan_of(urn)
        found = await self.ask(self.site.planner.restoring.removed, self.person, plan.id)
        self.set_status(422 if wrong else 200)
        self.show(
            "removed.html",
            plan=plan,
            school=plan.school,
            removals=[_shown(each) for each in found],
            done=not wrong and _is_now(plan, self.get_query_argument("done", "")),
            wrong={"": wrong} if wrong else {},
            title="What was removed" if not wrong else "Error: what was removed",
        )


def _is_now(plan: Plan, done: str) -> bool:
    """Whether nothing was written since: then the newest act is the one that "Undo" is to take back."""
    return done == str(plan.seq)


def _shown(removal: Removal) -> dict[str, Any]:
    at = removal.at.astimezone()
    asks = listed([_named(each) for each in removal.asks])
    are = "is" if len(removal.asks) == 1 else "are"
    return {
        "batch": removal.batch,
        "what": removal.what,
        "with_them": f"With {'it' if len(removal.what) == 1 else 'them'}: {listed(removal.with_them)}."
        if removal.with_them
        else "",
        "when": f"{written(at.date())}, {at:%H:%M}",
        "how": f"{'Taken back by' if removal.undone else 'Removed by'} {removal.by_name}",
        "asks": f"What it hung on {are} gone too: {asks}." if asks else "",
        "alone": removal.alone,
        "whole": bool(asks),
        "both": "Bring both back" if len(removal.what) == len(removal.asks) == 1 else "Bring all of it back",
        "without": f"Bring back without {'it' if len(removal.asks) == 1 else 'them'}",
        "stays": "Some of it can’t come back: what it belonged to is not kept any more." if removal.stays else "",
        "heard": listed([_named(each) for each in removal.what[:3]]),
    }


def _named(gone: Gone) -> str:
    return f"the {gone.noun} “{gone.name}”"
