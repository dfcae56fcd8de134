"""The people of a school: who may come in, as what; for those who see to it, and for whoever runs the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from tornado import web

from sef2si.domain.accounts import link_path
from sef2si.domain.people import SCHOOL_ROLES, Deed, Role, may
from sef2si.errors import Invalid, Sef2siError, Unavailable
from sef2si.server.door import DoorPage
from sef2si.server.guard import Refused
from sef2si.services.emails import checked_email, checked_name
from sef2si.services.mail import invitation
from sef2si.services.managing import roles_to_give

ROLES = {role.value: role for role in SCHOOL_ROLES}


class InvitingPage(DoorPage):
    """A page on which somebody is let in by a link."""

    async def hand_over(self, email: str, token: str, school: str = "") -> dict[str, str]:
        """Send the link of an invitation, or show it to whoever invites: for a template's ``link_to_give``."""
        link = self.site_address + link_path(token)
        mailer = self.site.mailer
        if mailer is None:
            return {"sentence": f"{email} is invited. The link holds for seven days.", "link": link}
        try:
            await asyncio.to_thread(mailer.send, email, invitation(link, school))
        except Unavailable as refusal:
            return {"sentence": f"{email} is invited, but: {refusal.sentence}", "link": link}
        return {"sentence": f"{email} is invited: an email with a link is on its way.", "link": ""}


class People(InvitingPage):
    """Accounts of one school, and forms that each change one of them."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        # Whoever comes from the staff register invites somebody whose name is known there.
        await self._show(urn, typed={"email": "", "name": self.get_query_argument("name", "")[:200], "role": ""})

    @web.authenticated
    async def post(self, urn: str) -> None:
        doing = {
            "invite": self._invite,
            "withdraw": self._withdraw,
            "role": self._role,
            "remove": self._remove,
            "disable": self._disable,
            "enable": self._enable,
            "reset": self._reset,
            "forget_code": self._forget_code,
        }
        do = doing.get(self.typed("do"))
        if do is None:
            raise Refused(400, "That could not be understood. Please reload the page and try again.")
        try:
            told = await do(urn)
        except Sef2siError as refusal:
            if refusal.status == 404:  # not their school, or not its person
                raise Refused(404, refusal.sentence) from None
            await self._show(urn, wrong={"": refusal.sentence}, status=refusal.status)
            return
        if told is None:
            self.redirect(f"/schools/{urn}/people", status=303)
        elif told:
            await self._show(urn, told=told)

    async def _invite(self, urn: str) -> dict[str, str] | None:
        typed = {name: self.typed(name) for name in ("email", "name", "role")}
        wrong: dict[str, str] = {}
        for name, check in _CHECKS.items():
            try:
                check(typed[name])
            except Sef2siError as refusal:
                wrong[name] = refusal.sentence
        if not wrong:
            try:
                token = await self.try_to(
                    self.accounts.invite, self.person, urn, typed["email"], typed["name"], ROLES[typed["role"]]
                )
            except Sef2siError as refusal:
                if refusal.status in (403, 404):
                    raise
                wrong = {"email": refusal.sentence}
        if wrong:
            await self._show(urn, typed=typed, wrong=wrong, status=422)
            return {}
        names = await self.ask(self.accounts.names_of, (urn,))
        return await self.hand_over(typed["email"].strip(), token, names.get(urn, ""))

    async def _withdraw(self, urn: str) -> None:
        await self.try_to(self.accounts.withdraw, self.person, urn, self.typed("email"))

    async def _role(self, urn: str) -> None:
        role = _role(self.typed("role"))
        await self.try_to(self.accounts.set_role, self.person, urn, self.typed("account"), role)

    async def _remove(self, urn: str) -> None:
        await self.try_to(self.accounts.set_role, self.person, urn, self.typed("account"), None)

    async def _disable(self, urn: str) -> None:
        await self.try_to(self.accounts.disable, self.person, urn, self.typed("account"), True)

    async def _enable(self, urn: str) -> None:
        await self.try_to(self.accounts.disable, self.person, urn, self.typed("account"), False)

    async def _forget_code(self, urn: str) -> None:
        await self.try_to(self.accounts.forget_second_factor, self.person, self.typed("account"))

    async def _reset(self, urn: str) -> dict[str, str]:
        token = await self.try_to(self.accounts.reset_for, self.person, urn, self.typed("account"))
        return {
            "sentence": "With this link they choose a new password. It holds for an hour.",
            "link": self.site_address + link_path(token),
        }

    async def _show(
        self,
        urn: str,
        *,
        told: dict[str, str] | None = None,
        typed: dict[str, str] | None = None,
        wrong: dict[str, str] | None = None,
        status: int = 200,
    ) -> None:
        accounts = await self.ask(lambda: self.accounts.people_at(self.person, urn, to_manage=True))
        invited = await self.ask(self.accounts.invited_at, self.person, urn)
        names = await self.ask(self.accounts.names_of, (urn,))
        keeps_staff = may(self.person, Deed.MANAGE_STAFF, urn)
        members = await self.ask(self.site.planner.staff.members, self.person, urn) if keeps_staff else ()
        gives = roles_to_give(self.person, urn, accounts)
        self.set_status(status)
        self.show(
            "people.html",
            urn=urn,
            name=names.get(urn) or f"School {urn}",
            accounts=[
                {
                    "of": each,
                    "roles": each.person.roles_at(urn),
                    "choices": _labels(role for role in SCHOOL_ROLES if role in {*gives, *each.person.roles_at(urn)}),
                    "is_ours": not all(h.body for h in each.held),
                }
                for each in accounts
            ],
            invited=invited,
            keeps_staff=keeps_staff,
            may_hand_over=may(self.person, Deed.EDIT, urn),
            members={member.account_id: member for member in members if member.account_id},
            may_manage=may(self.person, Deed.MANAGE_PEOPLE, urn),
            roles=_labels(gives),
            gives_all=len(gives) == len(SCHOOL_ROLES),
            typed=typed or {"email": "", "name": "", "role": ""},
            told=told,
            wrong=wrong or {},
            school=None,
            title="People" if not wrong else "Error: people",
        )


def _labels(roles: Iterable[Role]) -> list[tuple[str, str]]:
    return [(role.value, role.label) for role in roles]


def _role(typed: str) -> Role:
    if typed not in ROLES:
        raise Invalid("Please choose a role.")
    return ROLES[typed]


_CHECKS: Mapping[str, Callable[[str], object]] = {"name": checked_name, "email": checked_email, "role": _role}
