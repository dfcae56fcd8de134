"""Beginning and ending a session in this browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sef2si.server.guard import Page
from sef2si.server.identity import SignedIn

if TYPE_CHECKING:
    from sef2si.services.outside.came_by import CameBy


class SessionPage(Page):
    """A page that lets somebody in or out."""

    async def begin_session(self, person_id: str, by: CameBy | None = None) -> None:
        """A new session, whatever this browser held before: an id that somebody planted is worth nothing.

        ``by`` is the provider they came by, where they did.
        """
        await self.leave()
        agent = self.request.headers.get("User-Agent", "")
        if self.site.stored is not None:
            token, _ = await self.ask(self.site.stored.begin, person_id, agent, by)
        else:
            token, _ = await self.ask(self.site.sessions.begin, person_id, agent)
        self.set_cookie(
            self.site.cookie_name, token, path="/", httponly=True, samesite="Lax", secure=self.site.is_https
        )

    async def came_by(self) -> CameBy | None:
        """The provider by which this browser's session came; to be asked before the session ends."""
        token = self.get_cookie(self.site.cookie_name)
        return await self.ask(self.site.stored.came_by, token) if self.site.stored is not None and token else None

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
