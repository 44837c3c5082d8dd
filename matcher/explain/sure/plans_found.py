"""Plans that were found under many changes, and the arrays they are in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Position = tuple[int, int]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Plans:
    """One proved plan per change.

    Parameters
    ----------
    found : ndarray of shape (S,), bool
        Whether any plan is possible.
    objective : ndarray of shape (S,), int64
        Points of each plan; 0 where none is possible.
    pairs : tuple of ndarray of shape (k, 2)
        Positions of the pairs of each plan, sorted.
    """

    found: BoolArray
    objective: IntArray
    pairs: tuple[IntArray, ...]

    def __len__(self) -> int:
        return len(self.found)

    def chosen(self, at: int) -> frozenset[Position]:
        """Pairs of one plan, by position."""
        return frozenset((i, j) for i, j in self.pairs[at].tolist())
