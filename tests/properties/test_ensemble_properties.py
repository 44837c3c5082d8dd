"""An ensemble is the single solvers, scenario by scenario: same status, value and plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matcher.solve import (
    Ensemble,
    ensemble,
    ensemble_assignment,
    ensemble_plans,
    one_pool,
    two_sided,
)
from matcher.solve.ensemble_result import NO_MARGIN, NO_OBJECTIVE

SPREADS = ((0, 1), (1, 9), (-2, 2), (-9, 30), (0, 10**6), (-(10**6), 10**6), (0, 0))
SCENARIOS = 4


def weight_of(layers: np.ndarray, points: np.ndarray, minimum: float | None) -> np.ndarray:
    """The weights of one scenario, pair by pair and part by part."""
    parts, n, m = layers.shape
    weights = np.full((n, m), np.nan)
    for i, j in np.ndindex(n, m):
        values = layers[:, i, j]
        if not np.isnan(values).any():
            score = sum(int(np.floor(int(points[p]) * values[p])) for p in range(parts))
            if minimum is None or score >= minimum:
                weights[i, j] = score
    return weights


def require_the_same(answer: Ensemble, tables: list[np.ndarray], arguments: dict[str, Any]) -> None:
    pool = arguments.get("shape") == "one_pool"
    solver = one_pool if pool else two_sided
    limits = {name: value for name, value in arguments.items() if name not in ("shape", "minimum")}
    assert len(answer) == len(tables)
    for scenario, weights in enumerate(tables):
        single = solver(weights, **limits)
        assert answer.status[scenario] == single.status
        if single.objective is None:
            assert answer.objective[scenario] == NO_OBJECTIVE
            assert not len(answer.plan(scenario))
        else:
            assert answer.objective[scenario] == single.objective
            assert answer.plan(scenario).tolist() == single.pairs.tolist()
            assert answer.proof[scenario]


@st.composite
def instances(
    draw: st.DrawFn, sizes: tuple[int, int], pool: bool, seats: int = 1
) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Layers, points and arguments; sizes and kinds are drawn, values come from the drawn seed."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    chance = lambda share: bool(random.random() < share)  # noqa: E731
    n = draw(st.integers(*sizes))
    m = n if pool else draw(st.integers(*sizes))
    low, high = draw(st.sampled_from(SPREADS))
    parts = draw(st.integers(1, 3))
    layers = random.integers(low, high + 1, (parts, n, m)) / max(1, high)
    share = draw(st.sampled_from((1.0, 1.0, 0.8, 0.4)))
    layers[random.integers(parts)][random.random((n, m)) >= share] = np.nan
    if pool:
        layers = np.triu(layers, 1) + np.triu(layers, 1).transpose(0, 2, 1)
    points = random.integers(0, max(2, high), (SCENARIOS, parts))
    places = [(i, j) for i in range(n) for j in range(m) if not pool or i < j]
    arguments: dict[str, Any] = {"shape": "one_pool" if pool else "two_sided"}
    if draw(st.booleans()):
        arguments["forbidden"] = [pair for pair in places if chance(0.1)]
    if draw(st.booleans()):
        arguments["required"] = [pair for pair in places if chance(0.5 / max(n, m))]
    if draw(st.sampled_from((False, False, True))):
        arguments["max_pairs"] = draw(st.integers(0, min(n, m)))
    if draw(st.sampled_from((False, False, True))):
        arguments["unmatched_allowed"] = False
    if draw(st.sampled_from((False, False, True))):
        arguments["minimum"] = draw(st.sampled_from((0, 1, int(high * 0.5), -high)))
    for side, size in (("max_partners", n),) if pool else (("left_max", n), ("right_max", m)):
        if seats > 1 or draw(st.sampled_from((False, False, True))):
            arguments[side] = [
                0 if chance(0.1) else random.integers(1, seats + 1) for _ in range(size)
            ]
    for side, size in (("min_partners", n),) if pool else (("left_min", n), ("right_min", m)):
        most = arguments.get(side.replace("min_", "max_").replace("_min", "_max"), [1] * size)
        if draw(st.sampled_from((False, False, False, True))):
            arguments[side] = [min(top, int(chance(0.2))) for top in most]
    return layers, points, arguments


def require_agreement(drawn: tuple[np.ndarray, np.ndarray, dict[str, Any]]) -> None:
    layers, points, arguments = drawn
    minimum = arguments.get("minimum")
    tables = [weight_of(layers, row, minimum) for row in points]
    barred = arguments.get("forbidden", [])
    require_the_same(ensemble(layers, points, **arguments), tables, arguments)
    whole = [weight_of(layers, row, None) for row in points]
    again = ensemble(whole, **arguments)
    require_the_same(again, tables, arguments)
    assert all(not np.array_equal(pair, bar) for pair in again.pairs for bar in barred)


@given(instances((1, 6), pool=True))
@settings(max_examples=150)
def test_a_tiny_pool_agrees_with_one_pool(drawn: Any) -> None:
    require_agreement(drawn)


@given(instances((1, 5), pool=False))
@settings(max_examples=150)
def test_tiny_sides_agree_with_two_sided(drawn: Any) -> None:
    require_agreement(drawn)


@given(instances((1, 6), pool=True, seats=2))
@settings(max_examples=150)
def test_a_tiny_pool_of_several_partners_agrees_with_one_pool(drawn: Any) -> None:
    require_agreement(drawn)


@given(instances((1, 4), pool=False, seats=3))
@settings(max_examples=150)
def test_tiny_sides_of_several_partners_agree_with_two_sided(drawn: Any) -> None:
    require_agreement(drawn)


@given(instances((1, 12), pool=False))
@settings(max_examples=150)
def test_small_sides_agree_with_two_sided(drawn: Any) -> None:
    require_agreement(drawn)


@given(instances((1, 12), pool=False))
@settings(max_examples=250)
def test_a_short_list_and_the_prices_of_a_base_agree_with_two_sided(drawn: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble_plans, "FEW_PLANS", 0)
        patch.setattr(ensemble_assignment, "SMALL", 0)
        patch.setattr(ensemble_assignment, "SHORT_LIST", 2)
        require_agreement(drawn)


@given(instances((8, 12), pool=True))
@settings(max_examples=25)
def test_a_larger_pool_agrees_with_one_pool(drawn: Any) -> None:
    require_agreement(drawn)


@pytest.mark.parametrize("seed", range(6))
def test_the_margin_is_the_lead_over_every_plan_with_another_pair(seed: int) -> None:
    random = np.random.default_rng(seed)
    upper = np.triu(random.integers(-3 if seed % 2 else 0, 9, (6, 6)), 1)
    weights = (upper + upper.T).astype(float)
    answer = ensemble([weights], shape="one_pool")
    best = {tuple(pair) for pair in answer.plan(0).tolist()}
    others = [
        one_pool(weights, required=[(a, b)]).objective
        for a in range(6)
        for b in range(a + 1, 6)
        if (a, b) not in best
    ]
    assert answer.margin is not None
    assert answer.margin[0] == answer.objective[0] - max(others)
    assert ensemble([weights[:2, :2]], shape="one_pool").margin[0] == NO_MARGIN or weights[0, 1] < 0


@pytest.mark.parametrize("top", [3, 10**6])
def test_sixty_by_forty_agree_with_scipy(top: int) -> None:
    random = np.random.default_rng(top)
    layers = random.random((3, 60, 40))
    points = random.integers(0, top, (20, 3))
    answer = ensemble(layers, points)
    for scenario, row in enumerate(points):
        weights = sum(np.floor(row[p] * layers[p]) for p in range(3))
        rows, cols = linear_sum_assignment(weights, maximize=True)
        assert answer.objective[scenario] == weights[rows, cols].sum()
