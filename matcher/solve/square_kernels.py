"""A complete square assignment in compiled code: plan, and the middle of its optimal prices.

Rows bid for columns by steps that shrink (the auction of Bertsekas 1988); rows that are then not
quite at their prices look for paths of least reduced cost (Edmonds and Karp 1972). Numbers are
whole and of the type of the table.

Importing this module loads numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

Whole = npt.NDArray[Any]

# Columns whose best is found at once.
CHUNK = 64
# The first step as a share of the greatest difference of two numbers, and how steps shrink.
FIRST_STEP, SHRINK = 64, 8
# Bids per row with one step; where they are not enough, paths do the rest.
BIDS = 100


@compiled
def _bid(
    gains: Whole, price: Whole, partner: IntArray, holder: IntArray, step: int, highest: int
) -> bool:
    """Let rows bid until everyone holds a column that is best for it, short of one step at most.

    Parameters
    ----------
    gains : ndarray of shape (n, n)
    price : ndarray of shape (n,), dtype of the gains
        Of the columns. Changed in place; rises only.
    partner, holder : ndarray of shape (n,)
        Column of each row, row of each column; -1 for none. Changed in place.
    step : int
        Least rise of a bid.
    highest : int
        Gives up where a price would exceed it.

    Returns
    -------
    bool
        False where a price would exceed the highest. Else everyone holds a column, unless that took
        more than `BIDS` a row.
    """
    n = len(price)
    kind = price.dtype.type
    least = np.iinfo(price.dtype).min
    waiting = np.empty(n, dtype=np.int64)
    chunks = (n + CHUNK - 1) // CHUNK
    top = np.empty(chunks, dtype=price.dtype)
    size, bids = 0, BIDS * n
    for i in range(n - 1, -1, -1):
        if partner[i] < 0:
            waiting[size] = i
            size += 1
    while size > 0 and bids > 0:
        size -= 1
        bids -= 1
        row = waiting[size]
        values = gains[row]
        best, where = kind(least), 0
        for chunk in range(chunks):
            start = chunk * CHUNK
            part, cost = values[start : start + CHUNK], price[start : start + CHUNK]
            most = kind(least)
            for j in range(len(part)):
                most = max(most, kind(part[j] - cost[j]))
            top[chunk] = most
            if most > best:
                best, where = most, chunk
        second = kind(least)
        for chunk in range(chunks):
            if chunk != where:
                second = max(second, top[chunk])
        at, start = -1, where * CHUNK
        for j in range(start, min(start + CHUNK, n)):
            value = kind(values[j] - price[j])
            if value == best and at < 0:
                at = j
            else:
                second = max(second, value)
        raised = np.int64(step)
        if n > 1:
            raised += np.int64(best) - np.int64(second)
        raised += np.int64(price[at])
        if raised > highest:
            return False
        price[at] = kind(raised)
        before = holder[at]
        if before >= 0:
            partner[before] = -1
            waiting[size] = before
            size += 1
        holder[at], partner[row] = row, at
    return True


@compiled
def _release(
    gains: Whole, row_price: Whole, price: Whole, partner: IntArray, holder: IntArray, step: int
) -> None:
    """Give every row its best value as price, and free those more than a step short of it."""
    n = len(price)
    kind = price.dtype.type
    for i in range(n):
        values = gains[i]
        best = kind(np.iinfo(price.dtype).min)
        for j in range(n):
            best = max(best, kind(values[j] - price[j]))
        row_price[i] = best
        at = partner[i]
        if at >= 0 and np.int64(values[at]) - np.int64(price[at]) < np.int64(best) - step:
            partner[i], holder[at] = -1, -1


@compiled
def _augment(
    gains: Whole, row_price: Whole, price: Whole, partner: IntArray, holder: IntArray, highest: int
) -> bool:
    """Match every row by shortest paths; prices and matching are changed in place.

    No pair beats its prices, and every matched pair meets them: so before, so after. False where a
    price would exceed the highest.
    """
    n = len(price)
    kind = price.dtype.type
    far = np.iinfo(price.dtype).max
    distance = np.empty(n, dtype=price.dtype)
    key = np.empty(n, dtype=price.dtype)
    came = np.empty(n, dtype=np.int32)
    scanned = np.empty(n, dtype=np.int64)
    for first in range(n):
        if partner[first] >= 0:
            continue
        row, reached, seen, end = first, kind(0), 0, -1
        key[:] = far
        distance[:] = far
        while True:
            base = kind(reached + row_price[row])
            values, origin = gains[row], np.int32(row)
            least = kind(far)
            # A scanned column has the greatest key, and nothing reaches it any more.
            for j in range(n):
                new = kind(kind(base + price[j]) - values[j])
                nearer = new < distance[j]
                distance[j] = new if nearer else distance[j]
                came[j] = origin if nearer else came[j]
                key[j] = new if nearer else key[j]
                least = min(least, key[j])
            if least >= highest:
                return False
            at = -1
            for j in range(n):
                if key[j] == least:
                    at = j
                    if holder[j] < 0:
                        break
            reached = least
            if holder[at] < 0:
                end = at
                break
            key[at] = far
            scanned[seen] = at
            seen += 1
            row = holder[at]
        for k in range(seen):
            col = scanned[k]
            rise = kind(reached - distance[col])
            price[col] += rise
            if price[col] > highest:
                return False
            row_price[holder[col]] -= rise
        row_price[first] -= reached
        while True:
            row = came[end]
            before = partner[row]
            partner[row], holder[end] = end, row
            if row == first:
                break
            end = before
    return True


@compiled
def _fall(gains: Whole, own: Whole, price: Whole, other: IntArray) -> Whole:
    """How far the prices of one side can fall, none below 0, while those of the other rise.

    Parameters
    ----------
    gains : ndarray of shape (n, n)
        By the side that rises, then by the one that falls.
    own : ndarray of shape (n,)
        Prices of the side that rises.
    price : ndarray of shape (n,)
        Prices of the side that falls.
    other : ndarray of shape (n,)
        Who rises with each that falls.
    """
    n = len(price)
    kind = price.dtype.type
    far = np.iinfo(price.dtype).max
    distance = price.copy()
    key = price.copy()
    for _ in range(n):
        least = kind(far)
        for j in range(n):
            least = min(least, key[j])
        at = 0
        while key[at] != least:
            at += 1
        key[at] = far
        values, base = gains[other[at]], kind(least + own[other[at]])
        for j in range(n):
            new = kind(kind(base + price[j]) - values[j])
            nearer = new < distance[j]
            distance[j] = new if nearer else distance[j]
            key[j] = new if nearer else key[j]
    return distance


@compiled
def _turned(table: Whole) -> Whole:
    n, m = table.shape
    turned = np.empty((m, n), dtype=table.dtype)
    for top in range(0, n, CHUNK):
        for left in range(0, m, CHUNK):
            for i in range(top, min(top + CHUNK, n)):
                for j in range(left, min(left + CHUNK, m)):
                    turned[j, i] = table[i, j]
    return turned


@compiled
def best_square(gains: Whole, highest: int) -> tuple[bool, IntArray, Whole, Whole]:
    """Column of each row, and the middle of the least and the greatest prices of the columns.

    Parameters
    ----------
    gains : ndarray of shape (n, n), int32 or int64, C-contiguous
        At least 0.
    highest : int
        No price exceeds it; the type holds eight times as much, and gains are a quarter at most.

    Returns
    -------
    found : bool
        False where a price would exceed the highest: nothing else is then of use.
    columns : ndarray of shape (n,)
    left, right : ndarrays of shape (n,), dtype of the gains
        At least 0, as `matcher.solve.square.solve_square` gives them.
    """
    n = len(gains)
    partner, holder = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    right, left = np.zeros(n, dtype=gains.dtype), np.zeros(n, dtype=gains.dtype)
    step = max(1, int(gains.max()) // FIRST_STEP)
    while True:
        if not _bid(gains, right, partner, holder, step, highest):
            return False, partner, left, right
        if step == 1:
            break
        step = max(1, step // SHRINK)
        _release(gains, left, right, partner, holder, step)
    _release(gains, left, right, partner, holder, 0)
    if not _augment(gains, left, right, partner, holder, highest):
        return False, partner, left, right
    low = right - _fall(gains, left, right, holder)
    fallen = _fall(_turned(gains), right, left, partner)
    for i in range(n):
        at = partner[i]
        middle = (np.int64(low[at]) + np.int64(right[at]) + np.int64(fallen[i])) >> 1
        right[at] = middle
        left[i] = gains[i, at] - middle
    return True, partner, left, right
