"""Chromium for the tests: whether it must be there, and pages that are watched while open."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Route

from matcher.report.pdf import find_browser

# Where this is set, a missing browser is an error: nothing is skipped unseen.
REQUIRED = "MATCHER_BROWSER_REQUIRED"
BROWSER = find_browser()
needs_browser = pytest.mark.skipif(
    BROWSER is None and not os.environ.get(REQUIRED),
    reason="no Chromium: put chromium on the path, or name it in CHROMIUM",
)
DESKTOP, PHONE = 1280, 360


def launch(playwright: Playwright) -> Browser:
    """The browser of these tests; an error where there is none."""
    if BROWSER is None:
        pytest.fail(f"{REQUIRED} is set, and there is no Chromium on the path")
    return playwright.chromium.launch(executable_path=BROWSER, args=["--disable-gpu"])


@dataclass
class Watcher:
    """Opens pages without a network, and writes down whatever they should not do."""

    browser: Browser
    problems: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self, file: Path, width: int = DESKTOP, height: int = 900, scheme: str = "light", **how: Any
    ) -> Page:
        """A page from its file, in a context of its own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True, **how
        )  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        context.route(lambda url: not url.startswith("file:"), self._refuse)
        context.on("console", self._console)
        context.on("weberror", lambda raised: self.problems.append(f"error: {raised.error}"))
        page = context.new_page()
        page.on("dialog", lambda dialog: self.problems.append(f"dialog: {dialog.message}"))
        page.on("request", lambda asked: self._request(asked.url, file))
        page.goto(file.as_uri())
        return page

    def close(self) -> None:
        """Close what was opened."""
        for context in self.contexts:
            context.close()

    def _refuse(self, route: Route) -> None:
        self.problems.append(f"asked for {route.request.url}")
        route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, url: str, file: Path) -> None:
        if url.split("#")[0] != file.as_uri():
            self.problems.append(f"requested {url}")
