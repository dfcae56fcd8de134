"""Who leads what: which of the school's priority leads may change which priority."""

from __future__ import annotations

from tornado import web

from sef2si.domain.people import Deed, Role, may
from sef2si.domain.plan import Plan
from sef2si.domain.priorities import PriorityState
from sef2si.errors import Sef2siError
from sef2si.journey.names import priority_name
from sef2si.server.door import DoorPage
from sef2si.server.guard import Refused


class Leads(DoorPage):
    """A list of priorities, each with the person who changes it besides the school's leaders."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(urn)

    @web.authenticated
    async def post(self, urn: str) -> None:
        priority, account = self.typed("priority"), self.typed("account")
        try:
            await self.try_to(self.accounts.set_lead, self.person, urn, priority, account or None)
        except Sef2siError as refusal:
            if refusal.status in (403, 404):
                raise Refused(refusal.status, refusal.sentence) from None
            await self._show(urn, wrong={"": refusal.sentence}, status=refusal.status)
            return
        self.redirect(f"/schools/{urn}/leads", status=303)

    async def _show(self, urn: str, *, wrong: dict[str, str] | None = None, status: int = 200) -> None:
        plan: Plan = await self.ask(self.site.planner.load, self.person, urn)
        if not may(self.person, Deed.EDIT, urn):
            raise Refused(403, "Who leads which priority is for the school's leaders to say.")
        people = await self.ask(self.accounts.people_at, self.person, urn)
        leads = [each for each in people if Role.PRIORITY_LEAD in each.person.roles_at(urn)]
        of = {priority_id: each for each in leads for priority_id in each.person.led_at(urn)}
        self.set_status(status)
        self.show(
            "leads.html",
            urn=urn,
            priorities=[
                {
                    "id": each.id,
                    "title": priority_name(each),
                    "said": each.lead,
                    "state": each.state.label,
                    "lead": of.get(each.id),
                }
                for each in plan.priorities
                if each.state is not PriorityState.DONE
            ],
            leads=[("", "Leaders alone")] + [(each.id, each.name) for each in leads],
            wrong=wrong or {},
            plan=plan,
            school=plan.school,
            title="Who leads what" if not wrong else "Error: who leads what",
        )
