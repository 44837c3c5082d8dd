"""Lists of pairs sorted by row and column, and what beats its prices in them, in single sweeps."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.priced.potential_kernels import by_node

Array = np.ndarray[Any, np.dtype[Any]]


Pairs = tuple[Array, Array, Array, BoolArray]
# Rows with more new pairs than this are sorted by merging, not by insertion.
SHORT = 128


@compiled
def entries(places: Array, values: Array) -> tuple[Array, Array, Array, Array]:
    """Row, place, value and rank from 0 of every entry of a table whose place is not -1."""
    count = 0
    for i in range(places.shape[0]):
        for rank in range(places.shape[1]):
            count += places[i, rank] >= 0
    at, to = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    value, order = np.empty(count, dtype=values.dtype), np.empty(count, dtype=np.int32)
    k = 0
    for i in range(places.shape[0]):
        for rank in range(places.shape[1]):
            if places[i, rank] >= 0:
                at[k], to[k], value[k], order[k] = i, places[i, rank], values[i, rank], rank
                k += 1
    return at, to, value, order


@compiled
def _sorted_by_col(order: Array, cols: Array) -> None:
    """Sort the new pairs of one row by column, in place; of equals the first stays first."""
    if len(order) > SHORT:
        order[:] = order[np.argsort(cols[order], kind="mergesort")]
        return
    for k in range(1, len(order)):
        own, col = order[k], cols[order[k]]
        at = k
        while at > 0 and cols[order[at - 1]] > col:
            order[at] = order[at - 1]
            at -= 1
        order[at] = own


@compiled
def merged(known: Pairs, new: Pairs, n: int) -> tuple[Array, Array, Array, BoolArray, BoolArray]:
    """Pairs by row and column, each once, and which of them are new.

    Parameters
    ----------
    known, new : tuples of ndarrays of shape (k,) and (l,)
        Rows, columns, weights, and whether each is active; it is where any mention of it is. The
        known ones are in order, each once.
    n : int
        Number of rows.

    Returns
    -------
    (rows, cols, whole, active, fresh) : ndarrays of shape (kept,)
    """
    rows, cols, whole, active = known
    new_rows, new_cols, new_whole, new_active = new
    starts, order = by_node(new_rows, n)
    total = len(rows) + len(new_rows)
    out_rows, out_cols = np.empty(total, dtype=rows.dtype), np.empty(total, dtype=cols.dtype)
    out_whole, out_active = np.empty(total, dtype=whole.dtype), np.empty(total, dtype=np.bool_)
    fresh = np.empty(total, dtype=np.bool_)
    kept, old = 0, 0
    for row in range(n):
        mine = order[starts[row] : starts[row + 1]]
        _sorted_by_col(mine, new_cols)
        first, k = kept, 0
        while k < len(mine) or (old < len(rows) and rows[old] == row):
            # Of equals, the listed one comes first.
            is_old = old < len(rows) and rows[old] == row
            if is_old and (k == len(mine) or cols[old] <= new_cols[mine[k]]):
                col, weight, used = cols[old], whole[old], active[old]
                old += 1
            else:
                is_old = False
                at = mine[k]
                col, weight, used = new_cols[at], new_whole[at], new_active[at]
                k += 1
            if kept > first and out_cols[kept - 1] == col:
                out_active[kept - 1] |= used
                continue
            out_rows[kept], out_cols[kept] = row, col
            out_whole[kept], out_active[kept], fresh[kept] = weight, used, not is_old
            kept += 1
    return (
        out_rows[:kept].copy(),
        out_cols[:kept].copy(),
        out_whole[:kept].copy(),
        out_active[:kept].copy(),
        fresh[:kept].copy(),
    )


@compiled
def beating(
    rows: Array,
    cols: Array,
    whole: Array,
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
    rows: Array, cols: Array, beyond: IntArray, m: int, by_row: int, by_col: int
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
    rows: Array, cols: Array, whole: Array, active: BoolArray, n: int
) -> tuple[IntArray, Array, Array, Array]:
    """The active pairs: where each row starts among them, their rows, columns and weights."""
    count = 0
    for k in range(len(active)):
        count += active[k]
    starts = np.zeros(n + 1, dtype=np.int64)
    some_rows, some_cols = np.empty(count, dtype=rows.dtype), np.empty(count, dtype=cols.dtype)
    some = np.empty(count, dtype=whole.dtype)
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
def kth_best(line: Array, values: Array, lines: int, k: int) -> Array:
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
