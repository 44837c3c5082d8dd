"""Tiny instances: each scenario is a row of one product of weights and plans.

Plans stand in canonical order, so the first maximum of a row is the canonical plan.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import VerificationError
from matcher.solve.ensemble_plans import Plans
from matcher.solve.ensemble_result import NO_MARGIN, NO_OBJECTIVE, Solved, nothing, without_plan
from matcher.solve.ensemble_scenarios import Scenarios
from matcher.solve.instance import FloatArray, IntArray

# Values that stay in the cache from the product to both maxima.
CELLS = 60_000
LEAST_ROWS = 16
# Multiplications up to which OpenBLAS stays in the calling thread.
UNSHARED = 2**18
RUN = 20_000
EXACT_IN_FLOAT32 = 2**24
EXACT_IN_FLOAT64 = 2**53


def solve_by_enumeration(scenarios: Scenarios, plans: Plans) -> list[Solved]:
    """Solve every scenario; runs of scenarios in order.

    Raises
    ------
    VerificationError
        When the weights of a plan do not add up to its place in the product.
    """
    runs = [
        range(first, min(first + RUN, scenarios.count)) for first in range(0, scenarios.count, RUN)
    ]
    parts = [_solve_run(scenarios.at(run, plans.pairs), plans) for run in runs]
    return parts or [nothing(with_margin=True)]


def _solve_run(weights: FloatArray, plans: Plans) -> Solved:
    count = len(weights)
    if not len(plans.members):
        return without_plan(count, margin=True)
    permitted = ~np.isnan(weights)
    largest = plans.members.shape[1]
    greatest = float(np.abs(weights).max(initial=0, where=permitted))
    everything = bool(permitted.all())
    if everything and (weights >= 0).all():
        # A pair more never costs anything here, so a plan with room for one is never first.
        plans = plans.only(plans.full)
    # One pair that is not permitted outweighs whatever a plan of permitted ones can gain or lose.
    barrier = 0.0 if everything else 2 * largest * greatest + 1
    reach = largest * max(greatest, barrier)
    dtype: npt.DTypeLike = np.float32 if reach < EXACT_IN_FLOAT32 else np.float64
    if reach >= EXACT_IN_FLOAT64:
        dtype = object
    whole = np.where(permitted, weights, -barrier)
    if dtype is object:
        whole = whole.astype(np.int64).astype(object)
    incidence = plans.incidence(dtype)
    rivals = None if plans.full.all() else incidence
    whole = whole.astype(dtype)
    best, top = np.empty(count, dtype=np.int64), np.empty(count, dtype=dtype)
    margin = np.empty(count, dtype=np.int64)
    # Blocks of this size stay in the cache from the product to both maxima.
    step = max(LEAST_ROWS, CELLS // len(plans.members))
    for first in range(0, count, step):
        block = slice(first, first + step)
        values = _product(whole[block], incidence)
        best[block] = values.argmax(axis=1)
        top[block] = values[np.arange(len(values)), best[block]]
        margin[block] = _margins(values, best[block], top[block], rivals, barrier)
    return _checked(weights, plans, best, top, margin)


def _product(weights: npt.NDArray[Any], incidence: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Value of every plan in some scenarios, by slices too small for the library to share out.

    A product this short is over before a second thread has woken up; on a busy machine waiting
    for one costs fifty times the product.
    """
    pairs, plans = incidence.shape
    values = np.empty((len(weights), plans), dtype=weights.dtype)
    width = max(1, UNSHARED // max(1, pairs * len(weights)))
    for first in range(0, plans, width):
        part = slice(first, first + width)
        values[:, part] = weights @ incidence[:, part]
    return values


def _margins(
    values: npt.NDArray[Any],
    best: IntArray,
    top: npt.NDArray[Any],
    incidence: npt.NDArray[Any] | None,
    barrier: float,
) -> IntArray:
    """Lead over the best plan that holds a pair which the best plan does not.

    `values` is written over. Without `incidence` no plan is part of another one.
    """
    lowest = values.min() - 1
    if incidence is None:
        values[np.arange(len(values)), best] = lowest
    else:
        sizes = incidence.sum(axis=0)
        for plan in np.unique(best):
            within = incidence[:, plan] @ incidence == sizes
            values[np.ix_(best == plan, within)] = lowest
    runner = values.max(axis=1)
    none = (runner == lowest) | (runner < -barrier / 2 if barrier else False)
    return np.where(none, NO_MARGIN, top - np.where(none, top, runner)).astype(np.int64)


def _checked(
    weights: FloatArray,
    plans: Plans,
    best: IntArray,
    top: npt.NDArray[Any],
    margin: IntArray,
) -> Solved:
    """Add the weights of each plan again, in whole numbers, and put the plans end to end."""
    members = plans.members[best]
    within = members >= 0
    taken = np.where(within, np.take_along_axis(_padded(weights), members, axis=1), 0.0)
    solved = np.asarray(np.isfinite(taken).all(axis=1), dtype=bool)
    objective = np.where(np.isnan(taken), 0, taken).astype(np.int64).sum(axis=1)
    if (objective != top)[solved].any():
        at = int(np.flatnonzero((objective != top) & solved)[0])
        raise VerificationError(
            f"the weights of scenario {at} of this run add up to {objective[at]}, "
            f"the enumeration says {top[at]}"
        )
    within &= solved[:, None]
    return Solved(
        status=np.where(solved, "optimal", "infeasible").astype("<U16"),
        objective=np.where(solved, objective, NO_OBJECTIVE),
        sizes=within.sum(axis=1).astype(np.int64),
        pairs=plans.pairs[members[within]],
        proof=np.where(solved, "enumeration", "").astype("<U16"),
        margin=np.where(solved, margin, NO_MARGIN),
    )


def _padded(weights: FloatArray) -> FloatArray:
    """A last column of zeros, which position -1 reads."""
    return np.column_stack([weights, np.zeros(len(weights))])
