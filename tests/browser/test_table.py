"""The table of proposals: filters that agree with the plan, and columns that sort as they say."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from playwright.sync_api import Page
from support.browser import needs_browser
from support.report_pages import LARGE, Pages

from matcher.plan.document import PairRecord, PlanDocument

pytestmark = needs_browser

# From a key pressed in the filter to the new table on the screen, on a busy machine.
LONGEST_FILTER = 2.0


@pytest.fixture
def plan(pages: Pages) -> PlanDocument:
    return pages.plan("eacac").document


def shown(page: Page) -> list[int]:
    """Numbers of the exchanges in the table, from top to bottom."""
    cells = page.locator(".overview tbody tr:not([hidden]) td:first-child").all_inner_texts()
    return [int(cell) for cell in cells]


def cards(page: Page) -> list[int]:
    """Numbers of the cards that are shown."""
    found = page.locator("article[data-pair]:not([hidden]) > header .eyebrow").all_text_contents()
    return [int(re.findall(r"\d+", text)[0]) for text in found]


def numbers(plan: PlanDocument, fits) -> list[int]:
    return [number for number, pair in enumerate(plan.pairs, start=1) if fits(pair)]


def graded(plan: PlanDocument, grades: set[str]) -> list[int]:
    return numbers(plan, lambda pair: pair.certainty.grade in grades)


def assert_shown(page: Page, plan: PlanDocument, wanted: list[int]) -> None:
    assert shown(page) == wanted
    assert cards(page) == wanted
    assert page.locator("#shown").inner_text() == f"{len(wanted)} of {len(plan.pairs)} exchanges"


@pytest.mark.parametrize("typed", ["tokyo", "  TOKYO ", "東京", "jp-tokyo"])
def test_filter_by_city_takes_any_of_its_names(typed: str, show, plan: PlanDocument) -> None:
    page = show("eacac")
    page.fill("#by-city", typed)
    wanted = numbers(plan, lambda pair: "jp-tokyo" in (pair.a, pair.b))
    assert 0 < len(wanted) < len(plan.pairs)
    assert_shown(page, plan, wanted)


def test_filters_by_theme_and_certainty_agree_with_the_plan_and_add_up(
    show, plan: PlanDocument
) -> None:
    page = show("eacac")

    def titles(pair: PairRecord) -> set[str]:
        return {flow.title for flows in pair.flows.values() for flow in flows}

    theme = min(titles(plan.pairs[0]))
    page.select_option("#by-theme", label=theme)
    assert_shown(page, plan, numbers(plan, lambda pair: theme in titles(pair)))
    page.get_by_role("button", name="Show all").click()
    for grade in ("core", "likely", "fragile"):
        page.select_option("#by-grade", grade)
        assert_shown(page, plan, graded(plan, {grade}))
    page.select_option("#by-grade", "core")
    page.select_option("#by-theme", label=theme)
    page.fill("#by-city", "beijing")
    both = numbers(
        plan,
        lambda pair: theme in titles(pair) and "cn-beijing" in (pair.a, pair.b),
    )
    assert_shown(page, plan, sorted({*both} & {*graded(plan, {"core"})}))
    page.get_by_role("button", name="Show all").click()
    assert_shown(page, plan, numbers(plan, lambda pair: True))


def test_each_column_sorts_both_ways_and_says_which(show, plan: PlanDocument) -> None:
    page = show("eacac")
    names = plan.cities

    def least(pair: PairRecord) -> float:
        return min(pair.satisfaction.values())

    keys = {
        "Exchange": (lambda pair: f"{names[pair.a].name} {names[pair.b].name}", "ascending"),
        "Score, points": (lambda pair: pair.score, "descending"),
        "Satisfaction, each": (least, "ascending"),
        "How sure": (
            lambda pair: ["fragile", "likely", "core"].index(pair.certainty.grade),
            "ascending",
        ),
        "No.": (lambda pair: plan.pairs.index(pair), "ascending"),
    }
    assert page.locator(".overview th[aria-sort]").all_inner_texts() == ["No."]
    buttons = page.locator(".overview thead button")
    assert buttons.all_inner_texts() == ["No.", *list(keys)[:-1]]
    for title, (key, first) in keys.items():
        opposite = "descending" if first == "ascending" else "ascending"
        for way in (first, opposite, first):
            page.get_by_role("button", name=title, exact=True).click()
            heads = page.locator(".overview th[aria-sort]")
            assert heads.all_inner_texts() == [title]
            assert heads.get_attribute("aria-sort") == way
            order = [key(plan.pairs[number - 1]) for number in shown(page)]
            assert order == sorted(order, reverse=way == "descending"), title


def test_a_filter_holds_while_the_table_is_sorted(show, plan: PlanDocument) -> None:
    page = show("eacac")
    page.fill("#by-city", "seoul")
    wanted = numbers(plan, lambda pair: "kr-seoul" in (pair.a, pair.b))
    page.get_by_role("button", name="Score, points").click()
    assert sorted(shown(page)) == wanted


def test_a_large_table_filters_while_one_types(show, pages: Pages) -> None:
    started = perf_counter()
    page = show("large")
    assert perf_counter() - started < 60
    seconds = page.evaluate(
        """async () => {
          const field = document.querySelector("#by-city");
          field.value = "Eastern City 7";
          const started = performance.now();
          field.dispatchEvent(new Event("input"));
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return (performance.now() - started) / 1000;
        }"""
    )
    assert seconds < LONGEST_FILTER
    cities = pages.plan("large").document.cities
    wanted = numbers(
        pages.plan("large").document,
        lambda pair: any("Eastern City 7" in cities[end].name for end in (pair.a, pair.b)),
    )
    assert 0 < len(wanted) < LARGE
    assert shown(page) == wanted
