"""Node potentials of a residual graph by label correction, from a guess that is nearly right."""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray


@compiled
def by_node(node: IntArray, nodes: int) -> tuple[IntArray, IntArray]:
    """Arcs in the order of one of their ends: where each node's arcs start, and the order."""
    starts = np.zeros(nodes + 1, dtype=np.int64)
    for at in node:
        starts[at + 1] += 1
    for at in range(nodes):
        starts[at + 1] += starts[at]
    place = starts[:-1].copy()
    order = np.empty(len(node), dtype=np.int64)
    for arc in range(len(node)):
        order[place[node[arc]]] = arc
        place[node[arc]] += 1
    return starts, order


@compiled
def lower(
    starts: IntArray, heads: IntArray, costs: IntArray, potential: IntArray, patience: int
) -> bool:
    """Lower potentials until ``potential[head] <= potential[tail] + cost`` on every arc.

    Parameters
    ----------
    starts : ndarray of shape (nodes + 1,)
        Arcs of node x stand at ``starts[x]:starts[x + 1]`` of `heads` and `costs`.
    potential : ndarray of shape (nodes,)
        The guess; changed in place to the greatest feasible potentials that do not exceed it.
    patience : int
        Nodes looked at before giving up.

    Returns
    -------
    bool
        False where it gave up: there may be a cycle of negative cost.
    """
    nodes = len(potential)
    queue = np.arange(nodes)
    waiting = np.ones(nodes, dtype=np.bool_)
    first, length, looked = 0, nodes, 0
    while length > 0:
        node = queue[first]
        first = first + 1 if first + 1 < nodes else 0
        length -= 1
        waiting[node] = False
        looked += 1
        if looked > patience:
            return False
        own = potential[node]
        for arc in range(starts[node], starts[node + 1]):
            head, bar = heads[arc], own + costs[arc]
            if bar < potential[head]:
                potential[head] = bar
                if not waiting[head]:
                    waiting[head] = True
                    last = first + length
                    queue[last - nodes if last >= nodes else last] = head
                    length += 1
    return True
