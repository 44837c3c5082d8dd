"""How each case builds its weights from a size and a seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.array_families import Uniform, structured
from benchmarks.cases import Size
from benchmarks.pool_weights import (
    ScoreName,
    drawn_pool,
    one_pool_weights,
    two_sided_weights,
)
from benchmarks.real_pool import read_real_pool
from benchmarks.synthetic_pool import synthetic_weights

BLOCK = 512


def two_sides(size: Size, seed: int, score: ScoreName = "benchmark") -> Any:
    """Resampled cities on two sides."""
    return synthetic_weights(size.left, seed, score=score, m=size.right)


def pool(size: Size, seed: int, score: ScoreName = "benchmark") -> Any:
    """Resampled cities in one pool."""
    return synthetic_weights(size.left, seed, "one_pool", score)


def real_sides(size: Size, seed: int, score: ScoreName = "benchmark") -> Any:
    """Real cities on two random sides."""
    return two_sided_weights(read_real_pool(), size.left, seed, score)


def real_pool(size: Size, seed: int) -> Any:
    """Real cities in one pool; all of them when as many are asked for."""
    return one_pool_weights(drawn_pool(read_real_pool(), size.left, seed))


def uniform_matrix(size: Size, seed: int) -> npt.NDArray[np.int64]:
    """Uniform random scores as a finished matrix."""
    weights = Uniform(tuple(size), seed)
    matrix = np.empty(tuple(size), dtype=np.int64)
    for top in range(0, size.left, BLOCK):
        rows = np.arange(top, min(top + BLOCK, size.left))
        matrix[rows] = weights.block(rows, np.arange(size.right))
    return matrix


FAMILIES: dict[str, Callable[[Size, int], Any]] = {
    "synthetic": two_sides,
    "synthetic-full": lambda size, seed: two_sides(size, seed, "full"),
    "real": real_sides,
    "real-full": lambda size, seed: real_sides(size, seed, "full"),
    "structured": lambda size, seed: structured(size.left, seed, "two_sided"),
    "uniform": uniform_matrix,
    "uniform-blocks": lambda size, seed: Uniform(tuple(size), seed),
    "capacities": two_sides,
    "capacities-full": lambda size, seed: two_sides(size, seed, "full"),
    "pool": pool,
    "pool-full": lambda size, seed: pool(size, seed, "full"),
    "pool-real": real_pool,
    "pool-structured": lambda size, seed: structured(size.left, seed, "one_pool"),
}
