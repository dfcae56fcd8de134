"""My CPD: one's own load, invitations and half-days, by one's account or by a personal link without one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.advice.costs import plain
from sef2si.advice.year.days import school_year
from sef2si.advice.year.directed import hours_words, of_member
from sef2si.advice.year.showing import months, school_entries
from sef2si.advice.year.spent import Spent
from sef2si.documents.calendar.mine import my_entries, my_ics
from sef2si.domain.cycle import date_from, written
from sef2si.domain.invitations import FREE_HALF_DAYS, FREE_RULE, Answer
from sef2si.errors import Invalid, NotFound, Sef2siError
from sef2si.server.guard import Page, Refused
from sef2si.server.identity import SignedIn
from sef2si.server.my_helping import helping, hours_from
from sef2si.server.my_invited import asked, invited
from sef2si.services.own_cpd import ByAccount, ByLink, Mine, Who

COOKIE_DAYS = 30
_TOLD = {
    "answer": "Thank you. You can change your answers here at any time.",
    "change_places": "Thank you: you have changed places. Your colleague is told under “What is new”.",
    "ask_no_more": "Taken back. You are expected where you were.",
    "choose": "Noted. It is yours.",
    "help": "Thank you. You may be asked, and can take it back here at any time.",
    "help_yes": "Thank you. You may be asked, and can take it back here at any time.",
    "help_no": "Noted. From now on nobody counts on you for it, and you need give no reason.",
}
_ANSWERS = {each.value: each for each in (Answer.ACCEPTED, Answer.DECLINED, Answer.LEFT_OUT)}


class MinePage(Page):
    """Whoever comes by a link has it in a cookie; whoever is signed in has their account."""

    @property
    def cookie(self) -> str:
        return f"{self.site.cookie_name}-mine"

    async def who(self) -> Who | None:
        """A link counts before an account: on a shared computer it is what was opened last. None: neither."""
        user = self.current_user
        if token := self.get_cookie(self.cookie):
            return ByLink(token, user.person.id if isinstance(user, SignedIn) else "")
        if not isinstance(user, SignedIn):
            return None
        urns = await self.ask(self.site.planner.own_cpd.schools, user.person)
        asked = self.get_argument("school", "")
        urn = asked if asked in urns else next(iter(urns), next(iter(sorted(user.person.urns)), ""))
        return ByAccount(user.person, urn)


class OpenMine(MinePage):
    """A personal link: it is put away in a cookie, and its address is left behind."""

    @allow_unauthenticated
    async def get(self, token: str) -> None:
        await self.ask(self.site.planner.own_cpd.mine, ByLink(token))
        self.set_cookie(
            self.cookie, token, path="/my-cpd", httponly=True, samesite="Lax", secure=self.site.is_https,
            expires_days=COOKIE_DAYS,
        )  # fmt: skip
        self.redirect("/my-cpd")


class MyCalendar(MinePage):
    """One's own sessions for a calendar program, which knows no cookies: by a link of its own."""

    @allow_unauthenticated
    async def get(self, token: str) -> None:
        mine = await self.ask(self.site.planner.own_cpd.calendar, token)
        await self.ask(self.site.planner.access_log.flush)  # what leaves is in the access log first
        self.set_header("Content-Type", "text/calendar; charset=utf-8")
        self.finish(await self.ask(my_ics, mine.plan, mine.invitations, self.site.today()))


class MyCpd(MinePage):
    """What is theirs."""

    @allow_unauthenticated
    async def get(self) -> None:
        await self._show()

    @allow_unauthenticated
    async def post(self) -> None:
        who = await self.who()
        if who is None:
            self.redirect(self.site.login_url, status=303)
            return
        own, do = self.site.planner.own_cpd, self.get_body_argument("do", "")
        try:
            if do == "leave":
                self.clear_cookie(self.cookie, path="/my-cpd")
                self.redirect("/my-cpd" if isinstance(self.current_user, SignedIn) else self.site.login_url, status=303)
                return
            if do == "answer":
                await self.try_to(own.respond, who, self._answers())
            elif do == "choose":
                await self._choose(who)
            elif do in ("change_places", "ask_no_more"):
                doing = own.change_places if do == "change_places" else own.ask_no_more
                await self.try_to(doing, who, self.get_body_argument("invitation", ""))
            elif do == "drop":
                await self.try_to(own.drop_choice, who, self.get_body_argument("choice", ""))
            elif do == "help":
                await self._could_help(who)
            elif do in ("help_yes", "help_no"):
                await self._answer_help(who, yes=do == "help_yes")
            elif do == "calendar":
                token = await self.try_to(own.calendar_link, who)
                await self._show(calendar=f"{self.site_address}/my-cpd/calendar/{token}.ics")
                return
            elif do == "end_calendar":
                await self.try_to(own.end_calendar, who)
        except Sef2siError as refusal:
            await self._show(wrong=self.refused(refusal))
            return
        self.redirect(f"/my-cpd?told={do}" if do in _TOLD else "/my-cpd", status=303)

    def _answers(self) -> dict[str, tuple[Answer, str | None]]:
        """Every invitation that was answered on the page; those left open stay open."""
        found: dict[str, tuple[Answer, str | None]] = {}
        for name in self.request.body_arguments:
            if name.startswith("answer."):
                said = self.get_body_argument(name)
                if said in _ANSWERS:
                    found[name.removeprefix("answer.")] = (_ANSWERS[said], None)
                elif said.startswith("swap:"):
                    found[name.removeprefix("answer.")] = (Answer.SWAP, said.removeprefix("swap:"))
        return found

    async def _choose(self, who: Who) -> None:
        typed = self.get_body_argument("half_days", "1")
        try:
            half_days = Decimal(typed)
        except InvalidOperation as error:
            raise Invalid("Please give a whole number of half-days, such as 1 or 2.") from error
        day = self.get_body_argument("on", "").strip()
        try:
            on = date_from(day) if day else None
        except ValueError as error:
            raise Invalid(str(error)) from error
        what = self.get_body_argument("what", "")
        await self.try_to(self.site.planner.own_cpd.choose, who, what, on, half_days)

    async def _could_help(self, who: Who) -> None:
        hours = hours_from(self.get_body_argument("hours", ""))
        await self.try_to(self.site.planner.own_cpd.could_help, who, self.get_body_argument("can_help_with", ""), hours)

    async def _answer_help(self, who: Who, *, yes: bool) -> None:
        answer, seen = self.site.planner.own_cpd.answer_help, self.get_body_argument("version", "")
        what = self.get_body_argument("expertise", "")
        await self.try_to(partial(answer, who, what, yes=yes, seen=int(seen) if seen.isdecimal() else 0))

    async def _show(self, *, wrong: str = "", calendar: str = "") -> None:
        who = await self.who()
        if who is None:
            self.redirect(self.site.login_url)
            return
        try:
            mine = await self.try_to(self.site.planner.own_cpd.mine, who)
        except NotFound as refusal:
            if isinstance(who, ByLink):  # it was taken back: what is left of it goes
                self.clear_cookie(self.cookie, path="/my-cpd")
            raise Refused(404, refusal.sentence, title="No CPD of yours is here") from None
        if wrong:
            self.set_status(422)
        self.show(
            "my_cpd.html",
            school=None,
            mine=mine,
            by_link=isinstance(who, ByLink),
            urn=mine.plan.urn,
            wrong=wrong,
            told=_TOLD.get(self.get_query_argument("told", ""), "") if not wrong else "",
            calendar=calendar,
            has_calendar=mine.has_calendar,
            load=_load(mine),
            groups=invited(mine),
            asked=asked(mine),
            helping=helping(mine),
            months=months(
                mine.plan.year, school_year(mine.plan.dates), (*_school(mine), *my_entries(mine.plan, mine.invitations))
            ),
            left=plain(mine.half_days_left) or "0",
            allowance=FREE_HALF_DAYS,
            free_rule=FREE_RULE,
            typed=lambda name: self.get_body_argument(name, "") if wrong else "",
            plain=plain,
            written=written,
            title="My CPD",
        )


def _school(mine: Mine) -> tuple[Any, ...]:
    """What of the school's calendar is for them: black-outs are the planner's matter."""
    return tuple(each for each in school_entries(school_year(mine.plan.dates)) if each.tone == "school")


def _load(mine: Mine) -> list[tuple[str, str]]:
    """Their own load, first of all: what the calendar asks, what they were invited to, what is theirs to choose."""
    year = school_year(mine.plan.dates)
    ledger = of_member(year, mine.member)
    sessions = {each.id: each for each in mine.plan.cpd_sessions}
    yes = [i.comes_to for i in mine.invitations if i.answer in (Answer.ACCEPTED, Answer.SWAP)]
    come = [sessions[each] for each in yes if each in sessions]
    open_ = [i.session_id for i in mine.invitations if i.answer is Answer.INVITED]
    found = [
        ("CPD you said yes to", hours_words(sum(each.minutes or 0 for each in come))),
        ("CPD you have not answered yet", hours_words(sum(sessions[e].minutes or 0 for e in open_ if e in sessions))),
    ]
    if ledger.allowance is not None:
        more = Spent(year, {mine.member.id: come}).directed(mine.member.id)
        found += [
            ("Directed time of your post, a year", hours_words(ledger.allowance)),
            ("The school’s calendar uses", hours_words(ledger.used)),
            *([("CPD you said yes to, on top of the calendar", hours_words(more))] if more else []),
            ("Left", hours_words(max(0, (ledger.left or 0) - more))),
        ]
    return found
