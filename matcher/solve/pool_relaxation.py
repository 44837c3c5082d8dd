"""Bounds and prices of one pool: the doubled graph, tightened by odd sets, over all pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.solve import network, odd_cuts, odd_sets
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.integer_pool import Clock, Pool
from matcher.solve.limits import Limits
from matcher.solve.prices import folded, scaled_prices
from matcher.solve.result import OddSet, Prices

# Pairs per city that the search for odd sets sees first.
WIDE = 8


@dataclass(frozen=True)
class PoolTable:
    """One pool as n x n tables of whole numbers.

    Parameters
    ----------
    whole : ndarray of shape (n, n), int64
        Symmetric weights, maximised.
    open : ndarray of shape (n, n), bool
        Pairs that may be used; symmetric, no diagonal.
    required : ndarray of shape (k, 2)
        Pairs a < b that must be used.
    least, most : ndarray of shape (n,)
    max_pairs : int or None
    """

    whole: IntArray
    open: BoolArray
    required: IntArray
    least: IntArray
    most: IntArray
    max_pairs: int | None


def relaxation(
    pool: PoolTable, priced_sets: tuple[OddSet, ...] = ()
) -> tuple[float, Prices] | None:
    """Bound and prices from the doubled graph: each city once as a row and once as a column.

    The prices of `priced_sets` (in halves) are taken off the pairs inside and added to the bound.
    With an odd number of places one stays empty, which the doubled graph does not see; the whole
    pool is then priced as one more odd set, through the cohort.
    """
    places = int(pool.most.sum())
    odd = places % 2 == 1 and (pool.max_pairs is None or places // 2 < pool.max_pairs)
    most_pairs = places // 2 if odd else pool.max_pairs
    must = np.zeros_like(pool.open)
    must[pool.required[:, 0], pool.required[:, 1]] = True
    halves = 2 * pool.whole
    for priced in priced_sets:
        twice = round(2 * priced.price)
        halves[np.ix_(priced.members, priced.members)] -= twice
        for a, b in priced.teeth:
            halves[a, b] -= twice
            halves[b, a] -= twice
    doubled = network.Problem(
        whole=halves,
        open=pool.open,
        required=must | must.T,
        limits=Limits(
            row_min=pool.least,
            row_max=pool.most,
            col_min=pool.least,
            col_max=pool.most,
            max_pairs=None if most_pairs is None else 2 * most_pairs,
        ),
    )
    solution = network.solve(doubled, break_ties=False)
    if solution is None:
        return None
    prices = scaled_prices(folded(solution.prices), 1)
    if odd and prices.cohort:
        whole_pool = OddSet(tuple(range(len(pool.most))), places // 2, prices.cohort)
        prices = replace(prices, cohort=0.0, odd_sets=(whole_pool,))
    prices = replace(prices, odd_sets=(*prices.odd_sets, *priced_sets))
    caps = sum(priced.most_pairs * priced.price for priced in priced_sets)
    return solution.value / 4 + caps, prices


def tightened(
    pool: PoolTable, every: IntArray, bound: float, prices: Prices, clock: Clock | None = None
) -> tuple[float, Prices]:
    """The best bound that odd sets bring, or the one given."""
    model = pair_model(pool, every)
    slack = slack_of(model, prices)
    last = min(WIDE * len(pool.most), len(slack)) - 1
    near = slack <= (np.partition(slack, last)[last] if last >= 0 else 0.0)
    proposed = odd_sets.propose_odd_sets(model, near, clock)
    for steps in (1, 2):
        # Whole prices first: an optimal proof with whole ones exists far more often than not.
        rounded = rounded_sets(proposed, steps, len(pool.most))
        tighter = relaxation(pool, rounded) if rounded else None
        if tighter is not None and tighter[0] < bound:
            bound, prices = tighter
    return bound, prices


def rounded_sets(proposed: list[odd_sets.Proposal], steps: int, cities: int) -> tuple[OddSet, ...]:
    """Proposed sets at prices in whole `steps`, without the set of all cities."""
    return tuple(
        OddSet(p.cut.members, p.most_pairs, round(p.price * steps) / steps, p.cut.teeth)
        for p in proposed
        if round(p.price * steps) > 0 and len(p.cut.members) < cities
    )


def pair_model(pool: PoolTable, every: IntArray) -> Pool:
    return Pool(
        pairs=every,
        whole=pool.whole[every[:, 0], every[:, 1]],
        required=_rows_in(every, pool.required),
        least=pool.least,
        most=pool.most,
        max_pairs=pool.max_pairs,
    )


def slack_of(model: Pool, prices: Prices) -> npt.NDArray[np.float64]:
    """What each pair faces minus its weight, 0 for required ones.

    A plan loses as much against the bound by using a pair, or by leaving out one below 0.
    """
    net = prices.left - prices.left_floor
    faced = net[model.pairs[:, 0]] + net[model.pairs[:, 1]] + prices.cohort
    for odd in prices.odd_sets:
        faced += odd.price * odd_cuts.counted(odd.members, odd.teeth, model.pairs, len(model.most))
    slack: npt.NDArray[np.float64] = faced - model.whole
    slack[model.required] = 0.0
    return slack


def _rows_in(every: IntArray, required: IntArray) -> BoolArray:
    asked = {tuple(pair) for pair in required.tolist()}
    return np.array([tuple(pair) in asked for pair in every.tolist()], dtype=bool)
