"""The same weights in every form that a solver takes."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse


class Blocks:
    """Weights that are only ever handed out by block."""

    def __init__(self, weights: np.ndarray) -> None:
        self._weights = weights
        self.shape = weights.shape

    def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        return self._weights[np.ix_(rows, cols)]


class Tiles(Blocks):
    """Whole weights by block and by tile, which say what they are.

    Parameters
    ----------
    weights : ndarray, NaN where not permitted
    dtype : of the tiles
    symmetric : bool
    """

    def __init__(
        self, weights: np.ndarray, dtype: Any = np.float32, *, symmetric: bool = False
    ) -> None:
        super().__init__(weights)
        self.dtype, self.symmetric = np.dtype(dtype), symmetric
        there = weights[~np.isnan(weights)]
        self.whole_below = int(np.abs(there).max(initial=0)) + 1

    def tiles(self, rows: np.ndarray | None = None, cols: np.ndarray | None = None) -> _Tiles:
        n, m = self.shape
        chosen = np.arange(n) if rows is None else rows, np.arange(m) if cols is None else cols
        return _Tiles(self._weights[np.ix_(*chosen)], self.dtype)


class _Tiles:
    def __init__(self, weights: np.ndarray, dtype: np.dtype[Any]) -> None:
        self._weights, self.dtype, self.shape = weights, dtype, weights.shape

    def fill(self, top: int, bottom: int, left: int, right: int, out: np.ndarray) -> None:
        assert out.dtype == self.dtype
        assert out.shape == (bottom - top, right - left)
        part = self._weights[top:bottom, left:right]
        out[...] = np.where(np.isnan(part), -np.inf, part)


FORMS = ("float32", "list", "csr", "csc", "coo", "block", "tiles32", "tiles64")


def formed(weights: np.ndarray, form: str, *, symmetric: bool = False) -> Any:
    """The weights, NaN where not permitted, in one form."""
    if form == "float32":
        return weights.astype(np.float32)
    if form == "list":
        return weights.tolist()
    if form == "block":
        return Blocks(weights)
    if form.startswith("tiles"):
        dtype = np.float32 if form == "tiles32" else np.float64
        return Tiles(weights, dtype, symmetric=symmetric)
    rows, cols = np.nonzero(~np.isnan(weights))
    stored = sparse.coo_array((weights[rows, cols], (rows, cols)), shape=weights.shape)
    return stored if form == "coo" else stored.asformat(form)
