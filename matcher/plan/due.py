"""Pairs that are in every plan because they are required."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


def due_pairs(
    required: Iterable[tuple[str, str]],
    left: Sequence[str],
    right: Sequence[str],
    rows: Rows,
    cols: Rows,
) -> npt.NDArray[np.bool_]:
    """Return whether each pair of left `rows` and right `cols` is required, in either order.

    Parameters
    ----------
    required : iterable of (str, str)
        City ids.
    left, right : sequence of str
        Ids of the two sides, or of the pool twice.
    rows, cols : ndarray of shape (r,), (c,)
        Positions on the left and right side.

    Returns
    -------
    ndarray of shape (r, c), bool
    """
    row, col = ({city: i for i, city in enumerate(side)} for side in (left, right))
    due = np.zeros((len(rows), len(cols)), dtype=np.bool_)
    for pair in required:
        for a, b in (pair, pair[::-1]):
            if a in row and b in col:
                due |= (rows == row[a])[:, None] & (cols == col[b])[None, :]
    return due
