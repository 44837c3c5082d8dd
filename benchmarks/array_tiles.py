"""Compiled tiles of the array families, so that their scoring is as fast as a pool's.

Importing this module loads numba.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from matcher.compiled import compiled

if TYPE_CHECKING:
    from benchmarks.array_families import Side, Structured, Uniform

Float32 = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

WIDTH = 1024
BARRED = np.float32(-np.inf)


class StructuredTiles:
    """Scores of a structured family, tile by tile; -inf where a city would meet itself."""

    dtype = np.dtype(np.float32)

    def __init__(self, weights: Structured, rows: Rows | None, cols: Rows | None) -> None:
        at = np.arange(weights.shape[0]) if rows is None else rows
        to = np.arange(weights.shape[1]) if cols is None else cols
        self.shape = (len(at), len(to))
        self._rows = _tables(weights.left, at, np.ascontiguousarray)
        self._cols = _tables(weights.right, to, lambda table: np.ascontiguousarray(table.T))
        self._at, self._to = (at, to) if weights.one_pool else (-1 - at, to)
        self._penalty = np.float32(weights.penalty)
        self._local = threading.local()

    def fill(self, top: int, bottom: int, left: int, right: int, out: Float32) -> None:
        """Write the scores of rows[top:bottom] with cols[left:right] into `out`."""
        if not hasattr(self._local, "scratch"):
            self._local.scratch = np.empty((3, WIDTH), dtype=np.float32)
        _structured(
            *self._rows, *self._cols, self._at, self._to, self._penalty, self._local.scratch,
            top, left, out,
        )  # fmt: skip


class UniformTiles:
    """Uniform random scores, tile by tile."""

    dtype = np.dtype(np.float32)

    def __init__(
        self, weights: Uniform, start: int, top: int, rows: Rows | None, cols: Rows | None
    ) -> None:
        n, m = weights.shape
        self._rows = np.arange(n, dtype=np.uint64) if rows is None else rows.astype(np.uint64)
        self._cols = np.arange(m, dtype=np.uint64) if cols is None else cols.astype(np.uint64)
        self._of = np.uint64(m), np.uint64(start), np.uint64(top + 1)
        self.shape = (len(self._rows), len(self._cols))

    def fill(self, top: int, bottom: int, left: int, right: int, out: Float32) -> None:
        """Write the scores of rows[top:bottom] with cols[left:right] into `out`."""
        _uniform(self._rows[top:bottom], self._cols[left:right], *self._of, out)


def _tables(side: Side, at: Rows, lay: object) -> tuple[npt.NDArray[np.generic], ...]:
    tables = (side.capabilities[at], side.needs[at], side.features[at])
    return (*(lay(table) for table in tables), side.tier[at])  # type: ignore[operator]


@compiled
def _structured(
    capabilities: Float32,
    needs: Float32,
    features: Float32,
    tier: Rows,
    their_capabilities: Float32,
    their_needs: Float32,
    their_features: Float32,
    their_tier: Rows,
    own: Rows,
    other: Rows,
    penalty: np.float32,
    scratch: Float32,
    top: int,
    left: int,
    out: Float32,
) -> None:
    n, m = out.shape
    for start in range(0, m, WIDTH):
        width = min(WIDTH, m - start)
        at = left + start
        forward, backward, likeness = scratch[0, :width], scratch[1, :width], scratch[2, :width]
        their, others = their_tier[at : at + width], other[at : at + width]
        for i in range(n):
            _product(capabilities[top + i], their_needs, at, forward)
            _product(needs[top + i], their_capabilities, at, backward)
            _product(features[top + i], their_features, at, likeness)
            own_tier, myself, points = tier[top + i], own[top + i], out[i, start : start + width]
            for j in range(width):
                a, b = np.float64(forward[j]), np.float64(backward[j])
                score = np.float32(np.floor(2 * a * b / (a + b + 1))) + likeness[j]
                score -= np.float32(0) if own_tier == their[j] else penalty
                points[j] = BARRED if myself == others[j] else score


@compiled
def _product(row: Float32, table: Float32, at: int, out: Float32) -> None:
    """Product of a row with some columns of a table, its zeros skipped."""
    out[:] = 0
    for k in range(len(row)):
        amount = row[k]
        if amount != 0:
            column = table[k, at : at + len(out)]
            for j in range(len(out)):
                out[j] += amount * column[j]


@compiled
def _uniform(
    rows: npt.NDArray[np.uint64],
    cols: npt.NDArray[np.uint64],
    width: np.uint64,
    start: np.uint64,
    span: np.uint64,
    out: Float32,
) -> None:
    for i in range(len(rows)):
        first = rows[i] * width + start
        for j in range(len(cols)):
            x = first + cols[j] + np.uint64(0x9E3779B97F4A7C15)
            x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            out[i, j] = np.float32((x ^ (x >> np.uint64(31))) % span)
