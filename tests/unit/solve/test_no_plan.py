"""Infeasible is said when it is proved, whatever a second solver makes of it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from matcher.solve import one_pool, two_sided

SEVEN = [(0, 1), (0, 2), (0, 5), (1, 2), (1, 3), (1, 4), (1, 6), (2, 5)]
SEVEN += [(3, 4), (3, 6), (4, 5), (4, 6), (5, 6)]


@pytest.mark.parametrize("regime", ["small", "large"])
def test_a_second_solver_that_breaks_down_has_not_found_a_plan(
    regime: Literal["small", "large"],
) -> None:
    """HiGHS ends this model with "solve error" (scipy 1.17): no answer is not a plan."""
    weights = np.full((7, 7), np.nan)
    for a, b in SEVEN:
        weights[a, b] = weights[b, a] = 1
    result = one_pool(weights, unmatched_allowed=False, regime=regime)
    assert result.status == "infeasible"
    assert "odd" in str(result.reason)


@pytest.mark.parametrize("regime", ["small", "large"])
def test_required_pairs_count_beside_minimums(regime: Literal["small", "large"]) -> None:
    """Two cities on the right ask for a partner, and the one required pair is of a third."""
    result = two_sided(
        np.ones((4, 3)), right_min=[0, 1, 1], max_pairs=2, required=[[0, 0]], regime=regime
    )
    assert (result.status, result.verified) == ("infeasible", True)
    assert "minimums and required pairs ask for 3 pairs" in str(result.reason)
