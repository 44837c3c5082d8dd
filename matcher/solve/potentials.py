"""Least prices that a plan allows, by policy iteration: few passes over the pairs.

Along a plan each row pushes up the price of every column by what its own column is worth less to
it, and likewise columns the rows. Bellman-Ford needs as many passes as the longest chain of pushes
has links. Here each pass finds for every node what pushes it up most, and the chains of these are
then followed to their ends by doubling steps (Howard 1960). Chains close a circle only where the
plan can be improved along it, and then there is no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import IntArray

Whole = npt.NDArray[Any]
# Nodes that are pushed up, by which nodes, and by how much more than these have.
Pushes = tuple[IntArray, IntArray, Whole]
# Up to here a pass over everything costs less than following chains.
FEW = 24


def least_columns(
    slack: Whole, own: Whole, columns: IntArray, floor: Whole, passes: int | None = None
) -> Whole | None:
    """Least rise x of column prices: ``x[j] >= x[columns[i]] + own[i] - slack[i, j]``.

    Parameters
    ----------
    slack : ndarray of shape (n, m)
        Reduced costs.
    own : ndarray of shape (n,)
        Those of the plan.
    columns : ndarray of shape (n,)
        Column of each row.
    floor : ndarray of shape (m,)
        Least rise of each column by itself.
    passes : int, optional
        Stop after so many, on the way there.

    Returns
    -------
    ndarray of shape (m,), or None when the plan is not the best
    """
    offered = np.empty_like(slack)

    def best(x: Whole) -> Whole:
        np.subtract((x[columns] + own)[:, None], slack, out=offered)
        highest: Whole = offered.max(axis=0)
        return highest

    def pushes(x: Whole) -> Pushes | None:
        up = np.flatnonzero(best(x) > x)
        if not up.size:
            return None
        row = offered[:, up].argmax(axis=0)
        return up, columns[row], own[row] - slack[row, up]

    return _by_passes(best, floor) if len(floor) <= FEW else _by_choice(pushes, floor, passes)


def least_rows(slack: Whole, own: Whole, rows: IntArray, floor: Whole) -> Whole | None:
    """Least rise y of row prices: ``y[i] >= y[rows[j]] + own[rows[j]] - slack[i, j]``.

    Parameters
    ----------
    slack, own
        See `least_columns`.
    rows : ndarray of shape (m,)
        Row of each column.
    floor : ndarray of shape (n,)
    """
    offered = np.empty_like(slack)

    def best(y: Whole) -> Whole:
        np.subtract((y + own)[rows], slack, out=offered)
        highest: Whole = offered.max(axis=1)
        return highest

    def pushes(y: Whole) -> Pushes | None:
        up = np.flatnonzero(best(y) > y)
        if not up.size:
            return None
        col = offered[up].argmax(axis=1)
        row = rows[col]
        return up, row, own[row] - slack[up, col]

    return _by_passes(best, floor) if len(floor) <= FEW else _by_choice(pushes, floor)


class Ways:
    """Pushes between listed nodes only.

    Parameters
    ----------
    to, source : ndarray of shape (k,)
        Nodes; `to` ascending.
    gains : ndarray of shape (k,)
        ``x[to] >= x[source] + gains``.
    """

    def __init__(self, to: IntArray, source: IntArray, gains: Whole) -> None:
        self.to, self.source, self.gains = to, source, gains
        first = np.ones(len(to), dtype=bool)
        np.not_equal(to[1:], to[:-1], out=first[1:])
        self.starts = np.flatnonzero(first)
        self.heads = to[self.starts]
        self.group = np.cumsum(first) - 1

    def least(self, floor: Whole) -> Whole | None:
        """Least potentials above a floor, or None when a circle of pushes has no end."""
        return _by_choice(self._pushes, floor) if len(self.to) else floor

    def _pushes(self, x: Whole) -> Pushes | None:
        offered = x[self.source]
        offered += self.gains
        best = np.maximum.reduceat(offered, self.starts)
        above = best > x[self.heads]
        if not np.count_nonzero(above):
            return None
        # No way offers the greatest number there is, so these nodes stay.
        best[~above] = np.iinfo(best.dtype).max
        ways = np.flatnonzero(offered == best[self.group])
        # Several ways may push a node as far; numpy keeps the last of them.
        return self.to[ways], self.source[ways], self.gains[ways]


def _by_passes(best: Callable[[Whole], Whole], floor: Whole) -> Whole | None:
    x = floor
    for _ in range(len(floor) + 1):
        higher = np.maximum(best(x), x)
        if not np.count_nonzero(higher != x):
            return x
        x = higher
    return None


def _by_choice(
    pushes: Callable[[Whole], Pushes | None], floor: Whole, passes: int | None = None
) -> Whole | None:
    n = len(floor)
    before, gain, x = np.arange(n), np.zeros_like(floor), floor
    for _ in count() if passes is None else range(passes):
        found = pushes(x)
        if found is None:
            return x
        up, source, by = found
        before[up], gain[up] = source, by
        end, total = before, gain
        for _ in range(n.bit_length()):
            beyond = end[end]
            if not np.count_nonzero(beyond != end):
                break
            total = total + total[end]
            end = beyond
        if np.count_nonzero(before[end] != end):
            return None
        x = floor[end] + total
    return x
