"""Whole prices from an optimal flow: half way between the greatest and the least near a guess."""

from __future__ import annotations

import numpy as np

from matcher.solve.circulation import SINK, SOURCE
from matcher.solve.flow import Arcs
from matcher.solve.instance import IntArray
from matcher.solve.priced.potential_kernels import by_node, lower

# Looks per node before a graph counts as one with a negative cycle; real ones need two or three.
PATIENCE = 500


def centred_potentials(
    arcs: Arcs, flow: IntArray, guess: IntArray, *, pairs: int | None = None
) -> IntArray | None:
    """Potentials that prove a flow optimal, as near as whole numbers allow to the middle.

    The greatest ones below the guess and the least ones above it are both optimal. So is the floor
    of their midpoint, because the conditions are differences of whole numbers. From the middle,
    fewer pairs outside the flow look better than they are.

    Parameters
    ----------
    arcs : Arcs
        A circulation as `matcher.solve.circulation.Frame` lays it out.
    flow : ndarray of shape (k,)
    guess : ndarray of shape (nodes,)
    pairs : int, optional
        Ask nothing of arcs beyond so many: every city is matched, and prices may be negative.

    Returns
    -------
    ndarray of shape (nodes,), int64, or None
        0 at the source; None where the flow is not optimal, or patience ran out.
    """
    tail, head, cost = _residual(arcs, flow, pairs)
    looks = PATIENCE * arcs.nodes
    high, low = guess.copy(), -guess
    for potential, a, b in ((high, tail, head), (low, head, tail)):
        starts, order = by_node(a, arcs.nodes)
        if not lower(starts, b[order], cost[order], potential, looks):
            return None
    if pairs is None:
        high, low = high - high[SOURCE], low - low[SOURCE]
    return (high - low) >> 1


def _residual(arcs: Arcs, flow: IntArray, pairs: int | None) -> tuple[IntArray, IntArray, IntArray]:
    grow, fall = flow < arcs.upper, flow > arcs.lower
    # The price of the cohort is at least 0 even where the cohort is empty.
    extra = [SOURCE], [SINK], [0]
    if pairs is not None:
        grow[pairs:] = fall[pairs:] = False
        extra = [], [], []
    tail = np.concatenate([arcs.tail[grow], arcs.head[fall], np.array(extra[0], dtype=np.int64)])
    head = np.concatenate([arcs.head[grow], arcs.tail[fall], np.array(extra[1], dtype=np.int64)])
    cost = np.concatenate([arcs.cost[grow], -arcs.cost[fall], np.array(extra[2], dtype=np.int64)])
    return tail, head, cost
