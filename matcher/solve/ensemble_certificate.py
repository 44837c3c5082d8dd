"""The check of one scenario: every pair priced again, and whether any other plan is as good.

Written apart from the searches: it takes a plan and prices from anywhere and believes neither.
"""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.errors import VerificationError
from matcher.solve.ensemble_scoring import CLOSED
from matcher.solve.instance import IntArray


@compiled
def certify(
    weights: IntArray,
    row_price: IntArray,
    col_price: IntArray,
    cohort: int,
    col_of: IntArray,
    row_of: IntArray,
) -> tuple[int, int, int, int, IntArray]:
    """Add the plan, add the prices, and hold every pair against them.

    Returns
    -------
    value, pairs : int
        Sum of the weights of the plan, and its number of pairs.
    priced : int
        Sum of the prices of all cities.
    faults : int
        Pairs that are worth more than they cost, negative prices, pairs that are not permitted,
        partners that do not name each other.
    tight : ndarray of shape (k, 2)
        Pairs outside the plan that are worth exactly what they cost.
    """
    n, m = weights.shape
    value = pairs = priced = faults = 0
    tight = np.empty((n + m, 2), dtype=np.int64)
    count = 0
    for j in range(m):
        priced += col_price[j]
        faults += col_price[j] < 0
        faults += row_of[j] >= 0 and col_of[row_of[j]] != j
    for i in range(n):
        priced += row_price[i]
        faults += row_price[i] < 0
        mine = col_of[i]
        if mine >= 0:
            value += weights[i, mine]
            pairs += 1
            faults += weights[i, mine] == CLOSED
            faults += row_of[mine] != i
        cost = row_price[i] + cohort
        above, equal = _compared(weights[i], col_price, cost)
        faults += above
        if equal > (mine >= 0):
            while count + equal > len(tight):
                tight = np.concatenate((tight, np.empty_like(tight)))
            count = _listed(weights[i], col_price, cost, i, mine, tight, count)
    return value, pairs, priced, faults, tight[:count]


@compiled
def _compared(weights: IntArray, col_price: IntArray, cost: int) -> tuple[int, int]:
    """How many pairs of a row are worth more than they cost, and how many exactly that."""
    above = equal = 0
    for j in range(len(col_price)):
        left = weights[j] - col_price[j] - cost
        above += 1 if left > 0 else 0
        equal += 1 if left == 0 else 0
    return above, equal


@compiled
def _listed(
    weights: IntArray,
    col_price: IntArray,
    cost: int,
    i: int,
    mine: int,
    tight: IntArray,
    count: int,
) -> int:
    """Write the tight pairs of a row outside the plan; returns how many there are now."""
    for j in range(len(col_price)):
        if weights[j] - col_price[j] == cost and j != mine:
            tight[count, 0] = i
            tight[count, 1] = j
            count += 1
    return count


def require_proved(
    weights: IntArray,
    prices: tuple[IntArray, IntArray, int],
    partners: tuple[IntArray, IntArray],
    most_pairs: int | None,
) -> IntArray:
    """Check a plan against its prices and return the tight pairs outside it.

    Parameters
    ----------
    weights : ndarray of shape (n, m)
    prices : rows, columns, cohort
    partners : column of each row, row of each column; -1 for none
    most_pairs : int or None

    Raises
    ------
    VerificationError
        When the prices do not prove the plan.
    """
    rows, cols, cohort = prices
    value, pairs, priced, faults, tight = certify(weights, rows, cols, cohort, *partners)
    bound = priced + cohort * (most_pairs or 0)
    if faults or cohort < 0 or (cohort and most_pairs is None):
        raise VerificationError(f"prices of a scenario are broken in {faults or 1} places")
    if most_pairs is not None and pairs > most_pairs:
        raise VerificationError(f"{pairs} pairs in a scenario, the cohort holds {most_pairs}")
    if value != bound:
        raise VerificationError(f"a plan weighs {value} and its prices prove only {bound}")
    return tight


@compiled
def face(
    tight: IntArray,
    row_price: IntArray,
    col_price: IntArray,
    cohort: int,
    more_fit: bool,
    col_of: IntArray,
    row_of: IntArray,
) -> tuple[IntArray, IntArray]:
    """How a plan may change into another one as good: tails and heads of arcs.

    Nodes are the rows, the columns, and "no partner": one node when a pair more would fit, else
    one on either side. An arc leads from a city that is let go to the next one concerned; the
    plans as good as this one are reached by directed cycles.
    """
    n, m = len(row_price), len(col_price)
    no_col = n + m
    no_row = no_col if more_fit else no_col + 1
    tails = np.empty(len(tight) + 2 * (n + m) + 1, dtype=np.int64)
    heads = np.empty_like(tails)
    k = 0
    for e in range(len(tight)):
        tails[k], heads[k] = tight[e, 0], n + tight[e, 1]
        k += 1
    for i in range(n):
        if col_of[i] < 0:
            tails[k], heads[k] = no_col, i
            k += 1
        else:
            tails[k], heads[k] = n + col_of[i], i
            k += 1
            if row_price[i] == 0:
                tails[k], heads[k] = i, no_col
                k += 1
    for j in range(m):
        if row_of[j] < 0:
            tails[k], heads[k] = n + j, no_row
            k += 1
        elif col_price[j] == 0:
            tails[k], heads[k] = no_row, n + j
            k += 1
    if cohort == 0 and not more_fit:
        tails[k], heads[k] = no_col, no_row
        k += 1
    return tails[:k], heads[:k]


@compiled
def has_cycle(tails: IntArray, heads: IntArray, nodes: int) -> bool:
    """Whether the arcs hold a directed cycle."""
    starts = np.zeros(nodes + 1, dtype=np.int64)
    arriving = np.zeros(nodes, dtype=np.int64)
    for k in range(len(tails)):
        starts[tails[k] + 1] += 1
        arriving[heads[k]] += 1
    for node in range(nodes):
        starts[node + 1] += starts[node]
    at = starts[:nodes].copy()
    order = np.empty(len(tails), dtype=np.int64)
    for k in range(len(tails)):
        order[at[tails[k]]] = heads[k]
        at[tails[k]] += 1
    queue = np.empty(nodes, dtype=np.int64)
    size = done = 0
    for node in range(nodes):
        if arriving[node] == 0:
            queue[size] = node
            size += 1
    while done < size:
        node = queue[done]
        done += 1
        for k in range(starts[node], starts[node + 1]):
            arriving[order[k]] -= 1
            if arriving[order[k]] == 0:
                queue[size] = order[k]
                size += 1
    return size < nodes
