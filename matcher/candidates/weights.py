"""Scores and permission together: what the solver sees, by block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from matcher.candidates.rules import PairRules
from matcher.scores.model import ScoreModel
from matcher.scores.points import POINTS
from matcher.scores.scales import scale_blocks

if TYPE_CHECKING:
    from matcher.candidates.tiles import PairTiles

# Below this many pairs, loading the compiled kernels takes longer than numpy does.
COMPILED_FROM = 4_000_000
BAND = 256

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PairWeights:
    """Scores in points of permitted pairs, NaN elsewhere.

    A pair is permitted when no rule bars it and its score reaches the programme's minimum.
    """

    model: ScoreModel
    rules: PairRules
    # All weights are whole numbers with absolute value below this.
    whole_below: ClassVar[int] = POINTS + 1

    @property
    def shape(self) -> tuple[int, int]:
        """Cities on the left, cities on the right."""
        return self.model.shape

    @property
    def symmetric(self) -> bool:
        """Whether rows and columns are the same cities; scores and rules have no direction."""
        return self.model.left == self.model.right

    def block(self, rows: IntArray, cols: IntArray) -> FloatArray:
        """Scores of left `rows` with right `cols`, shape (r, c), NaN where not permitted."""
        if len(rows) * len(cols) >= COMPILED_FROM:
            return self._large_block(rows, cols)
        points = self.model.block(rows, cols)
        allowed = self.rules.block(rows, cols)
        allowed &= points >= self.rules.programme.rules.minimum_score
        weights: FloatArray = np.where(allowed, points.astype(np.float64), np.nan)
        return weights

    def tiles(self, rows: IntArray | None = None, cols: IntArray | None = None) -> PairTiles:
        """Gather the tables for filling tiles of scores quickly; loads the compiled kernels.

        Parameters
        ----------
        rows, cols : ndarray of shape (r,), (c,), int64, optional
            Positions on the left and right side, in any order; all of them by default.

        Returns
        -------
        PairTiles
            With `shape`, `dtype` float32 and `fill(top, bottom, left, right, out)`, which writes
            whole scores, and -inf where a pair is not permitted, from any thread.
        """
        from matcher.candidates.tiles import PairTiles

        return PairTiles(
            self.model,
            self.rules,
            np.arange(self.shape[0]) if rows is None else rows,
            np.arange(self.shape[1]) if cols is None else cols,
        )

    def _large_block(self, rows: IntArray, cols: IntArray) -> FloatArray:
        tiles = self.tiles(rows, cols)
        weights = np.empty(tiles.shape)
        for top in range(0, tiles.shape[0], BAND):
            bottom = min(top + BAND, tiles.shape[0])
            tile = np.empty((bottom - top, tiles.shape[1]), dtype=np.float32)
            tiles.fill(top, bottom, 0, tiles.shape[1], tile)
            weights[top:bottom] = tile
        weights[np.isneginf(weights)] = np.nan
        return weights

    @cached_property
    def influence(self) -> dict[str, float]:
        """Share of each part in the spread of the scores over the permitted pairs; sums to 1.

        The spread of a part is the standard deviation of its points, from exact integer sums. Above
        10^6 pairs it is an estimate, from the seeded sample of rows and columns that also sets
        the scales (`matcher.scores.scales.scale_blocks`): about 10^6 pairs.
        """
        sums: dict[str, list[int]] = {part: [0, 0] for part in self.model.weights}
        count = 0
        for rows, cols in scale_blocks(self.shape):
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
