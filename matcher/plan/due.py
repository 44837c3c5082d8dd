"""Pairs that are in every plan because they are required."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from matcher.candidates import Pool


def due_pairs(required: Iterable[tuple[str, str]], pool: Pool) -> npt.NDArray[np.int64]:
    """Return the positions of the required pairs, given in either order.

    Parameters
    ----------
    required : iterable of (str, str)
        City ids.
    pool : Pool

    Returns
    -------
    ndarray of shape (k, 2)
        Left and right position, sorted, each pair once; in one pool the smaller position first.
    """
    row, col = pool.left_at, pool.right_at
    pairs = {(row[a], col[b]) if a in row and b in col else (row[b], col[a]) for a, b in required}
    if not pool.two_sided:
        pairs = {(min(pair), max(pair)) for pair in pairs}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
