"""A plan of a pool without a search: pairs nearest to their prices first, while places last.

Where time runs out before a better plan is found, this one stands, with the bound of the prices.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Pool
from matcher.solve.pool_integers import Plan

FloatArray = npt.NDArray[np.float64]


def first_plan(model: Pool, slack: FloatArray) -> Plan | None:
    """The better of two greedy plans, or None where neither reaches every minimum.

    Parameters
    ----------
    model : Pool
    slack : ndarray of shape (k,)
        What each pair faces under the prices minus its weight.
    """
    plans = [
        plan
        for order in (np.argsort(slack, kind="stable"), np.argsort(-model.whole, kind="stable"))
        if (plan := _greedy(model, order)) is not None
    ]
    return max(plans, key=lambda plan: plan.value, default=None)


def _greedy(model: Pool, order: IntArray) -> Plan | None:
    """Required pairs, then pairs that a minimum calls for, then pairs that are worth something."""
    room, due = model.most.tolist(), model.least.tolist()
    left = len(model.pairs) if model.max_pairs is None else model.max_pairs
    pairs, whole = model.pairs.tolist(), model.whole.tolist()
    chosen: list[int] = []
    taken = np.zeros(len(pairs), dtype=bool)

    def take(k: int) -> None:
        nonlocal left
        left -= 1
        chosen.append(k)
        taken[k] = True
        for city in pairs[k]:
            room[city] -= 1
            due[city] -= 1

    for k in np.flatnonzero(model.required).tolist():
        take(k)
    if left < 0 or min(room, default=0) < 0:
        return None
    # A pair that two minimums call for leaves more of the cohort to the others.
    for wanted in (2, 1, 0):
        for k in order.tolist():
            if left == 0:
                break
            a, b = pairs[k]
            called_for = (due[a] > 0) + (due[b] > 0)
            worth = called_for >= wanted if wanted else whole[k] > 0
            if not taken[k] and room[a] > 0 and room[b] > 0 and worth:
                take(k)
    if max(due, default=0) > 0:
        return None
    positions = sorted(chosen)
    return Plan(model.pairs[positions], int(model.whole[positions].sum()))
