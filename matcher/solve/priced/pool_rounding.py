"""A plan of a pool from its relaxation: pairs held in both directions, then the nearest ones."""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.pool_integers import Plan
from matcher.solve.priced.doubled import Listed, Relaxed, Terms


def rounded_plan(found: Relaxed) -> Plan | None:
    """A plan near the relaxation, or None where a minimum was not met this way."""
    listed, n = found.shortlist(), len(found.terms.most)
    taken = np.isin(_keys(listed.pairs, n), _keys(found.twice(), n))
    # Pairs in both directions fit together; the others follow, nearest to their prices first.
    order = np.argsort(~taken, kind="stable")
    room = _Room(found.terms)
    worth = taken | (listed.whole > 0)
    chosen = [k for k in order[worth[order]].tolist() if room.take(*listed.pairs[k].tolist())]
    chosen += _for_minimums(listed, room, set(chosen))
    if room.short.any():
        return None
    pairs = np.concatenate([found.terms.required, listed.pairs[chosen]])
    required = found.overlay.source.at(found.terms.required)
    value = int(required.sum()) + int(listed.whole[chosen].sum())
    return Plan(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], value)


class _Room:
    """Places that are left once required pairs have theirs."""

    def __init__(self, terms: Terms) -> None:
        used = np.bincount(terms.required.ravel(), minlength=len(terms.most))
        self.places, self.least = terms.most - used, terms.least - used
        pairs = terms.max_pairs
        self.pairs = len(terms.most) ** 2 if pairs is None else pairs - len(terms.required)

    @property
    def short(self) -> np.ndarray:
        """Which cities are below their minimum."""
        return self.least > 0

    def take(self, a: int, b: int) -> bool:
        """Take a pair where it fits."""
        if self.pairs <= 0 or self.places[a] <= 0 or self.places[b] <= 0:
            return False
        self.pairs -= 1
        for city in (a, b):
            self.places[city] -= 1
            self.least[city] -= 1
        return True


def _for_minimums(listed: Listed, room: _Room, chosen: set[int]) -> list[int]:
    """More pairs for cities below their minimum, whatever they are worth."""
    more = []
    if room.short.any():
        for k, (a, b) in enumerate(listed.pairs.tolist()):
            needed = room.least[a] > 0 or room.least[b] > 0
            if needed and k not in chosen and room.take(a, b):
                more.append(k)
    return more


def _keys(pairs: IntArray, n: int) -> IntArray:
    return pairs[:, 0] * n + pairs[:, 1]
