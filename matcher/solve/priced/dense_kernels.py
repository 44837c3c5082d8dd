"""Kernels that read arrays of weights where they lie: how far they reach, and tiles of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def whole_numbers_reach(values: Array, diagonal: int) -> tuple[int, int]:
    """Least and greatest of some rows of whole numbers, and 0.

    Parameters
    ----------
    values : ndarray of shape (r, m)
    diagonal : int
        Row i leaves out column ``diagonal + i``; a negative number leaves out none.
    """
    kind = values.dtype.type
    low, high = kind(0), kind(0)
    for i in range(values.shape[0]):
        skipped = diagonal + i if diagonal >= 0 else len(values[i])
        for row in (values[i, :skipped], values[i, skipped + 1 :]):
            for j in range(len(row)):
                low = min(low, row[j])
                high = max(high, row[j])
    return int(low), int(high)


@compiled
def floats_reach(values: Array, bits: Array, diagonal: int) -> tuple[int, bool, bool]:
    """Greatest absolute value of some rows of floats, whether one is not whole, or NaN.

    Parameters
    ----------
    values : ndarray of shape (r, m)
        NaN is no number.
    bits : ndarray of shape (r, m)
        The same as whole numbers of the same size: absolute values have the same order.
    diagonal : int
        As above.

    Returns
    -------
    greatest : int
        The bits of the greatest absolute value.
    broken, missing : bool
    """
    kind = bits.dtype.type
    mask = kind(np.iinfo(bits.dtype).max)
    infinity = kind(0x7F800000) if bits.itemsize == 4 else kind(0x7FF0000000000000)
    greatest, broken, missing = kind(0), np.int32(0), np.int32(0)
    for i in range(values.shape[0]):
        skipped = diagonal + i if diagonal >= 0 else len(values[i])
        for start, stop in ((0, skipped), (skipped + 1, len(values[i]))):
            row, pattern = values[i, start:stop], bits[i, start:stop]
            for j in range(len(row)):
                size = kind(pattern[j] & mask)
                number = size <= infinity
                greatest = max(greatest, size if number else kind(0))
                broken |= np.int32(number and row[j] != np.floor(row[j]))
                missing |= np.int32(not number)
    return int(greatest), bool(broken != 0), bool(missing != 0)


@compiled
def put(values: Array, one: float, other: float, rounded: bool, out: Array) -> None:
    """Write a rectangle of weights as whole numbers, -inf for NaN.

    Parameters
    ----------
    values : ndarray of shape (r, c)
    one, other : float
        Powers of two that rounded numbers are multiplied by first.
    rounded : bool
    out : ndarray of shape (r, c), float32 or float64
    """
    for i in range(out.shape[0]):
        _put_row(values[i], one, other, rounded, out[i])


@compiled
def put_chosen(
    values: Array,
    rows: IntArray,
    cols: IntArray,
    one: float,
    other: float,
    rounded: bool,
    out: Array,
) -> None:
    """Write some rows and columns of the weights; no columns stand for all, in order."""
    chosen = np.empty(len(cols), dtype=values.dtype)
    for i in range(out.shape[0]):
        row = values[rows[i]]
        if len(cols) > 0:
            for j in range(len(cols)):
                chosen[j] = row[cols[j]]
            _put_row(chosen, one, other, rounded, out[i])
        else:
            _put_row(row, one, other, rounded, out[i])


@compiled
def _put_row(row: Array, one: float, other: float, rounded: bool, out: Array) -> None:
    if rounded:
        for j in range(len(out)):
            value = np.rint(np.float64(row[j]) * one * other)
            out[j] = value if value == value else -np.inf
    else:
        for j in range(len(out)):
            value = out.dtype.type(row[j])
            out[j] = value if value == value else out.dtype.type(-np.inf)
