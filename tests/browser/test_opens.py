"""Every page opens from its file: nothing is asked for, nothing is logged, nothing runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from support.browser import DESKTOP, PHONE, Watcher, needs_browser
from support.page import Page as Source
from support.report_pages import LARGE, SMALL, Pages
from support.report_plans import STRANGE_NAMES

pytestmark = needs_browser

# A box whose right edge lies beyond the window, and that nothing around it scrolls or hides.
OVERHANGS = """() => [...document.querySelectorAll("body *")].filter((part) => {
  if (part.closest("svg") && part.tagName !== "svg") return false;
  const box = part.getBoundingClientRect();
  if (!box.width || !box.height || box.right <= innerWidth + 1) return false;
  for (let around = part.parentElement; around; around = around.parentElement)
    if (getComputedStyle(around).overflowX !== "visible") return false;
  return getComputedStyle(part).position !== "absolute";
}).map((part) => part.outerHTML.slice(0, 120))"""


def assert_fits(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("innerWidth")
    assert page.evaluate(OVERHANGS) == []


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", SMALL)
def test_page_shows_and_fits_its_window(name: str, width: int, show, pages: Pages) -> None:
    page = show(name, width)
    assert page.locator("article[data-pair]").count() == len(pages.plan(name).document.pairs)
    assert page.locator("[data-script][hidden]").count() == 0
    assert_fits(page)


@pytest.mark.parametrize("name", SMALL)
def test_page_holds_no_address_that_a_browser_would_fetch(name: str, pages: Pages) -> None:
    assert Source(pages.file(name).read_text(encoding="utf-8")).remote == []


def test_without_its_script_the_page_says_the_same(show, pages: Pages) -> None:
    page = show("eacac", java_script_enabled=False)
    assert page.locator("article[data-pair]").count() == len(pages.plan("eacac").document.pairs)
    assert page.locator("#tools").is_hidden()
    assert page.locator("#what-if").is_hidden()


def test_a_large_page_is_small_enough_to_send_and_lists_the_plan_not_the_pool(
    show, pages: Pages
) -> None:
    page = show("large")
    assert pages.file("large").stat().st_size < 5_000_000
    pairs = pages.plan("large").document.pairs
    assert len(pairs) == LARGE
    assert page.locator(".overview tbody tr").count() == LARGE
    assert page.locator(".heat").count() == 0


def test_names_that_are_markup_stay_names(watcher: Watcher, pages: Pages) -> None:
    page = watcher.open(pages.file("strange"))
    assert page.evaluate("document.querySelectorAll('img, script:not([type])').length") == 1
    listed = page.locator("#cities tbody th bdi:not(.local)").all_inner_texts()
    shown = {" ".join(name.split()) for name in listed}
    assert shown == {" ".join(name.split()) for name in STRANGE_NAMES}
    # They stay names where the script sets them, too.
    for action in ("decline", "forbid", "pin", "weights"):
        page.select_option("#action", action)
    page.select_option("#action", "decline")
    for at in range(page.locator("#pair option").count()):
        page.select_option("#pair", str(at))
        said = page.locator("#what-if-said").inner_text()
        assert any(name[:20] in said for name in STRANGE_NAMES)
    page.locator("#by-city").fill("<script>")
    assert page.title().startswith("<script>alert('x')</script>")
