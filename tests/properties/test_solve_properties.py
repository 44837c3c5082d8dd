"""The array-level solvers against every plan there is, against peers, and against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matcher.solve import Result, one_pool, two_sided

Pair = tuple[int, int]


@dataclass
class Instance:
    """Weights of permitted pairs, limits per city, and the arguments that say the same."""

    shape: tuple[int, int]
    weights: np.ndarray
    arguments: dict[str, Any]
    least: list[int]
    most: list[int]
    required: set[Pair] = field(default_factory=set)
    permitted: list[Pair] = field(default_factory=list)
    pool: bool = False

    def ends(self, pair: Pair) -> Pair:
        """Positions of both cities of a pair in `least` and `most`."""
        return pair if self.pool else (pair[0], self.shape[0] + pair[1])


def every_plan(instance: Instance) -> Iterator[tuple[Pair, ...]]:
    """Every set of permitted pairs that keeps to all limits, by plain recursion."""
    pairs, cohort = instance.permitted, instance.arguments["max_pairs"]

    def extend(start: int, chosen: tuple[Pair, ...], used: list[int]) -> Iterator[tuple[Pair, ...]]:
        if start == len(pairs):
            if instance.required <= set(chosen) and all(
                count >= least for count, least in zip(used, instance.least, strict=True)
            ):
                yield chosen
            return
        yield from extend(start + 1, chosen, used)
        a, b = instance.ends(pairs[start])
        room = cohort is None or len(chosen) < cohort
        if room and used[a] < instance.most[a] and used[b] < instance.most[b]:
            more = list(used)
            more[a] += 1
            more[b] += 1
            yield from extend(start + 1, (*chosen, pairs[start]), more)

    yield from extend(0, (), [0] * len(instance.most))


def best_plan(instance: Instance) -> tuple[int, tuple[Pair, ...]] | None:
    """Greatest value, then most pairs, then the smallest list."""
    if not instance.required <= set(instance.permitted):
        return None
    best = min(
        (
            (-sum(int(instance.weights[pair]) for pair in plan), -len(plan), plan)
            for plan in every_plan(instance)
        ),
        default=None,
    )
    return None if best is None else (-best[0], best[2])


SPREADS = ((0, 1), (1, 9), (-2, 2), (-9, 30), (0, 10**6), (-(10**6), 10**6), (0, 0))


@st.composite
def instances(draw: st.DrawFn, pool: bool) -> Instance:
    """Up to seven cities in all; the plans of any of them can be listed in milliseconds.

    Sizes and densities are drawn, weights and limits come from the drawn seed, so that most
    instances are full ones with several pairs, and not the empty ones that shrinking prefers.
    """
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    chance = lambda share: bool(random.random() < share)  # noqa: E731
    n = draw(st.sampled_from((7, 6, 5, 5, 4, 3, 2, 0) if pool else (3, 4, 5, 2, 3, 0, 1)))
    m = n if pool else draw(st.sampled_from(range(7 - n, 0, -1))) if n else draw(st.integers(0, 3))
    low, high = draw(st.sampled_from(SPREADS))
    size = n if pool else n + m
    places = [(i, j) for i in range(n) for j in range(m) if not pool or i < j]
    seats = draw(st.sampled_from((1, 1, 2, 3)))
    share = draw(st.sampled_from((1.0, 0.7, 0.4)))
    open_pairs = [pair for pair in places if chance(share)]
    if seats > 1 and len(open_pairs) > 13:
        kept = random.choice(len(open_pairs), size=13, replace=False)
        open_pairs = [open_pairs[k] for k in sorted(kept.tolist())]
    weights = np.full((n, m), np.nan)
    for i, j in open_pairs:
        weights[i, j] = random.integers(low, high + 1)
        if pool:
            weights[j, i] = weights[i, j]
    empty = 0 if chance(0.1) else 1
    most = [int(random.integers(min(empty, seats), seats + 1)) for _ in range(size)]
    bounded = draw(st.sampled_from((0.0, 0.2, 0.0, 1.0)))
    least = [min(top, 1 + chance(0.2)) if chance(bounded) else 0 for top in most]
    forbidden = [pair for pair in places if chance(0.1)] if draw(st.booleans()) else []
    required = [pair for pair in open_pairs if chance(0.1) and (pair not in forbidden)]
    required = required if draw(st.booleans()) else []
    unmatched_allowed = draw(st.sampled_from((True, True, True, False)))
    max_pairs = draw(st.sampled_from((None, 3, None, 2, 4, None, 5, 1, 0)))
    arguments: dict[str, Any] = {
        "forbidden": forbidden,
        "required": [pair[::-1] for pair in required] if pool else required,
        "unmatched_allowed": unmatched_allowed,
        "max_pairs": max_pairs,
    }
    if pool:
        arguments |= {"max_partners": most, "min_partners": least}
    else:
        arguments |= {"left_max": most[:n], "left_min": least[:n]}
        arguments |= {"right_max": most[n:], "right_min": least[n:]}
    if not unmatched_allowed:
        whole = [True] * size if pool else [n <= m] * n + [m <= n] * m
        least = [max(1, few) if must else few for few, must in zip(least, whole, strict=True)]
    return Instance(
        (n, m),
        weights,
        arguments,
        least,
        most,
        set(required),
        sorted(set(open_pairs) - set(forbidden)),
        pool,
    )


def require_the_best(instance: Instance, result: Result) -> None:
    best = best_plan(instance)
    assert result.verified
    if best is None:
        assert result.status == "infeasible"
        assert result.reason
        assert result.objective is None
        return
    value, plan = best
    assert (result.status, result.objective, result.bound, result.gap) == (
        "optimal",
        value,
        value,
        0,
    )
    assert [tuple(pair) for pair in result.pairs.tolist()] == list(plan)


@given(instances(pool=False))
@settings(max_examples=500)
def test_two_sides_agree_with_every_plan_there_is(instance: Instance) -> None:
    require_the_best(instance, two_sided(instance.weights, **instance.arguments))


@given(instances(pool=True))
@settings(max_examples=500)
def test_one_pool_agrees_with_every_plan_there_is(instance: Instance) -> None:
    require_the_best(instance, one_pool(instance.weights, **instance.arguments))


@given(instances(pool=True))
@settings(max_examples=150)
def test_one_pool_agrees_when_it_may_not_enumerate(instance: Instance) -> None:
    from matcher.solve import enumerate_pool

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enumerate_pool, "STATES", 0)
        require_the_best(instance, one_pool(instance.weights, **instance.arguments))


def tables(least: int, most: int) -> st.SearchStrategy[np.ndarray]:
    shapes = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1))
    return shapes.map(
        lambda drawn: np.random.default_rng(drawn[2]).integers(least, most, drawn[:2])
    )


def symmetric(table: np.ndarray) -> np.ndarray:
    size = min(table.shape)
    upper = np.triu(table[:size, :size], 1)
    return upper + upper.T


@given(tables(-50, 100))
@settings(max_examples=60)
def test_a_further_city_never_lowers_the_optimum(table: np.ndarray) -> None:
    assert two_sided(table[:-1]).objective <= two_sided(table).objective
    pool = symmetric(table)
    assert one_pool(pool[:-1, :-1]).objective <= one_pool(pool).objective


@given(tables(-50, 100), st.integers(1, 1000))
@settings(max_examples=60)
def test_scaling_the_weights_scales_the_optimum(table: np.ndarray, factor: int) -> None:
    assert two_sided(factor * table).objective == factor * two_sided(table).objective
    pool = symmetric(table)
    assert one_pool(factor * pool).objective == factor * one_pool(pool).objective


@given(tables(-3, 6), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_renaming_the_cities_leaves_the_optimum(table: np.ndarray, random: Any) -> None:
    rows, cols = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(cols)
    limits = {"max_pairs": 4, "left_max": 2, "right_max": 2}
    assert (
        two_sided(table[np.ix_(rows, cols)], **limits).objective
        == two_sided(table, **limits).objective
        == two_sided(table.T, **limits).objective
    )
    pool = symmetric(table)
    order = [row for row in rows if row < len(pool)]
    assert (
        one_pool(pool[np.ix_(order, order)], max_partners=2).objective
        == one_pool(pool, max_partners=2).objective
    )


@given(tables(-1000, 1000), st.floats(1e-9, 1e9))
@settings(max_examples=60)
def test_the_gap_of_real_weights_holds_the_exact_optimum(table: np.ndarray, unit: float) -> None:
    from fractions import Fraction

    weights = table * unit / 7
    result = two_sided(weights)
    assert (result.status, result.verified) == ("optimal", True)
    gains = np.maximum(weights, 0)
    rows, cols = linear_sum_assignment(gains, maximize=True)
    exact = sum((Fraction(float(value)) for value in gains[rows, cols]), Fraction(0))
    assert exact <= Fraction(result.bound)
    assert 0 <= result.gap <= 1e-9 * unit * 1000


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("top", [1, 5, 100, 10**6])
def test_forty_cities_a_side_agree_with_scipy(seed: int, top: int) -> None:
    table = np.random.default_rng([seed, top]).integers(0, top + 1, (40, 35))
    rows, cols = linear_sum_assignment(table, maximize=True)
    result = two_sided(table)
    assert result.objective == int(table[rows, cols].sum())
    assert len(result.pairs) == 35


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("top", "share"), [(3, 0.1), (100, 0.1), (10**6, 0.2), (10**6, 1.0)])
def test_forty_cities_in_a_pool_agree_with_networkx(seed: int, top: int, share: float) -> None:
    random = np.random.default_rng([seed, top])
    upper = np.triu(random.random((40, 40)) < share, 1)
    values = random.integers(1, top + 1, (40, 40))
    weights = np.full((40, 40), np.nan)
    graph = nx.Graph()
    for a, b in np.argwhere(upper).tolist():
        weights[a, b] = weights[b, a] = values[a, b]
        graph.add_edge(a, b, weight=int(values[a, b]))
    matching = nx.max_weight_matching(graph)
    result = one_pool(weights)
    assert result.status == "optimal"
    assert result.objective == sum(graph.edges[pair]["weight"] for pair in matching)
