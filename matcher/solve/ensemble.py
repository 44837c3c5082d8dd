"""One instance under many weights: an exact plan for every scenario.

::

    layers x points --> scenarios --+--> few plans in all: enumeration, one matrix product
                                    +--> two sides, one partner each: prices of the base scenario
                                    +--> anything else: `two_sided` or `one_pool`, one by one
"""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.ensemble_each import Progress, Run, in_runs, solve_each
from matcher.solve.ensemble_enumerate import solve_by_enumeration
from matcher.solve.ensemble_limits import read_limits
from matcher.solve.ensemble_plans import list_plans, pairs_in_play
from matcher.solve.ensemble_result import Ensemble, joined
from matcher.solve.ensemble_scenarios import Scenarios, read_layers, read_whole
from matcher.solve.instance import IntArray, read_pairs

Shape = Literal["two_sided", "one_pool"]


def ensemble(
    layers: Any,
    scenarios: Any = None,
    *,
    shape: Shape = "two_sided",
    left_max: npt.ArrayLike = 1,
    right_max: npt.ArrayLike = 1,
    left_min: npt.ArrayLike = 0,
    right_min: npt.ArrayLike = 0,
    max_partners: npt.ArrayLike = 1,
    min_partners: npt.ArrayLike = 0,
    forbidden: npt.ArrayLike | None = None,
    required: npt.ArrayLike | None = None,
    unmatched_allowed: bool = True,
    max_pairs: int | None = None,
    minimum: float | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Solve one instance under many weights, each scenario exactly.

    In scenario s a pair (i, j) weighs ``sum over parts p of floor(scenarios[s, p] *
    layers[p, i, j])``, which is how a score is made of its parts.

    Parameters
    ----------
    layers : array-like of shape (P, n, m), or weights given whole
        Value of each part for each pair, NaN where the pair is not permitted. For other changes
        than of points (a city declines, items are left out) give the weights whole: an array of
        shape (S, n, m), a list of (n, m) arrays, or a function from the scenario to its (n, m)
        weights. Whole weights are whole numbers, and NaN where not permitted.
    scenarios : array-like of shape (S, P), int, or None
        Points of each part in each scenario, whole numbers. With a function: how many scenarios.
        With other whole weights: None.
    shape : {"two_sided", "one_pool"}
        In one pool every layer is symmetric and its diagonal is ignored.
    left_max, right_max, left_min, right_min : int or array-like of ints
        Partners of each city of two sides.
    max_partners, min_partners : int or array-like of ints
        Partners of each city of one pool.
    forbidden, required : array-like of shape (k, 2), optional
        Pairs that may not, or must, be chosen in every scenario.
    unmatched_allowed : bool, default=True
        False: every member of the smaller side, or of the pool, has a partner.
    max_pairs : int, optional
        Size of the cohort.
    minimum : float, optional
        A pair that weighs less in a scenario is not permitted there.
    jobs : int, optional
        Threads. None: one, or what ``joblib.parallel_config`` says, clusters included. The answer
        does not depend on it. Enumeration needs no more than one.
    progress : callable, optional
        Called with (scenarios done, scenarios in all).

    Returns
    -------
    Ensemble
        Plans are the ones `two_sided` and `one_pool` give: proved, and among equally good ones
        those with more pairs, then the smallest list.

    Raises
    ------
    SolverInputError
        When an argument cannot be read.
    VerificationError
        When a plan does not survive its check.

    Examples
    --------
    >>> layers = np.array([[[1.0, 0.5], [0.8, 0.2]], [[0.0, 0.9], [0.1, 0.4]]])
    >>> answer = ensemble(layers, [[100, 0], [0, 100]])
    >>> answer.objective.tolist(), answer.plan(1).tolist()
    ([130, 100], [[0, 1], [1, 0]])
    >>> answer.frequency.toarray().tolist()
    [[0, 2], [2, 0]]
    """
    started = perf_counter()
    pool = _is_pool(shape)
    given = partial(_barred, forbidden, pool)
    table: Scenarios
    if scenarios is None or callable(layers):
        table = read_whole(layers, scenarios, minimum, given, pool)
    else:
        table = read_layers(layers, scenarios, minimum, given, pool)
    counts = {
        "left_max": left_max,
        "right_max": right_max,
        "left_min": left_min,
        "right_min": right_min,
        "max_partners": max_partners,
        "min_partners": min_partners,
    }
    limits = read_limits(table.shape, pool, counts, required, unmatched_allowed, max_pairs)
    plans = list_plans(pairs_in_play(table, limits), limits)
    if plans is not None:
        parts = solve_by_enumeration(table, plans)
        if progress is not None:
            progress(table.count, table.count)
    else:
        if limits.one_partner and not pool:
            # Compiled kernels load only when they are used.
            from matcher.solve.ensemble_assignment import prepare
            from matcher.solve.ensemble_runs import solve_run

            solve: Run = partial(solve_run, prepare(table, limits))
        else:
            solve = partial(solve_each, table, limits)
        parts = in_runs(solve, table.count, jobs, progress)
    return joined(table.shape, parts, perf_counter() - started)


def _is_pool(shape: str) -> bool:
    if shape not in ("two_sided", "one_pool"):
        raise SolverInputError(f"shape is {shape!r}; 'two_sided' and 'one_pool' are allowed")
    return shape == "one_pool"


def _barred(forbidden: npt.ArrayLike | None, pool: bool, shape: tuple[int, int]) -> IntArray:
    """Forbidden pairs; in one pool in both orders."""
    pairs = read_pairs(forbidden, shape, "forbidden")
    return np.concatenate([pairs, pairs[:, ::-1]]) if pool else pairs
