"""One partner each, all pairs at hand: an assignment instead of a flow, with the same answer."""

from __future__ import annotations

import numpy as np

from matcher.solve.assigned import assigned
from matcher.solve.flow import EXACT_RANGE, Arcs
from matcher.solve.instance import BoolArray, IntArray, cached_rows
from matcher.solve.limits import Limits
from matcher.solve.network import Solution
from matcher.solve.result import Prices
from matcher.solve.ties import canonical_on_face


def fits(limits: Limits) -> bool:
    """Whether every city has one place, all or none of a side must fill it, and no more binds.

    A cohort with room for the smaller side does not bind; groups may, and are left to the flow.
    """
    row_min, col_min = limits.row_min, limits.col_min
    size = min(len(row_min), len(col_min))
    if limits.row_groups or limits.col_groups:
        return False
    if limits.max_pairs is not None and limits.max_pairs < size:
        return False
    # Counting is several times as quick as asking whether all or any, and this is asked every time.
    if np.count_nonzero(limits.row_max != 1) or np.count_nonzero(limits.col_max != 1):
        return False
    fewer, more = (row_min, col_min) if len(row_min) == size else (col_min, row_min)
    bound, others = np.count_nonzero(fewer), np.count_nonzero(more)
    if len(more) == size:
        return bound in (0, size) and others in (0, size) and (bound == size or not others)
    return bound in (0, size) and not others


def solve(
    whole: IntArray, open_pairs: BoolArray | None, required: IntArray, matched: bool
) -> Solution | None:
    """Canonical optimal plan and whole prices, or None when there is no plan.

    Parameters
    ----------
    whole : ndarray of shape (n, m), int64
        Weights, maximised.
    open_pairs : ndarray of shape (n, m), bool, or None
        Pairs that may be used; None when all may.
    required : ndarray of shape (k, 2)
        Open pairs that must be used, with no city in two of them.
    matched : bool
        Whether every member of the smaller side must have a partner.

    Raises
    ------
    ArithmeticError
        When the numbers are too large for floats to find the best plan; a flow then does.
    """
    n, m = whole.shape
    rows, cols = np.arange(n), np.arange(m)
    table, allowed = whole, open_pairs
    if len(required):
        rows, cols = np.delete(rows, required[:, 0]), np.delete(cols, required[:, 1])
        table = whole[np.ix_(rows, cols)]
        allowed = None if open_pairs is None else open_pairs[np.ix_(rows, cols)]
    greatest = max(int(whole.max(initial=0)), -int(whole.min(initial=0)))
    if greatest * (n + m + 4) >= EXACT_RANGE >> 2:
        raise ArithmeticError("numbers too large for an assignment")
    if n <= m:
        found = assigned(table, allowed, greatest, matched)
    else:
        found = assigned(table.T, None if allowed is None else allowed.T, greatest, matched)
        found = None if found is None else found.turned()
    if found is None:
        return None
    left, right, pairs = found.left, found.right, found.pairs
    if len(required):
        left, right = np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64)
        left[rows], right[cols] = found.left, found.right
        pairs = np.column_stack([rows[pairs[:, 0]], cols[pairs[:, 1]]])
        _price_required(whole, open_pairs, required, (rows, left, right))
    open_sides = (not (matched and n <= m), not (matched and m <= n))
    pairs = _canonical(
        _at_their_prices(whole, open_pairs, (left, right), (rows, cols)),
        pairs,
        (rows[left[rows] == 0] if open_sides[0] else rows[:0]),
        (cols[right[cols] == 0] if open_sides[1] else cols[:0]),
        whole.shape,
    )
    if len(required):
        pairs = np.concatenate([pairs, required])
        pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    return Solution(pairs, _both_bounds(left, right), sum(whole[pairs[:, 0], pairs[:, 1]].tolist()))


def _both_bounds(left: IntArray, right: IntArray) -> Prices:
    """Net prices as those of the places, and of the minimums where they are negative."""
    net = np.concatenate([left, right]).astype(np.float64)
    price = np.maximum(net, 0)
    floor = price - net
    n = len(left)
    return Prices(price[:n], price[n:], floor[:n], floor[n:])


def _price_required(
    whole: IntArray,
    open_pairs: BoolArray | None,
    required: IntArray,
    priced: tuple[IntArray, IntArray, IntArray],
) -> None:
    """Prices of cities whose place is taken, high enough that no other pair wants it."""
    rows, left, right = priced
    allowed = np.ones(whole.shape, dtype=bool) if open_pairs is None else open_pairs.copy()
    # The required pairs themselves may exceed what they face: they are used once, and always.
    allowed[required[:, 0], required[:, 1]] = False
    for _, j in required.tolist():
        wanted = (whole[rows, j] - left[rows])[allowed[rows, j]]
        right[j] = wanted.max(initial=0)
    for i, _ in required.tolist():
        wanted = (whole[i] - right)[allowed[i]]
        left[i] = wanted.max(initial=0)


def _at_their_prices(
    whole: IntArray,
    open_pairs: BoolArray | None,
    prices: tuple[IntArray, IntArray],
    free: tuple[IntArray, IntArray],
) -> IntArray:
    """Positions, in order, of the open pairs of free cities that weigh what both cities cost."""
    n, m = whole.shape
    left, right = prices
    if not whole.size:
        return np.empty(0, dtype=np.int64)
    found = [
        np.flatnonzero(whole[part] - left[part, None] == right) + part.start * m
        for part in cached_rows(whole.shape)
    ]
    at = np.concatenate(found) if len(found) != 1 else found[0]
    if open_pairs is not None:
        at = at[open_pairs[at // m, at % m]]
    if len(free[0]) < n and len(free[1]) < m:
        at = at[np.isin(at // m, free[0]) & np.isin(at % m, free[1])]
    return at


def _canonical(
    at: IntArray, pairs: IntArray, rows: IntArray, cols: IntArray, shape: tuple[int, int]
) -> IntArray:
    """The canonical plan.

    Parameters
    ----------
    at : ndarray of shape (k,)
        Positions of the pairs that may be in an optimal plan, in order.
    pairs : ndarray of shape (chosen, 2)
        An optimal plan.
    rows, cols : ndarray
        Cities that cost nothing to leave out or to take in.
    shape : (n, m)
    """
    n, m = shape
    i, j = at // m, at % m
    partner, holder = np.full(n, -1), np.full(m, n)
    partner[pairs[:, 0]] = pairs[:, 1]
    holder[pairs[:, 1]] = pairs[:, 0]
    chosen = partner[i] == j
    if len(at) > len(pairs) and _other_plans(i, j, partner, holder, rows, cols):
        # Whoever leaves and whoever joins meet in one node: the plan may grow and shrink.
        row_node, col_node = 1 + np.arange(n), 1 + n + np.arange(m)
        outside = np.zeros(len(rows) + len(cols), dtype=np.int64)
        k = len(at) + len(outside)
        face = Arcs(
            tail=np.concatenate([row_node[i], outside[: len(rows)], col_node[cols]]),
            head=np.concatenate([col_node[j], row_node[rows], outside[len(rows) :]]),
            lower=np.zeros(k, dtype=np.int64),
            upper=np.ones(k, dtype=np.int64),
            cost=np.zeros(k, dtype=np.int64),
            nodes=1 + n + m,
        )
        flow = np.concatenate([chosen, partner[rows] >= 0, holder[cols] < n])
        chosen = canonical_on_face(face, flow.astype(np.int64), len(at))[: len(at)] == 1
    return np.array([i[chosen], j[chosen]]).T


def _other_plans(
    i: IntArray, j: IntArray, partner: IntArray, holder: IntArray, rows: IntArray, cols: IntArray
) -> bool:
    """Whether some circle of exchanges costs nothing; without one the plan is the only best.

    Node i stands for row i with its column, and node n for all that is outside. A row that could
    take a column leads to the row that holds it.
    """
    n = len(partner)
    other = np.flatnonzero(partner[i] != j)
    inside = partner[rows] >= 0
    held = holder[cols]
    tails = [*i[other].tolist(), *rows[inside].tolist()]
    heads = [*holder[j[other]].tolist(), *[n] * (len(tails) - len(other))]
    from_outside = [*rows[~inside].tolist(), *held[held < n].tolist()]
    onward: dict[int, list[int]] = {n: from_outside}
    entries = dict.fromkeys(from_outside, 1)
    for tail, head in zip(tails, heads, strict=True):
        onward.setdefault(tail, []).append(head)
        entries[head] = entries.get(head, 0) + 1
    # Nodes that nothing leads to lie on no circle; take them away until none is left.
    ready = [node for node in onward if node not in entries]
    while ready:
        for head in onward.pop(ready.pop(), ()):
            entries[head] -= 1
            if not entries[head]:
                ready.append(head)
    return bool(onward)
