"""Whole weights stay exact to the end of their range; the loss on real ones is bounded and said."""

from __future__ import annotations

import math
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest

from matcher.errors import SolverInputError
from matcher.solve import one_pool, two_sided

EDGE = 2**53 - 1


def test_whole_weights_give_whole_numbers_whatever_the_type() -> None:
    result = two_sided(np.array([[1.0, 2.0]]))
    assert [type(x) for x in (result.objective, result.bound, result.gap)] == [int, int, int]


@pytest.mark.parametrize("scale", [1, 10**6, 10**12])
def test_one_point_of_difference_decides_at_any_scale(scale: int) -> None:
    table = np.array([[scale + 1, scale], [scale, scale]])
    assert two_sided(table).pairs.tolist() == [[0, 0], [1, 1]]
    table[0, 1] += 2
    assert two_sided(table).pairs.tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("size", [2, 5, 20])
def test_weights_just_below_2_to_the_53_are_added_exactly(size: int) -> None:
    random = np.random.default_rng(size)
    table = EDGE - random.integers(0, 1000, (size, size))
    small = two_sided(table - EDGE, unmatched_allowed=False)
    large = two_sided(table)
    assert large.objective == small.objective + size * EDGE
    assert large.gap == 0


@pytest.mark.parametrize("size", [100, 300, 500])
def test_great_weights_at_size_are_solved_exactly_or_refused(size: int) -> None:
    table = np.random.default_rng(size).integers(0, EDGE, (size, size))
    refusal = None
    try:
        result = two_sided(table)
    except SolverInputError as error:
        refusal = str(error)
    if refusal is not None:
        assert "too large" in refusal
        return
    assert (result.status, result.gap) == ("optimal", 0)
    assert result.objective == sum(int(table[i, j]) for i, j in result.pairs.tolist())


@pytest.mark.parametrize("great", [10**12, 10**15, EDGE // 2])
def test_a_pool_of_great_weights_is_solved_exactly_or_refused(great: int) -> None:
    """A pool past enumeration must not call a solver's refusal of its numbers a time limit."""
    random = np.random.default_rng(1)
    upper = np.triu(random.integers(0, great, (61, 61)), 1)
    refusal = None
    try:
        result = one_pool(upper + upper.T)
    except SolverInputError as error:
        refusal = str(error)
    if refusal is not None:
        assert "too large" in refusal
        return
    assert result.status in ("optimal", "feasible")
    assert "time limit" not in (result.reason or "")


@pytest.mark.parametrize("unit", [1e-300, 1e-9, 1e-3, 1.0, 1e9, 1e300])
def test_real_weights_of_any_size_are_scaled_and_the_loss_is_in_the_gap(unit: float) -> None:
    table = np.array([[0.31, 0.52, 0.1], [0.7, 0.93, 0.2], [0.33, 0.5, 0.17]]) * unit
    result = two_sided(table)
    best = max(
        sum((Fraction(float(table[i, j])) for i, j in enumerate(order)), Fraction(0))
        for order in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
    )
    assert result.status == "optimal"
    assert result.objective == math.fsum(float(table[i, j]) for i, j in result.pairs.tolist())
    assert best <= Fraction(result.bound)
    assert result.gap == result.bound - result.objective
    assert 0 <= result.gap <= 1e-9 * unit


def test_the_objective_of_real_weights_is_the_correctly_rounded_sum() -> None:
    assert two_sided(np.diag([0.1] * 10)).objective == math.fsum([0.1] * 10)


def test_a_pool_of_halves_has_prices_in_halves() -> None:
    weights = np.full((4, 4), np.nan)
    for a, b, weight in ((0, 1, 5), (1, 2, 8), (2, 3, 5)):
        weights[a, b] = weights[b, a] = weight
    prices = one_pool(weights).prices
    assert prices is not None
    assert (2 * prices.left == np.rint(2 * prices.left)).all()
    assert len(prices.right) == 0


@pytest.mark.parametrize("great", [2**50, 2**52, EDGE])
@pytest.mark.parametrize("seed", [*range(25), 26, 61, 106, 155, 160, 203, 250])
def test_great_weights_of_both_signs_are_exact(great: int, seed: int) -> None:
    random = np.random.default_rng([great, seed])
    table = random.integers(-great, great, tuple(random.integers(2, 14, 2)))
    assert two_sided(table).objective == heaviest(table)
    size = int(random.integers(2, 9))
    pool = np.triu(random.integers(-great, great, (size, size)), 1)
    result = one_pool(pool + pool.T)
    assert (result.status, result.objective) == ("optimal", heaviest(pool, pool=True))


def heaviest(table: np.ndarray, *, pool: bool = False) -> int:
    graph = nx.Graph()
    for i, j in np.argwhere(table > 0).tolist():
        graph.add_edge(i, j if pool else len(table) + j, weight=int(table[i, j]))
    return sum(graph.edges[pair]["weight"] for pair in nx.max_weight_matching(graph))


def test_real_weights_of_a_large_pool_are_solved() -> None:
    upper = np.triu(np.random.default_rng(0).random((251, 251)), 1)
    result = one_pool(upper + upper.T)
    assert result.status == "optimal"
    assert 0 <= result.gap <= 1e-6
