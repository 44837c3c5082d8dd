"""Pools of middle size: the doubled graph on a table gives the plan that every other way gives."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from support.plain_models import heaviest_matching
from support.weight_forms import Blocks, Tiles

from matcher.solve import one_pool
from matcher.solve.priced import pool, pool_table

SPREADS = ((0, 1), (0, 0), (-2, 2), (-9, 30), (-5, -1), (0, 10**6), (10**10, 10**11))


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """Small pools on the table, lists of one pair each; counts whether the table was used."""
    seen: Counter[bool] = Counter()
    real = pool.doubled

    def doubled(*given: Any) -> Any:
        answer = real(*given)
        seen[answer is not None] += 1
        return answer

    monkeypatch.setattr("matcher.solve.regime.SMALL_PAIRS", 0)
    monkeypatch.setattr("matcher.solve.priced.pool_table.KEPT", 1)
    monkeypatch.setattr("matcher.solve.priced.pool_look.LEAST_ROWS", 2)
    monkeypatch.setattr(pool, "doubled", doubled)
    monkeypatch.setattr(pool, "NEAR", 1)
    return seen


def drawn(seed: int) -> tuple[np.ndarray, dict[str, Any]]:
    random = np.random.default_rng(seed)
    n, (low, high) = int(random.integers(1, 14)), SPREADS[seed % len(SPREADS)]
    upper = np.triu(random.integers(low, high + 1, (n, n)).astype(float), 1)
    weights = upper + upper.T
    if random.random() < 0.2:
        weights = weights * 0.37
    limits: dict[str, Any] = {}
    if random.random() < 0.15:
        limits["forbidden"] = random.integers(0, n, (2, 2))
    if n > 2 and random.random() < 0.15:
        limits["required"] = random.choice(n, 2, replace=False)[None]
    if random.random() < 0.15:
        limits["unmatched_allowed"] = False
    return weights, limits


def test_the_plan_is_that_of_the_small_regime(used: Counter[bool]) -> None:
    for seed in range(250):
        weights, limits = drawn(seed)
        small = one_pool(weights, regime="small", **limits)
        table = one_pool(weights, **limits)
        told = [
            (found.status, found.objective, found.verified, found.pairs.tolist())
            for found in (table, small)
        ]
        assert told[0] == told[1], seed
        assert table.regime == "large"
    assert used[True] > 100
    assert used[False] > 10


@pytest.mark.parametrize("form", [Blocks, Tiles, np.asarray])
def test_every_form_of_weights_gives_the_same_plan(used: Counter[bool], form: Any) -> None:
    random = np.random.default_rng(1)
    upper = np.triu(random.integers(0, 1000, (60, 60)).astype(float), 1)
    weights = upper + upper.T
    given = Tiles(weights, symmetric=True) if form is Tiles else form(weights)
    found = one_pool(given)
    assert (found.objective, found.verified) == (heaviest_matching(weights), True)
    assert found.pairs.tolist() == one_pool(weights, regime="small").pairs.tolist()
    assert used == {True: 1}


def test_prices_that_narrow_numbers_cannot_hold_are_found_another_way(
    used: Counter[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(pool_table.EXACT_BELOW, np.dtype(np.float32), 10)
    weights = np.full((8, 8), 9)
    found = one_pool(weights)
    assert found.pairs.tolist() == one_pool(weights, regime="small").pairs.tolist()
    assert used == {False: 1}


def test_whoever_may_stop_the_search_gets_one_that_can_be_stopped(used: Counter[bool]) -> None:
    weights = np.ones((8, 8))
    assert one_pool(weights, stop=lambda: False).status == "optimal"
    assert one_pool(weights, time_limit=60.0).status == "optimal"
    assert not used
