"""Weights drawn around the programme's: a Dirichlet distribution, turned into integer points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from matcher.programme.models import PARTS, Part
from matcher.scores.points import integer_weights

IntArray = npt.NDArray[np.int64]

# A weight of 15% then has a standard deviation of a quarter of itself.
CONCENTRATION = 90.0
_STREAM = 1


def draw_weights(
    weights: Mapping[Part, float], draws: int, concentration: float, seed: int
) -> IntArray:
    """Draw weights and turn them into points by the rule that scores use.

    The weights that are not 0 follow a Dirichlet distribution with parameters concentration x
    weight: their mean is the programme's weight w, their standard deviation
    ``sqrt(w (1 - w) / (concentration + 1))``. A weight of 0 stays 0.

    Parameters
    ----------
    weights : mapping of part to float
        Of the programme; they sum to 1.
    draws : int
    concentration : float, at least 1
    seed : int, at least 0

    Returns
    -------
    ndarray of shape (draws, 7), int64
        Points of each part at value 1, in the order of `PARTS`; each row sums to 1,000,000.

    Examples
    --------
    >>> half = dict.fromkeys(PARTS, 0.0) | {"context": 0.5, "airshed": 0.5}
    >>> draw_weights(half, 2, 90, seed=0).sum(axis=1).tolist()
    [1000000, 1000000]
    """
    used = [part for part in PARTS if weights[part] > 0]
    alpha = [concentration * weights[part] for part in used]
    drawn = np.random.default_rng([seed, _STREAM]).dirichlet(alpha, size=draws)
    none = dict.fromkeys(PARTS, 0.0)
    rows = [
        list(integer_weights({**none, **dict(zip(used, row, strict=True))}).values())
        for row in drawn.tolist()
    ]
    return np.array(rows, dtype=np.int64).reshape(draws, len(PARTS))


def typical_move(weight: float, concentration: float) -> float:
    """Standard deviation of a drawn weight, 0..1."""
    return float(np.sqrt(weight * (1 - weight) / (concentration + 1)))


def moved(weights: Mapping[Part, float], part: Part, points: int) -> IntArray:
    """Points of all parts when one weight is set and the others keep their proportions.

    Parameters
    ----------
    weights : mapping of part to float
        Of the programme; some other part has a weight above 0.
    part : str
        The part whose weight is set.
    points : int, 0..1,000,000
        What it is set to.

    Returns
    -------
    ndarray of shape (7,), int64
        Sums to 1,000,000.

    Examples
    --------
    >>> third = dict.fromkeys(PARTS, 0.0) | {"context": 0.5, "airshed": 0.3, "co_benefit": 0.2}
    >>> moved(third, "context", 600_000).tolist()
    [0, 0, 600000, 160000, 240000, 0, 0]
    """
    rest = sum(weights[other] for other in PARTS if other != part)
    left = 1 - points / 1_000_000
    stated = {
        other: points / 1_000_000 if other == part else weights[other] / rest * left
        for other in PARTS
    }
    return np.array(list(integer_weights(stated).values()), dtype=np.int64)
