"""People: sessions are announced, those they are meant for are invited, and it is seen who comes; nobody is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from tornado import web

from sef2si.advice.costs import plain
from sef2si.domain.cpd_sessions import CpdSession
from sef2si.domain.cycle import written
from sef2si.domain.invitations import SMALLEST_COUNT, Answered, counted, is_small
from sef2si.domain.plan import Plan
from sef2si.errors import Invalid, Sef2siError, Unavailable
from sef2si.journey.names import activity_name
from sef2si.server.cpd_pages import YearPage
from sef2si.services.emails import checked_email
from sef2si.services.mail import own_cpd


class People(YearPage):
    """Announcing, inviting, links for those without an account; names of those who come or ask to be left out."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        await self._show(await self.plan_to_place(urn))

    @web.authenticated
    async def post(self, urn: str) -> None:
        plan = await self.plan_to_place(urn)
        do = self.typed("do")
        try:
            if do == "announce":
                chosen = self.boxes("session")
                if not chosen:
                    raise Invalid("Please tick the sessions to announce first. Nobody was told.")
                announce = self.site.planner.year.announce
                _, count = await self.try_to(announce, self.person, plan, chosen, self.site.today())
                told = [each for each in plan.cpd_sessions if each.id in chosen]
                await self._show(plan, told=_announced(told, count))
                return
            if do == "unpin":
                await self._unpin(plan)
            elif do == "link":
                await self._link(plan)
                return
            elif do == "end_link":
                take_back = self.site.planner.invitations.take_link_back
                await self.try_to(take_back, self.person, plan.urn, self.typed("member"))
        except Sef2siError as refusal:
            await self._show(plan, wrong=self.refused(refusal))
            return
        self.redirect(self.place(plan, "/people"), status=303)

    async def _unpin(self, plan: Plan) -> None:
        """By hand, and only so, may what was announced move again."""
        chosen = [each for each in plan.cpd_sessions if each.id in self.boxes("session")]
        free = [each.having(pinned=False, announced_on=None) for each in chosen if each.stays]
        if not free:
            raise Invalid("Please tick the sessions that may move again first. Nothing was changed.")
        await self.try_to(self.site.planner.write, self.person, plan.id, free)

    async def _link(self, plan: Plan) -> None:
        give = self.site.planner.invitations.give_link
        mailer, email = self.site.mailer, self.typed("email")
        by_mail = mailer is not None and self.typed("by") == "mail"
        if by_mail:
            email = checked_email(email)
        token = await self.try_to(give, self.person, plan.urn, self.typed("member"))
        members = await self.ask(self.site.planner.staff.members, self.person, plan.urn)
        name = next((each.name for each in members if each.id == self.typed("member")), "them")
        address = f"{self.site_address}/my-cpd/link/{token}"
        if by_mail and mailer is not None:
            try:
                await asyncio.to_thread(mailer.send, email, own_cpd(address, plan.school.name))
            except Unavailable as refusal:  # nobody has it: it holds for nobody
                take_back = self.site.planner.invitations.take_link_back
                await self.try_to(take_back, self.person, plan.urn, self.typed("member"))
                raise Invalid(f"No link was made for {name}: {refusal.sentence}") from refusal
            await self._show(plan, told=f"A link for {name} is on its way to {email}. Nobody else has seen it.")
            return
        await self._show(plan, link={"name": name, "address": address})

    async def _show(self, plan: Plan, *, wrong: str = "", told: str = "", link: dict[str, str] | None = None) -> None:
        if wrong:
            self.set_status(422)
        fresh = await self.plan_of(plan.urn)
        invitations, planning = self.site.planner.invitations, self.site.planner.year
        answers = await self.ask(invitations.answers, self.person, plan.id)
        members = await self.ask(self.site.planner.staff.members, self.person, plan.urn)
        kept = await self.ask(planning.settings, self.person, plan.id)
        used = await self.ask(invitations.half_days_used, self.person, plan.id)
        holders = await self.ask(invitations.links, self.person, plan.urn)
        here = [member for member in members if member.is_here(self.site.today())]
        self.show_year(
            "cpd_people.html",
            fresh,
            "/people",
            wrong=wrong,
            told=told,
            link=link,
            activities=_activities(fresh, kept.settings.assigned, answers),
            sends_mail=self.site.sends_mail,
            without=[(member, member.id in holders) for member in here if member.account_id is None],
            used=None if used is None else (plain(used[0]), used[1]),
            title="People",
        )


def _announced(sessions: Sequence[CpdSession], invited: int) -> str:
    times = "1 session is" if len(sessions) == 1 else f"{len(sessions)} sessions are"
    people = "1 invitation" if invited == 1 else f"{invited} invitations"
    if is_small(invited) and any(each.people is None for each in sessions):
        people = f"Fewer than {SMALLEST_COUNT} invitations"
    return (
        f"{times} announced and stay where they are. {people} went out: people see them under “My CPD”, and answer "
        "there. They need give no reason for a no."
    )


def _activities(plan: Plan, assigned: Any, answers: Any) -> list[dict[str, Any]]:
    """Activities with sessions to come or gone, by their first day."""
    found = []
    for activity in plan.activities:
        sessions = [each for each in plan.sessions_of(activity) if each.held_on]
        if sessions:
            found.append(
                {
                    "name": activity_name(activity),
                    "first": sessions[0].held_on,
                    "sessions": [_session(each, assigned, answers) for each in sessions],
                }
            )
    return sorted(found, key=lambda each: (each["first"], each["name"]))


def _how(answered: Answered) -> tuple[str, ...]:
    """How answers came, where not by an account of one's own; who changed to here, and who would rather not be here."""
    return tuple(
        f"{words}: {', '.join(names)}."
        for words, names in (
            ("Answered by their personal link", answered.by_link),
            (
                "Answered by their link while somebody else was signed in; please ask if it is so",
                answered.by_other,
            ),
            ("Come at this time in place of another", answered.changed),
            ("Had said yes and have left by then, so they are counted no more", answered.left),
            ("Would rather come at another time, which is full, and wait for a colleague’s yes", answered.asking),
        )
        if names
    )


def _session(session: CpdSession, assigned: Any, answers: Any) -> dict[str, Any]:
    answered, meant = answers.get(session.id), len(assigned.get(session.id, ()))
    return {
        "id": session.id,
        "when": f"{session.held_on:%a} {written(session.held_on)}" if session.held_on else "",
        "at": session.at,
        "team": session.team,
        "meant": counted(meant, hidden=session.people is None) if meant else "",
        "announced": written(session.announced_on) if session.announced_on else "",
        "pinned": session.pinned,
        "answered": answered.words if answered else "",
        "coming": answered.coming if answered else (),
        "left_out": answered.left_out if answered else (),
        "how": _how(answered) if answered else (),
        "small": answered.is_small if answered else is_small(meant),
    }
