"""Pools of any limits by both regimes: the same status, value, plan, and a proof that holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matcher.solve import one_pool
from matcher.solve.verify import verify_one_pool

SPREADS = ((0, 1), (1, 9), (-2, 2), (-9, 30), (0, 10**6), (-(10**6), 10**6), (0, 0))
INSTANCES, SHARE = 800, 40


def drawn(seed: int) -> tuple[np.ndarray, dict[str, Any]]:
    """Weights with ties, gaps and signs, and limits of every kind, contradictory ones included."""
    random = np.random.default_rng(seed)
    chance = lambda share: bool(random.random() < share)  # noqa: E731
    n = int(random.integers(0, 10))
    low, high = SPREADS[random.integers(len(SPREADS))]
    upper = np.triu(random.integers(low, high + 1, (n, n)), 1).astype(float)
    weights = (upper + upper.T) * (0.37 if chance(0.3) else 1)
    closed = np.triu(random.random((n, n)) < random.choice([0, 0.3, 0.6]), 1)
    weights[closed | closed.T] = np.nan
    most = random.integers(0 if chance(0.2) else 1, int(random.integers(2, 5)), n)
    limits: dict[str, Any] = {"max_partners": most}
    if chance(0.3):
        limits["min_partners"] = np.minimum(
            most, random.integers(0, 3, n) * (random.random(n) < 0.4)
        )
    if chance(0.4):
        limits["max_pairs"] = int(random.integers(0, n + 2))
    if chance(0.2) and most.all():
        limits["unmatched_allowed"] = False
    pairs = [(a, b) for a in range(n) for b in range(a)]
    for name in ("forbidden", "required"):
        if pairs and chance(0.3):
            limits[name] = [pairs[k] for k in random.integers(0, len(pairs), random.integers(1, 3))]
    return weights, limits


@pytest.mark.parametrize("first", range(0, INSTANCES, SHARE))
def test_both_regimes_agree_on_pools_with_any_limits(first: int) -> None:
    for seed in range(first, first + SHARE):
        weights, limits = drawn(seed)
        small = one_pool(weights, regime="small", **limits)
        large = one_pool(weights, regime="large", **limits)
        assert large.verified, seed
        assert (small.status, small.objective) == (large.status, large.objective), seed
        assert small.pairs.tolist() == large.pairs.tolist(), seed
        if large.status == "optimal" and (np.nan_to_num(weights) % 1 == 0).all():
            verify_one_pool(weights, large, **limits)
