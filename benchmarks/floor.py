"""The floor of a machine: one blocked scoring pass over all pairs, each tile filled and discarded.

Times of solvers are reported as multiples of it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from time import perf_counter

import numpy as np

from matcher.candidates import PairWeights

ROWS, COLS = 256, 2048


def scoring_pass(weights: PairWeights, threads: int = 2) -> float:
    """Seconds to score every pair once with `threads` threads; gathering the tables is not timed.

    The compiled kernels are loaded, and compiled if need be, before the clock starts.
    """
    tiles = weights.tiles()
    height, width = tiles.shape
    warm = np.empty((min(1, height), min(1, width)), dtype=np.float32)
    tiles.fill(0, warm.shape[0], 0, warm.shape[1], warm)

    def work(corners: list[tuple[int, int]]) -> None:
        whole = np.empty(ROWS * COLS, dtype=np.float32)
        for top, left in corners:
            bottom, right = min(top + ROWS, height), min(left + COLS, width)
            shape = bottom - top, right - left
            tiles.fill(top, bottom, left, right, whole[: shape[0] * shape[1]].reshape(shape))

    # Columns outermost: the tables of one stretch of columns serve every row before the next.
    corners = [(top, left) for left, top in product(range(0, width, COLS), range(0, height, ROWS))]
    with ThreadPoolExecutor(threads) as pool:
        start = perf_counter()
        list(pool.map(work, [corners[i::threads] for i in range(threads)]))
        return perf_counter() - start
