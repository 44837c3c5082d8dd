"""One test for each way in which exact matching at size is known to go wrong.

The list is that of section 6 of the notes on algorithms. Each test names its trap.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from support.hubs import best_of_each, hub_pool, hub_sides
from support.plain_models import (
    heaviest_assignment,
    heaviest_matching,
    heaviest_whole_assignment,
)
from support.shrunk import MANNERS, shrunk
from support.weight_forms import Tiles

from matcher.errors import SolverInputError, VerificationError
from matcher.solve import Result, one_pool, two_sided
from matcher.solve.priced.pool import Graph, _PoolSearch
from matcher.solve.priced.scan import Best
from matcher.solve.priced.search import Search
from matcher.solve.priced.seen import Seen
from matcher.solve.priced.shortlist import Ceiling, Staircase
from matcher.solve.priced.source import FLOAT32_BELOW, read_source

MANNER = range(len(MANNERS))
NONE = np.empty((0, 2), dtype=np.int64)
SOLVERS: tuple[Callable[..., Result], ...] = (two_sided, one_pool)


def large(weights: Any, **limits: Any) -> Result:
    return two_sided(weights, regime="large", **limits)


def large_pool(weights: Any, **limits: Any) -> Result:
    return one_pool(weights, regime="large", **limits)


def symmetric(table: np.ndarray) -> np.ndarray:
    upper = np.triu(table, 1)
    return upper + upper.T


def optimal(result: Result, value: float) -> None:
    assert (result.status, result.objective, result.gap) == ("optimal", value, 0), result.reason
    assert result.verified


# Ties and degenerate prices.


@pytest.mark.parametrize("size", [60, 150])
def test_ties_leave_one_plan_and_it_is_the_canonical_one(size: int) -> None:
    table = np.random.default_rng(size).integers(0, 2, (size, size))
    priced, whole = large(table), two_sided(table, regime="small")
    assert priced.pairs.tolist() == whole.pairs.tolist()
    assert priced.reason is None


def test_blocks_of_equal_rows_do_not_bring_floods_of_violators() -> None:
    kinds = hub_sides(6, 6)
    table = kinds[np.ix_(np.arange(240) % 6, np.arange(240) % 6)]
    rounds: list[Any] = []
    optimal(large(table, progress=rounds.append), heaviest_assignment(table))
    assert len(rounds) < 10
    assert rounds[-1].passes < 4


@pytest.mark.parametrize("size", [12, 60, 300])
def test_all_scores_equal_gives_the_diagonal(size: int) -> None:
    result = large(np.full((size, size), 7))
    optimal(result, 7 * size)
    assert (result.pairs == np.arange(size)[:, None]).all()


def test_all_scores_equal_in_a_pool_gives_neighbours() -> None:
    result = large_pool(np.full((20, 20), 7))
    optimal(result, 70)
    assert result.pairs.tolist() == [[k, k + 1] for k in range(0, 20, 2)]


def test_more_ties_than_are_compared_are_said_and_the_value_stands() -> None:
    with pytest.MonkeyPatch.context() as patch, shrunk():
        patch.setattr("matcher.solve.priced.ties.MOST", 5)
        result = large(np.full((9, 9), 7))
    optimal(result, 63)
    assert result.reason is not None
    assert "tie" in result.reason


# The price level between clusters that hang together by a few pairs.


def weakly_linked(size: int, level: int, links: int) -> np.ndarray:
    """Two clusters, one of them worth `level` more, with a few open pairs across."""
    random = np.random.default_rng([size, level, links])
    half = size // 2
    table = np.full((size, size), np.nan)
    table[:half, :half] = random.integers(0, 1000, (half, half)) + level
    table[half:, half:] = random.integers(0, 1000, (size - half, size - half))
    for i, j in zip(
        random.integers(0, half, links), random.integers(half, size, links), strict=True
    ):
        table[i, j] = table[j, i] = level // 2
    return table


@pytest.mark.parametrize("level", [0, 900_000])
@pytest.mark.parametrize("links", [1, 12])
def test_the_price_level_between_weakly_linked_clusters_is_found(level: int, links: int) -> None:
    table = weakly_linked(300, level, links)
    rounds: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        # A sample knows next to nothing of the links.
        patch.setattr("matcher.solve.priced.search.SAMPLE_ABOVE", 100)
        patch.setattr("matcher.solve.priced.start.LEAST", 30)
        optimal(large(table, progress=rounds.append), heaviest_assignment(table))
    assert rounds[-1].passes < 12


@pytest.mark.parametrize("manner", MANNER)
def test_a_few_columns_that_are_too_cheap_do_not_end_the_search_early(manner: int) -> None:
    for seed in range(20):
        random = np.random.default_rng([seed, manner])
        table = random.integers(0, 20, (14, 14)).astype(float)
        table[:, random.choice(14, 2, replace=False)] += 100
        with shrunk(manner):
            optimal(large(table), heaviest_assignment(table))


# Infeasible rows.


def test_a_row_that_nobody_may_join_is_left_out_or_refused() -> None:
    table = hub_sides(30, 30)
    table[4] = np.nan
    optimal(large(table), heaviest_assignment(table))
    refused = large(table, unmatched_allowed=False)
    assert (refused.status, refused.verified) == ("infeasible", True)


@pytest.mark.parametrize("rows", [2, 5, 11])
def test_more_rows_than_the_columns_they_share_are_refused(rows: int) -> None:
    table = hub_sides(30, 30)
    table[:rows, rows - 1 :] = np.nan
    refused = large(table, unmatched_allowed=False)
    assert (refused.status, refused.verified, len(refused.pairs)) == ("infeasible", True, 0)
    assert refused.reason
    table[0, 29] = 1
    optimal(
        large(table, unmatched_allowed=False),
        two_sided(table, unmatched_allowed=False, regime="small").objective,
    )


@pytest.mark.parametrize("sizes", [(3, 3), (5, 7), (3, 5, 4, 4), (15, 15)])
def test_odd_islands_of_a_pool_are_refused_though_the_doubled_graph_is_not(
    sizes: tuple[int, ...],
) -> None:
    pool = hub_pool(sum(sizes))
    island = np.repeat(np.arange(len(sizes)), sizes)
    pool[island[:, None] != island] = np.nan
    refused = large_pool(pool, unmatched_allowed=False)
    assert (refused.status, refused.verified) == ("infeasible", True)
    optimal(large_pool(pool), heaviest_matching(pool))


def test_infeasible_is_never_said_of_a_plan_that_costs_much() -> None:
    table = np.full((12, 12), -(10.0**12))
    optimal(large(table, unmatched_allowed=False), -12 * 10**12)
    table[np.triu_indices(12, 1)] = np.nan
    optimal(large(table, left_min=1), -12 * 10**12)


# Unequal sides, unmatched cities, a minimum score.


@pytest.mark.parametrize(("n", "m"), [(80, 50), (50, 80), (1, 90), (90, 1), (64, 63)])
@pytest.mark.parametrize("minimum", [0, 300_000, 900_000])
def test_unequal_sides_with_a_minimum_score_price_free_cities_at_zero(
    n: int, m: int, minimum: int
) -> None:
    table = hub_sides(n, m)
    table[table < minimum] = np.nan
    result = large(table)
    optimal(result, heaviest_assignment(table))
    prices = result.prices
    assert prices is not None
    for side, price in enumerate((prices.left, prices.right)):
        used = np.bincount(result.pairs[:, side], minlength=len(price))
        assert (price >= 0).all()
        assert (price[used == 0] == 0).all()


@pytest.mark.parametrize("manner", MANNER)
def test_equal_sides_that_may_stay_unmatched_have_prices_of_one_sign(manner: int) -> None:
    for seed in range(40):
        random = np.random.default_rng([seed, manner, 7])
        size = int(random.integers(3, 14))
        table = random.integers(-3, 3, (size, size)).astype(float)
        with shrunk(manner):
            optimal(large(table), heaviest_assignment(table))


def test_listed_pairs_that_beat_prices_of_one_sign_are_used() -> None:
    """Moving prices to one sign must not overlook pairs that are listed and not yet in use."""
    table = np.array([[-1, -1, -3, -4], [-5, -4, -5, -1], [-1, -1, -3, -5], [-3, -4, -5, -3]])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ROW_KEPT": 4, "COL_KEPT": 2, "ROW_USED": 2, "COL_USED": 1}.items():
            patch.setattr(f"matcher.solve.priced.search.{name}", value)
        optimal(large(table, left_min=[0, 1, 0, 1], right_min=[1, 1, 1, 0]), -8)


# Negative scores.


def test_all_scores_negative_gives_no_pair_unless_forced() -> None:
    table = hub_sides(20, 20) - 2_000_000
    for solver, weights in ((large, table), (large_pool, symmetric(table))):
        free = solver(weights)
        optimal(free, 0)
        assert len(free.pairs) == 0
    optimal(large(table, unmatched_allowed=False), heaviest_whole_assignment(table))
    forced = large_pool(symmetric(table), unmatched_allowed=False)
    optimal(forced, heaviest_matching(symmetric(table), all_matched=True))


def test_a_negative_score_is_never_chosen_freely() -> None:
    table = np.random.default_rng(3).integers(-1000, 300, (70, 70))
    result = large(table)
    optimal(result, heaviest_assignment(table))
    assert (table[tuple(result.pairs.T)] >= 0).all()
    pool = symmetric(table)
    result = large_pool(pool)
    optimal(result, heaviest_matching(pool))
    assert (pool[tuple(result.pairs.T)] >= 0).all()


# The diagonal of one pool.


@pytest.mark.parametrize("diagonal", [0.0, -1.0, 1e15, 0.5, 1e300, np.inf, np.nan])
def test_the_diagonal_of_one_pool_is_never_read(diagonal: float) -> None:
    pool = hub_pool(25)
    plain = large_pool(pool)
    np.fill_diagonal(pool, diagonal)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = large_pool(pool)
    assert result.pairs.tolist() == plain.pairs.tolist()
    assert (result.objective, result.bound) == (plain.objective, plain.bound)


def test_the_diagonal_of_tiles_is_never_read() -> None:
    pool = hub_pool(25)
    plain = large_pool(Tiles(pool, symmetric=True))
    np.fill_diagonal(pool, 10**6)
    assert large_pool(Tiles(pool, symmetric=True)).pairs.tolist() == plain.pairs.tolist()


# Odd numbers of cities, and cities that stay unmatched, in one pool.


@pytest.mark.parametrize("seed", range(40))
def test_nine_cities_leave_the_right_one_alone(seed: int) -> None:
    pool = hub_pool(9, seed)
    result = large_pool(pool)
    optimal(result, heaviest_matching(pool))
    assert len(result.pairs) == 4
    assert result.pairs.tolist() == one_pool(pool, regime="small").pairs.tolist()


@pytest.mark.parametrize("size", [3, 21, 75])
def test_an_odd_pool_with_few_open_pairs_leaves_several_alone(size: int) -> None:
    pool = hub_pool(size)
    pool[pool < np.quantile(pool, 0.9)] = np.nan
    result = large_pool(pool)
    optimal(result, heaviest_matching(pool))
    assert 2 * len(result.pairs) < size


def test_the_check_of_an_odd_pool_takes_no_longer_than_its_search() -> None:
    """Odd sets within odd sets, hundreds deep: each pair of each of them is too much to walk."""
    pool = symmetric(np.random.default_rng(0).integers(0, 10**6, (801, 801)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matcher.solve.priced.pool_ties.MOST", 0)
        started = perf_counter()
        result = large_pool(pool)
        took = perf_counter() - started
    optimal(result, result.bound)
    assert result.prices is not None
    assert max(odd.most_pairs for odd in result.prices.odd_sets) > 300
    assert took - result.seconds < 2 * result.seconds + 1


def test_the_only_best_plan_of_an_odd_pool_is_not_called_one_of_many() -> None:
    """A pool of one city too many has tight pairs everywhere and still one best plan."""
    pool = symmetric(np.random.default_rng(0).integers(0, 10**9, (301, 301)))
    assert large_pool(pool).reason is None


def test_the_plan_of_a_pool_with_ties_does_not_depend_on_the_threads() -> None:
    pool = symmetric(np.random.default_rng([25, 5]).integers(0, 5, (25, 25)))
    plans = [one_pool(pool, regime="large", threads=count).pairs.tolist() for count in (1, 2)]
    assert plans[0] == plans[1]


# Prices of mixed parity.


def test_prices_of_mixed_parity_stay_exact() -> None:
    seen = 0
    for seed in range(60):
        random = np.random.default_rng([seed, 11])
        size = int(random.integers(3, 11))
        pool = symmetric(2 * random.integers(0, 9, (size, size)) + 1).astype(float)
        pool[symmetric(random.random((size, size))) > 0.6] = np.nan
        with shrunk(seed) as taken:
            result = large_pool(pool)
        optimal(result, heaviest_matching(pool))
        assert result.prices is not None
        halves = 2 * result.prices.left
        assert (halves == np.rint(halves)).all()
        seen += taken["prices of mixed parity"]
    assert seen > 5


# Overflow, and the range of float32.


@pytest.mark.parametrize(
    "great",
    [
        FLOAT32_BELOW - 2,
        FLOAT32_BELOW - 1,
        FLOAT32_BELOW,
        2**24 - 1,
        2**24,
        2**24 + 1,
        2**31 - 1,
        2**31,
        10**12,
    ],
)
def test_one_point_of_difference_decides_at_any_size_of_the_weights(great: int) -> None:
    random = np.random.default_rng(great)
    small = random.integers(0, 4, (20, 20))
    for sign in (1, -1):
        table = sign * (great - small)
        whole = large(table, unmatched_allowed=False)
        rest = heaviest_whole_assignment(-sign * small)
        optimal(whole, sign * great * 20 + rest)
        pool = symmetric(table)
        paired = large_pool(pool, unmatched_allowed=False)
        best = heaviest_matching(symmetric(-sign * small), all_matched=True)
        optimal(paired, sign * great * 10 + best)


@pytest.mark.parametrize("great", [10**14, 2**52, 2**53 - 1])
@pytest.mark.parametrize("size", [6, 20, 300])
@pytest.mark.parametrize("solver", SOLVERS)
def test_great_weights_are_solved_exactly_or_refused(
    solver: Callable[..., Result], size: int, great: int
) -> None:
    small = np.random.default_rng(size).integers(0, 4, (size, size))
    pool = solver is one_pool
    refusal = ""
    try:
        result = solver(
            symmetric(great - small) if pool else great - small,
            unmatched_allowed=False,
            regime="large",
        )
    except SolverInputError as error:
        refusal = str(error)
    if refusal:
        assert great >= 10**14
        assert "divide them by" in refusal
    elif pool:
        best = heaviest_matching(symmetric(-small), all_matched=True)
        optimal(result, great * size // 2 + best)
    else:
        optimal(result, great * size + heaviest_whole_assignment(-small))


@pytest.mark.parametrize(
    ("greatest", "kind"), [(FLOAT32_BELOW - 1, np.float32), (FLOAT32_BELOW, np.float64)]
)
def test_float32_is_used_only_where_sums_of_prices_stay_exact(greatest: int, kind: Any) -> None:
    source = read_source(np.array([[greatest, -3]]), NONE)
    assert source.dtype == kind
    assert 4 * 4 * (FLOAT32_BELOW - 1) <= 2**24


def test_scores_in_points_are_read_as_float32_and_wide_prices_as_float64() -> None:
    source = read_source(Tiles(np.array([[10.0**6]])), NONE)
    assert source.dtype == np.float32
    assert replace(source, wide=True).dtype == np.float64


@pytest.mark.parametrize("size", [8, 40])
def test_minimums_push_prices_far_beyond_the_weights_without_loss(size: int) -> None:
    """A chain of cities that must be matched adds up its differences in one price."""
    table = np.full((size, size), np.nan)
    at = np.arange(size)
    table[at, at] = 10**6
    table[at[1:], at[:-1]] = -(10**6)
    table[0, -1] = -(10**6)
    result = large(table, unmatched_allowed=False, forbidden=[(0, 0)])
    optimal(result, -(10**6) * size)
    optimal(large(table, unmatched_allowed=False), 10**6 * size)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinity_is_refused_by_name(value: float) -> None:
    table = np.zeros((5, 5))
    table[1, 3] = table[3, 1] = value
    for solver in (large, large_pool):
        with pytest.raises(SolverInputError, match=r"infinity at \((1, 3|3, 1)\)"):
            solver(table)


# A shortlist by score alone is not a solution.


@pytest.mark.parametrize("kept", [5, 20])
def test_the_best_pairs_of_each_city_do_not_hold_the_best_plan(kept: int) -> None:
    pool = hub_pool(300)
    result = large_pool(pool)
    shortlisted = large_pool(best_of_each(pool, kept))
    optimal(shortlisted, heaviest_matching(best_of_each(pool, kept)))
    assert shortlisted.objective < 0.995 * result.objective
    table = hub_sides(300, 300)
    assert large(best_of_each(table, kept)).objective < 0.995 * large(table).objective
    optimal(large(table), heaviest_assignment(table))


# A search that forgets what it saw: the check of every pair must notice.


def forget_what_was_found(patch: pytest.MonkeyPatch) -> None:
    real = Search._take
    patch.setattr(
        Search,
        "_take",
        lambda self, _, row, col: real(self, Seen.nothing(self.kind), row, col),
    )


def forget_to_look(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("matcher.solve.priced.search.WHOLE_LOOK", 2.0)
    none = np.empty(0, dtype=np.int64)
    patch.setattr(Ceiling, "open_to", lambda self, row, col: Staircase(none, none, none))


def forget_entries(patch: pytest.MonkeyPatch) -> None:
    real = Best.entries

    def entries(self: Best) -> Any:
        at, place, value, rank = real(self)
        kept = rank < 1
        return at[kept], place[kept], value[kept], rank[kept]

    patch.setattr("matcher.solve.priced.search.WHOLE_LOOK", 2.0)
    patch.setattr("matcher.solve.priced.search.SAMPLE_ABOVE", 100)
    patch.setattr("matcher.solve.priced.search.ROW_KEPT", 12)
    patch.setattr(Best, "entries", entries)


def forget_the_pool(patch: pytest.MonkeyPatch) -> None:
    nothing = Graph(NONE, np.empty(0, dtype=np.int64))
    patch.setattr(_PoolSearch, "_look", lambda *_: (nothing, nothing))


@pytest.mark.parametrize(
    ("forget", "solver"),
    [
        (forget_what_was_found, two_sided),
        (forget_to_look, two_sided),
        (forget_entries, two_sided),
        (forget_the_pool, one_pool),
    ],
)
def test_a_search_that_forgets_is_caught_by_the_check_of_every_pair(
    forget: Callable[[pytest.MonkeyPatch], None], solver: Callable[..., Result]
) -> None:
    caught = 0
    for seed in range(60):
        random = np.random.default_rng([seed, 13])
        table = random.integers(0, 50, (13, 13))
        weights = symmetric(table) if solver is one_pool else table
        best = heaviest_matching(weights) if solver is one_pool else heaviest_assignment(weights)
        with shrunk(), pytest.MonkeyPatch.context() as patch:
            forget(patch)
            try:
                result = solver(weights, regime="large")
            except VerificationError:
                caught += 1
                continue
        assert (result.status, result.objective) == ("optimal", best)
    assert caught > 3


# Scores in which samples say nothing, and the plain extremes.


@pytest.mark.parametrize("solver", SOLVERS)
def test_uniform_random_scores_are_solved_though_a_sample_says_nothing(
    solver: Callable[..., Result],
) -> None:
    weights = np.random.default_rng(0).integers(0, 10**6, (250, 250))
    weights = symmetric(weights) if solver is one_pool else weights
    best = heaviest_matching(weights) if solver is one_pool else heaviest_assignment(weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matcher.solve.priced.search.SAMPLE_ABOVE", 100)
        patch.setattr("matcher.solve.priced.start.LEAST", 30)
        optimal(solver(weights, regime="large"), best)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("size", [1, 2, 40, 700])
def test_all_pairs_forbidden_gives_an_empty_proved_plan(
    solver: Callable[..., Result], size: int
) -> None:
    result = solver(np.full((size, size), np.nan), regime="large")
    optimal(result, 0)
    assert result.pairs.shape == (0, 2)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (0, 900), (900, 0)])
def test_an_empty_side_gives_an_empty_proved_plan(shape: tuple[int, int]) -> None:
    result = large(np.empty(shape))
    optimal(result, 0)
    assert result.pairs.shape == (0, 2)


def test_a_pool_of_none_and_of_one_gives_an_empty_proved_plan() -> None:
    optimal(large_pool(np.empty((0, 0))), 0)
    optimal(large_pool([[5.0]]), 0)


def test_one_city_a_side_takes_what_gains_and_what_is_forced() -> None:
    optimal(large([[5]]), 5)
    optimal(large([[-5]]), 0)
    optimal(large([[-5]], unmatched_allowed=False), -5)
    optimal(large(np.arange(800.0)[None]), 799)
    optimal(large(np.arange(800.0)[:, None]), 799)


@pytest.mark.parametrize("unit", [1e12, 1e-9, 1e-300, 1e300])
def test_real_weights_of_any_size_are_scaled_and_the_loss_is_said(unit: float) -> None:
    table = hub_sides(30, 24) / 7e5
    best = large(np.rint(table * 2**40))
    for solver, weights in ((large, table * unit), (large_pool, hub_pool(31) / 7e5 * unit)):
        result = solver(weights)
        assert result.status == "optimal"
        chosen = [Fraction(float(weights[a, b])) for a, b in result.pairs.tolist()]
        assert abs(sum(chosen) - Fraction(result.objective)) <= Fraction(result.objective) / 2**50
        assert sum(chosen) <= Fraction(result.bound)
        assert 0 <= result.gap <= 1e-9 * unit
    assert large(table * unit).pairs.tolist() == best.pairs.tolist()
