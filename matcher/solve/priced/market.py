"""Rough prices for one-to-one instances: rows bid over a list, and none beyond its means.

A matching of everyone over a list that still lacks pairs drives prices far off: a few columns that
hardly any row knows must find a buyer, and everyone outbids everyone until one gives in. Here a
row stops bidding once it is left with much less than it hoped for. Those who end without a partner
are those whose pairs are missing: all theirs are looked at, columns without a buyer fall to what
the best row would pay, and trade goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.priced.assign_kernels import bid_within
from matcher.solve.priced.list_kernels import Array, kth_best
from matcher.solve.priced.scan import Best, Scanner
from matcher.solve.priced.seen import Seen
from matcher.solve.priced.shortlist import Listed
from matcher.solve.priced.source import Tile

# Least rise of a bid as a part of the spread of the prices; pairs kept of each city looked at.
FINE, KEPT = 50, 16


@dataclass
class Market:
    """Prices of rows and columns, and who found a partner at them.

    Parameters
    ----------
    row_price, col_price : ndarrays of shape (n,), (m,), type of the weights of a list
        What each row hopes for at the prices of the columns, and these.
    partner, holder : ndarrays of shape (n,), (m,), int32
        Column of each row, row of each column; -1 for none.
    """

    row_price: Array
    col_price: Array
    partner: Array
    holder: Array

    @classmethod
    def opened(cls, listed: Listed, col_price: Tile) -> Market:
        """Before any trade, at some prices of columns."""
        n, m = len(listed.starts) - 1, len(col_price)
        value = listed.whole.astype(col_price.dtype) - col_price[listed.cols]
        best = kth_best(listed.rows, value, n, 1)
        hope = np.where(np.isfinite(best), best, 0).astype(listed.whole.dtype)
        nobody = (np.full(size, -1, dtype=np.int32) for size in (n, m))
        return cls(hope, col_price.astype(listed.whole.dtype), *nobody)

    @property
    def left_out(self) -> tuple[IntArray, IntArray]:
        """Rows and columns without a partner."""
        return np.flatnonzero(self.partner < 0), np.flatnonzero(self.holder < 0)

    def trade(self, listed: Listed, depth: int, spread: int) -> None:
        """Let rows bid over a list, each down to so much below its hope."""
        step = max(spread // FINE, 1)
        state = self.row_price, self.col_price, self.partner, self.holder
        bid_within(listed.starts, listed.cols, listed.whole, self.row_price - depth, *state, step)

    def look(self, scanner: Scanner, rows: IntArray, cols: IntArray) -> Seen:
        """The best pairs of some rows and some columns among all, at the prices before.

        Then these rows hope for their best one, and these columns cost what the best row would pay.
        """
        source = scanner.source
        row, col = (price.astype(source.dtype) for price in (self.row_price, self.col_price))
        best, low = (
            Best.above(np.full(len(at), -np.inf, dtype=source.dtype), KEPT) for at in (rows, cols)
        )
        scanner.rows(source.tiles(rows, None), col, best)
        seen = scanner.rows_and_cols(source.tiles(None, cols), col[cols], row, None, low)
        at, to, value, _ = best.entries()
        back, origin, beyond, _ = seen.entries()
        pairs = np.concatenate(
            [np.column_stack([rows[at], to]), np.column_stack([origin, cols[back]])]
        )
        hope, fall = best.values[:, 0], seen.values[:, 0]
        known = np.isfinite(hope)
        self.row_price[rows[known]] = hope[known]
        known = np.isfinite(fall)
        self.col_price[cols[known]] += fall[known].astype(self.col_price.dtype)
        return Seen(pairs, np.concatenate([value, beyond + row[origin]]), rows[:0])
