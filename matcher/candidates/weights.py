"""Scores and permission together: what the solver sees, by block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.candidates.rules import PairRules
from matcher.scores.model import ScoreModel
from matcher.scores.scales import blocks

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PairWeights:
    """Scores in points of permitted pairs, NaN elsewhere.

    A pair is permitted when no rule bars it and its score reaches the programme's minimum.
    """

    model: ScoreModel
    rules: PairRules

    @property
    def shape(self) -> tuple[int, int]:
        """Cities on the left, cities on the right."""
        return self.model.shape

    def block(self, rows: IntArray, cols: IntArray) -> FloatArray:
        """Scores of left `rows` with right `cols`, shape (r, c), NaN where not permitted."""
        points = self.model.block(rows, cols)
        allowed = self.rules.block(rows, cols)
        allowed &= points >= self.rules.programme.rules.minimum_score
        weights: FloatArray = np.where(allowed, points.astype(np.float64), np.nan)
        return weights

    def row(self, city: int, *, right: bool = False) -> FloatArray:
        """Scores of one city with everyone on the other side, NaN where not permitted."""
        one = np.array([city], dtype=np.int64)
        if right:
            return self.block(np.arange(self.shape[0]), one).ravel()
        return self.block(one, np.arange(self.shape[1])).ravel()

    @cached_property
    def influence(self) -> dict[str, float]:
        """Share of each part in the spread of the scores over the permitted pairs; sums to 1.

        The spread of a part is the standard deviation of its points, from exact integer sums.
        """
        sums: dict[str, list[int]] = {part: [0, 0] for part in self.model.weights}
        count = 0
        for rows, cols in blocks(self.shape):
            allowed = ~np.isnan(self.block(rows, cols))
            count += int(allowed.sum())
            for part, points in self.model.parts(rows, cols).items():
                chosen = points[allowed]
                sums[part][0] += int(chosen.sum())
                sums[part][1] += int((chosen * chosen).sum())
        spread = {
            part: (max(squares * count - total * total, 0) ** 0.5) / count if count else 0.0
            for part, (total, squares) in sums.items()
        }
        whole = sum(spread.values())
        return {part: value / whole if whole else 0.0 for part, value in spread.items()}
