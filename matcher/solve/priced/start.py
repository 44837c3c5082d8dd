"""Prices to begin with: those of a small sample, extended to every city.

Prices are smooth functions of what cities are like, so those of a sample say nearly all (the
argument of semi-discrete optimal transport). A row's price is the best it could get from the
sampled columns at their prices; a column's, the best that a sampled row would still bid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import IntArray
from matcher.solve.limits import Limits
from matcher.solve.priced.above import bar_of
from matcher.solve.priced.sample import places, sample_prices
from matcher.solve.priced.scan import Best, Scanner
from matcher.solve.priced.source import Tile, Tiles

SEED = 20150915
LEAST = 200
# Kept of each row among the sampled columns, and the other way: a bar that few pairs will pass.
KEPT = 6
# Cities are told apart by their weights with so many runs of so many sampled ones.
PIVOT_RUNS, PIVOT_RUN = 8, 8
# Where columns differ by chance alone, sampled prices say nothing of others. Their means then vary
# as those of so many draws do; this many times as much is still taken for chance.
CHANCE = 1.5
EVEN_KEPT = 4


@dataclass(frozen=True)
class Start:
    """Prices of every city before any pair was chosen.

    Parameters
    ----------
    row, col : ndarrays of shape (n,), (m,), dtype of the tiles
    cohort : int
        Part of the column prices that is the price of the cohort.
    row_bar : ndarray of shape (n,)
        Weight minus column price that only the best pairs of each row reach.
    col_bar : ndarray of shape (m,)
        Weight minus both prices that only the best pairs of each column reach.
    even : bool
        Columns are alike to all rows together: their prices begin at 0.
    bar : float or None
        A weight that only the best pairs of all reach, where columns are alike.
    """

    row: Tile
    col: Tile
    cohort: int
    row_bar: Tile
    col_bar: Tile
    even: bool = False
    bar: float | None = None


def sampled_start(scanner: Scanner, limits: Limits, any_sign: bool) -> Start:
    """Solve a sample and extend its prices to all rows and columns.

    Parameters
    ----------
    any_sign : bool
        Prices may be negative, as where every city is matched.
    """
    source = scanner.source
    n, m = source.shape
    random = np.random.default_rng(SEED)
    share = _share(max(n, m))
    rows, cols = (
        np.sort(random.choice(size, _size(size, share), replace=False)) for size in (n, m)
    )
    below, beside = source.tiles(None, cols), source.tiles(rows, None)
    table = source.table(rows, cols)
    even = limits.one_to_one and _even(table)
    bar = bar_of(table, source.shape) if even else None
    if bar is not None:
        row = np.full(n, max(bar, 0.0), dtype=source.dtype)
        return replace(without_sample(scanner), row=row, even=True, bar=bar)
    col_price, cohort = np.zeros(len(cols), dtype=source.dtype), 0
    if not even:
        held = (
            places(_some(below, 1, source.dtype), rows, limits.row_max),
            places(_some(beside, 0, source.dtype).T, cols, limits.col_max),
        )
        none = np.zeros(len(rows), dtype=np.int64), np.zeros(len(cols), dtype=np.int64)
        sample = Limits(none[0], held[0], none[1], held[1], limits.max_pairs)
        _, col_price, cohort = sample_prices(table, sample, any_sign)
    free = not _forced(limits)
    kept = EVEN_KEPT if even else KEPT
    deep, deep_col = (
        max(kept, int(most.max(initial=1))) for most in (limits.row_max, limits.col_max)
    )
    best = Best.above(np.full(n, -np.inf, dtype=source.dtype), deep)
    scanner.rows(below, col_price, best)
    row = _reached(best.values, limits.row_max, 0 if free else None)
    seen = scanner.rows_and_cols(
        beside,
        np.zeros(m, dtype=source.dtype),
        row[rows],
        None,
        Best.above(np.full(m, -np.inf, dtype=source.dtype), deep_col),
    )
    col = np.zeros(m, dtype=source.dtype)
    if not even:
        col = _reached(seen.values, limits.col_max, cohort if free else None)
    return Start(row, col, cohort, best.values[:, -1], seen.values[:, -1] - col, even)


def _even(sample: Tile) -> bool:
    """Whether the means of columns differ as if all weights were drawn alike."""
    table = sample.astype(np.float64)
    there = np.isfinite(table)
    if not there.any():
        return True
    table = np.where(there, table, table[there].mean())
    return bool(len(table) * table.mean(axis=0).var() <= CHANCE * table.var())


def _share(size: int) -> float:
    """Share of the cities that is sampled: less of more."""
    return 0.05 if size <= 50_000 else 0.03


def _size(size: int, share: float) -> int:
    return min(size, max(LEAST, round(share * size)))


def _some(tiles: Tiles, axis: int, kind: npt.DTypeLike) -> Tile:
    """A few runs of the rows (axis 0) or columns of some tiles, spread evenly."""
    size = tiles.shape[axis]
    parts = []
    for start in range(0, size, max(-(-size // PIVOT_RUNS), PIVOT_RUN)):
        corner, end = [0, 0], list(tiles.shape)
        corner[axis], end[axis] = start, min(start + PIVOT_RUN, size)
        part = np.empty((end[0] - corner[0], end[1] - corner[1]), dtype=kind)
        tiles.fill(corner[0], end[0], corner[1], end[1], part)
        parts.append(part)
    return np.concatenate(parts, axis=axis)


def _forced(limits: Limits) -> bool:
    return bool(limits.row_min.any() or limits.col_min.any())


def _reached(values: Tile, most: IntArray, floor: int | None) -> Tile:
    """The price at which each city would take as many pairs as it may."""
    slot = np.clip(most, 1, values.shape[1]) - 1
    price = values[np.arange(len(values)), slot]
    lowest = np.min(price[np.isfinite(price)], initial=0) if floor is None else floor
    return np.maximum(np.where(np.isfinite(price), price, lowest), lowest).astype(values.dtype)


def without_sample(scanner: Scanner) -> Start:
    """Prices of zero, for instances too small to sample."""
    n, m = scanner.source.shape
    kind = scanner.source.dtype
    low = np.full(n, -np.inf, kind), np.full(m, -np.inf, kind)
    return Start(np.zeros(n, kind), np.zeros(m, kind), 0, *low)
