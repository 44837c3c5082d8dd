"""Pairs of a pool with their weights: the graph that a blossom search sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.priced.pool_graph_kernels import each_once, near
from matcher.solve.priced.shortlist import Shortlist


@dataclass(frozen=True)
class Graph:
    """Pairs a < b, sorted, with their weights.

    Parameters
    ----------
    ends : ndarray of shape (k, 2), int64
    whole : ndarray of shape (k,), int64
    """

    ends: IntArray
    whole: IntArray

    @classmethod
    def of(cls, pairs: IntArray, whole: IntArray) -> Graph:
        """Pairs in either order, each once."""
        off = pairs[:, 0] != pairs[:, 1]
        ends = np.sort(pairs[off], axis=1)
        _, first = np.unique(ends[:, 0] << 32 | ends[:, 1], return_index=True)
        return cls(ends[first], whole[off][first])

    @classmethod
    def listed(cls, shortlist: Shortlist) -> Graph:
        """All pairs of a list in lexicographic order."""
        rows, cols = shortlist.pairs.T
        return cls(*each_once(rows, cols, shortlist.whole.astype(np.int64), shortlist.shape[0]))

    def chosen(self, which: BoolArray) -> Graph:
        """Some of the pairs."""
        return Graph(self.ends[which], self.whole[which])

    def nearest(self, price: IntArray, most: int) -> Graph:
        """The pairs that are among the nearest to their prices, in halves, for one of their ends.

        Parameters
        ----------
        price : ndarray of shape (n,)
        most : int
            How many of each city; more where they are as near as the last.
        """
        slack = price[self.ends[:, 0]] + price[self.ends[:, 1]] - 2 * self.whole
        return self.chosen(near(self.ends, slack, len(price), most))

    def with_more(self, other: Graph) -> Graph:
        """The graph with more pairs."""
        return Graph.of(
            np.concatenate([self.ends, other.ends]), np.concatenate([self.whole, other.whole])
        )
