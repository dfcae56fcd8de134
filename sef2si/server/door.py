"""What the pages share on which somebody comes in, or changes how they do."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from sef2si.domain.accounts import Entry
from sef2si.server.coming import SessionPage
from sef2si.server.doorstep import Waiting
from sef2si.server.identity import SignedIn

if TYPE_CHECKING:
    from sef2si.services.accounts import Accounts
    from sef2si.services.outside.came_by import CameBy

T = TypeVar("T")
_AT_THE_DOOR = ThreadPoolExecutor(4, thread_name_prefix="door")
LATE = "That took longer than half an hour, so please begin again. Nothing was changed."


class DoorPage(SessionPage):
    """A page that somebody sees before they are in, or that changes how they come in."""

    @property
    def accounts(self) -> Accounts:
        assert self.site.accounts is not None  # the map has these pages where there are accounts
        return self.site.accounts

    async def try_to(self, question: Callable[..., T], *of: Any) -> T:
        """As everywhere, in threads of its own: however many hashes are waited for, no save waits behind them."""
        return await asyncio.get_running_loop().run_in_executor(_AT_THE_DOOR, functools.partial(question, *of))

    def typed(self, name: str) -> str:
        """What was typed, as it stands: a password may begin with a space."""
        return self.get_body_argument(name, "", strip=False)

    def waiting(self) -> Waiting | None:
        token = self.get_cookie(self.site.door_cookie)
        found = self.site.doorstep.find(token) if token else None
        user = self.current_user if isinstance(self.current_user, SignedIn) else None
        # Somebody else has signed in here since.
        return None if found and user and found.account_id and found.account_id != user.person.id else found

    def wait(self, waiting: Waiting) -> None:
        """Let this browser wait, under an id of its own that is new each time."""
        self.stop_waiting()
        token = self.site.doorstep.keep(waiting)
        self.set_cookie(
            self.site.door_cookie, token, path="/", httponly=True, samesite="Lax", secure=self.site.is_https
        )

    def stop_waiting(self) -> None:
        if token := self.get_cookie(self.site.door_cookie):
            self.site.doorstep.drop(token)
            self.clear_cookie(self.site.door_cookie, path="/")

    async def step_on(self, entry: Entry, to: str, by: CameBy | None = None) -> None:
        """What comes after a right password or link, or a provider's word (``by``): the code, the app, or in."""
        if entry.next == "in":
            await self.come_in(entry.account_id, by)
            self.redirect(to, status=303)
            return
        await self.leave()
        self.wait(Waiting(entry.next, entry.account_id, to, by=by))
        self.redirect("/sign-in/code" if entry.next == "code" else "/second-factor", status=303)

    async def come_in(self, account_id: str, by: CameBy | None = None) -> None:
        """In, and no longer on the doorstep."""
        self.stop_waiting()
        await self.begin_session(account_id, by)
