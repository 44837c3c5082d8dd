"""Weights by rectangles: what the priced regime reads instead of an n x m table.

::

    array, .block object or .tiles object --> Source --> tiles(rows, cols) --> fill(rectangle)

A tile holds whole numbers: the weights themselves where they are whole, else scaled by a power of
two and rounded, exactly as `matcher.solve.instance` does for small instances. It is float32 where
every difference of a weight and two prices stays below 2**24, else float64.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import (
    EXACT_BELOW,
    GREATEST,
    SCALED_BITS,
    SMALLEST,
    BoolArray,
    FloatArray,
    IntArray,
    real_numbers,
)
from matcher.solve.priced.dense import DenseTiles, reach, readable

# Prices stay within a few times the greatest weight; sums of three such numbers within 2**24.
FLOAT32_BELOW = 2**20 + 1
BAND = 256
BLOCK = 32
WIDTH = 2048
Tile = npt.NDArray[Any]


class Tiles(Protocol):
    """The weights of some rows with some columns, read by rectangles."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""

    def fill(self, top: int, bottom: int, left: int, right: int, out: Tile) -> None:
        """Write the weights of a rectangle of positions into `out`, -inf where not permitted."""


@dataclass(frozen=True)
class Source:
    """Weights of n rows and m columns as whole numbers, read by rectangles.

    Parameters
    ----------
    weights : ndarray, object with .shape and .block, or object with .shape and .tiles
    shape : tuple of int
    exponent : int or None
        Whole numbers are the weights x 2**exponent, rounded; None where they are whole as given.
    greatest : int
        No whole number is greater in absolute value.
    barred : ndarray of shape (k, 2)
        Pairs that are not open whatever the weights say, sorted.
    diagonal : ndarray of shape (n,) or None
        What stands on the diagonal instead of the weights, as in one pool; -inf bars it.
    closed : ndarray of shape (k,)
        Rows, and columns of the same numbers, of which only the diagonal is open.
    wide : bool
        Prices may go far beyond the weights, as where minimums bind.
    complete : bool
        Known to permit every pair.
    """

    weights: Any
    shape: tuple[int, int]
    exponent: int | None
    greatest: int
    barred: IntArray
    diagonal: FloatArray | None = None
    wide: bool = False
    closed: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    complete: bool = False

    @property
    def dtype(self) -> npt.DTypeLike:
        """Type of the tiles."""
        narrow = self.greatest < FLOAT32_BELOW and not self.wide
        return np.float32 if narrow else np.float64

    @property
    def plain(self) -> Tile | None:
        """The array itself where its tiles would hold just its numbers, else None."""
        as_given = self.exponent is None and self.complete and not self._marked
        return self.weights if as_given and readable(self.weights) else None

    @property
    def _marked(self) -> bool:
        """Whether something else than the weights stands at some pairs."""
        return bool(len(self.barred) or len(self.closed)) or self.diagonal is not None

    def tiles(self, rows: IntArray | None = None, cols: IntArray | None = None) -> Tiles:
        """Tiles over a choice of rows and columns; None is all of them, in order."""
        n, m = self.shape
        chosen = _every(n) if rows is None else rows, _every(m) if cols is None else cols
        if hasattr(self.weights, "tiles"):
            inner: Tiles = self.weights.tiles(rows, cols)
            if getattr(inner, "dtype", self.dtype) != self.dtype:
                inner = _Widened(inner)
        elif readable(self.weights):
            inner = DenseTiles(self.weights, self.exponent, rows, cols)
        else:
            inner = _Blocks(self, *chosen)
        marks = _Marks.of(self, *chosen)
        shut = tuple(np.isin(at, self.closed) for at in chosen)
        if marks is None and not shut[0].any() and not shut[1].any():
            return inner
        return _Marked(inner, _Marks.none() if marks is None else marks, shut)

    def table(self, rows: IntArray, cols: IntArray) -> Tile:
        """The weights of a few rows and columns, -inf where not open."""
        table = np.empty((len(rows), len(cols)), dtype=self.dtype)
        self.tiles(rows, cols).fill(0, len(rows), 0, len(cols), table)
        return table

    def at(self, pairs: IntArray) -> FloatArray:
        """Whole numbers of named pairs, -inf where not open, float64 of shape (k,)."""
        if readable(self.weights) and not self._marked:
            weights = self.given_at(pairs)
            if self.exponent is not None:
                weights = np.rint(np.ldexp(weights, self.exponent))
            return np.where(np.isnan(weights), -np.inf, weights)
        found = np.empty(len(pairs))
        if hasattr(self.weights, "tiles") and not any(_repeats(pairs[:, k]) for k in (0, 1)):
            # Gathered once, in the order of the pairs, these lie on the diagonal.
            tiles = self.tiles(pairs[:, 0], pairs[:, 1])
            for start in range(0, len(pairs), BLOCK):
                stop = min(start + BLOCK, len(pairs))
                out = np.empty((stop - start, stop - start), dtype=self.dtype)
                tiles.fill(start, stop, start, stop, out)
                found[start:stop] = out.diagonal()
            return found
        for start in range(0, len(pairs), BAND):
            here = pairs[start : start + BAND]
            rows, row = np.unique(here[:, 0], return_inverse=True)
            cols, col = np.unique(here[:, 1], return_inverse=True)
            out = np.empty((len(rows), len(cols)), dtype=self.dtype)
            self.tiles(rows, cols).fill(0, len(rows), 0, len(cols), out)
            found[start : start + BAND] = out[row, col]
        return found

    def given_at(self, pairs: IntArray) -> FloatArray:
        """Weights of named pairs as they were given, float64 of shape (k,)."""
        if isinstance(self.weights, np.ndarray):
            return self.weights[pairs[:, 0], pairs[:, 1]].astype(np.float64)
        found = np.empty(len(pairs))
        for start in range(0, len(pairs), BAND):
            here = pairs[start : start + BAND]
            rows, row = np.unique(here[:, 0], return_inverse=True)
            cols, col = np.unique(here[:, 1], return_inverse=True)
            found[start : start + BAND] = _numbers(self.weights, rows, cols)[row, col]
        return found

    def bound(self, whole: int | Fraction, most_pairs: int) -> int | float:
        """A bound on the whole numbers as a bound on the given weights."""
        if self.exponent is None:
            return int(whole) if whole == int(whole) else float(whole)
        if not most_pairs:
            return math.ldexp(float(whole), -self.exponent)
        # Each pair may have lost half a step; the next float up covers the last rounding.
        return math.nextafter(math.ldexp(float(whole) + most_pairs / 2, -self.exponent), math.inf)

    def given(self, whole: FloatArray) -> FloatArray:
        """Whole numbers back in the units of the weights."""
        return whole if self.exponent is None else np.ldexp(whole, -self.exponent)


def read_source(weights: Any, barred: IntArray, *, pool: bool = False) -> Source:
    """Read weights for the priced regime, without a table of all pairs.

    Parameters
    ----------
    weights : array-like of shape (n, m), or object with .shape and .block or .tiles
        An object may state `whole_below` (its weights are whole and smaller than that in absolute
        value) and `symmetric`. What is not stated is found out by reading every weight once.
    barred : ndarray of shape (k, 2)
    pool : bool
        Whether rows and columns are the same cities; the diagonal is then barred.

    Raises
    ------
    SolverInputError
        When the weights are not a finite or NaN matrix of numbers.
    """
    if hasattr(weights, "tocoo"):
        weights = _sparse(weights)
    elif not hasattr(weights, "block") and not hasattr(weights, "tiles"):
        weights = weights if isinstance(weights, np.ndarray) else real_numbers(weights)
        if weights.ndim != 2:
            raise SolverInputError(f"weights have {weights.ndim} dimensions; two are needed")
        if weights.dtype.kind not in "biuf":
            weights = real_numbers(weights)
    n, m = (int(size) for size in weights.shape)
    diagonal = np.full(n, -np.inf) if pool else None
    if pool:
        _require_symmetric(weights, n, m)
    below = getattr(weights, "whole_below", None)
    if below is not None:
        return Source(weights, (n, m), None, int(below) - 1, barred, diagonal)
    known = reach(weights, without_diagonal=pool) if readable(weights) else None
    if known is not None and not math.isinf(known.greatest):
        greatest, whole, complete = known.greatest, known.whole, known.complete
    else:
        greatest, whole = _reach_by_blocks(weights, pool)
        complete = False
    if whole and greatest < EXACT_BELOW:
        return Source(weights, (n, m), None, int(greatest), barred, diagonal, complete=complete)
    if not SMALLEST <= greatest <= GREATEST:
        raise SolverInputError(
            f"weights reach {greatest:.3g}; real weights from {SMALLEST:.3g} to {GREATEST:.3g} can "
            "be added without overflow or underflow: multiply or divide them all by one number"
        )
    exponent = SCALED_BITS - math.frexp(greatest)[1]
    return Source(weights, (n, m), exponent, 2**SCALED_BITS, barred, diagonal)


def _reach_by_blocks(weights: Any, pool: bool) -> tuple[float, bool]:
    """Greatest absolute value, and whether all weights are whole; infinity raises."""
    greatest, whole = 0.0, True
    for rows, cols in _rectangles(*weights.shape):
        part = _numbers(weights, rows, cols)
        if pool:
            part = np.where(rows[:, None] == cols[None, :], np.nan, part)
        if np.isinf(part).any():
            i, j = np.argwhere(np.isinf(part))[0]
            raise SolverInputError(
                f"weights hold infinity at {(int(rows[i]), int(cols[j]))}; finite numbers are "
                "allowed, and NaN for a pair that is not permitted"
            )
        part = part[~np.isnan(part)]
        greatest = max(greatest, float(np.abs(part).max(initial=0.0)))
        whole = whole and bool((part == np.floor(part)).all())
    return greatest, whole


class _Blocks:
    """Tiles of an array or of an object with .block."""

    def __init__(self, source: Source, rows: IntArray, cols: IntArray) -> None:
        self.source, self.rows, self.cols = source, rows, cols
        self.shape = len(rows), len(cols)

    def fill(self, top: int, bottom: int, left: int, right: int, out: Tile) -> None:
        """Write one rectangle, scaled and rounded where the weights are not whole."""
        part = _numbers(self.source.weights, self.rows[top:bottom], self.cols[left:right])
        if self.source.exponent is not None:
            part = np.rint(np.ldexp(part, self.source.exponent))
        with np.errstate(over="ignore"):
            # What stands on a diagonal that is not read may be too great for the type.
            out[...] = np.where(np.isnan(part), -np.inf, part)


class _Widened:
    """Tiles of another type as float64."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.shape = inner, inner.shape

    def fill(self, top: int, bottom: int, left: int, right: int, out: Tile) -> None:
        """Fill a rectangle of the inner type and copy it."""
        narrow = np.empty(out.shape, dtype=self.inner.dtype)
        self.inner.fill(top, bottom, left, right, narrow)
        out[...] = narrow


@dataclass(frozen=True)
class _Marks:
    """Positions of the tiles that hold something else than the weights, sorted by row."""

    row: IntArray
    col: IntArray
    value: FloatArray

    @classmethod
    def none(cls) -> _Marks:
        nothing = np.empty(0, dtype=np.int64)
        return cls(nothing, nothing, np.empty(0))

    @classmethod
    def of(cls, source: Source, rows: IntArray, cols: IntArray) -> _Marks | None:
        pairs, value = source.barred, np.full(len(source.barred), -np.inf)
        if source.diagonal is not None:
            same = np.intersect1d(rows, cols)
            pairs = np.concatenate([pairs, np.column_stack([same, same])])
            value = np.append(value, source.diagonal[same])
        row, col = (_position(at, pairs[:, k]) for k, at in enumerate((rows, cols)))
        known = (row >= 0) & (col >= 0)
        if not known.any():
            return None
        row, col, value = row[known], col[known], value[known]
        order = np.argsort(row, kind="stable")
        return cls(row[order], col[order], value[order])


class _Marked:
    """Tiles with some rows and columns shut, and some positions overwritten."""

    def __init__(self, inner: Tiles, marks: _Marks, shut: tuple[BoolArray, ...]) -> None:
        self.inner, self.marks, self.shut = inner, marks, shut
        self.shape = inner.shape

    def fill(self, top: int, bottom: int, left: int, right: int, out: Tile) -> None:
        """Write one rectangle, then what is marked in it."""
        self.inner.fill(top, bottom, left, right, out)
        out[self.shut[0][top:bottom]] = -np.inf
        out[:, self.shut[1][left:right]] = -np.inf
        marks = self.marks
        first, last = np.searchsorted(marks.row, (top, bottom))
        row, col = marks.row[first:last] - top, marks.col[first:last]
        here = (left <= col) & (col < right)
        out[row[here], col[here] - left] = marks.value[first:last][here]


def _numbers(weights: Any, rows: IntArray, cols: IntArray) -> FloatArray:
    """A block of the given weights as floats, NaN where not permitted."""
    if hasattr(weights, "tocoo"):
        part = weights[rows][:, cols].tocoo()
        block = np.full(part.shape, np.nan)
        block[part.row, part.col] = part.data
        return block
    if isinstance(weights, np.ndarray):
        if all((np.diff(at) == 1).all() for at in (rows, cols)):
            inside = weights[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
            return inside.astype(np.float64)
        return weights[np.ix_(rows, cols)].astype(np.float64)
    block = real_numbers(weights.block(rows, cols))
    if block.shape != (len(rows), len(cols)):
        raise SolverInputError(
            f"weights.block gave shape {block.shape} for {len(rows)} rows and {len(cols)} columns"
        )
    return block


def _require_symmetric(weights: Any, n: int, m: int) -> None:
    """Raise unless a pool's weights are symmetric, permission included; the diagonal is ignored."""
    if n != m:
        raise SolverInputError(f"one pool needs a square matrix, found {n} x {m}")
    if getattr(weights, "symmetric", False):
        return
    for rows, cols in _rectangles(n, n):
        if rows[0] > cols[-1]:
            continue
        one, other = _numbers(weights, rows, cols), _numbers(weights, cols, rows).T
        same = (one == other) | (np.isnan(one) & np.isnan(other))
        unlike = ~same & (rows[:, None] != cols[None, :])
        if unlike.any():
            i, j = np.argwhere(unlike)[0]
            a, b = int(rows[i]), int(cols[j])
            raise SolverInputError(
                f"one pool needs symmetric weights; ({a}, {b}) and ({b}, {a}) differ"
            )


def _sparse(weights: Any) -> Any:
    """A sparse matrix as one by rows, repeated entries added; stored zeros stay."""
    from scipy.sparse import csr_array

    stored = weights.tocoo()
    if len(stored.shape) != 2:
        raise SolverInputError(f"weights have {len(stored.shape)} dimensions; two are needed")
    by_row = csr_array(
        (real_numbers(stored.data), (np.asarray(stored.row), np.asarray(stored.col))),
        shape=stored.shape,
    )
    by_row.sum_duplicates()
    return by_row


def _rectangles(n: int, m: int) -> Iterator[tuple[IntArray, IntArray]]:
    for top in range(0, n, BAND):
        for left in range(0, m, WIDTH):
            yield _every(min(top + BAND, n))[top:], _every(min(left + WIDTH, m))[left:]


def _repeats(cities: IntArray) -> bool:
    return len(np.unique(cities)) < len(cities)


def _every(n: int) -> IntArray:
    return np.arange(n, dtype=np.int64)


def _position(known: IntArray, asked: IntArray) -> IntArray:
    """Position of each asked value among distinct known ones, -1 where it is not there."""
    if not len(known):
        return np.full(len(asked), -1, dtype=np.int64)
    order = np.argsort(known, kind="stable")
    slot = np.minimum(np.searchsorted(known, asked, sorter=order), len(known) - 1)
    found = order[slot]
    there: BoolArray = known[found] == asked
    return np.where(there, found, -1)
