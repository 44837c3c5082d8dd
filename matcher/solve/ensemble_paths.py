"""Shortest augmenting paths over a sparse list of pairs, from either side.

Prices are such that ``own[a] + other[b] >= weight`` on every listed pair, with equality on the
pairs of the plan. A city whose price is 0 may stay without a partner. A search starts at a city
that has no partner and a price above 0, and ends where that is put right: at a city of the other
side without a partner, or at a city of its own side whose price falls to 0.
"""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

FAR = 2**62


@compiled
def place_all(
    starts: IntArray,
    heads: IntArray,
    weights: IntArray,
    own: IntArray,
    other: IntArray,
    partner: IntArray,
    partner_of: IntArray,
) -> int:
    """Search from every city of one side that has no partner and a price above 0.

    Parameters
    ----------
    starts, heads, weights : ndarrays
        Pairs of city a stand at ``starts[a]:starts[a + 1]``.
    own, other : ndarrays of prices
        Updated.
    partner, partner_of : ndarrays
        Partner of each city of its own side and of the other, -1 for none. Updated.

    Returns
    -------
    int
        Cities scanned.
    """
    here, there = len(own), len(other)
    distance = np.full(there, FAR)
    came = np.empty(there, dtype=np.int64)
    open_cities = np.empty(there, dtype=np.int64)
    settled = np.empty(there, dtype=np.int64)
    scanned = np.empty(here, dtype=np.int64)
    scanned_at = np.empty(here, dtype=np.int64)
    work = 0
    for root in range(here):
        if partner[root] >= 0 or own[root] <= 0:
            continue
        count_open = count_settled = count_scanned = 0
        a, length = root, 0
        give_up, alone = own[root], root
        while True:
            scanned[count_scanned] = a
            scanned_at[count_scanned] = length
            count_scanned += 1
            if length + own[a] < give_up:
                give_up, alone = length + own[a], a
            base = length + own[a]
            for e in range(starts[a], starts[a + 1]):
                b = heads[e]
                through = base + other[b] - weights[e]
                if through < distance[b] and through < give_up:
                    if distance[b] == FAR:
                        open_cities[count_open] = b
                        count_open += 1
                    distance[b] = through
                    came[b] = a
            nearest, length = -1, give_up
            for k in range(count_open):
                if distance[open_cities[k]] < length:
                    nearest, length = k, distance[open_cities[k]]
            if nearest < 0:
                b = -1
                break
            b = open_cities[nearest]
            if partner_of[b] < 0:
                break
            count_open -= 1
            open_cities[nearest] = open_cities[count_open]
            settled[count_settled] = b
            count_settled += 1
            a = partner_of[b]
        work += count_scanned
        for k in range(count_scanned):
            own[scanned[k]] -= length - scanned_at[k]
        for k in range(count_settled):
            other[settled[k]] += length - distance[settled[k]]
            distance[settled[k]] = FAR
        for k in range(count_open):
            distance[open_cities[k]] = FAR
        if b < 0:
            if alone == root:
                continue
            b = partner[alone]
            partner[alone] = -1
        while True:
            a = came[b]
            before = partner[a]
            partner[a] = b
            partner_of[b] = a
            if a == root:
                break
            b = before
    return work
