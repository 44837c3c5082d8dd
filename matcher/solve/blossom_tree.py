"""The alternating tree of one search: who is on which side of it, and the ways to its root.

Outer blossoms lie an even number of edges from the root, inner ones an odd number; each outer one
but the root's is matched to the inner one above it. Everything else is free.

While the tree stands, outer prices fall, inner prices rise, and edges of the tree stay tight. How
far they have gone is one number, `FALLEN`. A price is stored as if its vertex had always been on
the side where it is now, so that ``price + side * fallen`` is its value and a fall costs nothing.
Prices of blossoms move in the other direction, twice as fast: ``price - 2 * side * fallen``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from matcher.compiled import compiled
from matcher.solve.blossom_nest import Nest, empty_nest, outermost, release, turn
from matcher.solve.instance import BoolArray, IntArray

# Typed, so that a kernel that takes a side is compiled once and not once per side.
OUTER, FREE, INNER = np.int64(-1), np.int64(0), np.int64(1)
# Entries of `clock`: how far prices have gone in this search; when and at which vertex it ends at
# the latest; how far the bound may still fall in all searches; the number of this search, of the
# vertices it touched, and of the last walk to the root.
FALLEN, END_AT, END_VERTEX, LEFT, ROUND, TOUCHED, WALK = range(7)
NEVER = 2**62


class Tree(NamedTuple):
    """Prices, the matching with its blossoms, and the tree among them.

    Parameters
    ----------
    nest : Nest
        Of its records these fields are the tree's:
        price, side : as the module says; the side of a blossom within another is free.
        entry, door : the edge that leads into an inner blossom, its outer end and its inner one.
        soonest, known : when a free vertex is first reached by an edge seen so far, in which round.
        met : the last round in which a vertex was in the tree.
        mark : the last walk that came by.
        may_stay : 1 for a vertex that may stay unmatched.
        stuck : 1 for the outer vertices of a search that found no end.
    touched : ndarray of shape (n,)
        Vertices that were in the tree in this round.
    fresh : ndarray of shape (n + 1,)
        Room for blossoms that have just become outer.
    clock : ndarray of shape (7,)
    """

    nest: Nest
    touched: IntArray
    fresh: IntArray
    clock: IntArray


def empty_tree(price: IntArray, mate: IntArray, may_stay: BoolArray, fall: int) -> Tree:
    """Return prices and a matching with no tree yet; the bound may fall by `fall`."""
    n, nest = len(price), empty_nest(mate)
    node: Any = nest.node
    node["price"][:n], node["may_stay"][:n] = price, may_stay
    clock = np.zeros(7, dtype=np.int64)
    clock[LEFT] = fall
    room = np.empty((2, n + 1), dtype=np.int64)
    return Tree(nest=nest, touched=room[0], fresh=room[1], clock=clock)


@compiled
def put(tree: Tree, blossom: int, side: np.int64) -> None:
    """Put a blossom with all its members on a side of the tree, at the values they have."""
    node, clock = tree.nest.node, tree.clock
    vertex, last = node[blossom].first, node[blossom].last
    while True:
        node[vertex].price += (node[vertex].side - side) * clock[FALLEN]
        node[vertex].side = side
        if node[vertex].met != clock[ROUND]:
            node[vertex].met = clock[ROUND]
            tree.touched[clock[TOUCHED]] = vertex
            clock[TOUCHED] += 1
        if vertex == last:
            break
        vertex = node[vertex].after
    hold(tree, blossom, side)


@compiled
def hold(tree: Tree, blossom: int, side: np.int64) -> None:
    """Move the price of a blossom as its side says; nothing for a single vertex."""
    here = tree.nest.node[blossom]
    if here.first != blossom:
        here.price += 2 * (side - here.side) * tree.clock[FALLEN]
        here.side = side


@compiled
def lay_ring(tree: Tree, u: int, v: int) -> int:
    """Lay the ring closed by the edge u - v into `ring`, from where both ways meet; its length."""
    node, ring = tree.nest.node, tree.nest.ring
    outer, end = outermost(node, u), outermost(node, v)
    ring[0] = _meeting(tree, outer, end)
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
def _meeting(tree: Tree, one: int, other: int) -> int:
    """The first blossom common to the ways of two outer ones; both ways are walked in step."""
    node = tree.nest.node
    tree.clock[WALK] += 1
    while True:
        if one >= 0:
            if node[one].mark == tree.clock[WALK]:
                return one
            node[one].mark = tree.clock[WALK]
            partner = node[node[one].base].mate
            one = -1 if partner < 0 else outermost(node, node[outermost(node, partner)].entry)
        one, other = other, one


@compiled
def rematch(tree: Tree, u: int, v: int) -> None:
    """Match u, outer, to v, and change partners along the way from u to the root."""
    node = tree.nest.node
    while True:
        outer = outermost(node, u)
        partner = node[node[outer].base].mate
        turn(tree.nest, outer, u)
        node[u].mate, node[v].mate = v, u
        if partner < 0:
            return
        inner = outermost(node, partner)
        u, v = node[inner].entry, node[inner].door
        turn(tree.nest, inner, v)


@compiled
def leave_out(tree: Tree, vertex: int) -> None:
    """Expose an outer vertex instead of the root."""
    node = tree.nest.node
    outer = outermost(node, vertex)
    partner = node[node[outer].base].mate
    turn(tree.nest, outer, vertex)
    node[vertex].mate = -1
    if partner >= 0:
        inner = outermost(node, partner)
        turn(tree.nest, inner, node[inner].door)
        rematch(tree, node[inner].entry, node[inner].door)


@compiled
def take_down(tree: Tree) -> None:
    """Write the values of all prices out, and release the blossoms that came to nothing."""
    node, clock = tree.nest.node, tree.clock
    clock[LEFT] -= clock[FALLEN]
    for k in range(clock[TOUCHED]):
        vertex = tree.touched[k]
        node[vertex].price += node[vertex].side * clock[FALLEN]
        node[vertex].side = FREE
        hold(tree, outermost(node, vertex), FREE)
    for k in range(clock[TOUCHED]):
        vertex = tree.touched[k]
        blossom = outermost(node, vertex)
        while blossom != vertex and node[blossom].price == 0:
            release(tree.nest, blossom)
            blossom = outermost(node, vertex)
