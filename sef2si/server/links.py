"""Links that let somebody in once: the very first, invitations, and those to choose a new password."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.domain.accounts import Entry, LinkFor, Purpose
from sef2si.errors import Sef2siError
from sef2si.server.door import DoorPage
from sef2si.server.doorstep import Waiting
from sef2si.server.guard import Refused
from sef2si.services.emails import checked_email, checked_name
from sef2si.services.linking import NO_LINK


class OpenLink(DoorPage):
    """Takes a link's token out of the address before anything else is shown, and uses nothing.

    So it stays in no history, no picture of the screen, and in nothing that a page asks for.
    """

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Referrer-Policy", "no-referrer")

    @allow_unauthenticated
    async def get(self, token: str) -> None:
        if await self.ask(self.accounts.link, token) is None:
            raise no_link()
        self.wait(Waiting("link", link=token))
        self.redirect("/link", status=303)


class AcceptLink(DoorPage):
    """What a link is for, and the name and password it asks."""

    @allow_unauthenticated
    async def get(self) -> None:
        _, link = await self._opened()
        await self._ask(link, email=link.email, name=link.name)

    @allow_unauthenticated
    async def post(self) -> None:
        token, link = await self._opened()
        email, name, password = self.typed("email"), self.typed("name"), self.typed("password")
        refused = {
            "email": _refusal(checked_email, email) if link.purpose is Purpose.FIRST else "",
            "name": _refusal(checked_name, name) if _asks_name(link) else "",
            "password": "" if password else "Please type a password.",
        }
        if wrong := {box: sentence for box, sentence in refused.items() if sentence}:
            await self._ask(link, email=email, name=name, wrong=wrong, status=422)
            return

        def accept() -> Entry:
            return self.accounts.accept(token, name, password, email=email, address=self.address).entry

        try:
            entry = await self.try_to(accept)
        except Sef2siError as refusal:
            if refusal.status == 404:  # used in another window, meanwhile
                raise no_link() from None
            await self._ask(
                link, email=email, name=name, wrong={"password": self.refused(refusal)}, status=refusal.status
            )
            return
        await self.step_on(entry, "/")

    async def _opened(self) -> tuple[str, LinkFor]:
        found = self.waiting()
        link = await self.ask(self.accounts.link, found.link) if found and found.next == "link" else None
        if found is None or link is None:
            raise no_link()
        return found.link, link

    async def _ask(
        self, link: LinkFor, *, email: str, name: str, wrong: dict[str, str] | None = None, status: int = 200
    ) -> None:
        title, lede = await self._words(link)
        self.set_status(status)
        self.show(
            "link.html",
            link=link,
            heading=title,
            lede=lede,
            asks_email=link.purpose is Purpose.FIRST,
            asks_name=_asks_name(link),
            email=email,
            name=name,
            wrong=wrong or {},
            providers=self.site.provider_names if link.purpose is Purpose.INVITE and link.urn else (),
            school=None,
            title=title if not wrong else f"Error: {title}",
        )

    async def _words(self, link: LinkFor) -> tuple[str, str]:
        """The heading, and what happens here."""
        if link.purpose is Purpose.RESET:
            return "Choose a new password", f"For {link.email}. Wherever you are signed in, you are signed out."
        if link.purpose is Purpose.FIRST:
            return (
                "Make the first account",
                "Nobody has an account here yet. Whoever makes the first one runs this server: adds schools, invites "
                "their headteachers, and sees no school's plan.",
            )
        if link.role is None:
            return "Run this server with us", f"You are invited as {link.email}, to add schools and invite people."
        names = await self.ask(self.accounts.names_of, (link.urn,))
        return (
            f"Welcome to {names.get(link.urn) or 'your school'}",
            f"You are invited as {link.email}. Your role: {link.role.label}.",
        )


def no_link() -> Refused:
    return Refused(404, NO_LINK, title="This link is over")


def _asks_name(link: LinkFor) -> bool:
    return link.purpose is not Purpose.RESET and link.asks == "new"


def _refusal(check: Callable[[str], str], typed: str) -> str:
    """Why what was typed can't be kept; "" where it can."""
    try:
        check(typed)
    except Sef2siError as refusal:
        return refusal.sentence
    return ""
