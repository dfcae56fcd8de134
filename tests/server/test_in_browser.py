"""The served pages in Chromium: what loads, what is refused, and what is said when the connection is lost."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.server.running import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]

ELM = "100492"
COLD_BYTES = 1_500_000
WARM_BYTES = 200_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


class Visit:
    """A page of the head's, what it asked for and what the browser complained of."""

    def __init__(self, server: Running, browser: Browser) -> None:
        self.server = server
        # Other tests of this server opened pages without a browser: their kernels wait for one a while longer.
        self.others = {kernel.pid for kernel in server.kernels()}
        self.page: Page = browser.new_context(reduced_motion="reduce").new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.bytes = 0
        network = self.page.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._received)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{server.origin}/")
        self.page.get_by_role("button", name="Act as Hana Head").click()
        self.page.get_by_role("heading", name="My schools").wait_for()
        self.address = f"{server.origin}/schools/{ELM}/workbook"

    def _received(self, what: dict[str, float]) -> None:
        self.bytes += int(what["encodedDataLength"])

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def kernels(self) -> list[psutil.Process]:
        """Those that this visit's pages started."""
        return [kernel for kernel in self.server.kernels() if kernel.pid not in self.others]

    def open_workbook(self) -> None:
        self.page.goto(self.address, wait_until="commit")
        self.page.locator("[data-sef2si-ready]").wait_for(timeout=60_000)

    def close(self) -> None:
        self.page.goto("about:blank")
        self.page.context.close()


@pytest.fixture
def visit(server: Running, browser: Browser) -> Iterator[Visit]:
    one = Visit(server, browser)
    yield one
    one.close()
    # At once where the page could say that it closes; else when its grace is over.
    for _ in range(1400):
        if not one.kernels():
            return
        time.sleep(0.1)
    raise AssertionError("a closed page left its kernel behind")


def test_a_page_opens_within_its_policy_and_its_budget(visit: Visit) -> None:
    visit.bytes = 0
    visit.open_workbook()
    visit.page.get_by_role("button", name="Count 0").click()
    visit.page.get_by_role("button", name="Count 1").wait_for()
    assert visit.page.locator("#first-paint").count() == 0
    assert visit.page.locator("#connection").is_hidden()
    cold, visit.bytes = visit.bytes, 0
    visit.open_workbook()
    assert visit.complaints == []
    assert {urlsplit(url).hostname for url in visit.requests} == {"127.0.0.1"}
    assert any(url.startswith("ws://") for url in visit.requests)
    assert 300_000 < cold < COLD_BYTES
    assert 500 < visit.bytes < WARM_BYTES


def test_what_was_forged_does_not_run(visit: Visit) -> None:
    """The policy holds in the browser: an inline script, an inline handler and a script from elsewhere."""
    visit.open_workbook()
    ran = visit.page.evaluate(
        """async () => {
            const script = document.createElement('script'); script.textContent = 'window.ran = 1';
            const handler = document.createElement('div'); handler.innerHTML = '<img src=x onerror="window.ran = 2">';
            const far = document.createElement('script'); far.src = 'http://localhost:1/x.js';
            document.body.append(script, handler, far);
            await new Promise((resolve) => setTimeout(resolve, 500));
            return window.ran ?? 0;
        }"""
    )
    assert ran == 0
    assert len([said for said in visit.complaints if "Content Security Policy" in said]) >= 3


def test_a_kernel_that_dies_is_said_and_the_page_stays(server: Running, visit: Visit) -> None:
    visit.open_workbook()
    (kernel,) = visit.kernels()
    kernel.kill()
    banner = visit.page.locator("#connection")
    banner.wait_for(timeout=20_000)
    assert "everything marked as saved is safe" in banner.inner_text()
    assert visit.page.get_by_role("button", name="Count 0").is_visible()
    banner.get_by_role("button", name="Reload this page").click()
    visit.page.locator("[data-sef2si-ready]").wait_for(timeout=60_000)
    assert banner.is_hidden()


def test_a_notebook_that_fails_says_so_kindly(server: Running, visit: Visit) -> None:
    visit.page.goto(f"{server.origin}/schools/{ELM}/dashboard")
    banner = visit.page.locator("#connection")
    expect(banner).to_contain_text("could not be opened", timeout=60_000)  # a slow machine may say first that it waits
    assert "no page may show" not in visit.page.content()


def test_without_scripts_the_page_says_what_to_do(server: Running, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.origin}/demo")
    page.get_by_role("button", name="Act as Hana Head").click()
    page.goto(f"{server.origin}/schools/{ELM}/workbook", timeout=60_000)
    assert page.locator(".lost").inner_text().startswith("This workbook needs JavaScript")
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", name="Try sef2si").is_visible()
    context.close()


def test_a_page_closed_before_it_has_opened_leaves_no_kernel(server: Running, visit: Visit) -> None:
    visit.page.goto(f"{server.origin}/schools/{ELM}/workbook", wait_until="commit")
    visit.page.locator("#connection").wait_for(state="attached")
    visit.page.wait_for_timeout(300)  # the page's own script is there; the kernel is still starting
    # What Visit.close() and its fixture do next is the test.
