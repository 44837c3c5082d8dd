"""A two-sided programme as a circulation: source -> rows -> columns -> sink -> source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.flow import Arcs, IntArray, Residual, circulate
from matcher.solve.instance import BoolArray
from matcher.solve.result import Prices
from matcher.solve.ties import canonical

SOURCE, SINK = 0, 1


@dataclass(frozen=True)
class Problem:
    """One two-sided instance in whole numbers.

    Parameters
    ----------
    whole : ndarray of shape (n, m), int64
        Weights, maximised.
    open : ndarray of shape (n, m), bool
        Pairs that may be used.
    required : ndarray of shape (n, m), bool
        Pairs that must be.
    row_min, row_max, col_min, col_max : ndarrays of whole numbers
    max_pairs : int or None
    """

    whole: IntArray
    open: BoolArray
    required: BoolArray
    row_min: IntArray
    row_max: IntArray
    col_min: IntArray
    col_max: IntArray
    max_pairs: int | None

    @property
    def pairs(self) -> IntArray:
        """Open pairs in lexicographic order, shape (k, 2)."""
        return np.argwhere(self.open)

    @property
    def arcs(self) -> Arcs:
        """The circulation; pairs first, then rows, columns and the cohort."""
        n, m = self.whole.shape
        pairs = self.pairs
        rows, cols = 2 + np.arange(n), 2 + n + np.arange(m)
        i, j = pairs[:, 0], pairs[:, 1]
        # Without a cohort the return arc never binds.
        most = self.row_max.sum() + 1 if self.max_pairs is None else self.max_pairs
        zero, one = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
        return Arcs(
            tail=np.concatenate([rows[i], np.full(n, SOURCE), cols, one * SINK]),
            head=np.concatenate([cols[j], rows, np.full(m, SINK), one * SOURCE]),
            lower=np.concatenate(
                [self.required[i, j].astype(np.int64), self.row_min, self.col_min, zero]
            ),
            upper=np.concatenate(
                [np.ones(len(pairs), dtype=np.int64), self.row_max, self.col_max, one * most]
            ),
            cost=np.concatenate([-self.whole[i, j], np.zeros(n + m + 1, dtype=np.int64)]),
            nodes=n + m + 2,
        )


@dataclass(frozen=True)
class Solution:
    """Pairs and prices of an optimal plan.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
    prices : Prices
        Whole numbers.
    value : int
    """

    pairs: IntArray
    prices: Prices
    value: int


def solve(problem: Problem, *, break_ties: bool = True) -> Solution | None:
    """Optimal plan and whole prices, or None when the bounds cannot be met."""
    arcs = problem.arcs
    flow = circulate(arcs)
    if flow is None:
        return None
    # The price of the cohort is at least 0 even where the cohort is empty.
    residual = Residual.of(arcs, flow).with_arc(SOURCE, SINK)
    potentials = residual.centred(SOURCE)
    if break_ties:
        flow = canonical(arcs, potentials, len(problem.pairs))
    n = problem.whole.shape[0]
    row, col = potentials[2 : 2 + n], potentials[SINK] - potentials[2 + n :]
    chosen = problem.pairs[flow[: len(problem.pairs)] == 1]
    return Solution(
        pairs=chosen,
        prices=Prices(
            left=np.maximum(row, 0).astype(np.float64),
            right=np.maximum(col, 0).astype(np.float64),
            left_floor=np.maximum(-row, 0).astype(np.float64),
            right_floor=np.maximum(-col, 0).astype(np.float64),
            cohort=float(-potentials[SINK]),
        ),
        value=int(problem.whole[chosen[:, 0], chosen[:, 1]].sum()),
    )
