"""The page on paper: all of it, on the common sheets, without what only a screen can use."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from support.browser import needs_browser
from support.report_pages import Pages

pytestmark = needs_browser

# Width of what is printed, in pixels of 1/96 inch: the sheet less 13 mm on either side.
SHEETS = {"A4": round((210 - 26) * 96 / 25.4), "Letter": round((215.9 - 26) * 96 / 25.4)}
ONLY_ON_SCREEN = ("nav", ".skip", "#tools", "#what-if", "#tip", ".map-narrow", ".back")

# Text that its own box cuts off, or that runs over the edge of the sheet.
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((part) => {
  if (part.closest("svg") && part.tagName !== "svg") return false;
  if (part.closest(".hidden")) return false;
  const box = part.getBoundingClientRect();
  if (!box.width || !box.height) return false;
  const hides = getComputedStyle(part).overflowX !== "visible";
  if (hides && part.scrollWidth > part.clientWidth + 1) return true;
  return box.right > innerWidth + 1 || box.left < -1;
}).map((part) => part.outerHTML.slice(0, 120))"""


def printed(page: Page, sheet: str) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(format=sheet, prefer_css_page_size=False)))


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", ["eacac", "ccucc", "strange"])
def test_nothing_is_cut_off_and_no_control_is_printed(name: str, sheet: str, show) -> None:
    page = show(name, SHEETS[sheet])
    page.emulate_media(media="print")
    for part in ONLY_ON_SCREEN:
        assert page.locator(part).first.is_hidden() or page.locator(part).count() == 0, part
    assert page.evaluate(CLIPPED) == []


@pytest.mark.parametrize(("name", "sheet"), [("eacac", "A4"), ("strange", "Letter")])
def test_every_exchange_and_every_figure_is_on_paper(
    name: str, sheet: str, show, pages: Pages
) -> None:
    reader = printed(show(name), sheet)
    plan = pages.plan(name).document
    # About a sheet for each exchange, and a few for the rest.
    assert len(plan.pairs) <= len(reader.pages) <= len(plan.pairs) + 14
    text = " ".join(" ".join(part.extract_text() for part in reader.pages).split())
    for pair in plan.pairs:
        if name == "eacac":
            assert all(plan.cities[city].name in text for city in (pair.a, pair.b))
        assert f"{pair.score:,}" in text
        assert all(f"{points:,}" in text for points in pair.parts.values())
    for title in ("How sure is this plan?", "Proof", "Sources", "Fairness and stability"):
        assert title in text
    assert "Show all" not in text
    assert "matcher replan" not in text
    # No sheet is empty but for its number.
    assert all(len(re.sub(r"\\W+", "", part.extract_text())) > 60 for part in reader.pages)


@pytest.mark.parametrize("name", ["eacac", "ccucc"])
def test_letters_of_the_map_are_as_large_as_those_of_the_page(name: str, show) -> None:
    page = show(name, SHEETS["A4"])
    page.emulate_media(media="print")
    size = page.locator(".map svg:visible").evaluate(
        "svg => 13 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
    )
    # Seven points of 1/72 inch.
    assert size >= 7 * 96 / 72


def test_dark_readers_print_on_white(show) -> None:
    page = show("eacac", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "['--paper', '--ink'].map((name) => getComputedStyle(document.documentElement)"
        ".getPropertyValue(name).trim())"
    )
    assert colours == ["#fff", "#000"]
