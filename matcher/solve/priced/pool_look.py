"""Which pairs of a pool reach what they face: a look at the few that may, of all there are.

What is not listed stays below the ceilings of the search, from both of its ends. With the margin of
a city, its price beyond its two ceilings, a pair that is not listed falls short of what it faces
wherever the margins of its ends add up to more than 0. The cities are read in steps, by margin:
each with all that come after it and may still matter to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.solve.blossom import Matching
from matcher.solve.instance import BoolArray, FloatArray, IntArray
from matcher.solve.priced.odd_set_kernels import faced, nest, note_reached
from matcher.solve.priced.pool_graph import Graph
from matcher.solve.priced.scan import Scanner
from matcher.solve.priced.shortlist import Ceiling
from matcher.solve.priced.source import Tile
from matcher.solve.priced.ties import MOST

# Room for pairs that a look notes to begin with, per city.
NOTED = 64
# Steps in which cities are read, and the fewest rows of one.
STEPS, LEAST_ROWS = 16, 512


@dataclass(frozen=True)
class Faced:
    """What pairs face, in halves: the prices of their cities and of the odd sets around both.

    Parameters
    ----------
    price : ndarray of shape (n,)
    place, least : ndarrays
        As `matcher.solve.priced.odd_set_kernels.nest` lays them out.
    """

    price: IntArray
    place: IntArray
    least: IntArray

    @classmethod
    def of(cls, matching: Matching) -> Faced:
        """The prices of a matching."""
        return cls(matching.price, *nest(matching.order, matching.stretch, matching.set_price))

    def excess(self, graph: Graph) -> IntArray:
        """By how much pairs beat what they face, below 0 where they fall short."""
        return 2 * graph.whole - faced(graph.ends, self.price, self.place, self.least)


@dataclass(frozen=True)
class Reached:
    """Pairs that are not listed and reach what they face.

    Parameters
    ----------
    graph : Graph
    excess : ndarray of shape (k,)
        By how much they beat it; 0 for ties.
    complete : bool
        False where ties were too many to note.
    read : int
        Pairs that were looked at.
    """

    graph: Graph
    excess: IntArray
    complete: bool
    read: int


def look(scanner: Scanner, ceilings: Sequence[Ceiling], prices: Faced) -> Reached:
    """Every pair that reaches what it faces, except listed ones that may be missing.

    Raises
    ------
    Stopped
    """
    margins = [_margins(ceiling, prices.price) for ceiling in ceilings]
    steps = min((_steps(each) for each in margins), key=_cost)
    noted = _noted(scanner, steps, prices, 0)
    complete = noted is not None
    if noted is None:
        # Too many ties to list; what beats its prices is listed whatever it takes.
        noted = _noted(scanner, steps, prices, 1)
        assert noted is not None
    # By city, so that neither threads nor the order of bands decide what is taken.
    noted = noted[np.lexsort((noted[:, 1], noted[:, 0]))]
    ends, excess = np.ascontiguousarray(noted[:, :2]), np.ascontiguousarray(noted[:, 2])
    twice = faced(ends, prices.price, prices.place, prices.least) + excess
    return Reached(Graph(ends, twice >> 1), excess, complete, _cost(steps))


def _margins(ceiling: Ceiling, price: IntArray) -> FloatArray:
    """By how much the price of each city is beyond its two ceilings, in halves."""
    margin: FloatArray = price.astype(np.float64) - ceiling.row - ceiling.col
    return margin


def _steps(margin: FloatArray) -> list[tuple[IntArray, IntArray]]:
    """Cities as rows and as columns, ascending: together every pair that may matter.

    The columns of a step are its rows and all later ones that the lowest margin among the rows lets
    through.
    """
    order, found = np.argsort(margin, kind="stable"), []
    height = max(LEAST_ROWS, -(-len(order) // STEPS))
    for top in range(0, len(order), height):
        last = int(np.searchsorted(margin[order], -margin[order[top]], side="right"))
        if last <= top + 1:
            break
        found.append((np.sort(order[top : top + height]), np.sort(order[top:last])))
    return found


def _cost(steps: list[tuple[IntArray, IntArray]]) -> int:
    """Number of pairs that are read."""
    return sum(len(rows) * len(cols) for rows, cols in steps)


def _noted(
    scanner: Scanner, steps: list[tuple[IntArray, IntArray]], prices: Faced, asked: int
) -> IntArray | None:
    """Pairs (a, b, excess) that exceed what they face by at least so much.

    None where ties are asked for and there are too many.
    """
    room, source = NOTED * len(prices.price), scanner.source
    out = [np.empty((room, 3), dtype=np.int64) for _ in range(scanner.threads)]
    count = [0] * scanner.threads
    sets = prices.place, prices.least
    for rows, cols in steps:
        half = prices.price[cols].astype(source.dtype) / np.asarray(2, dtype=source.dtype)
        again = np.isin(cols, rows)

        def visit(
            worker: int,
            tile: Tile,
            top: int,
            left: int,
            rows: IntArray = rows,
            cols: IntArray = cols,
            again: BoolArray = again,
            half: Tile = half,
        ) -> None:
            if asked == 0 and count[worker] > MOST:
                return
            at = slice(top, top + tile.shape[0]), slice(left, left + tile.shape[1])
            places = rows[at[0]], cols[at[1]], again[at[1]], half[at[1]]
            while True:
                kept, done = out[worker], count[worker]
                many = note_reached(tile, *places, prices.price, *sets, kept, done, asked)
                if many <= len(kept):
                    count[worker] = many
                    return
                out[worker] = np.concatenate([kept, np.empty((many, 3), dtype=np.int64)])

        scanner.visit(source.tiles(rows, cols), visit)
    if asked == 0 and sum(count) > MOST:
        return None
    return np.concatenate([kept[:many] for kept, many in zip(out, count, strict=True)])
