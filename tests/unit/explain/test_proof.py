"""The proof for a reader: the column adds up, or no column is claimed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.reasons import drawn_plan
from support.report_plans import small_plan

import matcher
from matcher.explain import Background, explain_proof
from matcher.explain.proof import faced


@pytest.fixture(scope="module", params=["ccucc", "eacac"])
def plan(request):
    return matcher.propose(matcher.read_profiles(), matcher.read_programme(request.param))


def test_the_column_adds_up_to_the_plan(plan) -> None:
    proof = plan.proof()
    assert proof.by_prices
    assert sum(row.count * row.price for row in proof.rows) == proof.total == plan.objective
    assert any(line.endswith("this plan reaches it.") for line in proof.sentences)
    assert len(proof.table) == len(proof.rows)
    assert "sum of this column" in str(proof)


def test_the_example_is_a_pair_that_the_prices_keep_out(plan) -> None:
    example = plan.proof().example
    background = Background(plan.document, plan.profiles)
    case = background.case
    assert case.table[case.at(example.a, example.b)] == example.score
    assert (example.a, example.b) not in {(p.a, p.b) for p in plan.document.pairs}
    assert example.total >= example.score


@settings(max_examples=15)
@given(st.data())
def test_a_column_is_claimed_only_where_it_holds(data: st.DataObject) -> None:
    plan = data.draw(drawn_plan())
    if plan is None:
        return
    proof = plan.proof()
    assert proof.to_dict()["sentences"] == proof.sentences
    if proof.by_prices:
        assert sum(row.total for row in proof.rows) == plan.objective
    claimed = any("this plan reaches it" in line for line in proof.sentences)
    assert claimed == proof.by_prices
    if proof.example is not None:
        prices = faced(plan.document.certificate, proof.example.a, proof.example.b)
        assert sum(price for _, price in prices) >= proof.example.score


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"proof": "enumeration", "certificate": None}, "gone through, one by one"),
        ({"proof": "two_solvers", "certificate": None}, "two exact solvers"),
        ({"proof": None, "certificate": None, "status": "feasible"}, "not proved to be the best"),
    ],
)
def test_where_prices_prove_nothing_no_column_is_claimed(fields, told: str) -> None:
    proof = explain_proof(small_plan().document.model_copy(update=fields))
    assert not proof.by_prices
    assert proof.rows == []
    assert told in str(proof)


def test_a_column_above_the_plan_says_what_did_prove_it() -> None:
    document = small_plan().document
    lower = document.model_copy(
        update={"objective": document.objective - 10, "proof": "two_solvers"}
    )
    proof = explain_proof(lower)
    assert not proof.by_prices
    assert "10 points below it" in str(proof)
    assert "The column alone does not prove the plan" in str(proof)
