"""What report.html promises for every kind of plan."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from support.page import Page
from support.report_plans import (
    FORMULA,
    SCRIPT,
    capped_plan,
    empty_plan,
    hostile_plan,
    infeasible_plan,
    pool_of_three,
    small_plan,
)

import matcher
from matcher.programme.models import PARTS
from matcher.programme.quotas import Quota
from matcher.proposal import Plan
from matcher.report import render_page
from matcher.report.page import script

KINDS = [small_plan, capped_plan, pool_of_three, infeasible_plan, empty_plan, hostile_plan]
every_kind = pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)


def page_of(plan: Plan) -> Page:
    return Page(render_page(plan))


def figure(text: str) -> int:
    """A figure as a person reads it."""
    return int(text.replace(",", ""))


def sums_hold(plan: Plan) -> bool:
    page = page_of(plan)
    cards = page.all("article", data_pair=None)
    assert [card.attributes["data-pair"] for card in cards] == [
        f"{pair.a}:{pair.b}" for pair in plan.document.pairs
    ]
    for card, pair in zip(cards, plan.document.pairs, strict=True):
        name = card.attributes["data-pair"]
        cells = page.all("td", data_pair=name, data_part=None)
        assert [cell.attributes["data-part"] for cell in cells] == list(PARTS)
        machine = [int(cell.attributes["data-points"]) for cell in cells]
        shown = [figure(cell.text) for cell in cells]
        (total,) = page.all("td", data_pair=name, data_sum=None)
        assert machine == shown == [pair.parts[part] for part in PARTS]
        assert sum(shown) == figure(total.text) == int(total.attributes["data-sum"]) == pair.score
        assert int(card.attributes["data-score"]) == pair.score
    return bool(cards)


@pytest.mark.parametrize("make", [small_plan, pool_of_three, hostile_plan])
def test_parts_shown_add_up_to_the_score_of_every_pair(make: Callable[[], Plan]) -> None:
    assert sums_hold(make())


@pytest.mark.parametrize("programme", ["eacac", "ccucc"])
def test_bundled_programmes_have_a_page_of_sane_size_whose_parts_add_up(programme: str) -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme(programme))
    assert sums_hold(plan)
    page = page_of(plan)
    assert len(page.source.encode()) < 2_000_000
    assert not page.unclosed
    assert not page.remote


@every_kind
def test_page_is_well_formed_static_and_self_contained(make: Callable[[], Plan]) -> None:
    page = page_of(make())
    assert not page.unclosed
    assert not page.remote
    assert not [e for e in page.elements for key in e.attributes if key.startswith("on")]
    languages, data, program = page.all("script")
    assert languages.attributes["type"] == "application/json"
    assert data.attributes == {"type": "application/json", "id": "plan-data"}
    assert json.loads(data.text)["pairs"] is not None
    assert (program.attributes, program.text) == ({}, script())


@every_kind
def test_a_policy_lets_nothing_run_but_the_script_of_the_page(make: Callable[[], Plan]) -> None:
    page = page_of(make())
    (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy.attributes["content"]
    assert "default-src 'none'" in policy.attributes["content"]
    assert "unsafe-eval" not in policy.attributes["content"]


def test_what_the_script_knows_is_what_the_plan_says() -> None:
    plan = small_plan()
    data = json.loads(page_of(plan).all("script", id="plan-data")[0].text)
    assert [(p["ids"], p["score"]) for p in data["pairs"]] == [
        ([pair.a, pair.b], pair.score) for pair in plan.document.pairs
    ]
    assert [round(part["weight"] * 1_000_000) for part in data["parts"]] == [
        row.weight for row in plan.document.influence.values()
    ]


@every_kind
def test_every_inner_link_has_its_target_and_no_id_stands_twice(make: Callable[[], Plan]) -> None:
    page = page_of(make())
    ids = [element.attributes["id"] for element in page.all(id=None)]
    assert len(ids) == len(set(ids))
    wanted = {a.attributes["href"][1:] for a in page.all("a", href=None) if a.text}
    inner = {a.attributes["href"][1:] for a in page.all("a") if a.attributes["href"][0] == "#"}
    assert inner <= set(ids)
    assert inner <= wanted


@every_kind
def test_tables_have_captions_and_headed_rows_and_headings_skip_no_level(
    make: Callable[[], Plan],
) -> None:
    page = page_of(make())
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert all(cell.attributes.get("scope") in ("col", "row") for cell in page.all("th"))
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert page.all(landmark)


def test_text_of_cities_is_escaped_everywhere() -> None:
    page = page_of(hostile_plan())
    assert len(page.all("script")) == page.source.lower().count("<script") == 3
    assert "javascript:" not in " ".join(a.attributes["href"] for a in page.all("a"))
    assert SCRIPT in page.all("h1")[0].text
    assert FORMULA in page.all("h3")[0].text
    assert "javascript:alert(1)" in page.all("section", id="sources")[0].text


def test_only_web_addresses_become_links() -> None:
    page = page_of(small_plan())
    away = [a for a in page.all("a") if not a.attributes["href"].startswith("#")]
    assert {a.attributes["href"] for a in away} == {"https://example.org/b?a=1&b=2"}
    assert {a.attributes["rel"] for a in away} == {"noopener noreferrer"}
    assert "example.org/without-scheme" in page.all("section", id="sources")[0].text


def test_evidence_names_its_basis_its_year_or_that_none_is_known() -> None:
    text = " ".join(page_of(small_plan()).all("main")[0].text.split())
    assert "reported, year unknown: City record, City press" in text
    assert "inferred by the rule made-up, 2024: made up" in text
    assert "declared, 2024, low confidence: made up" in text
    assert "Assumed:" in text


def test_pool_note_stands_wherever_the_pool_is_shown() -> None:
    page = page_of(small_plan())
    for section in ("proposals", "unmatched", "cities"):
        assert "illustrative pool: made up" in page.all("section", id=section)[0].text
    assert "illustrative pool: made up" in page.all("header", **{"class": "top"})[0].text


def test_every_city_of_the_file_set_is_on_the_page() -> None:
    plan = small_plan()
    page = page_of(plan)
    listed = {row.attributes["data-unmatched"] for row in page.all("tr", data_unmatched=None)}
    assert listed == {row.city for row in plan.document.unmatched}
    for row in plan.document.unmatched:
        assert row.reason in page.all("section", id="unmatched")[0].text


def test_cities_outside_the_programme_are_folded_under_a_count() -> None:
    (folded,) = page_of(small_plan()).all("summary")
    assert "Not part of this programme: 1 city" in folded.text


def test_proof_column_adds_up_to_the_bound_and_the_plan_reaches_it() -> None:
    plan = small_plan()
    page = page_of(plan)
    column = [float(cell.attributes["data-proof"]) for cell in page.all("td", data_proof=None)]
    assert sum(column) == plan.bound == plan.objective
    assert "this plan reaches it." in page.all("section", id="proof")[0].text


def test_proof_without_a_column_claims_none() -> None:
    plan = small_plan()
    document = plan.document.model_copy(update={"certificate": None, "proof": "enumeration"})
    proof = page_of(Plan(document, plan.profiles)).all("section", id="proof")[0].text
    assert "trying out every permitted plan" in proof
    assert "no column" in proof
    assert "exceed the sum of this column" not in proof


def test_a_plan_stopped_by_its_limit_says_how_far_it_may_be_from_the_best() -> None:
    plan = small_plan()
    found = {"status": "feasible", "gap": 1234, "proof": None, "certificate": None}
    page = page_of(Plan(plan.document.model_copy(update=found), plan.profiles))
    banner = page.all("section", **{"class": "status feasible"})[0].text
    assert "not proved" in banner
    assert "at most 1,234 points more" in banner


def test_banner_says_how_far_the_proof_reaches_and_influence_how_large_its_sample_is() -> None:
    plan = small_plan()
    found = {"regime": "large", "rounds": 3, "influence_sample": 1_000_000}
    page = page_of(Plan(plan.document.model_copy(update=found), plan.profiles))
    banner = page.all("section", **{"class": "status optimal"})[0].text
    assert "over all 4 permitted pairs (large regime: short lists first" in banner
    drivers = page.all("section", id="drivers")[0].text
    assert "estimated from a sample of 1,000,000 pairs" in drivers
    assert "estimated" not in page_of(plan).all("section", id="drivers")[0].text


def test_infeasible_plan_says_so_and_why() -> None:
    plan = infeasible_plan()
    page = page_of(plan)
    banner = page.all("section", **{"class": "status infeasible"})[0].text
    assert "No plan is possible" in banner
    assert plan.document.reasons
    assert all(reason in banner for reason in plan.document.reasons)


def test_plan_of_zero_pairs_is_a_proved_answer() -> None:
    page = page_of(empty_plan())
    assert "Proved: no exchange adds" in page.all("section", **{"class": "status optimal"})[0].text
    assert len(page.all("tr", data_unmatched=None)) == 3


def test_data_owners_get_their_line_exactly_when_their_data_are_behind_the_scores() -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    real = page_of(plan).all("section", id="sources")[0].text
    assert "CC BY-NC-SA 3.0 IGO" in real
    assert "collected in partnership by CDP and ICLEI - Local Governments for" in real
    made_up = page_of(small_plan()).all("section", id="sources")[0].text
    assert "World Health" not in made_up


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_colours_keep_a_contrast_of_at_least_4_5(scheme: str) -> None:
    style = page_of(empty_plan()).all("style")[0].text
    blocks = re.findall(r":root \{(.*?)\}", style, flags=re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[scheme == "dark"]))
    for ink, paper in [
        *((ink, paper) for ink in ("ink", "quiet", "accent") for paper in ("paper", "sheet")),
        *((f"{kind}-ink", kind) for kind in ("note", "good", "bad")),
    ]:
        assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(c * share for c, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def test_caps_stand_on_the_page_with_their_use_and_price() -> None:
    plan = capped_plan()
    page = page_of(plan)
    rows = page.all("tr", data_cap=None)
    assert [row.attributes["data-cap"] for row in rows] == [c.label for c in plan.document.caps]
    assert SCRIPT not in page.source
    first = plan.document.caps[0]
    assert (first.used, first.most_pairs) == (1, 1)
    assert f"{first.price:,.0f}" in rows[0].text


def test_a_page_without_caps_does_not_speak_of_them() -> None:
    assert "data-cap" not in page_of(small_plan()).source
    assert "Caps are hard rules" not in page_of(small_plan()).source


def test_quotas_stand_with_what_they_cost() -> None:
    programme = matcher.read_programme("eacac").model_copy(
        update={
            "quotas": (
                Quota(label="Cleaner transport", carries="A", least=3),
                Quota(label="One on waste", carries="G", least=2, price=10_000),
            )
        }
    )
    plan = matcher.propose(matcher.read_profiles(), programme)
    page = page_of(plan)
    assert not page.unclosed
    for quota in plan.document.quotas:
        (row,) = page.all("tr", data_quota=quota.label)
        text = " ".join(row.text.split())
        assert f"at least {quota.least}" in text
        assert quota.counts in text
        worth = quota.cost if quota.hard else quota.paid
        assert f"{worth:,}" in text
