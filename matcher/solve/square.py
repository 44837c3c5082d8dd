"""A complete square assignment: plan, and the middle of its optimal prices.

Where compiled code is loaded, it does all of this. Else, with the same prices by way of reduced
costs: starting prices leave these small where pairs matter. Where columns draw rows evenly, the
pairs of least reduced cost nearly always hold the plan, and OR-Tools finds it on these alone; else
scipy solves all pairs, sooner on reduced costs than on weights. Prices come from the least and the
greatest potentials over few pairs, and are tried on all; pairs they miss are added.
"""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.loaded import kernels_loaded
from matcher.solve.potentials import Ways, Whole, least_columns, least_rows

Priced = tuple[IntArray, Whole, Whole]

# Pairs per row on a list, reduced costs that are looked at to draw its line, and its greatest part
# of all pairs.
NEAR = 9
SAMPLE = 8192
GREATEST_SHARE = 0.25
# From here on a list is sooner solved than the whole table, and sooner priced: where columns draw
# rows evenly, and where they do not, so that the list needs some passes to be a good one.
LISTED_FROM = 250
PRICED_FROM = 150
UNEVEN_LISTED_FROM, PASSES = 350, 4
# From here on a solved sample is worth its time where columns draw rows unevenly.
SAMPLED_FROM = 150
SAMPLED_ROWS = 6
SEED = 20_240_229


def solve_square(gains: Whole) -> Priced | None:
    """Column of each row and the prices of both sides.

    Parameters
    ----------
    gains : ndarray of shape (n, n), whole numbers >= 0
        At most an eighth of what the type holds.

    Returns
    -------
    columns, left, right : ndarrays of shape (n,), or None when floats did not find the optimum
        ``left[i] + right[j] >= gains[i, j]``, equal on the plan, and no price below 0.
    """
    from scipy.optimize import linear_sum_assignment

    n = len(gains)
    if kernels_loaded():
        from matcher.solve.square_kernels import best_square

        found, *priced = best_square(gains, np.iinfo(gains.dtype).max >> 3)
        if found:
            return priced[0], priced[1], priced[2]
    left, right, evenly = _starting_prices(gains)
    slack = np.add.outer(left, right)
    slack -= gains
    if evenly:
        listed = _near(slack)
        listed.ravel()[:: n + 1] = True
        if n >= LISTED_FROM and np.count_nonzero(listed) <= GREATEST_SHARE * listed.size:
            columns = _plan_on_list(listed, slack)
            listed_best = None if columns is None else _priced(listed, slack, columns, left, right)
            if listed_best is not None:
                return listed_best
    columns = linear_sum_assignment(slack)[1]
    if not evenly and n >= UNEVEN_LISTED_FROM:
        own = slack[np.arange(n), columns]
        rise = least_columns(slack, own, columns, np.zeros_like(right), PASSES)
        if rise is None:
            return None
        listed = _near(slack - (own + rise[columns])[:, None] + rise)
    elif not evenly or n < PRICED_FROM:
        return _priced(None, slack, columns, left, right)
    short = np.count_nonzero(listed) <= GREATEST_SHARE * listed.size
    return _priced(listed if short else None, slack, columns, left, right)


def _near(slack: Whole) -> BoolArray:
    """About `NEAR` pairs a row, those of least reduced cost."""
    few = slack.ravel()[:: max(1, slack.size // SAMPLE)]
    at = min(len(few) - 1, NEAR * len(few) // len(slack))
    near: BoolArray = slack <= max(0, int(np.partition(few, at)[at]))
    return near


def _starting_prices(gains: Whole) -> tuple[Whole, Whole, bool]:
    """Prices that no pair exceeds, and whether columns at their maximums draw rows evenly."""
    n = len(gains)
    right = gains.max(axis=0)
    offered = gains - right
    best = offered.argmax(axis=1)
    evenly = bool(2 * np.count_nonzero(np.bincount(best, minlength=n)) >= n)
    if not evenly and n >= SAMPLED_FROM:
        sampled = _sampled_prices(gains)
        if sampled is not None:
            np.subtract(gains, sampled, out=offered)
            best = offered.argmax(axis=1)
    left = offered[np.arange(n), best]
    # No column needs more than its best row pays for it.
    np.subtract(gains, left[:, None], out=offered)
    return left, offered.max(axis=0), evenly


def _sampled_prices(gains: Whole) -> Whole | None:
    """Column prices of a solved sample, carried over to all columns by the sampled rows."""
    from scipy.optimize import linear_sum_assignment

    n = len(gains)
    size = max(40, n // SAMPLED_ROWS)
    random = np.random.default_rng(SEED)
    rows, cols = random.permutation(n)[:size], random.permutation(n)[:size]
    wide = gains[:, cols]
    table = wide[rows]
    at = linear_sum_assignment(table, maximize=True)[1]
    own = table[np.arange(size), at]
    rows_of = np.empty_like(at)
    rows_of[at] = np.arange(size)
    none = np.zeros(size, dtype=gains.dtype)
    low, high = least_columns(-table, -own, at, none), least_rows(-table, -own, rows_of, none)
    if low is None or high is None:
        return None
    price = (low + (own - high)[rows_of]) >> 1
    left = (wide - price).max(axis=1)
    carried: Whole = (gains[rows] - left[rows][:, None]).max(axis=0)
    return carried


def _plan_on_list(listed: BoolArray, slack: Whole) -> IntArray | None:
    from ortools.graph.python import linear_sum_assignment

    n = len(slack)
    at = np.flatnonzero(listed)
    i = at // n
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(i, at - i * n, slack.ravel()[at])
    if solver.solve() != solver.OPTIMAL:
        return None
    return np.array([solver.right_mate(row) for row in range(n)])


def _priced(
    listed: BoolArray | None, slack: Whole, columns: IntArray, left: Whole, right: Whole
) -> Priced | None:
    """Prices half way between the least and the greatest of the columns; None for no optimum.

    Half way, few pairs are at their prices by chance, so the search for ties has little to do. The
    least and the greatest over a list are those over all pairs once no pair beats them.
    """
    n = len(slack)
    every = np.arange(n)
    own = slack[every, columns]
    rows = np.empty_like(columns)
    rows[columns] = every
    # By how much the least prices lie above those given: of the columns, and of the rows.
    up, down = -right, -left
    while True:
        if listed is None:
            rise, fall = (
                least_columns(slack, own, columns, up),
                least_rows(slack, own, rows, down),
            )
        else:
            listed[every, columns] = True
            at = np.flatnonzero(listed)
            i = at // n
            j, cost = at - i * n, slack.ravel()[at]
            order = np.argsort(j.astype(np.int16), kind="stable")
            source, owner = i[order], rows[j]
            rise, fall = (
                Ways(j[order], columns[source], own[source] - cost[order]).least(up),
                Ways(i, owner, own[owner] - cost).least(down),
            )
        if rise is None or fall is None:
            return None
        up, down = rise, fall
        highest = -(down + own)[rows]
        if listed is not None:
            missed = _missed(slack, own, columns, up)
            missed |= _missed(slack, own, columns, highest)
            if np.count_nonzero(missed):
                listed |= missed
                continue
        middle = (up + highest) >> 1
        # own = left + right - gain on the plan, so the row's price follows from its column's.
        return columns, left - own - middle[columns], right + middle


def _missed(slack: Whole, own: Whole, columns: IntArray, rise: Whole) -> BoolArray:
    """Pairs that beat their prices where the prices of columns rise and the plan meets its own."""
    beyond = slack - (own + rise[columns])[:, None]
    beyond += rise
    missed: BoolArray = beyond < 0
    return missed
