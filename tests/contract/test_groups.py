"""Caps on groups of cities: known answers, in both regimes, and prices that add up to the bound."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest

from matcher.errors import SolverInputError
from matcher.solve import Result, two_sided

Regime = Literal["small", "large"]
REGIMES = pytest.mark.parametrize("regime", ["small", "large"])
TABLE = np.array([[9, 8, 1], [8, 7, 2], [3, 4, 6]])

KNOWN: dict[str, tuple[dict[str, Any], int, list[list[int]]]] = {
    "no group": ({}, 22, [[0, 0], [1, 1], [2, 2]]),
    "a county with one pair": ({"left_groups": [([0, 1], 1)]}, 15, [[0, 0], [2, 2]]),
    "a county with none": ({"left_groups": [([0, 1], 0)]}, 6, [[2, 2]]),
    "a county on the right": ({"right_groups": [([1, 2], 1)]}, 16, [[0, 0], [1, 1]]),
    "a county in a country": (
        {"left_groups": [([0, 1], 1), ([0, 1, 2], 1)]},
        9,
        [[0, 0]],
    ),
    "both sides": (
        {"left_groups": [([0, 1], 1)], "right_groups": [([0, 1], 1)]},
        15,
        [[0, 0], [2, 2]],
    ),
    "a cap that nobody reaches": ({"left_groups": [([0, 1, 2], 99)]}, 22, [[0, 0], [1, 1], [2, 2]]),
    "a cap counts pairs, not cities": (
        {"left_groups": [([0], 2)], "left_max": 3},
        25,
        [[0, 0], [0, 1], [1, 2], [2, 2]],
    ),
    "a required pair counts": (
        {"left_groups": [([0, 1], 1)], "required": [(1, 0)]},
        14,
        [[1, 0], [2, 2]],
    ),
}


def bound_of(result: Result, limits: dict[str, Any]) -> float:
    """The bound added up by hand, every limit with its price and every pair that beats them."""
    prices = result.prices
    assert prices is not None
    total = float(np.broadcast_to(limits.get("left_max", 1), 3) @ prices.left) + prices.right.sum()
    row, col = prices.left - prices.left_floor, prices.right - prices.right_floor
    for group in prices.groups:
        assert group.price > 0
        total += group.price * group.most_pairs
        (row if group.side == "left" else col)[list(group.members)] += group.price
    excess = TABLE - row[:, None] - col
    asked = np.zeros(TABLE.shape, dtype=bool)
    for pair in limits.get("required", ()):
        asked[pair] = True
    return total + excess[asked].sum() + np.maximum(excess, 0)[~asked].sum()


@REGIMES
@pytest.mark.parametrize("name", KNOWN)
def test_caps_give_the_known_plan_and_a_bound_that_adds_up(regime: Regime, name: str) -> None:
    limits, value, pairs = KNOWN[name]
    if name == "a cap counts pairs, not cities":
        limits = limits | {"right_max": [1, 1, 2]}
    result = two_sided(TABLE, regime=regime, **limits)
    assert (result.status, result.objective, result.gap) == ("optimal", value, 0)
    assert (result.verified, result.regime) == (True, regime)
    assert result.pairs.tolist() == pairs


@REGIMES
@pytest.mark.parametrize(
    "name", [name for name in KNOWN if name != "a cap counts pairs, not cities"]
)
def test_the_bound_is_the_sum_of_its_column(regime: Regime, name: str) -> None:
    limits, value, _ = KNOWN[name]
    assert bound_of(two_sided(TABLE, regime=regime, **limits), limits) == value


@REGIMES
@pytest.mark.parametrize(
    ("limits", "word"),
    [
        ({"left_min": [1, 1, 0], "left_groups": [([0, 1], 1)]}, "group"),
        ({"required": [(0, 0), (1, 1)], "left_groups": [([0, 1], 1)]}, "group"),
        ({"unmatched_allowed": False, "right_groups": [([0, 1], 1)]}, "group"),
        ({"unmatched_allowed": False, "left_groups": [([0], 0)]}, "group"),
    ],
)
def test_caps_that_contradict_minimums_are_refused(
    regime: Regime, limits: dict[str, Any], word: str
) -> None:
    result = two_sided(TABLE, regime=regime, **limits)
    assert (result.status, result.verified) == ("infeasible", True)
    assert result.reason is not None
    assert word in result.reason


@REGIMES
@pytest.mark.parametrize(
    "groups",
    [[([0, 1], 1), ([1, 2], 1)], [([0, 9], 1)], [([0], -1)], [([0], 0.5)], [([], 1)], [[0, 1, 2]]],
)
def test_groups_that_overlap_or_cannot_be_read_are_refused(regime: Regime, groups: Any) -> None:
    with pytest.raises(SolverInputError, match="left_groups"):
        two_sided(TABLE, regime=regime, left_groups=groups)
