"""Points and values of listed pairs, a few dozen at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.programme.models import PARTS, Part
from matcher.scores.model import ScoreModel

# A square of as many rows and columns is scored for its diagonal: small, so that little is wasted
# and no product is worth a second thread, and large enough that the time per call does not count.
AT_ONCE = 32

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PairScores:
    """Parts of k listed pairs.

    Parameters
    ----------
    points : dict of str to ndarray of shape (k,), int64
        By part.
    values : dict of str to ndarray of shape (k,), 0..1
        The same before weighting.
    """

    points: dict[Part, IntArray]
    values: dict[Part, FloatArray]

    @property
    def total(self) -> IntArray:
        """Scores in points, shape (k,)."""
        total: IntArray = np.sum([self.points[part] for part in PARTS], axis=0, dtype=np.int64)
        return total

    def points_of(self, at: int) -> dict[Part, int]:
        """Points of one pair by part."""
        return {part: int(self.points[part][at]) for part in PARTS}

    def values_of(self, at: int) -> dict[Part, float]:
        """Values of one pair by part."""
        return {part: float(self.values[part][at]) for part in PARTS}


def score_pairs(model: ScoreModel, pairs: IntArray) -> PairScores:
    """Score listed pairs, to the bit as in any block.

    Parameters
    ----------
    model : ScoreModel
    pairs : ndarray of shape (k, 2)
        Positions on the left and right side.
    """
    points: dict[Part, IntArray] = {part: np.zeros(len(pairs), dtype=np.int64) for part in PARTS}
    values: dict[Part, FloatArray] = {part: np.zeros(len(pairs)) for part in PARTS}
    for start in range(0, len(pairs), AT_ONCE):
        rows, cols = pairs[start : start + AT_ONCE].T
        scored, valued = model.parts(rows, cols), model.values(rows, cols)
        for part in PARTS:
            points[part][start : start + AT_ONCE] = scored[part].diagonal()
            values[part][start : start + AT_ONCE] = valued[part].diagonal()
    return PairScores(points, values)
