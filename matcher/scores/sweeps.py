"""Compiled whole-number sums over neighbouring cities, all exact in float32.

A sweep adds the rows of a table that one city asks for, each times an amount. Sums stay at or
below 2**24, so any order of additions gives the same whole number.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.compiled import compiled_views

Float32 = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

CACHE_LINE = 16


@compiled_views
def sweep(
    table: Float32,
    column: IntArray,
    amount: Float32,
    first: int,
    last: int,
    left: int,
    right: int,
    total: Float32,
) -> None:
    """Write into `total` the sum of amount[s] x table[column[s], left:right], first <= s < last.

    The number of entries is a multiple of four (see `matcher.scores.tables.STEP`).
    """
    s = first
    if last - s >= 8:
        _write_eight(table, column, amount, s, left, right, total)
        s += 8
    elif last > s:
        _write_four(table, column, amount, s, left, right, total)
        s += 4
    else:
        for j in range(right - left):
            total[j] = np.float32(0)
    while s < last:
        _add_four(table, column, amount, s, left, right, total)
        s += 4


@compiled_views
def _write_eight(
    table: Float32,
    column: IntArray,
    amount: Float32,
    s: int,
    left: int,
    right: int,
    total: Float32,
) -> None:
    a, b, c, d = amount[s], amount[s + 1], amount[s + 2], amount[s + 3]
    e, f, g, h = amount[s + 4], amount[s + 5], amount[s + 6], amount[s + 7]
    ta, tb = table[column[s], left:right], table[column[s + 1], left:right]
    tc, td = table[column[s + 2], left:right], table[column[s + 3], left:right]
    te, tf = table[column[s + 4], left:right], table[column[s + 5], left:right]
    tg, th = table[column[s + 6], left:right], table[column[s + 7], left:right]
    for j in range(right - left):
        total[j] = (a * ta[j] + b * tb[j] + (c * tc[j] + d * td[j])) + (
            e * te[j] + f * tf[j] + (g * tg[j] + h * th[j])
        )


@compiled_views
def _write_four(
    table: Float32,
    column: IntArray,
    amount: Float32,
    s: int,
    left: int,
    right: int,
    total: Float32,
) -> None:
    a, b, c, d = amount[s], amount[s + 1], amount[s + 2], amount[s + 3]
    ta, tb = table[column[s], left:right], table[column[s + 1], left:right]
    tc, td = table[column[s + 2], left:right], table[column[s + 3], left:right]
    for j in range(right - left):
        total[j] = a * ta[j] + b * tb[j] + (c * tc[j] + d * td[j])


@compiled_views
def _add_four(
    table: Float32,
    column: IntArray,
    amount: Float32,
    s: int,
    left: int,
    right: int,
    total: Float32,
) -> None:
    a, b, c, d = amount[s], amount[s + 1], amount[s + 2], amount[s + 3]
    ta, tb = table[column[s], left:right], table[column[s + 1], left:right]
    tc, td = table[column[s + 2], left:right], table[column[s + 3], left:right]
    for j in range(right - left):
        total[j] += a * ta[j] + b * tb[j] + (c * tc[j] + d * td[j])


@compiled_views
def transposed(source: Float32, rows: int, cols: int, target: Float32) -> None:
    """Write target[i, j] = source[j, i] for i < rows, j < cols, a cache line at a time."""
    for start in range(0, cols, CACHE_LINE):
        stop = min(start + CACHE_LINE, cols)
        if stop - start == CACHE_LINE:
            for i in range(rows):
                for j in range(start, start + CACHE_LINE):
                    target[i, j] = source[j, i]
        else:
            for i in range(rows):
                for j in range(start, stop):
                    target[i, j] = source[j, i]


@compiled_views
def _square(difference: np.float32) -> np.float32:
    """Square of a difference, 0 where it is NaN (a figure that one of the two lacks)."""
    square = difference * difference
    return square if square > np.float32(0) else np.float32(0)


@compiled_views
def distances(
    ours: Float32, i: int, theirs: Float32, left: int, right: int, chosen: IntArray, total: Float32
) -> None:
    """Write into `total` the squared distance of city `i` from each of theirs over shared figures.

    Parameters
    ----------
    ours, theirs : ndarray of shape (F + 1, width)
        Steps 0..255, NaN where missing; the last row is NaN.
    chosen : ndarray of shape (F + 3,), int64
        Scratch.
    """
    width, figures = right - left, len(ours) - 1
    count = 0
    for f in range(figures):
        if ours[f, i] == ours[f, i]:
            chosen[count] = f
            count += 1
    while count % 3 != 0 or count == 0:
        chosen[count] = figures
        count += 1
    for s in range(0, count, 3):
        f, g, h = chosen[s], chosen[s + 1], chosen[s + 2]
        a, b, c = ours[f, i], ours[g, i], ours[h, i]
        ta, tb, tc = theirs[f, left:right], theirs[g, left:right], theirs[h, left:right]
        if s == 0:
            for j in range(width):
                total[j] = _square(a - ta[j]) + _square(b - tb[j]) + _square(c - tc[j])
        else:
            for j in range(width):
                total[j] += _square(a - ta[j]) + _square(b - tb[j]) + _square(c - tc[j])
