"""Families of weights made of arrays alone: structured with hubs, and uniform random.

Each is an object with `.shape`, `.block(rows, cols)` and `.tiles(rows, cols)`, so that no matrix
need exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from matcher.vectors.quantise import NEED_TOTAL, largest_remainder

if TYPE_CHECKING:
    from benchmarks.array_tiles import StructuredTiles, UniformTiles

Rows = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Float32 = npt.NDArray[np.float32]

THEMES, ARCHETYPES, FEATURES, TIERS = 48, 12, 16, 4
# 4096 x 220 + 16 x 63 x 63 is the greatest score, and below 2**20.
CAPABILITY_TOP = 220
FEATURE_TOP = 63
TIER_PENALTY = 60_000
UNIFORM_TOP = 1_000_000


@dataclass(frozen=True)
class Side:
    """Cities of one side: needs summing to 4096, capabilities 0..220, features 0..63, tier."""

    needs: Float32
    capabilities: Float32
    features: Float32
    tier: Rows


@dataclass(frozen=True)
class Structured:
    """Scores with hubs: harmonic benefit, plus likeness, less a penalty for unlike tiers.

    w = floor(2ab / (a + b + 1)) + f_i . f_j - penalty, all whole numbers below 2**20. Negative
    scores occur. In one pool both sides are the same cities and the diagonal is not permitted.
    """

    left: Side
    right: Side
    one_pool: bool = False
    penalty: ClassVar[int] = TIER_PENALTY
    # All scores are whole numbers with absolute value below this.
    whole_below: ClassVar[int] = 2**20

    @property
    def shape(self) -> tuple[int, int]:
        """Cities on the left, cities on the right."""
        return len(self.left.tier), len(self.right.tier)

    def block(self, rows: Rows, cols: Rows) -> FloatArray:
        """Scores of left `rows` with right `cols`, shape (r, c)."""
        a, b = self.left, self.right
        forward = (a.capabilities[rows] @ b.needs[cols].T).astype(np.float64)
        backward = (a.needs[rows] @ b.capabilities[cols].T).astype(np.float64)
        score = np.floor(2 * forward * backward / (forward + backward + 1))
        score += a.features[rows] @ b.features[cols].T
        score -= TIER_PENALTY * (a.tier[rows][:, None] != b.tier[cols][None, :])
        if self.one_pool:
            score[rows[:, None] == cols[None, :]] = np.nan
        return score

    def tiles(self, rows: Rows | None = None, cols: Rows | None = None) -> StructuredTiles:
        """The same by tiles, compiled."""
        from benchmarks.array_tiles import StructuredTiles

        return StructuredTiles(self, rows, cols)


def structured(n: int, seed: int, shape: Literal["two_sided", "one_pool"]) -> Structured:
    """Two sides of `n` cities drawn from twelve archetypes, or one pool of `n`."""
    random = np.random.default_rng([seed, n, 48])
    types = random.dirichlet(np.full(THEMES, 0.5), ARCHETYPES)
    left = _side(n, types, random)
    if shape == "one_pool":
        return Structured(left, left, one_pool=True)
    return Structured(left, _side(n, types, random))


def _side(n: int, types: FloatArray, random: np.random.Generator) -> Side:
    kind = random.integers(0, len(types), n)
    needs = types[kind] * random.gamma(1.0, 1.0, (n, THEMES))
    # A city has 6 to 14 needs: its greatest ones.
    rank = np.argsort(np.argsort(-needs, axis=1), axis=1)
    needs *= rank < random.integers(6, 15, n)[:, None]
    # City size is log-normal and scales everything it can show: the great cities are hubs.
    size = random.lognormal(0.0, 0.6, n)
    shown = size[:, None] * (0.3 + 2 * THEMES / 10 * types[kind]) * random.uniform(0.2, 1, (n, 1))
    shown = shown * random.uniform(0.5, 1.5, (n, THEMES))
    return Side(
        needs=largest_remainder(needs, NEED_TOTAL).astype(np.float32),
        capabilities=np.floor(CAPABILITY_TOP * np.minimum(shown / 6, 1)).astype(np.float32),
        features=random.integers(0, FEATURE_TOP + 1, (n, FEATURES)).astype(np.float32),
        tier=random.integers(0, TIERS, n),
    )


@dataclass(frozen=True)
class Uniform:
    """Independent whole scores 0..10**6, each a hash of its place and the seed (splitmix64)."""

    shape: tuple[int, int]
    seed: int
    whole_below: ClassVar[int] = UNIFORM_TOP + 1

    def block(self, rows: Rows, cols: Rows) -> FloatArray:
        """Scores of `rows` with `cols`, shape (r, c)."""
        place = rows.astype(np.uint64)[:, None] * np.uint64(self.shape[1])
        place = place + cols.astype(np.uint64)[None, :]
        mixed = _splitmix(place + np.uint64(self._start))
        return (mixed % np.uint64(UNIFORM_TOP + 1)).astype(np.float64)

    def tiles(self, rows: Rows | None = None, cols: Rows | None = None) -> UniformTiles:
        """The same by tiles, compiled."""
        from benchmarks.array_tiles import UniformTiles

        return UniformTiles(self, self._start, UNIFORM_TOP, rows, cols)

    @property
    def _start(self) -> int:
        return self.seed * 0x9E3779B97F4A7C15 % 2**64


def _splitmix(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
