"""How many cities reach a level of satisfaction, as a sum of columns of a model.

A city with one partner at most reaches a level by some of its pairs; one with several partners gets
a column of its own, which may be 1 only where its points add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.model import Model
from matcher.solve.ruled.narrow import within_loss
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.satisfied import possible


@dataclass(frozen=True)
class Reached:
    """A model in which the number of cities at a level is `always` plus the gain.

    Parameters
    ----------
    model : Model
    gain : ndarray of shape (columns,), int64
    always : int
        Cities that reach the level with no partner.
    """

    model: Model
    gain: IntArray
    always: int

    def by(self, count: int, clock: Clock) -> Model:
        """The model with plans in which so many cities reach the level."""
        return within_loss(self.model, self.gain, count - self.always, clock)


class Cities:
    """The cities of an instance that fairness is over, with their pairs.

    Parameters
    ----------
    problem : Problem
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.possible = possible(problem)
        self.measured = np.flatnonzero(self.possible > 0)
        single = problem.most <= 1
        self.several = self.measured[~single[self.measured]]
        self._direct = (self.possible > 0) & single
        self._pairs = [np.flatnonzero((problem.ends == c).any(axis=1)) for c in self.several]

    def points_above(self, level: Fraction) -> IntArray:
        """Fewest whole points that are more than a level, for each city."""
        p, q = level.numerator, level.denominator
        return np.array([p * best // q + 1 for best in self.possible.tolist()], dtype=np.int64)

    def points_at(self, level: Fraction) -> IntArray:
        """Fewest whole points that reach a level, for each city."""
        p, q = level.numerator, level.denominator
        return np.array([-(-p * best // q) for best in self.possible.tolist()], dtype=np.int64)

    def reached(self, model: Model, points: IntArray) -> Reached:
        """Count the cities with at least so many points each.

        Parameters
        ----------
        model : Model
        points : ndarray of shape (cities,), int64
        """
        ends, values = self.problem.ends, self.problem.values
        gain = np.zeros(model.columns + len(self.several), dtype=np.int64)
        for side in (0, 1):
            city = ends[:, side]
            more = (values >= points[city]).astype(np.int64) - (points[city] <= 0)
            gain[: model.pairs] += np.where(self._direct[city], more, 0)
        gain[model.columns :] = 1
        always = int((points[self._direct] <= 0).sum())
        first = model.columns
        model = model.with_columns(np.ones(len(self.several), dtype=np.int64))
        for index, (city, at) in enumerate(zip(self.several.tolist(), self._pairs, strict=True)):
            asked, counts = int(points[city]), values[at]
            fewest = int(np.minimum(counts, 0).sum())
            if not fewest and asked > 0:
                # What exceeds the level counts no more; the relaxation is tighter so.
                counts = np.minimum(counts, asked)
            columns = np.append(at, first + index)
            model = model.with_line(columns, np.append(counts, fewest - asked), least=fewest)
        return Reached(model, gain, always)

    def extended(self, values: IntArray, points: IntArray) -> IntArray:
        """Values of a model's columns with those that `reached` adds, for the same plan."""
        chosen = values[: len(self.problem.pairs)] > 0
        sums = np.array(
            [int(self.problem.values[at][chosen[at]].sum()) for at in self._pairs], dtype=np.int64
        )
        return np.concatenate([values, (sums >= points[self.several]).astype(np.int64)])
