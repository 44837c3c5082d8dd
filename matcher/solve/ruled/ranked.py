"""The k best plans in order, and a few good plans that differ.

::

    best plan of a part --> split the rest of the part by the first pair that it decides otherwise:
                            hold p1 .. p(i-1), lack p(i)      (Murty, Lawler)
                            hold p1 .. pk and another pair    (a larger plan, worth no more)
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from time import perf_counter

import numpy as np

from matcher.errors import SolverInputError
from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.model import Model, with_rows
from matcher.solve.ruled.narrow import within_loss
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.rows import Row, RuledResult
from matcher.solve.ruled.under_rules import TIME_LIMIT, Goal, best, settle, whole_gain

LATE = "the time limit was reached before all plans were found"


@dataclass(frozen=True)
class RankedPlans:
    """Plans in order.

    Parameters
    ----------
    plans : tuple of RuledResult
    complete : bool
        False where time ran out before all that were asked for were found.
    reason : str or None
        Why there are fewer plans than were asked for.
    """

    plans: tuple[RuledResult, ...]
    complete: bool
    reason: str | None = None


@dataclass(frozen=True)
class _Part:
    """Some of all plans, and the best of them."""

    problem: Problem
    result: RuledResult

    @property
    def key(self) -> tuple[int | float, int, list[list[int]]]:
        """Sorts best plans first."""
        return (-(self.result.objective or 0), -len(self.result.pairs), self.result.pairs.tolist())


def k_best(
    problem: Problem,
    k: int,
    rows: Sequence[Row] = (),
    *,
    time_limit: float | None = TIME_LIMIT,
) -> RankedPlans:
    """Find the k best plans: greatest value first, then more pairs, then the smallest list.

    Parameters
    ----------
    problem : Problem
    k : int
        At least 1.
    rows : sequence of Row
        Hard rules or soft ones; a value is then less what shortfalls cost.
    time_limit : float or None, default=60
        Seconds for all plans together.

    Returns
    -------
    RankedPlans
        Distinct plans. Fewer than k where there are no more, which `reason` says.

    Raises
    ------
    SolverInputError
        When k is not at least 1.

    References
    ----------
    Murty (1968), Lawler (1972): ranking the solutions of an assignment and of other problems.

    Examples
    --------
    >>> found = k_best(Problem.two_sided([[5, 3], [4, 1]], max_pairs=1), 3)
    >>> [(plan.objective, plan.pairs.tolist()) for plan in found.plans]
    [(5, [[0, 0]]), (4, [[1, 0]]), (3, [[0, 1]])]
    """
    if k < 1:
        raise SolverInputError(f"at least one plan must be asked for, not {k}")
    clock = Clock(time_limit)
    first = best(problem, rows, time_limit=clock.left)
    if first.status != "optimal":
        return RankedPlans((), first.status == "infeasible", first.reason)
    order = count()
    part = _Part(problem, first)
    heap = [(part.key, next(order), part)]
    plans: list[RuledResult] = []
    while heap:
        part = heapq.heappop(heap)[2]
        plans.append(part.result)
        if len(plans) == k:
            return RankedPlans(tuple(plans), True)
        for smaller in _split(part):
            found = best(smaller, rows, time_limit=clock.left)
            if clock.over or found.status not in ("optimal", "infeasible"):
                return RankedPlans(
                    tuple(plans), False, found.reason or "the time limit was reached"
                )
            if found.status == "optimal":
                held = _Part(smaller, found)
                heapq.heappush(heap, (held.key, next(order), held))
    return RankedPlans(tuple(plans), True, f"there are {len(plans)} plans in all")


def _split(part: _Part) -> Iterator[Problem]:
    """Parts that together hold every plan of a part but its best one, each once."""
    problem, chosen = part.problem, part.result.pairs
    must = problem.must[problem.positions(chosen)]
    for pair in chosen[~must]:
        yield problem.forbidding([pair])
        problem = problem.requiring([pair])
    for pair in problem.pairs[_room(problem, chosen)]:
        yield problem.requiring([pair])
        problem = problem.forbidding([pair])


def _room(problem: Problem, chosen: IntArray) -> IntArray:
    """Positions of the pairs that fit in beside a plan as it is."""
    at = problem.positions(chosen)
    if problem.max_pairs is not None and len(at) >= problem.max_pairs:
        return np.empty(0, dtype=np.int64)
    used = np.bincount(problem.ends[at].ravel(), minlength=problem.cities)
    fits = np.flatnonzero((used < problem.most)[problem.ends].all(axis=1))
    return fits[~np.isin(fits, at)]


def diverse(
    problem: Problem,
    k: int,
    loss: int,
    rows: Sequence[Row] = (),
    *,
    time_limit: float | None = TIME_LIMIT,
) -> RankedPlans:
    """Find up to k plans within a loss of the best that differ as much as can be.

    Parameters
    ----------
    problem : Problem
    k : int
        At least 1.
    loss : int
        Points that a plan may be below the best, at least 0.
    rows : sequence of Row
        Hard rules or soft ones; the loss then counts what shortfalls cost.
    time_limit : float or None, default=60
        Seconds for all plans together.

    Returns
    -------
    RankedPlans
        The best plan first. Each further one holds as many pairs as can be that none before it
        holds, and among those has the greatest value. It ends where no plan holds a new pair.

    Raises
    ------
    SolverInputError
        When k or the loss is out of range.

    Examples
    --------
    >>> found = diverse(Problem.two_sided([[5, 3], [4, 1]]), 3, loss=1)
    >>> [plan.pairs.tolist() for plan in found.plans]
    [[[0, 1], [1, 0]], [[0, 0], [1, 1]]]
    """
    if k < 1 or loss < 0:
        raise SolverInputError(f"k must be at least 1 and the loss at least 0, not {k} and {loss}")
    clock = Clock(time_limit)
    top = best(problem, rows, time_limit=clock.left)
    if top.status != "optimal" or top.objective is None:
        return RankedPlans((), top.status == "infeasible", top.reason)
    model, costs = with_rows(problem, Model.of(problem), rows)
    worth = Goal(problem.values)
    gain = whole_gain(model, worth, costs)
    model = within_loss(model, gain, int(top.objective) - loss, clock)
    plans, new = [top], np.ones(len(problem.pairs), dtype=np.int64)
    while len(plans) < k:
        new[problem.positions(plans[-1].pairs)] = 0
        goals = [Goal(new, in_points=False), worth]
        plan, reached = settle(problem, rows, (model, costs), goals, clock, perf_counter())
        if plan.status != "optimal":
            return RankedPlans(tuple(plans), False, plan.reason)
        if not reached[0]:
            why = "no further plan within the loss holds a pair that none of these holds"
            return RankedPlans(tuple(plans), True, why)
        plans.append(plan)
    return RankedPlans(tuple(plans), True)
