"""Grow alternating trees from exposed vertices, all at once, until the matching can be changed.

::

    outer - free edge tight       take in the matched pair; or, when it is exposed, change partners
    outer - outer edge tight      in one tree an odd ring: contract it to one outer blossom
                                  between two trees: change partners from root to root
    inner blossom at price 0      release it
    outer vertex at price 0       if it may stay unmatched: expose it instead of the root

A tree whose root has got a partner, or may stay without one, is taken down; the others stand. Trees
that grow at once meet half way, so they stay small, and so do the odd rings in them.

When an event comes follows from stored prices alone, and so does whether it still stands when its
time has come. Nothing outside the trees is visited, and nothing is kept up to date for it: of what
leads to a free vertex only the first edge is noted, and the next one looked up if that falls away.

All vertices of one tree have prices of the same parity, because weights (doubled) and prices of odd
sets are even and edges of the tree are tight. Where it is the same for all trees, half of the slack
between two outer vertices is whole. That is why roots of even and of odd price do not grow at once.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from matcher.compiled import compiled
from matcher.solve.blossom_nest import NodeArray, child_with, contract, outermost, release, turn
from matcher.solve.blossom_tree import (
    FALLEN,
    FREE,
    INNER,
    LEFT,
    NEVER,
    OUTER,
    TREES,
    Forest,
    hold,
    lay_ring,
    put,
    rematch,
    take_down,
)
from matcher.solve.instance import IntArray

ARC = np.dtype([(name, np.int64) for name in ("tail", "head", "weight", "back")])

# When, and what: the number of an arc, or beyond all arcs that of an inner blossom or of an outer
# vertex.
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
def plant(forest: Forest, roots: IntArray) -> None:
    """Begin a tree at each of some exposed vertices; no tree stands yet."""
    forest.clock[FALLEN], forest.clock[TREES] = 0, len(roots)
    for root in roots:
        put(forest, outermost(forest.nest.node, root), OUTER, root)


@compiled
def search(graph: Graph, forest: Forest, most: int) -> bool:
    """Let up to so many events happen; whether there may be more of them.

    Trees that stand when there are none are stuck.
    """
    clock = forest.clock
    events = _events_ahead(graph, forest)
    for _ in range(most):
        if not clock[TREES] or not len(events):
            return False
        at, what = heappop(events)
        if (at - clock[FALLEN]) > clock[LEFT] // clock[TREES]:
            return False
        _happen(graph, forest, events, int(at), int(what))
    return True


@compiled
def _events_ahead(graph: Graph, forest: Forest) -> Events:
    """All events that the trees, as they stand, lead to."""
    node, n = forest.nest.node, len(graph.start) - 1
    events = [(np.int64(0), np.int64(0)) for _ in range(0)]
    for vertex in range(n):
        node[vertex].soonest, node[vertex].end = NEVER, NEVER
    for vertex in range(n):
        if node[vertex].side == OUTER:
            _look_from(graph, forest, events, vertex)
    for blossom in range(n, len(node)):
        if node[blossom].side == INNER:
            heappush(
                events, (np.int64(node[blossom].price >> 1), np.int64(len(graph.arc) + blossom))
            )
    return events


@compiled
def _pass(forest: Forest, at: int) -> None:
    """Let prices move until a time; the bound falls with every tree."""
    clock = forest.clock
    clock[LEFT] -= (at - clock[FALLEN]) * clock[TREES]
    clock[FALLEN] = at


@compiled
def _happen(graph: Graph, forest: Forest, events: Events, at: int, what: int) -> None:
    """Let an event happen if it still stands."""
    node, arcs = forest.nest.node, len(graph.arc)
    if what >= arcs:
        here = node[what - arcs]
        if here.side == INNER and here.price == 2 * at and here.first != what - arcs:
            _pass(forest, at)
            _open(graph, forest, events, what - arcs)
        elif here.side == OUTER and here.price == at and here.first == what - arcs:
            _pass(forest, at)
            _leave_out(graph, forest, events, what - arcs)
        return
    u, v = graph.arc[what].tail, graph.arc[what].head
    slack = node[u].price + node[v].price - graph.arc[what].weight
    if node[v].side == FREE:
        if node[v].soonest != at:
            return
        if node[u].side == OUTER and slack == at:
            _pass(forest, at)
            _grow(graph, forest, events, u, v)
        else:
            _look_to(graph, forest, events, v)
    elif node[u].side == OUTER and node[v].side == OUTER and slack == 2 * at:
        if node[u].root != node[v].root:
            _pass(forest, at)
            rematch(forest, u, v)
            rematch(forest, v, u)
            _end(graph, forest, events, node[u].root, node[v].root)
        elif node[u].part != node[v].part:
            _pass(forest, at)
            _close(graph, forest, events, u, v)


@compiled
def _look_out(graph: Graph, forest: Forest, events: Events, blossom: int) -> None:
    """Note what the members of a blossom that has become outer lead to."""
    node = forest.nest.node
    vertex, last = node[blossom].first, node[blossom].last
    while True:
        _look_from(graph, forest, events, vertex)
        if vertex == last:
            break
        vertex = node[vertex].after


@compiled
def _look_from(graph: Graph, forest: Forest, events: Events, vertex: int) -> None:
    """Note what an outer vertex leads to."""
    node = forest.nest.node
    price, part, root = node[vertex].price, node[vertex].part, node[vertex].root
    if node[vertex].may_stay and price < node[root].end:
        node[root].end = price
        heappush(events, (np.int64(price), np.int64(len(graph.arc) + vertex)))
    for k in range(graph.start[vertex], graph.start[vertex + 1]):
        to = node[graph.arc[k].head]
        if to.side == INNER or to.part == part:
            continue
        at = price + to.price - graph.arc[k].weight
        if to.side == OUTER:
            at >>= 1
        elif to.soonest <= at:
            continue
        else:
            to.soonest = at
        heappush(events, (np.int64(at), np.int64(k)))


@compiled
def _look_to(graph: Graph, forest: Forest, events: Events, vertex: int) -> None:
    """Note the first edge that leads to a free vertex."""
    node = forest.nest.node
    here, first = node[vertex], -1
    here.soonest = NEVER
    for k in range(graph.start[vertex], graph.start[vertex + 1]):
        there = node[graph.arc[k].head]
        at = here.price + there.price - graph.arc[k].weight
        if there.side == OUTER and at < here.soonest:
            here.soonest, first = at, graph.arc[k].back
    if first >= 0:
        heappush(events, (np.int64(here.soonest), np.int64(first)))


@compiled
def _end(graph: Graph, forest: Forest, events: Events, one: int, other: int) -> None:
    """Take down one tree, or two, and note what leads to them from the others."""
    count = take_down(forest, one, 0)
    if other != one:
        count = take_down(forest, other, count)
    for k in range(count):
        _look_to(graph, forest, events, forest.freed[k])


@compiled
def _leave_out(graph: Graph, forest: Forest, events: Events, vertex: int) -> None:
    """Expose an outer vertex instead of the root of its tree."""
    root = forest.nest.node[vertex].root
    # As if it was matched to no one, all the way up.
    rematch(forest, vertex, -1)
    _end(graph, forest, events, root, root)


@compiled
def _grow(graph: Graph, forest: Forest, events: Events, u: int, v: int) -> None:
    """Take in a free blossom and its partner; or, when it is exposed, end there."""
    node, root = forest.nest.node, forest.nest.node[u].root
    inner = outermost(node, v)
    partner = node[node[inner].base].mate
    if partner < 0:
        turn(forest.nest, inner, v)
        rematch(forest, u, v)
        node[v].mate = u
        _end(graph, forest, events, root, root)
        _look_to(graph, forest, events, v)
        return
    _enter(graph, forest, events, inner, u, v)
    outer = outermost(node, partner)
    put(forest, outer, OUTER, root)
    _look_out(graph, forest, events, outer)


@compiled
def _enter(graph: Graph, forest: Forest, events: Events, blossom: int, u: int, v: int) -> None:
    """Make a blossom inner, reached from u at its member v."""
    here = forest.nest.node[blossom]
    # What is left of an inner blossom that was released is inner already, member by member.
    if forest.nest.node[v].side == INNER:
        hold(forest, blossom, INNER)
    else:
        put(forest, blossom, INNER, forest.nest.node[u].root)
    here.entry, here.door = u, v
    if blossom != v:
        heappush(events, (np.int64(here.price >> 1), np.int64(len(graph.arc) + blossom)))


@compiled
def _close(graph: Graph, forest: Forest, events: Events, u: int, v: int) -> None:
    """Contract the odd ring that a tight edge between outer blossoms closes."""
    node, ring, fresh = forest.nest.node, forest.nest.ring, 0
    root, count = node[u].root, lay_ring(forest, u, v)
    blossom = contract(forest.nest, count)
    for k in range(count):
        child = ring[k]
        if node[node[child].first].side == INNER:
            put(forest, child, OUTER, root)
            forest.fresh[fresh] = child
            fresh += 1
        hold(forest, child, FREE)
    node[blossom].side = OUTER
    node[blossom].price = -2 * forest.clock[FALLEN]
    for k in range(fresh):
        _look_out(graph, forest, events, forest.fresh[k])


@compiled
def _open(graph: Graph, forest: Forest, events: Events, blossom: int) -> None:
    """Release an inner blossom at price 0: a stretch of its ring stays in the tree."""
    node, ring, fresh = forest.nest.node, forest.nest.ring, 0
    u, v = node[blossom].entry, node[blossom].door
    root = node[v].root
    entered = child_with(node, blossom, v)
    node[blossom].side = FREE
    count = release(forest.nest, blossom)
    at = 0
    while ring[at] != entered:
        at += 1
    # The child that was entered is matched to its neighbour on this side of the ring.
    step = 1 if at % 2 else -1
    kept = count - at + 1 if at % 2 else at + 1
    for k in range(count):
        child = ring[at % count]
        if k >= kept:
            put(forest, child, FREE, root)
        elif k % 2:
            put(forest, child, OUTER, root)
            forest.fresh[fresh] = child
            fresh += 1
        else:
            if k:
                before = node[ring[(at - step) % count]]
                u = before.near if step == 1 else node[child].far
                v = before.far if step == 1 else node[child].near
            _enter(graph, forest, events, child, u, v)
        at = (at + step) % count
    for k in range(fresh):
        _look_out(graph, forest, events, forest.fresh[k])
    for k in range(count):
        vertex, last = node[ring[k]].first, node[ring[k]].last
        while node[vertex].side == FREE:
            _look_to(graph, forest, events, vertex)
            if vertex == last:
                break
            vertex = node[vertex].after
