"""Weights that lie in memory as one array: read where they are, by compiled code.

Importing this module loads numba.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import IntArray
from matcher.solve.priced.dense_kernels import floats_reach, put, put_chosen, whole_numbers_reach

Tile = npt.NDArray[Any]

READ_DIRECTLY = {np.dtype(kind) for kind in (np.int32, np.int64, np.float32, np.float64)}
# Rows that one worker surveys at a time hold about so many numbers.
BAND = 2**20
THREADS = 2


@dataclass(frozen=True)
class Reach:
    """What the numbers of an array are like.

    Parameters
    ----------
    greatest : float
        No number is greater in absolute value; infinite where infinity occurs.
    whole : bool
        Whether all are whole. NaN counts as no number.
    complete : bool
        Whether there is no NaN.
    """

    greatest: float
    whole: bool
    complete: bool


def readable(weights: Any) -> bool:
    """Whether an object is an array that compiled code reads as it is."""
    return (
        isinstance(weights, np.ndarray)
        and weights.ndim == 2
        and weights.dtype in READ_DIRECTLY
        and weights.flags.c_contiguous
    )


def reach(weights: Tile, *, without_diagonal: bool = False) -> Reach:
    """Look at every number of an array once.

    Parameters
    ----------
    weights : ndarray of shape (n, m) for which `readable` holds
    without_diagonal : bool
    """
    values = np.asarray(weights)
    n, m = values.shape
    step = max(1, BAND // max(m, 1))
    survey = _floats if values.dtype.kind == "f" else _whole_numbers
    tops = range(0, n, step)
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda top: survey(values, top, step, without_diagonal), tops))
    return Reach(
        max((part.greatest for part in found), default=0.0),
        all(part.whole for part in found),
        all(part.complete for part in found),
    )


def _whole_numbers(values: Tile, top: int, step: int, without_diagonal: bool) -> Reach:
    low, high = whole_numbers_reach(values[top : top + step], top if without_diagonal else -1)
    return Reach(max(-float(low), float(high)), True, True)


def _floats(values: Tile, top: int, step: int, without_diagonal: bool) -> Reach:
    part = values[top : top + step]
    bits = part.view(np.int32 if part.itemsize == 4 else np.int64)
    greatest, broken, missing = floats_reach(part, bits, top if without_diagonal else -1)
    size = float(np.array([greatest], dtype=bits.dtype).view(part.dtype)[0])
    return Reach(size, not broken, not missing)


class DenseTiles:
    """Tiles of an array that compiled code reads as it is.

    Parameters
    ----------
    weights : ndarray of shape (n, m) for which `readable` holds
    exponent : int or None
        Numbers are multiplied by 2**exponent and rounded; None where they are whole.
    rows, cols : ndarrays of shape (r,), (c,), or None for all
    """

    def __init__(
        self, weights: Tile, exponent: int | None, rows: IntArray | None, cols: IntArray | None
    ) -> None:
        n, m = weights.shape
        self.shape = n if rows is None else len(rows), m if cols is None else len(cols)
        self._values = np.asarray(weights)
        self._rows = None if rows is None else np.ascontiguousarray(rows, dtype=np.int64)
        self._cols = None if cols is None else np.ascontiguousarray(cols, dtype=np.int64)
        # Two factors, because one may be beyond the range of floats.
        self._factors = (1.0, 1.0)
        if exponent is not None:
            half = exponent // 2
            self._factors = (math.ldexp(1.0, half), math.ldexp(1.0, exponent - half))
        self._rounded = exponent is not None

    def fill(self, top: int, bottom: int, left: int, right: int, out: Tile) -> None:
        """Write one rectangle, scaled and rounded where the weights are not whole."""
        how = (*self._factors, self._rounded)
        if self._rows is None and self._cols is None:
            put(self._values[top:bottom, left:right], *how, out)
            return
        rows = np.arange(top, bottom) if self._rows is None else self._rows[top:bottom]
        if self._cols is None:
            put_chosen(self._values[:, left:right], rows, np.empty(0, np.int64), *how, out)
        else:
            put_chosen(self._values, rows, self._cols[left:right], *how, out)
