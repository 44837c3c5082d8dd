"""A heap of nodes by a key that may fall, for shortest paths in kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def sift_up(heap: Array, slot: Array, key: Array, at: int) -> None:
    """Put the node at one place of the heap where it belongs, after its key fell.

    Parameters
    ----------
    heap : ndarray
        Nodes, least key first; equal keys by node.
    slot : ndarray of shape (nodes,)
        Place of each node of the heap.
    key : ndarray of shape (nodes,)
    """
    node = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        other = heap[above]
        if key[other] < key[node] or (key[other] == key[node] and other < node):
            break
        heap[at], slot[other] = other, at
        at = above
    heap[at], slot[node] = node, at


@compiled
def pop(heap: Array, slot: Array, key: Array, size: int) -> int:
    """Take the first node out of a heap of some size; its slot becomes -1."""
    first, node = heap[0], heap[size - 1]
    size -= 1
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size:
            a, b = heap[below], heap[below + 1]
            if key[b] < key[a] or (key[b] == key[a] and b < a):
                below += 1
        other = heap[below]
        if key[node] < key[other] or (key[node] == key[other] and node < other):
            break
        heap[at], slot[other] = other, at
        at = below
    if size > 0:
        heap[at], slot[node] = node, at
    slot[first] = -1
    return int(first)
