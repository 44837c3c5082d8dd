"""The canonical plan of a pool among the best: the smallest list of most pairs, part by part.

Pairs that every plan as good holds take their places first. Where no cohort binds, each connected
part of the others is then decided by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matcher.solve import enumerate_pool, integer_pool
from matcher.solve.instance import BoolArray, IntArray


def canonical_by_parts(
    pool: integer_pool.Pool,
    chosen: list[int],
    clock: integer_pool.Clock,
    largest: int | None = None,
) -> tuple[list[int], bool]:
    """Positions of the canonical plan's pairs, and whether every tie was settled.

    Parameters
    ----------
    pool : Pool
        Every pair that a plan as good can use.
    chosen : list of int
        Positions of the pairs of a best plan.
    clock : Clock
    largest : int, optional
        A part with more pairs than this is left as it is unless its plan is the only best one.
    """
    taken = np.zeros(len(pool.pairs), dtype=bool)
    taken[chosen] = True
    apart, settled = pool.required.copy(), True
    unbound = replace(pool, max_pairs=None)
    for at in _parts(pool):
        best, done = _best_of_part(unbound, at, taken, clock, largest)
        apart[at] = best
        settled &= done
    if pool.max_pairs is None or apart.sum() <= pool.max_pairs:
        return np.flatnonzero(apart).tolist(), settled
    return _smallest(pool, chosen, clock, largest)


def _smallest(
    pool: integer_pool.Pool, chosen: list[int], clock: integer_pool.Clock, largest: int | None
) -> tuple[list[int], bool]:
    """The canonical plan by CP-SAT, from a plan that may have fewer pairs."""
    if largest is not None and len(pool.pairs) > largest:
        return sorted(chosen), integer_pool.only_best(pool, chosen, clock)
    fullest = integer_pool.best_value(pool, clock, chosen)
    if not fullest.proved or fullest.chosen is None:
        return sorted(chosen), False
    return integer_pool.canonical(pool, fullest.chosen, clock)


def _parts(pool: integer_pool.Pool) -> Iterator[IntArray]:
    """Positions of the free pairs of each part, ascending."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    room = pool.most - _used(pool)
    free = np.flatnonzero(~pool.required & (room[pool.pairs] > 0).all(axis=1))
    if not len(free):
        return
    n, ends = len(pool.most), pool.pairs[free]
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    of_pair = label[ends[:, 0]]
    order = np.argsort(of_pair, kind="stable")
    starts = np.flatnonzero(np.diff(of_pair[order], prepend=-1))
    yield from np.split(free[order], starts[1:])


def _used(pool: integer_pool.Pool) -> IntArray:
    """Places of each city that required pairs fill."""
    return np.bincount(pool.pairs[pool.required].ravel(), minlength=len(pool.most))


def _best_of_part(
    pool: integer_pool.Pool,
    at: IntArray,
    taken: BoolArray,
    clock: integer_pool.Clock,
    largest: int | None,
) -> tuple[BoolArray, bool]:
    part = _part(pool, at)
    best = np.zeros(len(at), dtype=bool)
    if enumerate_pool.fits(part.most, part.whole, None):
        found = enumerate_pool.enumerate_pool(
            part.pairs, part.whole, part.least, part.most, set(), None
        )
        assert found is not None, "a part of a plan cannot be without a plan"
        size = len(part.most)
        known, asked = (at[:, 0] * size + at[:, 1] for at in (part.pairs, found))
        return np.isin(known, asked), True
    chosen = np.flatnonzero(taken[at]).tolist()
    smallest, timely = _smallest(part, chosen, clock, largest)
    best[smallest] = True
    return best, timely


def _part(pool: integer_pool.Pool, at: IntArray) -> integer_pool.Pool:
    """A part as a pool of its own, its cities numbered from 0 in order."""
    used = _used(pool)
    cities, place = np.unique(pool.pairs[at], return_inverse=True)
    return integer_pool.Pool(
        pairs=place.reshape(-1, 2),
        whole=pool.whole[at],
        required=np.zeros(len(at), dtype=bool),
        least=np.maximum(pool.least - used, 0)[cities],
        most=(pool.most - used)[cities],
        max_pairs=None,
    )
