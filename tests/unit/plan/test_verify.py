"""The verifier takes honest plans and rejects every kind of dishonest one."""

from __future__ import annotations

from typing import Any

import pytest

import matcher
from matcher.errors import VerificationError
from matcher.plan.document import PlanDocument
from matcher.plan.verify import verify_plan
from matcher.proposal import Plan


@pytest.fixture(scope="module", params=["ccucc", "eacac"])
def plan(request: pytest.FixtureRequest) -> Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme(request.param))


def tampered(plan: Plan, change: Any) -> PlanDocument:
    stated = plan.to_dict()
    change(stated)
    return PlanDocument.model_validate(stated)


def failed(plan: Plan, change: Any) -> set[str]:
    checks = verify_plan(tampered(plan, change), plan.profiles).checks
    return {check.name for check in checks if not check.passed}


def test_an_honest_plan_passes_every_check(plan: Plan) -> None:
    verification = verify_plan(tampered(plan, lambda stated: None), plan.profiles)
    assert verification.passed
    assert verification.require() is verification
    assert len(verification.checks) == 9


def test_a_raised_score_is_noticed(plan: Plan) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["pairs"][0]["parts"]["context"] += 1
        stated["pairs"][0]["score"] += 1
        stated["objective"] += 1
        stated["bound"] += 1

    assert "scores of the pairs" in failed(plan, change)


def test_a_wrong_sum_is_noticed(plan: Plan) -> None:
    assert "objective" in failed(plan, lambda stated: stated.update(objective=1, bound=1))


def test_a_pair_left_out_is_noticed(plan: Plan) -> None:
    names = failed(plan, lambda stated: stated["pairs"].pop())
    assert {"objective", "every city accounted for"} & names


def test_a_forbidden_pair_is_noticed(plan: Plan) -> None:
    def change(stated: dict[str, Any]) -> None:
        pair = stated["pairs"][0]
        stated["settings"]["rules"]["forbidden"] = [[pair["a"], pair["b"]]]

    assert "rules" in failed(plan, change)


def test_a_missing_required_pair_is_noticed(plan: Plan) -> None:
    def change(stated: dict[str, Any]) -> None:
        alternate = stated["pairs"][0]["alternates"]
        city = stated["pairs"][0]["a"]
        stated["settings"]["rules"]["required"] = [[city, alternate[city][0]["city"]]]

    assert "rules" in failed(plan, change)


def test_too_many_partners_are_noticed(plan: Plan) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["settings"]["capacities"]["cities"] = {
            stated["pairs"][0]["a"]: {"minimum": 0, "maximum": 0}
        }

    assert "capacities and cohort" in failed(plan, change)


def test_a_cohort_that_is_too_large_is_noticed(plan: Plan) -> None:
    change = {"max_pairs": 1}
    assert "capacities and cohort" in failed(plan, lambda stated: stated["settings"].update(change))


def test_a_price_that_is_too_low_is_noticed(plan: Plan) -> None:
    if plan.document.certificate is None:
        pytest.skip("this plan is not proved by prices")

    def change(stated: dict[str, Any]) -> None:
        prices = stated["certificate"]["left"]
        city = max(prices, key=lambda name: prices[name])
        prices[city] -= 1000

    assert "proof" in failed(plan, change)


def test_a_bound_that_does_not_add_up_is_noticed(plan: Plan) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["bound"] += 5
        stated["gap"] += 5

    document = tampered(plan, change)
    if plan.document.certificate is None:
        document = document.model_copy(update={"gap": 0})
    assert not verify_plan(document, plan.profiles).passed


def test_a_claim_of_optimality_without_proof_is_noticed(plan: Plan) -> None:
    assert "proof" in failed(plan, lambda stated: stated.update(certificate=None, proof=None))


def test_a_wrong_number_of_permitted_pairs_is_noticed(plan: Plan) -> None:
    if plan.document.certificate is None:
        pytest.skip("this plan is not proved by prices")
    found = plan.document.permitted_pairs
    assert found is not None
    assert "proof" in failed(plan, lambda stated: stated.update(permitted_pairs=found + 1))


def test_a_plan_of_an_earlier_version_without_that_number_still_passes(plan: Plan) -> None:
    def change(stated: dict[str, Any]) -> None:
        for field in ("permitted_pairs", "regime", "rounds", "influence_sample"):
            del stated[field]

    assert verify_plan(tampered(plan, change), plan.profiles).passed


def test_a_changed_profile_is_named(plan: Plan) -> None:
    city = plan.document.pairs[0].a
    changed = plan.profiles.with_cities(plan.profiles[city].model_copy(update={"notes": "new"}))
    verification = verify_plan(plan.document, changed)
    assert not verification.passed
    with pytest.raises(VerificationError, match=city):
        verification.require()


@pytest.mark.parametrize("broken", ["price", "city", "state", "side", "negative"])
def test_a_document_that_does_not_hang_together_fails_in_words(plan: Plan, broken: str) -> None:
    if broken in ("price", "negative") and plan.document.certificate is None:
        pytest.skip("this plan is not proved by prices")

    def change(stated: dict[str, Any]) -> None:
        if broken == "price":
            stated["certificate"]["left"].popitem()
        elif broken == "negative":
            stated["certificate"]["left"][stated["sides"][0]["cities"][0]] = -5
        elif broken == "city":
            stated["pairs"][0]["a"] = "cn-nowhere"
        elif broken == "state":
            stated["state"] = {}
        else:
            stated["sides"][0]["cities"].pop()

    verification = verify_plan(tampered(plan, change), plan.profiles)
    assert not verification.passed
    assert "FAIL" in str(verification)
