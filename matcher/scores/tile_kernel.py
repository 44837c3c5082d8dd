"""The compiled driver of a tile: sweeps for a chunk of both sides, then the parts row by row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.compiled import compiled_views
from matcher.scores.row_parts import (
    add_looked_up,
    add_plain,
    add_preferences,
    add_shrunk,
    add_unlike_letters,
    challenge_row,
    co_row,
    complement,
    context_row,
    directed_row,
    mutual_row,
)
from matcher.scores.sweeps import distances, sweep, transposed
from matcher.scores.tables import Lists, Side

Float32 = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class How(NamedTuple):
    """Weights, scales and policies of a model, as a kernel reads them.

    Parameters
    ----------
    mutual_benefit, shared_challenge, context, co_benefit : float
        Weights in points; 0 switches a part off.
    rule : int
        Fusion rule.
    roles : bool
        Whether anyone is more than a peer.
    typical, bandwidth : float
        Scales of benefit and context as whole-number amounts.
    mutual_mean, challenge_mean, co_mean : float
    challenge_differs, context_differs : bool
        Whether difference is rewarded.
    co_top : int
    unlike : float32
        Squared distance of two unlike climate letters.
    constant : float32
        Points that every pair has.
    air : ndarray of shape (groups, groups), float32
        Points of the airshed part; empty where constant.
    preferences : ndarray of shape (2, 2), float32
        Points by language in common and same country; empty where constant.
    """

    mutual_benefit: float
    shared_challenge: float
    context: float
    co_benefit: float
    rule: int
    roles: bool
    typical: float
    bandwidth: float
    mutual_mean: float
    challenge_mean: float
    co_mean: float
    challenge_differs: bool
    context_differs: bool
    co_top: int
    unlike: np.float32
    constant: np.float32
    air: Float32
    preferences: Float32


class Scratch(NamedTuple):
    """Working space of one thread; `turned` is learner by giver, the rest giver by learner."""

    turned: Float32
    there: Float32
    there_weighted: Float32
    back: Float32
    back_weighted: Float32
    whole: Float32
    value: FloatArray
    chosen: IntArray


def scratch(height: int, width: int, figures: int) -> Scratch:
    """Working space for chunks of at most `height` x `width`."""
    # Rows that lie a power of two apart would share cache lines.
    apart = width + 16
    return Scratch(
        turned=np.empty((width, height + 16), dtype=np.float32),
        there=np.empty((height, apart), dtype=np.float32),
        there_weighted=np.empty((height, apart), dtype=np.float32),
        back=np.empty(width, dtype=np.float32),
        back_weighted=np.empty(width, dtype=np.float32),
        whole=np.empty(width, dtype=np.float32),
        value=np.empty(width, dtype=np.float64),
        chosen=np.empty(figures + 3, dtype=np.int64),
    )


@compiled_views
def fill_tile(
    rows: Side,
    cols: Side,
    how: How,
    space: Scratch,
    height: int,
    width: int,
    top: int,
    bottom: int,
    left: int,
    right: int,
    out: Float32,
) -> None:
    """Write the scores of rows[top:bottom] with cols[left:right] into `out`, chunk by chunk.

    `height` and `width` are the block widths of the tables of the two sides.
    """
    for block in range(left // width, -(-right // width)):
        first, last = max(left, block * width), min(right, (block + 1) * width)
        for band in range(top // height, -(-bottom // height)):
            upper, lower = max(top, band * height), min(bottom, (band + 1) * height)
            _fill_chunk(
                rows,
                cols,
                how,
                space,
                (band, upper, lower, upper - band * height),
                (block, first, last, first - block * width),
                top,
                left,
                out,
            )


@compiled_views
def _fill_chunk(
    rows: Side,
    cols: Side,
    how: How,
    space: Scratch,
    ours: tuple[int, int, int, int],
    theirs: tuple[int, int, int, int],
    top: int,
    left: int,
    out: Float32,
) -> None:
    """Fill the part of a tile that lies in one block of each side.

    `ours` and `theirs` are the block, the first and last city, and the first one's place in the
    block. Slices of `out` are taken row by row, where they are contiguous.
    """
    band, upper, lower, r0 = ours
    block, first, last, c0 = theirs
    n, m = last - first, lower - upper
    r1, c1 = r0 + m, c0 + n
    flows = how.mutual_benefit > 0 or how.co_benefit > 0
    if flows:
        _turned_sweep(rows.transfer[band], cols.wants, cols.wants.amount, first, n, r0, r1, space)
        transposed(space.turned, m, n, space.there)
    if how.co_benefit > 0:
        _turned_sweep(rows.transfer[band], cols.wants, cols.wants.weighted, first, n, r0, r1, space)
        transposed(space.turned, m, n, space.there_weighted)
    value, back, whole = space.value[:n], space.back[:n], space.whole[:n]
    for i in range(m):
        at = upper + i
        points = out[at - top, first - left : last - left]
        points[:] = how.constant
        if flows:
            there = space.there[i, :n]
            a, b = rows.wants.start[at], rows.wants.start[at + 1]
            sweep(cols.transfer[block], rows.wants.column, rows.wants.amount, a, b, c0, c1, back)
            if how.mutual_benefit > 0:
                mutual_row(there, back, how.rule, how.typical, value)
                if how.roles:
                    directed_row(
                        there, back, rows.role[at], cols.role[first:last], how.typical, value
                    )
                add_shrunk(
                    value,
                    rows.k_exchange[at],
                    cols.k_exchange[first:last],
                    how.mutual_mean,
                    how.mutual_benefit,
                    points,
                )
            if how.co_benefit > 0:
                sweep(
                    cols.transfer[block],
                    rows.wants.column,
                    rows.wants.weighted,
                    a,
                    b,
                    c0,
                    c1,
                    space.back_weighted,
                )
                co_row(
                    space.there_weighted[i, :n],
                    space.back_weighted[:n],
                    there,
                    back,
                    how.co_top,
                    how.co_mean,
                    value,
                )
                add_shrunk(
                    value,
                    rows.k_exchange[at],
                    cols.k_exchange[first:last],
                    how.co_mean,
                    how.co_benefit,
                    points,
                )
        if how.context > 0:
            distances(rows.figures[band], r0 + i, cols.figures[block], c0, c1, space.chosen, whole)
            add_unlike_letters(
                rows.letters[band, 0, r0 + i],
                cols.letters[block, 0, c0:c1],
                rows.letters[band, 1, r0 + i],
                cols.letters[block, 1, c0:c1],
                how.unlike,
                whole,
            )
            context_row(rows.features[at], cols.features[first:last], whole, how.bandwidth, value)
            if how.context_differs:
                complement(value)
            add_plain(value, how.context, points)
        if how.shared_challenge > 0:
            a, b = rows.states.start[at], rows.states.start[at + 1]
            sweep(cols.recorded[block], rows.states.column, rows.states.amount, a, b, c0, c1, whole)
            challenge_row(whole, rows.square[at], cols.square[first:last], value)
            if how.challenge_differs:
                complement(value)
            add_shrunk(
                value,
                rows.k_challenge[at],
                cols.k_challenge[first:last],
                how.challenge_mean,
                how.shared_challenge,
                points,
            )
        if len(how.air) > 0:
            add_looked_up(how.air[rows.air[at]], cols.air[first:last], points)
        if len(how.preferences) > 0:
            add_preferences(
                (rows.country[at], cols.country[first:last]),
                rows.languages,
                cols.languages,
                at,
                first,
                how.preferences,
                points,
            )


@compiled_views
def _turned_sweep(
    transfer: Float32,
    wants: Lists,
    amount: Float32,
    first: int,
    n: int,
    left: int,
    right: int,
    space: Scratch,
) -> None:
    """Sweep for n learners on the column side: one row of `turned` each."""
    for j in range(n):
        start, stop = wants.start[first + j], wants.start[first + j + 1]
        sweep(transfer, wants.column, amount, start, stop, left, right, space.turned[j])


@compiled_views
def first_at(column: IntArray, first: int, last: int, value: int) -> int:
    """First place of column[first:last], which ascends, that holds `value` or more."""
    while first < last:
        middle = (first + last) // 2
        if column[middle] < value:
            first = middle + 1
        else:
            last = middle
    return first


@compiled_views
def add_at(
    start: IntArray,
    column: IntArray,
    amount: Float32,
    top: int,
    left: int,
    right: int,
    out: Float32,
) -> None:
    """Add sparse points to rows top.. of a tile; the columns of a row ascend."""
    for i in range(len(out)):
        s, last = first_at(column, start[top + i], start[top + i + 1], left), start[top + i + 1]
        while s < last and column[s] < right:
            out[i, column[s] - left] += amount[s]
            s += 1
