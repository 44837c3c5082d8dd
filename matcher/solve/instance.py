"""Weights, capacities and pairs as solvers take them: checked once, as whole numbers."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError

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


@dataclass(frozen=True)
class Weights:
    """Weights as whole numbers.

    Parameters
    ----------
    whole : ndarray of shape (n, m), int64
        The weight, or the weight x 2**`exponent` rounded; 0 where not permitted.
    permitted : ndarray of shape (n, m), bool
    given : ndarray of shape (n, m), float64
        As given; 0 where not permitted.
    exponent : int or None
        None when the given weights are whole and kept as they are.
    """

    whole: IntArray
    permitted: BoolArray
    given: FloatArray
    exponent: int | None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.whole.shape[0], self.whole.shape[1]

    def objective(self, pairs: IntArray) -> int | float:
        """Sum of the given weights over the pairs."""
        if self.exponent is None:
            return sum(int(weight) for weight in self.whole[pairs[:, 0], pairs[:, 1]])
        return math.fsum(self.given[pairs[:, 0], pairs[:, 1]].tolist())

    def bound(self, whole: int | float, most_pairs: int) -> int | float:
        """A bound on the whole numbers as a bound on the given weights."""
        if self.exponent is None:
            return int(whole) if float(whole).is_integer() else whole
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
    dense = _dense(weights)
    if dense.ndim != 2:
        raise SolverInputError(f"weights have {dense.ndim} dimensions; two are needed")
    if np.isinf(dense).any():
        raise SolverInputError(
            f"weights hold infinity at {tuple(np.argwhere(np.isinf(dense))[0].tolist())}; finite "
            "numbers are allowed, and NaN for a pair that is not permitted"
        )
    if not diagonal:
        np.fill_diagonal(dense, np.nan)
    permitted = ~np.isnan(dense)
    given = np.where(permitted, dense, 0.0)
    greatest = float(np.abs(given).max(initial=0.0))
    if greatest < EXACT_BELOW and (given == np.floor(given)).all():
        return Weights(given.astype(np.int64), permitted, given, None)
    if not SMALLEST <= greatest <= GREATEST:
        raise SolverInputError(
            f"weights reach {greatest:.3g}; real weights from {SMALLEST:.3g} to {GREATEST:.3g} can "
            "be added without overflow or underflow: multiply or divide them all by one number"
        )
    bits = SCALED_BITS
    if not diagonal:
        bits = min(bits, POOL_BITS - 3 * len(dense).bit_length())
    exponent = bits - math.frexp(greatest)[1]
    whole = np.rint(np.ldexp(given, exponent)).astype(np.int64)
    return Weights(whole, permitted, given, exponent)


def _dense(weights: Any) -> FloatArray:
    if hasattr(weights, "tocoo"):
        return _from_sparse(weights)
    if hasattr(weights, "block") and hasattr(weights, "shape"):
        return _from_blocks(weights)
    return _real(weights)


def _real(values: Any) -> FloatArray:
    """Copy of the values as floats; numpy alone would read text and drop imaginary parts."""
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "biufO":
            raise TypeError(f"found {given.dtype.name}")
        return np.array(given, dtype=np.float64)
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
    np.add.at(dense, at, _real(stored.data))
    return dense


def _from_blocks(weights: Any) -> FloatArray:
    n, m = weights.shape
    dense = np.empty((n, m))
    for top in range(0, n, BLOCK):
        for left in range(0, m, BLOCK):
            rows = np.arange(top, min(top + BLOCK, n))
            cols = np.arange(left, min(left + BLOCK, m))
            block = _real(weights.block(rows, cols))
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
