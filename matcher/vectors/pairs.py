"""Named pairs of positions as a sparse table."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import sparse


def pair_table(pairs: Iterable[tuple[int, int]], shape: tuple[int, int]) -> sparse.csr_array:
    """Return a boolean sparse matrix of `shape` that is True at `pairs`."""
    at = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
    return sparse.csr_array((np.ones(len(at), dtype=bool), (at[:, 0], at[:, 1])), shape=shape)
