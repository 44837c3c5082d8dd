"""What prices leave open in a pool: CP-SAT on pairs that still matter, a second opinion, ties.

::

    bound, prices --> pairs within the gap of their prices --> best plan on these --> gap smaller?
         ^ a plan worth more than (bound - gap) uses no other pair, and every pair that beats its
           prices by more than the gap
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.solve import integer_pool
from matcher.solve.instance import IntArray
from matcher.solve.pool_parts import canonical_by_parts
from matcher.solve.result import Prices, Proof

LATE = "the time limit was reached before a plan was found"
UNPROVED = "the time limit was reached before the plan was proved best"
DISPUTED = "the plan was not proved best: the second exact model did not confirm the first"
CROWDED = "the plan was not proved best: too many pairs are as near to their prices as the gap"
TIES_OPEN = "the time limit was reached while ties were settled: other plans are as good"
TIES_MANY = "too many pairs tie for all to be compared: other plans are as good"

FloatArray = npt.NDArray[np.float64]


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


@dataclass(frozen=True)
class Near:
    """The pairs of a pool within some gap of their prices.

    Parameters
    ----------
    model : Pool
        Those pairs; the ones that beat their prices by more than the gap count as required.
    whole : bool
        Nothing was left out or decided: the model is the pool itself.
    """

    model: integer_pool.Pool
    whole: bool


@dataclass(frozen=True)
class Plan:
    """A plan and its value.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2), sorted
    value : int
    """

    pairs: IntArray
    value: int


def near_of(model: integer_pool.Pool, slack: FloatArray, gap: float) -> Near:
    """The pairs whose slack is within a gap.

    Parameters
    ----------
    model : Pool
    slack : ndarray of shape (k,)
        What each pair faces minus its weight; below 0 where a pair beats its prices.
    gap : float
    """
    keep = (slack <= gap) | model.required
    sure = ~model.required & (slack < -gap)
    return Near(
        replace(
            model,
            pairs=model.pairs[keep],
            whole=model.whole[keep],
            required=(model.required | sure)[keep],
        ),
        bool(keep.all() and not sure.any()),
    )


def kind_of(prices: Prices) -> Proof:
    """Name of a proof by prices."""
    return "prices+odd_sets" if prices.odd_sets else "prices"


def settle(
    within: Callable[[float], Near | None],
    bound: float,
    prices: Prices,
    wider: float,
    clock: integer_pool.Clock,
    plan: Plan | None = None,
    largest_part: int | None = None,
) -> Found:
    """The canonical best plan and what proves it, or the best one the time allows.

    Parameters
    ----------
    within : callable
        The pairs within a gap; None where they are too many.
    bound : float
    prices : Prices
        What proves the bound.
    wider : float
        The gap to begin with where no plan is known that says how wide it must be.
    clock : Clock
    plan : Plan, optional
        The best one known.
    largest_part : int, optional
        Ties among more pairs than this are left as they are.
    """
    if plan is None or plan.value != bound:
        searched = _search(within, bound, prices, wider, clock, plan)
        if isinstance(searched, Found):
            return searched
        plan = searched
    # Every plan of this value uses only pairs whose slack is within the gap.
    near = within(bound - plan.value)
    proved = plan.value == bound
    if near is None:
        if proved:
            return Found(plan.pairs, bound, kind_of(prices), prices, _ties(clock))
        return Found(plan.pairs, bound, None, prices, UNPROVED if clock.over else CROWDED)
    if not proved and not integer_pool.second_opinion(near.model, plan.value, clock):
        return Found(plan.pairs, bound, None, prices, UNPROVED if clock.over else DISPUTED)
    best, timely = canonical_by_parts(
        near.model, _positions(near.model, plan.pairs), clock, largest_part
    )
    pairs, remark = near.model.pairs[best], None if timely else _ties(clock)
    if proved:
        return Found(pairs, plan.value, kind_of(prices), prices, remark)
    return Found(pairs, plan.value, "two_solvers", None, remark)


def _search(
    within: Callable[[float], Near | None],
    bound: float,
    prices: Prices,
    wider: float,
    clock: integer_pool.Clock,
    plan: Plan | None,
) -> Plan | Found:
    """A best plan, from a growing gap until no better plan can use any other pair."""
    gap = 0.0 if plan is None else min(bound - plan.value, wider)
    while True:
        near = within(gap)
        if near is None:
            return _open(plan, bound, prices, UNPROVED if clock.over else CROWDED)
        hint = None if plan is None else _positions(near.model, plan.pairs)
        answer = integer_pool.best_value(near.model, clock, hint or None)
        if answer.chosen is not None:
            value = int(near.model.whole[answer.chosen].sum())
            if plan is None or value > plan.value:
                plan = Plan(near.model.pairs[sorted(answer.chosen)], value)
        if plan is not None and plan.value == bound:
            return plan
        if not answer.proved and not answer.infeasible:
            # What bounds the near pairs bounds the pool only when no pair was left out.
            if near.whole and answer.bound is not None and answer.bound < bound:
                return _open(plan, answer.bound, None, UNPROVED)
            return _open(plan, bound, prices, UNPROVED)
        if plan is None and near.whole:
            return Found()
        if plan is not None and (near.whole or bound - plan.value <= gap):
            return plan
        gap = wider if plan is None else min(bound - plan.value, wider)
        wider *= 2


def _ties(clock: integer_pool.Clock) -> str:
    """Why ties are left open."""
    return TIES_OPEN if clock.over else TIES_MANY


def _open(plan: Plan | None, bound: float, prices: Prices | None, remark: str) -> Found:
    """What is known where the best plan is not."""
    if plan is None:
        return Found(bound=bound, remark=LATE if remark == UNPROVED else remark)
    return Found(plan.pairs, bound, None, prices, remark)


def _positions(model: integer_pool.Pool, pairs: IntArray) -> list[int]:
    """Where the pairs of a plan stand in a model; those that are not there are left out."""
    n = len(model.most)
    known, asked = (at[:, 0] * n + at[:, 1] for at in (model.pairs, pairs))
    return np.flatnonzero(np.isin(known, asked)).tolist()
