"""The plain look of the independent check: by how much pairs beat the prices they face."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

CHUNK = 64

Array = np.ndarray[Any, np.dtype[Any]]


def floors(quarters: IntArray, dtype: npt.DTypeLike) -> Array:
    """Prices in quarters as whole weights rounded down, as the greatest numbers of a type below.

    Where weights are of a whole type, the prices are in 64 bits.
    """
    whole = quarters >> 2
    if np.dtype(dtype).kind == "i":
        return whole
    near: Array = whole.astype(dtype)
    # Rounding up is undone by one step; converting back compares exactly.
    return np.where(near.astype(np.int64) > whole, np.nextafter(near, -np.inf, dtype=dtype), near)


@compiled
def _common_price(
    one: int, other: int, outer: IntArray, jump: IntArray, depth: IntArray, total_price: IntArray
) -> int:
    """Price of the odd sets that hold both of two sets: climb until they meet, by leaps."""
    if depth[one] < depth[other]:
        one, other = other, one
    while depth[one] > depth[other]:
        one = jump[one] if depth[jump[one]] >= depth[other] else outer[one]
    while one != other:
        if jump[one] != jump[other]:
            one, other = jump[one], jump[other]
        else:
            one, other = outer[one], outer[other]
    found: int = total_price[one]
    return found


@compiled
def total_excess(
    weights: Array,
    top: int,
    first: int,
    left: IntArray,
    right: IntArray,
    left_floor: Array,
    right_floor: Array,
    half: bool,
    inner: IntArray,
    outer: IntArray,
    jump: IntArray,
    depth: IntArray,
    total_price: IntArray,
) -> int:
    """Sum of ``4 x weight - left - right`` less the odd sets around both, where it is positive.

    A chunk of a row is passed over where every weight stays below its floors: rounding keeps order,
    so a pair that beats its prices never does. All else is whole numbers.

    Parameters
    ----------
    weights : ndarray of shape (r, c)
        Whole numbers, -inf where not open.
    top, first : int
        Row and column of the first weight.
    left, right : ndarrays of shape (n,), (m,), int64
        What a pair faces, in quarters.
    left_floor, right_floor : ndarrays of shape (n,), (m,), dtype of the weights
        See `floors`.
    half : bool
        Only pairs whose row comes before their column, as in one pool.
    inner : ndarray of shape (n,)
        Smallest odd set of each city, 0 for none.
    outer, jump, depth, total_price : ndarray of shape (k + 1,)
        Of each odd set: the one around it, one further out, how many are around it, and its price
        with theirs. Entry 0 stands for no set, around all.
    """
    total = 0
    for i in range(weights.shape[0]):
        a = top + i
        own, low = left[a], left_floor[a]
        for start in range(0, weights.shape[1], CHUNK):
            stop = min(start + CHUNK, weights.shape[1])
            row, bars = weights[i, start:stop], right_floor[first + start : first + stop]
            hit = np.int32(0)
            for j in range(len(row)):
                hit |= np.int32(row[j] - low >= bars[j])
            if not hit:
                continue
            for j in range(len(row)):
                b = first + start + j
                if row[j] == -np.inf or (half and a >= b):
                    continue
                excess = 4 * np.int64(row[j]) - own - right[b]
                if excess > 0:
                    excess -= _common_price(inner[a], inner[b], outer, jump, depth, total_price)
                    if excess > 0:
                        total += excess
    return total
