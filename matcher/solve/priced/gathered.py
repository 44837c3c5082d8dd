"""The weights of a middle-sized instance in one array, so that many short looks cost little."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from matcher.solve.priced.source import Source

BAND = 128


def gathered(source: Source, threads: int) -> Source:
    """The same source with its weights in an array, where they are whole and not in one already.

    Every choice of rows and columns costs an object with tiles some preparation, and a search over
    a thousand cities makes dozens of them.
    """
    if isinstance(source.weights, np.ndarray) or source.exponent is not None:
        return source
    none = source.barred[:0]
    tiles = replace(source, barred=none, diagonal=None, closed=source.closed[:0]).tiles()
    n, m = source.shape
    table = np.empty((n, m), dtype=source.dtype)

    def fill(top: int) -> None:
        bottom = min(top + BAND, n)
        tiles.fill(top, bottom, 0, m, table[top:bottom])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(0, n, BAND)))
    np.copyto(table, np.nan, where=np.isneginf(table))
    return replace(source, weights=table)
