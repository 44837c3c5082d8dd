"""axe-core finds nothing to mend: names, roles, landmarks, headings, contrast, sizes of targets."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from support.browser import DESKTOP, PHONE, needs_browser
from support.report_pages import SMALL

pytestmark = needs_browser

# Colours do not hang on the width, and nothing but colours hangs on the scheme.
WAYS = [(DESKTOP, "light", None), (DESKTOP, "dark", ["cat.color"]), (PHONE, "light", None)]
# The page of CCUCC has no kind of part that the others lack.
PAGES = [pytest.param(name, marks=pytest.mark.slow) if name == "ccucc" else name for name in SMALL]
# Of many alike a few show every kind; the whole of them would take minutes.
A_FEW = """() => {
  const rest = `article[data-pair]:nth-of-type(n + 3), tbody tr:nth-child(n + 4),
    .sources li:nth-child(n + 4)`;
  for (const part of document.querySelectorAll(rest)) part.remove();
}"""


def assert_open_to_all(page: Page, tags: list[str] | None = None) -> None:
    page.evaluate(A_FEW)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if tags is None:
        options["rules"] = {"target-size": {"enabled": True}}
    else:
        options["runOnly"] = {"type": "tag", "values": tags}
    # A picture is one region with a name; what its marks say is tested by the keyboard.
    found = Axe().run(page, context={"exclude": [".chart svg"]}, options=options)
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "scheme", "tags"), WAYS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_in_a_readers_way(
    name: str, width: int, scheme: str, tags: list[str] | None, show
) -> None:
    assert_open_to_all(show(name, width, scheme=scheme), tags)


def test_what_changes_by_use_is_as_open(show) -> None:
    page = show("eacac")
    page.get_by_role("button", name="Score, points").click()
    page.fill("#by-city", "tokyo")
    page.select_option("#action", "weights")
    page.locator("#unmatched summary").click()
    page.get_by_role("region", name="Map of the exchanges").focus()
    page.keyboard.press("ArrowRight")
    page.select_option("#language", "mn")
    assert_open_to_all(page)


def test_the_check_would_see_what_is_wrong(show) -> None:
    page = show("infeasible")
    page.evaluate("document.querySelector('h2').style.color = '#d0d0d0'")
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_open_to_all(page)
