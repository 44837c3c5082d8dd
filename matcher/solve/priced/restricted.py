"""The best plan over the shortlisted pairs alone, with prices that prove it among these.

One-to-one instances of equal sides match every city, by bids and shortest paths that go on from the
prices before, or by OR-Tools' linear assignment where these take too long. Where in the end no
price is negative, that is also the best plan when cities may stay unmatched. All others, and those
where that fails, are flows of least cost that go on from the flow and the prices before, or those
of OR-Tools where that takes too long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.solve.circulation import Frame
from matcher.solve.flow import Arcs, circulate, nearly_optimal, require_range
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.limits import Limits
from matcher.solve.priced.assign_kernels import (
    Array,
    augment,
    bid,
    covered,
    price_top,
    tighten,
)
from matcher.solve.priced.flow_repair import Carried, repaired
from matcher.solve.priced.one_sign import one_sign
from matcher.solve.priced.potentials import centred_potentials
from matcher.solve.priced.shortlist import Listed

# Share of rows without a partner up to which shortest paths alone are quickest.
FEW = 0.02
# First rise of a bid as a part of the spread of the prices, and how fast it shrinks.
FIRST_STEP, NEXT_STEP, STEP_FALL = 5, 20, 10
# Bids, and pairs looked at, for each row before OR-Tools is asked instead.
BIDS, LOOKS = 400, 4000


class OutOfRangeError(Exception):
    """Prices are too far from 0 for the type they are kept in."""


@dataclass(frozen=True)
class Restricted:
    """An optimal plan over some pairs.

    Parameters
    ----------
    listed : Listed
        The pairs.
    taken : ndarray of shape (k,), bool
        Which of them the plan uses.
    potentials : ndarray of shape (nodes,)
    free_sign : bool
        The plan is best among those that match every city, and prices may be negative.
    shortfall : int
        Partners that are missing from minimums.
    """

    listed: Listed
    taken: BoolArray
    potentials: IntArray
    free_sign: bool = False
    shortfall: int = 0

    @property
    def chosen(self) -> IntArray:
        """Pairs of the plan, shape (c, 2)."""
        taken = self.taken
        return np.column_stack([self.listed.rows[taken], self.listed.cols[taken]]).astype(np.int64)

    @property
    def value(self) -> int:
        """Sum of their weights."""
        return int(self.listed.whole[self.taken].sum(dtype=np.int64))


class Master:
    """Solves one instance again and again over growing lists of pairs.

    Parameters
    ----------
    limits : Limits
    greatest : int
        No weight is greater in absolute value.
    """

    def __init__(self, limits: Limits, greatest: int) -> None:
        self.limits = limits
        self.frame = Frame.of(limits, penalty(limits, greatest))
        n, m = self.frame.shape
        self.by_assignment = limits.one_to_one and n == m > 0
        # Where every city must be matched, prices of either sign are the right ones.
        self.all_matched = bool(limits.row_min.all() and limits.col_min.all())
        self.before: _Matching | None = None
        self.carried: Carried | None = None

    def solve(self, listed: Listed, guess: IntArray) -> Restricted | None:
        """Best plan over some pairs, or None when the limits contradict each other.

        Parameters
        ----------
        listed : Listed
        guess : ndarray of shape (nodes,)
            Potentials that are nearly right; they decide only which of the optimal ones come out.

        Raises
        ------
        OutOfRangeError
        """
        if self.by_assignment:
            answer = self._assigned(listed, guess)
            if answer is not None:
                return answer
            self.by_assignment = False
        arcs = self.frame.arcs(listed.pairs, listed.whole)
        require_range(arcs)
        flow = self._improved(arcs, listed, guess)
        if flow is None:
            flow = nearly_optimal(arcs)
        if flow is None:
            return None
        self.carried = Carried.of(listed, flow)
        potentials = centred_potentials(arcs, flow, guess)
        if potentials is None:
            # The solver rounds costs beyond its range; the exact finish makes that good.
            flow = circulate(arcs)
            assert flow is not None
            potentials = centred_potentials(arcs, flow, guess)
        if potentials is None:
            raise RuntimeError("the flow is not optimal: its residual graph has a negative cycle")
        missing = self.frame.shortfall(flow)
        return Restricted(listed, flow[: len(listed.rows)] == 1, potentials, shortfall=missing)

    def centred(
        self, answer: Restricted, guess: IntArray, *, any_sign: bool = False
    ) -> IntArray | None:
        """Potentials near a guess that prove a plan best over its pairs.

        Prices of any sign prove it best among the plans that match everyone.
        """
        pairs = answer.listed.pairs
        arcs = self.frame.arcs(pairs, answer.listed.whole)
        flow = self.frame.flow(pairs, answer.taken, self.limits)
        return centred_potentials(arcs, flow, guess, pairs=len(pairs) if any_sign else None)

    def one_sign(self, answer: Restricted, guess: IntArray) -> IntArray | None:
        """Potentials near a guess with no price below 0 that prove a plan best, or None.

        Parameters
        ----------
        answer : Restricted
            A plan that matches everyone, the latest one.
        guess : ndarray of shape (nodes,)
            Potentials that prove it best among such plans.
        """
        assert self.before is not None
        listed, (row, col) = answer.listed, self.frame.faced(guess)
        row, col = row.copy(), col.copy()
        pairs = listed.starts, listed.rows, listed.cols, listed.whole
        there = one_sign(*pairs, self.before.partner, self.before.holder, row, col)
        return self.frame.potentials(row, col) if there else None

    def reprice(self, potentials: IntArray) -> None:
        """Go on from other prices of the same plan."""
        assert self.before is not None
        before = self.before
        for kept, price in zip(
            (before.row_price, before.col_price), self.frame.faced(potentials), strict=True
        ):
            kept[:] = _kept(price, kept.dtype)

    def _improved(self, arcs: Arcs, listed: Listed, guess: IntArray) -> IntArray | None:
        """The flow before made best over some pairs, or None where that takes too long."""
        if self.carried is None and not guess.any():
            # With nothing to go on from, OR-Tools is quicker.
            return None
        flow = None if self.carried is None else self.carried.over(listed)
        back = self.frame.back + len(listed.rows) if self.limits.max_pairs is None else None
        return repaired(arcs, flow, guess, back)

    def _assigned(self, listed: Listed, guess: IntArray) -> Restricted | None:
        """Match everyone, or None where that fails."""
        if self.before is None:
            self.before = _Matching.nobody(self.frame.faced(guess)[1], listed)
        matching = self.before
        if not matching.improved(listed):
            taken = assign(listed, self.frame.shape[0])
            exact = None
            if taken is not None:
                answer = Restricted(listed, taken, guess)
                exact = self.centred(answer, guess, any_sign=True)
            if taken is None or exact is None:
                return None
            matching = self.before = _Matching.of(answer, *self.frame.faced(exact))
        potentials = self.frame.potentials(matching.row_price, matching.col_price)
        partners = matching.partner[listed.rows] == listed.cols
        return Restricted(listed, partners, potentials, free_sign=not self.all_matched)


@dataclass(frozen=True)
class _Matching:
    """A perfect matching with prices that its pairs meet, or the prices alone.

    Places and prices are of the types of the list.
    """

    partner: Array
    holder: Array
    row_price: Array
    col_price: Array

    @classmethod
    def of(cls, answer: Restricted, row_price: IntArray, col_price: IntArray) -> _Matching:
        listed, taken = answer.listed, answer.taken
        partner = listed.cols[taken]
        holder = np.empty_like(partner)
        holder[partner] = listed.rows[taken]
        kind = listed.whole.dtype
        return cls(partner, holder, _kept(row_price, kind), _kept(col_price, kind))

    @classmethod
    def nobody(cls, col_price: IntArray, listed: Listed) -> _Matching:
        """Prices of columns, and no pair yet."""
        price = _kept(col_price, listed.whole.dtype)
        none = np.full(len(price), -1, dtype=listed.cols.dtype)
        return cls(none, none.copy(), np.zeros_like(price), price)

    def improved(self, listed: Listed) -> bool:
        """Make the matching best over some pairs, in place; False where that takes too long."""
        n = len(self.partner)
        arcs = listed.starts, listed.cols, listed.whole
        state = self.row_price, self.col_price, self.partner, self.holder
        top = price_top(self.col_price.dtype)
        first = bool((self.partner < 0).all())
        if first or covered(*arcs, *state) > FEW * n:
            # Where columns cost alike, as where they did not differ yet, weights say how far apart
            # prices will be.
            spread = _spread(self.col_price) or _spread(listed.whole)
            step = max(spread // (FIRST_STEP if first else NEXT_STEP), 1)
            while True:
                if not bid(*arcs, *state[1:], step, BIDS * n, top):
                    return False
                if step == 1:
                    break
                step = max(step // STEP_FALL, 1)
            tighten(*arcs, *state)
        return augment(*arcs, *state, LOOKS * n, top)


def _kept(price: IntArray, kind: np.dtype[Any]) -> Array:
    """Prices as another type, copied."""
    if np.abs(price).max(initial=0) >= price_top(kind):
        raise OutOfRangeError
    return price.astype(kind)


def _spread(values: IntArray) -> int:
    return int(np.subtract(*np.percentile(values, (90, 10)))) if len(values) else 0


def penalty(limits: Limits, greatest: int) -> int | None:
    """Cost of a partner short of a minimum: more than all weights of any plan can make up for."""
    if not (limits.row_min.any() or limits.col_min.any()):
        return None
    return 2 * (greatest + 1) * (limits.most_pairs + 1)


def assign(listed: Listed, n: int) -> BoolArray | None:
    """Perfect matching of greatest weight over some pairs, as a mask, or None without one."""
    from ortools.graph.python import linear_sum_assignment

    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(listed.rows, listed.cols, -listed.whole.astype(np.int64))
    if solver.num_nodes() != n or solver.solve() != solver.OPTIMAL:
        return None
    mate = np.fromiter((solver.right_mate(i) for i in range(n)), dtype=np.int64, count=n)
    taken: BoolArray = mate[listed.rows] == listed.cols
    return taken
