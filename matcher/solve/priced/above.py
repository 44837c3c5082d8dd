"""The first list where weights differ by chance alone: every pair above one bar, in one pass.

Where no row and no column is dearer than others to all, the best pairs of each are nearly those of
the greatest weights. A sample says where to set the bar; nothing else is kept of a row or column,
so the pass costs little more than reading.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.priced.above_kernels import note_above
from matcher.solve.priced.scan import Scanner, Stopped
from matcher.solve.priced.source import Tile

# Pairs per row or column, of whichever there are more, that a bar is to leave; and how many times
# as many are still a list and not a table.
WANTED, MOST = 24, 2
# Numbers that are read at a time.
BAND = 2**17


def bar_of(sample: Tile, shape: tuple[int, int]) -> float | None:
    """The weight that about so many pairs reach, or None where ties leave no such bar.

    Parameters
    ----------
    sample : ndarray of shape (s, t)
        Weights of some rows and columns, -inf where not open.
    shape : (n, m)
        All rows and columns.
    """
    wanted = WANTED * max(shape) * sample.size // (shape[0] * shape[1])
    if not 0 < wanted < sample.size:
        return None
    bar = float(np.partition(sample, -wanted, axis=None).ravel()[-wanted])
    if not np.isfinite(bar) or np.count_nonzero(sample >= bar) > MOST * wanted:
        return None
    return bar


def pairs_above(scanner: Scanner, bar: float) -> tuple[IntArray, IntArray] | None:
    """Every pair that weighs at least as much as the bar, or None where there are far more.

    Returns
    -------
    (pairs, whole) : ndarrays of shape (k, 2), (k,)

    Raises
    ------
    Stopped
    """
    source = scanner.source
    n, m = source.shape
    plain, tiles = source.plain, source.tiles()
    height = max(1, BAND // m)
    # Twice as many as a band holds if all hold alike, and some; a band that is fuller ends it.
    room = 2 * MOST * WANTED * max(n, m) * height // n + WANTED
    bands = count(0, height)

    def work(_: int) -> list[tuple[int, IntArray, IntArray]] | None:
        kept = []
        scratch = np.empty((height, m), dtype=source.dtype) if plain is None else plain[:0]
        for top in bands:
            if top >= n:
                break
            if scanner.stop():
                raise Stopped
            bottom = min(top + height, n)
            if plain is None:
                band = scratch[: bottom - top]
                tiles.fill(top, bottom, 0, m, band)
            else:
                band = plain[top:bottom]
            pairs, whole = np.empty((room, 2), dtype=np.int64), np.empty(room, dtype=np.int64)
            found = note_above(band, top, 0, bar, 0, pairs, whole)
            if found > room:
                return None
            kept.append((top, pairs[:found], whole[:found]))
        return kept

    with ThreadPoolExecutor(scanner.threads) as pool:
        parts = list(pool.map(work, range(scanner.threads)))
    found = []
    for part in parts:
        if part is None:
            return None
        found += part
    found.sort(key=lambda band: band[0])
    return np.concatenate([band[1] for band in found]), np.concatenate([b[2] for b in found])
