"""A run of scenarios without leaving compiled code: score, solve, check, look for ties.

What is not settled here (a tie, or a check that fails) is left to the caller, who solves that
scenario again and tells what is wrong in words.
"""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.ensemble_certificate import certify, face, has_cycle
from matcher.solve.ensemble_dense import best_pairs
from matcher.solve.ensemble_resolve import resolve
from matcher.solve.ensemble_scoring import CLOSED, score
from matcher.solve.instance import BoolArray, FloatArray, IntArray

# Scenarios that are scored in one pass over the layers.
TOGETHER = 4


@compiled
def settle_run(
    layers: FloatArray,
    points: IntArray,
    minimum: float,
    bonus: IntArray,
    row_forced: BoolArray,
    col_forced: BoolArray,
    most_pairs: int,
    starts: IntArray,
    cols: IntArray,
    first_prices: IntArray,
    partners: IntArray,
    values: IntArray,
    settled: BoolArray,
) -> None:
    """Solve scenarios one after another.

    Parameters
    ----------
    layers : ndarray of shape (n, P, m)
    points : ndarray of shape (S, P)
    minimum : float
    bonus : ndarray of shape (S,)
        What a forced city adds to its pairs; -1 passes over the scenario.
    row_forced, col_forced : ndarray of shape (n,), (m,)
    most_pairs : int
        Room in the cohort; -1 where it cannot bind.
    starts, cols, first_prices : ndarrays
        Short list and prices of the base; without rows in `starts` there is none.
    partners : ndarray of shape (S, n)
        Written: the column of each row, or -1.
    values : ndarray of shape (S,)
        Written: sum of the weights of the plan, bonuses included.
    settled : ndarray of shape (S,)
        Written: whether the plan is proved and the only best one.
    """
    n, _, m = layers.shape
    group = np.empty((min(TOGETHER, len(points)), n, m), dtype=np.int64)
    row_price, col_price = np.empty(n, dtype=np.int64), np.empty(m, dtype=np.int64)
    col_of, row_of = np.empty(n, dtype=np.int64), np.empty(m, dtype=np.int64)
    for s in range(len(points)):
        if s % TOGETHER == 0:
            ahead = points[s : s + TOGETHER]
            score(layers, ahead, minimum, group[: len(ahead)])
        settled[s] = False
        if bonus[s] < 0:
            continue
        weights = group[s % TOGETHER]
        if bonus[s] > 0:
            add_bonus(weights, bonus[s], row_forced, col_forced)
        cohort = 0
        if len(starts) > 1:
            resolve(weights, starts, cols, first_prices, row_price, col_price, col_of, row_of)
        else:
            most = m if most_pairs < 0 else most_pairs
            cohort = best_pairs(
                weights, most, most_pairs >= 0, row_price, col_price, col_of, row_of
            )
        values[s], settled[s] = only_best(
            weights, row_price, col_price, cohort, col_of, row_of, most_pairs
        )
        partners[s] = col_of


@compiled
def only_best(
    weights: IntArray,
    row_price: IntArray,
    col_price: IntArray,
    cohort: int,
    col_of: IntArray,
    row_of: IntArray,
    most_pairs: int,
) -> tuple[int, bool]:
    """Value of a plan, and whether its prices prove it and leave no other plan as good."""
    value, pairs, priced, faults, tight = certify(
        weights, row_price, col_price, cohort, col_of, row_of
    )
    capped = most_pairs >= 0
    bound = priced + cohort * most_pairs if capped else priced
    if faults > 0 or value != bound or cohort < 0 or (cohort > 0 and not capped):
        return value, False
    if capped and pairs > most_pairs:
        return value, False
    more_fit = not capped or pairs < most_pairs
    tails, heads = face(tight, row_price, col_price, cohort, more_fit, col_of, row_of)
    return value, not has_cycle(tails, heads, len(col_of) + len(row_of) + 2)


@compiled
def add_bonus(weights: IntArray, bonus: int, row_forced: BoolArray, col_forced: BoolArray) -> None:
    """Make every permitted pair of a forced city worth more than any plan can lose by it."""
    n, m = weights.shape
    for i in range(n):
        for j in range(m):
            if weights[i, j] != CLOSED:
                weights[i, j] += bonus * (int(row_forced[i]) + int(col_forced[j]))
