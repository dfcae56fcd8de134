"""The server: our pages, a standalone Voilà and the plan service, in one process on one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import tornado.web
import uvicorn
from fastapi import FastAPI
from tornado import httputil
from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila
from voila.paths import collect_template_paths
from voila.utils import get_page_config

from sef2si.api.app import create_app
from sef2si.errors import Unavailable
from sef2si.server.account_people import AccountPeople
from sef2si.server.addresses import addresses
from sef2si.server.backing import DailyBackups
from sef2si.server.channels import PageChannels
from sef2si.server.guard import NothingHere
from sef2si.server.identity import OwnKernelsOnly, SchoolIdentity
from sef2si.server.kernels import OneKernelSpec, PageKernels
from sef2si.server.mailing import NewsRounds
from sef2si.server.request_log import log_request
from sef2si.server.room import files_for, make_room
from sef2si.server.safety import refuse_unsafe
from sef2si.server.sessions import Directory, Sessions
from sef2si.server.site import Site
from sef2si.server.versioned import EXTENSIONS, VersionedFiles
from sef2si.services.accounts import Accounts
from sef2si.services.mail import Mailer
from sef2si.services.outside.asking import Talks
from sef2si.services.outside.providers import Provider
from sef2si.services.planner import Planner
from sef2si.services.sessions import StoredSessions
from sef2si.templates import workbooks

# A unix socket's path may be this long on the system with the least room.
_LONGEST_SOCKET_PATH = 100
_SWEEP_MILLISECONDS = 5_000
_BACKUPS_MILLISECONDS = 60_000
_MAILS_MILLISECONDS = 60_000
_MOST_BOXES = 20_000  # that one form may send
_SECONDS_TO_STOP = 5.0


class Server(Voila):  # type: ignore[misc]
    """Voilà with a URL map of our own: nothing of its file browser, renderer of any notebook or contents is in it."""

    site: Site
    service: httpx.AsyncClient

    def setup_template_dirs(self) -> None:
        ours = str(Path(__file__).parent / "voila")
        self.template_paths = [ours, *collect_template_paths(["voila", "nbconvert"], "lab", prune=True)]
        self.static_paths: list[str] = []

    def init_settings(self) -> dict[str, Any]:
        settings = dict(super().init_settings())
        settings |= {
            "site": self.site,
            "compress_response": True,
            "websocket_compression_options": {},
            "login_url": self.site.login_url,
            "log_function": log_request,
            "default_handler_class": NothingHere,
            "default_handler_args": {},
            "xsrf_cookie_kwargs": {"samesite": "Lax", "secure": self.site.is_https},
            # The Host is checked by ourselves, for every handler alike.
            "allow_remote_access": False,
        }
        return settings

    def init_handlers(self) -> list[Any]:
        return addresses(self.site, self.service, self._notebook)

    def _notebook(self, view: str) -> dict[str, Any]:
        return {
            "view": view,
            "notebook_path": f"{view}.ipynb",
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }

    def make_application(self) -> tornado.web.Application:
        """The whole URL map with its settings, not yet listening."""
        settings = self.init_settings()
        self.site.page_config = {
            **get_page_config("/", settings, self.log, self.voila_configuration),
            "fullStaticUrl": f"{self.site.files.root}voila",
            "fullLabextensionsUrl": f"{self.site.files.root}labextensions",
            "jupyterLabTheme": "light",
        }
        return tornado.web.Application(self.init_handlers(), **settings)


def server(site: Site, service: FastAPI, runtime: Path, **kernels: Any) -> Server:
    """A configured server; ``kernels`` are settings of ``PageKernels``. It starts nothing."""
    config = Config()
    config.Voila.root_dir = str(workbooks())
    config.VoilaConfiguration.template = "lab"
    config.VoilaConfiguration.theme = "light"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.extension_allowlist = list(EXTENSIONS)
    config.VoilaConfiguration.multi_kernel_manager_class = PageKernels
    config.VoilaConfiguration.kernel_spec_manager_class = OneKernelSpec
    config.Voila.kernel_websocket_connection_class = PageChannels
    # A kernel that dies is not started again behind the page's back: it would know nothing of what is on the screen.
    config.KernelRestarter.restart_limit = 0
    config.PageKernels.update({"cull_idle_timeout": 30 * 60, "cull_interval": 60, "cull_connected": True, **kernels})
    connections = runtime / "k"
    connections.mkdir(mode=0o700, exist_ok=True)
    # Kernels speak over sockets in our private folder rather than over ports that everyone on the machine can reach.
    if hasattr(socket, "AF_UNIX") and len(str(connections)) + 60 < _LONGEST_SOCKET_PATH:
        config.ConnectionFileMixin.transport = "ipc"
    app = Server(config=config, log_level=logging.WARNING, config_file_paths=[])
    app.identity_provider_class = SchoolIdentity
    app.authorizer_class = OwnKernelsOnly
    app.site = site
    app.connection_dir = str(connections)
    app.service = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=service, raise_app_exceptions=False), base_url="http://service"
    )
    app.initialize([])
    return app


def serve_demo(
    planner: Planner,
    *,
    people: Directory,
    host: str = "127.0.0.1",
    port: int = 8866,
    fresh: bool = False,
    ready: Callable[[str], None] | None = None,
    **kernels: Any,
) -> None:
    """Serve sample people to act as, on this computer, until interrupted.

    ``ready`` is called with the address once people can come in; port 0 takes a free one. ``fresh``: the database was
    made for this run. ``kernels`` are settings of ``PageKernels``: ``capacity``, ``grace_seconds``. Raises
    ``Unavailable`` with a sentence when it can't start.
    """
    refuse_unsafe(host=host, demo=True)
    site = Site(planner, people, Sessions(people), VersionedFiles(), demo=True, fresh=fresh)
    _start(site, host=host, port=port, ready=ready, kernels=kernels)


def serve(
    planner: Planner,
    accounts: Accounts,
    stored: StoredSessions,
    *,
    host: str = "127.0.0.1",
    port: int = 8866,
    public_url: str = "",
    mailer: Mailer | None = None,
    providers: Iterable[Provider] = (),
    backups: DailyBackups | None = None,
    ready: Callable[[str], None] | None = None,
    **kernels: Any,
) -> None:
    """Serve those who have accounts, until interrupted. ``public_url`` is the https address that people type.

    The rest is as for ``serve_demo``.
    """
    refuse_unsafe(host=host, demo=False, public_url=public_url)
    site = Site(
        planner,
        AccountPeople(accounts),
        stored,
        VersionedFiles(),
        demo=False,
        public_url=public_url.rstrip("/"),
        accounts=accounts,
        stored=stored,
        mailer=mailer,
        providers={each.key: Talks(each) for each in providers},
        backups=backups,
    )
    _start(site, host=host, port=port, ready=ready, kernels=kernels)


def _start(site: Site, *, host: str, port: int, ready: Callable[[str], None] | None, kernels: dict[str, Any]) -> None:
    service = create_app(site.planner, site.sessions.speaks_for)
    asyncio.run(_run(site, service, host=host, port=port, ready=ready, kernels=kernels))


async def _run(
    site: Site, service: FastAPI, *, host: str, port: int, ready: Callable[[str], None] | None, kernels: dict[str, Any]
) -> None:
    stopping = asyncio.Event()
    log = site.planner.access_log.watching()
    with _private_folder() as runtime, _listening(host, port) as sockets, log:
        async with serving(service, runtime) as site.service:
            app = server(site, service, runtime, **kernels)
            _stop_on_signal(stopping)
            # A page on a long file asks after each of its rows: a calendar of 5,000 events in three boxes each.
            httputil.set_parse_body_config(
                httputil.ParseBodyConfig(urlencoded=httputil.ParseUrlEncodedConfig(max_arguments=_MOST_BOXES))
            )
            http = HTTPServer(app.make_application())
            http.add_sockets(sockets)
            site.files.pack_ahead()
            manager: PageKernels = app.kernel_manager
            _make_room(manager)
            sweep = PeriodicCallback(manager.sweep, _SWEEP_MILLISECONDS)
            sweep.start()
            daily = PeriodicCallback(site.backups.make_if_due, _BACKUPS_MILLISECONDS) if site.backups else None
            if site.backups and daily:
                daily.start()
                await site.backups.make_if_due()
            shown = f"[{host}]" if ":" in host else host
            address = f"http://{shown}:{sockets[0].getsockname()[1]}/"
            mailing = _mailing(site, site.public_url or address)
            try:
                if ready:
                    ready(address)
                await stopping.wait()
            finally:
                sweep.stop()
                for each in (daily, mailing):
                    if each:
                        each.stop()
                http.stop()
                await asyncio.to_thread(site.solving.stop_all)
                await manager.end_all()
                await app.service.aclose()
                for talks in site.providers.values():
                    await talks.close()


def _make_room(manager: PageKernels) -> None:
    """No more pages than this system has room for: the next would wait, and never open."""
    wanted, manager.capacity = manager.capacity, make_room(manager.capacity)
    if manager.capacity < wanted:
        logging.warning(
            "There is room for %d pages at once, not %d: this system lets one program open too few files. "
            "To have more, raise that limit to %d (ulimit -n) and start again.",
            manager.capacity,
            wanted,
            files_for(wanted),
        )


def _mailing(site: Site, address: str) -> PeriodicCallback | None:
    """The rounds of emails about what is new, going; None where no mail server is set."""
    if site.mailer is None:
        return None
    rounds = NewsRounds(site.planner.telling.mails(site.mailer, address))
    going = PeriodicCallback(rounds.send_if_due, _MAILS_MILLISECONDS)
    going.start()
    return going


@contextlib.contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder that only we may look into, for sockets and connection files; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sef2si-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    try:
        sockets = bind_sockets(port, host)
    except OSError:
        raise Unavailable(
            f"Port {port} is already in use on this computer. Please stop what uses it, or choose another with --port."
        ) from None
    try:
        yield sockets
    finally:
        for each in sockets:
            each.close()


@contextlib.asynccontextmanager
async def serving(service: FastAPI, runtime: Path, *, unix: bool = hasattr(socket, "AF_UNIX")) -> AsyncIterator[str]:
    """The plan service for kernels, on this loop; yields its address.

    A unix socket; a port where there are none, or where the folder's path is longer than a socket's may be.
    """
    path = str(runtime / "service.sock")
    if unix and len(path) < _LONGEST_SOCKET_PATH:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(path)
        address = f"unix://{path}"
    else:
        listening = socket.create_server(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    uvicorn_server = uvicorn.Server(uvicorn.Config(service, log_level="warning", access_log=False))
    # Signals are ours to answer: uvicorn would stop itself and leave the pages running.
    uvicorn_server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    running = asyncio.create_task(uvicorn_server.serve(sockets=[listening]))
    try:
        while not uvicorn_server.started and not running.done():
            await asyncio.sleep(0.01)
        if running.done():
            raise Unavailable("The plan service could not be started.")
        yield address
    finally:
        uvicorn_server.should_exit = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(running, _SECONDS_TO_STOP)
        listening.close()


def _stop_on_signal(stopping: asyncio.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows' loop has no signal handlers; there Ctrl+C cancels the running task, which stops all the same.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
