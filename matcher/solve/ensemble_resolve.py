"""Solve one scenario again from the prices of another: few pairs first, then every pair priced.

Rows are the longer side. The steps: bids and shortest paths over a short list of pairs, then the
price of every pair; a pair that is worth more than its two cities cost joins the list, and the
steps are repeated until there is none.
"""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.ensemble_paths import place_all
from matcher.solve.instance import IntArray

# Bids cost less than paths while most of them settle something.
BIDS_PER_ROW = 4


@compiled
def resolve(
    weights: IntArray,
    starts: IntArray,
    cols: IntArray,
    first_prices: IntArray,
    row_price: IntArray,
    col_price: IntArray,
    col_of: IntArray,
    row_of: IntArray,
) -> int:
    """Find the plan of greatest weight, with prices that prove it.

    Parameters
    ----------
    weights : ndarray of shape (n, m)
    starts, cols : ndarrays
        Listed pairs: the columns of row i stand at ``starts[i]:starts[i + 1]``.
    first_prices : ndarray of shape (m,)
        Prices of the columns to start from, at least 0.
    row_price, col_price, col_of, row_of : ndarrays
        Written: prices, and the partner of each city or -1.

    Returns
    -------
    int
        Rounds of pricing.
    """
    m = len(col_price)
    col_price[:] = first_prices
    col_of[:] = -1
    row_of[:] = -1
    listed = gather(weights, starts, cols)
    col_starts, rows, place = by_column(starts, cols, m)
    _lower(starts, cols, listed, row_price, col_price)
    _bid(starts, cols, listed, col_price, col_of, row_of)
    rounds = 0
    while True:
        rounds += 1
        _row_prices(starts, cols, listed, row_price, col_price, col_of, row_of)
        place_all(starts, cols, listed, row_price, col_price, col_of, row_of)
        place_all(col_starts, rows, listed[place], col_price, row_price, row_of, col_of)
        extra = _worth_more(weights, row_price, col_price)
        if not len(extra):
            return rounds
        starts, cols = _joined(starts, cols, extra)
        listed = gather(weights, starts, cols)
        col_starts, rows, place = by_column(starts, cols, m)


@compiled
def gather(weights: IntArray, starts: IntArray, cols: IntArray) -> IntArray:
    """Weights of the listed pairs."""
    listed = np.empty(len(cols), dtype=np.int64)
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            listed[e] = weights[i, cols[e]]
    return listed


@compiled
def by_column(starts: IntArray, cols: IntArray, m: int) -> tuple[IntArray, IntArray, IntArray]:
    """The listed pairs in the order of their columns: starts, rows, positions."""
    col_starts = np.zeros(m + 1, dtype=np.int64)
    for e in range(len(cols)):
        col_starts[cols[e] + 1] += 1
    for j in range(m):
        col_starts[j + 1] += col_starts[j]
    at = col_starts[:m].copy()
    rows = np.empty(len(cols), dtype=np.int64)
    place = np.empty(len(cols), dtype=np.int64)
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            k = at[cols[e]]
            at[cols[e]] = k + 1
            rows[k] = i
            place[k] = e
    return col_starts, rows, place


@compiled
def _lower(
    starts: IntArray, cols: IntArray, listed: IntArray, row_price: IntArray, col_price: IntArray
) -> None:
    """Lower each column to where some row would just take it: fewer columns to repair later."""
    lowest = np.zeros(len(col_price), dtype=np.int64)
    for i in range(len(row_price)):
        best = 0
        for e in range(starts[i], starts[i + 1]):
            best = max(best, listed[e] - col_price[cols[e]])
        row_price[i] = best
        for e in range(starts[i], starts[i + 1]):
            j = cols[e]
            lowest[j] = max(lowest[j], listed[e] - best)
    col_price[:] = lowest


@compiled
def _bid(
    starts: IntArray,
    cols: IntArray,
    listed: IntArray,
    col_price: IntArray,
    col_of: IntArray,
    row_of: IntArray,
) -> None:
    """Rows bid for their best column up to what their second best leaves them."""
    n = len(col_of)
    queue = np.arange(n)
    size = n
    for _ in range(BIDS_PER_ROW * n):
        if not size:
            break
        size -= 1
        i = queue[size]
        best, second, j, other = 0, 0, -1, -1
        for e in range(starts[i], starts[i + 1]):
            left = listed[e] - col_price[cols[e]]
            if left > best:
                second, other = best, j
                best, j = left, cols[e]
            elif left > second:
                second, other = left, cols[e]
        if j < 0:
            continue
        if best == second and row_of[j] >= 0:
            if other < 0 or row_of[other] >= 0:
                continue
            j = other
        col_price[j] += best - second
        if row_of[j] >= 0:
            col_of[row_of[j]] = -1
            queue[size] = row_of[j]
            size += 1
        row_of[j] = i
        col_of[i] = j


@compiled
def _row_prices(
    starts: IntArray,
    cols: IntArray,
    listed: IntArray,
    row_price: IntArray,
    col_price: IntArray,
    col_of: IntArray,
    row_of: IntArray,
) -> None:
    """What each row gains at its best column; a pair that gives less is dissolved."""
    for i in range(len(row_price)):
        best, mine = 0, -1
        for e in range(starts[i], starts[i + 1]):
            left = listed[e] - col_price[cols[e]]
            best = max(best, left)
            if cols[e] == col_of[i]:
                mine = left
        row_price[i] = best
        if col_of[i] >= 0 and mine < best:
            row_of[col_of[i]] = -1
            col_of[i] = -1


@compiled
def _worth_more(weights: IntArray, row_price: IntArray, col_price: IntArray) -> IntArray:
    """Pairs that are worth more than their two cities cost, shape (k, 2)."""
    n, m = weights.shape
    found = np.empty((64, 2), dtype=np.int64)
    count = 0
    for i in range(n):
        highest = -(2**62)
        for j in range(m):
            highest = max(highest, weights[i, j] - col_price[j])
        if highest <= row_price[i]:
            continue
        for j in range(m):
            if weights[i, j] - col_price[j] > row_price[i]:
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count, 0] = i
                found[count, 1] = j
                count += 1
    return found[:count]


@compiled
def _joined(starts: IntArray, cols: IntArray, extra: IntArray) -> tuple[IntArray, IntArray]:
    """The listed pairs and some more, which stand in the order of their rows."""
    n = len(starts) - 1
    more_starts = starts.copy()
    for k in range(len(extra)):
        more_starts[extra[k, 0] + 1] += 1
    added = 0
    for i in range(n):
        added += more_starts[i + 1] - starts[i + 1]
        more_starts[i + 1] = starts[i + 1] + added
    more_cols = np.empty(len(cols) + len(extra), dtype=np.int64)
    k = 0
    for i in range(n):
        at = more_starts[i]
        for e in range(starts[i], starts[i + 1]):
            more_cols[at] = cols[e]
            at += 1
        while k < len(extra) and extra[k, 0] == i:
            more_cols[at] = extra[k, 1]
            at += 1
            k += 1
    return more_starts, more_cols
