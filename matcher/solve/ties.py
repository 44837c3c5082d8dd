"""The canonical plan among all optimal ones: most pairs first, then the smallest list of pairs.

Both steps stay on the optimal face (complementary slackness), so the value cannot change: a second
circulation counts pairs, then pairs are taken in order, each by an alternating cycle of free arcs.

A cycle stays within one strong component of the free arcs, so what a cycle changes stays within it
too: components only ever split. An arc between two of them is therefore decided for good. A search
that fails splits a component, so there are fewer failures than nodes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np

from matcher.solve.flow import Arcs, IntArray, Residual, circulate


def canonical(arcs: Arcs, potentials: IntArray, pairs: int) -> IntArray:
    """Flow of the canonical optimal plan.

    Parameters
    ----------
    arcs : Arcs
        The circulation; its first `pairs` arcs are the pairs in lexicographic order.
    potentials : ndarray of shape (nodes,)
        Optimal potentials.
    pairs : int

    Returns
    -------
    ndarray of shape (k,), int64
    """
    count = np.zeros(len(arcs.tail), dtype=np.int64)
    count[:pairs] = -1
    face = replace(arcs.fixed_by(potentials), cost=count)
    flow = circulate(face)
    if flow is None:
        raise RuntimeError("the optimal face holds no plan")
    # Prices of the count are at most 1 a pair, so any optimal ones will do.
    face = face.fixed_by(Residual.of(face, flow).centred(0))
    return _smallest(face, flow, pairs)


def _smallest(face: Arcs, flow: IntArray, pairs: int) -> IntArray:
    """Take pairs in order wherever an alternating cycle of free arcs allows it."""
    graph = _FreeGraph(face, flow)
    for arc in range(pairs):
        if arc not in graph.free:
            continue
        if graph.flow[arc] == 0 and not graph.take(arc):
            graph.freeze_between_components()
        graph.freeze(arc)
    return graph.flow


class _FreeGraph:
    """Residual arcs of the optimal face, thinned out as pairs are decided."""

    def __init__(self, face: Arcs, flow: IntArray) -> None:
        self.flow = flow.copy()
        self.face = face
        self.free = {int(arc) for arc in np.flatnonzero(face.lower < face.upper)}
        self.at: list[set[int]] = [set() for _ in range(face.nodes)]
        for arc in self.free:
            self.at[face.tail[arc]].add(arc)
            self.at[face.head[arc]].add(arc)

    def freeze(self, arc: int) -> None:
        """Decide an arc for good."""
        self.free.discard(arc)
        self.at[self.face.tail[arc]].discard(arc)
        self.at[self.face.head[arc]].discard(arc)

    def freeze_between_components(self) -> None:
        """Decide every arc that no cycle of free arcs can pass through, now or later."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        face, free = self.face, np.fromiter(self.free, dtype=np.int64, count=len(self.free))
        flow = self.flow[free]
        grow, fall = free[flow < face.upper[free]], free[flow > face.lower[free]]
        tails = np.concatenate([face.tail[grow], face.head[fall]])
        heads = np.concatenate([face.head[grow], face.tail[fall]])
        ways = csr_array((np.ones(len(tails)), (tails, heads)), shape=(face.nodes, face.nodes))
        _, component = connected_components(ways, connection="strong")
        for arc in free[component[face.tail[free]] != component[face.head[free]]].tolist():
            self.freeze(arc)

    def take(self, arc: int) -> bool:
        """Put one unit on an empty arc by a cycle through it; False when there is none."""
        start, goal = int(self.face.head[arc]), int(self.face.tail[arc])
        if not any(self._into(goal, other) for other in self.at[goal] if other != arc):
            return False
        came: dict[int, tuple[int, int]] = {start: (-1, -1)}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            if node == goal:
                break
            for other in self.at[node]:
                if other == arc:
                    continue
                ahead = self._leads(node, other)
                if ahead is not None and ahead not in came:
                    came[ahead] = (node, other)
                    queue.append(ahead)
        if goal not in came:
            return False
        self.flow[arc] += 1
        node = goal
        while node != start:
            before, other = came[node]
            self.flow[other] += 1 if self.face.tail[other] == before else -1
            node = before
        return True

    def _leads(self, node: int, arc: int) -> int | None:
        """Where one unit more out of `node` along an arc would go, if it may."""
        face = self.face
        if face.tail[arc] == node:
            return int(face.head[arc]) if self.flow[arc] < face.upper[arc] else None
        return int(face.tail[arc]) if self.flow[arc] > face.lower[arc] else None

    def _into(self, node: int, arc: int) -> bool:
        """Whether one unit more may enter `node` along an arc."""
        face = self.face
        if face.head[arc] == node:
            return bool(self.flow[arc] < face.upper[arc])
        return bool(self.flow[arc] > face.lower[arc])
