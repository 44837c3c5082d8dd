"""The doubled graph of a pool of middle size, solved whole on its table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.assigned import SHORT
from matcher.solve.flow import EXACT_RANGE
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.priced.pool_graph import Graph
from matcher.solve.priced.scan import Best, Scanner
from matcher.solve.priced.shortlist import Ceiling
from matcher.solve.square_kernels import best_square

# Pairs of each city, nearest to the prices first, that are listed.
KEPT = 32
# Weights and halves of prices of these types are exact below.
EXACT_BELOW = {np.dtype(np.float32): 2**23, np.dtype(np.float64): 2**52}


@dataclass(frozen=True)
class Doubled:
    """The best plan of the doubled graph.

    Parameters
    ----------
    price : ndarray of shape (n,)
        In halves: what a city pays as a row and as a column.
    chosen : ndarray of shape (n, 2)
        Row and column of each pair of the plan; a city with itself stays unmatched.
    listed : Graph
        The nearest pairs of each city.
    ceiling : Ceiling
        What the others stay below.
    """

    price: IntArray
    chosen: IntArray
    listed: Graph
    ceiling: Ceiling


def doubled(scanner: Scanner, may_stay: BoolArray) -> Doubled | None:
    """Solve the doubled graph by compiled code, or None where it is not complete, or out of range.

    Parameters
    ----------
    scanner : Scanner
        Over all weights, 0 on the diagonal.
    may_stay : ndarray of shape (n,), bool
        Which cities may stay unmatched.
    """
    source = scanner.source
    n = len(may_stay)
    if not may_stay.all() or 4 * source.greatest * (2 * n + 4) >= EXACT_RANGE:
        return None
    table = np.empty((n, n), dtype=source.dtype)
    source.tiles().fill(0, n, 0, n, table)
    base = float(table.min(initial=0))
    if base == -np.inf:
        return None
    kind = np.int32 if 4 * source.greatest < SHORT else np.int64
    gains = (table - base).astype(kind)
    found, columns, left, right = best_square(gains, np.iinfo(kind).max >> 3)
    if not found:
        return None
    price = left.astype(np.int64) + right + int(base)
    if int(price.max()) + source.greatest >= EXACT_BELOW[np.dtype(source.dtype)]:
        return None
    half = price.astype(source.dtype) / np.asarray(2, dtype=source.dtype)
    best = Best.above(np.full(n, -np.inf, dtype=source.dtype), KEPT)
    scanner.rows(source.tiles(), half, best)
    row, col, _, _ = best.entries()
    chosen = np.column_stack([np.arange(n), columns])
    # Where ties fill what is kept of a city, its own pair may not be among them.
    pairs = np.concatenate([np.column_stack([row, col]), chosen])
    listed = Graph.of(pairs, table[pairs[:, 0], pairs[:, 1]].astype(np.int64))
    return Doubled(price, chosen, listed, Ceiling(best.values[:, -1], half))
