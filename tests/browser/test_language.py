"""The page changes its language offline, all of it, and back again; the keyboard is enough."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page
from support.browser import DESKTOP, PHONE, needs_browser

from matcher.language import LANGUAGES
from matcher.report.weave import ATTRIBUTES, texts_of

pytestmark = needs_browser

# What stands in the page, in document order, as `texts_of` reads it from the source.
TEXTS = """(names) => {
  const found = [];
  const read = (element) => {
    for (const name of names)
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    if (["script", "style"].includes(element.localName)) return;
    for (const node of element.childNodes) {
      if (node.nodeType === Node.ELEMENT_NODE) read(node);
      else if (node.nodeType === Node.TEXT_NODE && /[^ \\t\\r\\n\\f]/.test(node.nodeValue))
        found.push(node.nodeValue);
    }
  };
  read(document.documentElement);
  return found;
}"""
# A box that the window cuts off and nothing around it scrolls.
WIDER = "document.documentElement.scrollWidth > innerWidth"


def choose(page: Page, language: str) -> None:
    page.locator("#language").select_option(language)


@pytest.mark.parametrize("name", ["eacac", "ccucc"])
def test_every_text_of_the_page_changes_and_comes_back(name: str, show, pages) -> None:
    page = show(name)
    table = json.loads(page.locator("#languages").text_content())
    source = texts_of(pages.file(name).read_text(encoding="utf-8"))
    own = [row for row in table["at"] if row >= 0]
    assert len(own) > 500
    before = page.evaluate(TEXTS, list(ATTRIBUTES))
    for column, language in enumerate(LANGUAGES):
        choose(page, language)
        assert page.locator("html").get_attribute("lang") == language
        there = set(page.evaluate(TEXTS, list(ATTRIBUTES)))
        wanted = {
            text if row < 0 else table["rows"][row][column]
            for text, row in zip(source, table["at"], strict=True)
        }
        assert wanted <= there
    choose(page, "en")
    assert page.evaluate(TEXTS, list(ATTRIBUTES)) == before


def test_the_script_speaks_the_language_too(show) -> None:
    page = show("eacac")
    choose(page, "ja")
    assert page.locator("#shown").text_content() == "8件中8件の交流"
    assert "がなくなります" in page.locator("#what-if-said").text_content()
    assert page.title().startswith("東アジア清浄大気都市")
    command = page.locator("#what-if-command").text_content()
    choose(page, "ko")
    assert page.locator("#shown").text_content() == "교류 8건 중 8건"
    assert page.locator("#what-if-command").text_content() == command


def test_cities_are_found_by_their_names_in_any_language(show) -> None:
    page = show("eacac")
    for name in ("Ulaanbaatar", "Улаанбаатар", "乌兰巴托", "울란바토르"):
        page.locator("#by-city").fill(name)
        assert page.locator(".overview tbody tr:visible").count() == 2


def test_the_keyboard_alone_changes_the_language(show) -> None:
    page = show("eacac")
    page.locator("#language").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#language").input_value() == "en"


def test_names_on_the_map_are_those_of_the_language(show) -> None:
    page = show("eacac")
    choose(page, "mn")
    names = page.locator("#map svg text").all_text_contents()
    assert {"Улаанбаатар", "Бээжин", "Токио"} <= set(names)
    assert "Beijing" not in names


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_fits_its_window_in_every_language(language, width: int, show) -> None:
    page = show("ccucc", width)
    choose(page, language)
    assert not page.evaluate(WIDER)
