"""Ending emails of what is new by the link in one of them, without signing in."""

from __future__ import annotations

from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.server.guard import Page, Refused
from sef2si.services.telling import NO_STOP


class StopNews(Page):
    """Looking shows a button; pressing it ends the emails, and does nothing else. It says nothing of whose they are."""

    asks_who = False

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Referrer-Policy", "no-referrer")

    @allow_unauthenticated
    async def get(self, token: str) -> None:
        if not await self.ask(self.site.planner.telling.stops, token):
            raise Refused(404, NO_STOP, title="This link is over")
        self._show(done=False)

    @allow_unauthenticated
    async def post(self, token: str) -> None:
        await self.ask(self.site.planner.telling.stop, token)
        self._show(done=True)

    def _show(self, *, done: bool) -> None:
        title = "No more of these emails" if done else "Get no more of these emails?"
        self.show("stop_news.html", done=done, action=self.request.path, school=None, title=title)
