"""Flows of least cost from a flow and potentials that are nearly right.

First nodes that hold too much push it on to where that is cheapest, each lowering its potential to
where the second cheapest is as good, less a step that shrinks from round to round; then nodes that
lack something pull it in the same way (Bertsekas 1988; Goldberg and Tarjan 1990). Then what does
not fit its potentials exactly moves along shortest paths, one node after another (Edmonds and Karp
1972). Only what a path touches is looked at, so after a few changes the second part alone costs
next to nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matcher.compiled import compiled, compiled_views
from matcher.solve.instance import IntArray
from matcher.solve.priced.heap import pop, sift_up

FAR = 2**62


class Network(NamedTuple):
    """A flow, every arc of which stands at both of its ends.

    An arc gains where ``ahead[k] + potential[tail] < potential[other[k]]`` and there is room.

    Parameters
    ----------
    starts : ndarray of shape (nodes + 1,)
        Arcs of node x stand at ``starts[x]:starts[x + 1]`` of what follows.
    other, ahead : ndarrays of shape (2 k,)
        The other end, and the cost of a unit that goes there.
    twin : ndarray of shape (2 k,)
        Where the same arc stands at its other end.
    room : ndarray of shape (2 k,)
        How many more units can go there.
    potential : ndarray of shape (nodes,)
    excess : ndarray of shape (nodes,)
        What comes in less what goes out.
    distance, came, slot, heap, seen : ndarrays of shape (nodes,)
        Room to work in; slots are -2.
    ground : int
        The first so many nodes take and give without limit and keep their potential.
    """

    starts: IntArray
    other: IntArray
    ahead: IntArray
    twin: IntArray
    room: IntArray
    potential: IntArray
    excess: IntArray
    distance: IntArray
    came: IntArray
    slot: IntArray
    heap: IntArray
    seen: IntArray
    ground: int


@compiled
def network(
    tail: IntArray,
    head: IntArray,
    cost: IntArray,
    below: IntArray,
    above: IntArray,
    excess: IntArray,
    potential: IntArray,
    ground: int,
) -> tuple[Network, IntArray]:
    """Lay out arcs at both ends.

    Parameters
    ----------
    tail, head, cost : ndarrays of shape (k,)
    below, above : ndarrays of shape (k,)
        By how much the flow may fall, and rise.
    excess, potential : ndarrays of shape (nodes,)
        Kept, and changed by what is done with the network.
    ground : int

    Returns
    -------
    network : Network
    place : ndarray of shape (k,)
        Where each arc stands at its tail.
    """
    k, nodes = len(tail), len(potential)
    starts = np.zeros(nodes + 1, dtype=np.int64)
    for a in range(k):
        starts[tail[a] + 1] += 1
        starts[head[a] + 1] += 1
    for v in range(nodes):
        starts[v + 1] += starts[v]
    free = starts[:-1].copy()
    other, ahead = np.empty(2 * k, dtype=np.int64), np.empty(2 * k, dtype=np.int64)
    twin, room = np.empty(2 * k, dtype=np.int64), np.empty(2 * k, dtype=np.int64)
    place = np.empty(k, dtype=np.int64)
    for a in range(k):
        here, there = free[tail[a]], free[head[a]]
        free[tail[a]] += 1
        free[head[a]] += 1
        place[a] = here
        other[here], ahead[here], twin[here], room[here] = head[a], cost[a], there, above[a]
        other[there], ahead[there], twin[there], room[there] = tail[a], -cost[a], here, below[a]
    distance, came = np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    slot = np.full(nodes, -2, dtype=np.int64)
    heap, seen = np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int64)
    scratch = distance, came, slot, heap, seen
    net = Network(starts, other, ahead, twin, room, potential, excess, *scratch, ground)
    return net, place


@compiled_views
def gaining(net: Network) -> int:
    """Number of arcs that gain."""
    count = 0
    for v in range(len(net.potential)):
        own = net.potential[v]
        for k in range(net.starts[v], net.starts[v + 1]):
            if net.room[k] > 0 and net.ahead[k] + own < net.potential[net.other[k]]:
                count += 1
    return count


@compiled_views
def fill(net: Network, step: int) -> None:
    """Use up every arc that gains more than a step, whatever that leaves at its ends."""
    for v in range(len(net.potential)):
        own = net.potential[v] + step
        for k in range(net.starts[v], net.starts[v + 1]):
            if net.room[k] > 0 and net.ahead[k] + own < net.potential[net.other[k]]:
                net.excess[v] -= net.room[k]
                net.excess[net.other[k]] += net.room[k]
                net.room[net.twin[k]] += net.room[k]
                net.room[k] = 0


@compiled_views
def _way(net: Network, sign: int, k: int) -> int:
    """Place of the direction in which excess of a sign moves away along an arc."""
    return k if sign > 0 else net.twin[k]


@compiled_views
def _pass_on(net: Network, sign: int, v: int, k: int, size: int) -> int:
    """Move as much excess as fits along an arc; the size of the stack with the other end on it."""
    w, way = net.other[k], _way(net, sign, k)
    much = min(sign * net.excess[v], net.room[way])
    waited = w < net.ground or sign * net.excess[w] > 0
    net.room[way] -= much
    net.room[net.twin[way]] += much
    net.excess[v] -= sign * much
    net.excess[w] += sign * much
    if not waited and sign * net.excess[w] > 0:
        net.heap[size] = w
        size += 1
    return size


@compiled_views
def push(net: Network, sign: int, step: int, patience: int) -> int:
    """Push on what nodes hold too much of, or with sign -1 pull what they lack.

    No arc gains more than a step: so before, so after.

    Parameters
    ----------
    net : Network
        Changed in place.
    sign : {1, -1}
    step : int
    patience : int
        Arcs looked at before giving up.

    Returns
    -------
    int
        What is left of the patience; below 0 where it gave up.
    """
    stack, size = net.heap, 0
    for v in range(len(net.potential) - 1, net.ground - 1, -1):
        if sign * net.excess[v] > 0:
            stack[size] = v
            size += 1
    while size > 0:
        size -= 1
        v = stack[size]
        while sign * net.excess[v] > 0:
            own = sign * net.potential[v]
            best, second, at = -FAR, -FAR, -1
            patience -= net.starts[v + 1] - net.starts[v]
            for k in range(net.starts[v], net.starts[v + 1]):
                if net.room[_way(net, sign, k)] == 0:
                    continue
                value = sign * (net.potential[net.other[k]] - net.ahead[k])
                if value > own:
                    size = _pass_on(net, sign, v, k, size)
                    if net.excess[v] == 0:
                        break
                elif value > best:
                    best, second, at = value, best, k
                elif value > second:
                    second = value
            if net.excess[v] == 0:
                break
            if at < 0 or patience < 0:
                return -1
            size = _pass_on(net, sign, v, at, size)
            full = net.room[_way(net, sign, at)] == 0
            net.potential[v] = sign * ((second if full and second > -FAR else best) - step)
    return patience


@compiled_views
def route(net: Network, patience: int) -> int:
    """Move what is too much or lacking along shortest paths until every node is balanced.

    No arc gains: so before, so after. Parameters and answer as for `push`; a node without a path
    counts as out of patience.
    """
    distance, came, slot, heap, seen = net.distance, net.came, net.slot, net.heap, net.seen
    for sign in (1, -1):
        for source in range(net.ground, len(net.potential)):
            while sign * net.excess[source] > 0:
                distance[source], slot[source], heap[0], seen[0] = 0, 0, source, source
                size, touched, end, reached = 1, 1, -1, 0
                while size > 0:
                    v = pop(heap, slot, distance, size)
                    size -= 1
                    reached = distance[v]
                    if v < net.ground or sign * net.excess[v] < 0:
                        end = v
                        break
                    own = reached + sign * net.potential[v]
                    patience -= net.starts[v + 1] - net.starts[v]
                    for k in range(net.starts[v], net.starts[v + 1]):
                        w = net.other[k]
                        if slot[w] == -1 or net.room[_way(net, sign, k)] == 0:
                            continue
                        far = own + sign * (net.ahead[k] - net.potential[w])
                        if slot[w] == -2:
                            seen[touched] = w
                            touched += 1
                            heap[size], slot[w] = w, size
                            size += 1
                        elif far >= distance[w]:
                            continue
                        distance[w], came[w] = far, k
                        sift_up(heap, slot, distance, slot[w])
                if end < 0 or patience < 0:
                    return -1
                for v in seen[:touched]:
                    if slot[v] == -1 and distance[v] < reached:
                        net.potential[v] -= sign * (reached - distance[v])
                    slot[v] = -2
                _send(net, sign, source, end)
    return patience


@compiled_views
def _send(net: Network, sign: int, source: int, end: int) -> None:
    """Move as much as fits along the path by which the end was reached."""
    much = sign * net.excess[source]
    if end >= net.ground:
        much = min(much, -sign * net.excess[end])
    v = end
    while v != source:
        much = min(much, net.room[_way(net, sign, net.came[v])])
        v = net.other[net.twin[net.came[v]]]
    v = end
    while v != source:
        way = _way(net, sign, net.came[v])
        net.room[way] -= much
        net.room[net.twin[way]] += much
        v = net.other[net.twin[net.came[v]]]
    net.excess[source] -= sign * much
    net.excess[end] += sign * much
