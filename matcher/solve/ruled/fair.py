"""Fair plans: the best for the worst-off city, the leximin plan, and what each costs.

::

    k cities reach level t  -->  how many can exceed t?  -- k: t was too low, raise it
                                          |
                                          fewer: t stands for k cities; go on with the fewer

Satisfactions are compared in whole points: more than p/q of b points is floor(p b / q) + 1 or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from time import perf_counter

import numpy as np

from matcher.errors import VerificationError
from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.cp_sat import maximise
from matcher.solve.ruled.in_order import maximise_in_order
from matcher.solve.ruled.levels import Cities
from matcher.solve.ruled.model import Model, with_rows
from matcher.solve.ruled.narrow import price
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.recheck import require_verified
from matcher.solve.ruled.rows import Row, RuledResult, shortfalls_of
from matcher.solve.ruled.satisfied import Satisfaction, satisfaction
from matcher.solve.ruled.under_rules import TIME_LIMIT, Goal, best, settle, values_of

UNFAIR = "the time limit was reached before the plan was proved fairest"


@dataclass(frozen=True)
class FairPlan:
    """A plan and what each city gets in it.

    Parameters
    ----------
    result : RuledResult
        `objective` and `total` are the points; the bound is that of the points, once fairness is
        settled, or of any plan where it is not.
    satisfaction : Satisfaction or None
        None without a plan.
    """

    result: RuledResult
    satisfaction: Satisfaction | None


def worst_off(
    problem: Problem, rows: Sequence[Row] = (), *, time_limit: float | None = TIME_LIMIT
) -> FairPlan:
    """Maximise the satisfaction of the worst-off city, then the total.

    Parameters
    ----------
    problem : Problem
    rows : sequence of Row
        A plan must keep them; soft ones take what shortfalls cost off the total.
    time_limit : float or None, default=60
        Seconds. Past it the fairest plan found has status ``feasible``.

    Returns
    -------
    FairPlan
        Ties are broken by more pairs, then by the smallest list. Where the plan of greatest total
        is as fair, it is that plan, with its own proof.

    Examples
    --------
    >>> plan = worst_off(Problem.two_sided([[5, 4], [5, 1]]))
    >>> plan.result.pairs.tolist(), str(plan.satisfaction.least)
    ([[0, 1], [1, 0]], '4/5')
    """
    return _fairest(problem, rows, 1, time_limit)


def leximin(
    problem: Problem, rows: Sequence[Row] = (), *, time_limit: float | None = TIME_LIMIT
) -> FairPlan:
    """Make the satisfactions, smallest first, lexicographically greatest; then the total.

    Parameters
    ----------
    problem : Problem
    rows : sequence of Row
        A plan must keep them; soft ones take what shortfalls cost off the total.
    time_limit : float or None, default=60
        Seconds. Past it the fairest plan found has status ``feasible``.

    Returns
    -------
    FairPlan
        As of `worst_off`.

    Examples
    --------
    >>> plan = leximin(Problem.two_sided([[5, 4], [5, 1]]))
    >>> [str(share) for share in plan.satisfaction.ascending]
    ['4/5', '1', '1', '1']
    """
    return _fairest(problem, rows, None, time_limit)


def _fairest(
    problem: Problem, rows: Sequence[Row], steps: int | None, time_limit: float | None
) -> FairPlan:
    started, clock = perf_counter(), Clock(time_limit)
    top = best(problem, rows, time_limit=clock.left)
    if top.total is None:
        return FairPlan(top, None)
    plain = satisfaction(problem, top.pairs)
    model, costs = with_rows(problem, Model.of(problem), rows)
    values = values_of(problem, model, rows, top.pairs)
    cities = Cities(problem)
    model, values, settled = _raised(model, values, cities, steps, clock)
    if not settled:
        result = _unsettled(problem, rows, top, values, started)
        return FairPlan(result, satisfaction(problem, result.pairs))
    # The canonical plan of greatest total among all plans is that among the fairest ones too.
    if _shares(values, cities)[:steps] == plain.ascending[:steps]:
        return FairPlan(top, plain)
    goals = [Goal(problem.values)]
    result, _ = settle(problem, rows, (model, costs), goals, clock, started, values)
    if result.total is None:
        # Time ran out after the levels were proved.
        result = _unsettled(problem, rows, top, values, started)
    found = satisfaction(problem, result.pairs)
    if found.ascending[:steps] != _shares(values, cities)[:steps]:
        raise VerificationError("the plan is not as fair as the levels that were proved")
    return FairPlan(result, found)


def _raised(
    model: Model, values: IntArray, cities: Cities, steps: int | None, clock: Clock
) -> tuple[Model, IntArray, bool]:
    """The model of the fairest plans alone, one of them, and whether all was proved.

    Parameters
    ----------
    model : Model
    values : ndarray of shape (columns,), int64
        Any plan.
    cities : Cities
    steps : int or None
        How many levels to settle; None for all.
    clock : Clock
    """
    count, settled = len(cities.measured), 0
    while count and (steps is None or settled < steps):
        high, best = Fraction(1), count
        while True:
            level = _shares(values, cities)[-count]
            at, above = cities.points_at(level), cities.points_above(level)
            there = cities.reached(model, at).by(count, clock)
            asked = cities.reached(there, above)
            hint = cities.extended(cities.extended(values, at), above)
            found = maximise_in_order(asked.model, [asked.gain], clock, hint, by_prices=True)
            if found.outcome != "optimal" or found.values is None:
                return model, values, False
            best = found.reached[0] + asked.always
            if best < count:
                break
            values = found.values[: model.columns]
            low = _shares(values, cities)[-count]
            values, high = _tried(model, values, cities, count, (low, high), clock)
        model, values = there, found.values[: there.columns]
        count, settled = best, settled + 1
    return model, values, True


def _tried(
    model: Model,
    values: IntArray,
    cities: Cities,
    count: int,
    between: tuple[Fraction, Fraction],
    clock: Clock,
) -> tuple[IntArray, Fraction]:
    """Look half way up: a plan that is there, or a lower ceiling; no proof rests on the ceiling."""
    low, high = between
    middle = (low + high) / 2
    asked = cities.reached(model, cities.points_at(middle))
    missing = count - asked.always
    priced = price(asked.model, asked.gain, clock)
    if priced is not None and priced.most < missing:
        return values, middle
    found = None if priced is None else priced.values
    if found is None or int(asked.gain @ found) < missing:
        enough = asked.model.reaching(asked.gain, missing)
        found = maximise(enough, np.zeros(enough.columns, dtype=np.int64), clock).values
    return (values, middle) if found is None else (found[: model.columns], high)


def _shares(values: IntArray, cities: Cities) -> list[Fraction]:
    """Satisfactions of a plan, smallest first."""
    chosen = cities.problem.pairs[values[: len(cities.problem.pairs)] > 0]
    return satisfaction(cities.problem, chosen).ascending


def _unsettled(
    problem: Problem, rows: Sequence[Row], top: RuledResult, values: IntArray, started: float
) -> RuledResult:
    """The fairest plan found, of which only the greatest total of any plan is known."""
    pairs = problem.pairs[values[: len(problem.pairs)] > 0]
    total, bound = problem.total(pairs), top.bound
    shortfalls = shortfalls_of(problem, rows, pairs)
    objective = total - sum(short.cost for short in shortfalls)
    result = replace(
        top,
        status="feasible",
        pairs=pairs,
        objective=objective,
        total=total,
        shortfalls=shortfalls,
        bound=bound,
        gap=None if bound is None else bound - objective,
        proof=None,
        prices=None,
        seconds=perf_counter() - started,
        verified=False,
        reason=UNFAIR,
    )
    return require_verified(problem, rows, result)


@dataclass(frozen=True)
class FairnessPrice:
    """One row of the table of what fairness costs.

    Parameters
    ----------
    objective : {"total", "worst_off", "leximin"}
    plan : FairPlan
    total : int or None
        Points of the plan; `plan.result.objective` is less what shortfalls of soft rules cost.
    least, median : Fraction or None
        Satisfaction of the worst-off city, and the median one.
    alone : int or None
        Number of cities with a permitted pair that are in no pair.
    """

    objective: str
    plan: FairPlan
    total: int | None
    least: Fraction | None
    median: Fraction | None
    alone: int | None


def price_of_fairness(
    problem: Problem, rows: Sequence[Row] = (), *, time_limit: float | None = TIME_LIMIT
) -> tuple[FairnessPrice, ...]:
    """Compare the plan of greatest total with the two fair ones.

    Parameters
    ----------
    problem : Problem
    rows : sequence of Row
        Rules that all three plans keep.
    time_limit : float or None, default=60
        Seconds for each plan.

    Returns
    -------
    tuple of FairnessPrice
        Of the objectives ``total``, ``worst_off`` and ``leximin``, in this order.

    Examples
    --------
    >>> for row in price_of_fairness(Problem.two_sided([[9, 4], [8, 1]])):
    ...     print(row.objective, row.total, row.least, row.median, row.alone)
    total 12 4/9 17/18 0
    worst_off 12 4/9 17/18 0
    leximin 12 4/9 17/18 0
    """
    top = best(problem, rows, time_limit=time_limit)
    seen = None if top.total is None else satisfaction(problem, top.pairs)
    plans = {
        "total": FairPlan(top, seen),
        "worst_off": worst_off(problem, rows, time_limit=time_limit),
        "leximin": leximin(problem, rows, time_limit=time_limit),
    }
    return tuple(_row(name, plan) for name, plan in plans.items())


def _row(name: str, plan: FairPlan) -> FairnessPrice:
    seen = plan.satisfaction
    if seen is None:
        return FairnessPrice(name, plan, None, None, None, None)
    return FairnessPrice(name, plan, plan.result.total, seen.least, seen.median, seen.alone)
