"""Two sides: small instances whole, large ones by prices; the canonical plan among the best."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from matcher.solve import assignment, network
from matcher.solve.assigned import HALF_EMPTY
from matcher.solve.instance import (
    BoolArray,
    IntArray,
    Weights,
    read_capacities,
    read_cohort,
    read_pairs,
    read_weights,
)
from matcher.solve.limits import Limits, read_groups
from matcher.solve.prices import scaled_prices
from matcher.solve.recheck import require_verified_two_sided
from matcher.solve.refusals import NO_PLAN, two_sided_refusal
from matcher.solve.regime import FLOW_PAIRS, TABLE_PAIRS, Regime, choose_regime, shape_of
from matcher.solve.result import Result

if TYPE_CHECKING:
    from matcher.solve.priced.seen import Round


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
    left_groups: Iterable[Any] | None = None,
    right_groups: Iterable[Any] | None = None,
    time_limit: float | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[Round], None] | None = None,
    threads: int | None = None,
    regime: Regime | None = None,
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
    left_groups, right_groups : iterable of (positions, most), optional
        Groups of cities of one side that take part in at most so many pairs together, such as the
        cities of a province. Groups nest: two either share no city or one holds the other.
    time_limit : float, optional
        Seconds. A large instance then gives the best plan found, with its gap. A small one is
        solved whole in less than a limit can usefully say.
    stop : callable, optional
        Asked now and then in the large regime; True stops as a time limit does.
    progress : callable, optional
        Called with a `Round` after each round of the large regime.
    threads : int, optional
        Threads of the large regime; as many as there are processors by default.
    regime : {"small", "large"}, optional
        By size and limits where not given. Both are exact; the large one never holds a table of
        all pairs.

    Returns
    -------
    Result
        Status ``optimal`` with proof ``prices``, ``infeasible`` with a reason, or, after a stop,
        ``feasible`` with a gap. Ties are broken by more pairs, then by the smallest list of pairs.

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
    shape = shape_of(weights)
    n, m = shape
    row_min, row_max = read_capacities(left_min, left_max, n, "left")
    col_min, col_max = read_capacities(right_min, right_max, m, "right")
    cohort = read_cohort(max_pairs)
    barred, asked = (
        read_pairs(pairs, shape, name)
        for pairs, name in ((forbidden, "forbidden"), (required, "required"))
    )
    if not unmatched_allowed:
        row_min = np.maximum(row_min, 1) if n <= m else row_min
        col_min = np.maximum(col_min, 1) if m <= n else col_min
    limits = Limits(
        row_min,
        row_max,
        col_min,
        col_max,
        cohort,
        read_groups(left_groups, n, "left_groups"),
        read_groups(right_groups, m, "right_groups"),
    )
    # Whether limits take a flow is asked only where it matters.
    flow = n * m > FLOW_PAIRS and not assignment.fits(limits)
    if choose_regime(regime, shape, flow=flow) == "large":
        if regime is None and time_limit is None and stop is None:
            found = _by_table(weights, limits, barred, asked, started)
            if found is not None:
                return found
        from matcher.solve.priced.control import Control
        from matcher.solve.priced.result import solve_two_sided

        control = Control.of(time_limit, stop, progress, threads)
        return solve_two_sided(weights, limits, barred, asked, control, started)
    return _small(read_weights(weights), limits, barred, asked, started)


def _by_table(
    weights: Any, limits: Limits, barred: IntArray, asked: IntArray, started: float
) -> Result | None:
    """Solve an instance of middle size whole where that is the quicker way, else None."""
    n, m = len(limits.row_max), len(limits.col_max)
    if n * m > TABLE_PAIRS or hasattr(weights, "tocoo") or not assignment.fits(limits):
        return None
    if limits.row_min.any() or limits.col_min.any() or max(n, m) > HALF_EMPTY * min(n, m):
        return None
    import matcher.solve.square_kernels  # noqa: F401  - from here on kernels are loaded

    try:
        return _small(read_weights(weights), limits, barred, asked, started, or_by_flow=False)
    except ArithmeticError:
        return None


def _small(
    table: Weights,
    limits: Limits,
    barred: IntArray,
    asked: IntArray,
    started: float,
    *,
    or_by_flow: bool = True,
) -> Result:
    open_pairs = table.permitted
    if len(barred):
        open_pairs = open_pairs.copy()
        open_pairs[barred[:, 0], barred[:, 1]] = False
    reason = two_sided_refusal(open_pairs, asked, limits)
    solution = None
    if reason is None:
        every_pair = table.complete and not len(barred)
        solution = _solve(table.whole, open_pairs, every_pair, asked, limits, or_by_flow)
    if solution is None:
        seconds = perf_counter() - started
        result = Result("infeasible", seconds=seconds, reason=reason or NO_PLAN, regime="small")
    else:
        # Only real weights lose anything to rounding, and only they need the count.
        most = 0
        if table.exponent is not None:
            most = min(limits.most_pairs, int(np.count_nonzero(open_pairs)))
        result = _result(table, solution, most, started)
    return require_verified_two_sided(
        weights_given=table,
        result=result,
        limits=(limits.row_min, limits.row_max, limits.col_min, limits.col_max),
        forbidden=barred,
        required=asked,
        max_pairs=limits.max_pairs,
        groups=(limits.row_groups, limits.col_groups),
    )


def _solve(
    whole: IntArray,
    open_pairs: BoolArray,
    every_pair: bool,
    required: IntArray,
    limits: Limits,
    or_by_flow: bool,
) -> network.Solution | None:
    if assignment.fits(limits):
        matched = bool(limits.row_min.any() or limits.col_min.any())
        try:
            return assignment.solve(whole, None if every_pair else open_pairs, required, matched)
        except ArithmeticError:
            if not or_by_flow:
                raise
    must = np.zeros(whole.shape, dtype=bool)
    must[required[:, 0], required[:, 1]] = True
    return network.solve(network.Problem(whole, open_pairs, must, limits))


def _result(
    table: Weights,
    solution: network.Solution,
    most: int,
    started: float,
) -> Result:
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
        regime="small",
    )
