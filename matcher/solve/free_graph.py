"""Pairs in order, each taken where an alternating cycle of free arcs allows it."""

from __future__ import annotations

from collections import deque

import numpy as np

from matcher.solve.flow import Arcs, IntArray
from matcher.solve.loaded import kernels_loaded


def smallest_list(arcs: Arcs, flow: IntArray, pairs: int) -> IntArray:
    """Flow with the smallest list of the first `pairs` arcs, which are in order.

    Parameters
    ----------
    arcs : Arcs
        Free arcs; pairs first.
    flow : ndarray of shape (k,)
        A flow within the bounds.
    pairs : int

    Returns
    -------
    ndarray of shape (k,), int64
    """
    if kernels_loaded():
        from matcher.solve.free_kernels import smallest

        return smallest(arcs, flow, pairs)
    return FreeGraph(arcs, flow).smallest(pairs)


class FreeGraph:
    """The ways along which a flow may still change, thinned out as pairs are decided."""

    def __init__(self, arcs: Arcs, flow: IntArray) -> None:
        self.tail, self.head = arcs.tail.tolist(), arcs.head.tolist()
        self.lower, self.upper = arcs.lower.tolist(), arcs.upper.tolist()
        self.flow: list[int] = flow.tolist()
        # Ways into a node by which one unit more may enter: arc, or ~arc against its direction;
        # and how many ways there are out of it.
        nodes = {*self.tail, *self.head}
        self.into: dict[int, set[int]] = {node: set() for node in nodes}
        self.out = dict.fromkeys(nodes, 0)
        for arc in range(len(self.flow)):
            self._list(arc)

    def smallest(self, pairs: int) -> IntArray:
        """Flow with the smallest list of the first `pairs` arcs, which are in order.

        Whether an empty arc (i, j) can be taken is whether j leads to i. A search backwards from i
        ends when it meets j; when it does not, it has found all that leads to i, and so answers
        for the other arcs of i. What fails to lead there now never will, because components of the
        free arcs only ever split.
        """
        searched, leads = -1, dict[int, int]()
        for arc in range(pairs):
            start, goal = self.head[arc], self.tail[arc]
            if self.flow[arc] == 0:
                if searched != goal and self.out[start] and self.into[goal]:
                    leads = self._towards(goal, start)
                    searched = goal
                if searched == goal and start in leads:
                    self._turn(arc, leads)
                    searched = -1
            elif searched == goal:
                searched = -1
            self._freeze(arc)
        return np.array(self.flow, dtype=np.int64)

    def _list(self, arc: int) -> None:
        tail, head = self.tail[arc], self.head[arc]
        if self.flow[arc] < self.upper[arc]:
            self.into[head].add(arc)
            self.out[tail] += 1
        if self.flow[arc] > self.lower[arc]:
            self.into[tail].add(~arc)
            self.out[head] += 1

    def _freeze(self, arc: int) -> None:
        """Decide an arc for good, or strike it off before it is listed anew."""
        tail, head = self.tail[arc], self.head[arc]
        if arc in self.into[head]:
            self.into[head].remove(arc)
            self.out[tail] -= 1
        if ~arc in self.into[tail]:
            self.into[tail].remove(~arc)
            self.out[head] -= 1

    def _towards(self, goal: int, start: int) -> dict[int, int]:
        """Nodes that lead to `goal`, each with its first way: all of them, or as far as `start`."""
        tail, head, into = self.tail, self.head, self.into
        first: dict[int, int] = {}
        queue = deque([goal])
        while queue:
            for way in into[queue.popleft()]:
                before = tail[way] if way >= 0 else head[~way]
                if before not in first:
                    first[before] = way
                    if before == start:
                        return first
                    if into[before]:
                        queue.append(before)
        return first

    def _turn(self, arc: int, leads: dict[int, int]) -> None:
        """Put one unit on an arc, and send it back from its head to its tail."""
        node, goal = self.head[arc], self.tail[arc]
        self._push(arc, 1)
        while node != goal:
            way = leads[node]
            if way >= 0:
                self._push(way, 1)
                node = self.head[way]
            else:
                self._push(~way, -1)
                node = self.tail[~way]

    def _push(self, arc: int, units: int) -> None:
        self._freeze(arc)
        self.flow[arc] += units
        self._list(arc)
