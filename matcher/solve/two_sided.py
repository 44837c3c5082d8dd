"""Two sides: minimum-cost flow, whole prices, the canonical plan among the best."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.solve import network
from matcher.solve.instance import (
    IntArray,
    Weights,
    read_capacities,
    read_cohort,
    read_pairs,
    read_weights,
)
from matcher.solve.prices import scaled_prices
from matcher.solve.recheck import require_verified_two_sided
from matcher.solve.refusals import NO_PLAN, two_sided_refusal
from matcher.solve.result import Result


def two_sided(
    weights: Any,
    *,
    left_max: npt.ArrayLike = 1,
    right_max: npt.ArrayLike = 1,
    left_min: npt.ArrayLike = 0,
    right_min: npt.ArrayLike = 0,
    forbidden: npt.ArrayLike | None = None,
    required: npt.ArrayLike | None = None,
    unmatched_allowed: bool = True,
    max_pairs: int | None = None,
    time_limit: float | None = None,
) -> Result:
    """Choose the pairs of greatest total weight between two sides, with prices that prove it.

    Parameters
    ----------
    weights : array-like of shape (n, m), scipy.sparse matrix, or object with .shape and .block
        Maximised. NaN (dense) or absent (sparse) is not permitted; stored zeros are permitted.
        Whole weights below 2**53 are solved exactly; others are scaled, and the loss is in `gap`.
    left_max, right_max, left_min, right_min : int or array-like of ints
        Most and least partners of each city.
    forbidden, required : array-like of shape (k, 2), optional
        Positions of pairs that may not, or must, be chosen.
    unmatched_allowed : bool, default=True
        False: every member of the smaller side (of both, when equal) has a partner.
    max_pairs : int, optional
        Size of the cohort; required pairs count.
    time_limit : float, optional
        Seconds. The flow is polynomial and is not interrupted; kept for symmetry with `one_pool`.

    Returns
    -------
    Result
        Status ``optimal`` with proof ``prices``, or ``infeasible`` with a reason. Ties are broken
        by more pairs, then by the smallest list of pairs.

    Raises
    ------
    SolverInputError
        When an argument cannot be read.

    Examples
    --------
    >>> two_sided([[5, 3], [4, 1]]).pairs.tolist()
    [[0, 1], [1, 0]]
    """
    started = perf_counter()
    table = read_weights(weights)
    n, m = table.shape
    row_min, row_max = read_capacities(left_min, left_max, n, "left")
    col_min, col_max = read_capacities(right_min, right_max, m, "right")
    cohort = read_cohort(max_pairs)
    barred, asked = (
        read_pairs(pairs, table.shape, name)
        for pairs, name in ((forbidden, "forbidden"), (required, "required"))
    )
    if not unmatched_allowed:
        row_min = np.maximum(row_min, 1) if n <= m else row_min
        col_min = np.maximum(col_min, 1) if m <= n else col_min
    open_pairs = table.permitted.copy()
    open_pairs[barred[:, 0], barred[:, 1]] = False
    must = np.zeros_like(open_pairs)
    must[asked[:, 0], asked[:, 1]] = True
    limits = (row_min, row_max, col_min, col_max)
    reason = two_sided_refusal(open_pairs, asked, limits, cohort)
    solution = None
    if reason is None:
        problem = network.Problem(table.whole, open_pairs, must, *limits, cohort)
        solution = network.solve(problem)
    if solution is None:
        seconds = perf_counter() - started
        result = Result("infeasible", seconds=seconds, reason=reason or NO_PLAN)
    else:
        result = _result(table, solution, limits, cohort, started)
    return require_verified_two_sided(
        weights_given=table,
        result=result,
        limits=limits,
        forbidden=barred,
        required=asked,
        max_pairs=cohort,
    )


def _result(
    table: Weights,
    solution: network.Solution,
    limits: tuple[IntArray, IntArray, IntArray, IntArray],
    max_pairs: int | None,
    started: float,
) -> Result:
    most = int(min(limits[1].sum(), limits[3].sum(), table.permitted.sum()))
    most = most if max_pairs is None else min(most, max_pairs)
    objective = table.objective(solution.pairs)
    bound = table.bound(solution.value, most)
    return Result(
        status="optimal",
        pairs=solution.pairs,
        objective=objective,
        bound=bound,
        gap=bound - objective,
        proof="prices",
        prices=scaled_prices(solution.prices, table.exponent),
        seconds=perf_counter() - started,
    )
