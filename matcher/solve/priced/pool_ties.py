"""The canonical plan of a pool among the best: the smallest list of most pairs, part by part.

Plans as good use only tied pairs, so each connected part of these is decided by itself.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher.solve import enumerate_pool, integer_pool
from matcher.solve.blossom import finish
from matcher.solve.instance import BoolArray, IntArray

# A part with more tied pairs than this is left as it is, and the result says so.
MOST = 400
# Work of the search for the smallest list in one part, as the solver counts it: no clock decides
# which plan comes out.
WORK = 5.0


def canonical_pairs(
    ends: IntArray,
    whole: IntArray,
    mate: IntArray,
    may_stay: BoolArray,
    stop: Callable[[], bool],
) -> tuple[IntArray, bool]:
    """Pairs of the canonical plan, and whether every tie was settled.

    Parameters
    ----------
    ends : ndarray of shape (k, 2)
        Every tied pair a < b, sorted.
    whole : ndarray of shape (k,)
    mate : ndarray of shape (n,)
        Partners in one of the best plans; -1 for none.
    may_stay : ndarray of shape (n,), bool
    stop : callable
        Asked now and then; True leaves ties as they are.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n, k = len(mate), len(ends)
    if not k:
        return ends, True
    graph = coo_array((np.ones(k), (ends[:, 0], ends[:, 1])), shape=(n, n))
    _, part = connected_components(graph, directed=False)
    of_pair = part[ends[:, 0]]
    order = np.argsort(of_pair, kind="stable")
    starts = np.flatnonzero(np.diff(of_pair[order], prepend=-1))
    chosen, settled = np.zeros(k, dtype=bool), True
    for first, last in zip(starts, np.append(starts[1:], k), strict=True):
        at = order[first:last]
        if last - first == 1:
            # Worth nothing if its cities were apart, and then one pair more at the same value.
            chosen[at] = True
            continue
        best, done = _part(ends[at], whole[at], mate, may_stay, stop)
        chosen[at] = best
        settled = settled and done
    return ends[chosen], settled


def _part(
    ends: IntArray,
    whole: IntArray,
    mate: IntArray,
    may_stay: BoolArray,
    stop: Callable[[], bool],
) -> tuple[BoolArray, bool]:
    """Which pairs of a part the canonical plan holds, and whether that was settled."""
    now: BoolArray = mate[ends[:, 0]] == ends[:, 1]
    cities, place = np.unique(ends, return_inverse=True)
    pairs = place.reshape(-1, 2)
    stays = may_stay[cities]
    least, ones = (~stays).astype(np.int64), np.ones(len(cities), dtype=np.int64)
    if enumerate_pool.fits(ones, whole, None):
        found = enumerate_pool.enumerate_pool(pairs, whole, least, ones, set(), None)
        assert found is not None
        chosen = {(int(a), int(b)) for a, b in found}
        return np.array([(int(a), int(b)) in chosen for a, b in pairs]), True
    if _only_best(pairs, whole, now, stays):
        return now, True
    if len(ends) > MOST:
        return now, False
    clock = integer_pool.Clock(None, stop, WORK)
    model = integer_pool.Pool(pairs, whole, np.zeros(len(ends), dtype=bool), least, ones, None)
    answer = integer_pool.best_value(model, clock)
    if not answer.proved or answer.chosen is None:
        return now, False
    smallest, timely = integer_pool.canonical(model, answer.chosen, clock)
    best = np.zeros(len(ends), dtype=bool)
    best[smallest] = True
    return best, timely


def _only_best(pairs: IntArray, whole: IntArray, now: BoolArray, stays: BoolArray) -> bool:
    """Whether no other plan of these pairs is worth as much.

    Every pair outside the plan is made worth a little more, by less in all than any difference in
    value: the best plan then is the one as good that holds most of them.
    """
    n = len(stays)
    scale = 2 * n + 1
    raised = whole * scale + ~now
    # A price that covers every pair alone, to begin with.
    price = np.full(n, int(raised.max(initial=0)), dtype=np.int64)
    apart = finish(n, pairs, raised, price, np.full(n, -1), stays)
    if apart.exposed is not None:
        return False
    return bool(
        (apart.mate[pairs[now, 0]] == pairs[now, 1]).all()
        and 2 * int(now.sum()) == int((apart.mate >= 0).sum())
    )
