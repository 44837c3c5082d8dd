"""What a plan says about caps: who is kept out by which, at what price, why there is no plan."""

from __future__ import annotations

from typing import Any

import pytest
from support.made_up import city, item, pool_programme, profiles, sides_programme

import matcher
from matcher.candidates import CapGroup
from matcher.intake.profiles import Profiles
from matcher.plan.caps import CapStanding
from matcher.plan.document import PlanDocument
from matcher.plan.impossible_caps import room_of
from matcher.plan.verify import verify_plan
from matcher.proposal import Plan

NORTH = {"subdivision": "CN-N", "subdivision_name": "North"}
SOUTH = {"subdivision": "CN-S", "subdivision_name": "South"}


def wants(name: str, *themes: str, **fields: Any) -> Any:
    """A city that needs these themes and can show none."""
    return city(name, [item(theme, 3) for theme in themes], [], **fields)


def shows(name: str, *themes: str, **fields: Any) -> Any:
    """A city that can show these themes and needs none."""
    return city(name, [], [item(theme, 3) for theme in themes], **fields)


CITIES = profiles(
    wants("cn-aa", "A1", "C1", **NORTH),
    wants("cn-bb", "A1", "C1", **NORTH),
    wants("cn-cc", "B1", **SOUTH),
    shows("us-dd", "A1", "C1"),
    shows("us-ee", "A1", "C1"),
    shows("us-ff", "A1", "C1"),
)


def plan_of(*caps: dict[str, Any], cities: Profiles = CITIES, **fields: Any) -> Plan:
    stated = {"benefit": {"fusion": "mean"}, **fields}
    return matcher.propose(cities, sides_programme(caps=caps, **stated))


NORTHERN = {"per": "subdivision", "most": 1, "side": "China", "only": ["CN-N"]}


def reasons(plan: Plan) -> dict[str, tuple[str, str]]:
    return {row.city: (row.code, row.reason) for row in plan.document.unmatched}


def test_a_city_whose_own_cap_is_full_is_told_which() -> None:
    plan = plan_of(NORTHERN)
    assert len(plan.document.pairs) == 2
    code, reason = reasons(plan)["cn-bb"]
    assert code == "cap_full"
    assert reason.startswith("North already has its one exchange, the most that its cap allows.")
    assert "would be one more" in reason
    (cap,) = plan.document.caps
    assert (cap.side, cap.cities, cap.used) == ("China", ["cn-aa", "cn-bb"], 1)
    assert cap.price is not None
    assert cap.price > 0


def test_a_city_whose_partners_all_count_under_full_caps_is_told_which() -> None:
    plan = plan_of({"per": "country", "most": 2, "side": "America", "label": "Hosts"})
    assert len(plan.document.pairs) == 2
    (left_out,) = [c for c in ("cn-aa", "cn-bb", "cn-cc") if c in reasons(plan)]
    code, reason = reasons(plan)[left_out]
    assert code == "cap_full"
    assert "under a cap that is full (Hosts: United States: at most 2 pairs)" in reason
    own = {code for city, (code, _) in reasons(plan).items() if city.startswith("us-")}
    assert own == {"cap_full"}


def test_a_cap_of_none_says_so() -> None:
    plan = plan_of({**NORTHERN, "most": 0})
    assert "North may have no exchange in this programme" in reasons(plan)["cn-aa"][1]


def test_a_cap_that_does_not_bind_is_no_reason() -> None:
    plan = plan_of({**NORTHERN, "most": 2}, max_pairs=1)
    assert {code for code, _ in reasons(plan).values()} == {"cohort_full"}
    assert plan.document.certificate is not None
    assert plan.document.certificate.caps == []


def test_the_proof_has_a_row_for_a_cap_with_a_price() -> None:
    certificate = plan_of(NORTHERN).document.certificate
    assert certificate is not None
    (row,) = [row for row in certificate.rows if row.term == "cap"]
    (cap,) = certificate.caps
    assert row.label == "cities of North: at most 1 pair"
    assert (row.count, row.price) == (1, cap.price)
    assert (cap.side, cap.members) == ("left", ["cn-aa", "cn-bb"])


def test_the_large_regime_proves_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.plan import demand

    small = plan_of(NORTHERN).document
    solve = demand.two_sided
    monkeypatch.setattr(
        demand, "two_sided", lambda *a, **k: solve(*a, **k, regime="large", threads=1)
    )
    large = plan_of(NORTHERN).document
    assert large.regime == "large"
    assert (large.objective, large.bound, large.gap) == (small.objective, small.bound, 0)
    assert large.pairs == small.pairs
    assert verify_plan(large, CITIES).passed


CHANGES: dict[str, tuple[Any, str]] = {
    "lowered": (lambda d: d["settings"]["caps"][0].update(most=0), "capacities and cohort"),
    "raised": (lambda d: d["settings"]["caps"][0].update(most=2), "proof"),
    "removed": (lambda d: d["settings"].update(caps=[]), "proof"),
    "misstated": (lambda d: d["caps"][0].update(used=0), "capacities and cohort"),
    "unpriced": (lambda d: d["certificate"]["caps"][0].update(price=0), "proof"),
    "dropped": (lambda d: d["certificate"].update(caps=[]), "proof"),
    "widened": (lambda d: d["certificate"]["caps"][0].update(most_pairs=0), "proof"),
    "other cities": (lambda d: d["certificate"]["caps"][0]["members"].append("cn-cc"), "proof"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_plan_whose_caps_were_touched_is_rejected(name: str) -> None:
    change, noticed = CHANGES[name]
    plan = plan_of(NORTHERN)
    stated = plan.to_dict()
    change(stated)
    checks = verify_plan(PlanDocument.model_validate(stated), CITIES).checks
    failed = {check.name: check.detail for check in checks if not check.passed}
    assert {noticed, "the document hangs together"} & set(failed)
    if name == "lowered":
        assert "cities of North: at most 0 pairs, and there are 1" in failed[noticed]


def test_a_certificate_alone_that_was_spoilt_consistently_is_rejected() -> None:
    stated = plan_of(NORTHERN).to_dict()
    (cap,) = stated["certificate"]["caps"]
    (row,) = [row for row in stated["certificate"]["rows"] if row["term"] == "cap"]
    cap["price"] -= 1000
    row["price"] -= 1000
    row["total"] -= 1000
    stated["certificate"]["total"] -= 1000
    checks = verify_plan(PlanDocument.model_validate(stated), CITIES).checks
    assert [check.name for check in checks if not check.passed] == ["proof"]


@pytest.mark.parametrize(
    ("cap", "fields", "words"),
    [
        (
            NORTHERN,
            {"capacities": {"minimum": 1, "maximum": 2}},
            "The cap on cities of North: at most 1 pair; the minimums of its cities ask for "
            "2 pairs.",
        ),
        (
            NORTHERN,
            {"rules": {"required": [["cn-aa", "us-dd"], ["cn-bb", "us-ee"]]}},
            "The cap on cities of North: at most 1 pair; the required pairs of its cities ask for "
            "2 pairs.",
        ),
        (
            {"per": "country", "most": 2, "side": "China"},
            {"capacities": {"cities": {f"us-{x}": {"minimum": 1} for x in ("dd", "ee", "ff")}}},
            "The minimums of America ask for 3 places and China has 2 under its caps.",
        ),
    ],
)
def test_caps_that_ask_for_too_little_are_named(
    cap: dict[str, Any], fields: dict[str, Any], words: str
) -> None:
    plan = plan_of(cap, **fields)
    assert plan.status == "infeasible"
    assert words in plan.document.reasons
    assert plan.document.caps[0].used == 0
    assert plan.verify().passed


def test_caps_that_no_count_convicts_are_found_by_leaving_them_out() -> None:
    forbidden = [["cn-cc", "us-dd"], ["cn-cc", "us-ee"]]
    plan = plan_of(
        NORTHERN,
        {**NORTHERN, "only": ["CN-S"]},
        {"per": "cities", "cities": ["us-ff"], "most": 1},
        capacities={"cities": {"us-dd": {"minimum": 1}, "us-ee": {"minimum": 1}}},
        rules={"forbidden": forbidden},
    )
    assert plan.status == "infeasible"
    conflict = plan.document.conflict
    assert conflict is not None
    assert [rule.field for rule in conflict.rules if "caps" in rule.field] == ["caps[0].most"]
    assert "the cap on cities of North: at most 1 pair (caps[0].most)" in plan.document.reasons[0]


def test_room_counts_nested_caps_once() -> None:
    programme = sides_programme(capacities={"maximum": 2})

    def group(most: int, *members: str) -> CapGroup:
        return CapGroup(0, "left", "x", members, most, "x", "x")

    caps = [group(9, "a", "b", "c"), group(3, "a", "b"), group(1, "b"), group(4, "a", "b", "c")]
    assert room_of("abc", "left", programme, caps[1:3]) == 5
    assert room_of("abc", "left", programme, caps) == 4
    assert room_of("abc", "right", programme, caps) == 6


def test_explanations_mention_the_caps_of_a_city() -> None:
    plan = plan_of(NORTHERN)
    told = "Cap on cities of North: at most 1 pair, of which the plan has 1."
    assert told in plan.explain("cn-bb").sentences
    assert told not in plan.explain("cn-cc").sentences
    pair = plan.document.pairs[0]
    assert told in plan.explain(pair.a, pair.b).sentences
    other = plan.explain("cn-bb", "us-dd")
    assert told in other.reasons
    assert any("The prices that prove the plan ask" in r or "tie" in r for r in other.reasons)


def test_without_prices_a_full_cap_still_counts() -> None:
    group = CapGroup(0, "left", "x", ("cn-aa",), 1, "x", "x")
    assert CapStanding((group,), (1,)).holding_back("cn-aa") is group
    assert CapStanding((group,), (0,)).holding_back("cn-aa") is None
    assert CapStanding((group,), (1,), (0.0,)).holding_back("cn-aa") is None


def test_an_exchange_within_a_capped_country_counts_once_in_one_pool() -> None:
    cities = profiles(*(city(name, ["A1"], ["A1"]) for name in ("cn-a", "cn-b", "us-c", "us-d")))
    caps = [{"per": "country", "most": 1, "only": ["CN"]}]
    programme = pool_programme(caps=caps, capacities={"minimum": 0, "maximum": 2})
    plan = matcher.propose(cities, programme)
    assert (plan.status, plan.gap) == ("optimal", 0)
    assert plan.document.certificate is None
    (cap,) = plan.document.caps
    assert (cap.used, cap.price) == (1, None)
    assert plan.verify().passed
    chosen = [(pair.a, pair.b) for pair in plan.document.pairs]
    assert sum(a.startswith("cn") or b.startswith("cn") for a, b in chosen) == 1
    stored = plan.document.model_copy(update={"caps": [cap.model_copy(update={"used": 0})]})
    assert not verify_plan(stored, cities).passed


def test_caps_of_one_pool_that_no_plan_keeps_are_named() -> None:
    cities = profiles(*(city(name, ["A1"], ["A1"]) for name in ("cn-a", "cn-b", "us-c", "us-d")))
    programme = pool_programme(
        caps=[{"per": "country", "most": 0, "only": ["CN"]}],
        capacities={"minimum": 1, "maximum": 2},
    )
    plan = matcher.propose(cities, programme)
    assert plan.status == "infeasible"
    told = " ".join(plan.document.reasons)
    assert "the minimums of its cities ask for 1 pair" in told
    assert plan.document.conflict is not None
    assert any(rule.field == "caps[0].most" for rule in plan.document.conflict.rules)
    assert any(change.field == "caps[0].most" for change in plan.document.conflict.relaxations)
