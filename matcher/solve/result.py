"""What a solver answers: plain strings, integers and arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
Proof = Literal["prices", "prices+odd_sets", "enumeration", "two_solvers"]
Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OddSet:
    """A set of cities of which only so many can be paired among themselves.

    Parameters
    ----------
    members : tuple of int
    most_pairs : int
        How many of the pairs inside and of the teeth a plan can hold.
    price : float
    teeth : tuple of (int, int)
        Pairs a < b with one end in the set that count as if they were inside. Each can be used
        once, so it fills half of a pair at most.
    """

    members: tuple[int, ...]
    most_pairs: int
    price: float
    teeth: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class NestedSets(Sequence[OddSet]):
    """Odd sets of which two share no city or one holds the other, without listing all members.

    A sequence of `OddSet`, each written out when it is asked for. Every city has one partner at
    most, so a set of s cities holds (s - 1) / 2 pairs; there are no teeth.

    Parameters
    ----------
    order : ndarray of shape (n,), int64
        All cities, so ordered that the members of each set stand side by side.
    stretch : ndarray of shape (k, 2), int64
        The members of each set are ``order[begin:end]``. A set comes before the sets within it.
    price : ndarray of shape (k,), float64
    """

    order: npt.NDArray[np.int64]
    stretch: npt.NDArray[np.int64]
    price: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.price)

    @overload
    def __getitem__(self, at: int) -> OddSet: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[OddSet, ...]: ...
    def __getitem__(self, at: int | slice) -> OddSet | tuple[OddSet, ...]:
        if isinstance(at, slice):
            return tuple(self[k] for k in range(*at.indices(len(self))))
        begin, end = self.stretch[at].tolist()
        members = tuple(np.sort(self.order[begin:end]).tolist())
        return OddSet(members, len(members) // 2, float(self.price[at]))

    def __iter__(self) -> Iterator[OddSet]:
        return (self[k] for k in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((len(self), self.price.tobytes()))


@dataclass(frozen=True)
class GroupPrice:
    """A group of cities of one side that takes part in only so many pairs together."""

    side: Literal["left", "right"]
    members: tuple[int, ...]
    most_pairs: int
    price: float


@dataclass(frozen=True)
class Prices:
    """Prices that prove a bound.

    For every permitted pair ``left[i] + right[j] + cohort + groups + odd sets >= weight - once``,
    where ``once`` is the positive reduced cost of a pair that can be used only once. In one pool
    ``right`` is empty and the pair (a, b) reads ``left[a] + left[b]``. All prices are in units of
    the weights; ``left`` and ``right`` may be negative only where a minimum or
    ``unmatched_allowed=False`` binds.

    Parameters
    ----------
    left, right : ndarray of shape (n,), (m,)
        Price of one partner more for each city (upper-bound price, >= 0).
    left_floor, right_floor : ndarray of shape (n,), (m,)
        Price of each city's minimum (lower-bound price, >= 0); the net price of a city is
        ``left - left_floor``.
    cohort : float
        Price of one pair more in the cohort, >= 0.
    groups : tuple of GroupPrice
        Price of one pair more for each group of cities that has a cap, >= 0.
    odd_sets : sequence of OddSet
    """

    left: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]
    left_floor: npt.NDArray[np.float64]
    right_floor: npt.NDArray[np.float64]
    cohort: float = 0.0
    groups: tuple[GroupPrice, ...] = ()
    odd_sets: Sequence[OddSet] = ()


@dataclass(frozen=True)
class Result:
    """A solved (or refused) instance.

    Parameters
    ----------
    status : {"optimal", "feasible", "infeasible", "unknown"}
    pairs : ndarray of shape (k, 2), int64, sorted
    objective, bound, gap : int or float or None
        Sum of the weights of the pairs; the proved upper bound; their difference.
    proof : str or None
        What closed the gap: prices, prices+odd_sets, enumeration, two_solvers.
    prices : Prices or None
    seconds : float
    verified : bool
        Whether the independent check passed.
    reason : str or None
        For infeasible and unknown: why, in a sentence.
    regime : {"small", "large"}
        Whether the instance was solved whole, or by prices over a shortlist.
    rounds : int
        Rounds of pricing in the large regime.
    """

    status: Status
    pairs: Pairs = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    objective: int | float | None = None
    bound: int | float | None = None
    gap: int | float | None = None
    proof: Proof | None = None
    prices: Prices | None = None
    seconds: float = 0.0
    verified: bool = False
    reason: str | None = None
    regime: str = "small"
    rounds: int = 0
