"""The canonical plan among all optimal ones: most pairs first, then the smallest list of pairs.

Both steps stay on the optimal face (complementary slackness), so the value cannot change: first a
second circulation counts pairs, then pairs are taken in order, each by an alternating cycle of free
arcs. A cycle stays within one strong component of the free arcs, so an arc between two of them is
decided as it is; where the optimum is the only one nothing else is left, and nothing is solved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.flow import Arcs, IntArray, Residual, circulate
from matcher.solve.free_graph import smallest_list
from matcher.solve.instance import BoolArray

# How often arcs at the ends are taken away; what long chains then leave is searched.
PEELS = 8


def canonical(arcs: Arcs, potentials: IntArray, flow: IntArray, pairs: int) -> IntArray:
    """Flow of the canonical optimal plan.

    Parameters
    ----------
    arcs : Arcs
        The circulation; its first `pairs` arcs are the pairs in lexicographic order.
    potentials : ndarray of shape (nodes,)
        Optimal potentials.
    flow : ndarray of shape (k,)
        An optimal flow.
    pairs : int

    Returns
    -------
    ndarray of shape (k,), int64
    """
    free = np.flatnonzero(arcs.tight(potentials) & (arcs.lower < arcs.upper))
    best = flow.copy()
    face = arcs.only(free)
    best[free] = canonical_on_face(face, flow[free], int(np.searchsorted(free, pairs)))
    return best


def canonical_on_face(face: Arcs, flow: IntArray, pairs: int) -> IntArray:
    """Flow of the canonical plan, from the arcs that may change at no cost.

    Parameters
    ----------
    face : Arcs
        Arcs of reduced cost 0 between their bounds; costs are not read. Arcs whose flow is decided
        are left out. The first `pairs` arcs are pairs in lexicographic order.
    flow : ndarray of shape (k,)
        An optimal flow on these arcs.
    pairs : int

    Returns
    -------
    ndarray of shape (k,), int64
    """
    found = _Open(face, flow.copy(), np.arange(len(flow)), pairs).within_components()
    # Where pairs alone are open, every city keeps its number of partners, so the count stands.
    if found.pairs < len(found.at):
        found = found.with_most_pairs().within_components()
    if found.pairs:
        found.flow[found.at] = smallest_list(found.arcs, found.flow[found.at], found.pairs)
    return found.flow


@dataclass(frozen=True)
class _Open:
    """Arcs still open, at the positions `at` of a whole flow; the first `pairs` are pairs."""

    arcs: Arcs
    flow: IntArray
    at: IntArray
    pairs: int

    def only(self, kept: BoolArray) -> _Open:
        """The same flow with fewer arcs open."""
        where = np.flatnonzero(kept)
        pairs = int(np.searchsorted(where, self.pairs))
        return _Open(self.arcs.only(where), self.flow, self.at[where], pairs)

    def within_components(self) -> _Open:
        """Decide every arc that no cycle of open arcs can pass through, now or later."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        if not len(self.at):
            return self
        arcs, flow = self.arcs, self.flow[self.at]
        grow, fall = flow < arcs.upper, flow > arcs.lower
        tails = np.concatenate([arcs.tail[grow], arcs.head[fall]])
        heads = np.concatenate([arcs.head[grow], arcs.tail[fall]])
        ways = csr_array((np.ones(len(tails)), (tails, heads)), shape=(arcs.nodes, arcs.nodes))
        _, component = connected_components(ways, connection="strong")
        return self.only(component[arcs.tail] == component[arcs.head])._without_ends()

    def _without_ends(self) -> _Open:
        """The same without arcs that lead to a node with no other: no cycle goes on from there."""
        found = self
        for _ in range(PEELS):
            tail, head = found.arcs.tail, found.arcs.head
            ways = np.bincount(np.concatenate([tail, head]), minlength=found.arcs.nodes)
            kept = (ways[tail] > 1) & (ways[head] > 1)
            if kept.all():
                break
            found = found.only(kept)
        return found

    def with_most_pairs(self) -> _Open:
        """The flow with most pairs, and the arcs that may change without losing one."""
        nodes, place = np.unique(
            np.concatenate([self.arcs.tail, self.arcs.head]), return_inverse=True
        )
        now, count = self.flow[self.at], np.zeros(len(self.at), dtype=np.int64)
        count[: self.pairs] = -1
        change = Arcs(
            tail=place[: len(now)],
            head=place[len(now) :],
            lower=self.arcs.lower - now,
            upper=self.arcs.upper - now,
            cost=count,
            nodes=len(nodes),
        )
        best = circulate(change)
        potentials = None if best is None else Residual.of(change, best).potentials()
        if best is None or potentials is None:
            raise RuntimeError("the optimal face holds no plan with most pairs")
        flow = self.flow.copy()
        flow[self.at] += best
        # Any optimal prices of the count will do: what they leave open is thinned out again.
        return _Open(self.arcs, flow, self.at, self.pairs).only(change.tight(potentials))
