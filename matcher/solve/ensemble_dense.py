"""One partner each, from nothing: the best plan of 1, 2, 3, ... pairs by augmenting paths.

Prices are such that ``row[i] + col[j] + cohort >= weights[i, j]``, with equality on the pairs of
the plan and 0 for every city without a partner. A shortest path over the slack of pairs from any
free row to any free column gives the best plan with one pair more, and `cohort` is what that pair
is worth: it only ever falls, so the value is concave in the number of pairs.
"""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

FAR = 2**62


@compiled
def best_pairs(
    weights: IntArray,
    most_pairs: int,
    capped: bool,
    row_price: IntArray,
    col_price: IntArray,
    col_of: IntArray,
    row_of: IntArray,
) -> int:
    """Find a plan of greatest weight, with prices that prove it.

    Parameters
    ----------
    weights : ndarray of shape (n, m)
    most_pairs : int
        At most min(n, m).
    capped : bool
        Whether `most_pairs` is a limit of its own, with a price, and not the size of a side.
    row_price, col_price, col_of, row_of : ndarrays of shape (n,), (m,), (n,), (m,)
        Written: prices, and the partner of each city or -1.

    Returns
    -------
    int
        Price of the cohort; 0 when it does not bind.
    """
    n, m = weights.shape
    by_col = weights.T.copy()
    row_price[:] = 0
    col_price[:] = 0
    col_of[:] = -1
    row_of[:] = -1
    cohort = 0
    for j in range(m):
        for i in range(n):
            cohort = max(cohort, by_col[j, i])
    # The free row that each column likes best; a row that is not free is out of reach.
    out_of_reach = np.zeros(n, dtype=np.int64)
    best_free = np.empty(m, dtype=np.int64)
    for j in range(m):
        best_free[j] = _argmax(by_col[j], out_of_reach)
    distance = np.empty(m, dtype=np.int64)
    row_distance = np.empty(n, dtype=np.int64)
    came = np.empty(m, dtype=np.int64)
    settled = np.empty(m, dtype=np.bool_)
    for _ in range(most_pairs):
        for j in range(m):
            came[j] = best_free[j]
            distance[j] = cohort + col_price[j] - by_col[j, best_free[j]]
        row_distance[:] = FAR
        settled[:] = False
        while True:
            end = -1
            length = FAR
            for j in range(m):
                if not settled[j] and distance[j] < length:
                    end, length = j, distance[j]
            if length > cohort or row_of[end] < 0:
                break
            settled[end] = True
            i = row_of[end]
            row_distance[i] = length
            base = length + row_price[i] + cohort
            for j in range(m):
                through = base + col_price[j] - weights[i, j]
                if through < distance[j] and not settled[j]:
                    distance[j] = through
                    came[j] = i
        length = min(length, cohort)
        for i in range(n):
            if col_of[i] >= 0:
                row_price[i] += min(row_distance[i], length)
        for j in range(m):
            col_price[j] += max(0, length - distance[j])
        stop = end < 0 or distance[end] > cohort
        cohort -= length
        if stop:
            break
        while True:
            i = came[end]
            before = col_of[i]
            col_of[i] = end
            row_of[end] = i
            if before < 0:
                break
            end = before
        out_of_reach[i] = -FAR
        for j in range(m):
            if best_free[j] == i:
                best_free[j] = _argmax(by_col[j], out_of_reach)
    if cohort > 0 and not capped:
        # One side is used up: what one more pair is worth belongs to its cities.
        if m <= n:
            col_price += cohort
        else:
            row_price += cohort
        cohort = 0
    return cohort


@compiled
def _argmax(values: IntArray, penalties: IntArray) -> int:
    best = 0
    top = values[0] + penalties[0]
    for k in range(1, len(values)):
        if values[k] + penalties[k] > top:
            best, top = k, values[k] + penalties[k]
    return best
