"""One pool: the relaxation on the doubled graph, then whatever the odd cycles need."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import (
    Weights,
    read_capacities,
    read_cohort,
    read_pairs,
    read_weights,
)
from matcher.solve.integer_pool import Clock
from matcher.solve.limits import Limits
from matcher.solve.pool_integers import Found
from matcher.solve.pool_relaxation import PoolTable
from matcher.solve.pool_search import search
from matcher.solve.prices import scaled_prices
from matcher.solve.recheck import require_verified_one_pool
from matcher.solve.refusals import NO_PLAN, one_pool_refusal
from matcher.solve.regime import TABLE_PAIRS, Regime, choose_regime, shape_of
from matcher.solve.result import Result, Status

if TYPE_CHECKING:
    from matcher.solve.priced.seen import Round


def one_pool(
    weights: Any,
    *,
    max_partners: npt.ArrayLike = 1,
    min_partners: npt.ArrayLike = 0,
    forbidden: npt.ArrayLike | None = None,
    required: npt.ArrayLike | None = None,
    unmatched_allowed: bool = True,
    max_pairs: int | None = None,
    time_limit: float | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[Round], None] | None = None,
    threads: int | None = None,
    regime: Regime | None = None,
) -> Result:
    """Choose the pairs of greatest total weight within one pool.

    Parameters
    ----------
    weights : array-like of shape (n, n), scipy.sparse matrix, or object with .shape and .block
        Symmetric, permission included; maximised. NaN (dense) or absent (sparse) is not permitted.
        The diagonal is ignored.
    max_partners, min_partners : int or array-like of ints
        Most and least partners of each city.
    forbidden, required : array-like of shape (k, 2), optional
        Unordered pairs that may not, or must, be chosen.
    unmatched_allowed : bool, default=True
        False: every city has a partner.
    max_pairs : int, optional
        Size of the cohort; required pairs count.
    time_limit : float, optional
        Seconds; past it the best plan found has status ``feasible`` with its gap.
    stop : callable, optional
        Asked now and then in the large regime; True stops as a time limit does.
    progress : callable, optional
        Called with a `Round` after each round of the large regime.
    threads : int, optional
        Threads of the large regime; as many as there are processors by default.
    regime : {"small", "large"}, optional
        By size where not given. Both are exact; the large one never holds a table of all pairs.

    Returns
    -------
    Result
        `pairs` have a < b. The proof is ``prices`` where the relaxation closes the gap,
        ``prices+odd_sets`` where odd sets do, else ``enumeration`` for small pools or
        ``two_solvers``. Ties are broken by more pairs, then by
        the smallest list of pairs.

    Raises
    ------
    SolverInputError
        When an argument cannot be read, or the weights are not symmetric.

    Examples
    --------
    >>> one_pool([[0, 3, 2], [3, 0, 2], [2, 2, 0]]).pairs.tolist()
    [[0, 1]]
    """
    started = perf_counter()
    shape = shape_of(weights)
    n = shape[0]
    least, most = read_capacities(min_partners, max_partners, n, "partners")
    cohort = read_cohort(max_pairs)
    barred = read_pairs(forbidden, shape, "forbidden")
    asked = np.unique(np.sort(read_pairs(required, shape, "required"), axis=1), axis=0)
    least = least if unmatched_allowed else np.maximum(least, 1)
    single = bool((most == 1).all()) and cohort is None
    if choose_regime(regime, shape) == "large":
        from matcher.solve.priced.control import Control
        from matcher.solve.priced.doubled import Terms
        from matcher.solve.priced.result import solve_one_pool, solve_several

        control = Control.of(time_limit, stop, progress, threads)
        if single:
            limits = Limits(least, most, least, most)
            unhurried = regime is None and time_limit is None and stop is None
            return solve_one_pool(
                weights,
                limits,
                barred,
                asked,
                control,
                started,
                on_table=unhurried and n * n <= TABLE_PAIRS,
            )
        terms = Terms(least, most, cohort, asked)
        return solve_several(weights, terms, barred, control, Clock(time_limit, stop), started)
    clock = Clock(time_limit)
    table = _symmetric(read_weights(weights, diagonal=False))
    open_pairs = table.permitted.copy()
    np.fill_diagonal(open_pairs, False)
    open_pairs[barred[:, 0], barred[:, 1]] = open_pairs[barred[:, 1], barred[:, 0]] = False
    reason = one_pool_refusal(open_pairs, asked, least, most, cohort)
    found = Found()
    if reason is None:
        found = search(PoolTable(table.whole, open_pairs, asked, least, most, cohort), clock)
    size = int(min(most.sum() // 2, open_pairs.sum() // 2))
    size = size if cohort is None else min(size, cohort)
    result = _result(table, found, size, reason, started)
    return require_verified_one_pool(
        weights_given=table,
        result=result,
        limits=(least, most),
        forbidden=barred,
        required=asked,
        max_pairs=cohort,
    )


def _result(
    table: Weights,
    found: Found,
    most_pairs: int,
    reason: str | None,
    started: float,
) -> Result:
    seconds = perf_counter() - started
    if found.pairs is None:
        status: Status = "infeasible" if found.bound is None else "unknown"
        return Result(status, seconds=seconds, reason=reason or found.remark or NO_PLAN)
    objective = table.objective(found.pairs)
    assert found.bound is not None
    bound = table.bound(found.bound, most_pairs)
    return Result(
        status="feasible" if found.proof is None else "optimal",
        pairs=found.pairs,
        objective=objective,
        bound=bound,
        gap=bound - objective,
        proof=found.proof,
        prices=None if found.prices is None else scaled_prices(found.prices, table.exponent),
        seconds=seconds,
        reason=found.remark,
    )


def _symmetric(table: Weights) -> Weights:
    n, m = table.shape
    if n != m:
        raise SolverInputError(f"one pool needs a square matrix, found {n} x {m}")
    off = ~np.eye(n, dtype=bool)
    unlike = off & (
        (table.permitted != table.permitted.T) | (table.permitted & (table.given != table.given.T))
    )
    if unlike.any():
        a, b = np.argwhere(unlike)[0].tolist()
        raise SolverInputError(
            f"one pool needs symmetric weights; ({a}, {b}) and ({b}, {a}) differ"
        )
    whole = table.whole.copy()
    np.fill_diagonal(whole, 0)
    given, permitted = table.given.copy(), table.permitted.copy()
    np.fill_diagonal(given, 0.0)
    np.fill_diagonal(permitted, False)
    return Weights(whole, permitted, given, table.exponent)
