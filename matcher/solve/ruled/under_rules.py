"""The best plan under rules: by prices where there are none, else by two exact models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import IntArray, real_numbers
from matcher.solve.integer_pool import Clock
from matcher.solve.one_pool import one_pool
from matcher.solve.refusals import one_pool_refusal, two_sided_refusal
from matcher.solve.ruled.in_order import maximise_in_order
from matcher.solve.ruled.model import Model, with_rows
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.recheck import require_verified
from matcher.solve.ruled.rows import Row, RuledResult, shortfalls_of
from matcher.solve.ruled.smallest import TIES_OPEN, smallest_list
from matcher.solve.two_sided import two_sided

TIME_LIMIT = 60.0


@dataclass(frozen=True)
class Goal:
    """What is maximised in its turn.

    Parameters
    ----------
    gain : ndarray of shape (k,), int64
        One number for each of `Problem.pairs`.
    in_points : bool, default=True
        Whether what soft rules cost is taken off; a number of pairs is not a number of points.
    """

    gain: IntArray
    in_points: bool = True


def best(
    problem: Problem,
    rows: Sequence[Row] = (),
    objective: npt.ArrayLike | None = None,
    *,
    time_limit: float | None = TIME_LIMIT,
) -> RuledResult:
    """Choose the permitted pairs of greatest total under every limit and rule.

    Parameters
    ----------
    problem : Problem
    rows : sequence of Row
        Without any, the answer is that of `two_sided` or `one_pool`, with their proof.
    objective : array-like of shape (n, m), whole numbers, optional
        What to maximise instead of the points; in one pool the entries a < b are read.
    time_limit : float or None, default=60
        Seconds. Past it the best plan found has status ``feasible`` with its gap.

    Returns
    -------
    RuledResult
        Under rules the proof is ``two_solvers``: CP-SAT's plan, and a bound that HiGHS (or CP-SAT
        on another model, where the numbers are too large for floats) confirms. Ties are broken by
        more pairs, then by the smallest list of pairs; `reason` says when time did not allow it.

    Raises
    ------
    SolverInputError
        When the objective cannot be read, or a rule leaves 64 bits.

    Examples
    --------
    >>> problem = Problem.two_sided([[5, 3], [4, 1]])
    >>> best(problem).pairs.tolist()
    [[0, 1], [1, 0]]
    >>> rule = Row.of([(1, 0), (0, 1)], most=1, name="one of the two")
    >>> result = best(problem, [rule])
    >>> result.pairs.tolist(), result.objective, result.proof
    ([[0, 0], [1, 1]], 6, 'two_solvers')
    """
    started = perf_counter()
    gains = None if objective is None else read_objective(problem, objective)
    if not rows:
        return without_rows(problem, gains, time_limit=time_limit)
    given = problem.values if gains is None else gains
    return best_in_order(problem, rows, [Goal(given)], Clock(time_limit), started)[0]


def without_rows(
    problem: Problem, gains: IntArray | None = None, *, time_limit: float | None = None
) -> RuledResult:
    """The best plan without rules, by the solvers with prices.

    Parameters
    ----------
    problem : Problem
    gains : ndarray of shape (k,), optional
        What to maximise instead of the points, for each of `problem.pairs`.
    time_limit : float, optional
    """
    limits, table = problem.limits, problem.table(gains)
    shared: dict[str, Any] = {
        "required": problem.required,
        "max_pairs": limits.max_pairs,
        "time_limit": time_limit,
    }
    if problem.pool:
        result = one_pool(table, max_partners=limits.row_max, min_partners=limits.row_min, **shared)
    else:
        result = two_sided(
            table,
            left_max=limits.row_max,
            right_max=limits.col_max,
            left_min=limits.row_min,
            right_min=limits.col_min,
            left_groups=[(group.members, group.most) for group in limits.row_groups],
            right_groups=[(group.members, group.most) for group in limits.col_groups],
            **shared,
        )
    return RuledResult.from_result(problem, result)


def best_in_order(
    problem: Problem,
    rows: Sequence[Row],
    goals: Sequence[Goal],
    clock: Clock,
    started: float,
    hint: npt.ArrayLike | None = None,
) -> tuple[RuledResult, tuple[int, ...]]:
    """The best plan under rules for objectives in order of rank, and what each reached.

    Parameters
    ----------
    problem : Problem
    rows : sequence of Row
    goals : sequence of Goal
        The result speaks of the last one, which is in points.
    clock : Clock
    started : float
    hint : array-like of shape (j, 2), optional
        Pairs of a good plan to begin with.
    """
    reason = refusal(problem)
    if reason is not None:
        return infeasible_or_unknown("infeasible", reason, started), ()
    model, costs = with_rows(problem, Model.of(problem), rows)
    start = None if hint is None else values_of(problem, model, rows, problem.ordered(hint))
    return settle(problem, rows, (model, costs), goals, clock, started, start)


def settle(
    problem: Problem,
    rows: Sequence[Row],
    built: tuple[Model, IntArray],
    goals: Sequence[Goal],
    clock: Clock,
    started: float,
    hint: IntArray | None = None,
) -> tuple[RuledResult, tuple[int, ...]]:
    """Solve a model with its costs, settle ties, and check the plan; see `best_in_order`."""
    model, costs = built
    whole = [whole_gain(model, goal, costs) for goal in goals]
    found = maximise_in_order(model, whole, clock, hint)
    if found.values is None:
        status = "infeasible" if found.outcome == "infeasible" else "unknown"
        return infeasible_or_unknown(status, found.remark or "", started), ()
    values, remark, last = found.values, found.remark, len(found.reached) == len(goals)
    if found.outcome == "optimal":
        values, settled = smallest_list(found.model, values, clock)
        remark = None if settled else TIES_OPEN
    pairs = problem.pairs[values[: model.pairs] > 0]
    shortfalls = shortfalls_of(problem, rows, pairs)
    gain = goals[-1].gain
    objective = int(gain[values[: model.pairs] > 0].sum()) - sum(s.cost for s in shortfalls)
    # An objective that was not reached for lack of time is bounded by what every pair could add.
    bound = found.bounds[-1] if last else int(np.maximum(gain, 0).sum())
    bound = max(bound, objective)
    result = RuledResult(
        status="optimal" if found.outcome == "optimal" else "feasible",
        pairs=pairs,
        objective=objective,
        bound=bound,
        gap=bound - objective,
        proof="two_solvers" if found.outcome == "optimal" else None,
        seconds=perf_counter() - started,
        reason=remark,
        total=problem.total(pairs),
        shortfalls=shortfalls,
    )
    named = dict(zip(map(tuple, problem.pairs.tolist()), gain.tolist(), strict=True))
    return require_verified(problem, rows, result, named), found.reached


def whole_gain(model: Model, goal: Goal, costs: IntArray) -> IntArray:
    """What each column of a model gains; `costs` may lack columns that were added later."""
    gain = np.zeros(model.columns, dtype=np.int64)
    gain[: model.pairs] = goal.gain
    if goal.in_points:
        gain[: len(costs)] += costs
    return gain


def refusal(problem: Problem) -> str | None:
    """Why limits and requirements alone admit no plan, where arithmetic says so."""
    limits = problem.limits
    if not problem.pool:
        return two_sided_refusal(problem.open, problem.required, limits)
    either = problem.open | problem.open.T
    return one_pool_refusal(
        either, problem.required, limits.row_min, limits.row_max, limits.max_pairs
    )


def read_objective(problem: Problem, objective: npt.ArrayLike) -> IntArray:
    """One whole number for each of `problem.pairs`.

    Raises
    ------
    SolverInputError
        When the shape differs from that of the weights, or a number is not whole.
    """
    given = real_numbers(objective)
    if given.shape != problem.weights.shape:
        raise SolverInputError(
            f"the objective has shape {given.shape}, the weights {problem.weights.shape}"
        )
    gains = given[problem.pairs[:, 0], problem.pairs[:, 1]]
    if not (np.isfinite(gains).all() and (gains == np.rint(gains)).all()):
        raise SolverInputError("the objective must be whole numbers wherever a pair is permitted")
    return gains.astype(np.int64)


def values_of(problem: Problem, model: Model, rows: Sequence[Row], pairs: IntArray) -> IntArray:
    """Values of the columns of `with_rows` for a plan: its pairs, and by how much it misses."""
    values = np.zeros(model.columns, dtype=np.int64)
    at = problem.positions(pairs)
    values[at[at >= 0]] = 1
    first = model.pairs
    for row in rows:
        if row.price is not None:
            count = row.count(problem, pairs)
            short = 0 if row.least is None else max(row.least - count, 0)
            values[first : first + 2] = short, row.outside(count) - short
            first += 2
    return values


def infeasible_or_unknown(status: Any, reason: str, started: float) -> RuledResult:
    seconds = perf_counter() - started
    return RuledResult(status, reason=reason, verified=status == "infeasible", seconds=seconds)
