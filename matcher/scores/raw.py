"""The whole-number products that the parts are computed from, by block.

All are float32 matrix products of small integers, exact in any blocking (see
`matcher.vectors.quantise`); `matcher.scores.formulas` takes over from there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.scores.benefit import BENEFIT_TOP, Benefit
from matcher.vectors.profile_vectorizer import CityVectors

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def directed(benefit: Benefit, givers: IntArray, learners: IntArray) -> FloatArray:
    """Benefit of the learners from the givers.

    Parameters
    ----------
    givers, learners : ndarray of shape (r,), (c,)
        Positions among the cities of the pool.

    Returns
    -------
    ndarray of shape (r, c)
        Whole numbers 0..4096 x 255 as float64.
    """
    return (benefit.given(givers) @ benefit.wanted(learners).T).astype(np.float64)


def directed_co(benefit: Benefit, givers: IntArray, learners: IntArray) -> FloatArray:
    """`directed` with each theme times its co-benefit, whole numbers 0..4096 x 255 x 16."""
    return (benefit.given(givers) @ benefit.wanted_co(learners).T).astype(np.float64)


def fuse(
    forward: FloatArray,
    backward: FloatArray,
    rule: str,
    only_forward: BoolArray,
    only_backward: BoolArray,
) -> FloatArray:
    """One share of need covered from two directions, 0..1: what the pool's scale is learned from.

    `harmonic` is 2ab / (a + b), `mean` (a + b) / 2, `one_way` the greater; where only one
    direction is left, it counts alone.
    """
    both = forward + backward
    if rule == "harmonic":
        twice = 2 * (forward * backward)
        fused = np.divide(twice, both, out=np.zeros_like(both), where=both > 0)
    elif rule == "mean":
        fused = both / 2
    else:
        fused = np.maximum(forward, backward)
    fused = np.where(only_forward, forward, fused)
    fused = np.where(only_backward, backward, fused)
    return fused / BENEFIT_TOP


def need_products(
    vectors: CityVectors, rows: IntArray, cols: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Dot products of recorded need rows (r, c), and the squared lengths of both (r,), (c,)."""
    one, other = vectors.recorded_needs[rows], vectors.recorded_needs[cols]
    dot = (one.astype(np.float32) @ other.astype(np.float32).T).astype(np.float64)
    squares = [(needs**2).sum(axis=1).astype(np.float64) for needs in (one, other)]
    return dot, squares[0], squares[1]


def context_products(
    vectors: CityVectors, rows: IntArray, cols: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Number of context features both have, and the sum of their squared distances, (r, c)."""
    value, mask = vectors.context[rows].astype(np.float32), vectors.context_mask[rows]
    other, other_mask = vectors.context[cols].astype(np.float32), vectors.context_mask[cols]
    has, other_has = mask.astype(np.float32), other_mask.astype(np.float32)
    apart = ((value * value) @ other_has.T + has @ (other * other).T).astype(np.float64)
    apart -= 2 * (value @ other.T).astype(np.float64)
    counted = (mask * vectors.feature_counts).astype(np.float32)
    return (counted @ other_has.T).astype(np.float64), apart
