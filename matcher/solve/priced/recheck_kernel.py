"""The plain look of the independent check: by how much pairs beat the prices they face."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

Array = np.ndarray[Any, np.dtype[Any]]


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
    rows: IntArray,
    cols: IntArray,
    left: IntArray,
    right: IntArray,
    half: bool,
    inner: IntArray,
    outer: IntArray,
    jump: IntArray,
    depth: IntArray,
    total_price: IntArray,
) -> int:
    """Sum of ``4 x weight - left - right`` less the odd sets around both, where it is positive.

    Parameters
    ----------
    weights : ndarray of shape (r, c)
        Whole numbers, -inf where not open.
    rows, cols : ndarrays of shape (r,), (c,)
        Positions of the rows and columns.
    left, right : ndarrays of shape (n,), (m,), int64
        What a pair faces, in quarters.
    half : bool
        Only pairs whose row comes before their column, as in one pool.
    inner : ndarray of shape (n,)
        Smallest odd set of each city, 0 for none.
    outer, jump, depth, total_price : ndarray of shape (k + 1,)
        Of each odd set: the one around it, one further out, how many are around it, and its price
        with theirs. Entry 0 stands for no set, around all.
    """
    total = 0
    for i in range(len(rows)):
        own = left[rows[i]]
        for j in range(len(cols)):
            weight = weights[i, j]
            if weight == -np.inf or (half and rows[i] >= cols[j]):
                continue
            excess = 4 * np.int64(weight) - own - right[cols[j]]
            if excess > 0:
                excess -= _common_price(
                    inner[rows[i]], inner[cols[j]], outer, jump, depth, total_price
                )
                if excess > 0:
                    total += excess
    return total
