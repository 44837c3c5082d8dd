"""Weights to integers, values to points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from matcher.programme.models import PARTS, Part
from matcher.scores.formulas import points

POINTS = 1_000_000


def integer_weights(weights: Mapping[Part, float]) -> dict[Part, int]:
    """Turn weights that sum to 1 into integers that sum to 1,000,000 by largest remainder.

    Examples
    --------
    >>> integer_weights(dict.fromkeys(PARTS, 1 / 7))["mutual_benefit"]
    142858
    """
    exact = {part: weights[part] * POINTS for part in PARTS}
    whole = {part: int(exact[part] // 1) for part in PARTS}
    by_remainder = sorted(PARTS, key=lambda part: (whole[part] - exact[part], PARTS.index(part)))
    for part in by_remainder[: POINTS - sum(whole.values())]:
        whole[part] += 1
    return whole


def to_points(weight: int, value: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Points of a part: floor(weight x value), value in [0, 1]."""
    return points(weight, value).astype(np.int64)
