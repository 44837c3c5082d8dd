"""Scores by tile: tables gathered once, then filled many times by compiled kernels.

Importing this module loads numba; only the large regime imports it.
"""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.scores.benefit import BENEFIT_TOP, CO_TOP
from matcher.scores.model import ScoreModel
from matcher.scores.points import to_points
from matcher.scores.row_parts import RULES
from matcher.scores.tables import both_sides
from matcher.scores.tile_kernel import How, Scratch, add_at, fill_tile, scratch
from matcher.vectors.context import unlike_letters
from matcher.vectors.quantise import LEVEL_TOP

Float32 = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

# A chunk of both sides, with its scratch, stays in the second-level cache of a core.
HEIGHT, WIDTH = 128, 256


class ScoreTiles:
    """Scores of chosen left cities with chosen right cities, tile by tile.

    Parameters
    ----------
    model : ScoreModel
    rows, cols : ndarray of shape (r,), (c,), int64
        Positions on the left and right side, in any order.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, model: ScoreModel, rows: IntArray, cols: IntArray) -> None:
        self.shape = (len(rows), len(cols))
        at, to = model.at_left[rows], model.at_right[cols]
        self._block = HEIGHT, WIDTH
        self._rows, self._cols = both_sides(model, at, to, HEIGHT, WIDTH)
        self._how = _how(model)
        self._extra = _extra(model, at, to)
        self._local = threading.local()

    def fill(self, top: int, bottom: int, left: int, right: int, out: Float32) -> None:
        """Write the scores of rows[top:bottom] with cols[left:right] into `out`.

        May be called from several threads at once, each with its own `out`.

        Parameters
        ----------
        out : ndarray of shape (bottom - top, right - left), float32, C-contiguous
            Whole numbers 0..1,000,000 afterwards.
        """
        check_tile(self.shape, top, bottom, left, right, out)
        space = self._scratch()
        fill_tile(
            self._rows, self._cols, self._how, space, *self._block, top, bottom, left, right, out
        )
        for extra in self._extra:
            add_at(*extra, top, left, right, out)

    def _scratch(self) -> Scratch:
        if not hasattr(self._local, "scratch"):
            self._local.scratch = scratch(*self._block, self._rows.figures.shape[1])
        space: Scratch = self._local.scratch
        return space


def check_tile(
    shape: tuple[int, int], top: int, bottom: int, left: int, right: int, out: Float32
) -> None:
    """Raise ValueError unless the tile lies within `shape` and `out` can take it."""
    if not (0 <= top <= bottom <= shape[0] and 0 <= left <= right <= shape[1]):
        raise ValueError(
            f"tile {top}:{bottom} x {left}:{right} does not lie within {shape[0]} x {shape[1]}"
        )
    wanted = (bottom - top, right - left)
    if out.shape != wanted or out.dtype != np.float32 or not out.flags.c_contiguous:
        raise ValueError(
            f"out is {out.dtype} of shape {out.shape}; give a C-contiguous float32 array of "
            f"shape {wanted}"
        )


def _how(model: ScoreModel) -> How:
    weights, scales, reward, ties = (
        model.weights, model.scales, model.programme.reward, model.ties,
    )  # fmt: skip
    links = _points(weights["prior_links"], ties.link_values)
    preferences = _points(weights["preferences"], ties.preference_values)[0]
    constant = links[0]
    if not (ties.prefer_language or ties.penalise_domestic):
        constant += preferences[0, 0]
        preferences = preferences[:0]
    air = _points(weights["airshed"], ties.air_table)
    if air.size and (air == air.flat[0]).all():
        constant += air.flat[0]
        air = air[:0]
    return How(
        mutual_benefit=float(weights["mutual_benefit"]),
        shared_challenge=float(weights["shared_challenge"]),
        context=float(weights["context"]),
        co_benefit=float(weights["co_benefit"]),
        rule=RULES[model.programme.benefit.fusion],
        roles=bool((model.roles != "peer").any()),
        typical=float(scales.benefit * BENEFIT_TOP),
        bandwidth=float(scales.context * LEVEL_TOP**2),
        mutual_mean=float(scales.mutual_benefit),
        challenge_mean=float(scales.shared_challenge),
        co_mean=float(scales.co_benefit),
        challenge_differs=reward.get("shared_challenge") == "complementary",
        context_differs=reward.get("context") == "complementary",
        co_top=CO_TOP,
        unlike=np.float32(unlike_letters()),
        constant=np.float32(constant),
        air=air,
        preferences=np.ascontiguousarray(preferences),
    )


Sparse = tuple[IntArray, IntArray, Float32]


def _extra(model: ScoreModel, at: IntArray, to: IntArray) -> list[Sparse]:
    """Points of prior links and wishes, which few pairs have, on top of what all pairs have."""
    found = []
    ties = model.ties
    links = _points(model.weights["prior_links"], ties.link_values)
    if links[0] != links[1]:
        linked = _sparse(ties.linked[at][:, to])
        amount = np.full(len(linked.data), links[1] - links[0], dtype=np.float32)
        found.append((linked, amount))
    if model.weights["preferences"] > 0:
        table = _points(model.weights["preferences"], ties.preference_values)
        asked = ties.wishes[at][:, to].astype(np.int64)
        asked = _sparse(asked + ties.wishes[to][:, at].astype(np.int64).T)
        row = np.repeat(np.arange(len(at)), np.diff(asked.indptr))
        one, other = ties.places[at[row]], ties.places[to[asked.indices]]
        common = ((one.languages & other.languages) != 0).any(axis=1).astype(np.int64)
        same = (one.country == other.country).astype(np.int64)
        common *= ties.prefer_language
        same *= ties.penalise_domestic
        gain = table[asked.data, common, same] - table[0, common, same]
        found.append((asked, gain.astype(np.float32)))
    return [
        (pairs.indptr.astype(np.int64), pairs.indices.astype(np.int64), amount)
        for pairs, amount in found
        if len(amount)
    ]


def _sparse(pairs: sparse.csr_array) -> sparse.csr_array:
    table = sparse.csr_array(pairs)
    table.sum_duplicates()
    table.sort_indices()
    return table


def _points(weight: int, values: npt.NDArray[np.float64]) -> Float32:
    return to_points(weight, values).astype(np.float32)
