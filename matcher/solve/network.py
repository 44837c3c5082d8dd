"""A two-sided programme as a circulation: source -> rows -> columns -> sink -> source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.solve.circulation import SINK, SOURCE, Frame
from matcher.solve.flow import Arcs, IntArray, Residual, improved, nearly_optimal
from matcher.solve.instance import BoolArray
from matcher.solve.limits import Limits
from matcher.solve.result import Prices
from matcher.solve.ties import canonical


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
    limits : Limits
    """

    whole: IntArray
    open: BoolArray
    required: BoolArray
    limits: Limits

    @cached_property
    def pairs(self) -> IntArray:
        """Open pairs in lexicographic order, shape (k, 2)."""
        return np.argwhere(self.open)

    @cached_property
    def frame(self) -> Frame:
        """The network without the pairs."""
        return Frame.of(self.limits)

    @cached_property
    def arcs(self) -> Arcs:
        """The circulation; pairs first."""
        i, j = self.pairs[:, 0], self.pairs[:, 1]
        return self.frame.arcs(self.pairs, self.whole[i, j], self.required[i, j])


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
    flow = nearly_optimal(arcs)
    if flow is None:
        return None
    # The price of the cohort is at least 0 even where the cohort is empty.
    potentials = Residual.of(arcs, flow, (SOURCE, SINK)).centred(SOURCE)
    if potentials is None:
        # The solver rounds costs beyond its range; the exact finish makes that good.
        flow = improved(arcs, flow)
        potentials = Residual.of(arcs, flow, (SOURCE, SINK)).centred(SOURCE)
    if potentials is None:
        raise RuntimeError("the flow is not optimal: its residual graph has a negative cycle")
    if break_ties:
        flow = canonical(arcs, potentials, flow, len(problem.pairs))
    chosen = problem.pairs[flow[: len(problem.pairs)] == 1]
    return Solution(
        pairs=chosen,
        prices=problem.frame.prices(potentials, problem.limits),
        value=int(problem.whole[chosen[:, 0], chosen[:, 1]].sum()),
    )
