"""Everything that a pointer can do, the keyboard can: in order, seen, and told."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from support.browser import needs_browser
from support.report_pages import Pages

pytestmark = needs_browser

# What is focused, and whether one sees it: an outline of at least two pixels around it.
FOCUS = """() => {
  const part = document.activeElement, style = getComputedStyle(part);
  const box = part.getBoundingClientRect();
  return { tag: part.tagName, id: part.id, text: part.ariaLabel || part.innerText?.trim(),
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight };
}"""


def focus(page: Page) -> dict:
    return page.evaluate(FOCUS)


def test_the_skip_link_comes_first_is_seen_and_leads_to_the_content(show) -> None:
    page = show("eacac")
    page.keyboard.press("Tab")
    assert focus(page)["text"] == "Skip to the content"
    box = page.locator(".skip").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().top") < 10
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_tab_goes_through_all_controls_in_reading_order_and_shows_where_it_is(show) -> None:
    page = show("eacac")
    seen = []
    for _ in range(35):
        page.keyboard.press("Tab")
        at = focus(page)
        assert at["outline"], at
        assert at["inside"], at
        seen.append(at["id"] or at["text"])
    order = [
        "Skip to the content", "Proposals", "Sources", "Map of the exchanges", "by-city",
        "by-theme", "by-grade", "Show all", "all", "No.", "Exchange", "Score, points",
        "Satisfaction, each", "Beijing with Seoul",
    ]  # fmt: skip
    found = [seen.index(part) for part in order]
    assert found == sorted(found)
    # The order of the document is the order of the keyboard.
    assert page.locator("[tabindex]:not([tabindex='0'])").count() == 0


def test_enter_and_space_work_the_controls(show, pages: Pages) -> None:
    page = show("eacac")
    button = page.get_by_role("button", name="Score, points")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.keyboard.press("Space")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert focus(page)["text"] == "Score, points"
    page.locator("#by-city").focus()
    page.keyboard.type("tokyo")
    filtered = page.locator("#shown").inner_text()
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Space")
    page.wait_for_function(
        "said => document.querySelector('#shown').textContent !== said", arg=filtered
    )
    page.locator("#action").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#action").input_value() == "forbid"
    folded = page.locator("#unmatched summary")
    folded.focus()
    page.keyboard.press("Space")
    assert page.locator("#unmatched details").get_attribute("open") is not None
    link = page.locator(".overview tbody a").first
    link.focus()
    page.keyboard.press("Enter")
    pairs = pages.plan("eacac").document.pairs
    target = page.evaluate("location.hash")
    assert target in {f"#pair-{pair.a}-{pair.b}" for pair in pairs}
    assert page.locator(f"article{target}").is_visible()


def test_the_arrow_keys_read_the_map_and_escape_ends_it(show, pages: Pages) -> None:
    page = show("eacac")
    document = pages.plan("eacac").document
    tip = page.locator("#tip")
    region = page.get_by_role("region", name="Map of the exchanges")
    region.focus()
    assert tip.is_hidden()
    said = set()
    marks = len(document.pairs) + len({c for p in document.pairs for c in (p.a, p.b)})
    for _ in range(marks):
        page.keyboard.press("ArrowRight")
        said.add(tip.inner_text())
    for pair in document.pairs:
        a, b = (document.cities[city].name for city in (pair.a, pair.b))
        assert f"{a} with {b}: {pair.score:,} points" in said
    assert len(said) == marks
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    page.keyboard.press("ArrowLeft")
    assert tip.is_visible()
    page.locator("#by-city").focus()
    assert tip.is_hidden()


def test_the_arrow_keys_read_every_score_of_the_heat_map(show, pages: Pages) -> None:
    page = show("eacac")
    document = pages.plan("eacac").document
    tip = page.locator("#tip")
    page.get_by_role("region", name=re.compile("Heat map")).focus()
    said = []
    for _ in range(2 * document.permitted_pairs + 1):
        page.keyboard.press("ArrowRight")
        said.append(tip.inner_text())
    assert len(set(said)) == 2 * document.permitted_pairs
    column = re.match(r".* with (.*):", said[-1])[1]
    page.keyboard.press("ArrowDown")
    assert re.match(r".* with (.*):", tip.inner_text())[1] == column
    assert tip.get_attribute("role") == "status"


def test_a_tip_stays_inside_the_window(show) -> None:
    page = show("eacac", 360)
    page.get_by_role("region", name="Map of the exchanges").focus()
    for _ in range(17):
        page.keyboard.press("ArrowRight")
        box = page.locator("#tip").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_nothing_moves_that_a_reader_has_not_asked_to_move(show) -> None:
    page = show("eacac")
    moving = """() => [...document.querySelectorAll("*")].filter((part) => {
      const style = getComputedStyle(part);
      return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0
        || style.scrollBehavior === "smooth";
    }).length + document.getAnimations().length"""
    assert page.evaluate(moving) == 0
