"""Notebook pages. What the server knows is on the screen before the kernel has started; then the widgets take over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado import web
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from sef2si.domain.people import Deed, may
from sef2si.domain.plan import Plan, shared
from sef2si.errors import Sef2siError
from sef2si.journey.chain import chain
from sef2si.journey.progress import next_step, progress
from sef2si.server.guard import Guarded, Page, Refused


class SchoolPage(Page):
    """A page about one school. ``plan_of`` asks the planner, which refuses what this person may not see."""

    async def plan_of(self, urn: str, deed: Deed = Deed.READ) -> Plan:
        return await self.ask(self.site.planner.load, self.person, urn, self.get_query_argument("year", None), deed)


class KernelPage(Page, TornadoVoilaHandler):  # type: ignore[misc]
    """A notebook of ours. Nothing else can be run: the notebook is named by the URL map."""

    inline_styles = True
    kernel_id: str | None = None

    def initialize(self, view: str, **kwargs: Any) -> None:
        super().initialize(**kwargs)
        self.view = view

    async def run(self, reach: str, first_paint: Callable[[], str]) -> None:
        """Start a kernel that reaches so far; what is known is on the screen before it runs."""
        try:
            self.kernel_id = await self.kernels.reserve(self.current_user, reach, self.get_query_argument("year", ""))
        except Sef2siError as refusal:
            raise Refused(refusal.status, refusal.sentence) from None
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(first_paint())
        await self.flush()
        try:
            async for html in self.get_generator():
                self.write(html)
                await self.flush()
        except Exception as failure:  # the page has begun: what went wrong is said in it
            self.log.error("A notebook page could not be finished: %s", type(failure).__name__)
            await self.kernels.end(self.kernel_id)
            self.write(self.page("could_not_open.html"))
        self.write(self.page("notebook_end.html"))


class NotebookPage(SchoolPage, KernelPage):
    """A notebook for one school."""

    @web.authenticated
    async def get(self, urn: str) -> None:
        plan = await self.plan_of(urn)
        await self.run(urn, lambda: self._first_paint(plan))

    def _first_paint(self, plan: Plan) -> str:
        today = self.site.today()
        if self.view == "dashboard":  # it draws what may be shown to everyone, so its counts are those
            plan = shared(plan)
        return self.page(
            "notebook.html",
            plan=plan,
            view=self.view,
            school=plan.school,
            states=progress(plan, today),
            current=next_step(plan, today),
            chain=chain(plan, today),
            may_edit=may(self.person, Deed.EDIT, plan.urn),
            doors={deed.value for deed in Deed if may(self.person, deed, plan.urn)},
            ahead=self.site.fetched_ahead(self.view),
            config={**self.site.page_config, "kernelId": self.kernel_id},
        )


class OneKernel(Guarded, KernelHandler):
    """What Voilà's frontend asks before it connects."""

    SUPPORTED_METHODS = ("GET",)


class KernelChannels(Guarded, VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """The websocket between a page and its kernel."""

    def check_origin(self, origin: str | None = None) -> bool:
        return self._is_from_our_pages()

    async def open(self, kernel_id: str) -> None:
        self.kernels.pages.setdefault(kernel_id, set()).add(self)
        await super().open(kernel_id)

    def on_close(self) -> None:
        kernel_id = str(self.path_kwargs.get("kernel_id"))
        pages = self.kernels.pages.get(kernel_id, set())
        pages.discard(self)
        if not pages:
            self.kernels.pages.pop(kernel_id, None)
        super().on_close()

    def set_default_headers(self) -> None:
        # An upgrade carries no page; a refusal sets the headers when it is written.
        return None


class KernelShutdown(Guarded, APIHandler):
    """The page's last word as it closes."""

    SUPPORTED_METHODS = ("POST",)
    auth_resource = "kernels"

    @web.authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]
    async def post(self, kernel_id: str) -> None:
        await self.kernels.end(kernel_id)
        self.set_status(204)
        self.finish()
