"""All pairs in bands of rows: how the plan's own passes see the scores, whatever the size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

# Pairs scored at once: arrays of 16 MB, so that a pass stays within a few hundred.
CELLS = 2**21

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


class BlockWeights(Protocol):
    """Scores by block; NaN where a pair is not permitted."""

    @property
    def shape(self) -> tuple[int, int]:
        """Cities on the left, cities on the right."""

    def block(self, rows: IntArray, cols: IntArray) -> FloatArray:
        """Scores of left `rows` with right `cols`, shape (r, c)."""


@dataclass(frozen=True)
class Band:
    """The pairs of some consecutive rows with some consecutive columns.

    Parameters
    ----------
    top, bottom : int
        First row, and the one after the last.
    first : int
        First column; the band reaches to the last one.
    scores : ndarray of shape (bottom - top, m - first)
        NaN where a pair is not permitted.
    """

    top: int
    bottom: int
    first: int
    scores: FloatArray

    @property
    def upper(self) -> BoolArray:
        """In one pool, where the row comes before the column: each pair once."""
        rows = np.arange(self.top, self.bottom)
        cols = np.arange(self.first, self.first + self.scores.shape[1])
        return rows[:, None] < cols[None, :]


def bands(weights: BlockWeights, *, two_sided: bool, cells: int | None = None) -> Iterator[Band]:
    """Score every pair once, band by band.

    Parameters
    ----------
    weights : BlockWeights
    two_sided : bool
        False for one pool. Its scores are symmetric, so a band begins at the column of its own
        first row; only the square of its own rows holds both orders of a pair.
    cells : int, optional
        Most pairs in a band, `CELLS` when not given; a band has at least one row.

    Yields
    ------
    Band
    """
    n, m = weights.shape
    most = CELLS if cells is None else cells
    top = 0
    while top < n and m:
        first = 0 if two_sided else top
        bottom = min(n, top + max(1, most // (m - first)))
        scores = weights.block(np.arange(top, bottom), np.arange(first, m))
        yield Band(top, bottom, first, scores)
        top = bottom
