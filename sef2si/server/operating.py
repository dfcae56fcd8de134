"""For whoever runs the server: which schools are here, and who runs it with them. No plan is shown."""

from __future__ import annotations

from pydantic import ValidationError
from tornado import web

from sef2si.domain.cycle import academic_year
from sef2si.domain.school import Phase, School, valid_urn
from sef2si.errors import Sef2siError
from sef2si.server.guard import Refused
from sef2si.server.people import InvitingPage

PHASES = {phase.value: phase for phase in Phase}
_NOTHING_TYPED = {"urn": "", "school": "", "phase": "", "email": "", "name": ""}


class Operator(InvitingPage):
    """Schools to find and to add, and an invitation for another operator."""

    @web.authenticated
    async def get(self) -> None:
        await self._show()

    @web.authenticated
    async def post(self) -> None:
        doing = {"add": self._add, "invite": self._invite}
        do = doing.get(self.typed("do"))
        if do is None:
            raise Refused(400, "That could not be understood. Please reload the page and try again.")
        await do()

    async def _add(self) -> None:
        typed = {name: self.typed(name).strip() for name in ("urn", "school", "phase")}
        wrong: dict[str, str] = {}
        try:
            typed["urn"] = valid_urn(typed["urn"])
        except ValueError as error:
            wrong["urn"] = str(error) if typed["urn"] else "Please type the school's URN."
        if not typed["school"]:
            wrong["school"] = "Please type the school's name."
        if typed["phase"] and typed["phase"] not in PHASES:
            wrong["phase"] = "Please choose a phase from the list."
        if not wrong:
            wrong = await self._added(typed)
        if wrong:
            await self._show(typed=typed, wrong=wrong, status=422)
            return
        self.redirect(f"/schools/{typed['urn']}/people", status=303)  # where its headteacher is invited

    async def _added(self, typed: dict[str, str]) -> dict[str, str]:
        """Add the school; returns what is wrong with it."""
        urn = typed["urn"]
        try:
            school = School(id=urn, urn=urn, name=typed["school"], phase=PHASES.get(typed["phase"]))
        except ValidationError:
            return {"school": "Please write the name on one line of at most 500 characters."}
        try:
            await self.try_to(self.accounts.add_school, self.person, school, academic_year(self.site.today()))
        except Sef2siError as refusal:
            if refusal.status == 403:
                raise Refused(403, refusal.sentence) from None
            return {"urn": refusal.sentence}
        return {}

    async def _invite(self) -> None:
        typed = {name: self.typed(name) for name in ("email", "name")}
        try:
            token = await self.try_to(self.accounts.invite_operator, self.person, typed["email"], typed["name"])
        except Sef2siError as refusal:
            if refusal.status == 403:
                raise Refused(403, refusal.sentence) from None
            box = "name" if typed["email"].strip() and not typed["name"].strip() else "email"
            await self._show(typed=typed, wrong={box: refusal.sentence}, status=refusal.status)
            return
        await self._show(told=await self.hand_over(typed["email"].strip(), token))

    async def _show(
        self,
        *,
        told: dict[str, str] | None = None,
        typed: dict[str, str] | None = None,
        wrong: dict[str, str] | None = None,
        status: int = 200,
    ) -> None:
        sought = self.get_query_argument("find", "")
        count, schools = await self.ask(self.accounts.schools, self.person, sought)
        everyone = await self.ask(self.accounts.everyone, self.person)
        self.set_status(status)
        self.show(
            "operator.html",
            sought=sought,
            count=count,
            schools=schools,
            backups=self.site.backups.sentence if self.site.backups else "",
            operators=[each for each in everyone if each.is_operator],
            phases=[("", "Not said"), *((phase.value, phase.label) for phase in Phase)],
            typed=_NOTHING_TYPED | (typed or {}),
            told=told,
            wrong=wrong or {},
            school=None,
            title="Schools on this server" if not wrong else "Error: schools on this server",
        )
