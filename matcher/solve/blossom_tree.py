"""The alternating trees of a search: who is on which side of them, and the ways to their roots.

Outer blossoms lie an even number of edges from the root, inner ones an odd number; each outer one
but the root's is matched to the inner one above it. Everything else is free.

While trees stand, outer prices fall, inner prices rise, and edges of the trees stay tight. How far
they have gone is one number for all trees, `FALLEN`. A price is stored as if its vertex had always
been on the side where it is now, so that ``price + side * fallen`` is its value and a fall costs
nothing. Prices of blossoms move in the other direction, twice as fast:
``price - 2 * side * fallen``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from matcher.compiled import compiled
from matcher.solve.blossom_nest import Nest, NodeArray, empty_nest, outermost, release, turn
from matcher.solve.instance import BoolArray, IntArray

# Typed, so that a kernel that takes a side is compiled once and not once per side.
OUTER, FREE, INNER = np.int64(-1), np.int64(0), np.int64(1)
# Entries of `clock`: how far prices have gone; how far the bound may still fall; how many trees
# stand; the number of the last walk to a root.
FALLEN, LEFT, TREES, WALK = range(4)
NEVER = 2**62


class Forest(NamedTuple):
    """Prices, the matching with its blossoms, and the trees among them.

    Parameters
    ----------
    nest : Nest
        Of its records these fields are the forest's:
        price, side : as the module says; the side of a blossom within another is free.
        entry, door : the edge that leads into an inner blossom, its outer end and its inner one.
        soonest : when a free vertex is first reached by an edge, or sooner.
        root : the root of the tree of a vertex, as it was when the tree began; -1 for none.
        next, before : the vertices of a tree as a list; `head`, of its root, is where it begins.
        end : of the root, when an outer vertex that may stay unmatched comes to price 0.
        mark : the last walk that came by.
        may_stay : 1 for a vertex that may stay unmatched.
    freed : ndarray of shape (n,)
        Room for the vertices of trees that have just been taken down.
    fresh : ndarray of shape (n + 1,)
        Room for blossoms that have just become outer.
    clock : ndarray of shape (4,)
    """

    nest: Nest
    freed: IntArray
    fresh: IntArray
    clock: IntArray


def empty_forest(price: IntArray, mate: IntArray, may_stay: BoolArray, fall: int) -> Forest:
    """Return prices and a matching with no tree yet; the bound may fall by `fall`."""
    n, nest = len(price), empty_nest(mate)
    node: Any = nest.node
    node["price"][:n], node["may_stay"][:n] = price, may_stay
    node["root"][:n], node["head"][:n] = -1, -1
    node["soonest"], node["end"] = NEVER, NEVER
    clock = np.zeros(4, dtype=np.int64)
    clock[LEFT] = fall
    room = np.empty((2, n + 1), dtype=np.int64)
    return Forest(nest=nest, freed=room[0], fresh=room[1], clock=clock)


@compiled
def put(forest: Forest, blossom: int, side: np.int64, root: int) -> None:
    """Put a blossom with all its members on a side of a tree, at the values they have."""
    node, clock = forest.nest.node, forest.clock
    vertex, last = node[blossom].first, node[blossom].last
    while True:
        here = node[vertex]
        here.price += (here.side - side) * clock[FALLEN]
        if side == FREE:
            _leave(node, vertex)
        elif here.side == FREE:
            _join(node, vertex, root)
        here.side = side
        if vertex == last:
            break
        vertex = here.after
    hold(forest, blossom, side)


@compiled
def _join(node: NodeArray, vertex: int, root: int) -> None:
    """Take a free vertex into the list of a tree."""
    follower = node[root].head
    node[vertex].root, node[vertex].before, node[vertex].next = root, -1, follower
    if follower >= 0:
        node[follower].before = vertex
    node[root].head = vertex


@compiled
def _leave(node: NodeArray, vertex: int) -> None:
    """Take a vertex out of the list of its tree."""
    before, follower = node[vertex].before, node[vertex].next
    if before >= 0:
        node[before].next = follower
    else:
        node[node[vertex].root].head = follower
    if follower >= 0:
        node[follower].before = before
    node[vertex].root = -1


@compiled
def hold(forest: Forest, blossom: int, side: np.int64) -> None:
    """Move the price of a blossom as its side says; nothing for a single vertex."""
    here = forest.nest.node[blossom]
    if here.first != blossom:
        here.price += 2 * (side - here.side) * forest.clock[FALLEN]
        here.side = side


@compiled
def lay_ring(forest: Forest, u: int, v: int) -> int:
    """Lay the ring closed by the edge u - v into `ring`, from where both ways meet; its length."""
    node, ring = forest.nest.node, forest.nest.ring
    outer, end = outermost(node, u), outermost(node, v)
    ring[0] = _meeting(forest, outer, end)
    node[outer].near, node[outer].far = u, v
    count = 1
    while outer != ring[0]:
        base = node[outer].base
        inner = outermost(node, node[base].mate)
        ring[count], ring[count + 1] = outer, inner
        count += 2
        node[inner].near, node[inner].far = node[base].mate, base
        outer = outermost(node, node[inner].entry)
        node[outer].near, node[outer].far = node[inner].entry, node[inner].door
    for k in range(1, count // 2 + 1):
        ring[k], ring[count - k] = ring[count - k], ring[k]
    while end != ring[0]:
        base = node[end].base
        inner = outermost(node, node[base].mate)
        ring[count], ring[count + 1] = end, inner
        count += 2
        node[end].near, node[end].far = base, node[base].mate
        node[inner].near, node[inner].far = node[inner].door, node[inner].entry
        end = outermost(node, node[inner].entry)
    return count


@compiled
def _meeting(forest: Forest, one: int, other: int) -> int:
    """The first blossom common to the ways of two outer ones; both ways are walked in step."""
    node = forest.nest.node
    forest.clock[WALK] += 1
    while True:
        if one >= 0:
            if node[one].mark == forest.clock[WALK]:
                return one
            node[one].mark = forest.clock[WALK]
            partner = node[node[one].base].mate
            one = -1 if partner < 0 else outermost(node, node[outermost(node, partner)].entry)
        one, other = other, one


@compiled
def rematch(forest: Forest, u: int, v: int) -> None:
    """Make v the partner of u, outer, and change partners along the way from u to the root.

    The partner of v is for the caller to set.
    """
    node = forest.nest.node
    while True:
        outer = outermost(node, u)
        partner = node[node[outer].base].mate
        turn(forest.nest, outer, u)
        node[u].mate = v
        if partner < 0:
            return
        inner = outermost(node, partner)
        u, v = node[inner].entry, node[inner].door
        turn(forest.nest, inner, v)
        node[v].mate = u


@compiled
def take_down(forest: Forest, root: int, count: int) -> int:
    """Free a tree at the values its prices have, and release the blossoms that came to nothing.

    Its vertices are written to `freed` from `count` on; returns how many are there then.
    """
    node, clock, first = forest.nest.node, forest.clock, count
    clock[TREES] -= 1
    vertex = node[root].head
    node[root].head, node[root].end = -1, NEVER
    while vertex >= 0:
        here = node[vertex]
        here.price += here.side * clock[FALLEN]
        here.side, here.root = FREE, -1
        hold(forest, outermost(node, vertex), FREE)
        forest.freed[count] = vertex
        count += 1
        vertex = here.next
    for k in range(first, count):
        vertex = forest.freed[k]
        blossom = outermost(node, vertex)
        while blossom != vertex and node[blossom].price == 0:
            release(forest.nest, blossom)
            blossom = outermost(node, vertex)
    return count
