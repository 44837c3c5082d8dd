"""The second opinion: HiGHS on the same lines, or CP-SAT on other ones where floats do not do."""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.cp_sat import maximise
from matcher.solve.ruled.model import FREE, Model

# HiGHS works to about 1e-9 of the value; below this it settles whole numbers.
FLOATS_BELOW = 10**8
# A float bound this close below a whole number means that number.
TOLERANCE = 0.25
INFEASIBLE = 2


def confirms(model: Model, gain: IntArray, value: int | None, clock: Clock) -> bool:
    """Whether a second exact model agrees on the greatest gain.

    Parameters
    ----------
    model : Model
    gain : ndarray of shape (columns,), int64
    value : int or None
        What the first model says; None: that no values keep to the lines.
    clock : Clock
    """
    if _by_floats(model, gain, value, clock):
        return True
    other = maximise(model, gain, clock, spare=True)
    if value is None:
        return other.outcome == "infeasible"
    return other.outcome == "optimal" and other.bound == value


def _by_floats(model: Model, gain: IntArray, value: int | None, clock: Clock) -> bool:
    from scipy.optimize import Bounds, LinearConstraint, milp

    live = model.live()
    if value is not None:
        value -= int(gain @ model.low) - int(gain[live] @ model.low[live])
    if not len(live) or clock.over or (value is not None and abs(value) >= FLOATS_BELOW):
        return False
    if (model.low > model.high).any():
        return value is None
    model, gain = model.shrunk(live), gain[live]
    table, least, most = model.matrix()
    free = np.inf
    lines = LinearConstraint(
        table.astype(np.float64),
        np.where(least <= -FREE, -free, least),
        np.where(most >= FREE, free, most),
    )
    left = clock.left
    answer = milp(
        -gain.astype(np.float64),
        integrality=np.ones(model.columns),
        bounds=Bounds(model.low.astype(np.float64), model.high.astype(np.float64)),
        constraints=[lines] if len(least) else [],
        options={"mip_rel_gap": 0.0, "time_limit": free if left is None else left},
    )
    if value is None:
        return bool(answer.status == INFEASIBLE)
    if answer.status != 0 or answer.mip_dual_bound is None:
        return False
    # Gains are whole, so the true bound is the whole number below.
    return int(np.floor(-answer.mip_dual_bound + TOLERANCE)) == value
