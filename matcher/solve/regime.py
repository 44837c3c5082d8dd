"""Which way an instance is solved: whole, or by prices over a shortlist."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from matcher.errors import SolverInputError

Regime = Literal["small", "large"]

# Beyond so many pairs a table of all of them costs more than pricing does.
SMALL_PAIRS = 400_000
# A flow over the table of so many takes longer than a search that has to load the compiler first.
FLOW_PAIRS = 250_000
# Where cities have one partner each, an array of so many pairs pays all the same: compiled code
# solves two sides on it whole, and one pool takes its many short looks from it.
TABLE_PAIRS = 2_250_000


def choose_regime(asked: Regime | None, shape: tuple[int, int], *, flow: bool = False) -> Regime:
    """The regime asked for, or else the one that suits the size.

    Parameters
    ----------
    asked : {"small", "large"} or None
    shape : (n, m)
    flow : bool
        Whether two sides have limits that take a flow and not an assignment.

    Raises
    ------
    SolverInputError
        When what is asked for is no regime.
    """
    if asked not in (None, "small", "large"):
        raise SolverInputError(f"regime must be small or large, not {asked!r}")
    if asked is not None:
        return asked
    most = FLOW_PAIRS if flow else SMALL_PAIRS
    return "small" if shape[0] * shape[1] <= most else "large"


def shape_of(weights: Any) -> tuple[int, int]:
    """Rows and columns of weights of any form.

    Raises
    ------
    SolverInputError
        When there are not two dimensions.
    """
    shape = weights.shape if hasattr(weights, "shape") else _array_shape(weights)
    if len(shape) != 2:
        raise SolverInputError(f"weights have {len(shape)} dimensions; two are needed")
    return int(shape[0]), int(shape[1])


def _array_shape(weights: Any) -> tuple[int, ...]:
    try:
        return np.asarray(weights).shape
    except ValueError as error:
        raise SolverInputError(f"weights cannot be read as numbers ({error})") from error
