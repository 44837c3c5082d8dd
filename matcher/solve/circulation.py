"""A two-sided instance over named pairs as a circulation of least cost.

::

    SOURCE --> row groups --> rows --pairs--> columns --> column groups --> SINK --> SOURCE
                                                                        (the cohort)

A pair's reduced cost is its weight minus the price of its row and of its column, where the price of
a row adds up its own price and those of the groups that hold it, and the price of a column adds up
its own, those of its groups and that of the cohort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from matcher.solve.flow import Arcs
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.limits import Group, Limits, parents
from matcher.solve.result import GroupPrice, Prices

SOURCE, SINK = 0, 1


@dataclass(frozen=True)
class Frame:
    """Everything of the network but the pairs: nodes, and the arcs of the limits.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns.
    tail, head, lower, upper, cost : ndarrays of shape (k,), int64
        Rows, columns, groups, the return arc, and then ways to fall short of a minimum.
    nodes : int
    single : tuple of ndarrays of shape (n,), (m,), bool
        Which rows and columns have one partner at most.
    """

    shape: tuple[int, int]
    tail: IntArray
    head: IntArray
    lower: IntArray
    upper: IntArray
    cost: IntArray
    nodes: int
    single: tuple[BoolArray, BoolArray]

    @classmethod
    def of(cls, limits: Limits, penalty: int | None = None) -> Frame:
        """Lay out rows, columns, row groups and column groups after the source and the sink.

        With a `penalty`, a city may fall short of its minimum, at that cost for each partner: then
        a flow exists whatever the pairs, and shows what is missing.
        """
        n, m = len(limits.row_max), len(limits.col_max)
        row_group, col_group = 2 + n + m, 2 + n + m + len(limits.row_groups)
        rows, cols = 2 + np.arange(n), 2 + n + np.arange(m)
        over_row, over_row_group = _above(limits.row_groups, n, row_group, SOURCE)
        over_col, over_col_group = _above(limits.col_groups, m, col_group, SINK)
        row_groups = row_group + np.arange(len(limits.row_groups))
        col_groups = col_group + np.arange(len(limits.col_groups))
        row_caps, col_caps = (
            np.array([group.most for group in groups], dtype=np.int64)
            for groups in (limits.row_groups, limits.col_groups)
        )
        # Without a cohort the return arc never binds.
        most = limits.max_pairs
        most = limits.row_max.sum() + limits.col_max.sum() + 1 if most is None else most
        none = np.zeros(len(row_caps) + len(col_caps) + 1, dtype=np.int64)
        needy = np.zeros(n, dtype=bool), np.zeros(m, dtype=bool)
        if penalty is not None:
            needy = limits.row_min > 0, limits.col_min > 0
        back, forth = rows[needy[0]], cols[needy[1]]
        short = np.concatenate([limits.row_min[needy[0]], limits.col_min[needy[1]]])
        tail = [over_row, cols, over_row_group, col_groups, [SINK]]
        head = [rows, over_col, row_groups, over_col_group, [SOURCE]]
        return cls(
            shape=(n, m),
            tail=np.concatenate([*tail, back, np.full(len(forth), SOURCE)]),
            head=np.concatenate([*head, np.full(len(back), SOURCE), forth]),
            lower=np.concatenate([limits.row_min, limits.col_min, none, np.zeros_like(short)]),
            upper=np.concatenate(
                [limits.row_max, limits.col_max, row_caps, col_caps, [most], short]
            ),
            cost=np.concatenate(
                [np.zeros(n + m + len(none), dtype=np.int64), np.full(len(short), penalty or 0)]
            ),
            nodes=2 + n + m + len(none) - 1,
            single=(limits.row_max <= 1, limits.col_max <= 1),
        )

    def arcs(self, pairs: IntArray, whole: IntArray, required: BoolArray | None = None) -> Arcs:
        """The circulation over some pairs; their arcs come first.

        Parameters
        ----------
        pairs : ndarray of shape (k, 2)
        whole : ndarray of shape (k,), int64
            Weights, maximised.
        required : ndarray of shape (k,), bool, optional
            Pairs that every plan holds.
        """
        n = self.shape[0]
        must = np.zeros(len(pairs), dtype=bool) if required is None else required
        # Where a city has one partner, its own limit keeps the pair at one: the pair needs none,
        # and then a chosen pair meets its prices exactly.
        free = (self.single[0][pairs[:, 0]] | self.single[1][pairs[:, 1]]) & ~must
        return Arcs(
            tail=np.concatenate([2 + pairs[:, 0], self.tail]),
            head=np.concatenate([2 + n + pairs[:, 1], self.head]),
            lower=np.concatenate([must.astype(np.int64), self.lower]),
            upper=np.concatenate([np.where(free, 2, 1), self.upper]),
            cost=np.concatenate([-whole, self.cost]),
            nodes=self.nodes,
        )

    def faced(self, potentials: IntArray) -> tuple[IntArray, IntArray]:
        """What a pair pays for its row and for its column, shapes (n,) and (m,).

        The first counts the groups of the row, the second those of the column and the cohort.
        """
        n, m = self.shape
        return potentials[2 : 2 + n], -potentials[2 + n : 2 + n + m]

    def potentials(self, row_price: IntArray, col_price: IntArray) -> IntArray:
        """Potentials of rows and columns from what a pair pays for them; 0 elsewhere."""
        n, m = self.shape
        potentials = np.zeros(self.nodes, dtype=np.int64)
        potentials[2 : 2 + n] = row_price
        potentials[2 + n : 2 + n + m] = -col_price
        return potentials

    def flow(self, pairs: IntArray, taken: BoolArray, limits: Limits) -> IntArray:
        """Flow of a plan on the arcs of the pairs and of the limits.

        Parameters
        ----------
        pairs : ndarray of shape (k, 2)
        taken : ndarray of shape (k,), bool
        """
        used = [np.bincount(pairs[taken, side], minlength=self.shape[side]) for side in (0, 1)]
        inside = [
            [int(used[side][group.members].sum()) for group in groups]
            for side, groups in enumerate((limits.row_groups, limits.col_groups))
        ]
        groups = [np.array(held, dtype=np.int64) for held in inside]
        flow = np.zeros(len(pairs) + len(self.tail), dtype=np.int64)
        parts = np.concatenate([taken, *used, *groups, [taken.sum()]])
        flow[: len(parts)] = parts
        return flow

    def shortfall(self, flow: IntArray) -> int:
        """Partners that are missing from minimums in a flow over pairs and limits."""
        return int(flow[len(flow) - len(self.tail) :][self._limits :].sum())

    @property
    def back(self) -> int:
        """Place of the return arc after the arcs of the pairs."""
        return self._limits - 1

    @property
    def _limits(self) -> int:
        """Number of arcs that stand for limits, the return arc included."""
        return self.nodes - 1

    def prices(self, potentials: IntArray, limits: Limits) -> Prices:
        """Potentials as one price for each limit; the source has potential 0."""
        n, m = self.shape
        # Along an arc of a limit the drop of the potential is the price of its upper bound.
        drop = (potentials[self.head] - potentials[self.tail])[: self._limits]
        # A price below 0 says something only where a minimum holds; else 0 proves as much.
        drop = np.where(self.lower[: self._limits] > 0, drop, np.maximum(drop, 0))
        row, col = drop[:n], drop[n : n + m]
        groups = drop[n + m : -1].tolist()
        sides: list[Literal["left", "right"]] = ["left"] * len(limits.row_groups)
        sides += ["right"] * len(limits.col_groups)
        named = [
            GroupPrice(side, tuple(group.members.tolist()), group.most, float(price))
            for side, group, price in zip(
                sides, (*limits.row_groups, *limits.col_groups), groups, strict=True
            )
            if price
        ]
        return Prices(
            left=np.maximum(row, 0).astype(np.float64),
            right=np.maximum(col, 0).astype(np.float64),
            left_floor=np.maximum(-row, 0).astype(np.float64),
            right_floor=np.maximum(-col, 0).astype(np.float64),
            cohort=float(drop[-1]),
            groups=tuple(named),
        )


def _above(
    groups: tuple[Group, ...], size: int, first: int, root: int
) -> tuple[IntArray, IntArray]:
    """Node above each city, and above each group."""
    city, group = parents(groups, size)
    return np.where(city < 0, root, first + city), np.where(group < 0, root, first + group)
