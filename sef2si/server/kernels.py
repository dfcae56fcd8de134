"""Kernels with owners: who may have one, what it may know, and when it goes.

A kernel is treated as the browser's: it gets a token that may do what its person may do at one school, or as the
adviser of several; a path, a home and nothing else of the server's environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import zmq
import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_server import CallContext
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.websocket import WebSocketHandler
from traitlets import Integer, default

from sef2si.domain.people import ADVISED, Held, standing
from sef2si.errors import NotAllowed, Unavailable
from sef2si.server.identity import SignedIn
from sef2si.server.room import SOCKETS_A_PAGE
from sef2si.server.site import Site

MOST_A_PERSON = 6
# How long a kernel may be without a page: enough for a page to load, or for a lost connection to come back.
GRACE_SECONDS = 120
_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "SEF2SI_FRAMEWORKS",
    "SEF2SI_FRAMEWORKS_BESIDE",
)
_KEPT_ON_WINDOWS = ("SYSTEMROOT", "USERPROFILE", "TEMP", "TMP", "APPDATA", "LOCALAPPDATA", "PATHEXT")


@dataclass
class Owner:
    """Whom a kernel was started for, and as what.

    ``reach`` is its school's URN, or ``people.ADVISED``; ``standing`` what its person was there when it was opened.
    ``alone_since``: when its last page went, or None while one is connected.
    """

    person_id: str
    session_key: str
    reach: str
    standing: tuple[Held, ...]
    year: str
    began_at: float
    alone_since: float | None
    token: str = field(repr=False)


def scrubbed(environment: Mapping[str, str], ours: Mapping[str, str]) -> dict[str, str]:
    """What of the server's environment a kernel gets to see, and what we tell it."""
    kept = _KEPT + (_KEPT_ON_WINDOWS if sys.platform == "win32" else ())
    return {name: environment[name] for name in kept if name in environment} | dict(ours)


class OneKernelSpec(KernelSpecManager):
    """The one kind of kernel there is: this very Python, without a history of what was run."""

    def get_all_specs(self) -> dict[str, Any]:
        return {"python3": {"resource_dir": "", "spec": self.get_kernel_spec("python3").to_dict()}}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        launch = ["-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
        return KernelSpec(argv=[sys.executable, *launch], name="python3", display_name="Python 3", language="python")


class PageKernels(AsyncMappingKernelManager):
    """One kernel for each open page. A kernel starts only where a place was reserved for it."""

    capacity = Integer(60, help="Most kernels at once on this server.").tag(config=True)
    grace_seconds = Integer(GRACE_SECONDS, help="Longest time without a page.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        self.owners: dict[str, Owner] = {}
        self.pages: dict[str, set[WebSocketHandler]] = {}  # those that are connected, by kernel
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]

    @default("context")
    def _roomy_context(self) -> zmq.asyncio.Context:
        context: zmq.asyncio.Context = super()._context_default()
        wanted = max(context.get(zmq.MAX_SOCKETS), self.capacity * SOCKETS_A_PAGE)
        context.set(zmq.MAX_SOCKETS, min(context.get(zmq.SOCKET_LIMIT), wanted))
        return context

    @property
    def _site(self) -> Site:
        app: Any = self.parent
        site: Site = app.site
        return site

    def owner(self, kernel_id: str | None) -> Owner | None:
        return self.owners.get(kernel_id or "")

    async def reserve(self, user: SignedIn, reach: str, year: str) -> str:
        """A place for one more page of this person, as the id its kernel will have.

        Their oldest kernel without a page goes when they have too many. Raises ``Unavailable`` when every place is
        taken by an open page.
        """
        theirs = [k for k, owner in self.owners.items() if owner.person_id == user.person.id]
        while len(theirs) >= MOST_A_PERSON:
            oldest = next((k for k in theirs if self.owners[k].alone_since is not None), None)
            if oldest is None:
                raise Unavailable(
                    f"You have {MOST_A_PERSON} pages of sef2si open, which is as many as we can keep going "
                    "for one person. "
                    "Please close one that you don't need, then reload this page."
                )
            theirs.remove(oldest)
            await self.end(oldest)
        if len(self.owners) >= self.capacity:
            raise Unavailable(
                "As many people are working here just now as this server can carry. Nothing of yours is lost. "
                "Please try again in a few minutes."
            )
        kernel_id, now = str(uuid4()), time.monotonic()
        was = standing(user.person, reach)
        owner = Owner(user.person.id, user.session.key, reach, was, year, now, now, token="")
        self.owners[kernel_id] = owner  # at once, or two who ask at a time would get one place
        try:
            owner.token = await asyncio.to_thread(self._site.sessions.grant, user.session, reach)
        except BaseException:
            self.owners.pop(kernel_id, None)
            raise
        return kernel_id

    async def start_kernel(  # type: ignore[override]
        self, *args: Any, env: Mapping[str, str] | None = None, **kwargs: Any
    ) -> str:
        handler: Any = CallContext.get(CallContext.JUPYTER_HANDLER)
        kernel_id: str | None = getattr(handler, "kernel_id", None)
        owner = self.owner(kernel_id)
        if kernel_id is None or owner is None:
            raise NotAllowed("Nothing was started: no place was kept for it.")
        ours = {
            "SEF2SI_SERVICE": self._site.service,
            "SEF2SI_TOKEN": owner.token,
            # anywidget takes a module for an address only when it names its scheme and host.
            "SEF2SI_ASSETS": self._site.origin(handler.request.host) + self._site.files.root,
            "IPYTHONDIR": str(Path(self.connection_dir) / "ipython"),
        }
        if owner.reach != ADVISED:
            ours["SEF2SI_URN"] = owner.reach
        if owner.year:
            ours["SEF2SI_YEAR"] = owner.year
        try:
            started: str = await super().start_kernel(
                *args, env=scrubbed(os.environ, ours), **{**kwargs, "kernel_id": kernel_id}
            )
        except BaseException:
            self._forget(kernel_id)
            raise
        if kernel_id not in self.owners:  # signed out meanwhile
            await self._stop(kernel_id)
            raise NotAllowed("You have signed out, so this page was not opened.")
        return started

    async def end(self, kernel_id: str) -> None:
        """Stop this kernel, if it still runs, and forget whose it was."""
        self._forget(kernel_id)
        if kernel_id in self:
            await self._stop(kernel_id)

    async def end_session(self, session_key: str) -> None:
        """Stop every kernel of one sign-in."""
        for kernel_id in [k for k, owner in self.owners.items() if owner.session_key == session_key]:
            await self.end(kernel_id)

    async def end_all(self) -> None:
        """Stop every kernel, as the server stops."""
        for kernel_id in [*self.owners, *self.list_kernel_ids()]:
            await self.end(kernel_id)

    async def sweep(self) -> None:
        """Stop what has no page, no session or no right to the school any more. Called every few seconds."""
        now = time.monotonic()
        for kernel_id, owner in list(self.owners.items()):
            alone = owner.alone_since is not None and now - owner.alone_since > self.grace_seconds
            if alone or not await asyncio.to_thread(self._still_holds, owner):
                await self.end(kernel_id)

    def _still_holds(self, owner: Owner) -> bool:
        """Whether the session goes on, and its person is at the school what they were when the page was opened.

        Where the database can't say just now, nothing is stopped: the service asks it again on every call.
        """
        try:
            person = self._site.people.find(owner.person_id)
            same = person is not None and standing(person, owner.reach) == owner.standing
            return same and self._site.sessions.is_live(owner.session_key)
        except Unavailable:
            return True

    def notify_connect(self, kernel_id: str) -> None:
        super().notify_connect(kernel_id)  # type: ignore[no-untyped-call]
        self._note_page(kernel_id)

    def notify_disconnect(self, kernel_id: str) -> None:
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        self._note_page(kernel_id)

    def remove_kernel(self, kernel_id: str) -> Any:
        self._forget(kernel_id)
        # A page whose kernel is gone would wait for it in vain: it hears so, and says so.
        for page in self.pages.pop(kernel_id, set()):
            page.close()
        return super().remove_kernel(kernel_id)

    async def _stop(self, kernel_id: str) -> None:
        # Nothing in a kernel is worth waiting for: what was saved is in the database.
        await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]

    def _note_page(self, kernel_id: str) -> None:
        owner = self.owner(kernel_id)
        if owner is not None:
            owner.alone_since = None if self._kernel_connections.get(kernel_id) else time.monotonic()

    def _forget(self, kernel_id: str) -> None:
        owner = self.owners.pop(kernel_id, None)
        if owner is not None:
            # A token that outlives its kernel for want of the database dies with its session.
            with contextlib.suppress(Unavailable):
                self._site.sessions.revoke(owner.token)
