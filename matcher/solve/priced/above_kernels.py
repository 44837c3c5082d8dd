"""Pairs above one bar, noted row by row."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

CHUNK = 64

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def note_above(
    tile: Array, top: int, left: int, bar: float, count: int, pairs: IntArray, value: IntArray
) -> int:
    """Note pairs of at least a weight; their number, which may be more than there is room for.

    Parameters
    ----------
    tile : ndarray of shape (r, c)
        Whole numbers, -inf where not open.
    top, left : int
        Position of the tile among all rows and columns.
    bar : float
        A whole number.
    count : int
        Pairs noted before.
    pairs : ndarray of shape (k, 2)
    value : ndarray of shape (k,)
        Their weights.
    """
    least = tile.dtype.type(bar)
    for i in range(tile.shape[0]):
        for start in range(0, tile.shape[1], CHUNK):
            row = tile[i, start : start + CHUNK]
            hit = np.int32(0)
            for j in range(len(row)):
                hit = np.int32(hit | np.int32(row[j] >= least))
            if not hit:
                continue
            for j in range(len(row)):
                if row[j] >= least:
                    if count < len(value):
                        pairs[count, 0], pairs[count, 1] = top + i, left + start + j
                        value[count] = np.int64(row[j])
                    count += 1
    return count
