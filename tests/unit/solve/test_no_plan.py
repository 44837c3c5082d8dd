"""Infeasible is said when it is proved, whatever a second solver makes of it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from matcher.solve import one_pool

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
