"""A person without a mouse: Tab, Shift+Tab, Enter, Space, arrows and typing; nothing is ever clicked."""

from __future__ import annotations

from playwright.sync_api import Page

# What a screen reader would call the element in focus, near enough: label, aria-label, or its words.
_NAME = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const ids = (e.getAttribute("aria-labelledby") || "").split(/\\s+/).filter(Boolean);
  const label = ids.length ? ids.map((id) => document.getElementById(id)) : e.labels?.length ? [...e.labels] : null;
  const own = e.getAttribute("aria-label") || e.innerText || "";
  const text = label ? label.map((l) => l?.innerText ?? "").join(" ") : own;
  return text.replace(/\\s+/g, " ").trim();
}"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def name(self) -> str:
        """What is in focus."""
        return str(self.page.evaluate(_NAME))

    def tab_to(self, name: str, *, most: int = 250, back: bool = False) -> None:
        """Press Tab until the focus is on what begins with this name. Fails with all that was passed."""
        passed = []
        for _ in range(most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            passed.append(self.name())
            if passed[-1].startswith(name):
                return
        raise AssertionError(f"Tab never came to {name!r}; it passed {list(dict.fromkeys(passed))}")

    def enter(self, name: str, **how: bool) -> None:
        self.tab_to(name, **how)
        self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        """Tab to a box, write in it, and leave it."""
        self.tab_to(name)
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, starts: str) -> None:
        """Tab to a list and choose by typing the first letters, as lists allow."""
        self.tab_to(name)
        self.page.keyboard.type(starts)

    def until_focus(self, name: str, timeout: float = 20_000) -> None:
        """Wait until the page itself has moved the focus to what begins with this name."""
        self.page.wait_for_function(f"(name) => (({_NAME})()).startsWith(name)", arg=name, timeout=timeout)
