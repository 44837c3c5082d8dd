"""Which odd sets a fractional plan overfills: components first, minimum odd cuts when none does.

Among the cities of a set, and along chosen pairs that leave it (its teeth), at most half of the
places and teeth together can be filled, rounded down. A set is overfilled exactly when the places
it leaves open, the pairs that leave it and what its teeth fall short of one are worth less than one
in all: a minimum odd cut (Padberg and Rao 1982; Letchford, Reinelt and Theis 2008 for pairs that
can be used once), read off a cut tree (Gusfield 1990). The open places of all cities meet in one
extra node. Where a city has one partner at most, a tooth at it says no more than a set without.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import BoolArray, IntArray

FloatArray = npt.NDArray[np.float64]
TINY = 1e-6
# Flows are whole numbers: a millionth of a pair is one unit.
UNITS = 10**6


class Cut(NamedTuple):
    """An odd set: cities, and pairs with one end among them."""

    members: tuple[int, ...]
    teeth: tuple[tuple[int, int], ...] = ()

    def most_pairs(self, most: IntArray) -> int:
        """How many of the pairs inside and the teeth a plan can hold."""
        return (int(most[list(self.members)].sum()) + len(self.teeth)) // 2


def overfilled(pairs: IntArray, x: FloatArray, most: IntArray) -> list[Cut]:
    """Odd sets that hold more pairs of `x` than fit; empty when there is none.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
    x : ndarray of shape (k,), 0..1
    most : ndarray of shape (n,)
    """
    fractional = (x > TINY) & (x < 1 - TINY)
    if not fractional.any():
        return []
    plan = _Plan(pairs, x, most, fractional)
    found: dict[Cut, None] = {}
    for members in _components(pairs[fractional], len(most)):
        whole = plan.cut(members)
        cuts = [whole] if whole is not None else plan.cuts_within(members)
        found.update(dict.fromkeys(cuts))
    return sorted(found)


def inside(members: npt.ArrayLike, pairs: IntArray, n: int) -> BoolArray:
    """Which pairs have both ends in a set of the n cities."""
    within = np.zeros(n, dtype=bool)
    within[np.asarray(members, dtype=np.int64)] = True
    both: BoolArray = within[pairs[:, 0]] & within[pairs[:, 1]]
    return both


def counted(members: npt.ArrayLike, teeth: npt.ArrayLike, pairs: IntArray, n: int) -> BoolArray:
    """Which pairs an odd set counts: those inside, and its teeth.

    Parameters
    ----------
    members : array-like of shape (s,)
    teeth : array-like of shape (t, 2)
        Pairs a < b.
    pairs : ndarray of shape (k, 2)
        Pairs a < b.
    n : int
    """
    held = inside(members, pairs, n)
    listed = np.asarray(teeth, dtype=np.int64).reshape(-1, 2)
    if len(listed):
        held |= np.isin(pairs[:, 0] * n + pairs[:, 1], listed[:, 0] * n + listed[:, 1])
    return held


class _Plan:
    """A fractional plan, its open places, and the sets it overfills."""

    def __init__(
        self, pairs: IntArray, x: FloatArray, most: IntArray, fractional: BoolArray
    ) -> None:
        used = x > TINY
        self.pairs, self.x, self.most = pairs[used], x[used], most
        self.fractional = fractional[used]
        filled = sum(np.bincount(self.pairs[:, end], self.x, len(most)) for end in (0, 1))
        self.open_places = np.maximum(most - filled, 0.0)

    def cut(self, members: IntArray) -> Cut | None:
        """The set with its best teeth, where it is overfilled."""
        within = np.zeros(len(self.most), dtype=bool)
        within[members] = True
        ends = within[self.pairs]
        leaving = np.flatnonzero(ends[:, 0] != ends[:, 1])
        share = self.x[leaving]
        teeth = share > 0.5
        if (int(self.most[members].sum()) + int(teeth.sum())) % 2 == 0:
            if not len(share):
                return None
            nearest = int(np.abs(share - 0.5).argmin())
            teeth[nearest] = not teeth[nearest]
        chosen = self.pairs[leaving[teeth]]
        for made in (self._plainer(within, chosen), self._cut(within, chosen)):
            if made is not None and self._too_many(made):
                return made
        return None

    def cuts_within(self, members: IntArray) -> list[Cut]:
        """Overfilled sets among the sides of a cut tree over some cities."""
        found = (self.cut(side) for side in self._sides(members) if len(side))
        return [cut for cut in found if cut is not None]

    def _plainer(self, within: BoolArray, teeth: IntArray) -> Cut | None:
        """The same set with cities taken in or left out instead of teeth at them."""
        single = (self.most == 1)[teeth]
        out = ~within[teeth]
        taken, left = teeth[single & out], teeth[single & ~out]
        if not len(taken) and not len(left):
            return None
        changed = within.copy()
        changed[taken], changed[left] = True, False
        return self._cut(changed, teeth[~single.any(axis=1)])

    def _cut(self, within: BoolArray, teeth: IntArray) -> Cut:
        listed = sorted((int(a), int(b)) for a, b in teeth.tolist())
        return Cut(tuple(np.flatnonzero(within).tolist()), tuple(listed))

    def _too_many(self, cut: Cut) -> bool:
        places = int(self.most[list(cut.members)].sum()) + len(cut.teeth)
        held = self.x[counted(cut.members, cut.teeth, self.pairs, len(self.most))].sum()
        return len(cut.members) > 0 and places % 2 == 1 and held > places // 2 + TINY

    def _sides(self, members: IntArray) -> Iterator[IntArray]:
        """The two sides of every cut of a cut tree, without the extra node."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import breadth_first_order, maximum_flow

        size = len(members)
        within = inside(members, self.pairs, len(self.most)) & self.fractional
        a, b = (np.searchsorted(members, self.pairs[within, end]) for end in (0, 1))
        share = np.minimum(self.x[within], 1 - self.x[within])
        open_places = self.open_places[members]
        city, extra = np.arange(size), np.full(size, size)
        tail, head = np.concatenate([a, b, city, extra]), np.concatenate([b, a, extra, city])
        room = np.concatenate([share, share, open_places, open_places])
        graph = coo_array(
            (np.rint(room * UNITS).astype(np.int32), (tail, head)), shape=(size + 1, size + 1)
        ).tocsr()
        graph.eliminate_zeros()
        parent = np.zeros(size + 1, dtype=np.int64)
        for node in range(1, size + 1):
            left = graph - maximum_flow(graph, node, int(parent[node])).flow
            left.data[left.data < 0] = 0
            left.eliminate_zeros()
            side = np.zeros(size + 1, dtype=bool)
            side[breadth_first_order(left, node, return_predecessors=False)] = True
            moved = side & (parent == parent[node])
            moved[: node + 1] = False
            parent[moved] = node
            yield members[~side[:size] if side[size] else side[:size]]


def _components(pairs: IntArray, n: int) -> list[IntArray]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    return [np.flatnonzero(label == part) for part in np.unique(label[pairs[:, 0]])]
