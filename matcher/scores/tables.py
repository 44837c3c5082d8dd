"""Everything a tile reads of one side, gathered once into contiguous tables.

A table of numbers by city is stored in blocks of `width` cities, shape (blocks, features, width),
so that the sweep of a kernel over neighbouring cities stays within one stretch of memory.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.scores.benefit import LEVELS
from matcher.scores.model import ScoreModel
from matcher.vectors.context import climate_groups

Float32 = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Kernels take the items of a city this many at a time; lists are filled up with amounts of 0.
STEP = 4


class Lists(NamedTuple):
    """The non-zero entries of n sparse rows: those of row i are start[i] to start[i + 1].

    Parameters
    ----------
    start : ndarray of shape (n + 1,), int64
    column : ndarray of shape (entries,), int64
    amount, weighted : ndarray of shape (entries,), float32
        The whole numbers, and the same times each column's weight.
    """

    start: IntArray
    column: IntArray
    amount: Float32
    weighted: Float32


class Side(NamedTuple):
    """One side of n cities.

    Parameters
    ----------
    transfer : ndarray of shape (blocks, K, width), float32
        What each city passes on, for the theme-levels that the other side wants.
    wants : Lists
        Needs as columns of the other side's `transfer`, weighted by co-benefit.
    recorded : ndarray of shape (blocks, T, width), float32
        Recorded needs by theme.
    states : Lists
        The same as columns of the other side's `recorded`.
    square, k_exchange, k_challenge : ndarray of shape (n,), float64
    figures : ndarray of shape (blocks, F + 1, width), float32
        Context figures in steps, NaN where missing; the last row is NaN.
    letters : ndarray of shape (blocks, 2, width), float32
        Codes of the climate letters, NaN where missing.
    features : ndarray of shape (n,), int32
        One bit for each context feature the city has.
    role : ndarray of shape (n,), int64
        -1 for a learner, 0 for a peer, 1 for a mentor.
    air : ndarray of shape (n,), int64
        Group in the airshed table.
    country : ndarray of shape (n,), int32
    languages : ndarray of shape (words, n), int64
    """

    transfer: Float32
    wants: Lists
    recorded: Float32
    states: Lists
    square: FloatArray
    k_exchange: FloatArray
    k_challenge: FloatArray
    figures: Float32
    letters: Float32
    features: npt.NDArray[np.int32]
    role: IntArray
    air: IntArray
    country: npt.NDArray[np.int32]
    languages: IntArray


def both_sides(
    model: ScoreModel, rows: IntArray, cols: IntArray, height: int, width: int
) -> tuple[Side, Side]:
    """Gather the tables of the rows and the columns of tiles, positions among the model's cities.

    Parameters
    ----------
    height, width : int
        Cities in a block of the tables of rows, of columns.
    """
    same = rows is cols or np.array_equal(rows, cols)
    ours = placed_themes(model, rows)
    theirs = ours if same else placed_themes(model, cols)
    return (
        _side_tables(model, rows, (ours, theirs), height, listed=True),
        _side_tables(model, cols, (theirs, ours), width, listed=False),
    )


def _side_tables(
    model: ScoreModel,
    cities: IntArray,
    placed: tuple[IntArray, IntArray],
    width: int,
    *,
    listed: bool,
) -> Side:
    """Gather the tables of `cities`, with the theme-levels that they and the others want.

    Recorded needs are gathered as lists for the rows of tiles (`listed`), and as a table for the
    columns. What only parts of weight 0 would read is left empty.
    """
    benefit, vectors, weights = model.benefit, model.vectors, model.weights
    flows = weights["mutual_benefit"] > 0 or weights["co_benefit"] > 0
    challenge, context = weights["shared_challenge"] > 0, weights["context"] > 0
    none = np.empty(0, dtype=np.int64)
    ours, theirs = placed if flows else (none, none)
    recorded = vectors.recorded_needs[cities if challenge else none]
    stated, themes = recorded if listed else recorded[:0], np.arange(recorded.shape[1])
    figures, letters, features = _context(model, cities if context else none)
    return Side(
        transfer=blocked(benefit.by_level, theirs, cities if flows else none, width),
        wants=_wants(model, cities if flows else none, ours),
        recorded=blocked(vectors.recorded_needs, themes, none if listed else cities, width)
        if challenge
        else np.empty((0, 0, width), dtype=np.float32),
        states=lists(stated, themes, np.ones_like(themes)),
        square=(recorded**2).sum(axis=1).astype(np.float64),
        k_exchange=model.k_exchange[cities],
        k_challenge=model.k_challenge[cities],
        figures=blocked(figures, np.arange(figures.shape[1]), np.arange(len(figures)), width),
        letters=blocked(letters, np.arange(letters.shape[1]), np.arange(len(letters)), width),
        features=features,
        role=_roles(model.roles[cities]),
        air=model.ties.air_group[cities],
        country=model.ties.places.country[cities],
        languages=np.ascontiguousarray(model.ties.places.languages[cities].T),
    )


def _roles(roles: npt.NDArray[np.str_]) -> IntArray:
    """Mentors as 1, learners as -1, peers as 0."""
    return np.where(roles == "mentor", 1, np.where(roles == "learner", -1, 0))


def placed_themes(model: ScoreModel, cities: IntArray) -> IntArray:
    """The theme-levels that any of `cities` wants, ascending."""
    needs, maturity = model.benefit.needs, model.benefit.maturity
    row, theme = np.nonzero(needs[cities])
    wanted = np.bincount(theme * LEVELS + maturity[cities[row], theme])
    return np.flatnonzero(wanted)


def blocked(
    table: npt.NDArray[np.generic], columns: IntArray, rows: IntArray, width: int
) -> Float32:
    """Columns of some rows of a table, transposed by blocks of `width` rows and padded with 0."""
    blocks = -(-len(rows) // width)
    result = np.zeros((blocks, len(columns), width), dtype=np.float32)
    for block in range(blocks):
        some = rows[block * width : (block + 1) * width]
        result[block, :, : len(some)] = table[some][:, columns].T
    return result


def lists(table: IntArray, columns: IntArray, weight: IntArray) -> Lists:
    """Return the non-zero entries of each row of `table`, whose columns are called `columns`."""
    row, at = np.nonzero(table)
    count = np.bincount(row, minlength=len(table))
    start = np.concatenate([[0], np.cumsum(-(-count // STEP) * STEP)]).astype(np.int64)
    before = np.concatenate([[0], np.cumsum(count)])
    slot = start[row] + np.arange(len(row)) - before[row]
    column = np.zeros(start[-1], dtype=np.int64)
    amount, weighted = np.zeros((2, start[-1]), dtype=np.float32)
    column[slot] = columns[at]
    amount[slot] = table[row, at]
    weighted[slot] = table[row, at] * weight[at]
    return Lists(start, column, amount, weighted)


def _wants(model: ScoreModel, cities: IntArray, placed: IntArray) -> Lists:
    benefit = model.benefit
    themes = np.arange(benefit.needs.shape[1])
    plain = lists(benefit.needs[cities], themes, benefit.co)
    # The theme of an entry, moved to the learner's own level, is a column of `placed`.
    row = np.repeat(np.arange(len(cities)), np.diff(plain.start))
    level = benefit.maturity[cities[row], plain.column]
    column = np.searchsorted(placed, plain.column * LEVELS + level)
    return plain._replace(column=np.where(plain.amount > 0, column, 0))


def _context(model: ScoreModel, cities: IntArray) -> tuple[Float32, Float32, npt.NDArray[np.int32]]:
    """Figures (n, F + 1), letters (n, 2), and the bits of what each city has."""
    context, mask = model.vectors.context[cities], model.vectors.context_mask[cities] > 0
    groups = climate_groups()
    numbers = groups[0].start
    figures = np.full((len(cities), numbers + 1), np.nan, dtype=np.float32)
    figures[:, :-1] = np.where(mask[:, :numbers], context[:, :numbers], np.nan)
    letters = np.stack(
        [
            np.where(mask[:, group].any(axis=1), context[:, group].argmax(axis=1), np.nan)
            for group in groups
        ],
        axis=1,
    ).astype(np.float32)
    has = np.hstack([mask[:, :numbers], ~np.isnan(letters)])
    features = (has * (1 << np.arange(has.shape[1]))).sum(axis=1).astype(np.int32)
    return figures, letters, features
