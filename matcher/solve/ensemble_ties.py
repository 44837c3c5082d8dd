"""The canonical plan of one scenario: most plans are the only best one; the others are few pairs.

What may change between equally good plans lies within strong components of the arcs of `face`.
Their cities and tight pairs make a small instance of its own, which `two_sided` solves; its
smallest list is a part of the smallest list of all.
"""

from __future__ import annotations

import numpy as np

from matcher.errors import VerificationError
from matcher.solve.ensemble_certificate import face, has_cycle
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.two_sided import two_sided


def canonical_pairs(
    weights: IntArray,
    prices: tuple[IntArray, IntArray, int],
    partners: tuple[IntArray, IntArray],
    tight: IntArray,
    most_pairs: int | None,
    by_column: bool,
) -> IntArray:
    """Pairs (row, column) of the canonical plan.

    Parameters
    ----------
    weights : ndarray of shape (n, m)
    prices, partners, most_pairs
        As `require_proved` takes them.
    tight : ndarray of shape (k, 2)
        As it returns them.
    by_column : bool
        Whether a list is smaller by its columns first.
    """
    n, m = weights.shape
    col_of, row_of = partners
    rows = np.flatnonzero(col_of >= 0)
    plan = np.column_stack([rows, col_of[rows]])
    more_fit = most_pairs is None or len(plan) < most_pairs
    tails, heads = face(tight, *prices, more_fit, col_of, row_of)
    if not has_cycle(tails, heads, n + m + 2):
        return plan
    free = _in_cycles(tails, heads, n + m + 2)
    moving = free[plan[:, 0]]
    fixed = plan[~moving]
    rows, cols = np.flatnonzero(free[:n]), np.flatnonzero(free[n : n + m])
    table = np.full((n, m), np.nan)
    for a, b in (plan.T, tight.T):
        table[a, b] = weights[a, b]
    part = table[np.ix_(rows, cols)]
    answer = two_sided(
        part.T if by_column else part,
        max_pairs=None if most_pairs is None else most_pairs - len(fixed),
    )
    value = int(weights[plan[moving, 0], plan[moving, 1]].sum())
    if answer.objective != value:
        raise VerificationError(
            f"equally good plans weigh {answer.objective} where one weighs {value}"
        )
    found = answer.pairs[:, ::-1] if by_column else answer.pairs
    return np.concatenate([fixed, np.column_stack([rows[found[:, 0]], cols[found[:, 1]]])])


def _in_cycles(tails: IntArray, heads: IntArray, nodes: int) -> BoolArray:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ways = csr_array((np.ones(len(tails)), (tails, heads)), shape=(nodes, nodes))
    _, component = connected_components(ways, connection="strong")
    in_one: BoolArray = np.bincount(component)[component] > 1
    return in_one
