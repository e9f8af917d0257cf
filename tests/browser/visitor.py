"""A visitor's browser, which notes whatever it would complain about."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Page

SCREENSHOTS = Path(__file__).resolve().parents[1] / "screenshots"


class Visit:
    """A visitor, and all that went wrong on the way."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.asked: set[str] = set()
        self.page.set_default_timeout(30_000)
        self.page.on(
            "console", lambda said: said.type in ("error", "warning") and self.wrong.append(said.text)
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        context.on("request", lambda request: self.asked.add(request.url))

    def check(self, address: str) -> None:
        """Fails if the browser complained, something ran, or another server was asked."""
        assert self.wrong == []
        elsewhere = {url for url in self.asked if not url.startswith((address, "data:", "blob:", "about:"))}
        assert elsewhere == set()
        assert self.asked

    def shoot(self, name: str) -> None:
        """Writes a screenshot of the whole page, for a person to look at."""
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
