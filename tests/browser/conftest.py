"""One browser and one set of pages for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from support.browser import Watcher, launch
from support.report_pages import Pages

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests on one worker: the pages and the browser are made once."""
    for item in items:
        if item.path.is_relative_to(__file__.rsplit("/", 1)[0]):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, closed again before other tests run: its driver holds the event loop."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="package")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The run folders."""
    return Pages(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def watcher(browser: Browser) -> Iterator[Watcher]:
    """Opens pages; once the test has passed, none of them may have logged or asked for a thing."""
    watching = Watcher(browser)
    yield watching
    watching.close()
    assert watching.problems == []


@pytest.fixture
def show(watcher: Watcher, pages: Pages) -> Open:
    """Open a page by its name."""
    return lambda name, *where, **how: watcher.open(pages.file(name), *where, **how)
