"""An instance read once: weights in whole numbers, permitted pairs, limits, wishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import (
    BoolArray,
    FloatArray,
    IntArray,
    read_capacities,
    read_cohort,
    read_pairs,
    read_weights,
)
from matcher.solve.limits import Group, Limits, read_groups


@dataclass(frozen=True)
class Problem:
    """Who may meet whom, for how many points, within which limits.

    Built by `Problem.two_sided` or `Problem.one_pool`, which take the arguments of the solvers of
    those names.

    Parameters
    ----------
    weights : ndarray of shape (n, m), int64
        Points, maximised; 0 where not permitted.
    permitted : ndarray of shape (n, m), bool
        In one pool symmetric, and False on the diagonal.
    pool : bool
    limits : Limits
        In one pool the cities are the rows, and there are no columns.
    required, forbidden : ndarray of shape (k, 2), int64
        In one pool a < b.

    Examples
    --------
    >>> problem = Problem.two_sided([[5, 3], [4, 1]], max_pairs=1)
    >>> problem.pairs.tolist(), problem.values.tolist()
    ([[0, 0], [0, 1], [1, 0], [1, 1]], [5, 3, 4, 1])
    """

    weights: IntArray
    permitted: BoolArray
    pool: bool
    limits: Limits
    required: IntArray
    forbidden: IntArray

    @classmethod
    def two_sided(
        cls,
        weights: Any,
        *,
        left_max: npt.ArrayLike = 1,
        right_max: npt.ArrayLike = 1,
        left_min: npt.ArrayLike = 0,
        right_min: npt.ArrayLike = 0,
        forbidden: npt.ArrayLike | None = None,
        required: npt.ArrayLike | None = None,
        unmatched_allowed: bool = True,
        max_pairs: int | None = None,
        left_groups: Iterable[Any] | None = None,
        right_groups: Iterable[Any] | None = None,
    ) -> Problem:
        """Read two sides; see `matcher.solve.two_sided` for the arguments.

        Raises
        ------
        SolverInputError
            When an argument cannot be read, or the weights are not whole numbers.
        """
        whole, permitted = _whole(weights, pool=False)
        n, m = whole.shape
        row_min, row_max = read_capacities(left_min, left_max, n, "left")
        col_min, col_max = read_capacities(right_min, right_max, m, "right")
        if not unmatched_allowed:
            row_min = np.maximum(row_min, 1) if n <= m else row_min
            col_min = np.maximum(col_min, 1) if m <= n else col_min
        limits = Limits(
            row_min,
            row_max,
            col_min,
            col_max,
            read_cohort(max_pairs),
            read_groups(left_groups, n, "left_groups"),
            read_groups(right_groups, m, "right_groups"),
        )
        asked, barred = (
            read_pairs(pairs, (n, m), name)
            for pairs, name in ((required, "required"), (forbidden, "forbidden"))
        )
        return cls(whole, permitted, False, limits, asked, barred)

    @classmethod
    def one_pool(
        cls,
        weights: Any,
        *,
        max_partners: npt.ArrayLike = 1,
        min_partners: npt.ArrayLike = 0,
        forbidden: npt.ArrayLike | None = None,
        required: npt.ArrayLike | None = None,
        unmatched_allowed: bool = True,
        max_pairs: int | None = None,
    ) -> Problem:
        """Read one pool; see `matcher.solve.one_pool` for the arguments.

        Raises
        ------
        SolverInputError
            When an argument cannot be read, or the weights are not whole or not symmetric.
        """
        whole, permitted = _whole(weights, pool=True)
        shape = whole.shape[0], whole.shape[1]
        least, most = read_capacities(min_partners, max_partners, shape[0], "partners")
        least = least if unmatched_allowed else np.maximum(least, 1)
        none = np.empty(0, dtype=np.int64)
        asked, barred = (
            np.unique(np.sort(read_pairs(pairs, shape, name), axis=1), axis=0)
            for pairs, name in ((required, "required"), (forbidden, "forbidden"))
        )
        limits = Limits(least, most, none, none, read_cohort(max_pairs))
        return cls(whole, permitted, True, limits, asked, barred)

    @property
    def max_pairs(self) -> int | None:
        """Size of the cohort."""
        return self.limits.max_pairs

    @property
    def cities(self) -> int:
        """Number of cities, of both sides together."""
        return len(self.least)

    @cached_property
    def least(self) -> IntArray:
        """Fewest partners of each city, the left side first, shape (cities,)."""
        return np.concatenate([self.limits.row_min, self.limits.col_min])

    @cached_property
    def most(self) -> IntArray:
        """Most partners of each city, the left side first, shape (cities,)."""
        return np.concatenate([self.limits.row_max, self.limits.col_max])

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Groups of both sides, in the numbers of `ends`."""
        n = len(self.limits.row_max)
        moved = (Group(g.members + n, g.most) for g in self.limits.col_groups)
        return (*self.limits.row_groups, *moved)

    @cached_property
    def open(self) -> BoolArray:
        """Pairs that may be chosen, shape (n, m); in one pool a < b only."""
        found = np.triu(self.permitted, 1) if self.pool else self.permitted.copy()
        found[self.forbidden[:, 0], self.forbidden[:, 1]] = False
        return found

    @cached_property
    def pairs(self) -> IntArray:
        """Pairs that may be chosen, in lexicographic order, shape (k, 2)."""
        return np.argwhere(self.open)

    @cached_property
    def values(self) -> IntArray:
        """Points of each of `pairs`, shape (k,)."""
        points: IntArray = self.weights[self.pairs[:, 0], self.pairs[:, 1]]
        return points

    @cached_property
    def ends(self) -> IntArray:
        """Both cities of each of `pairs`, numbered through both sides, shape (k, 2)."""
        offset = 0 if self.pool else len(self.limits.row_max)
        numbered: IntArray = self.pairs + np.array([0, offset])
        return numbered

    @cached_property
    def must(self) -> BoolArray:
        """Which of `pairs` are required, shape (k,)."""
        found = np.zeros(len(self.pairs), dtype=bool)
        at = self.positions(self.required)
        found[at[at >= 0]] = True
        return found

    @cached_property
    def _places(self) -> IntArray:
        table = np.full(self.weights.shape, -1, dtype=np.int64)
        table[self.open] = np.arange(len(self.pairs))
        return table

    def positions(self, pairs: npt.ArrayLike) -> IntArray:
        """Where pairs stand in `pairs`, and -1 for one that may not be chosen, shape (k,)."""
        at = self.ordered(pairs)
        found: IntArray = self._places[at[:, 0], at[:, 1]]
        return found

    def ordered(self, pairs: npt.ArrayLike) -> IntArray:
        """Pairs as an array of shape (k, 2), in one pool with a < b.

        Raises
        ------
        SolverInputError
            When the shape is wrong or a position is out of range.
        """
        given = np.asarray(pairs)
        if not given.size:
            return np.empty((0, 2), dtype=np.int64)
        read_pairs(given, self.weights.shape[:2], "pairs")
        found: IntArray = given.astype(np.int64)
        if self.pool:
            found.sort(axis=1)
        return found

    def total(self, pairs: npt.ArrayLike) -> int:
        """Points of some pairs together."""
        at = self.ordered(pairs)
        return int(sum(self.weights[at[:, 0], at[:, 1]].tolist()))

    def requiring(self, pairs: npt.ArrayLike) -> Problem:
        """The same instance with further required pairs."""
        asked = np.concatenate([self.required, self.ordered(pairs)])
        return replace(self, required=np.unique(asked, axis=0))

    def forbidding(self, pairs: npt.ArrayLike) -> Problem:
        """The same instance with further forbidden pairs."""
        barred = np.concatenate([self.forbidden, self.ordered(pairs)])
        return replace(self, forbidden=np.unique(barred, axis=0))

    def table(self, gains: IntArray | None = None) -> FloatArray:
        """Weights as the solvers take them: NaN where a pair may not be chosen.

        Parameters
        ----------
        gains : ndarray of shape (k,), optional
            What to maximise instead of the points, one number for each of `pairs`.
        """
        table = np.full(self.weights.shape, np.nan)
        i, j = self.pairs[:, 0], self.pairs[:, 1]
        table[i, j] = self.values if gains is None else gains
        if self.pool:
            table[j, i] = table[i, j]
        return table


def _whole(weights: Any, *, pool: bool) -> tuple[IntArray, BoolArray]:
    table = read_weights(weights, diagonal=not pool)
    if table.exponent is not None:
        raise SolverInputError(
            "rules over pairs need whole weights below 2**53; multiply and round them first"
        )
    if not pool:
        return table.whole, table.permitted
    n, m = table.shape
    if n != m:
        raise SolverInputError(f"one pool needs a square matrix, found {n} x {m}")
    permitted = table.permitted & ~np.eye(n, dtype=bool)
    unlike = (permitted != permitted.T) | (permitted & (table.whole != table.whole.T))
    if unlike.any():
        a, b = np.argwhere(unlike)[0].tolist()
        raise SolverInputError(
            f"one pool needs symmetric weights; ({a}, {b}) and ({b}, {a}) differ"
        )
    return table.whole, permitted
