"""Plans near one that stands: the fewest changes for a loss, and what each change is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError, VerificationError
from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.model import Model, with_rows
from matcher.solve.ruled.narrow import within_loss
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.rows import Row, RuledResult
from matcher.solve.ruled.under_rules import (
    TIME_LIMIT,
    Goal,
    best,
    best_in_order,
    settle,
    whole_gain,
)


@dataclass(frozen=True)
class NearPlan:
    """A plan beside one that stands.

    Parameters
    ----------
    result : RuledResult
        `total` is the points, `objective` the same less what shortfalls cost.
    dropped : ndarray of shape (j, 2), int64
        Pairs of the standing plan that may still be chosen and are not.
    added : ndarray of shape (j, 2), int64
        Pairs that the standing plan does not hold.
    barred : ndarray of shape (j, 2), int64
        Pairs of the standing plan that may no longer be chosen; they do not count as dropped.
    best : int or None
        Points of the best plan, less what its shortfalls cost; None where none was found.
    """

    result: RuledResult
    dropped: IntArray
    added: IntArray
    barred: IntArray
    best: int | None

    @property
    def loss(self) -> int | None:
        """Points below the best plan."""
        if self.best is None or self.result.objective is None:
            return None
        return self.best - int(self.result.objective)


@dataclass(frozen=True)
class TradeOff:
    """What changes are worth.

    Parameters
    ----------
    points : tuple of NearPlan
        The first drops as few pairs as any plan must; each further one may drop one more than the
        one before, and has the greatest total of all plans that drop no more. Where one more does
        not help, the plan is the one before. The last has the best total.
    complete : bool
        False where time ran out first.
    reason : str or None
        Why there is no point, or fewer.
    """

    points: tuple[NearPlan, ...]
    complete: bool
    reason: str | None = None


def fewest_changes(
    problem: Problem,
    base_pairs: npt.ArrayLike,
    loss: int,
    keep: npt.ArrayLike = (),
    rows: Sequence[Row] = (),
    *,
    time_limit: float | None = TIME_LIMIT,
) -> NearPlan:
    """Find the plan within a loss of the best that drops the fewest pairs of a standing plan.

    Parameters
    ----------
    problem : Problem
    base_pairs : array-like of shape (j, 2)
        The standing plan.
    loss : int
        Points that the plan may be below the best, at least 0.
    keep : array-like of shape (j, 2), optional
        Pairs that every plan must hold, the best one too.
    rows : sequence of Row
        What shortfalls of soft rules cost is taken off the points.
    time_limit : float or None, default=60

    Returns
    -------
    NearPlan
        Among plans that drop as few, the one of greatest total, then the canonical one.

    Raises
    ------
    SolverInputError
        When the loss is negative or pairs cannot be read.

    Examples
    --------
    >>> problem = Problem.two_sided([[5, 3], [4, 1]])
    >>> fewest_changes(problem, [(0, 0), (1, 1)], loss=0).dropped.tolist()
    [[0, 0], [1, 1]]
    >>> fewest_changes(problem, [(0, 0), (1, 1)], loss=1).dropped.tolist()
    []
    """
    if loss < 0:
        raise SolverInputError(f"a loss must be at least 0 points, not {loss}")
    started, clock = perf_counter(), Clock(time_limit)
    problem = problem.requiring(keep)
    base = _standing(problem, base_pairs)
    top = best(problem, rows, time_limit=clock.left)
    if top.objective is None or top.status != "optimal":
        return _beside(problem, base_pairs, top, None)
    model, costs = with_rows(problem, Model.of(problem), rows)
    most, worth = int(top.objective), Goal(problem.values)
    model = within_loss(model, whole_gain(model, worth, costs), most - loss, clock)
    goals = [Goal(base, in_points=False), worth]
    result, _ = settle(problem, rows, (model, costs), goals, clock, started)
    if result.objective is not None and result.objective < most - loss:
        raise VerificationError(f"{result.objective} points are not within {loss} of {most}")
    return _beside(problem, base_pairs, result, most)


def trade_off(
    problem: Problem,
    base_pairs: npt.ArrayLike,
    keep: npt.ArrayLike = (),
    rows: Sequence[Row] = (),
    *,
    time_limit: float | None = TIME_LIMIT,
) -> TradeOff:
    """Find the greatest total for each number of pairs of a standing plan that may be dropped.

    Parameters
    ----------
    problem : Problem
    base_pairs : array-like of shape (j, 2)
        The standing plan.
    keep : array-like of shape (j, 2), optional
        Pairs that every plan must hold.
    rows : sequence of Row
        What shortfalls of soft rules cost is taken off the points.
    time_limit : float or None, default=60
        Seconds for all points together.

    Returns
    -------
    TradeOff
        Each plan drops no more pairs than its total needs; ties are then broken as always.

    Examples
    --------
    >>> curve = trade_off(Problem.two_sided([[5, 3], [4, 1]]), [(0, 0), (1, 1)])
    >>> [(len(point.dropped), point.result.total) for point in curve.points]
    [(0, 6), (0, 6), (2, 7)]
    """
    clock = Clock(time_limit)
    problem = problem.requiring(keep)
    base = _standing(problem, base_pairs)
    top = best(problem, rows, time_limit=clock.left)
    if top.objective is None or top.status != "optimal":
        return TradeOff((), False, top.reason)
    held = problem.pairs[base > 0]
    points: list[NearPlan] = []
    kept, worth = Goal(base, in_points=False), Goal(problem.values)
    goals, every = [kept, worth], [*rows]
    dropped = 0
    while True:
        before = points[-1] if points else None
        hint = None if before is None else before.result.pairs
        result, _ = best_in_order(problem, every, goals, clock, perf_counter(), hint)
        if result.status != "optimal" or result.total is None:
            return TradeOff(tuple(points), False, result.reason)
        if before is not None and result.objective == before.result.objective:
            point = before
        else:
            point = _beside(problem, base_pairs, result, int(top.objective))
        points.append(point)
        if point.result.objective == top.objective:
            return TradeOff(tuple(points), True)
        dropped = len(point.dropped) if before is None else dropped
        dropped += 1
        every = [*rows, Row.of(held, least=len(held) - dropped, name="pairs that stand")]
        # Points first now, and then no pair dropped in vain: a pair kept is a tie-break.
        goals = [worth, kept, worth]


def _standing(problem: Problem, base_pairs: npt.ArrayLike) -> IntArray:
    """1 for each of `problem.pairs` in the standing plan, else 0."""
    base = np.zeros(len(problem.pairs), dtype=np.int64)
    at = problem.positions(base_pairs)
    base[at[at >= 0]] = 1
    return base


def _beside(
    problem: Problem, base_pairs: npt.ArrayLike, result: RuledResult, best: int | None
) -> NearPlan:
    base = np.unique(problem.ordered(base_pairs), axis=0)
    may = problem.positions(base) >= 0
    chosen = {tuple(pair) for pair in result.pairs.tolist()}
    stood = {tuple(pair) for pair in base.tolist()}
    kept = np.array([tuple(pair) in chosen for pair in base.tolist()], dtype=bool)
    new = np.array([tuple(pair) not in stood for pair in result.pairs.tolist()], dtype=bool)
    return NearPlan(result, base[may & ~kept], result.pairs[new], base[~may], best)
