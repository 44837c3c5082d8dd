"""Two sides, one partner each: every scenario from the prices of a base scenario.

::

    base weights --> prices --> short list of pairs        (once)
    weights --> plan on the short list --> price every pair --> check --> canonical plan
                        ^---- longer list <--'                      (each scenario)

Small instances and cohorts need no base: the best plan of 1, 2, 3, ... pairs is found directly.
A city that must have a partner makes its pairs worth more than any plan can lose by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matcher.solve.ensemble_dense import best_pairs
from matcher.solve.ensemble_limits import Limits
from matcher.solve.ensemble_resolve import resolve
from matcher.solve.ensemble_scenarios import Layers, Scenarios
from matcher.solve.ensemble_scoring import CLOSED, score
from matcher.solve.ensemble_settle import add_bonus
from matcher.solve.instance import BoolArray, FloatArray, IntArray

SHORT_LIST = 16
# Below, pricing is nearly as long as finding the plan from nothing.
SMALL = 16 * 16
# Above, growing the plan of the base pair by pair takes longer than a long search from nothing.
LARGE = 1024 * 1024
# Up to here prices, paths and their sums stay within 64 bits, and `CLOSED` out of reach.
IN_RANGE = 2**58


@dataclass(frozen=True)
class Assignment:
    """What is the same in every scenario. Rows are the longer side.

    Parameters
    ----------
    scenarios : Scenarios
    limits : Limits
    rows, cols : ndarray
        Cities still to be matched, as positions in their side.
    by_column : bool
        Whether the rows are the right side.
    row_forced, col_forced : ndarray of bool
        Cities that must have a partner.
    most_pairs : int or None
        Room in the cohort; None where it cannot bind.
    layers : ndarray of shape (rows, P, cols) or None
    greatest : ndarray of shape (P,) or None
        Greatest size of a value in each layer.
    base : (starts, cols, prices) or None
        Short list and prices of the base scenario.
    """

    scenarios: Scenarios
    limits: Limits
    rows: IntArray
    cols: IntArray
    by_column: bool
    row_forced: BoolArray
    col_forced: BoolArray
    most_pairs: int | None
    layers: FloatArray | None
    greatest: FloatArray | None
    base: tuple[IntArray, IntArray, IntArray] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.cols)

    def bonus(self, greatest: int) -> int:
        """What a forced city adds to its pairs, given the greatest weight; -1 if out of range."""
        n, m = self.shape
        bonus = 0
        if self.row_forced.any() or self.col_forced.any():
            # A power of 4, so that scenarios of about the same size share it, and with it prices.
            bonus = 4 ** ((2 * m * greatest).bit_length() // 2 + 1)
        return bonus if (greatest + 2 * bonus) * (n + m + 2) < IN_RANGE else -1

    def bonuses(self, points: IntArray) -> IntArray:
        """The bonus of each of some scenarios."""
        assert self.greatest is not None
        greatest = np.ceil(np.abs(points) * self.greatest).sum(axis=1) + points.shape[1]
        return np.array([self.bonus(int(one)) for one in greatest], dtype=np.int64)


def prepare(scenarios: Scenarios, limits: Limits) -> Assignment | None:
    """Set aside required pairs, solve the base; None when no scenario can have a plan."""
    n, _ = limits.shape
    asked, most = limits.required, limits.max_pairs
    ends = np.concatenate([asked[:, 0], n + asked[:, 1]])
    twice = len(np.unique(ends)) < len(ends)
    if twice or (limits.most[ends] < 1).any() or (limits.least > limits.most).any():
        return None
    if most is not None and most < len(asked):
        return None
    left_over = limits.most > 0
    left_over[ends] = False
    sides = np.flatnonzero(left_over[:n]), np.flatnonzero(left_over[n:])
    forced = limits.least[:n][sides[0]] > 0, limits.least[n:][sides[1]] > 0
    by_column = len(sides[0]) < len(sides[1])
    if by_column:
        sides, forced = sides[::-1], forced[::-1]
    room = None if most is None else most - len(asked)
    layers = greatest = None
    if isinstance(scenarios, Layers):
        values = scenarios.values.transpose((2, 0, 1) if by_column else (1, 0, 2))
        layers = np.ascontiguousarray(
            values[np.ix_(sides[0], np.arange(values.shape[1]), sides[1])]
        )
        greatest = np.fmax(
            np.fmax.reduce(layers, axis=(0, 2), initial=0),
            -np.fmin.reduce(layers, axis=(0, 2), initial=0),
        )
    problem = Assignment(
        scenarios,
        limits,
        *sides,
        by_column,
        *forced,
        room if room is not None and room < len(sides[1]) else None,
        layers,
        greatest,
    )
    large = problem.most_pairs is None and len(sides[0]) * len(sides[1]) > SMALL
    return replace(problem, base=_base(problem)) if large and scenarios.count else problem


@dataclass(frozen=True)
class Space:
    """Arrays that a run of scenarios writes over and over."""

    weights: IntArray
    row_price: IntArray
    col_price: IntArray
    col_of: IntArray
    row_of: IntArray

    @classmethod
    def of(cls, n: int, m: int) -> Space:
        """Room for n rows and m columns."""
        one = (np.empty(size, dtype=np.int64) for size in (n, m, n, m))
        return cls(np.empty((n, m), dtype=np.int64), *one)

    @property
    def prices(self) -> tuple[IntArray, IntArray]:
        """Prices of rows and columns."""
        return self.row_price, self.col_price

    @property
    def partners(self) -> tuple[IntArray, IntArray]:
        """Column of each row, row of each column."""
        return self.col_of, self.row_of


def _base(problem: Assignment) -> tuple[IntArray, IntArray, IntArray] | None:
    """Prices of the mean scenario (of the first, for whole weights), and the pairs near them."""
    points = None
    if isinstance(problem.scenarios, Layers):
        points = np.rint(problem.scenarios.points.mean(axis=0)).astype(np.int64)
    n, m = problem.shape
    space = Space.of(n, m)
    if write_weights(problem, 0, points, space.weights) < 0:
        return None
    if n * m <= LARGE:
        # These are the least prices; columns that start too high cost a repair each.
        best_pairs(space.weights, m, False, *space.prices, *space.partners)
    else:
        free = np.zeros(m, dtype=np.int64)
        listed = _short_list(space.weights, free)
        resolve(space.weights, *listed, free, *space.prices, *space.partners)
    return *_short_list(space.weights, space.col_price), space.col_price


def _short_list(weights: IntArray, col_price: IntArray) -> tuple[IntArray, IntArray]:
    """The best pairs of each row at some prices: starts and columns."""
    n, m = weights.shape
    size = min(SHORT_LIST, m)
    near = np.argpartition(col_price - weights, size - 1, axis=1)[:, :size]
    near.sort(axis=1)
    return np.arange(0, n * size + 1, size), near.ravel().astype(np.int64)


def write_weights(
    problem: Assignment, scenario: int, points: IntArray | None, out: IntArray
) -> int:
    """Write the weights of one scenario; what each forced city adds, -1 when out of range."""
    scenarios = problem.scenarios
    if isinstance(scenarios, Layers) and problem.layers is not None:
        points = scenarios.points[scenario] if points is None else points
        score(problem.layers, points[None], scenarios.minimum, out[None])
        bonus = int(problem.bonuses(points[None])[0])
    else:
        given = scenarios.weights(scenario)
        given = given.T if problem.by_column else given
        given = given[np.ix_(problem.rows, problem.cols)]
        out[:] = np.where(np.isnan(given), CLOSED, given)
        bonus = problem.bonus(int(np.nanmax(np.abs(given), initial=0)))
    if bonus > 0:
        add_bonus(out, bonus, problem.row_forced, problem.col_forced)
    return bonus
