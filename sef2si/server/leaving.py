"""Signing out: here at once, and with the provider somebody came by as well."""

from __future__ import annotations

import hmac

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from sef2si.errors import Unavailable
from sef2si.server.door import DoorPage
from sef2si.server.doorstep import Waiting
from sef2si.server.identity import SignedIn
from sef2si.services.outside.asking import Talks

_BACK = "/signed-out"


class SignOut(DoorPage):
    """Ends the session, its kernels and its tokens, whatever a provider says.

    Then the provider's own session ends too, without being asked for: who presses “Sign out” at a computer that others
    use means that nobody after them comes in as them, and one press on “Sign in with …” would do. At a computer of
    one's own nobody presses it. Whoever runs the server can have it otherwise, for each provider.
    """

    SUPPORTED_METHODS = ("POST",)

    @web.authenticated
    async def post(self) -> None:
        by = await self.came_by()
        await self.leave()
        talks = self.site.providers.get(by.provider) if by else None
        if by is None or talks is None:
            self.redirect("/", status=303)
            return
        way = await self._way_out(talks, by.id_token)
        if way is None:
            self.wait(Waiting("out", provider=by.provider))
            self.redirect(_BACK, status=303)
            return
        address, state = way
        self.wait(Waiting("out", provider=by.provider, state=state))
        self.current_user = None  # nobody is in any more: the page must not say so
        self.set_header("Referrer-Policy", "no-referrer")
        self.show("leaving.html", name=talks.provider.name, address=address, school=None, title="You are signed out")

    async def _way_out(self, talks: Talks, id_token: str) -> tuple[str, str] | None:
        try:
            return await talks.way_out(id_token, self.site_address + _BACK)
        except Unavailable:
            return None


class SignedOut(DoorPage):
    """What became of the session at the provider. Nothing hangs on it: the one here is over before this is shown."""

    @allow_unauthenticated
    async def get(self) -> None:
        found = self.waiting()
        talks = self.site.providers.get(found.provider) if found and found.next == "out" else None
        if found is None or talks is None or isinstance(self.current_user, SignedIn):
            self.redirect("/", status=303)
            return
        state = self.get_query_argument("state", "")
        is_back = bool(found.state) and hmac.compare_digest(found.state.encode(), state.encode())
        name = talks.provider.name
        self.show("signed_out.html", name=name, there_too=is_back, school=None, title="You are signed out")
