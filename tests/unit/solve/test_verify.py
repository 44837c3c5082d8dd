"""The independent check says no to what is wrong, whoever made it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.errors import VerificationError
from matcher.solve import (
    OddSet,
    Prices,
    Result,
    one_pool,
    two_sided,
    verify_one_pool,
    verify_two_sided,
)

TABLE = np.array([[9, 8], [8, 1]])
TRIANGLE = np.array([[0, 5, 5], [5, 0, 5], [5, 5, 0]])
NONE = np.empty(0)


def plan(pairs: list[list[int]], objective: float, **more: Any) -> Result:
    """A claim of optimality by enumeration, so that only the plan itself is in question."""
    claim: dict[str, Any] = {"bound": objective, "gap": 0, "proof": "enumeration"} | more
    return Result("optimal", np.array(pairs, dtype=np.int64).reshape(-1, 2), objective, **claim)


def pool_prices(left: list[float], *odd: OddSet) -> Prices:
    values = np.array(left, dtype=float)
    return Prices(values, NONE, np.zeros_like(values), NONE, odd_sets=odd)


def test_a_right_plan_is_accepted() -> None:
    verify_two_sided(TABLE, plan([[0, 1], [1, 0]], 16))


@pytest.mark.parametrize(
    ("wrong", "limits"),
    [
        (plan([[0, 0], [0, 1]], 17), {}),
        (plan([[0, 0], [1, 0]], 17), {}),
        (plan([[0, 1], [1, 0]], 17), {}),
        (plan([[1, 0], [0, 1]], 16), {}),
        (plan([[0, 0], [0, 0]], 18), {"left_max": 2, "right_max": 2}),
        (plan([[0, 0]], 9), {"left_min": 1}),
        (plan([[0, 0]], 9), {"right_min": 1}),
        (plan([[0, 0]], 9), {"unmatched_allowed": False}),
        (plan([[0, 0]], 9), {"forbidden": [(0, 0)]}),
        (plan([[0, 1], [1, 0]], 16), {"required": [(0, 0)]}),
        (plan([[0, 1], [1, 0]], 16), {"max_pairs": 1}),
        (plan([[0, 2]], 9), {}),
        (plan([[0, 1], [1, 0]], 16, bound=15, gap=-1), {}),
        (plan([[0, 1], [1, 0]], 16, bound=17, gap=0), {}),
        (plan([[0, 1], [1, 0]], 16, proof="prices"), {}),
        (plan([[0, 1], [1, 0]], 16, proof=None), {}),
    ],
)
def test_a_wrong_plan_is_rejected(wrong: Result, limits: dict[str, Any]) -> None:
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE, wrong, **limits)


def test_an_optimum_that_states_a_gap_is_rejected() -> None:
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE, plan([[0, 0], [1, 1]], 10, bound=16, gap=6))


@pytest.mark.parametrize("status", ["infeasible", "unknown"])
def test_a_status_without_a_plan_must_not_carry_one(status: Any) -> None:
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE, replace(plan([[0, 1], [1, 0]], 16), status=status))
    with pytest.raises(VerificationError):
        verify_one_pool(TRIANGLE, replace(plan([[0, 1]], 5), status=status))


def test_a_plan_that_is_not_permitted_is_rejected() -> None:
    with pytest.raises(VerificationError):
        verify_two_sided([[np.nan, 1]], plan([[0, 0]], 0))


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_price_that_is_one_off_is_rejected(side: str, step: int) -> None:
    table = np.array([[9, 3], [4, 2]])
    result = two_sided(table, max_pairs=1)
    assert result.prices is not None
    values = getattr(result.prices, side) + np.array([0, step * 20])
    spoilt = replace(result, prices=replace(result.prices, **{side: values}))
    with pytest.raises(VerificationError):
        verify_two_sided(table, spoilt, max_pairs=1)


def test_a_worse_plan_cannot_borrow_the_prices_of_a_better_one() -> None:
    result = two_sided(TABLE)
    worse = replace(result, pairs=np.array([[0, 0], [1, 1]]), objective=10, bound=10)
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE, worse)


def test_an_odd_set_closes_the_triangle() -> None:
    odd = pool_prices([0, 0, 0], OddSet((0, 1, 2), 1, 5.0))
    verify_one_pool(TRIANGLE, plan([[0, 1]], 5, proof="prices+odd_sets", prices=odd))


@pytest.mark.parametrize(
    "odd",
    [OddSet((0, 1, 2), 0, 5.0), OddSet((0, 1, 2), 1, -5.0), OddSet((0, 1), 0, 5.0)],
    ids=["cap too low", "negative price", "an even set"],
)
def test_an_odd_set_that_proves_too_much_is_rejected(odd: OddSet) -> None:
    prices = pool_prices([0, 0, 0], odd)
    with pytest.raises(VerificationError):
        verify_one_pool(TRIANGLE, plan([[0, 1]], 5, proof="prices+odd_sets", prices=prices))


def test_prices_that_leave_a_pair_underpriced_are_rejected() -> None:
    prices = pool_prices([5, 0, 0])
    with pytest.raises(VerificationError):
        verify_one_pool(TRIANGLE, plan([[0, 1]], 5, proof="prices", prices=prices))


def test_a_pair_of_a_pool_in_the_wrong_order_is_rejected() -> None:
    with pytest.raises(VerificationError):
        verify_one_pool(TRIANGLE, plan([[1, 0]], 5))


def test_what_the_solvers_return_is_accepted_and_marked() -> None:
    for result, verify, table in (
        (two_sided(TABLE), verify_two_sided, TABLE),
        (one_pool(TRIANGLE), verify_one_pool, TRIANGLE),
    ):
        assert result.verified
        verify(table, result)


@pytest.mark.parametrize("cohort", [float("nan"), float("inf"), -1.0])
def test_a_certificate_that_is_no_number_proves_nothing(cohort: float) -> None:
    result = two_sided(TABLE, max_pairs=1)
    assert result.prices is not None
    claim = plan([[1, 1]], 1, proof="prices", prices=replace(result.prices, cohort=cohort))
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE, claim, max_pairs=1)


@pytest.mark.parametrize(
    "odd",
    [OddSet((0, 1, 2), 1, float("nan")), OddSet((0, 1, 3), 1, 5.0), OddSet((), 1, 5.0)],
    ids=["no number", "a city that is not there", "nobody"],
)
def test_an_odd_set_that_is_none_proves_nothing(odd: OddSet) -> None:
    claim = plan([], 0, proof="prices+odd_sets", prices=pool_prices([0, 0, 0], odd))
    with pytest.raises(VerificationError):
        verify_one_pool(TRIANGLE, claim)


def test_prices_for_another_number_of_cities_are_rejected() -> None:
    result = two_sided(TABLE)
    assert result.prices is not None
    short = replace(result.prices, left=np.zeros(1))
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE, replace(result, prices=short))


@pytest.mark.parametrize("pairs", [np.array([[0.5, 1.0], [1.0, 0.0]]), np.array([0, 1])])
def test_pairs_that_are_no_positions_are_rejected(pairs: Any) -> None:
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE, replace(two_sided(TABLE), pairs=pairs))


def test_an_optimum_without_a_bound_is_rejected() -> None:
    with pytest.raises(VerificationError):
        verify_two_sided(TABLE + 0.5, plan([[0, 0]], 9.5, bound=None, gap=None))


def test_one_point_too_much_is_seen_past_the_range_of_exact_floats() -> None:
    table = np.full((5, 5), 2**53 - 1)
    result = two_sided(table)
    assert result.prices is not None
    one_more = replace(result.prices, left=result.prices.left + np.array([1.0, 0, 0, 0, 0]))
    with pytest.raises(VerificationError):
        verify_two_sided(table, replace(result, prices=one_more))


def test_infeasible_is_confirmed_by_a_second_solver() -> None:
    assert two_sided([[1, np.nan], [1, np.nan]], left_min=1).verified
    with pytest.raises(VerificationError, match="second solver finds a plan"):
        verify_two_sided([[1, 2], [3, 4]], Result("infeasible"), left_min=1)
    with pytest.raises(VerificationError, match="second solver finds a plan"):
        verify_one_pool([[0, 2], [2, 0]], Result("infeasible"), min_partners=1)
