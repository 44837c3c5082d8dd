"""The page on paper: all of it, on the common sheets, without what only a screen can use."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from support.browser import needs_browser
from support.report_pages import Pages

pytestmark = needs_browser

# Width of what is printed, in pixels of 1/96 inch: the sheet less 13 mm on either side.
SHEETS = {"A4": round((210 - 26) * 96 / 25.4), "Letter": round((215.9 - 26) * 96 / 25.4)}
# Both sides of the sheet, in points.
POINTS = {"A4": (595.3, 841.9), "Letter": (612, 792)}
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


# Letters of the map on paper, and the least: seven points of 1/72 inch.
LETTERS = """(svg) => parseFloat(getComputedStyle(svg.querySelector("text")).fontSize)
  * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"""
SMALLEST_LETTERS = 7 * 96 / 72


def printed(page: Page, sheet: str) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(format=sheet, prefer_css_page_size=False)))


@pytest.mark.parametrize("name", ["eacac", "ccucc", "strange"])
def test_nothing_is_cut_off_and_no_control_is_printed(name: str, show) -> None:
    page = show(name)
    page.emulate_media(media="print")
    for part in ONLY_ON_SCREEN:
        assert not page.locator(part).first.is_visible(), part
        assert name == "strange" or page.locator(part).count(), part
    for width in SHEETS.values():
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CLIPPED) == []
        if name != "strange":
            assert page.locator(".map svg:visible").evaluate(LETTERS) >= SMALLEST_LETTERS


def test_every_exchange_and_every_figure_is_on_paper(show, pages: Pages) -> None:
    reader = printed(show("eacac"), "A4")
    plan = pages.plan("eacac").document
    sheets = [part.extract_text() for part in reader.pages]
    text = " ".join(" ".join(sheets).split())
    for pair in plan.pairs:
        assert all(plan.cities[city].name in text for city in (pair.a, pair.b))
        assert f"{pair.score:,}" in text
        assert all(f"{points:,}" in text for points in pair.parts.values())
    for title in ("How sure is this plan?", "Proof", "Sources", "Fairness and stability"):
        assert title in text
    assert "Show all" not in text
    assert "matcher replan" not in text
    # No sheet is empty but for its number.
    assert all(len("".join(sheet.split())) > 60 for sheet in sheets)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_plan_takes_about_a_sheet_for_each_exchange_and_a_few_for_the_rest(
    sheet: str, show, pages: Pages
) -> None:
    exchanges = len(pages.plan("eacac").document.pairs)
    sheets = printed(show("eacac"), sheet).pages
    assert exchanges <= len(sheets) <= exchanges + 14
    wide, high = (float(side) for side in sheets[0].mediabox[2:])
    assert (wide, high) == pytest.approx(POINTS[sheet], abs=1)


def test_dark_readers_print_on_white(show) -> None:
    page = show("eacac", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "['--paper', '--ink'].map((name) => getComputedStyle(document.documentElement)"
        ".getPropertyValue(name).trim())"
    )
    assert colours == ["#fff", "#000"]
