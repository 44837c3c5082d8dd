"""What a search finds: the pairs of a look, a round for whoever watches, and a bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import IntArray
from matcher.solve.priced.scan import Best
from matcher.solve.priced.source import Tile


@dataclass(frozen=True)
class Round:
    """What one round of the search found, for whoever watches.

    Parameters
    ----------
    number : int
    violators : int
        Pairs outside the shortlist that beat their prices.
    value : float
        Value of the best plan on the shortlist, in units of the weights.
    gap : float
        How far the proved bound is above it.
    passes : float
        Pairs read so far as a multiple of all pairs.
    """

    number: int
    violators: int
    value: float
    gap: float
    passes: float


@dataclass(frozen=True)
class Bound:
    """A proved bound in whole numbers, and what a pair pays for its row and column there."""

    value: int
    potentials: IntArray
    row_excess: IntArray


@dataclass(frozen=True)
class Seen:
    """Pairs that a look found.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
        A pair may occur twice.
    value : ndarray of shape (k,), dtype of the tiles
        Weight minus the price of the column.
    crowded : ndarray of shape (c,)
        Rows where all that was kept reaches the price of the row, so that there may be more.
    """

    pairs: IntArray
    value: Tile
    crowded: IntArray

    @classmethod
    def nothing(cls, kind: npt.DTypeLike) -> Seen:
        """No pair."""
        pairs = np.empty((0, 2), dtype=np.int64)
        return cls(pairs, np.empty(0, dtype=kind), pairs[:, 0])

    def with_best(self, best: Best, rows: IntArray, cols: IntArray | None, row_price: Tile) -> Seen:
        """These, and the best entries of some rows among some columns."""
        at, place, value, _ = best.entries()
        there = np.column_stack([rows[at], place if cols is None else cols[place]])
        full = rows[best.values[:, -1] >= row_price[rows]]
        return Seen(
            np.concatenate([self.pairs, there]),
            np.concatenate([self.value, value]),
            np.concatenate([self.crowded, full]),
        )
