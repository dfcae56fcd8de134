"""One's own account: name, password, and where one is signed in."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tornado import web

from sef2si.domain.accounts import SessionSeen
from sef2si.domain.news import How
from sef2si.errors import NotAllowed, Sef2siError
from sef2si.server.door import DoorPage
from sef2si.server.guard import Refused

if TYPE_CHECKING:
    from sef2si.services.sessions import StoredSessions

_TOLD = {
    "name": "Your name is kept.",
    "password": "Your password is changed, and everywhere else you are signed out.",
    "ended": "That session has ended.",
    "connected": "Connected: you can sign in with it from now on.",
    "news": "Your choice of emails is kept.",
}

_MOST_BOXES = 12  # schools that are each chosen for; an adviser of more chooses for all of them


class MyAccount(DoorPage):
    """Forms that each change one thing."""

    @property
    def stored(self) -> StoredSessions:
        assert self.site.stored is not None
        return self.site.stored

    @web.authenticated
    async def get(self) -> None:
        await self._show(told=_TOLD.get(self.get_query_argument("done", ""), ""))

    @web.authenticated
    async def post(self) -> None:
        doing = {
            "name": self._name,
            "password": self._password,
            "end": self._end,
            "end_others": self._end_others,
            "disconnect": self._disconnect,
            "news": self._news,
        }
        do = doing.get(self.typed("do"))
        if do is None:
            raise Refused(400, "That could not be understood. Please reload the page and try again.")
        await do()

    async def _name(self) -> None:
        name = self.typed("name")
        try:
            await self.try_to(self.accounts.rename, self.person.id, name)
        except Sef2siError as refusal:
            await self._show(name=name, wrong={"name": refusal.sentence}, status=refusal.status)
            return
        self.redirect("/account?done=name", status=303)

    async def _password(self) -> None:
        key, old, new = self.current_user.session.key, self.typed("old"), self.typed("new")

        def change() -> None:
            self.accounts.change_password(self.person.id, old, new, but_key=key, address=self.address)

        others = [each.key for each in await self.ask(self.stored.of_person, self.person.id) if each.key != key]
        try:
            await self.try_to(change)
        except Sef2siError as refusal:
            box = "new" if refusal.status == 422 else "old"
            await self._show(wrong={box: self.refused(refusal)}, status=refusal.status)
            return
        for other in others:
            await self.end_session(other)
        # What knew the old password knows nothing of this session.
        await self.begin_session(self.person.id, await self.came_by())
        self.redirect("/account?done=password", status=303)

    async def _end(self) -> None:
        key = self.typed("session")
        if key in {each.key for each in await self.ask(self.stored.of_person, self.person.id)}:
            await self.end_session(key)
        self.redirect("/account?done=ended", status=303)

    async def _end_others(self) -> None:
        own = self.current_user.session.key
        for each in await self.ask(self.stored.of_person, self.person.id):
            if each.key != own:
                await self.end_session(each.key)
        self.redirect("/account?done=ended", status=303)

    async def _disconnect(self) -> None:
        """It opens this account no more, and nobody who came in by it goes on."""
        issuer, subject = self.typed("issuer"), self.typed("subject")
        others = [each.key for each in await self.ask(self.stored.of_person, self.person.id)]
        by = await self.came_by()
        try:
            await self.try_to(self.accounts.disconnect, self.person.id, issuer, subject)
        except Sef2siError as refusal:
            await self._show(wrong={"": refusal.sentence}, status=refusal.status)
            return
        for each in others:
            await self.end_session(each)
        await self.begin_session(self.person.id, by)
        self.redirect("/account", status=303)

    async def _news(self) -> None:
        """How they are told of each school; one box stands for all where they are many."""
        there = await self.ask(self.site.planner.telling.how, self.person)
        ways = {how.value: how for how in How}
        said = {urn: self.typed("how" if len(there) > _MOST_BOXES else f"how-{urn}") for urn in there}
        chosen = {urn: ways[way] for urn, way in said.items() if way in ways}
        try:
            await self.try_to(self.site.planner.telling.choose, self.person, chosen)
        except Sef2siError as refusal:
            await self._show(wrong={"": refusal.sentence}, status=refusal.status)
            return
        self.redirect("/account?done=news", status=303)

    async def _show(
        self, *, told: str = "", name: str | None = None, wrong: dict[str, str] | None = None, status: int = 200
    ) -> None:
        account = await self.ask(self.accounts.find, self.person.id)
        if account is None:
            raise Refused(NotAllowed.status, "This account is gone. Please sign in again.")
        sessions = await self.ask(self.stored.of_person, self.person.id)
        self.set_status(status)
        self.show(
            "account.html",
            account=account,
            identities=await self.ask(self.accounts.identities_of, self.person.id),
            providers=self.site.provider_names if await self.ask(self.accounts.has_password, self.person.id) else (),
            names=defaultdict(str, self.site.provider_names),
            name=account.name if name is None else name,
            sessions=[_seen(each) for each in sessions],
            here=self.current_user.session.key,
            news=await self._news_boxes(),
            sends_mail=self.site.sends_mail,
            codes_left=await self.ask(self.accounts.recovery_codes_left, self.person.id),
            told=told,
            wrong=wrong or {},
            school=None,
            title="My account" if not wrong else "Error: my account",
        )

    async def _news_boxes(self) -> dict[str, Any]:
        how = await self.ask(self.site.planner.telling.how, self.person)
        names = await self.ask(self.accounts.names_of, tuple(how))
        boxes = [(f"how-{urn}", names.get(urn) or f"School {urn}", way.value) for urn, way in how.items()]
        if len(boxes) > _MOST_BOXES:
            same = set(how.values())
            boxes = [("how", f"All {len(boxes)} schools", same.pop().value if len(same) == 1 else "")]
        else:
            boxes.sort(key=lambda box: box[1].casefold())
        mixed = [("", "As it is: not the same for all")] if boxes and not boxes[0][2] else []
        return {"boxes": boxes, "ways": mixed + [(each.value, each.label) for each in How]}


def _seen(session: SessionSeen) -> dict[str, Any]:
    return {
        "key": session.key,
        "agent": browser(session.agent),
        "began_at": _moment(session.began_at),
        "seen_at": _moment(session.seen_at),
    }


def _moment(at: datetime) -> str:
    local = at.astimezone()
    return f"{local.day} {local:%B %H:%M}"


def browser(agent: str) -> str:
    """``"Firefox on Windows"`` from what a browser says of itself; "" where nothing is recognised."""
    # Each browser claims to be those before it as well, so the order matters.
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "CrOS": "ChromeOS",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
    name = next((words for mark, words in names.items() if mark in agent), "")
    system = next((words for mark, words in systems.items() if mark in agent), "")
    return " on ".join(part for part in (name, system) if part)
