"""Thin records are pulled towards the pool's mean; typical values set the scale."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
STEP = 2**30


def confidence(counts: FloatArray, prior: float) -> FloatArray:
    """Share of a value that its records carry: n / (n + prior)."""
    return counts / (counts + prior)


class ExactMean:
    """Mean of values in [0, 1] that does not depend on the order or blocks they come in.

    Values are counted in whole steps of 2**-30, so the sum is an integer.
    """

    def __init__(self) -> None:
        self.total = 0
        self.count = 0

    def add(self, values: FloatArray) -> None:
        """Add a flat array of values."""
        self.total += int(np.floor(values * STEP).astype(np.int64).sum())
        self.count += values.size

    @property
    def value(self) -> float:
        """The mean, or one half when nothing was added."""
        return self.total / (self.count * STEP) if self.count else 0.5


def median(blocks: Iterable[FloatArray]) -> float:
    """Median of all values in the blocks, 0 when there are none."""
    values = np.concatenate([np.empty(0), *blocks])
    return float(np.median(values)) if values.size else 0.0
