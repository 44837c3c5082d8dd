"""Which themes each of many exchanges carries: the leading flows of both directions, in tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.plan.flows import SHOWN
from matcher.scores.model import ScoreModel

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
CHUNK = 20_000


def carried_themes(model: ScoreModel, pairs: IntArray) -> BoolArray:
    """Whether exchanges carry themes, as `FlowTable.direction(...).shown` would list them.

    Parameters
    ----------
    model : ScoreModel
    pairs : ndarray of shape (k, 2), int64
        Positions of both cities in ``model.vectors.ids``.

    Returns
    -------
    ndarray of shape (k, themes), bool
        True where the theme is among the leading ones of a direction, with a recorded need of the
        learner and a recorded capability of the giver.
    """
    levels = model.vectors.levels
    recorded: BoolArray = levels.known & ~levels.none
    found = np.zeros((len(pairs), recorded.shape[1]), dtype=bool)
    for start in range(0, len(pairs), CHUNK):
        some = pairs[start : start + CHUNK]
        for giver, learner in (some.T, some.T[::-1]):
            found[start : start + CHUNK] |= _leading(model, recorded, giver, learner)
    return found


def _leading(
    model: ScoreModel, recorded: BoolArray, giver: IntArray, learner: IntArray
) -> BoolArray:
    benefit, themes = model.benefit, np.arange(recorded.shape[1])
    level = benefit.maturity[learner]
    amounts = benefit.needs[learner] * benefit.transfer[giver[:, None], themes, level]
    via = benefit.covering[giver[:, None], themes, level]
    amounts = np.where(recorded[giver[:, None], via], amounts, 0)
    # Stable, so that equal shares stay in the order of the themes.
    order = np.argsort(-amounts, axis=1, kind="stable")[:, :SHOWN]
    found = np.zeros(amounts.shape, dtype=bool)
    np.put_along_axis(found, order, np.take_along_axis(amounts, order, axis=1) > 0, axis=1)
    return found
