"""What every page needs to know of the server it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import jinja2

from sef2si.server.doorstep import Doorstep
from sef2si.server.pending import Pending
from sef2si.server.searching import search
from sef2si.server.sessions import Directory, SessionStore
from sef2si.server.solving import Jobs
from sef2si.server.versioned import VersionedFiles

if TYPE_CHECKING:
    from sef2si.documents.bringing import Brought
    from sef2si.documents.reading.blocks import Reading
    from sef2si.server.backing import DailyBackups
    from sef2si.server.frameworks import FrameworkFile
    from sef2si.server.uploads import Upload
    from sef2si.services.accounts import Accounts
    from sef2si.services.mail import Letter, Mailer
    from sef2si.services.outside.asking import Talks
    from sef2si.services.planner import Planner
    from sef2si.services.sessions import StoredSessions

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass
class Site:
    """``public_url`` is the address people type, such as ``https://sef.example.org``; "" for this machine alone.

    ``service`` is the address kernels call; ``fresh`` says that the demo's database was made for this run.
    ``accounts`` are how people come in, and ``stored`` their sessions; None in the demo, where everybody is anybody.
    """

    planner: Planner
    people: Directory
    sessions: SessionStore
    files: VersionedFiles
    demo: bool
    fresh: bool = False
    public_url: str = ""
    service: str = ""
    accounts: Accounts | None = None
    stored: StoredSessions | None = None
    mailer: Mailer | None = None
    providers: Mapping[str, Talks] = field(default_factory=dict)
    backups: DailyBackups | None = None
    _sending: set[asyncio.Task[None]] = field(default_factory=set, repr=False)
    doorstep: Doorstep = field(default_factory=Doorstep)
    page_config: dict[str, Any] = field(default_factory=dict)
    today: Callable[[], date] = date.today
    pending: Pending[Brought] = field(default_factory=Pending)
    pending_frameworks: Pending[FrameworkFile] = field(default_factory=Pending)
    pending_staff: Pending[Reading] = field(default_factory=Pending)
    pending_catalogues: Pending[Reading] = field(default_factory=Pending)
    pending_menus: Pending[Upload] = field(default_factory=Pending)
    pending_searches: Pending[str] = field(default_factory=lambda: Pending(most=20))
    solving: Jobs = field(default_factory=lambda: Jobs(search))

    def __post_init__(self) -> None:
        self.pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "pages"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self.pages.policies["json.dumps_kwargs"] = {"sort_keys": False}

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def scheme(self) -> str:
        return "https" if self.is_https else "http"

    @property
    def cookie_name(self) -> str:
        # The prefix makes the browser refuse the cookie from anywhere but this very host over https.
        return "__Host-sef2si" if self.is_https else "sef2si"

    @property
    def door_cookie(self) -> str:
        """The cookie of somebody who is half in."""
        return f"{self.cookie_name}-door"

    @property
    def login_url(self) -> str:
        """Where those who are not signed in are sent."""
        return "/demo" if self.demo else "/sign-in"

    @property
    def provider_names(self) -> tuple[tuple[str, str], ...]:
        """(key, name) of the providers that people may come in by, for buttons."""
        return tuple((key, talks.provider.name) for key, talks in self.providers.items())

    @property
    def sends_mail(self) -> bool:
        return self.mailer is not None

    def send_later(self, to: str, letter: Letter) -> None:
        """Send a letter in the background. Whether that works is in the log alone."""
        if self.mailer is None:
            return
        sending = asyncio.create_task(asyncio.to_thread(self.mailer.send, to, letter))
        self._sending.add(sending)
        sending.add_done_callback(self._sent)

    def _sent(self, sending: asyncio.Task[None]) -> None:
        self._sending.discard(sending)
        if not sending.cancelled():
            sending.exception()  # the mailer has said in the log that it failed

    def fetched_ahead(self, view: str) -> dict[str, list[str]]:
        """What a page will need once its kernel runs, to be fetched while it starts: our modules and the extensions."""
        begins = {"workbook": ("form", "talks"), "dashboard": ("dashboard",), "advisers": ("advisers", "talks")}[view]
        modules = [name for name in self.files.names() if name.startswith(begins) and name.endswith(".js")]
        extensions = self.page_config.get("federated_extensions", [])
        return {
            "modules": modules,
            "scripts": [
                *(f"labextensions/{each['name']}/{each['load']}" for each in extensions),
                *(["plotly.min.js"] if view == "dashboard" else []),
            ],
        }

    def knows_host(self, host: str) -> bool:
        """Whether this Host header names us: a page of another name that points here must not get in."""
        if self.public_url and host.lower() == urlsplit(self.public_url).netloc.lower():
            return True
        if self.public_url:
            return False
        name, _, port = host.lower().rpartition(":")
        if not port.isdigit():
            name = host.lower()
        return name in _LOOPBACK

    def origin(self, host: str) -> str:
        """Our own origin, as a browser at this host writes it."""
        return f"{self.scheme}://{host.lower()}"
