"""The pairs a plan may use so far, and what is known of those left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.priced.list_kernels import Array, beating, merged, picked, worst
from matcher.solve.priced.source import Tile

# Pairs that beat their prices taken at once for each row and column; others may not need to be.
ROW_TAKEN, COL_TAKEN = 2, 4
# Pairs of each row and column that are used once prices are known better.
ROW_FOCUS, COL_FOCUS = 12, 12


@dataclass(frozen=True)
class Listed:
    """Some pairs by row and column, with their weights.

    Parameters
    ----------
    starts : ndarray of shape (n + 1,)
        Pairs of row i stand at ``starts[i]:starts[i + 1]``.
    rows, cols : ndarrays of shape (k,), int32
    whole : ndarray of shape (k,)
    """

    starts: IntArray
    rows: Array
    cols: Array
    whole: Array

    @cached_property
    def pairs(self) -> IntArray:
        """The pairs, shape (k, 2), int64."""
        return np.column_stack([self.rows, self.cols]).astype(np.int64)


@dataclass(frozen=True)
class Shortlist:
    """Every pair that was found worth knowing, in lexicographic order.

    Parameters
    ----------
    shape : tuple of int
    rows, cols : ndarrays of shape (k,), int32
    whole : ndarray of shape (k,), int32 or int64
        Weights; in 32 bits where tiles are.
    active : ndarray of shape (k,), bool
        Which of them the plan may use; the others wait until they are worth it.
    fresh : ndarray of shape (k,), bool
        Which of them were not known before they were last added to.
    """

    shape: tuple[int, int]
    rows: Array
    cols: Array
    whole: Array
    active: BoolArray
    fresh: BoolArray

    @classmethod
    def empty(cls, shape: tuple[int, int], kind: npt.DTypeLike) -> Shortlist:
        """No pair, of weights that tiles of some type hold."""
        nothing, none = np.empty(0, dtype=np.int32), np.empty(0, dtype=bool)
        whole = np.empty(0, dtype=np.int32 if kind == np.float32 else np.int64)
        return cls(shape, nothing, nothing, whole, none, none)

    @property
    def pairs(self) -> IntArray:
        """All pairs, shape (k, 2), int64."""
        return np.column_stack([self.rows, self.cols]).astype(np.int64)

    @cached_property
    def used(self) -> Listed:
        """The active pairs."""
        return Listed(*picked(self.rows, self.cols, self.whole, self.active, self.shape[0]))

    @cached_property
    def every(self) -> Listed:
        """All pairs, active or not."""
        every = np.ones_like(self.active)
        return Listed(*picked(self.rows, self.cols, self.whole, every, self.shape[0]))

    def beyond(self, row_price: IntArray, col_price: IntArray) -> IntArray:
        """Weight minus the two prices of every pair, shape (k,)."""
        return self.whole - row_price[self.rows] - col_price[self.cols]

    def beating(self, row_price: IntArray, col_price: IntArray) -> tuple[IntArray, IntArray]:
        """Positions of pairs that are not active and beat their prices, and by how much."""
        return beating(self.rows, self.cols, self.whole, self.active, row_price, col_price)

    def with_worst(self, at: IntArray, beyond: IntArray) -> Shortlist:
        """The list with those at some positions active that beat their prices by most."""
        most = worst(self.rows[at], self.cols[at], beyond, self.shape[1], ROW_TAKEN, COL_TAKEN)
        active = self.active.copy()
        active[at[most]] = True
        return replace(self, active=active)

    def focused(self, row_price: IntArray, col_price: IntArray) -> Shortlist:
        """The list with those active that are best for their row or column, and the diagonal."""
        over = self.beyond(row_price, col_price)
        active = worst(self.rows, self.cols, over, self.shape[1], ROW_FOCUS, COL_FOCUS)
        return replace(self, active=active | (self.rows == self.cols))

    def extended(self, pairs: IntArray, whole: IntArray, active: BoolArray) -> Shortlist:
        """The list with more pairs; active anywhere is active."""
        rows, cols = (np.ascontiguousarray(pairs[:, side], dtype=np.int32) for side in (0, 1))
        known = self.rows, self.cols, self.whole, self.active
        new = rows, cols, whole.astype(self.whole.dtype), active
        return Shortlist(self.shape, *merged(known, new, self.shape[0]))


@dataclass(frozen=True)
class Ceiling:
    """What no pair outside the shortlist exceeds: ``weight - col[j] <= row[i]``.

    Parameters
    ----------
    row, col : ndarrays of shape (n,), (m,), dtype of the tiles
    """

    row: Tile
    col: Tile

    def open_to(self, row_price: Tile, col_price: Tile) -> Staircase:
        """The pairs outside which no unlisted pair can exceed the prices it faces.

        With the margin of a row the amount by which its price stands above its ceiling, and the
        fall of a column the amount by which its price has dropped since, an unlisted pair stays
        within its prices wherever the fall is not more than the margin.
        """
        margin, fall = row_price - self.row, self.col - col_price
        order = np.argsort(-fall, kind="stable")
        reach = _reach(margin, fall)
        rows = np.argsort(-reach, kind="stable")[: np.count_nonzero(reach)]
        return Staircase(rows, order[: reach.max(initial=0)], reach[rows])

    def cost(self, row_price: Tile, col_price: Tile) -> int:
        """Number of pairs that `open_to` would give."""
        return int(_reach(row_price - self.row, self.col - col_price).sum())


@dataclass(frozen=True)
class Staircase:
    """Pairs of some rows, each with the first few of some columns.

    Parameters
    ----------
    rows, cols : ndarrays of shape (r,), (c,)
    reach : ndarray of shape (r,)
        Number of columns of each row, descending.
    """

    rows: IntArray
    cols: IntArray
    reach: IntArray


def _reach(margin: Tile, fall: Tile) -> IntArray:
    """In how many columns the fall is more than the margin of each row."""
    return len(fall) - np.searchsorted(np.sort(fall), margin, side="right")
