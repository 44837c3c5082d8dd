"""Every pair of some rows that exactly meets its prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def note_ties(
    tile: Array, top: int, left: int, row_price: Array, col_price: Array, at: IntArray, out: Array
) -> int:
    """Write positions (row, column) of pairs that meet their prices into `out` from ``at[0]`` on.

    Counts on where `out` is full; ``at[0]`` is then more than its length.
    """
    height, width = tile.shape
    for i in range(height):
        own = row_price[top + i]
        for j in range(width):
            if tile[i, j] - col_price[left + j] == own:
                if at[0] < len(out):
                    out[at[0], 0], out[at[0], 1] = top + i, left + j
                at[0] += 1
    return int(at[0])
