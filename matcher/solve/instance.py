"""Weights, capacities and pairs as solvers take them: checked once, as whole numbers."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.loaded import kernels_loaded

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

EXACT_BELOW = 2**53
# Real weights are scaled so that the greatest takes this many bits: fine enough to lose nothing
# that matters, and small enough for the flow solver's own cost scaling.
SCALED_BITS = 40
# In a pool the solver adds up to n^2 / 2 weights, each times the number of pairs, in 64 bits.
POOL_BITS = 60
# Beyond these a sum of real weights would overflow, or half a step of rounding vanish.
SMALLEST, GREATEST = sys.float_info.min, 2.0**1000
# More partners or pairs than any instance has cities.
MANY = 2**31
BLOCK = 512
# From so many pairs on, gathering the tables of tiles takes less time than blocks do.
TILED_FROM = 8_000
# Numbers of one tile: several rows share what a tile looks up once.
TILE = 2**17
# Numbers that a step of reading holds at once.
CACHED = 2**15
TRUE = np.ones((), dtype=bool)


@dataclass(frozen=True)
class Weights:
    """Weights as whole numbers.

    Parameters
    ----------
    whole : ndarray of shape (n, m), int64
        The weight, or the weight x 2**`exponent` rounded; 0 where not permitted.
    permitted : ndarray of shape (n, m), bool
    given : ndarray of shape (n, m), float64 or int64
        As given; 0 where not permitted. Whole weights stay whole.
    exponent : int or None
        None when the given weights are whole and kept as they are.
    complete : bool
        Known to permit every pair. The arrays may then be views of what was given: never written.
    """

    whole: IntArray
    permitted: BoolArray
    given: FloatArray | IntArray
    exponent: int | None
    complete: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.whole.shape[0], self.whole.shape[1]

    def objective(self, pairs: IntArray) -> int | float:
        """Sum of the given weights over the pairs."""
        if self.exponent is None:
            return int(sum(self.whole[pairs[:, 0], pairs[:, 1]].tolist()))
        return math.fsum(self.given[pairs[:, 0], pairs[:, 1]].tolist())

    def bound(self, whole: int | float, most_pairs: int) -> int | float:
        """A bound on the whole numbers as a bound on the given weights."""
        if self.exponent is None:
            return int(whole) if float(whole).is_integer() else whole
        if not most_pairs:
            return math.ldexp(float(whole), -self.exponent)
        # Each pair may have lost half a step; the next float up covers the last rounding.
        return math.nextafter(math.ldexp(whole + most_pairs / 2, -self.exponent), math.inf)


def read_weights(weights: Any, *, diagonal: bool = True) -> Weights:
    """Read a dense array, a scipy.sparse matrix or an object with `.shape` and `.block`.

    Parameters
    ----------
    weights : array-like, sparse matrix or block object
    diagonal : bool, default=True
        False: what stands on the diagonal is ignored, as in one pool.

    Raises
    ------
    SolverInputError
        When the weights are not a finite or NaN matrix of numbers.
    """
    if diagonal and isinstance(weights, np.ndarray) and weights.dtype.kind in "iu":
        whole = _whole(weights)
        if whole is not None:
            return Weights(whole, _everywhere(whole.shape), whole, None, complete=True)
    if hasattr(weights, "tiles") and hasattr(weights, "whole_below") and kernels_loaded():
        n, m = weights.shape
        if n * m >= TILED_FROM:
            return _from_tiles(weights, diagonal)
    dense = _dense(weights)
    if dense.ndim != 2:
        raise SolverInputError(f"weights have {dense.ndim} dimensions; two are needed")
    if not diagonal:
        dense = dense.copy()
        _without_infinity(dense)
        np.fill_diagonal(dense, np.nan)
    # NaN passes through both, and nothing else is as cheap to look for.
    low, high = float(dense.min(initial=0.0)), float(dense.max(initial=0.0))
    complete = low == low
    permitted = _everywhere(dense.shape) if complete else dense == dense
    if not complete:
        low = float(np.fmin.reduce(dense, axis=None, initial=0.0))
        high = float(np.fmax.reduce(dense, axis=None, initial=0.0))
    greatest = max(-low, high)
    if math.isinf(greatest):
        _without_infinity(dense)
    if greatest < EXACT_BELOW:
        whole = _as_whole(dense, permitted, complete)
        if whole is not None:
            return Weights(whole, permitted, whole, None, complete)
    given = dense if complete else np.where(permitted, dense, 0.0)
    if not SMALLEST <= greatest <= GREATEST:
        raise SolverInputError(
            f"weights reach {greatest:.3g}; real weights from {SMALLEST:.3g} to {GREATEST:.3g} can "
            "be added without overflow or underflow: multiply or divide them all by one number"
        )
    bits = SCALED_BITS
    if not diagonal:
        bits = min(bits, POOL_BITS - 3 * len(dense).bit_length())
    exponent = bits - math.frexp(greatest)[1]
    whole = np.empty(dense.shape, dtype=np.int64)
    for rows in cached_rows(dense.shape):
        whole[rows] = np.rint(np.ldexp(given[rows], exponent))
    return Weights(whole, permitted, given, exponent, complete)


def _from_tiles(weights: Any, diagonal: bool) -> Weights:
    """Whole numbers, as their owner says they are, by tiles of bands of rows."""
    tiles = weights.tiles()
    n, m = tiles.shape
    whole = np.empty((n, m), dtype=np.int64)
    permitted, complete = _everywhere((n, m)), True
    for rows in cached_rows((n, m), TILE):
        bottom = min(rows.stop, n)
        band = np.empty((bottom - rows.start, m), dtype=tiles.dtype)
        tiles.fill(rows.start, bottom, 0, m, band)
        if not diagonal:
            at = np.arange(rows.start, min(bottom, m))
            band[at - rows.start, at] = -np.inf
        if band.min() == -np.inf:
            if complete:
                permitted, complete = np.ones((n, m), dtype=bool), False
            permitted[rows] = band > -np.inf
            band[~permitted[rows]] = 0
        whole[rows] = band
    return Weights(whole, permitted, whole, None, complete)


def _whole(weights: npt.NDArray[Any]) -> IntArray | None:
    """Whole numbers of two dimensions as they are, or None where they need another look."""
    if weights.ndim != 2 or weights.size == 0:
        return None
    if int(weights.max()) >= EXACT_BELOW or int(weights.min()) <= -EXACT_BELOW:
        return None
    return np.ascontiguousarray(weights, dtype=np.int64)


def _as_whole(dense: FloatArray, permitted: BoolArray, complete: bool) -> IntArray | None:
    """Floats as whole numbers, 0 where not permitted; None where one is not whole."""
    whole = np.empty(dense.shape, dtype=np.int64)
    for rows in cached_rows(dense.shape):
        given = dense[rows] if complete else np.where(permitted[rows], dense[rows], 0.0)
        whole[rows] = given
        if (whole[rows] != given).any():
            return None
    return whole


def cached_rows(shape: tuple[int, ...], numbers: int = CACHED) -> Iterator[slice]:
    """Rows that stay in the cache; a fresh table for each step would cost more than the step."""
    step = max(1, numbers // max(shape[1], 1))
    return (slice(top, top + step) for top in range(0, shape[0], step))


def _everywhere(shape: tuple[int, ...]) -> BoolArray:
    """True for every pair, in the memory of one."""
    return np.broadcast_to(TRUE, shape)


def _without_infinity(dense: FloatArray) -> None:
    infinite = np.argwhere(np.isinf(dense))
    if len(infinite):
        raise SolverInputError(
            f"weights hold infinity at {tuple(infinite[0].tolist())}; finite numbers are allowed, "
            "and NaN for a pair that is not permitted"
        )


def _dense(weights: Any) -> FloatArray:
    if hasattr(weights, "tocoo"):
        return _from_sparse(weights)
    if hasattr(weights, "block") and hasattr(weights, "shape"):
        return _from_blocks(weights)
    return real_numbers(weights)


def real_numbers(values: Any) -> FloatArray:
    """The values as floats; numpy alone would read text and drop imaginary parts."""
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "biufO":
            raise TypeError(f"found {given.dtype.name}")
        return given.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError) as error:
        raise SolverInputError(
            f"weights cannot be read as numbers ({error}); give a 2-d array, a scipy.sparse matrix "
            "or an object with .shape and .block(rows, cols)"
        ) from error


def _from_sparse(weights: Any) -> FloatArray:
    stored = weights.tocoo()
    if len(stored.shape) != 2:
        raise SolverInputError(f"weights have {len(stored.shape)} dimensions; two are needed")
    dense = np.full(stored.shape, np.nan)
    at = np.asarray(stored.row), np.asarray(stored.col)
    # Repeated entries add up, as everywhere in scipy.
    dense[at] = 0.0
    np.add.at(dense, at, real_numbers(stored.data))
    return dense


def _from_blocks(weights: Any) -> FloatArray:
    n, m = weights.shape
    dense = np.empty((n, m))
    for top in range(0, n, BLOCK):
        for left in range(0, m, BLOCK):
            rows = np.arange(top, min(top + BLOCK, n))
            cols = np.arange(left, min(left + BLOCK, m))
            block = real_numbers(weights.block(rows, cols))
            if block.shape != (len(rows), len(cols)):
                raise SolverInputError(
                    f"weights.block gave shape {block.shape} for {len(rows)} rows and "
                    f"{len(cols)} columns"
                )
            dense[top : top + BLOCK, left : left + BLOCK] = block
    return dense


def read_capacities(
    least: npt.ArrayLike, most: npt.ArrayLike, size: int, name: str
) -> tuple[IntArray, IntArray]:
    """Read a minimum and a maximum, each a whole number or one per city.

    Raises
    ------
    SolverInputError
        For a wrong length, a negative or broken number, or a minimum above its maximum.
    """
    if type(least) is int and type(most) is int and 0 <= least <= most < MANY:
        return np.full(size, least, dtype=np.int64), np.full(size, most, dtype=np.int64)
    low, high = (
        _whole_per_city(value, size, f"{name}{word}")
        for value, word in ((least, "_min"), (most, "_max"))
    )
    crossed = np.flatnonzero(low > high)
    if crossed.size:
        at = int(crossed[0])
        raise SolverInputError(
            f"the minimum of {name} {at} is {low[at]}, above its maximum {high[at]}"
        )
    return low, high


def _whole_per_city(value: npt.ArrayLike, size: int, name: str) -> IntArray:
    given = np.asarray(value)
    if given.ndim > 1 or (given.ndim == 1 and len(given) != size):
        raise SolverInputError(
            f"{name} has shape {given.shape}; a whole number or {size} of them are needed"
        )
    wrong = given.dtype.kind not in "iufb" or not np.isfinite(given.astype(np.float64)).all()
    if wrong or (given < 0).any() or (given != np.floor(given)).any():
        raise SolverInputError(f"{name} must be whole numbers of at least 0, found {value!r}")
    return np.broadcast_to(np.minimum(given, MANY), (size,)).astype(np.int64)


def read_pairs(pairs: npt.ArrayLike | None, shape: tuple[int, int], name: str) -> IntArray:
    """Read a (k, 2) array of positions; None is no pair.

    Raises
    ------
    SolverInputError
        When the shape is wrong or a position is out of range.
    """
    if pairs is None:
        return np.empty((0, 2), dtype=np.int64)
    given = np.asarray(pairs)
    if given.size == 0:
        return np.empty((0, 2), dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != 2 or given.dtype.kind not in "iu":
        raise SolverInputError(f"{name} must be a (k, 2) array of whole numbers")
    if (given < 0).any() or (given >= np.array(shape)).any():
        raise SolverInputError(f"{name} names a city outside the {shape[0]} x {shape[1]} weights")
    return np.unique(given.astype(np.int64), axis=0)


def read_cohort(max_pairs: int | None) -> int | None:
    """Read the size of the cohort: None or a whole number of at least 0."""
    if max_pairs is None:
        return None
    number = isinstance(max_pairs, (int, float, np.number)) and not isinstance(max_pairs, bool)
    if not number or not math.isfinite(max_pairs) or max_pairs < 0 or max_pairs != int(max_pairs):
        raise SolverInputError(f"max_pairs must be a whole number of at least 0, not {max_pairs!r}")
    return min(int(max_pairs), MANY)
