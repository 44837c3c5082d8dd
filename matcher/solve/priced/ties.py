"""All pairs that meet their prices: the only ones that a plan as good can use."""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.priced.scan import Scanner, Stopped
from matcher.solve.priced.search import Search
from matcher.solve.priced.source import Tile
from matcher.solve.priced.tie_kernels import note_ties

# Beyond this, plans are compared over the listed ties alone, and the result says so.
MOST = 2_000_000


def tied_pairs(search: Search) -> tuple[IntArray, IntArray, bool]:
    """Pairs that meet their prices, or that only one unit of flow keeps from beating them.

    Returns
    -------
    (pairs, whole, complete) : ndarrays of shape (k, 2), (k,) and bool
        Sorted, with their weights; whether no pair is missing.
    """
    assert search.answer is not None
    row, col = search.master.frame.faced(search.answer.potentials)
    listed = search.shortlist
    near = np.flatnonzero(listed.beyond(row, col) >= 0)
    known = np.column_stack([listed.rows[near], listed.cols[near]]).astype(np.int64)
    weights = listed.whole[near].astype(np.int64)
    tight, complete = unlisted_ties(search)
    if not len(tight):
        return known, weights, complete
    pairs = np.concatenate([known, tight])
    whole = np.concatenate([weights, row[tight[:, 0]] + col[tight[:, 1]]])
    every, first = np.unique(pairs, axis=0, return_index=True)
    return every, whole[first], complete


def unlisted_ties(search: Search) -> tuple[IntArray, bool]:
    """Pairs that meet their prices and may not be listed, and whether none is missing.

    Every tie that was seen is listed. Only rows where ties crowd out others may hold more.
    """
    assert search.answer is not None
    row, col = search.master.frame.faced(search.answer.potentials)
    found = ties_of_rows(search.scanner, search.crowded, row[search.crowded], col)
    if found is None:
        return np.empty((0, 2), dtype=np.int64), False
    return found, True


def ties_of_rows(
    scanner: Scanner, rows: IntArray, row_price: IntArray | Tile, col_price: IntArray | Tile
) -> IntArray | None:
    """Every pair of some rows that meets its prices, or None where there are too many.

    Parameters
    ----------
    rows : ndarray of shape (k,)
    row_price, col_price : ndarrays of shape (k,), (m,)
    """
    if not len(rows):
        return np.empty((0, 2), dtype=np.int64)
    source = scanner.source
    out, at = np.empty((MOST, 2), dtype=np.int32), np.zeros(1, dtype=np.int64)
    row, col = row_price.astype(source.dtype), col_price.astype(source.dtype)

    def visit(_: int, tile: Tile, top: int, left: int) -> None:
        if note_ties(tile, top, left, row, col, at, out) > MOST:
            raise Stopped

    try:
        Scanner(source, 1, scanner.stop).visit(source.tiles(rows, None), visit)
    except Stopped:
        return None
    found = out[: at[0]].astype(np.int64)
    found[:, 0] = rows[found[:, 0]]
    return found
