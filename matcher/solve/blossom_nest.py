"""Odd sets within odd sets: contracting them, releasing them, turning the matching inside.

A blossom is an odd ring of smaller blossoms, single vertices at the bottom; within it everything is
matched but one vertex, its base. Blossoms are numbered from n on; a vertex is a blossom below n.

::

    ring, from the child that holds the base:  c0 - c1 = c2 - c3 = c4 - c0     (= matched)
    members, as one chain:                     [c0....][c1.][c2......][c3][c4.....]
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

NodeArray = npt.NDArray[np.void]

# One record per vertex and blossom, so that what is needed together lies together. The second row
# is for vertices only. The search keeps its own fields here for the same reason.
NODE = np.dtype(
    [
        (name, np.int64)
        for name in (
            *("price", "side", "base", "parent", "child", "sibling", "near", "far"),
            *("mate", "part", "top", "after", "soonest", "root", "next", "before"),
            *("first", "last", "size", "stand_in", "entry", "door", "mark", "may_stay"),
            *("head", "end"),
        )
    ]
)


class Nest(NamedTuple):
    """The matching and the blossoms around it.

    Parameters
    ----------
    node : ndarray of shape (1.5 n,), records
        mate : partner of a vertex, or -1.
        base : the member that is matched outside, or exposed.
        parent : the smallest blossom around this one, or -1.
        child, sibling : the child that holds the base; the next child in the ring of the parent.
        near, far : the edge to that next child, its end in this child and its end in the next.
        first, last : the ends of the chain of members; a child's is a stretch of its parent's.
        after : the next vertex in the chain.
        size : members; 0 while the number is not in use.
        stand_in : the member that stands for the blossom while it is outermost.
        part, top : the stand-in of the outermost blossom of the vertex; the blossom it stands for.
    spare : ndarray of shape (n / 2 + 1,)
        Numbers not in use, as a stack below its own height in entry 0.
    ring : ndarray of shape (n + 1,)
        Room for a ring of children.
    calls : ndarray of shape (2, 1.5 n)
        Room for the blossoms still to be turned, and their new bases.
    """

    node: NodeArray
    spare: IntArray
    ring: IntArray
    calls: IntArray


def empty_nest(mate: IntArray) -> Nest:
    """Return a matching with no blossoms yet."""
    n = len(mate)
    # Odd sets that do not cross, each of at least three children: fewer than n / 2.
    blossoms = n // 2
    node: Any = np.zeros(n + blossoms, dtype=NODE)
    for name in ("base", "parent", "child", "sibling", "near", "far", "first", "last"):
        node[name] = -1
    for name in ("base", "first", "last", "after", "stand_in", "part", "top"):
        node[name][:n] = np.arange(n)
    node["mate"][:n], node["size"][:n] = mate, 1
    spare = np.arange(n + blossoms, n - 1, -1, dtype=np.int64)
    spare[0] = blossoms
    return Nest(
        node=node,
        spare=spare,
        ring=np.empty(n + 1, dtype=np.int64),
        calls=np.empty((2, n + blossoms), dtype=np.int64),
    )


@compiled
def outermost(node: NodeArray, vertex: int) -> int:
    """The outermost blossom around a vertex."""
    blossom: int = node[node[vertex].part].top
    return blossom


@compiled
def chains(node: NodeArray, n: int) -> IntArray:
    """All vertices, the members of every blossom in one stretch."""
    order, at = np.empty(n, dtype=np.int64), 0
    for start in range(n):
        blossom = outermost(node, start)
        if node[blossom].first != start:
            continue
        vertex = start
        for _ in range(node[blossom].size):
            order[at] = vertex
            vertex = node[vertex].after
            at += 1
    return order


@compiled
def child_with(node: NodeArray, blossom: int, vertex: int) -> int:
    """The child of a blossom that holds a vertex."""
    at = vertex
    while node[at].parent != blossom:
        at = node[at].parent
    return at


@compiled
def contract(nest: Nest, count: int) -> int:
    """Make one outermost blossom of the first `count` entries of `ring`, the base first.

    Their edges `near`, `far` are already set.
    """
    node, ring = nest.node, nest.ring
    blossom: int = nest.spare[nest.spare[0]]
    nest.spare[0] -= 1
    size, largest = 0, ring[0]
    for k in range(count):
        child = ring[k]
        node[child].parent = blossom
        node[child].sibling = ring[k + 1] if k + 1 < count else ring[0]
        size += node[child].size
        if node[child].size > node[largest].size:
            largest = child
        if k:
            node[node[ring[k - 1]].last].after = node[child].first
    node[blossom].size = size
    node[blossom].parent = -1
    node[blossom].child, node[blossom].base = ring[0], node[ring[0]].base
    node[blossom].first, node[blossom].last = node[ring[0]].first, node[ring[count - 1]].last
    # The stand-in of the largest child serves for all: a vertex changes it only log n times.
    stand_in = node[largest].stand_in
    for k in range(count):
        if ring[k] != largest:
            _stand_for(node, ring[k], stand_in)
    node[blossom].stand_in, node[stand_in].top = stand_in, blossom
    return blossom


@compiled
def release(nest: Nest, blossom: int) -> int:
    """Undo an outermost blossom; its children, base first, are left in `ring`, counted."""
    node = nest.node
    child, count = node[blossom].child, 0
    while node[child].parent == blossom:
        nest.ring[count] = child
        node[child].parent = -1
        count += 1
        stand_in = node[child].stand_in
        if stand_in != node[blossom].stand_in:
            _stand_for(node, child, stand_in)
        node[stand_in].top = child
        child = node[child].sibling
    node[blossom].size = 0
    nest.spare[0] += 1
    nest.spare[nest.spare[0]] = blossom
    return count


@compiled
def _stand_for(node: NodeArray, blossom: int, stand_in: int) -> None:
    vertex, last = node[blossom].first, node[blossom].last
    while vertex != last:
        node[vertex].part = stand_in
        vertex = node[vertex].after
    node[last].part = stand_in


@compiled
def turn(nest: Nest, blossom: int, base: int) -> None:
    """Match a blossom inside so that another member becomes its base.

    The partner of the new base is for the caller to set.
    """
    blossoms, bases = nest.calls[0], nest.calls[1]
    blossoms[0], bases[0], waiting = blossom, base, 1
    while waiting:
        waiting -= 1
        whole, to = blossoms[waiting], bases[waiting]
        if nest.node[whole].base == to:
            continue
        holder = to
        while holder != whole:
            around = nest.node[holder].parent
            waiting = _turn_ring(nest, around, holder, waiting)
            nest.node[around].child, nest.node[around].base = holder, to
            holder = around


@compiled
def _turn_ring(nest: Nest, blossom: int, holder: int, waiting: int) -> int:
    """Pair the children anew so that `holder` is left over; the blossoms that wait to be turned."""
    node, blossoms, bases = nest.node, nest.calls[0], nest.calls[1]
    old, steps = node[blossom].child, 0
    at = old
    while at != holder:
        at, steps = node[at].sibling, steps + 1
    # An even number of children is paired anew: from the old base up to the holder, or from the
    # holder on up to the old base.
    at = old if steps % 2 == 0 else node[holder].sibling
    stop = holder if steps % 2 == 0 else node[old].sibling
    while at != stop:
        beside, near, far = node[at].sibling, node[at].near, node[at].far
        node[near].mate, node[far].mate = far, near
        blossoms[waiting], bases[waiting] = at, near
        blossoms[waiting + 1], bases[waiting + 1] = beside, far
        waiting += 2
        at = node[beside].sibling
    return waiting
