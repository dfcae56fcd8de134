"""Ending emails of what is new by the link in one of them, without signing in."""

from __future__ import annotations

from jupyter_server.auth.decorator import allow_unauthenticated

from sef2si.server.guard import Page, Refused
from sef2si.services.mail import ONE_CLICK
from sef2si.services.telling import NO_STOP

_NAME, _, _VALUE = ONE_CLICK.partition("=")


class StopNews(Page):
    """Looking shows a button; pressing it ends the emails, and does nothing else. It says nothing of whose they are.

    A mail program's own button posts the same from the mail provider's server (RFC 8058): without a cookie, and without
    having seen our page. A browser always says where a post comes from, so none can be led to do so.
    """

    asks_who = False

    @allow_unauthenticated
    async def get(self, token: str) -> None:
        if not await self.ask(self.site.planner.telling.stops, token):
            raise Refused(404, NO_STOP, title="This link is over")
        self._show(done=False)

    @allow_unauthenticated
    async def post(self, token: str) -> None:
        await self.ask(self.site.planner.telling.stop, token)
        self._show(done=True)

    def check_xsrf_cookie(self) -> None:
        if not self._is_one_click():
            super().check_xsrf_cookie()

    def _is_from_our_pages(self) -> bool:
        return self._is_one_click() or super()._is_from_our_pages()

    def _is_one_click(self) -> bool:
        """What opens it is the token in its address, which only the email holds."""
        told = self.request.headers
        return "Origin" not in told and "Cookie" not in told and self.get_body_arguments(_NAME) == [_VALUE]

    def _show(self, *, done: bool) -> None:
        title = "No more of these emails" if done else "Get no more of these emails?"
        self.show("stop_news.html", done=done, action=self.request.path, school=None, title=title)
