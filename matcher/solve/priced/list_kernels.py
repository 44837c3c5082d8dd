"""Lists of pairs sorted by row and column, and what beats its prices in them, in single sweeps."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.priced.potential_kernels import by_node

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def merged(
    rows: IntArray, cols: IntArray, whole: IntArray, active: BoolArray, n: int, m: int, known: int
) -> tuple[IntArray, IntArray, IntArray, BoolArray, BoolArray]:
    """Pairs by row and column, each once, and which of them are new.

    New ones are sorted by counting, first by column and then by row, and merged into the others.

    Parameters
    ----------
    rows, cols, whole, active : ndarrays of shape (k,)
        Active where any mention of a pair is.
    n, m : int
        Number of rows and columns.
    known : int
        The first so many are listed already, in order, each once.

    Returns
    -------
    (rows, cols, whole, active, fresh) : ndarrays of shape (kept,)
    """
    _, by_col = by_node(cols[known:], m)
    _, order = by_node(rows[known:][by_col], n)
    out_rows, out_cols = np.empty_like(rows), np.empty_like(rows)
    out_whole, out_active = np.empty_like(whole), np.empty_like(active)
    fresh = np.empty_like(active)
    kept, old, new = 0, 0, 0
    while old < known or new < len(order):
        k = known + by_col[order[new]] if new < len(order) else old
        # Of equals, the listed one comes first.
        if old < known and (rows[old], cols[old]) <= (rows[k], cols[k]):
            k = old
            old += 1
        else:
            new += 1
        if kept > 0 and out_rows[kept - 1] == rows[k] and out_cols[kept - 1] == cols[k]:
            out_active[kept - 1] |= active[k]
            continue
        out_rows[kept], out_cols[kept] = rows[k], cols[k]
        out_whole[kept], out_active[kept] = whole[k], active[k]
        fresh[kept] = k >= known
        kept += 1
    return out_rows[:kept], out_cols[:kept], out_whole[:kept], out_active[:kept], fresh[:kept]


@compiled
def beating(
    rows: IntArray,
    cols: IntArray,
    whole: IntArray,
    active: BoolArray,
    row_price: IntArray,
    col_price: IntArray,
) -> tuple[IntArray, IntArray]:
    """Positions of listed pairs that are not active and beat their prices, and by how much."""
    at = np.empty(len(rows), dtype=np.int64)
    beyond = np.empty(len(rows), dtype=np.int64)
    count = 0
    for k in range(len(rows)):
        if not active[k]:
            over = whole[k] - row_price[rows[k]] - col_price[cols[k]]
            if over > 0:
                at[count], beyond[count] = k, over
                count += 1
    return at[:count], beyond[:count]


@compiled
def worst(
    rows: IntArray, cols: IntArray, beyond: IntArray, m: int, by_row: int, by_col: int
) -> BoolArray:
    """Which pairs are among the few that beat their prices by most in their row or column.

    Parameters
    ----------
    rows : ndarray of shape (k,), ascending
    cols, beyond : ndarray of shape (k,)
    m : int
        Number of columns.
    by_row, by_col : int
        How many of each row and column are taken.
    """
    k = len(rows)
    taken = np.zeros(k, dtype=np.bool_)
    top = np.full((m, by_col), -1, dtype=np.int64)
    first = 0
    for at in range(k):
        col, place = cols[at], by_col - 1
        if top[col, place] < 0 or beyond[top[col, place]] < beyond[at]:
            while place > 0 and (
                top[col, place - 1] < 0 or beyond[top[col, place - 1]] < beyond[at]
            ):
                top[col, place] = top[col, place - 1]
                place -= 1
            top[col, place] = at
        if at + 1 == k or rows[at + 1] != rows[at]:
            for _ in range(min(by_row, at + 1 - first)):
                best = -1
                for other in range(first, at + 1):
                    if not taken[other] and (best < 0 or beyond[other] > beyond[best]):
                        best = other
                taken[best] = True
            first = at + 1
    for col in range(m):
        for place in range(by_col):
            if top[col, place] >= 0:
                taken[top[col, place]] = True
    return taken


@compiled
def picked(
    rows: IntArray, cols: IntArray, whole: IntArray, active: BoolArray, n: int
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """The active pairs: where each row starts among them, their rows, columns and weights."""
    count = 0
    for k in range(len(active)):
        count += active[k]
    starts = np.zeros(n + 1, dtype=np.int64)
    some_rows, some_cols = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    some = np.empty(count, dtype=np.int64)
    at = 0
    for k in range(len(active)):
        if active[k]:
            some_rows[at], some_cols[at], some[at] = rows[k], cols[k], whole[k]
            starts[rows[k] + 1] += 1
            at += 1
    for i in range(n):
        starts[i + 1] += starts[i]
    return starts, some_rows, some_cols, some


@compiled
def kth_best(line: IntArray, values: Array, lines: int, k: int) -> Array:
    """The k-th greatest value of each line (row or column); -inf where it has fewer.

    Parameters
    ----------
    line : ndarray of shape (e,)
        Line of each value, in any order.
    values : ndarray of shape (e,), float
    lines, k : int
    """
    best = np.full((lines, k), -np.inf, dtype=values.dtype)
    for at in range(len(line)):
        own, value = best[line[at]], values[at]
        if value > own[k - 1]:
            place = k - 1
            while place > 0 and own[place - 1] < value:
                own[place] = own[place - 1]
                place -= 1
            own[place] = value
    return best[:, k - 1].copy()
