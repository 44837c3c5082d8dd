"""The best plan of one pool and what proves it: prices, enumeration, or two exact models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve import enumerate_pool, integer_pool
from matcher.solve.instance import EXACT_BELOW, IntArray
from matcher.solve.pool_relaxation import PoolTable, pair_model, relaxation, slack_of, tightened
from matcher.solve.result import Prices, Proof

# Pairs per city that the first integer solve sees, nearest to the prices first.
NEAR = 2
INTEGER_RANGE = 2**62


@dataclass(frozen=True)
class Found:
    """What the search found.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2) or None
    bound : float or None
        In whole numbers. None, with no pairs: there is no plan.
    proof : str or None
        None where the bound is not reached.
    prices : Prices or None
    remark : str or None
        What was left undone.
    """

    pairs: IntArray | None = None
    bound: float | None = None
    proof: Proof | None = None
    prices: Prices | None = None
    remark: str | None = None


LATE = "the time limit was reached before a plan was found"
UNPROVED = "the time limit was reached before the plan was proved best"
DISPUTED = "the plan was not proved best: the second exact model did not confirm the first"
TIES_OPEN = "the time limit was reached while ties were settled: other plans are as good"


def search(pool: PoolTable, clock: integer_pool.Clock) -> Found:
    """Find the canonical best plan and what proves it, or the best one the time allows."""
    # Prices and bounds of a pool are floats in quarters; past this a sum of them would be rounded.
    greatest = int(np.abs(pool.whole).max(initial=0))
    exact = 2 * greatest * (len(pool.most) + int(pool.most.sum())) < EXACT_BELOW
    relaxed = relaxation(pool) if exact else None
    if exact and relaxed is None:
        return Found()
    every = np.argwhere(np.triu(pool.open, 1))
    required = {(int(a), int(b)) for a, b in pool.required}
    whole = pool.whole[every[:, 0], every[:, 1]]
    if enumerate_pool.fits(pool.most, whole, pool.max_pairs):
        pairs = enumerate_pool.enumerate_pool(
            every, whole, pool.least, pool.most, required, pool.max_pairs
        )
        if pairs is None:
            return Found()
        value = int(pool.whole[pairs[:, 0], pairs[:, 1]].sum())
        if relaxed is not None and value == relaxed[0]:
            return Found(pairs, value, _kind(relaxed[1]), relaxed[1])
        return Found(pairs, value, "enumeration")
    if relaxed is None:
        raise _too_large(greatest, len(pool.most))
    bound, prices = tightened(pool, every, *relaxed)
    return _by_integers(pool, every, bound, prices, clock)


def _kind(prices: Prices) -> Proof:
    return "prices+odd_sets" if prices.odd_sets else "prices"


def _by_integers(
    pool: PoolTable, every: IntArray, bound: float, prices: Prices, clock: integer_pool.Clock
) -> Found:
    model = pair_model(pool, every)
    greatest = int(np.abs(model.whole).max(initial=0))
    if greatest * (len(every) + 1) * int(pool.most.sum() + 1) >= INTEGER_RANGE:
        raise _too_large(greatest, len(pool.most))
    slack = slack_of(model, prices)
    answer, kept = _within_gap(model, slack, bound, clock)
    if answer.chosen is None:
        if answer.infeasible:
            return Found()
        return Found(bound=bound, remark=LATE)
    chosen = kept.pairs[answer.chosen]
    value = int(kept.whole[answer.chosen].sum())
    if not answer.proved:
        # What bounds the kept pairs bounds the pool only when no pair was left out.
        if len(kept.pairs) == len(every) and answer.bound is not None:
            bound = min(bound, answer.bound)
        return Found(chosen, bound, remark=UNPROVED)
    # Every plan of this value uses only pairs whose slack is within the gap.
    kept = _kept(model, slack, bound - value)
    position = {tuple(pair): k for k, pair in enumerate(kept.pairs.tolist())}
    best, timely = integer_pool.canonical(
        kept, [position[tuple(p)] for p in chosen.tolist()], clock
    )
    pairs = kept.pairs[sorted(best)]
    remark = None if timely else TIES_OPEN
    if value == bound:
        return Found(pairs, value, _kind(prices), prices, remark)
    if integer_pool.second_opinion(kept, value, clock):
        return Found(pairs, value, "two_solvers", None, remark)
    return Found(pairs, bound, remark=UNPROVED if clock.left == 0 else DISPUTED)


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


def _too_large(greatest: int, cities: int) -> SolverInputError:
    return SolverInputError(
        f"weights of {greatest:.3g} are too large for a pool of {cities} cities: sums would leave "
        "the range of exact numbers; divide them by a thousand"
    )
