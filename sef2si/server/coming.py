"""Beginning and ending a session in this browser."""

from __future__ import annotations

from tornado import web

from sef2si.server.guard import Page
from sef2si.server.identity import SignedIn


class SessionPage(Page):
    """A page that lets somebody in or out."""

    async def begin_session(self, person_id: str) -> None:
        """A new session, whatever this browser held before: an id that somebody planted is worth nothing."""
        await self.leave()
        agent = self.request.headers.get("User-Agent", "")
        token, _ = await self.ask(self.site.sessions.begin, person_id, agent)
        self.set_cookie(
            self.site.cookie_name, token, path="/", httponly=True, samesite="Lax", secure=self.site.is_https
        )

    async def leave(self) -> None:
        """End the session of this browser, if it has one, with its kernels, its tokens and what waits in it."""
        if isinstance(self.current_user, SignedIn):
            await self.end_session(self.current_user.session.key)
            self.clear_cookie(self.site.cookie_name, path="/")

    async def end_session(self, key: str) -> None:
        await self.ask(self.site.sessions.end, key)
        self.site.pending.end_session(key)
        self.site.pending_frameworks.end_session(key)
        self.site.pending_staff.end_session(key)
        self.site.pending_catalogues.end_session(key)
        self.site.pending_menus.end_session(key)
        self.site.pending_searches.end_session(key)
        await self.kernels.end_session(key)


class SignOut(SessionPage):
    """Ends the session, its kernels and its tokens."""

    SUPPORTED_METHODS = ("POST",)

    @web.authenticated
    async def post(self) -> None:
        await self.leave()
        self.redirect("/", status=303)
