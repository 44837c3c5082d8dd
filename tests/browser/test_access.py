"""axe-core finds nothing to mend: names, roles, landmarks, headings, contrast, sizes of targets."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from support.browser import DESKTOP, PHONE, needs_browser
from support.report_pages import SMALL

pytestmark = needs_browser

WIDTHS_AND_SCHEMES = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
# Of many exchanges three show every kind of part; the whole of them would take minutes.
THREE_CARDS = """() => {
  const rest = document.querySelectorAll("article[data-pair]:nth-of-type(n + 4)");
  for (const card of rest) card.remove();
}"""


@pytest.mark.parametrize(("width", "scheme"), WIDTHS_AND_SCHEMES)
@pytest.mark.parametrize("name", SMALL)
def test_nothing_is_in_a_readers_way(name: str, width: int, scheme: str, show) -> None:
    page = show(name, width, scheme=scheme)
    page.evaluate(THREE_CARDS)
    # A picture is one region with a name; what its marks say is tested by the keyboard.
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, context={"exclude": [".chart svg"]}, options=options)
    assert found.violations_count == 0, found.generate_report()


def test_what_changes_by_use_is_as_accessible(show) -> None:
    page = show("eacac")
    page.evaluate(THREE_CARDS)
    page.get_by_role("button", name="Score, points").click()
    page.fill("#by-city", "tokyo")
    page.select_option("#action", "weights")
    page.locator("#unmatched summary").click()
    page.get_by_role("region", name="Map of the exchanges").focus()
    page.keyboard.press("ArrowRight")
    found = Axe().run(page, context={"exclude": [".chart svg"]})
    assert found.violations_count == 0, found.generate_report()
