"""Which odd sets a fractional plan overfills: components first, minimum odd cuts when none does.

A set with an odd number of places is overfilled exactly when the places it leaves open and the
pairs that leave it are worth less than one in all: a minimum odd cut (Padberg and Rao 1982), read
off a cut tree (Gusfield 1990). The open places of all cities meet in one extra node.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import BoolArray, IntArray

FloatArray = npt.NDArray[np.float64]
TINY = 1e-6
# Flows are whole numbers: a millionth of a pair is one unit.
UNITS = 10**6


def overfilled(pairs: IntArray, x: FloatArray, most: IntArray) -> list[tuple[int, ...]]:
    """Odd sets that hold more pairs of `x` than fit; empty when there is none.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
    x : ndarray of shape (k,), 0..1
    most : ndarray of shape (n,)
    """
    used = x > TINY
    fractional = used & (x < 1 - TINY)
    if not fractional.any():
        return []
    for support in (fractional, used):
        found = [
            tuple(members.tolist())
            for members in _components(pairs[support], len(most))
            if _too_many(members, pairs, x, most)
        ]
        if found:
            return found
    cuts: set[tuple[int, ...]] = set()
    for members in _components(pairs[used], len(most)):
        if fractional[inside(members, pairs, len(most))].any():
            cuts.update(_odd_cuts(members, pairs, x, most))
    return sorted(cuts)


def inside(members: npt.ArrayLike, pairs: IntArray, n: int) -> BoolArray:
    """Which pairs have both ends in a set of the n cities."""
    within = np.zeros(n, dtype=bool)
    within[np.asarray(members, dtype=np.int64)] = True
    both: BoolArray = within[pairs[:, 0]] & within[pairs[:, 1]]
    return both


def _too_many(members: IntArray, pairs: IntArray, x: FloatArray, most: IntArray) -> bool:
    places = int(most[members].sum())
    held = float(x[inside(members, pairs, len(most))].sum())
    return len(members) > 2 and places % 2 == 1 and held > places // 2 + TINY


def _components(pairs: IntArray, n: int) -> list[IntArray]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    return [np.flatnonzero(label == part) for part in np.unique(label[pairs[:, 0]])]


def _odd_cuts(
    members: IntArray, pairs: IntArray, x: FloatArray, most: IntArray
) -> Iterator[tuple[int, ...]]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    size = len(members)
    within = inside(members, pairs, len(most)) & (x > TINY)
    a, b = (np.searchsorted(members, pairs[within, end]) for end in (0, 1))
    filled = np.bincount(a, x[within], size) + np.bincount(b, x[within], size)
    open_places = np.maximum(most[members] - filled, 0.0)
    city, extra = np.arange(size), np.full(size, size)
    tail, head = np.concatenate([a, b, city, extra]), np.concatenate([b, a, extra, city])
    room = np.concatenate([x[within], x[within], open_places, open_places])
    graph = coo_array(
        (np.rint(room * UNITS).astype(np.int32), (tail, head)), shape=(size + 1, size + 1)
    ).tocsr()
    graph.eliminate_zeros()
    parent = np.zeros(size + 1, dtype=np.int64)
    for node in range(1, size + 1):
        left = graph - maximum_flow(graph, node, int(parent[node])).flow
        left.data[left.data < 0] = 0
        left.eliminate_zeros()
        side = np.zeros(size + 1, dtype=bool)
        side[breadth_first_order(left, node, return_predecessors=False)] = True
        moved = side & (parent == parent[node])
        moved[: node + 1] = False
        parent[moved] = node
        kept = members[~side[:size] if side[size] else side[:size]]
        if _too_many(kept, pairs, x, most):
            yield tuple(kept.tolist())
