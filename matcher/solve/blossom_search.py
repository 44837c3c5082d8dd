"""One search: grow an alternating tree from an exposed vertex until the matching can be changed.

::

    outer - free edge tight       take in the matched pair; or, when it is exposed, end there
    outer - outer edge tight      an odd ring: contract it to one outer blossom
    inner blossom at price 0      release it
    outer vertex at price 0       if it may stay unmatched: end there

When an event comes follows from stored prices alone, and so does whether it still stands when its
time has come. Nothing outside the tree is visited, and nothing is kept up to date for it.

All vertices of one tree have prices of the same parity, because weights (doubled) and prices of odd
sets are even and edges of the tree are tight: half of the slack between two of them is whole. That
is why there is one tree at a time.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from matcher.compiled import compiled
from matcher.solve.blossom_nest import NodeArray, child_with, contract, outermost, release, turn
from matcher.solve.blossom_tree import (
    END_AT,
    END_VERTEX,
    FALLEN,
    FREE,
    INNER,
    LEFT,
    NEVER,
    OUTER,
    ROUND,
    TOUCHED,
    Tree,
    hold,
    lay_ring,
    leave_out,
    put,
    rematch,
    take_down,
)
from matcher.solve.instance import IntArray

ARC = np.dtype([(name, np.int64) for name in ("tail", "head", "weight", "back")])

# When, and what: the number of an arc, or beyond all arcs that of an inner blossom.
Events = list[tuple[np.int64, np.int64]]


class Graph(NamedTuple):
    """Both directions of every edge, by tail and then as given.

    Parameters
    ----------
    start : ndarray of shape (n + 1,)
        Where the arcs of each vertex begin.
    arc : ndarray of shape (2 m,), records
        tail, head : ends.
        weight : doubled.
        back : the same edge in the other direction.
    """

    start: IntArray
    arc: NodeArray


def graph_of(n: int, ends: IntArray, weight: IntArray) -> Graph:
    """Lay every edge out from both of its ends."""
    graph = Graph(np.zeros(n + 1, dtype=np.int64), np.empty(2 * len(ends), dtype=ARC))
    _lay_out(graph, ends, weight)
    return graph


@compiled
def _lay_out(graph: Graph, ends: IntArray, weight: IntArray) -> None:
    start, arc = graph.start, graph.arc
    for edge in range(len(ends)):
        start[ends[edge, 0]] += 1
        start[ends[edge, 1]] += 1
    for vertex in range(1, len(start)):
        start[vertex] += start[vertex - 1]
    for edge in range(len(ends) - 1, -1, -1):
        a, b = ends[edge, 0], ends[edge, 1]
        start[a] -= 1
        start[b] -= 1
        there, here = arc[start[a]], arc[start[b]]
        there.tail, there.head, there.weight, there.back = a, b, 2 * weight[edge], start[b]
        here.tail, here.head, here.weight, here.back = b, a, 2 * weight[edge], start[a]


@compiled
def search_all(graph: Graph, tree: Tree, roots: IntArray) -> int:
    """Search from every root that is still exposed; the first that no plan matches, or -1."""
    for root in roots:
        if tree.nest.node[root].mate < 0 and not _search(graph, tree, root):
            return int(root)
    return -1


@compiled
def _search(graph: Graph, tree: Tree, root: int) -> bool:
    """Whether there was an end to reach."""
    clock = tree.clock
    clock[FALLEN], clock[TOUCHED] = 0, 0
    clock[END_AT], clock[END_VERTEX] = NEVER, -1
    clock[ROUND] += 1
    events = [(np.int64(0), np.int64(0)) for _ in range(0)]
    put(tree, root, OUTER)
    _look_out(graph, tree, events, root)
    ended, at = False, np.int64(0)
    while not ended and len(events):
        at, what = heappop(events)
        if at >= clock[END_AT] or at > clock[LEFT]:
            break
        ended = _happen(graph, tree, events, int(at), int(what))
    if not ended and clock[END_VERTEX] >= 0:
        clock[FALLEN] = clock[END_AT]
        leave_out(tree, clock[END_VERTEX])
        ended = True
    if not ended and at <= clock[LEFT]:
        _remember(tree)
    take_down(tree)
    return ended


@compiled
def _remember(tree: Tree) -> None:
    """Mark the outer vertices of a tree from which there is no edge left to take."""
    for k in range(tree.clock[TOUCHED]):
        here = tree.nest.node[tree.touched[k]]
        here.stuck = here.side == OUTER


@compiled
def _happen(graph: Graph, tree: Tree, events: Events, at: int, what: int) -> bool:
    """Let an event happen if it still stands; whether the search ended with it."""
    node, arcs = tree.nest.node, len(graph.arc)
    if what >= arcs:
        blossom = what - arcs
        if node[blossom].side == INNER and node[blossom].price == 2 * at:
            tree.clock[FALLEN] = at
            _open(graph, tree, events, blossom)
        return False
    u, v = graph.arc[what].tail, graph.arc[what].head
    slack = node[u].price + node[v].price - graph.arc[what].weight
    if node[v].side == FREE and slack == at:
        tree.clock[FALLEN] = at
        return _grow(graph, tree, events, u, v)
    if node[v].side == OUTER and slack == 2 * at and node[u].part != node[v].part:
        tree.clock[FALLEN] = at
        _close(graph, tree, events, u, v)
    return False


@compiled
def _look_out(graph: Graph, tree: Tree, events: Events, blossom: int) -> None:
    """Note what the members of a blossom that has become outer lead to."""
    node, clock = tree.nest.node, tree.clock
    vertex, last = node[blossom].first, node[blossom].last
    part = node[vertex].part
    while True:
        price = node[vertex].price
        if node[vertex].may_stay and price < clock[END_AT]:
            clock[END_AT], clock[END_VERTEX] = price, vertex
        for k in range(graph.start[vertex], graph.start[vertex + 1]):
            to = node[graph.arc[k].head]
            if to.side == INNER or to.part == part:
                continue
            at = price + to.price - graph.arc[k].weight
            if to.side == OUTER:
                at >>= 1
            elif to.known == clock[ROUND] and to.soonest <= at:
                continue
            else:
                to.known, to.soonest = clock[ROUND], at
            if at < clock[END_AT]:
                heappush(events, (np.int64(at), np.int64(k)))
        if vertex == last:
            break
        vertex = node[vertex].after


@compiled
def _look_back(graph: Graph, tree: Tree, events: Events, blossom: int) -> None:
    """Note what leads to the members of a blossom that has become free again."""
    node, clock = tree.nest.node, tree.clock
    vertex, last = node[blossom].first, node[blossom].last
    while True:
        here = node[vertex]
        here.known, here.soonest = clock[ROUND], clock[END_AT]
        for k in range(graph.start[vertex], graph.start[vertex + 1]):
            there = node[graph.arc[k].head]
            at = here.price + there.price - graph.arc[k].weight
            if there.side == OUTER and at < here.soonest:
                here.soonest = at
                heappush(events, (np.int64(at), np.int64(graph.arc[k].back)))
        if vertex == last:
            break
        vertex = here.after


@compiled
def _grow(graph: Graph, tree: Tree, events: Events, u: int, v: int) -> bool:
    """Take in a free blossom and its partner; or, when it is exposed, end there."""
    node = tree.nest.node
    inner = outermost(node, v)
    partner = node[node[inner].base].mate
    if partner < 0:
        turn(tree.nest, inner, v)
        rematch(tree, u, v)
        return True
    _enter(graph, tree, events, inner, u, v)
    outer = outermost(node, partner)
    put(tree, outer, OUTER)
    _look_out(graph, tree, events, outer)
    return False


@compiled
def _enter(graph: Graph, tree: Tree, events: Events, blossom: int, u: int, v: int) -> None:
    """Make a blossom inner, reached from u at its member v."""
    here = tree.nest.node[blossom]
    # What is left of an inner blossom that was released is inner already, member by member.
    if tree.nest.node[v].side == INNER:
        hold(tree, blossom, INNER)
    else:
        put(tree, blossom, INNER)
    here.entry, here.door = u, v
    at = here.price >> 1
    if blossom != v and at < tree.clock[END_AT]:
        heappush(events, (np.int64(at), np.int64(len(graph.arc) + blossom)))


@compiled
def _close(graph: Graph, tree: Tree, events: Events, u: int, v: int) -> None:
    """Contract the odd ring that a tight edge between outer blossoms closes."""
    node, ring, fresh = tree.nest.node, tree.nest.ring, 0
    count = lay_ring(tree, u, v)
    blossom = contract(tree.nest, count)
    for k in range(count):
        child = ring[k]
        if node[node[child].first].side == INNER:
            put(tree, child, OUTER)
            tree.fresh[fresh] = child
            fresh += 1
        hold(tree, child, FREE)
    node[blossom].side = OUTER
    node[blossom].price = -2 * tree.clock[FALLEN]
    for k in range(fresh):
        _look_out(graph, tree, events, tree.fresh[k])


@compiled
def _open(graph: Graph, tree: Tree, events: Events, blossom: int) -> None:
    """Release an inner blossom at price 0: a stretch of its ring stays in the tree."""
    node, ring, fresh = tree.nest.node, tree.nest.ring, 0
    u, v = node[blossom].entry, node[blossom].door
    entered = child_with(node, blossom, v)
    node[blossom].side = FREE
    count = release(tree.nest, blossom)
    at = 0
    while ring[at] != entered:
        at += 1
    # The child that was entered is matched to its neighbour on this side of the ring.
    step = 1 if at % 2 else -1
    kept = count - at + 1 if at % 2 else at + 1
    for k in range(count):
        child = ring[at % count]
        if k >= kept:
            put(tree, child, FREE)
        elif k % 2:
            put(tree, child, OUTER)
            tree.fresh[fresh] = child
            fresh += 1
        else:
            if k:
                before = node[ring[(at - step) % count]]
                u = before.near if step == 1 else node[child].far
                v = before.far if step == 1 else node[child].near
            _enter(graph, tree, events, child, u, v)
        at = (at + step) % count
    for k in range(fresh):
        _look_out(graph, tree, events, tree.fresh[k])
    for k in range(count):
        if node[node[ring[k]].first].side == FREE:
            _look_back(graph, tree, events, ring[k])
