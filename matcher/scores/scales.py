"""The fitted scales of a pool: what a typical pair looks like. Frozen once a plan exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

BLOCK = 512
SAMPLE_ABOVE = 1_000_000
SAMPLE_SEED = 20160608

Rows = npt.NDArray[np.int64]


class Permission(Protocol):
    """Which pairs are permitted, by block."""

    @property
    def shape(self) -> tuple[int, int]:
        """Cities on the left, cities on the right."""

    def block(self, rows: Rows, cols: Rows) -> npt.NDArray[np.bool_]:
        """Whether each pair of `rows` and `cols` is permitted, shape (r, c)."""


@dataclass(frozen=True)
class Scales:
    """What the values of a pool are measured against.

    Parameters
    ----------
    benefit : float
        Median fused benefit of permitted pairs with records; it becomes one half.
    context : float
        Median squared distance of permitted pairs that share a feature; it becomes one half.
    mutual_benefit, shared_challenge, co_benefit : float
        Mean raw value over permitted pairs with records: where an empty profile stands.
    """

    benefit: float
    context: float
    mutual_benefit: float
    shared_challenge: float
    co_benefit: float

    def to_dict(self) -> dict[str, float]:
        """The scales as plain numbers."""
        return asdict(self)


def blocks(shape: tuple[int, int], size: int = BLOCK) -> Iterator[tuple[Rows, Rows]]:
    """Cover all pairs by blocks of at most `size` x `size` positions."""
    for top in range(0, shape[0], size):
        for left in range(0, shape[1], size):
            yield (
                np.arange(top, min(top + size, shape[0])),
                np.arange(left, min(left + size, shape[1])),
            )


def scale_blocks(shape: tuple[int, int]) -> Iterator[tuple[Rows, Rows]]:
    """Cover all pairs, or a seeded sample of rows and columns above 10^6 pairs."""
    if shape[0] * shape[1] <= SAMPLE_ABOVE:
        yield from blocks(shape)
        return
    side = int(SAMPLE_ABOVE**0.5)
    random = np.random.default_rng(SAMPLE_SEED)
    rows, cols = (
        np.sort(random.choice(n, size=min(n, SAMPLE_ABOVE // min(side, m)), replace=False))
        if n > side
        else np.arange(n)
        for n, m in (shape, shape[::-1])
    )
    for row_block, col_block in blocks((len(rows), len(cols))):
        yield rows[row_block], cols[col_block]
