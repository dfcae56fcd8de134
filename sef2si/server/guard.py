"""What holds for every address of the server, whoever wrote its handler.

Every handler in the URL map is ``Guarded`` (a test walks the map): the Host must be ours, an unsafe method or a
websocket must come from our own pages, each answer carries the security headers, and an error is a plain page.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar, cast

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from sef2si.domain.people import Deed, Person, may
from sef2si.errors import Sef2siError
from sef2si.server.identity import SchoolIdentity, SignedIn
from sef2si.server.request_log import log_failure
from sef2si.server.site import Site
from sef2si.services import access

if TYPE_CHECKING:
    from sef2si.server.kernels import PageKernels

T = TypeVar("T")
_SAFE = {"GET", "HEAD", "OPTIONS"}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cache-Control": "no-store",
}

_SENTENCES = {
    400: "That request could not be understood. Please go back and try again.",
    403: "This page isn't open to you. If you think it should be, ask your school's headteacher.",
    404: "There is no such page here. Perhaps the address was mistyped, or what it showed has been removed.",
    405: "That can't be done at this address.",
    503: "The service is busy just now. Nothing is lost; please try again in a few minutes.",
}
_SIGNED_OUT = "You are not signed in any more, so nothing was done. Please sign in and try again."
_TITLES = {
    403: "This page isn't open to you",
    404: "There is no such page",
    429: "Please wait five minutes",
    503: "Please try again in a few minutes",
}
_OF_SCHOOL = re.compile(r"^/schools/[^/]+/")
_BY_CHANCE = re.compile(r"[0-9A-Za-z_-]{22,}|[0-9a-f]{32}")
# How long whoever tried too often waits, in seconds.
_WAIT = 5 * 60


def thing_of(path: str) -> str:
    """Which page or file an address is, for the access log: without the school, and without what is made by chance."""
    plain = _BY_CHANCE.sub("…", _OF_SCHOOL.sub("", path)).strip("/")
    return "service" if plain.startswith("service/") else plain or "my schools"


class Refused(web.HTTPError):
    """A refusal with a sentence that may be shown as it stands."""

    def __init__(self, status: int, sentence: str, key: str = "refused", *, title: str = "") -> None:
        super().__init__(status)
        self.sentence = sentence
        self.key = key
        self.title = title


class Guarded(JupyterHandler):
    """Mixed in before any other handler class."""

    inline_styles = False
    # Whether who asks makes a difference here; where none, the database need not be asked for each file of a page.
    asks_who = True

    @property
    def site(self) -> Site:
        site: Site = self.settings["site"]
        return site

    @property
    def kernels(self) -> PageKernels:
        return cast("PageKernels", self.kernel_manager)

    @property
    def content_security_policy(self) -> str:
        host = self.request.host if self.site.knows_host(self.request.host) else ""
        socket = f" {'wss' if self.site.is_https else 'ws'}://{host}" if host else ""
        return "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                # Voilà's frontend and plotly write style elements; styles alone run nothing.
                "style-src 'self'" + (" 'unsafe-inline'" if self.inline_styles else ""),
                "img-src 'self' data:" + (" blob:" if self.inline_styles else ""),
                "font-src 'self' data:",
                f"connect-src 'self'{socket}",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            ]
        )

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, text in _HEADERS.items():
            self.set_header(name, text)
        self.set_header("Content-Security-Policy", self.content_security_policy)
        if self.site.is_https:
            self.set_header("Strict-Transport-Security", "max-age=31536000")

    async def prepare(self, **how: Any) -> Any:
        self._check_where_from()
        access.THING.set(thing_of(str(self.request.path)))
        return await super().prepare(**how)

    def check_host(self) -> bool:
        return self.site.knows_host(self.request.host)

    def _check_where_from(self) -> None:
        if not self.check_host():
            raise Refused(403, "This address is not one of ours. Please use the address you were given.")
        is_socket = self.request.headers.get("Upgrade", "").lower() == "websocket"
        if (self.request.method not in _SAFE or is_socket) and not self._is_from_our_pages():
            raise Refused(403, "This came from another site, so nothing was done. Please use our own pages.")

    def _is_from_our_pages(self) -> bool:
        # A browser always says where a request that changes something comes from: one that doesn't say is refused.
        return self.request.headers.get("Origin", "").lower() == self.site.origin(self.request.host)

    @property
    def person(self) -> Person:
        user = self.current_user
        if not isinstance(user, SignedIn):
            raise Refused(403, _SENTENCES[403])
        return user.person

    @property
    def address(self) -> str:
        """Where the browser is. Behind a proxy, what that says: the last of what it was told, for it added that."""
        told = self.request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if self.site.public_url and told:
            try:
                return str(ipaddress.ip_address(told))
            except ValueError:
                pass
        return str(self.request.remote_ip)

    @property
    def site_address(self) -> str:
        """Our own address as people type it, without a slash in the end."""
        return self.site.public_url or f"{self.request.protocol}://{self.request.host}"

    async def ask(self, question: Callable[..., T], *of: Any) -> T:
        """Ask the planner outside the event loop; its refusals become pages."""
        try:
            return await asyncio.to_thread(question, *of)
        except Sef2siError as refusal:
            raise Refused(refusal.status, refusal.sentence, refusal.key) from None

    async def try_to(self, question: Callable[..., T], *of: Any) -> T:
        """As ``ask``, for pages that show a refusal beside what was chosen: raises ``Sef2siError``."""
        return await asyncio.to_thread(question, *of)

    async def give_file(self, name: str, media_type: str, content: str | bytes, urn: str = "") -> None:
        """Give a file away. Of a school's (``urn``): not before the access log says so, in the database."""
        if urn:
            access.noted(self.person, Deed.EXPORT, urn)
            await self.ask(self.site.planner.access_log.flush)
        self.set_header("Content-Type", media_type)
        self.set_attachment_header(name)
        self.finish(content)

    def refused(self, refusal: Sef2siError) -> str:
        """The sentence of a refusal that a page shows; whoever tried too often is told when to come back."""
        if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
            self.set_header("Retry-After", str(_WAIT))
        return refusal.sentence

    def page(self, name: str, /, **shown: Any) -> str:
        """One of our pages as HTML; all text is escaped by the template."""
        user = self.current_user if isinstance(self.current_user, SignedIn) else None
        school = shown.get("school")
        return self.site.pages.get_template(name).render(
            person=user.person if user else None,
            assets=self.site.files.root,
            demo=self.site.demo,
            xsrf=self.xsrf_token.decode(),
            may_search=bool(user and school and may(user.person, Deed.SEARCH, school.urn)),
            **shown,
        )

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """In place of Tornado's, which writes down whole addresses and tracebacks. A refusal has its line already."""
        if value is not None and not isinstance(value, web.HTTPError):
            log_failure(self, value)

    def write_error(self, status_code: int, **about: Any) -> None:
        if not hasattr(self, "_jupyter_current_user"):  # refused before anyone asked who it is
            self.current_user = self._jupyter_current_user = None
        error = (about.get("exc_info") or (None, None, None))[1]
        sentence = getattr(error, "sentence", "") or _SENTENCES.get(
            status_code, "Something went wrong on our side. What was saved before is safe. Please try again."
        )
        signed_out = status_code == HTTPStatus.FORBIDDEN and self.current_user is None and not self.site.demo
        if signed_out and not getattr(error, "sentence", ""):
            sentence = _SIGNED_OUT
        self.inline_styles = False
        self.set_status(status_code, HTTPStatus(status_code).phrase)
        self.set_default_headers()
        if status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self.set_header("Retry-After", str(_WAIT))
        if self.wants_json:
            self.finish({"key": getattr(error, "key", "refused"), "sentence": sentence})
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        title = getattr(error, "title", "") or _TITLES.get(status_code, "That did not work")
        self.finish(self.page("error.html", title=title, sentence=sentence, school=None))

    @property
    def wants_json(self) -> bool:
        """Whether scripts, not people, read this address's answers."""
        return self.request.path.startswith(("/api/", "/voila/", "/service/"))


class Page(Guarded):
    """A page for people. Signing in is asked for unless the handler's method allows otherwise."""

    def show(self, name: str, /, **shown: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.page(name, **shown))


class NothingHere(Page):
    """Every address that is not in the map."""

    async def prepare(self, **how: Any) -> Any:
        self._check_where_from()
        identity = cast(SchoolIdentity, self.identity_provider)
        self.current_user = self._jupyter_current_user = await identity.get_user(self)
        raise Refused(404, _SENTENCES[404])
