"""A page that cannot show everything says what it left out, where it is, and still adds up."""

from __future__ import annotations

import pytest
from support.page import Page
from support.report_plans import fixed, small_plan

import matcher
from matcher.proposal import Plan
from matcher.report import render_page, view


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = matcher.propose(matcher.read_profiles(), matcher.read_programme("ccucc"))
    warnings = [f"remark {number}" for number in range(5)]
    return fixed(Plan(found.document.model_copy(update={"warnings": warnings}), found.profiles))


@pytest.fixture
def page(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Page:
    for name, most in {
        "CARDS": 3, "CITIES": 20, "REASONS": 2, "PROOF_ROWS": 4, "REMARKS": 1,
    }.items():  # fmt: skip
        monkeypatch.setattr(view, name, most)
    return Page(render_page(plan))


def test_the_table_lists_every_exchange_and_links_those_with_a_card(plan: Plan, page: Page) -> None:
    (table,) = page.all("table", **{"class": "overview"})
    for pair in plan.document.pairs:
        assert plan.document.cities[pair.a].name in table.text
        assert f"{pair.score:,}" in table.text
    best = sorted(plan.document.pairs, key=lambda pair: -pair.score)[:3]
    cards = {card.attributes["data-pair"] for card in page.all("article", data_pair=None)}
    assert cards == {f"{pair.a}:{pair.b}" for pair in best}
    links = {a.attributes["href"] for a in page.all("a") if "#pair-" in a.attributes["href"]}
    assert links == {f"#pair-{pair.a}-{pair.b}" for pair in best}
    proposals = page.all("section", id="proposals")[0].text
    assert "The 3 exchanges of the highest score are set out below." in proposals
    assert "all 10 are in proposals.csv" in proposals


def test_the_proof_column_still_adds_up(plan: Plan, page: Page) -> None:
    column = [float(cell.attributes["data-proof"]) for cell in page.all("td", data_proof=None)]
    assert len(column) == 5
    assert sum(column) == plan.bound
    assert plan.document.certificate is not None
    rows = [row for row in plan.document.certificate.rows if row.total]
    proof = page.all("section", id="proof")[0].text
    assert f"{len(rows) - 4} smaller rows together" in proof
    assert min(column[:4]) >= max(
        row.total for row in rows if row.total not in column[:4]
    )  # the greatest are shown


def test_cities_reasons_and_remarks_say_how_many_more_there_are(plan: Plan, page: Page) -> None:
    document = plan.document
    for side in document.sides:
        caption = next(c.text for c in page.all("caption") if c.text.startswith(f"{side.name}:"))
        shown = ", of which 3 are shown: those of the exchanges set out above. All are in plan.json"
        assert caption == f"{side.name}: {len(side.cities)} cities" + (
            shown if len(side.cities) > 20 else ""
        )
    unmatched = page.all("section", id="unmatched")[0].text
    codes = [row.code for row in document.unmatched]
    for code in {code for code in codes if codes.count(code) > 2}:
        assert f"And {codes.count(code) - 2:,} more, each with its reason" in unmatched
        assert len(page.all("tr", data_code=code)) == 2
    assert "And 4 more in plan.json." in page.all("footer")[0].text


def test_a_small_page_leaves_nothing_out() -> None:
    text = Page(render_page(small_plan())).all("main")[0].text
    assert "set out below" not in text
    assert "smaller rows" not in text
    assert "more, each" not in text
