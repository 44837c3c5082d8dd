"""An assignment of every row of a table that is no higher than wide, with prices for both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.loaded import kernels_loaded
from matcher.solve.potentials import Whole, least_columns, least_rows
from matcher.solve.square import solve_square

# From here on reduced costs pay, and a table that is nearly square is made square for them.
REDUCED_FROM = 80
NEARLY_SQUARE = 1.25
# Compiled code gains at every size, and up to so many columns a row.
HALF_EMPTY = 2
# Below this 32 bits hold every sum of the search for prices, at half the memory.
SHORT = 2**26
# Costs more than any chain of pairs that may be used.
CLOSED = 2**60


@dataclass(frozen=True)
class Assigned:
    """An optimal plan and whole prices of both sides.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
    left, right : ndarrays of shape (n,), (m,)
        Negative only where a side must be matched whole.
    """

    pairs: IntArray
    left: IntArray
    right: IntArray

    def turned(self) -> Assigned:
        """The same with its sides changed over."""
        return Assigned(self.pairs[:, ::-1], self.right, self.left)


def assigned(
    table: IntArray, allowed: BoolArray | None, greatest: int, matched: bool
) -> Assigned | None:
    """Choose an optimal plan, or None when not every row can be matched as it must.

    Parameters
    ----------
    table : ndarray of shape (n, m), n <= m, int64
        Weights, maximised.
    allowed : ndarray of shape (n, m), bool, or None
        Pairs that may be used; None when all may.
    greatest : int
        At least the size of every weight.
    matched : bool
        Whether every row must have a column.

    Raises
    ------
    ArithmeticError
        When floats did not find the best plan.
    """
    n, m = table.shape
    if n == 0:
        return Assigned(np.empty((0, 2), np.int64), np.empty(0, np.int64), np.zeros(m, np.int64))
    if matched and allowed is not None and not allowed.all():
        return _matched_with_gaps(table, allowed)
    # Whoever need not be matched is worth 0 without a partner; where all must be, any common step
    # changes nothing.
    base = int(table.min()) if matched else 0
    gains: Whole = table.astype(np.int32 if 2 * greatest < SHORT else np.int64, order="C")
    if matched:
        gains -= base
    else:
        np.maximum(gains, 0, out=gains)
        if allowed is not None:
            gains[~allowed] = 0
    quick = kernels_loaded()
    if (quick or n >= REDUCED_FROM) and m <= (HALF_EMPTY if quick else NEARLY_SQUARE) * n:
        found = _made_square(gains)
    else:
        found = _whole_table(-gains, np.zeros(n, dtype=gains.dtype))
    columns, left, right = (values.astype(np.int64) for values in found)
    rows = np.arange(n)
    if not matched:
        used = table[rows, columns] >= 0
        used = used if allowed is None else used & allowed[rows, columns]
        rows, columns = rows[used], columns[used]
    return Assigned(np.array([rows, columns]).T, left + base, right)


def _made_square(gains: Whole) -> tuple[IntArray, Whole, Whole]:
    n, m = gains.shape
    if m > n:
        gains = np.concatenate([gains, np.zeros((m - n, m), dtype=gains.dtype)])
    found = solve_square(gains)
    if found is None:
        raise ArithmeticError("the plan is not the best")
    columns, left, right = found
    return columns[:n], left[:n], right


def _whole_table(costs: Whole, floor: Whole | None) -> tuple[IntArray, Whole, Whole]:
    """Plan and prices from all pairs.

    Parameters
    ----------
    costs : ndarray of shape (n, m)
        `CLOSED` for a pair that may not be used.
    floor : ndarray of shape (n,), or None
        Least prices of the rows; None where they may fall without end.
    """
    from scipy.optimize import linear_sum_assignment

    n, m = costs.shape
    every = np.arange(n)
    rated = costs if floor is not None else np.where(costs == CLOSED, np.inf, costs)
    columns = linear_sum_assignment(rated)[1]
    own = costs[every, columns]
    taken, most = costs[:, columns], None
    if m > n:
        # A column that is free costs nothing, so no row pays less than it is worth there.
        free = np.ones(m, dtype=bool)
        free[columns] = False
        most = -costs[:, free].min(axis=1)
    low = least_columns(taken, own, every, np.zeros_like(own))
    if low is not None:
        # Prices of the rows that would put every column at the highest of their least prices.
        lowest = -own - low.max() if floor is None else floor
        high = least_rows(taken, own, every, lowest if most is None else np.maximum(lowest, most))
    if low is None or high is None:
        raise ArithmeticError("the plan is not the best")
    # Half way between the least and the greatest prices, few pairs are at theirs by chance.
    middle = (low - own - high) >> 1
    left = -own - middle
    if most is not None and np.count_nonzero(left < most):
        raise ArithmeticError("the plan is not the best")
    right = np.zeros(m, dtype=costs.dtype)
    right[columns] = middle
    return columns, left, right


def _matched_with_gaps(table: IntArray, allowed: BoolArray) -> Assigned | None:
    try:
        columns, left, right = _whole_table(np.where(allowed, -table, CLOSED), None)
    except ValueError:
        # scipy finds no way to give every row a column.
        return None
    return Assigned(np.array([np.arange(len(table)), columns]).T, left, right)
