"""The cases: what is solved, under which name. How each is built is in `families`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Kind = Literal["two_sided", "capacities", "one_pool"]
Capacity = npt.NDArray[np.int64]


class Size(NamedTuple):
    """Cities on the left and on the right; in one pool twice the same number."""

    left: int
    right: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read ``690x480``, or ``5000`` for a square."""
        left, _, right = text.partition("x")
        return cls(int(left), int(right or left))

    @property
    def pairs(self) -> int:
        """Number of pairs in the matrix."""
        return self.left * self.right

    def __str__(self) -> str:
        return str(self.left) if self.left == self.right else f"{self.left}x{self.right}"


@dataclass(frozen=True)
class Instance:
    """One problem to solve.

    Parameters
    ----------
    kind : {"two_sided", "capacities", "one_pool"}
    weights : object with .shape and .block, or ndarray
        What our solver gets; peers get the finished matrix of the same whole numbers.
    left_max, right_max : ndarray or None
        Most partners of each city; None is one each.
    """

    kind: Kind
    weights: Any
    left_max: Capacity | None = None
    right_max: Capacity | None = None


class Case(NamedTuple):
    """A family of instances."""

    kind: Kind
    title: str


CASES: dict[str, Case] = {
    "synthetic": Case("two_sided", "two sides, resampled real cities, benchmark score"),
    "synthetic-full": Case("two_sided", "two sides, resampled real cities, full score"),
    "real": Case("two_sided", "two sides, real cities, benchmark score"),
    "real-full": Case("two_sided", "two sides, real cities, full score"),
    "structured": Case("two_sided", "two sides, structured scores with hubs"),
    "uniform": Case("two_sided", "two sides, uniform random scores, matrix given to all"),
    "uniform-blocks": Case("two_sided", "two sides, uniform random scores, ours has no matrix"),
    "capacities": Case("capacities", "capacities 1-3 and 1-4, resampled, benchmark score"),
    "capacities-full": Case("capacities", "capacities 1-3 and 1-4, resampled, full score"),
    "pool": Case("one_pool", "one pool, resampled real cities, benchmark score"),
    "pool-full": Case("one_pool", "one pool, resampled real cities, full score"),
    "pool-real": Case("one_pool", "one pool, real cities, benchmark score"),
    "pool-structured": Case("one_pool", "one pool, structured scores with hubs"),
}


def build(case: str, size: Size, seed: int) -> Instance:
    """Build one instance of a case."""
    from benchmarks.families import FAMILIES

    kind = CASES[case].kind
    weights = FAMILIES[case](size, seed)
    if kind != "capacities":
        return Instance(kind, weights)
    random = np.random.default_rng([seed, *size])
    return Instance(
        kind,
        weights,
        left_max=random.integers(1, 4, size.left),
        right_max=random.integers(1, 5, size.right),
    )
