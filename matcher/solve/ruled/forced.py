"""What it costs to force a pair, and to do without one, for all pairs at once.

::

    two sides, no rules:  best plan --> residual network --> shortest ways from head to tail
                          the pair's arc, and the cheapest way back, are the cheapest change
    otherwise:            solve again with the pair required, or forbidden
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve import network
from matcher.solve.flow import Residual
from matcher.solve.instance import BoolArray, FloatArray, IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.rows import Row, RuledResult
from matcher.solve.ruled.under_rules import TIME_LIMIT, best

EXACT_IN_FLOAT64 = 2**53


@dataclass(frozen=True)
class ForcedValues:
    """Objective of the best plan with, and without, each of some pairs.

    Parameters
    ----------
    result : RuledResult
        The best plan.
    pairs : ndarray of shape (k, 2), int64
        Permitted pairs that were asked for.
    values : ndarray of shape (k,), int64
        Objective of the best plan that holds the pair; 0 where not `possible`.
    possible : ndarray of shape (k,), bool
        Whether some plan holds the pair.
    known : ndarray of shape (k,), bool
        False where time ran out before the pair was settled.
    without : ndarray of shape (j,), int64
        Objective of the best plan that lacks each pair of the best plan; 0 where not `dispensable`.
    dispensable : ndarray of shape (j,), bool
        Whether some plan lacks the pair.
    without_known : ndarray of shape (j,), bool
    """

    result: RuledResult
    pairs: IntArray
    values: IntArray
    possible: BoolArray
    known: BoolArray
    without: IntArray
    dispensable: BoolArray
    without_known: BoolArray


@dataclass(frozen=True)
class _Values:
    """One number for each of some plans, where there is such a plan and time allowed."""

    values: IntArray
    there: BoolArray
    known: BoolArray

    @classmethod
    def of_losses(cls, objective: int, losses: FloatArray) -> _Values:
        there = np.isfinite(losses)
        values = np.where(there, objective - np.where(there, losses, 0), 0).astype(np.int64)
        return cls(values, there, np.ones(len(losses), dtype=bool))


def forced_values(
    problem: Problem,
    pairs: npt.ArrayLike | None = None,
    rows: Sequence[Row] = (),
    *,
    time_limit: float | None = TIME_LIMIT,
) -> ForcedValues:
    """Find the best objective with each permitted pair, and without each chosen one.

    Parameters
    ----------
    problem : Problem
    pairs : array-like of shape (k, 2), optional
        Permitted pairs to force; all of them by default. In one pool, and under rules, each costs
        a solve: there name those that matter.
    rows : sequence of Row
    time_limit : float or None, default=60
        Seconds for all together.

    Returns
    -------
    ForcedValues
        The price of forcing a pair is ``result.objective - values``.

    Raises
    ------
    SolverInputError
        When a pair is not permitted.

    Examples
    --------
    >>> found = forced_values(Problem.two_sided([[5, 3], [4, 1]]))
    >>> found.values.tolist(), found.without.tolist()
    ([6, 7, 7, 6], [6, 6])
    """
    clock = Clock(time_limit)
    at = np.arange(len(problem.pairs)) if pairs is None else problem.positions(pairs)
    if (at < 0).any():
        wrong = problem.ordered(() if pairs is None else pairs)[at < 0][0].tolist()
        raise SolverInputError(f"the pair {tuple(wrong)} is not permitted, so it cannot be forced")
    result = best(problem, rows, time_limit=clock.left)
    if result.status != "optimal":
        nothing = _Values(*(np.zeros(len(at), dtype=kind) for kind in (np.int64, bool, bool)))
        if result.status == "infeasible":
            nothing = replace(nothing, known=np.ones(len(at), dtype=bool))
        none = np.empty(0, dtype=np.int64)
        return _record(problem, result, at, nothing, _Values(none, none > 0, none > 0))
    chosen = problem.positions(result.pairs)
    if not rows and not problem.pool:
        losses = _losses(problem, chosen, at)
        if losses is not None and isinstance(result.objective, int):
            force, drop = (_Values.of_losses(result.objective, side) for side in losses)
            return _record(problem, result, at, force, drop)
    force = _again(problem, result, rows, at, clock, forbid=False)
    drop = _again(problem, result, rows, chosen, clock, forbid=True)
    return _record(problem, result, at, force, drop)


def _record(
    problem: Problem, result: RuledResult, at: IntArray, force: _Values, drop: _Values
) -> ForcedValues:
    return ForcedValues(
        result,
        problem.pairs[at],
        force.values,
        force.there,
        force.known,
        drop.values,
        drop.there,
        drop.known,
    )


def _again(
    problem: Problem,
    result: RuledResult,
    rows: Sequence[Row],
    at: IntArray,
    clock: Clock,
    *,
    forbid: bool,
) -> _Values:
    """The same by solving again, one pair at a time, until time is up."""
    values, there = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=bool)
    known = np.zeros(len(at), dtype=bool)
    chosen = set(problem.positions(result.pairs).tolist())
    for index, position in enumerate(at.tolist()):
        if clock.over:
            break
        answer = result
        if forbid or position not in chosen:
            pair = problem.pairs[[position]]
            if forbid and problem.must[position]:
                known[index] = True
                continue
            changed = problem.forbidding(pair) if forbid else problem.requiring(pair)
            answer = best(changed, rows, time_limit=clock.left)
        known[index] = answer.status in ("optimal", "infeasible")
        there[index] = answer.status == "optimal"
        values[index] = int(answer.objective or 0) if there[index] else 0
    return _Values(values, there, known)


def _losses(
    problem: Problem, chosen: IntArray, at: IntArray
) -> tuple[FloatArray, FloatArray] | None:
    """What forcing pairs, and doing without the chosen ones, costs; infinite where no plan does.

    None where the numbers are too large for floats.
    """
    k = len(problem.pairs)
    must = np.zeros(problem.weights.shape, dtype=bool)
    must[problem.pairs[problem.must, 0], problem.pairs[problem.must, 1]] = True
    flows = network.Problem(problem.weights, problem.open, must, problem.limits)
    taken = np.zeros(k, dtype=bool)
    taken[chosen] = True
    arcs, flow = flows.arcs, flows.frame.flow(problem.pairs, taken, problem.limits)
    # A pair counts once: its own arc must not lead round itself.
    upper = arcs.upper.copy()
    upper[:k] = 1
    arcs = replace(arcs, upper=upper)
    residual = Residual.of(arcs, flow)
    potentials = residual.potentials()
    if potentials is None:
        raise RuntimeError("the best plan is not optimal: it can be improved along a cycle")
    facing = residual.cost + potentials[residual.tail] - potentials[residual.head]
    if float(facing.astype(np.float64).sum()) >= EXACT_IN_FLOAT64:
        return None
    reduced = arcs.cost[:k] + potentials[arcs.tail[:k]] - potentials[arcs.head[:k]]
    force = np.zeros(len(at))
    other = np.flatnonzero(~taken[at])
    pairs = at[other]
    force[other] = reduced[pairs] + _ways(residual, facing, arcs.head[pairs], arcs.tail[pairs])
    drop = -reduced[chosen] + _ways(residual, facing, arcs.tail[chosen], arcs.head[chosen])
    drop[problem.must[chosen]] = np.inf
    return force, drop


def _ways(residual: Residual, facing: IntArray, sources: IntArray, targets: IntArray) -> FloatArray:
    """Length of the shortest way from each source to its target."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    if not len(sources):
        return np.empty(0)
    graph = csr_array(
        (facing.astype(np.float64), (residual.tail, residual.head)),
        shape=(residual.nodes, residual.nodes),
    )
    starts, first = np.unique(sources, return_inverse=True)
    ends, last = np.unique(targets, return_inverse=True)
    if len(ends) < len(starts):
        lengths = dijkstra(graph.T.tocsr(), indices=ends)
        return np.asarray(lengths[last, sources])
    lengths = dijkstra(graph, indices=starts)
    return np.asarray(lengths[first, targets])
