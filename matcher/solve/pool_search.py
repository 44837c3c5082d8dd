"""The best plan of one pool and what proves it: prices, enumeration, or two exact models."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matcher.errors import SolverInputError
from matcher.solve import enumerate_pool, integer_pool
from matcher.solve.instance import EXACT_BELOW, IntArray
from matcher.solve.pool_first import first_plan
from matcher.solve.pool_integers import UNPROVED, Found, kind_of, near_of, settle
from matcher.solve.pool_relaxation import PoolTable, pair_model, relaxation, slack_of, tightened
from matcher.solve.result import Prices

# Pairs per city that the first integer solve sees, nearest to the prices first.
NEAR = 2
INTEGER_RANGE = 2**62


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
            return Found(pairs, value, kind_of(relaxed[1]), relaxed[1])
        return Found(pairs, value, "enumeration")
    if relaxed is None:
        raise too_large(greatest, len(pool.most))
    bound, prices = tightened(pool, every, *relaxed, clock)
    return _by_integers(pool, every, bound, prices, clock)


def _by_integers(
    pool: PoolTable, every: IntArray, bound: float, prices: Prices, clock: integer_pool.Clock
) -> Found:
    model = pair_model(pool, every)
    greatest = int(np.abs(model.whole).max(initial=0))
    if greatest * (len(every) + 1) * int(pool.most.sum() + 1) >= INTEGER_RANGE:
        raise too_large(greatest, len(pool.most))
    slack = slack_of(model, prices)
    near = min(NEAR * len(model.most), len(slack)) - 1
    wider = max(1.0, float(np.partition(slack, near)[near])) if len(slack) else 1.0
    found = settle(lambda gap: near_of(model, slack, gap), bound, prices, wider, clock)
    if found.pairs is None and found.bound is not None:
        # A plan stands where the time ended before the search had one.
        plan = first_plan(model, slack)
        if plan is not None:
            found = replace(found, pairs=plan.pairs, remark=UNPROVED)
    return found if found.proof is not None else replace(found, prices=None)


def too_large(greatest: int, cities: int) -> SolverInputError:
    """Say that sums of such weights cannot be exact."""
    return SolverInputError(
        f"weights of {greatest:.3g} are too large for a pool of {cities} cities: sums would leave "
        "the range of exact numbers; divide them by a thousand"
    )
