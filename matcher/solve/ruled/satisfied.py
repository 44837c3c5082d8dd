"""What each city gets of the best it could have, as exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.ruled.problem import Problem


@dataclass(frozen=True)
class Satisfaction:
    """Satisfaction of every city in one plan; cities are numbered through both sides.

    Parameters
    ----------
    sums : ndarray of shape (cities,), int64
        Points of the city's pairs in the plan.
    possible : ndarray of shape (cities,), int64
        Points of its best permitted pairs, as many as it may have partners.
    partners : ndarray of shape (cities,), int64
    open : ndarray of shape (cities,), bool
        Whether the city has a permitted pair.
    """

    sums: IntArray
    possible: IntArray
    partners: IntArray
    open: BoolArray

    @property
    def measured(self) -> BoolArray:
        """Cities that can gain something, which fairness is over, shape (cities,)."""
        return self.possible > 0

    @property
    def fractions(self) -> list[Fraction | None]:
        """Satisfaction of each city; None where it can gain nothing."""
        return [
            Fraction(got, best) if best > 0 else None
            for got, best in zip(self.sums.tolist(), self.possible.tolist(), strict=True)
        ]

    @property
    def ascending(self) -> list[Fraction]:
        """Satisfaction of the cities that can gain something, smallest first."""
        return sorted(share for share in self.fractions if share is not None)

    @property
    def least(self) -> Fraction | None:
        """Satisfaction of the worst-off city; None where no city can gain anything."""
        return min(self.ascending, default=None)

    @property
    def median(self) -> Fraction | None:
        """Median satisfaction."""
        return median(self.ascending) if self.ascending else None

    @property
    def alone(self) -> int:
        """Number of cities with a permitted pair that are in no pair of the plan."""
        return int((self.open & (self.partners == 0)).sum())


def satisfaction(problem: Problem, pairs: npt.ArrayLike) -> Satisfaction:
    """Measure what each city gets in a plan.

    Parameters
    ----------
    problem : Problem
    pairs : array-like of shape (k, 2)

    Returns
    -------
    Satisfaction
        A city that has permitted pairs and is in none of the plan has 0; one whose permitted pairs
        all score 0 or less has None, because there is nothing it could gain.

    Examples
    --------
    >>> found = satisfaction(Problem.two_sided([[5, 3], [4, 1]]), [(0, 1), (1, 0)])
    >>> [str(share) for share in found.fractions]
    ['3/5', '1', '4/5', '1']
    """
    at = problem.ordered(pairs)
    offset = 0 if problem.pool else len(problem.limits.row_max)
    ends = at + np.array([0, offset])
    points = problem.weights[at[:, 0], at[:, 1]]
    sums = np.zeros(problem.cities, dtype=np.int64)
    np.add.at(sums, ends, points[:, None])
    partners = np.bincount(ends.ravel(), minlength=problem.cities)
    degree = np.bincount(problem.ends.ravel(), minlength=problem.cities)
    return Satisfaction(sums, possible(problem), partners, degree > 0)


def possible(problem: Problem) -> IntArray:
    """The most points each city could have, shape (cities,): its best pairs that bring any."""
    best = np.zeros(problem.cities, dtype=np.int64)
    city = problem.ends.T.ravel()
    points = np.tile(problem.values, 2)
    order = np.lexsort((-points, city))
    city, points = city[order], points[order]
    rank = np.arange(len(city)) - np.searchsorted(city, city)
    counts = (rank < problem.most[city]) & (points > 0)
    np.add.at(best, city[counts], points[counts])
    return best
