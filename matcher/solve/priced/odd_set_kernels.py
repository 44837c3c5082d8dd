"""What odd sets within one another add to the price of a pair, looked up and not added up.

The sets that hold two cities hold all that stand between them in the order of the nest. So what a
pair pays for sets is the least that any two neighbours between its cities pay, and a table of the
least over stretches of 1, 2, 4, ... neighbours answers every pair in two steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import BoolArray, IntArray

CHUNK = 64

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def nest(order: IntArray, stretch: IntArray, set_price: IntArray) -> tuple[IntArray, IntArray]:
    """Lay out odd sets for `shared_price`.

    Parameters
    ----------
    order, stretch, set_price
        As in `matcher.solve.blossom.Matching`.

    Returns
    -------
    place : ndarray of shape (n,)
        Where each city stands in `order`.
    least : ndarray of shape (levels, n)
        Entry (k, p) is the least that neighbours pay for sets among the 2**k from place p on.
    """
    n = len(order)
    levels = 1
    while 2**levels < n:
        levels += 1
    place, least = np.empty(n, dtype=np.int64), np.zeros((levels, n), dtype=np.int64)
    for at in range(n):
        place[order[at]] = at
    for index in range(len(set_price)):
        least[0, stretch[index, 0]] += set_price[index]
        least[0, stretch[index, 1] - 1] -= set_price[index]
    for at in range(1, n):
        least[0, at] += least[0, at - 1]
    for level in range(1, levels):
        half = 2 ** (level - 1)
        for at in range(n - half):
            least[level, at] = min(least[level - 1, at], least[level - 1, at + half])
    return place, least


@compiled
def shared_price(a: int, b: int, place: IntArray, least: IntArray) -> int:
    """Price of all odd sets that hold both of two cities."""
    first, last = place[a], place[b]
    if first > last:
        first, last = last, first
    level = 0
    while 2 ** (level + 1) <= last - first:
        level += 1
    found: int = min(least[level, first], least[level, last - 2**level])
    return found


@compiled
def faced(ends: IntArray, price: IntArray, place: IntArray, least: IntArray) -> IntArray:
    """What pairs face in halves: their two prices and those of the odd sets that hold both."""
    found = np.empty(len(ends), dtype=np.int64)
    for at in range(len(ends)):
        a, b = ends[at]
        found[at] = price[a] + price[b] + shared_price(a, b, place, least)
    return found


@compiled
def note_reached(
    tile: Array,
    rows: IntArray,
    cols: IntArray,
    again: BoolArray,
    half: Array,
    price: IntArray,
    place: IntArray,
    least: IntArray,
    out: IntArray,
    at: int,
    asked: int,
) -> int:
    """Write pairs (a, b, excess in halves) that beat or meet what they face into `out`, a < b.

    Parameters
    ----------
    tile : ndarray of shape (r, c)
    rows, cols : ndarrays of shape (r,), (c,)
        Cities.
    again : ndarray of shape (c,), bool
        Columns that are rows as well: their pairs with rows that do not come before them are left
        to these.
    half : ndarray of shape (c,), dtype of the tile
        Half of the price of each column: what it pays in units of the weights.
    price : ndarray
        Of all cities, in halves.
    out : ndarray of shape (k, 3)
        Written from `at` on; counted on where it is full.
    asked : int
        0 for pairs that meet what they face as well, 1 only for those that beat it.
    """
    height, width = tile.shape
    for i in range(height):
        a, row = rows[i], tile[i]
        own = half.dtype.type(price[a]) / half.dtype.type(2)
        for start in range(0, width, CHUNK):
            stop = min(start + CHUNK, width)
            weights, others = row[start:stop], half[start:stop]
            hit = np.int32(0)
            for j in range(len(weights)):
                hit |= np.int32(weights[j] - others[j] >= own)
            if not hit:
                continue
            for j in range(len(weights)):
                b = cols[start + j]
                if weights[j] - others[j] >= own and not (again[start + j] and a >= b):
                    excess = 2 * np.int64(weights[j]) - price[a] - price[b]
                    excess -= shared_price(a, b, place, least)
                    if excess >= asked:
                        if at < len(out):
                            out[at, 0], out[at, 1], out[at, 2] = min(a, b), max(a, b), excess
                        at += 1
    return at
