"""Odd sets: what the doubled graph does not see, found by a linear program, priced exactly.

Among the cities of a set with an odd number of places at most (places - 1) / 2 pairs fit, but the
relaxation fills the last place by half pairs round an odd cycle. Where cities have several
partners, pairs that leave the set may count as well (teeth). The linear program over the pairs
nearest to the prices finds the sets that matter and what they cost (Edmonds 1965). Its prices are
floating-point, so they are only a proposal: rounded, they are taken off the weights of the pairs
that the sets count, and the doubled graph is solved again over all pairs. That bound is exact
whatever was proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import BoolArray
from matcher.solve.integer_pool import Clock, Pool
from matcher.solve.odd_cuts import Cut, counted, overfilled

FloatArray = npt.NDArray[np.float64]
ROUNDS = 200
# Beyond so many sets a round takes seconds, and a bound that is not closed by then rarely will be.
SETS = 1000
TINY = 1e-6


@dataclass(frozen=True)
class Proposal:
    """An odd set and the price the linear program would put on it."""

    cut: Cut
    most_pairs: int
    price: float


def propose_odd_sets(pool: Pool, near: BoolArray, clock: Clock | None = None) -> list[Proposal]:
    """Odd sets with a positive price in the linear program over all pairs of `pool`.

    Parameters
    ----------
    pool : Pool
    near : ndarray of shape (k,), bool
        Pairs to begin with; those that the prices then miss are added.
    clock : Clock, optional
        When it has run out, the sets found so far are proposed.
    """
    sets: dict[Cut, int] = {}
    if int(pool.most.sum()) % 2:
        sets[Cut(tuple(range(len(pool.most))))] = int(pool.most.sum()) // 2
    near = near | pool.required
    prices: FloatArray = np.empty(0)
    for _ in range(ROUNDS):
        answer = _linear_program(pool, near, sets)
        if answer is None:
            return []
        prices = answer.odd
        if len(sets) > SETS or (clock is not None and clock.over):
            break
        found = [c for c in overfilled(pool.pairs[near], answer.x, pool.most) if c not in sets]
        missed = ~near & (answer.excess > TINY)
        if not found and not missed.any():
            break
        sets.update({cut: cut.most_pairs(pool.most) for cut in found})
        if not found:
            near |= missed
    return [
        Proposal(cut, most_pairs, float(price))
        for (cut, most_pairs), price in zip(sets.items(), prices, strict=False)
        if price > TINY
    ]


@dataclass(frozen=True)
class _Answer:
    """Plan over the near pairs, prices of the odd sets, and by how much each pair exceeds both."""

    x: FloatArray
    odd: FloatArray
    excess: FloatArray


def _linear_program(pool: Pool, near: BoolArray, sets: dict[Cut, int]) -> _Answer | None:
    from scipy import optimize
    from scipy.sparse import csr_array, vstack

    linprog: Any = optimize.linprog
    n, pairs = len(pool.most), pool.pairs[near]
    k = len(pairs)
    if k == 0:
        return None
    at = np.concatenate([pairs[:, 0], pairs[:, 1]])
    degree = csr_array((np.ones(2 * k), (at, np.tile(np.arange(k), 2))), shape=(n, k))
    rows, limits = [degree, -degree], [pool.most.astype(float), -pool.least.astype(float)]
    rows.append(csr_array(np.ones((1, k))))
    limits.append(np.array([float(k if pool.max_pairs is None else pool.max_pairs)]))
    if sets:
        rows.append(csr_array(np.array([counted(*cut, pairs, n) for cut in sets], dtype=float)))
        limits.append(np.array(list(sets.values()), dtype=float))
    answer = linprog(
        -pool.whole[near].astype(float),
        A_ub=vstack(rows).tocsr(),
        b_ub=np.concatenate(limits),
        bounds=np.column_stack([pool.required[near].astype(float), np.ones(k)]),
        method="highs-ds",
    )
    if answer.status != 0:
        return None
    price = -np.asarray(answer.ineqlin.marginals)
    net, cohort, odd = price[:n] - price[n : 2 * n], price[2 * n], price[2 * n + 1 :]
    excess = pool.whole - net[pool.pairs[:, 0]] - net[pool.pairs[:, 1]] - cohort
    for cut, each in zip(sets, odd, strict=True):
        if each > TINY:
            excess = excess - each * counted(*cut, pool.pairs, n)
    return _Answer(np.asarray(answer.x), odd, excess)
