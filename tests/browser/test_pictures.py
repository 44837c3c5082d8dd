"""The pictures at every width: one map is shown, and its letters are large enough to read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from support.browser import needs_browser
from support.report_pages import Pages

pytestmark = needs_browser

# Pixels of a reader's screen.
SMALLEST_LETTERS = 11.0

# Height of the letters of a picture as they stand on the screen, and their boxes.
LETTERS = """(svg) => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim()).map((text) => {
    const box = text.getBoundingClientRect();
    return { text: text.textContent, size: scale * parseFloat(getComputedStyle(text).fontSize),
      box: [box.left, box.top, box.right, box.bottom] };
  });
}"""


@pytest.mark.parametrize("name", ["eacac", "ccucc"])
def test_names_on_the_map_can_be_read_and_stay_inside(name: str, show) -> None:
    page = show(name)
    for width in (360, 400, 768, 900, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_readable(page)


def assert_readable(page: Page) -> None:
    maps = page.locator(".map svg:visible")
    assert maps.count() == 1
    names = maps.evaluate(LETTERS)
    assert len({entry["text"] for entry in names}) >= 5
    frame = maps.evaluate("svg => Object.values(svg.getBoundingClientRect().toJSON())")
    left, top, wide, high = frame[:4]
    for entry in names:
        assert entry["size"] >= SMALLEST_LETTERS, entry
        assert entry["box"][0] >= left - 1
        assert entry["box"][2] <= left + wide + 1
        assert top - 1 <= entry["box"][1] < entry["box"][3] <= top + high + 1


def test_every_city_of_a_small_map_is_named_on_a_phone(show, pages: Pages) -> None:
    page = show("eacac", 360)
    shown = set(page.locator(".map svg:visible text").all_text_contents())
    document = pages.plan("eacac").document
    taking = {city for pair in document.pairs for city in (pair.a, pair.b)}
    assert shown == {document.cities[city].name for city in taking}


def test_names_beside_the_heat_map_can_be_read_on_a_phone(show) -> None:
    names = show("ccucc", 360).locator(".heat svg").evaluate(LETTERS)
    assert min(entry["size"] for entry in names) >= 10
