"""A 0/1 model: one column for each pair that may be chosen, and lines that bound sums of columns.

::

    Problem, Rows --> Model (pairs first, then whatever the rules need) --> CP-SAT, and HiGHS
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matcher.errors import SolverInputError
from matcher.solve.instance import IntArray
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.rows import Row

# No limit; and what sums of a line or of an objective must stay below in 64 bits.
FREE = 2**60


@dataclass(frozen=True)
class Line:
    """A sum of columns between two numbers.

    Parameters
    ----------
    columns, coefficients : ndarray of shape (k,), int64
    least, most : int
        `-FREE` and `FREE` stand for no limit.
    """

    columns: IntArray
    coefficients: IntArray
    least: int
    most: int

    def value(self, values: IntArray) -> int:
        """The sum for some values of all columns."""
        return int(self.coefficients @ values[self.columns])


@dataclass(frozen=True)
class Model:
    """Columns of whole numbers within bounds, and lines over them.

    Parameters
    ----------
    pairs : int
        How many of the first columns are pairs.
    low, high : ndarray of shape (columns,), int64
    lines : tuple of Line
    """

    pairs: int
    low: IntArray
    high: IntArray
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, problem: Problem) -> Model:
        """The model of an instance without rules; every required pair must be open."""
        k = len(problem.pairs)
        order = np.argsort(problem.ends.T.ravel(), kind="stable")
        counted = np.bincount(problem.ends.ravel(), minlength=problem.cities)
        at = np.split(order % max(k, 1), np.cumsum(counted)[:-1]) if problem.cities else []
        lines = [
            _count(columns, least, most)
            for columns, least, most in zip(
                at, problem.least.tolist(), problem.most.tolist(), strict=True
            )
            if least or most < len(columns)
        ]
        if problem.max_pairs is not None:
            lines.append(_count(np.arange(k), 0, problem.max_pairs))
        for group in problem.groups:
            inside = np.isin(problem.ends, group.members).any(axis=1)
            lines.append(_count(np.flatnonzero(inside), 0, group.most))
        low = problem.must.astype(np.int64)
        return cls(k, low, np.ones(k, dtype=np.int64), tuple(lines))

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.low)

    def with_line(
        self,
        columns: IntArray,
        coefficients: IntArray,
        least: int | None = None,
        most: int | None = None,
    ) -> Model:
        """The model with one more line; None is no limit.

        Raises
        ------
        SolverInputError
            When the sum could leave 64 bits.
        """
        reach = np.maximum(np.abs(self.low[columns]), np.abs(self.high[columns]))
        if float(np.abs(coefficients.astype(np.float64)) @ reach) >= FREE:
            raise SolverInputError("the numbers of a rule are too large to add in 64 bits")
        low = -FREE if least is None else max(-FREE, least)
        high = FREE if most is None else min(FREE, most)
        line = Line(columns, coefficients.astype(np.int64), low, high)
        return replace(self, lines=(*self.lines, line))

    def with_columns(self, high: IntArray) -> Model:
        """The model with further columns, from 0 to `high`."""
        low = np.concatenate([self.low, np.zeros(len(high), dtype=np.int64)])
        return replace(self, low=low, high=np.concatenate([self.high, high]))

    def fixed(self, columns: IntArray, values: IntArray) -> Model:
        """The model with some columns decided."""
        low, high = self.low.copy(), self.high.copy()
        low[columns] = high[columns] = values
        return replace(self, low=low, high=high)

    def live(self) -> IntArray:
        """Columns that are not decided."""
        return np.flatnonzero(self.low < self.high)

    def shrunk(self, live: IntArray) -> Model:
        """The model over some columns; the others are decided, and lines that cannot bind go."""
        place = np.full(self.columns, -1, dtype=np.int64)
        place[live] = np.arange(len(live))
        lines = []
        for line in self.lines:
            at = place[line.columns]
            kept = at >= 0
            decided = int(line.coefficients[~kept] @ self.low[line.columns[~kept]])
            least = line.least if line.least <= -FREE else line.least - decided
            most = line.most if line.most >= FREE else line.most - decided
            counts, columns = line.coefficients[kept], line.columns[kept]
            ends = counts * self.low[columns], counts * self.high[columns]
            low, high = int(np.minimum(*ends).sum()), int(np.maximum(*ends).sum())
            if low < least or high > most:
                lines.append(Line(at[kept], counts, least, most))
        pairs = int(np.searchsorted(live, self.pairs))
        return Model(pairs, self.low[live], self.high[live], tuple(lines))

    def reaching(self, gain: IntArray, value: int) -> Model:
        """The model with plans of at least some value alone."""
        at = np.flatnonzero(gain)
        return self.with_line(at, gain[at], least=value)

    def keeps(self, values: IntArray) -> bool:
        """Whether values of all columns are within every bound and line."""
        inside = bool((values >= self.low).all() and (values <= self.high).all())
        return inside and all(line.least <= line.value(values) <= line.most for line in self.lines)

    def matrix(self) -> tuple[Any, IntArray, IntArray]:
        """Lines as a sparse matrix of shape (lines, columns), and their limits."""
        from scipy.sparse import csr_array

        sizes = [len(line.columns) for line in self.lines]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        data = np.concatenate([line.coefficients for line in self.lines] or [starts[:0]])
        at = np.concatenate([line.columns for line in self.lines] or [starts[:0]])
        table = csr_array((data, at, starts), shape=(len(self.lines), self.columns))
        limits = np.array([(line.least, line.most) for line in self.lines], dtype=np.int64)
        limits = limits.reshape(-1, 2)
        return table, limits[:, 0], limits[:, 1]


def with_rows(problem: Problem, model: Model, rows: Iterable[Row]) -> tuple[Model, IntArray]:
    """The model under rules, and what its columns cost: 0 for pairs, below 0 for shortfalls.

    A soft rule gets a column for what is missing and one for what is too much.
    """
    costs = [np.zeros(model.columns, dtype=np.int64)]
    for row in rows:
        at = problem.positions(row.pairs)
        columns, place = np.unique(at[at >= 0], return_inverse=True)
        sums = np.zeros(len(columns), dtype=np.int64)
        np.add.at(sums, place, row.coefficients[at >= 0])
        if row.price is not None:
            fewest = int(np.minimum(sums, 0).sum())
            most = int(np.maximum(sums, 0).sum())
            short = 0 if row.least is None else max(row.least - fewest, 0)
            over = 0 if row.most is None else max(most - row.most, 0)
            columns = np.concatenate([columns, model.columns + np.arange(2)])
            sums = np.concatenate([sums, [1, -1]])
            model = model.with_columns(np.array([short, over], dtype=np.int64))
            costs.append(np.array([-row.price, -row.price], dtype=np.int64))
        model = model.with_line(columns, sums, row.least, row.most)
    return model, np.concatenate(costs)


def _count(columns: IntArray, least: int, most: int) -> Line:
    return Line(columns, np.ones(len(columns), dtype=np.int64), least, most)
