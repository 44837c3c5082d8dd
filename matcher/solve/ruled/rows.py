"""Rules over pairs, and what the solver says under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import IntArray
from matcher.solve.result import Result
from matcher.solve.ruled.problem import Problem


@dataclass(frozen=True)
class Row:
    """A linear rule over pairs: a weighted count of chosen pairs between two numbers.

    Built by `Row.of`.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2), int64
        Positions. A pair that may not be chosen counts as not chosen.
    coefficients : ndarray of shape (k,), int64
        What each pair counts when it is chosen.
    least, most : int or None
        None: no limit on that side.
    name : str
        How messages call the rule.
    price : int or None
        Points that each unit outside the limits costs. None: the rule is hard.
    """

    pairs: IntArray
    coefficients: IntArray
    least: int | None
    most: int | None
    name: str
    price: int | None

    @classmethod
    def of(
        cls,
        pairs: npt.ArrayLike,
        coefficients: npt.ArrayLike = 1,
        *,
        least: int | None = None,
        most: int | None = None,
        name: str = "a rule",
        price: int | None = None,
    ) -> Row:
        """Read a rule.

        Parameters
        ----------
        pairs : array-like of shape (k, 2)
        coefficients : int or array-like of ints, default=1
            One for all pairs, or one for each.
        least, most : int, optional
        name : str
        price : int, optional
            Makes the rule soft: points per unit outside the limits, at least 0.

        Raises
        ------
        SolverInputError
            When shapes differ or a number is not whole.

        Examples
        --------
        >>> Row.of([(0, 1), (1, 1)], least=1, name="a port").coefficients.tolist()
        [1, 1]
        """
        at = np.asarray(pairs)
        at = at.reshape(-1, 2) if at.size else np.empty((0, 2), dtype=np.int64)
        counts = np.asarray(coefficients)
        if at.dtype.kind not in "iu" or counts.dtype.kind not in "iu" or counts.ndim > 1:
            raise SolverInputError(f"{name}: pairs and coefficients must be whole numbers")
        if counts.ndim == 1 and len(counts) != len(at):
            raise SolverInputError(f"{name}: {len(at)} pairs and {len(counts)} coefficients")
        if least is not None and most is not None and least > most:
            raise SolverInputError(f"{name}: at least {least} and at most {most} contradict")
        if price is not None and price < 0:
            raise SolverInputError(f"{name}: a price must be at least 0, not {price}")
        every = np.broadcast_to(counts, (len(at),)).astype(np.int64)
        return cls(at.astype(np.int64), every, least, most, name, price)

    def count(self, problem: Problem, pairs: npt.ArrayLike) -> int:
        """What the rule counts in a plan."""
        chosen = {tuple(pair) for pair in problem.ordered(pairs).tolist()}
        own = problem.ordered(self.pairs).tolist()
        return sum(
            counts
            for pair, counts in zip(own, self.coefficients.tolist(), strict=True)
            if tuple(pair) in chosen
        )

    def outside(self, count: int) -> int:
        """By how much a count is outside the limits."""
        short = 0 if self.least is None else max(self.least - count, 0)
        over = 0 if self.most is None else max(count - self.most, 0)
        return short + over


@dataclass(frozen=True)
class Shortfall:
    """A soft rule that a plan does not meet.

    Parameters
    ----------
    name : str
    by : int
        Units outside the limits.
    cost : int
        Points.
    """

    name: str
    by: int
    cost: int


@dataclass(frozen=True)
class RuledResult(Result):
    """A plan under rules.

    `objective` is what was maximised: the points (or the given objective) of the pairs, less the
    cost of shortfalls.

    Parameters
    ----------
    total : int or None
        Points of the pairs; None without a plan.
    shortfalls : tuple of Shortfall
        Soft rules that are not met.
    """

    total: int | None = None
    shortfalls: tuple[Shortfall, ...] = ()

    @property
    def plain(self) -> Result:
        """The same answer without its rules, the points of the pairs as its objective."""
        known = {field.name: getattr(self, field.name) for field in fields(Result)}
        return Result(**(known | {"objective": self.total}))

    @classmethod
    def from_result(cls, problem: Problem, result: Result) -> RuledResult:
        """The same answer, with its points."""
        known = {field.name: getattr(result, field.name) for field in fields(Result)}
        total = None if result.objective is None else problem.total(result.pairs)
        return cls(**known, total=total)


def shortfalls_of(
    problem: Problem, rows: Iterable[Row], pairs: npt.ArrayLike
) -> tuple[Shortfall, ...]:
    """Soft rules that a plan does not meet, counted from the plan."""
    found = []
    for row in rows:
        by = 0 if row.price is None else row.outside(row.count(problem, pairs))
        if row.price is not None and by:
            found.append(Shortfall(row.name, by, by * row.price))
    return tuple(found)
