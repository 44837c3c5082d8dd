"""The large regime on small instances, with lists that overflow: equal to everything else we have.

Every instance runs with constants so small that a dozen cities see samples, several rounds, looks
at some rows only and more ties than are kept. The tests say so: each counts what happened.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.lanes import examples
from support.plain_models import (
    heaviest_assignment,
    heaviest_matching,
    heaviest_whole_assignment,
    pool_by_cp_sat,
    sides_by_cp_sat,
)
from support.shrunk import MANNERS, shrunk
from support.weight_forms import Tiles

from matcher.solve import Result, one_pool, two_sided

Arguments = dict[str, Any]
MANNER = range(len(MANNERS))
SPREADS = (
    (0, 1),
    (0, 0),
    (1, 9),
    (-2, 2),
    (-9, 30),
    (-5, -1),
    (0, 10**6),
    (-(10**6), 10**6),
    (10**11, 10**12),
)
# From all pairs open to none.
CLOSED = (0.0, 0.0, 0.0, 0.3, 0.3, 0.7, 1.0)


def drawn_weights(random: np.random.Generator, n: int, m: int) -> np.ndarray:
    """Ties, negatives, great and real numbers, a minimum score, pairs that are not permitted."""
    low, high = SPREADS[random.integers(len(SPREADS))]
    weights = random.integers(low, high + 1, (n, m)).astype(float)
    if random.random() < 0.2:
        weights = weights * 0.37 + 0.1234
    weights[random.random((n, m)) < random.choice(CLOSED)] = np.nan
    if random.random() < 0.15 and weights.size:
        weights[weights < (low + high) / 2] = np.nan
    return weights


def drawn_sides(seed: int) -> tuple[np.ndarray, Arguments]:
    """A two-sided instance with any of the limits there are; half are square, many one-to-one."""
    random = np.random.default_rng(seed)
    chance = lambda share: bool(random.random() < share)  # noqa: E731
    n, m = random.integers(0, 12, 2).tolist()
    m = n if chance(0.5) else m
    weights, limits = drawn_weights(random, n, m), {}
    if chance(0.3):
        limits |= {"left_max": random.integers(0, 4, n), "right_max": random.integers(0, 4, m)}
    if chance(0.25):
        some = random.integers(0, 2, m) * chance(0.4)
        limits |= {
            "left_min": np.minimum(random.integers(0, 2, n), limits.get("left_max", 1)),
            "right_min": np.minimum(some, limits.get("right_max", 1)),
        }
    if chance(0.2):
        limits["unmatched_allowed"] = False
        for side in ("left_max", "right_max"):
            if side in limits:
                limits[side] = np.maximum(limits[side], 1)
    if chance(0.2):
        limits["max_pairs"] = int(random.integers(0, 7))
    if n * m == 0:
        return weights, limits
    if chance(0.3):
        limits["forbidden"] = np.column_stack([random.integers(0, n, 3), random.integers(0, m, 3)])
    if chance(0.2):
        limits["required"] = np.column_stack([random.integers(0, n, 1), random.integers(0, m, 1)])
    for side, size in (("left_groups", n), ("right_groups", m)):
        if chance(0.15):
            limits[side] = nested_groups(random, size)
    return weights, limits


def nested_groups(random: np.random.Generator, size: int) -> list[tuple[list[int], int]]:
    """A county in a province, another county beside it, and the country over all."""
    order = random.permutation(size).tolist()
    cut = sorted(random.integers(0, size + 1, 2).tolist())
    parts = [order[: cut[0] // 2], order[: cut[0]], order[cut[0] : cut[1]], order]
    return [
        (members, int(random.integers(0, 1 + len(members))))
        for k, members in enumerate(parts)
        if members and members not in parts[:k]
    ]


def drawn_pool(seed: int) -> tuple[np.ndarray, Arguments]:
    """A pool with one partner each, odd as often as even."""
    random = np.random.default_rng([seed, 1])
    chance = lambda share: bool(random.random() < share)  # noqa: E731
    n, limits = int(random.integers(0, 13)), {}
    upper = np.triu(drawn_weights(random, n, n), 1)
    if chance(0.15):
        # Two odd islands without a bridge: each is one city short, and the doubled graph is not.
        cut = 3 + 2 * int(random.integers(0, 2))
        upper[:cut, cut:] = np.nan
        limits["unmatched_allowed"] = False
    weights = upper + upper.T
    if chance(0.25):
        limits["min_partners"] = random.integers(0, 2, n)
    if chance(0.15):
        limits["unmatched_allowed"] = False
    if n and chance(0.3):
        limits["forbidden"] = random.integers(0, n, (3, 2))
    if n > 2 and chance(0.25):
        limits["required"] = random.choice(n, 2, replace=False)[None]
    return weights, limits


def both_regimes(solver: Any, weights: np.ndarray, limits: Arguments, manner: int) -> Result:
    """The result of the large regime, which must be that of the small one."""
    small = solver(weights, regime="small", **limits)
    large = solver(weights, regime="large", **limits)
    said = f"manner {manner}"
    assert (large.status, large.objective) == (small.status, small.objective), said
    assert large.pairs.tolist() == small.pairs.tolist(), said
    assert (large.verified, large.regime) == (True, "large"), said
    if large.status == "optimal":
        assert large.bound >= large.objective
        assert large.prices is not None
    return large


@given(st.integers(0, 2**32), st.sampled_from(MANNER))
@settings(max_examples=examples(200))
def test_two_sides_are_the_same_solved_whole_or_by_prices(seed: int, manner: int) -> None:
    with shrunk(manner):
        both_regimes(two_sided, *drawn_sides(seed), manner)


@given(st.integers(0, 2**32), st.sampled_from(MANNER))
@settings(max_examples=examples(200))
def test_one_pool_is_the_same_solved_whole_or_by_prices(seed: int, manner: int) -> None:
    with shrunk(manner):
        both_regimes(one_pool, *drawn_pool(seed), manner)


def counted(run: Any, seeds: range) -> tuple[Counter[str], Counter[str]]:
    """How often each branch was taken and each outcome occurred over many instances."""
    taken: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for seed in seeds:
        with shrunk(seed) as seen:
            result = run(seed)
        taken += seen
        outcomes[f"{result.status} {result.proof}"] += 1
        outcomes["several rounds"] += result.rounds > 1
    return taken, outcomes


def test_two_sides_take_every_branch_and_stay_the_same() -> None:
    run = lambda seed: both_regimes(two_sided, *drawn_sides(seed), seed)  # noqa: E731
    taken, outcomes = counted(run, range(1000))
    assert outcomes["several rounds"] > 100
    assert outcomes["infeasible None"] > 50
    assert outcomes["optimal prices"] > 500
    for branch in (
        "sampled",
        "list above a bar",
        "whole look",
        "partial look",
        "market look",
        "round with violators",
        "listed pairs used later",
        "crowded rows read whole",
        "repaired",
        "repair given up",
        "flow repaired",
        "flow given up",
        "assignment",
        "flow",
    ):
        assert taken[branch] >= 10, branch


def test_one_pool_takes_every_branch_and_stays_the_same() -> None:
    run = lambda seed: both_regimes(one_pool, *drawn_pool(seed), seed)  # noqa: E731
    taken, outcomes = counted(run, range(700))
    assert taken["round with violators"] > 100
    assert outcomes["infeasible None"] > 50
    assert outcomes["optimal prices"] > 200
    assert outcomes["optimal prices+odd_sets"] > 50
    for branch in (
        "sampled",
        "partial look",
        "round with violators",
        "odd sets",
        "prices of mixed parity",
        "pool refuted by odd parts",
    ):
        assert taken[branch] >= 10, branch
    # Rare: nearly every pair that comes to beat its prices is listed by then.
    assert taken["pool look with violators"]


@pytest.mark.parametrize("manner", MANNER)
def test_assignments_weigh_what_scipy_says(manner: int) -> None:
    for seed in range(50):
        random = np.random.default_rng([seed, manner])
        n, m = random.integers(1, 25, 2).tolist()
        top = (1, 9, 10**6)[seed % 3]
        weights = random.integers(-top, 2 * top, (n, m)).astype(float)
        with shrunk(manner):
            whole = two_sided(weights, unmatched_allowed=False, regime="large")
            weights[random.random((n, m)) < 0.3 * (seed % 2)] = np.nan
            free = two_sided(weights, regime="large")
        assert free.objective == heaviest_assignment(weights)
        if not seed % 2:
            assert whole.objective == heaviest_whole_assignment(weights)
            assert len(whole.pairs) == min(n, m)


@pytest.mark.parametrize("manner", MANNER)
def test_matchings_weigh_what_networkx_says(manner: int) -> None:
    for seed in range(30):
        random = np.random.default_rng([seed, manner, 2])
        n, top = int(random.integers(1, 24)), (1, 9, 10**6)[seed % 3]
        upper = np.triu(random.integers(-top, 2 * top, (n, n)).astype(float), 1)
        upper[random.random((n, n)) < 0.3 * (seed % 2)] = np.nan
        weights = upper + upper.T
        with shrunk(manner):
            assert one_pool(weights, regime="large").objective == heaviest_matching(weights)
            if n % 2 == 0 and not seed % 2:
                paired = one_pool(weights, unmatched_allowed=False, regime="large")
                assert paired.objective == heaviest_matching(weights, all_matched=True)


def whole_numbers(weights: np.ndarray) -> np.ndarray:
    """Real weights to whole ones, so that other models are exact."""
    return np.floor(weights)


def test_pools_with_limits_are_worth_what_cp_sat_proves() -> None:
    statuses: Counter[str] = Counter()
    for seed in range(10_000, 10_250):
        weights, limits = drawn_pool(seed)
        weights = whole_numbers(weights)
        with shrunk(seed):
            result = one_pool(weights, regime="large", **limits)
        assert result.objective == pool_by_cp_sat(weights, **limits), seed
        statuses[result.status] += 1
    assert min(statuses["optimal"], statuses["infeasible"]) > 30


def test_sides_with_limits_and_groups_are_worth_what_cp_sat_proves() -> None:
    statuses: Counter[str] = Counter()
    for seed in range(20_000, 20_300):
        weights, limits = drawn_sides(seed)
        weights = whole_numbers(weights)
        with shrunk(seed):
            result = two_sided(weights, regime="large", **limits)
        assert result.objective == sides_by_cp_sat(weights, **limits), seed
        statuses[result.status] += 1
        statuses["with groups"] += bool({"left_groups", "right_groups"} & set(limits))
    assert min(statuses["optimal"], statuses["infeasible"], statuses["with groups"]) > 40


def told(result: Result) -> tuple[Any, ...]:
    """Everything in a result but the seconds, to the last bit."""
    numbers = [] if result.prices is None else [p.tobytes() for p in price_arrays(result)]
    odd = None if result.prices is None else (result.prices.odd_sets, result.prices.groups)
    plain = result.status, result.objective, result.bound, result.gap, result.proof, result.reason
    return (*plain, result.rounds, result.pairs.tobytes(), *numbers, repr(odd))


def price_arrays(result: Result) -> list[np.ndarray]:
    prices = result.prices
    assert prices is not None
    sides = [prices.left, prices.right, prices.left_floor, prices.right_floor]
    return [*sides, np.array([prices.cohort])]


@pytest.mark.parametrize("solver", [two_sided, one_pool])
def test_any_number_of_threads_gives_the_same_bytes(solver: Any) -> None:
    drawn = drawn_sides if solver is two_sided else drawn_pool
    for seed in range(120):
        weights, limits = drawn(seed)
        with shrunk(seed):
            one, two, three = (
                told(solver(weights, regime="large", threads=count, **limits))
                for count in (1, 2, 3)
            )
        assert one == two == three, seed


@pytest.mark.parametrize("solver", [two_sided, one_pool])
def test_any_number_of_threads_gives_the_same_bytes_at_two_hundred_cities(solver: Any) -> None:
    random = np.random.default_rng(5)
    for size, top in ((201, 3), (200, 10**6)):
        upper = np.triu(random.integers(0, top, (size, size)), 1)
        weights = upper + upper.T
        # Tiles of fifty rows: five bands for two threads to race for.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("matcher.solve.priced.scan.HEIGHT", 50)
            patch.setattr("matcher.solve.priced.search.SAMPLE_ABOVE", 100)
            patch.setattr("matcher.solve.priced.start.LEAST", 40)
            results = [solver(weights, regime="large", threads=k) for k in (1, 2, 2, 2)]
        assert len({told(result) for result in results}) == 1


@pytest.mark.parametrize("solver", [two_sided, one_pool])
def test_tiles_of_either_width_and_blocks_give_the_same_bytes(solver: Any) -> None:
    drawn = drawn_sides if solver is two_sided else drawn_pool
    pool = solver is one_pool
    for seed in range(100):
        weights, limits = drawn(seed)
        weights = whole_numbers(weights)
        if np.nanmax(np.abs(weights), initial=0) > 10**6:
            continue
        with shrunk(seed):
            dense, narrow, wide = (
                told(solver(form, regime="large", **limits))
                for form in (
                    weights,
                    Tiles(weights, np.float32, symmetric=pool),
                    Tiles(weights, np.float64, symmetric=pool),
                )
            )
        assert dense == narrow == wide, seed


def test_what_is_said_on_the_way_brackets_the_optimum() -> None:
    said = 0
    for seed in range(250):
        weights, limits = drawn_sides(seed)
        limits = {k: v for k, v in limits.items() if not k.endswith("_min") and k != "required"}
        rounds: list[Any] = []
        with shrunk(seed):
            result = two_sided(weights, regime="large", progress=rounds.append, **limits)
        if result.status != "optimal" or "unmatched_allowed" in limits:
            continue
        slack = 1e-9 * max(abs(result.objective), 1)
        assert [seen.number for seen in rounds] == list(range(1, len(rounds) + 1))
        assert all(seen.value <= result.objective + slack for seen in rounds)
        assert all(seen.value + seen.gap >= result.objective - slack for seen in rounds)
        assert (np.diff([seen.passes for seen in rounds]) >= 0).all()
        assert rounds[-1].violators == 0
        assert rounds[-1].gap <= slack
        assert rounds[-1].number == result.rounds
        said += len(rounds) > 1
    assert said > 30


def plain(seed: int, n: int, m: int) -> np.ndarray:
    """Whole weights of both signs, a tenth of them closed."""
    random = np.random.default_rng(seed)
    top = (2, 30, 10**6)[seed % 3]
    weights = random.integers(-top, 2 * top, (n, m)).astype(float)
    weights[random.random((n, m)) < 0.1] = np.nan
    return weights


def plain_pool(seed: int, n: int) -> np.ndarray:
    upper = np.triu(plain(seed, n, n), 1)
    return upper + upper.T


@given(st.integers(0, 10**6), st.integers(1, 16), st.integers(1, 16), st.sampled_from(MANNER))
@settings(max_examples=examples(60))
def test_renaming_cities_or_changing_sides_leaves_the_optimum(
    seed: int, n: int, m: int, manner: int
) -> None:
    weights, pool, random = plain(seed, n, m), plain_pool(seed, n), np.random.default_rng(seed)
    rows, cols = random.permutation(n), random.permutation(m)
    limits = {"left_max": 2, "right_max": 2, "max_pairs": 9} if seed % 2 else {}
    with shrunk(manner):
        values = [
            two_sided(table, regime="large", **limits).objective
            for table in (weights, weights[np.ix_(rows, cols)], weights.T)
        ]
        pools = [
            one_pool(table, regime="large").objective for table in (pool, pool[np.ix_(rows, rows)])
        ]
    assert len(set(values)) == len(set(pools)) == 1


@given(st.integers(0, 10**6), st.integers(1, 16), st.integers(1, 1000), st.sampled_from(MANNER))
@settings(max_examples=examples(60))
def test_scaling_the_weights_scales_the_optimum(
    seed: int, n: int, factor: int, manner: int
) -> None:
    weights, pool = plain(seed, n, n + seed % 3), plain_pool(seed, n)
    with shrunk(manner):
        for solver, table in ((two_sided, weights), (one_pool, pool)):
            once, scaled = (solver(w, regime="large").objective for w in (table, factor * table))
            assert scaled == factor * once


@given(st.integers(0, 10**6), st.integers(1, 16), st.integers(1, 16), st.sampled_from(MANNER))
@settings(max_examples=examples(60))
def test_a_further_city_never_lowers_the_optimum(seed: int, n: int, m: int, manner: int) -> None:
    weights, pool = plain(seed, n, m), plain_pool(seed, n)
    with shrunk(manner):
        fewer, more = (two_sided(w, regime="large").objective for w in (weights[:-1], weights))
        alone, joined = (one_pool(w, regime="large").objective for w in (pool[:-1, :-1], pool))
    assert fewer <= more
    assert alone <= joined


@given(st.integers(0, 10**6), st.integers(1, 12), st.sampled_from(MANNER))
@settings(max_examples=examples(60))
def test_a_bonus_for_a_whole_row_moves_the_optimum_by_it_where_all_are_matched(
    seed: int, n: int, manner: int
) -> None:
    weights = np.nan_to_num(plain(seed, n, n))
    raised = weights.copy()
    raised[0] += 7
    with shrunk(manner):
        before, after = (
            two_sided(table, unmatched_allowed=False, regime="large").objective
            for table in (weights, raised)
        )
    assert after == before + 7
