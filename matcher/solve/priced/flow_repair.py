"""The best flow over some pairs, going on from the one over fewer pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.circulation import SINK, SOURCE
from matcher.solve.flow import Arcs
from matcher.solve.instance import IntArray
from matcher.solve.priced.flow_kernels import Network, fill, gaining, network, push, route
from matcher.solve.priced.shortlist import Listed

# Arcs that gain, as a share of the nodes, up to which shortest paths alone are quickest.
FEW = 0.1
# First step of a push as a part of the spread of the potentials, how fast it shrinks, and the last.
FIRST_STEP, NEXT_STEP, STEP_FALL, LAST_STEP = 20, 5000, 10, 3
# Arcs looked at, for each arc, before giving up.
PATIENCE = 400


@dataclass(frozen=True)
class Carried:
    """A flow to go on from, in a form that outlives the list of pairs it was found on.

    Parameters
    ----------
    pairs : ndarray of shape (c,), int64
        Pairs that carry a unit, as one number each, ascending.
    limits : ndarray of shape (k,)
        Flow on the arcs of the limits.
    """

    pairs: IntArray
    limits: IntArray

    @classmethod
    def of(cls, listed: Listed, flow: IntArray) -> Carried:
        """From a flow over some pairs, whose arcs come first."""
        k = len(listed.rows)
        return cls(_names(listed)[flow[:k] > 0], flow[k:])

    def over(self, listed: Listed) -> IntArray:
        """The same flow over a list that holds at least the pairs that carry it."""
        flow = np.zeros(len(listed.rows), dtype=np.int64)
        flow[np.searchsorted(_names(listed), self.pairs)] = 1
        return np.concatenate([flow, self.limits])


def repaired(
    arcs: Arcs, flow: IntArray | None, guess: IntArray, back: int | None
) -> IntArray | None:
    """Flow of least cost, or None where that takes too long or no flow meets the bounds.

    Parameters
    ----------
    arcs : Arcs
        A circulation as `matcher.solve.circulation.Frame` lays it out.
    flow : ndarray of shape (k,) or None
        Within the bounds.
    guess : ndarray of shape (nodes,)
        Potentials that are nearly right.
    back : int or None
        Position of the return arc where it never binds.

    Returns
    -------
    ndarray of shape (k,)
    """
    first = flow is None
    flow = arcs.lower if flow is None else flow
    potential, excess = guess - guess[SOURCE], np.zeros(arcs.nodes, dtype=np.int64)
    if back is not None:
        # Source and sink are then one place, at one price.
        potential[SINK] = 0
    np.add.at(excess, arcs.head, flow)
    np.subtract.at(excess, arcs.tail, flow)
    net, place = network(
        arcs.tail,
        arcs.head,
        arcs.cost,
        flow - arcs.lower,
        arcs.upper - flow,
        excess,
        potential,
        1 if back is None else 2,
    )
    if not _balanced(net, first):
        return None
    better = arcs.upper - net.room[place]
    if back is not None:
        better[back] += excess[SINK]
    return better


def _balanced(net: Network, first: bool) -> bool:
    """Make a flow one of least cost, in place; False where that takes too long."""
    rest = PATIENCE * len(net.room)
    if gaining(net) > FEW * len(net.potential):
        spread = int(np.subtract(*np.percentile(net.potential, (90, 10))))
        step = max(spread // (FIRST_STEP if first else NEXT_STEP), LAST_STEP)
        while True:
            fill(net, step)
            for sign in (1, -1):
                rest = push(net, sign, step, rest)
                if rest < 0:
                    return False
            if step == LAST_STEP:
                break
            step = max(step // STEP_FALL, LAST_STEP)
    fill(net, 0)
    return route(net, rest) >= 0


def _names(listed: Listed) -> IntArray:
    return listed.rows.astype(np.int64) << 32 | listed.cols
