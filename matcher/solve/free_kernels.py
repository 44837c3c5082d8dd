"""The smallest list of pairs on an optimal face, in compiled code.

The same search as `matcher.solve.free_graph`; the list is one, so both find it.

Importing this module loads numba.
"""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.flow import Arcs, IntArray
from matcher.solve.instance import BoolArray


def smallest(arcs: Arcs, flow: IntArray, pairs: int) -> IntArray:
    """What `matcher.solve.free_graph.smallest_list` returns."""
    ends = np.concatenate([arcs.tail, arcs.head])
    # Arc a ends at its tail as a, and at its head as k + a.
    order = np.argsort(ends, kind="stable")
    start = np.searchsorted(ends[order], np.arange(arcs.nodes + 1))
    found = flow.astype(np.int64)
    _smallest(
        arcs.tail.astype(np.int64), arcs.head.astype(np.int64), arcs.lower.astype(np.int64),
        arcs.upper.astype(np.int64), found, pairs, start, order,
    )  # fmt: skip
    return found


@compiled
def _smallest(
    tail: IntArray,
    head: IntArray,
    lower: IntArray,
    upper: IntArray,
    flow: IntArray,
    pairs: int,
    start: IntArray,
    order: IntArray,
) -> None:
    """Take pairs in order, each where its head leads back to its tail. `flow` is changed in place.

    Parameters
    ----------
    tail, head, lower, upper, flow : ndarray of shape (k,)
    pairs : int
    start : ndarray of shape (nodes + 1,)
    order : ndarray of shape (2 k,)
        The ends at node i are order[start[i]:start[i + 1]]; changed in place.
    """
    nodes, count = len(start) - 1, len(tail)
    stop = start[1:].copy()
    decided = np.zeros(count, dtype=np.bool_)
    # The first step of a way from each node to `goal`: arc, or ~arc against its direction.
    way = np.empty(nodes, dtype=np.int64)
    leads = np.zeros(nodes, dtype=np.int64)
    queue = np.empty(nodes, dtype=np.int64)
    search, searched = 0, -1
    for arc in range(pairs):
        begin, goal = head[arc], tail[arc]
        if flow[arc] == 0:
            if searched != goal:
                search, searched = search + 1, goal
                _search(
                    tail, head, lower, upper, flow, decided, start, stop, order, goal, begin,
                    search, way, leads, queue,
                )  # fmt: skip
            if leads[begin] == search:
                _turn(tail, head, flow, way, arc)
                searched = -1
        elif searched == goal:
            searched = -1
        decided[arc] = True


@compiled
def _search(
    tail: IntArray,
    head: IntArray,
    lower: IntArray,
    upper: IntArray,
    flow: IntArray,
    decided: BoolArray,
    start: IntArray,
    stop: IntArray,
    order: IntArray,
    goal: int,
    begin: int,
    search: int,
    way: IntArray,
    leads: IntArray,
    queue: IntArray,
) -> None:
    """Mark the nodes that lead to `goal`: all of them, or as far as `begin`.

    Ends of decided arcs leave the lists of their nodes on the way.
    """
    count = len(tail)
    queue[0] = goal
    leads[goal] = search
    first, last = 0, 1
    while first < last:
        node = queue[first]
        first += 1
        at = start[node]
        while at < stop[node]:
            end = order[at]
            entering = end >= count
            arc = end - count if entering else end
            if decided[arc]:
                stop[node] -= 1
                order[at] = order[stop[node]]
                continue
            at += 1
            if entering:
                if flow[arc] >= upper[arc]:
                    continue
                before, step = tail[arc], arc
            else:
                if flow[arc] <= lower[arc]:
                    continue
                before, step = head[arc], ~arc
            if leads[before] != search:
                leads[before] = search
                way[before] = step
                if before == begin:
                    return
                queue[last] = before
                last += 1


@compiled
def _turn(tail: IntArray, head: IntArray, flow: IntArray, way: IntArray, arc: int) -> None:
    """Put one unit on an arc, and send it back from its head to its tail."""
    node, goal = head[arc], tail[arc]
    flow[arc] += 1
    while node != goal:
        step = way[node]
        if step >= 0:
            flow[step] += 1
            node = head[step]
        else:
            flow[~step] -= 1
            node = tail[~step]
