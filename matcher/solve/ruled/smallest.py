"""The canonical plan among all that are as good: more pairs, then the smallest list.

Pairs that occur in no plan as good are found first, a few solves for all of them together; the
others are then decided in order, a run of pairs at a time.
"""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.cp_sat import maximise
from matcher.solve.ruled.model import Model

# Pairs decided in one solve: the first is worth more than all that follow.
RUN = 24
TIES_OPEN = "the time limit was reached while ties were settled: other plans are as good"


def smallest_list(model: Model, values: IntArray, clock: Clock) -> tuple[IntArray, bool]:
    """Values of the canonical plan, and whether every tie was settled.

    Parameters
    ----------
    model : Model
        All of its plans are as good.
    values : ndarray of shape (columns,), int64
        One of them.
    clock : Clock
    """
    count = np.zeros(model.columns, dtype=np.int64)
    count[: model.pairs] = 1
    most = maximise(model, count, clock, hint=values)
    if most.outcome != "optimal" or most.values is None:
        return values, False
    values = most.values
    model = model.reaching(count, int(count @ values))
    seen = _occurring(model, values, clock)
    if seen is None:
        return values, False
    never = np.flatnonzero(~seen)
    model = model.fixed(never, np.zeros(len(never), dtype=np.int64))
    undecided = np.flatnonzero(seen)
    if len(undecided) == values[: model.pairs].sum():
        return values, True
    for first in range(0, len(undecided), RUN):
        run = undecided[first : first + RUN]
        gain = np.zeros(model.columns, dtype=np.int64)
        gain[run] = 2 ** np.arange(len(run), dtype=np.int64)[::-1]
        answer = maximise(model, gain, clock, hint=values)
        if answer.outcome != "optimal" or answer.values is None:
            return values, False
        values = answer.values
        model = model.fixed(run, values[run])
    return values, True


def _occurring(model: Model, values: IntArray, clock: Clock) -> BoolArray | None:
    """Which pairs occur in some plan of the model, or None when time is up."""
    seen = values[: model.pairs] > 0
    while not seen.all():
        unseen = np.zeros(model.columns, dtype=np.int64)
        unseen[: model.pairs] = ~seen
        answer = maximise(model, unseen, clock)
        if answer.outcome != "optimal" or answer.values is None:
            return None
        if not answer.value:
            break
        seen |= answer.values[: model.pairs] > 0
    return seen
