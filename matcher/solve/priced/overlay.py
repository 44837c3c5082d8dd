"""Weights of a pool with the prices of odd sets taken off, read by rectangles like any other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import FloatArray, IntArray
from matcher.solve.odd_cuts import counted
from matcher.solve.priced.source import FLOAT32_BELOW, Source, Tile, Tiles
from matcher.solve.result import OddSet


@dataclass(frozen=True)
class Overlay:
    """Weights of a pool times `steps`, minus what the pairs of odd sets pay for these.

    Parameters
    ----------
    source : Source
    sets : tuple of OddSet
        At prices in whole steps.
    steps : int
        Steps per whole number.
    """

    source: Source
    sets: tuple[OddSet, ...] = ()
    steps: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.source.shape

    def priced(self) -> Source:
        """A source of these weights; its whole numbers are steps."""
        if not self.sets and self.steps == 1:
            return self.source
        greatest = self.steps * self.source.greatest + sum(map(self.price, self.sets))
        narrow = replace(self, source=replace(self.source, wide=greatest >= FLOAT32_BELOW))
        return replace(self.source, weights=narrow, exponent=None, greatest=greatest)

    def price(self, odd: OddSet) -> int:
        """Price of an odd set in steps."""
        return round(self.steps * odd.price)

    def off(self, pairs: IntArray) -> FloatArray:
        """What pairs a < b pay for odd sets, in steps."""
        off = np.zeros(len(pairs))
        for odd in self.sets:
            off += self.price(odd) * counted(odd.members, odd.teeth, pairs, self.shape[0])
        return off

    def tiles(self, rows: IntArray | None, cols: IntArray | None) -> Tiles:
        """Tiles over a choice of rows and columns; None is all of them, in order."""
        every = np.arange(self.shape[0], dtype=np.int64)
        chosen = every if rows is None else rows, every if cols is None else cols
        return _Priced(self, self.source.tiles(rows, cols), *chosen)


class _Priced:
    """Tiles with the prices of odd sets taken off."""

    def __init__(self, overlay: Overlay, inner: Tiles, rows: IntArray, cols: IntArray) -> None:
        self.inner, self.shape, self.steps = inner, inner.shape, overlay.steps
        self.dtype: npt.DTypeLike = overlay.source.dtype
        self.blocks = [
            (_among(rows, odd.members), _among(cols, odd.members), overlay.price(odd))
            for odd in overlay.sets
        ]
        self.blocks += [
            (_among(rows, (a,)), _among(cols, (b,)), overlay.price(odd))
            for odd in overlay.sets
            for pair in odd.teeth
            for a, b in (pair, pair[::-1])
        ]
        self.blocks = [block for block in self.blocks if len(block[0]) and len(block[1])]

    def fill(self, top: int, bottom: int, left: int, right: int, out: Tile) -> None:
        """Write one rectangle, then take off what its pairs pay."""
        self.inner.fill(top, bottom, left, right, out)
        if self.steps != 1:
            out *= self.steps
        for rows, cols, price in self.blocks:
            here = rows[slice(*np.searchsorted(rows, (top, bottom)))] - top
            if len(here):
                there = cols[slice(*np.searchsorted(cols, (left, right)))] - left
                out[np.ix_(here, there)] -= price


def _among(known: IntArray, members: tuple[int, ...]) -> IntArray:
    return np.flatnonzero(np.isin(known, members))
