"""One pass over all pairs: what every city could have had, in memory linear in the cities.

::

    band of rows --> tally of its rows (partners along the band)
                 --> tally of its columns (partners down the band)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.plan.bands import Band

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ends:
    """The chosen pairs as seen from one side.

    Parameters
    ----------
    city, partner : ndarray of shape (k,)
        Positions on this side and on the other.
    score : ndarray of shape (k,)
        In points.
    """

    city: IntArray
    partner: IntArray
    score: IntArray


@dataclass(frozen=True)
class Leading:
    """The best partners of some cities.

    Parameters
    ----------
    cities : ndarray of shape (g,)
        Positions of the cities, ascending.
    partners : ndarray of shape (g, k)
        Positions of their best partners, best first; -1 where there are fewer.
    scores : ndarray of shape (g, k)
        In points; -1 where there are fewer.
    """

    cities: IntArray
    partners: IntArray
    scores: IntArray


class Tally:
    """What each city of one side could have, gathered from blocks in any order.

    A partner is one whole number, score x partners + (partners - 1 - position), so that greater
    means better and ties go to the smaller position. Scores stay below 2**20 and a side below
    2**40 cities, so it fits 64 bits.

    Parameters
    ----------
    partners : int
        Number of cities of the other side.
    keep : ndarray of shape (n,)
        How many of its best partners are kept for each city, at least.
    has_room : ndarray of shape (partners,), bool
        Cities of the other side that could take one partner more.
    ends : Ends
        Chosen pairs, for their ranks.
    held_back : ndarray of shape (partners,), bool, optional
        Cities of the other side that could take one partner more but for a cap that is full.
    """

    def __init__(
        self,
        partners: int,
        keep: IntArray,
        has_room: BoolArray,
        ends: Ends,
        held_back: BoolArray | None = None,
    ) -> None:
        self.partners = partners
        self.ends = ends
        self.permitted = np.zeros(len(keep), dtype=np.int64)
        self.free = np.zeros(len(keep), dtype=np.bool_)
        self.held = np.zeros(len(keep), dtype=np.bool_)
        self._has_room = has_room
        self._held_back = held_back
        # Cities that keep about as many stand in one table: a host of hundreds must not widen
        # the rows of thousands of guests.
        classes = np.ceil(np.log2(np.maximum(keep, 1))).astype(np.int64)
        self._best = {}
        for step in np.unique(classes).tolist():
            cities = np.flatnonzero(classes == step)
            width = min(2**step, partners)
            self._best[step] = cities, np.full((len(cities), width), -1, dtype=np.int64)
        self._order = np.argsort(ends.city, kind="stable")
        self._end_city = ends.city[self._order]
        self._end_key = self._key(ends.score, ends.partner)[self._order]
        self._better = np.zeros(len(self._order), dtype=np.int64)

    def add(self, top: int, first: int, whole: IntArray) -> None:
        """Take in one block.

        Parameters
        ----------
        top, first : int
            Position of its first city on this side, and of its first partner on the other.
        whole : ndarray of shape (cities, partners)
            Scores in points, -1 where a pair is not permitted.
        """
        bottom, last = top + whole.shape[0], first + whole.shape[1]
        open_to = whole >= 0
        self.permitted[top:bottom] += np.count_nonzero(open_to, axis=1)
        self.free[top:bottom] |= (open_to & self._has_room[first:last]).any(axis=1)
        if self._held_back is not None:
            self.held[top:bottom] |= (open_to & self._held_back[first:last]).any(axis=1)
        keys = self._key(whole, np.arange(first, last))
        self._rank(top, bottom, keys)
        for cities, best in self._best.values():
            low, high = np.searchsorted(cities, (top, bottom))
            rows = cities[low:high] - top
            _merge(best[low:high], keys if len(rows) == len(keys) else keys[rows])

    @property
    def leading(self) -> Iterator[Leading]:
        """The best partners, for all cities that keep about as many at a time."""
        for cities, best in self._best.values():
            keys = best[:, ::-1]
            there = keys >= 0
            partners = np.where(there, self.partners - 1 - keys % self.partners, -1)
            yield Leading(cities, partners, np.where(there, keys // self.partners, -1))

    @property
    def ranks(self) -> IntArray:
        """Place of the partner of each end among all permitted ones, from 1."""
        ranks = np.empty_like(self._better)
        ranks[self._order] = self._better + 1
        return ranks

    def _key(self, whole: IntArray, partner: IntArray) -> IntArray:
        keys: IntArray = np.multiply(whole, self.partners, order="C")
        keys += self.partners - 1 - partner
        return keys

    def _rank(self, top: int, bottom: int, keys: IntArray) -> None:
        low, high = np.searchsorted(self._end_city, (top, bottom))
        if low < high:
            mine = keys[self._end_city[low:high] - top]
            better = mine > self._end_key[low:high, None]
            self._better[low:high] += np.count_nonzero(better, axis=1)


def _merge(best: IntArray, keys: IntArray) -> None:
    """Take the greater of new keys into a table of the greatest so far, rows ascending."""
    width = best.shape[1]
    touched = np.flatnonzero((keys > best[:, :1]).any(axis=1))
    if touched.size:
        merged = np.concatenate([best[touched], keys[touched]], axis=1)
        merged.partition(merged.shape[1] - width, axis=1)
        best[touched] = np.sort(merged[:, -width:], axis=1)


@dataclass(frozen=True)
class Survey:
    """The tallies of both sides; in one pool they are the same tally.

    Parameters
    ----------
    left, right : Tally
    """

    left: Tally
    right: Tally

    def add(self, band: Band) -> None:
        """Take in one band, for its rows and for its columns."""
        whole = np.where(np.isnan(band.scores), -1.0, band.scores).astype(np.int64)
        self.left.add(band.top, band.first, whole)
        if self.right is not self.left:
            self.right.add(band.first, band.top, whole.T)
        elif whole.shape[1] > whole.shape[0]:
            # The square of the band's own rows held both orders already.
            inner = band.bottom - band.top
            self.right.add(band.bottom, band.top, whole[:, inner:].T)

    @property
    def permitted_pairs(self) -> int:
        """Permitted pairs, each counted once."""
        found = int(self.left.permitted.sum())
        return found // 2 if self.right is self.left else found
