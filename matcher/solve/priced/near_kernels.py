"""Every pair of a tile that comes near its prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def note_near(
    tile: Array,
    top: int,
    left: int,
    bar: Array,
    price: Array,
    at: IntArray,
    ends: Array,
    kept: Array,
) -> None:
    """Write pairs a < b whose weight minus the price of b reaches the bar of a, from ``at[0]`` on.

    Counts on where there is no room; ``at[0]`` is then more than the length of `kept`.

    Parameters
    ----------
    tile : ndarray of shape (r, c)
    top, left : int
        Position of the tile among all rows and columns.
    bar, price : ndarray of shape (n,), float64
    at : ndarray of shape (1,)
    ends : ndarray of shape (most, 2), int32
    kept : ndarray of shape (most,), float64
        Weights of the pairs.
    """
    height, width = tile.shape
    for i in range(height):
        a = top + i
        own = bar[a]
        for j in range(max(0, a + 1 - left), width):
            weight = np.float64(tile[i, j])
            if weight - price[left + j] >= own:
                if at[0] < len(kept):
                    ends[at[0], 0], ends[at[0], 1] = a, left + j
                    kept[at[0]] = weight
                at[0] += 1
