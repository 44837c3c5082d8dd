"""Kernels that look at one tile of weights: best entries per row and column, and violators.

A tile is a float32 or float64 array of shape (r, c) with -inf where a pair is not permitted. All
numbers are whole and small enough for their type, so every difference is exact. Each kernel first
asks a whole chunk at once whether anything in it matters; only then does it look at single pairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled

CHUNK = 32

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def _put(values: Array, places: Array, value: float, place: int) -> float:
    """Put an entry among the k best in place of the least; return the new least."""
    last = len(values) - 1
    at = last
    while at > 0 and values[at - 1] < value:
        values[at] = values[at - 1]
        places[at] = places[at - 1]
        at -= 1
    values[at] = value
    places[at] = place
    return float(values[last])


@compiled
def best_of_rows(
    tile: Array, top: int, left: int, col_price: Array, values: Array, places: Array
) -> None:
    """Keep the k best of weight minus column price in each row, sorted downwards.

    Parameters
    ----------
    tile : ndarray of shape (r, c)
    top, left : int
        Position of the tile among all rows and columns.
    col_price : ndarray of shape (m,), dtype of the tile
    values : ndarray of shape (n, k), dtype of the tile
        Changed in place; starts at -inf.
    places : ndarray of shape (n, k), int32
        Columns of `values`, changed in place; starts at -1.
    """
    height, width = tile.shape
    last = values.shape[1] - 1
    for i in range(height):
        row = tile[i]
        kept, at = values[top + i], places[top + i]
        least = kept[last]
        for start in range(0, width, CHUNK):
            stop = min(start + CHUNK, width)
            weights = row[start:stop]
            prices = col_price[left + start : left + stop]
            hit = np.int32(0)
            for j in range(len(weights)):
                hit |= np.int32(weights[j] - prices[j] > least)
            if hit:
                for j in range(len(weights)):
                    value = weights[j] - prices[j]
                    if value > least:
                        col = left + start + j
                        if value > kept[last]:
                            _put(kept, at, value, col)
                            least = kept[last]


@compiled
def best_of_cols(
    tile: Array,
    top: int,
    left: int,
    col_price: Array,
    row_price: Array,
    values: Array,
    places: Array,
    least: Array,
) -> None:
    """Keep the k best of weight minus both prices in each column.

    Parameters
    ----------
    tile, top, left, col_price
        As in `best_of_rows`.
    row_price : ndarray of shape (n,), dtype of the tile
    values, places : ndarray of shape (m, k)
        As in `best_of_rows`, by column, with rows as places.
    least : ndarray of shape (m,), dtype of the tile
        Column price plus the least kept value of each column, changed in place.
    """
    height, width = tile.shape
    last = values.shape[1] - 1
    for i in range(height):
        row, own = tile[i], row_price[top + i]
        for start in range(0, width, CHUNK):
            stop = min(start + CHUNK, width)
            weights = row[start:stop]
            bars = least[left + start : left + stop]
            hit = np.int32(0)
            for j in range(len(weights)):
                hit |= np.int32(weights[j] - own > bars[j])
            if hit:
                for j in range(len(weights)):
                    if weights[j] - own > bars[j]:
                        col = left + start + j
                        value = weights[j] - row_price[top + i] - col_price[col]
                        if value > values[col, last]:
                            _put(values[col], places[col], value, top + i)
                            least[col] = col_price[col] + values[col, last]
