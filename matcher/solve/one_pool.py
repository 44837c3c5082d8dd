"""One pool: the relaxation on the doubled graph, then whatever the odd cycles need."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import (
    IntArray,
    Weights,
    read_capacities,
    read_cohort,
    read_pairs,
    read_weights,
)
from matcher.solve.integer_pool import Clock
from matcher.solve.pool_relaxation import PoolTable
from matcher.solve.pool_search import Found, search
from matcher.solve.prices import scaled_prices
from matcher.solve.recheck import require_verified_one_pool
from matcher.solve.refusals import NO_PLAN, one_pool_refusal
from matcher.solve.result import Result, Status


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

    Returns
    -------
    Result
        `pairs` have a < b. The proof is ``prices`` where the relaxation closes the gap, else
        ``enumeration`` for small pools or ``two_solvers``. Ties are broken by more pairs, then by
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
    clock = Clock(time_limit)
    table = _symmetric(read_weights(weights, diagonal=False))
    n = table.shape[0]
    least, most = read_capacities(min_partners, max_partners, n, "partners")
    cohort = read_cohort(max_pairs)
    barred = read_pairs(forbidden, table.shape, "forbidden")
    asked = np.unique(np.sort(read_pairs(required, table.shape, "required"), axis=1), axis=0)
    least = least if unmatched_allowed else np.maximum(least, 1)
    open_pairs = table.permitted.copy()
    np.fill_diagonal(open_pairs, False)
    open_pairs[barred[:, 0], barred[:, 1]] = open_pairs[barred[:, 1], barred[:, 0]] = False
    reason = one_pool_refusal(open_pairs, asked, least, most, cohort)
    found = Found()
    if reason is None:
        found = search(PoolTable(table.whole, open_pairs, asked, least, most, cohort), clock)
    result = _result(table, found, (most, cohort), reason, started)
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
    limits: tuple[IntArray, int | None],
    reason: str | None,
    started: float,
) -> Result:
    seconds = perf_counter() - started
    if found.pairs is None:
        status: Status = "infeasible" if found.bound is None else "unknown"
        return Result(status, seconds=seconds, reason=reason or found.remark or NO_PLAN)
    most, max_pairs = limits
    size = int(min(most.sum() // 2, table.permitted.sum() // 2))
    size = size if max_pairs is None else min(size, max_pairs)
    objective = table.objective(found.pairs)
    assert found.bound is not None
    bound = table.bound(found.bound, size)
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
