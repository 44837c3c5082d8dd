"""What odd sets within one another add to the price of a pair, by a climb and not by a scan."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

CHUNK = 64

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def nest(
    order: IntArray, stretch: IntArray, set_price: IntArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Lay out odd sets for `shared_price`.

    Parameters
    ----------
    order, stretch, set_price
        As in `matcher.solve.blossom.Matching`: a set comes before the sets within it.

    Returns
    -------
    place : ndarray of shape (n,)
        Where each city stands in `order`.
    inner : ndarray of shape (n,)
        The smallest set that holds each city; -1 for none.
    outer : ndarray of shape (k,)
        The smallest set that holds each set.
    total : ndarray of shape (k,)
        Price of each set and of all that hold it.
    """
    n, k = len(order), len(set_price)
    place, inner = np.empty(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    outer, total = np.full(k, -1, dtype=np.int64), set_price.copy()
    for at in range(n):
        place[order[at]] = at
    for index in range(k):
        begin, end = stretch[index]
        above = inner[order[begin]]
        outer[index] = above
        if above >= 0:
            total[index] += total[above]
        for at in range(begin, end):
            inner[order[at]] = index
    return place, inner, outer, total


@compiled
def shared_price(
    a: int,
    b: int,
    place: IntArray,
    inner: IntArray,
    outer: IntArray,
    total: IntArray,
    stretch: IntArray,
) -> int:
    """Price of all odd sets that hold both cities."""
    index = inner[a]
    while index >= 0 and not stretch[index, 0] <= place[b] < stretch[index, 1]:
        index = outer[index]
    return total[index] if index >= 0 else 0


@compiled
def faced(
    ends: IntArray,
    price: IntArray,
    place: IntArray,
    inner: IntArray,
    outer: IntArray,
    total: IntArray,
    stretch: IntArray,
) -> IntArray:
    """What pairs face in halves: their two prices and those of the odd sets that hold both."""
    found = np.empty(len(ends), dtype=np.int64)
    for at in range(len(ends)):
        a, b = ends[at]
        found[at] = price[a] + price[b]
        found[at] += shared_price(a, b, place, inner, outer, total, stretch)
    return found


@compiled
def note_reached(
    tile: Array,
    rows: IntArray,
    left: int,
    half: Array,
    price: IntArray,
    place: IntArray,
    inner: IntArray,
    outer: IntArray,
    total: IntArray,
    stretch: IntArray,
    out: IntArray,
    at: int,
    least: int,
) -> int:
    """Write pairs (row, column, excess in halves) that beat or meet what they face into `out`.

    Parameters
    ----------
    tile : ndarray of shape (r, c)
    rows : ndarray of shape (r,)
        Cities of the rows; the columns are cities from `left` on.
    half : ndarray of shape (n,), dtype of the tile
        Half of each price: what a city pays in units of the weights.
    price : ndarray of shape (n,)
        In halves.
    out : ndarray of shape (k, 3)
        Written from `at` on; counted on where it is full.
    least : int
        0 for pairs that meet what they face as well, 1 only for those that beat it.
    """
    height, width = tile.shape
    for i in range(height):
        a, row = rows[i], tile[i]
        own = half[a]
        for start in range(0, width, CHUNK):
            stop = min(start + CHUNK, width)
            weights, others = row[start:stop], half[left + start : left + stop]
            hit = np.int32(0)
            for j in range(len(weights)):
                hit |= np.int32(weights[j] - others[j] >= own)
            if not hit:
                continue
            for j in range(len(weights)):
                b = left + start + j
                if weights[j] - others[j] >= own and a != b:
                    excess = 2 * np.int64(weights[j]) - price[a] - price[b]
                    excess -= shared_price(a, b, place, inner, outer, total, stretch)
                    if excess >= least:
                        if at < len(out):
                            out[at, 0], out[at, 1], out[at, 2] = a, b, excess
                        at += 1
    return at
