"""Prices of a sample whose cities stand for many: each carries the places of those most like it.

Drawn alone, a sample of a few hundred has a little too many of one kind of city and too few of
another, and prices answer to that far more than to anything else. With the places of all cities
laid on the sampled ones, the kinds are as many as they are, and a small sample prices them well.
"""

from __future__ import annotations

import numpy as np

from matcher.solve.circulation import SINK, Frame
from matcher.solve.flow import nearly_optimal
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.limits import Limits
from matcher.solve.priced.potentials import centred_potentials
from matcher.solve.priced.source import Tile

# Steps that a feature is rounded to: sums of products of a few dozen are exact in float32.
STEPS, ROWS = 127, 4096
# Pairs of each city that are tried at once, and how often; prices need not be exact.
LISTED, ROUNDS = 8, 5
# A first price is what so many would pay, after so many turns.
HIGH, GUESSES = 6, 3


def places(seen: Tile, sampled: IntArray, most: IntArray) -> IntArray:
    """Places of all cities, counted at the sampled city that is most like each.

    Parameters
    ----------
    seen : ndarray of shape (n, p)
        Weights of all cities with the same few others, -inf where not permitted.
    sampled : ndarray of shape (s,)
    most : ndarray of shape (n,)
        Places of each city.

    Returns
    -------
    ndarray of shape (s,), int64
    """
    known = np.isfinite(seen)
    low = float(np.min(seen, where=known, initial=np.inf))
    level = np.where(known, seen, low if np.isfinite(low) else 0.0).astype(np.float64)
    # What a city is worth to everyone alike says nothing of its kind.
    level -= np.rint(level.mean(axis=1, keepdims=True))
    reach = max(float(np.abs(level).max(initial=0)), 1.0)
    kind = np.rint(level * (STEPS / reach)).astype(np.float32)
    own = kind[sampled]
    square = (own * own).sum(axis=1)
    count = np.zeros(len(sampled), dtype=np.int64)
    for top in range(0, len(kind), ROWS):
        nearest = (square - 2 * (kind[top : top + ROWS] @ own.T)).argmin(axis=1)
        np.add.at(count, nearest, most[top : top + ROWS])
    return count


def sample_prices(table: Tile, limits: Limits, any_sign: bool) -> tuple[Tile, Tile, int]:
    """Prices of rows, of columns, and the part of the latter that is the cohort's.

    Parameters
    ----------
    table : ndarray of shape (s, t)
        Weights, -inf where not permitted.
    limits : Limits
        Places of each sampled city, no minimums and no groups.
    any_sign : bool
        Every place is to be filled, and prices may be negative.
    """
    frame = Frame.of(limits)
    open_, whole = np.isfinite(table), np.where(np.isfinite(table), table, 0).astype(np.int64)
    # Lifted far enough, every pair is worth taking, and most of all as many as there can be.
    lift = 2 * int(np.abs(whole).max(initial=0)) + 1 if any_sign else 0
    guess = frame.potentials(*_first_prices(table, lift))
    reduced = _reduced(whole + lift, *frame.faced(guess))
    listed = open_ & _foremost(np.where(open_, reduced, -(2**62)))
    for _ in range(ROUNDS):
        pairs = np.argwhere(listed)
        arcs = frame.arcs(pairs, whole[listed] + lift)
        arcs.upper[: len(pairs)] = np.minimum(
            limits.row_max[pairs[:, 0]], limits.col_max[pairs[:, 1]]
        )
        flow = nearly_optimal(arcs)
        assert flow is not None
        found = centred_potentials(arcs, flow, guess, pairs=len(pairs) if any_sign else None)
        if found is None:
            break
        guess = found
        reduced = _reduced(whole + lift, *frame.faced(guess))
        beats = open_ & ~listed & (reduced > 0)
        if not beats.any():
            break
        listed |= beats & _foremost(np.where(beats, reduced, 0))
    row, col = frame.faced(guess)
    return (row - lift).astype(table.dtype), col.astype(table.dtype), int(-guess[SINK])


def _first_prices(table: Tile, lift: int) -> tuple[IntArray, IntArray]:
    """A first idea of prices: each city at what a few of the others would pay beyond their own."""
    low = float(np.min(table, where=np.isfinite(table), initial=0))
    level = np.where(np.isfinite(table), table, low)
    row, col = np.zeros(len(table), table.dtype), np.zeros(table.shape[1], table.dtype)
    for _ in range(GUESSES):
        col = _high(level - row[:, None], 0)
        row = _high(level - col, 1)
    return row.astype(np.int64) + lift, col.astype(np.int64)


def _high(values: Tile, axis: int) -> Tile:
    rank = max(values.shape[axis] - HIGH, 0)
    found: Tile = np.partition(values, rank, axis).take(rank, axis)
    return found


def _reduced(whole: IntArray, row: IntArray, col: IntArray) -> IntArray:
    return whole - row[:, None] - col


def _foremost(values: IntArray) -> BoolArray:
    """The few greatest values of each row and of each column, as a mask."""
    mask = np.zeros(values.shape, dtype=bool)
    for axis in (0, 1):
        rank = max(values.shape[axis] - LISTED, 0)
        top = np.argpartition(values, rank, axis).take(range(rank, values.shape[axis]), axis)
        np.put_along_axis(mask, top, values=True, axis=axis)
    return mask
