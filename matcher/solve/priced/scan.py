"""Passes over all pairs of some rows and columns, band by band, on several threads.

Bands of rows are handed out in order. A row lies in one band, so what is kept per row does not
depend on the threads. What is kept per column is merged by value and then by row, so it does not
either: any number of threads gives the same answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.priced.list_kernels import entries
from matcher.solve.priced.scan_kernels import best_of_cols, best_of_rows
from matcher.solve.priced.source import Source, Tile, Tiles

HEIGHT, WIDTH = 128, 1024
Visit = Callable[[int, Tile, int, int], None]


class Stopped(Exception):  # noqa: N818
    """Someone asked to stop, or the time is up."""


@dataclass(frozen=True)
class Best:
    """The k best entries of each row or column, sorted downwards.

    Parameters
    ----------
    values : ndarray of shape (n, k)
        The starting value where fewer were found.
    places : ndarray of shape (n, k), int32
        Columns (or rows) of the entries; -1 where fewer were found.
    """

    values: Tile
    places: Tile

    @classmethod
    def above(cls, bars: Tile, k: int) -> Best:
        """Nothing yet; only entries above the bar of their row (or column) will be kept."""
        values = np.repeat(bars[:, None], k, axis=1)
        return cls(values, np.full(values.shape, -1, dtype=np.int32))

    def entries(self) -> tuple[IntArray, IntArray, Tile, IntArray]:
        """Row (or column), place, value and rank from 0 of every entry that was found."""
        return entries(self.places, self.values)


@dataclass(frozen=True)
class Scanner:
    """Reads a source by tiles, on several threads.

    Parameters
    ----------
    source : Source
    threads : int
    stop : callable
        Asked before every band; True raises `Stopped`.
    """

    source: Source
    threads: int
    stop: Callable[[], bool]

    def rows(
        self, tiles: Tiles, col_price: Tile, best: Best, reach: IntArray | None = None
    ) -> None:
        """Update the best of weight minus column price in each row.

        With a `reach`, of shape (n,) and descending, only that many columns of each row need be
        read.
        """

        def visit(_: int, tile: Tile, top: int, left: int) -> None:
            best_of_rows(tile, top, left, col_price, best.values, best.places)

        self.visit(tiles, visit, reach)

    def rows_and_cols(
        self,
        tiles: Tiles,
        col_price: Tile,
        row_price: Tile,
        rows: Best | None,
        cols: Best,
        diagonal: Tile | None = None,
    ) -> Best:
        """The same, and the best of weight minus both prices in each column.

        `cols` says how many are kept and above which bars; it is not changed. What stands on the
        diagonal of the tiles is written to `diagonal`.
        """
        k = cols.values.shape[1]
        found = [Best(cols.values.copy(), cols.places.copy()) for _ in range(self.threads)]
        least = [col_price + cols.values[:, -1] for _ in range(self.threads)]

        def visit(worker: int, tile: Tile, top: int, left: int) -> None:
            if rows is not None:
                best_of_rows(tile, top, left, col_price, rows.values, rows.places)
            mine = found[worker]
            if diagonal is not None:
                at = np.arange(max(top, left), min(top + tile.shape[0], left + tile.shape[1]))
                diagonal[at] = tile[at - top, at - left]
            kept = mine.values, mine.places, least[worker]
            best_of_cols(tile, top, left, col_price, row_price, *kept)

        self.visit(tiles, visit)
        return _merged(found, k)

    def visit(self, tiles: Tiles, visit: Visit, reach: IntArray | None = None) -> None:
        """Show every tile to `visit`, with the worker and the tile's place.

        With a `reach`, a band of rows ends where its first row does.

        Raises
        ------
        Stopped
        """
        n, m = tiles.shape
        bands = count(0, HEIGHT)

        def work(worker: int) -> None:
            scratch = np.empty(HEIGHT * WIDTH, dtype=self.source.dtype)
            for top in bands:
                if top >= n:
                    return
                if self.stop():
                    raise Stopped
                bottom = min(top + HEIGHT, n)
                end = m if reach is None else int(reach[top])
                for left in range(0, end, WIDTH):
                    right = min(left + WIDTH, end)
                    size = (bottom - top, right - left)
                    tile = scratch[: size[0] * size[1]].reshape(size)
                    tiles.fill(top, bottom, left, right, tile)
                    visit(worker, tile, top, left)

        if self.threads == 1 or n <= HEIGHT:
            work(0)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for done in [pool.submit(work, worker) for worker in range(self.threads)]:
                done.result()


def available_threads() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _merged(found: list[Best], k: int) -> Best:
    if len(found) == 1:
        return found[0]
    values = np.concatenate([best.values for best in found], axis=1)
    places = np.concatenate([best.places for best in found], axis=1)
    order = np.lexsort((places, -values), axis=1)[:, :k]
    return Best(np.take_along_axis(values, order, 1), np.take_along_axis(places, order, 1))
