"""Real rows to integers, once, so that every later product is exact.

Need rows sum to `NEED_TOTAL` and transfers lie in 0..`LEVEL_TOP`, so every product and partial sum
stays at or below 2**24 and a float32 matrix product is bit-exact in any order.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

NEED_TOTAL = 4096
LEVEL_TOP = 255


def largest_remainder(rows: npt.ArrayLike, total: int) -> npt.NDArray[np.int64]:
    """Round each non-negative row to integers that sum to `total`.

    Parameters
    ----------
    rows : array-like of shape (n, m)
        Non-negative, finite. A row of zeros stays zero.
    total : int
        Sum of every other row of the result.

    Returns
    -------
    ndarray of shape (n, m), int64
        Shares rounded down, then one more to the largest remainders; ties go to the earlier
        column.
    """
    values = np.asarray(rows, dtype=np.float64)
    # Correctly rounded sums do not depend on the order of the columns.
    sums = np.array([[math.fsum(row)] for row in values]).reshape(len(values), 1)
    exact = values / np.where(sums > 0, sums, 1) * total
    floor = np.floor(exact)
    missing = np.where(sums[:, 0] > 0, total - floor.sum(axis=1), 0).astype(np.int64)
    order = np.argsort(floor - exact, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(values.shape[1])[None, :], axis=1)
    return floor.astype(np.int64) + (rank < missing[:, None])
