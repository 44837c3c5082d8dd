"""One pool: the relaxation on the doubled graph, then whatever the odd cycles need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve import enumerate_pool, integer_pool, network, odd_cuts, odd_sets
from matcher.solve.instance import (
    EXACT_BELOW,
    IntArray,
    Weights,
    read_capacities,
    read_cohort,
    read_pairs,
    read_weights,
)
from matcher.solve.prices import folded, scaled_prices
from matcher.solve.refusals import NO_PLAN, one_pool_refusal
from matcher.solve.result import OddSet, Prices, Proof, Result, Status
from matcher.solve.verify import require_verified_one_pool

# Pairs per city that the first integer solve sees, nearest to the prices first.
NEAR = 2
# Pairs per city that the search for odd sets sees.
WIDE = 8
INTEGER_RANGE = 2**62


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
    clock = integer_pool.Clock(time_limit)
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
    found = _Found(None, None, None, None)
    if reason is None:
        found = _search(_Pool(table.whole, open_pairs, asked, least, most, cohort), clock)
    result = _result(table, found, (most, cohort), reason, started)
    return require_verified_one_pool(
        weights_given=table,
        result=result,
        limits=(least, most),
        forbidden=barred,
        required=asked,
        max_pairs=cohort,
    )


@dataclass(frozen=True)
class _Pool:
    whole: IntArray
    open: npt.NDArray[np.bool_]
    required: IntArray
    least: IntArray
    most: IntArray
    max_pairs: int | None


@dataclass(frozen=True)
class _Found:
    """Pairs, bound on the whole numbers, proof and prices; no pairs and no bound: no plan."""

    pairs: IntArray | None
    bound: float | None
    proof: Proof | None
    prices: Prices | None
    timed_out: bool = False
    ties_open: bool = False


def _search(pool: _Pool, clock: integer_pool.Clock) -> _Found:
    # Prices and bounds of a pool are floats in quarters; past this a sum of them would be rounded.
    greatest = int(np.abs(pool.whole).max(initial=0))
    exact = 2 * greatest * (len(pool.most) + int(pool.most.sum())) < EXACT_BELOW
    relaxed = _relaxation(pool) if exact else None
    if exact and relaxed is None:
        return _Found(None, None, None, None)
    every = np.argwhere(np.triu(pool.open, 1))
    required = {(int(a), int(b)) for a, b in pool.required}
    whole = pool.whole[every[:, 0], every[:, 1]]
    small = enumerate_pool.fits(pool.most, len(every), pool.max_pairs)
    if small and enumerate_pool.in_range(len(every), whole):
        pairs = enumerate_pool.enumerate_pool(
            every, whole, pool.least, pool.most, required, pool.max_pairs
        )
        if pairs is None:
            return _Found(None, None, None, None)
        value = int(pool.whole[pairs[:, 0], pairs[:, 1]].sum())
        if relaxed is not None and value == relaxed[0]:
            return _Found(pairs, value, _kind(relaxed[1]), relaxed[1])
        return _Found(pairs, value, "enumeration", None)
    if relaxed is None:
        raise _too_large(greatest, len(pool.most))
    bound, prices = _tightened(pool, every, *relaxed)
    return _by_integers(pool, every, bound, prices, clock)


def _relaxation(pool: _Pool, priced_sets: tuple[OddSet, ...] = ()) -> tuple[float, Prices] | None:
    """Bound and prices from the doubled graph: each city once as a row and once as a column.

    The prices of `priced_sets` (in halves) are taken off the pairs inside and added to the bound.
    With an odd number of places one stays empty, which the doubled graph does not see; the whole
    pool is then priced as one more odd set, through the cohort.
    """
    places = int(pool.most.sum())
    odd = places % 2 == 1 and (pool.max_pairs is None or places // 2 < pool.max_pairs)
    most_pairs = places // 2 if odd else pool.max_pairs
    must = np.zeros_like(pool.open)
    must[pool.required[:, 0], pool.required[:, 1]] = True
    halves = 2 * pool.whole
    for priced in priced_sets:
        halves[np.ix_(priced.members, priced.members)] -= round(2 * priced.price)
    doubled = network.Problem(
        whole=halves,
        open=pool.open,
        required=must | must.T,
        row_min=pool.least,
        row_max=pool.most,
        col_min=pool.least,
        col_max=pool.most,
        max_pairs=None if most_pairs is None else 2 * most_pairs,
    )
    solution = network.solve(doubled, break_ties=False)
    if solution is None:
        return None
    prices = scaled_prices(folded(solution.prices), 1)
    if odd and prices.cohort:
        whole_pool = OddSet(tuple(range(len(pool.most))), places // 2, prices.cohort)
        prices = replace(prices, cohort=0.0, odd_sets=(whole_pool,))
    prices = replace(prices, odd_sets=(*prices.odd_sets, *priced_sets))
    caps = sum(priced.most_pairs * priced.price for priced in priced_sets)
    return solution.value / 4 + caps, prices


def _tightened(pool: _Pool, every: IntArray, bound: float, prices: Prices) -> tuple[float, Prices]:
    """The best bound that odd sets bring, or the one given."""
    model = _model(pool, every)
    slack = _slack(model, prices)
    last = min(WIDE * len(pool.most), len(slack)) - 1
    near = slack <= (np.partition(slack, last)[last] if last >= 0 else 0.0)
    proposed = odd_sets.propose_odd_sets(model, near)
    for steps in (1, 2):
        # Whole prices first: an optimal proof with whole ones exists far more often than not.
        rounded = tuple(
            OddSet(p.members, p.most_pairs, round(p.price * steps) / steps)
            for p in proposed
            if round(p.price * steps) > 0 and len(p.members) < len(pool.most)
        )
        tighter = _relaxation(pool, rounded) if rounded else None
        if tighter is not None and tighter[0] < bound:
            bound, prices = tighter
    return bound, prices


def _model(pool: _Pool, every: IntArray) -> integer_pool.Pool:
    return integer_pool.Pool(
        pairs=every,
        whole=pool.whole[every[:, 0], every[:, 1]],
        required=_rows_in(every, pool.required),
        least=pool.least,
        most=pool.most,
        max_pairs=pool.max_pairs,
    )


def _kind(prices: Prices) -> Proof:
    return "prices+odd_sets" if prices.odd_sets else "prices"


def _by_integers(
    pool: _Pool, every: IntArray, bound: float, prices: Prices, clock: integer_pool.Clock
) -> _Found:
    model = _model(pool, every)
    greatest = int(np.abs(model.whole).max(initial=0))
    if greatest * (len(every) + 1) * int(pool.most.sum() + 1) >= INTEGER_RANGE:
        raise _too_large(greatest, len(pool.most))
    slack = _slack(model, prices)
    answer, kept = _within_gap(model, slack, bound, clock)
    if answer.chosen is None:
        if answer.infeasible:
            return _Found(None, None, None, None)
        return _Found(None, bound, None, None, timed_out=True)
    chosen = kept.pairs[answer.chosen]
    value = int(kept.whole[answer.chosen].sum())
    if not answer.proved:
        # What bounds the kept pairs bounds the pool only when no pair was left out.
        if len(kept.pairs) == len(every) and answer.bound is not None:
            bound = min(bound, answer.bound)
        return _Found(chosen, bound, None, None, timed_out=True)
    # Every plan of this value uses only pairs whose slack is within the gap.
    kept = _kept(model, slack, bound - value)
    position = {tuple(pair): k for k, pair in enumerate(kept.pairs.tolist())}
    best, timely = integer_pool.canonical(
        kept, [position[tuple(p)] for p in chosen.tolist()], clock
    )
    pairs = kept.pairs[sorted(best)]
    if value == bound:
        return _Found(pairs, value, _kind(prices), prices, ties_open=not timely)
    if integer_pool.second_opinion(kept, value, clock):
        return _Found(pairs, value, "two_solvers", None, ties_open=not timely)
    return _Found(pairs, bound, None, None, timed_out=True)


def _too_large(greatest: int, cities: int) -> SolverInputError:
    return SolverInputError(
        f"weights of {greatest:.3g} are too large for a pool of {cities} cities: sums would leave "
        "the range of exact numbers; divide them by a thousand"
    )


def _within_gap(
    model: integer_pool.Pool,
    slack: npt.NDArray[np.float64],
    bound: float,
    clock: integer_pool.Clock,
) -> tuple[integer_pool.Answer, integer_pool.Pool]:
    """Solve on the pairs within a growing gap until no better plan can use any other pair."""
    near = min(NEAR * len(model.most), len(slack)) - 1
    wider = max(1.0, float(np.partition(slack, near)[near])) if len(slack) else 1.0
    gap = 0.0
    while True:
        kept = _kept(model, slack, gap)
        answer = integer_pool.best_value(kept, clock)
        everything = len(kept.pairs) == len(model.pairs)
        if everything or (answer.chosen is None and not answer.infeasible):
            return answer, kept
        if answer.proved and answer.chosen is not None:
            value = int(kept.whole[answer.chosen].sum())
            if bound - value <= gap:
                return answer, kept
            gap = min(bound - value, wider)
        elif answer.infeasible:
            gap = wider
        else:
            return answer, kept
        wider *= 2


def _slack(model: integer_pool.Pool, prices: Prices) -> npt.NDArray[np.float64]:
    """How much a plan loses against the bound by using each pair, 0 for required ones."""
    net = prices.left - prices.left_floor
    faced = net[model.pairs[:, 0]] + net[model.pairs[:, 1]] + prices.cohort
    for odd in prices.odd_sets:
        faced += odd.price * odd_cuts.inside(odd.members, model.pairs, len(model.most))
    slack: npt.NDArray[np.float64] = np.maximum(faced - model.whole, 0.0)
    slack[model.required] = 0.0
    return slack


def _kept(
    model: integer_pool.Pool, slack: npt.NDArray[np.float64], gap: float
) -> integer_pool.Pool:
    keep = slack <= gap
    return integer_pool.Pool(
        model.pairs[keep],
        model.whole[keep],
        model.required[keep],
        model.least,
        model.most,
        model.max_pairs,
    )


def _rows_in(every: IntArray, required: IntArray) -> npt.NDArray[np.bool_]:
    asked = {tuple(pair) for pair in required.tolist()}
    return np.array([tuple(pair) in asked for pair in every.tolist()], dtype=bool)


def _result(
    table: Weights,
    found: _Found,
    limits: tuple[IntArray, int | None],
    reason: str | None,
    started: float,
) -> Result:
    seconds = perf_counter() - started
    if found.pairs is None:
        status: Status = "unknown" if found.timed_out else "infeasible"
        why = "the time limit was reached before a plan was found" if found.timed_out else NO_PLAN
        return Result(status, seconds=seconds, reason=reason or why)
    most, max_pairs = limits
    size = int(min(most.sum() // 2, table.permitted.sum() // 2))
    size = size if max_pairs is None else min(size, max_pairs)
    objective = table.objective(found.pairs)
    assert found.bound is not None
    bound = table.bound(found.bound, size)
    return Result(
        status="feasible" if found.timed_out else "optimal",
        pairs=found.pairs,
        objective=objective,
        bound=bound,
        gap=bound - objective,
        proof=found.proof,
        prices=None if found.prices is None else scaled_prices(found.prices, table.exponent),
        seconds=seconds,
        reason=_remark(found),
    )


def _remark(found: _Found) -> str | None:
    if found.timed_out:
        return "the time limit was reached before the plan was proved best"
    if found.ties_open:
        return "the time limit was reached while ties were settled: other plans are as good"
    return None


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
