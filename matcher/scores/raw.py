"""The raw values of the parts that are computed from products, before scales and shrinkage.

All products are float32 matrix products of small integers, exact in any blocking (see
`matcher.vectors.quantise`); what follows uses only correctly rounded float64 operations.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.scores.benefit import BENEFIT_TOP, CO_TOP, Benefit
from matcher.vectors.profile_vectorizer import CityVectors
from matcher.vectors.quantise import LEVEL_TOP

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def directed(benefit: Benefit, rows: IntArray, cols: IntArray) -> tuple[FloatArray, FloatArray]:
    """Benefit of the columns from the rows, and of the rows from the columns.

    Parameters
    ----------
    rows, cols : ndarray of shape (r,), (c,)
        Positions among the cities of the pool.

    Returns
    -------
    (forward, backward) : ndarrays of shape (r, c)
        Whole numbers 0..4096 x 255 as float64.
    """
    forward = benefit.given[rows] @ benefit.wanted[cols].T
    backward = benefit.wanted[rows] @ benefit.given[cols].T
    return forward.astype(np.float64), backward.astype(np.float64)


def fuse(
    forward: FloatArray,
    backward: FloatArray,
    rule: str,
    row_role: npt.NDArray[np.str_],
    col_role: npt.NDArray[np.str_],
) -> FloatArray:
    """One number from two directions, 0..1.

    A mentor only gives and a learner only receives; where just one direction is left, it counts
    alone. Otherwise `harmonic` is 2ab / (a + b), `mean` (a + b) / 2, `one_way` the greater.
    """
    both = forward + backward
    if rule == "harmonic":
        twice = 2 * (forward * backward)
        fused = np.divide(twice, both, out=np.zeros_like(both), where=both > 0)
    elif rule == "mean":
        fused = both / 2
    else:
        fused = np.maximum(forward, backward)
    only_forward = ((row_role == "mentor")[:, None]) | ((col_role == "learner")[None, :])
    only_backward = ((row_role == "learner")[:, None]) | ((col_role == "mentor")[None, :])
    fused = np.where(only_forward & ~only_backward, forward, fused)
    fused = np.where(only_backward & ~only_forward, backward, fused)
    return fused / BENEFIT_TOP


def co_share(
    benefit: Benefit, rows: IntArray, cols: IntArray, forward: FloatArray, backward: FloatArray
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Mean co-benefit of what the two cities exchange, 0..1, and where anything is exchanged."""
    weighted = (benefit.given[rows] @ benefit.wanted_co[cols].T).astype(np.float64)
    weighted += (benefit.wanted_co[rows] @ benefit.given[cols].T).astype(np.float64)
    total = (forward + backward) * CO_TOP
    exchanged = total > 0
    return np.divide(weighted, total, out=np.zeros_like(total), where=exchanged), exchanged


def need_cosine(vectors: CityVectors, rows: IntArray, cols: IntArray) -> FloatArray:
    """Cosine of recorded need rows, 0..1; 0 where either city has none."""
    needs = vectors.recorded_needs.astype(np.float32)
    dot = (needs[rows] @ needs[cols].T).astype(np.float64)
    square = (vectors.recorded_needs**2).sum(axis=1)
    length: FloatArray = np.sqrt((square[rows][:, None] * square[cols][None, :]).astype(np.float64))
    cosine: FloatArray = np.divide(dot, length, out=np.zeros_like(dot), where=length > 0)
    return np.minimum(cosine, 1.0)


def context_distance(vectors: CityVectors, rows: IntArray, cols: IntArray) -> FloatArray:
    """Mean squared distance over the features both cities have, 0..1; NaN where they share none."""
    value = vectors.context.astype(np.float32)
    mask = vectors.context_mask.astype(np.float32)
    square = value * value
    total = square[rows] @ mask[cols].T + mask[rows] @ square[cols].T
    total = total.astype(np.float64) - 2 * (value[rows] @ value[cols].T).astype(np.float64)
    counted = mask * vectors.feature_counts.astype(np.float32)
    shared = (counted[rows] @ mask[cols].T).astype(np.float64) * LEVEL_TOP**2
    distance: FloatArray = np.full_like(total, np.nan)
    return np.divide(total, shared, out=distance, where=shared > 0)
