"""Solve the problem behind a plan under many changes, each exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from matcher.explain.sure.plans_found import (
    FloatArray,
    IntArray,
    Plans,
    Progress,
)
from matcher.explain.sure.under_rules import solve_under_rules
from matcher.plan.case import Case
from matcher.plan.demand import Demand
from matcher.plan.ruled import problem_of
from matcher.programme.models import PARTS
from matcher.solve import ensemble


def part_layers(case: Case) -> FloatArray:
    """Value of each part for each pair, shape (7, n, m); NaN where a rule bars the pair.

    The minimum score bars pairs by their score, which moves with the weights, so it is not in here.
    """
    n, m = case.weights.shape
    rows, cols = np.arange(n), np.arange(m)
    values = case.weights.model.values(rows, cols)
    barred = ~case.weights.rules.block(rows, cols)
    layers = np.array([values[part] for part in PARTS]).reshape(len(PARTS), n, m)
    layers[:, barred] = np.nan
    return layers if case.pool.two_sided else mirrored(layers)


def mirrored(table: FloatArray) -> FloatArray:
    """Tables of one pool, shape (..., n, n), as the upper triangle has them; diagonal NaN.

    A plan reads the score of a pair with the smaller id first.
    """
    upper = np.triu(np.ones(table.shape[-2:], dtype=bool), 1)
    above = np.where(upper, table, 0.0)
    whole = above + np.swapaxes(above, -1, -2)
    whole[..., np.eye(len(upper), dtype=bool)] = np.nan
    return whole


def points_table(layers: FloatArray, points: IntArray, least: int) -> FloatArray:
    """Scores under one set of weights, shape (n, m); NaN where barred or below `least`."""
    table: FloatArray = np.floor(points[:, None, None] * layers).sum(axis=0)
    table[~(table >= least)] = np.nan
    return table


def solve_points(
    case: Case,
    layers: FloatArray,
    points: IntArray,
    *,
    required: IntArray | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Plans:
    """Solve under many sets of integer weights, shape (S, 7)."""
    demand, least = case.demand, case.programme.rules.minimum_score
    due = demand.required if required is None else _joined(demand.required, required)

    def table(at: int) -> FloatArray:
        return points_table(layers, points[at], least)

    def unruled(told: Progress | None = None) -> Plans:
        return _gathered(layers, points, least, demand, due, jobs, told)

    if demand.side is not None:
        return solve_under_rules(_requiring(demand, due), table, len(points), unruled, progress)
    if _capped(demand):
        return _one_by_one(_requiring(demand, due), table, len(points), progress)
    return unruled(progress)


def solve_tables(
    case: Case,
    give: Callable[[int], FloatArray],
    count: int,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Plans:
    """Solve under many tables of scores; `give` goes from the change to its (n, m) table.

    Parameters
    ----------
    give : callable
        Tables of whole numbers, NaN where a pair is not permitted.
    count : int
        How many there are.
    """
    demand, least = case.demand, case.programme.rules.minimum_score

    def unruled(told: Progress | None = None) -> Plans:
        barred = _barred(case)
        return _gathered(give, count, least, demand, demand.required, jobs, told, barred)

    if demand.side is not None:
        return solve_under_rules(demand, give, count, unruled, progress)
    if _capped(demand):
        return _one_by_one(demand, give, count, progress)
    return unruled(progress)


def solve_once(demand: Demand, table: FloatArray) -> tuple[int, IntArray] | None:
    """Points and pairs of the best plan for one table of scores, or None where there is none."""
    result = demand.solve(table)
    if result.objective is None:
        return None
    return int(result.objective), result.pairs


def solved_apart(demand: Demand, table: FloatArray) -> int | None:
    """Points of the best plan by the solver of single plans, or None where there is none."""
    if demand.side is None:
        found = solve_once(demand, table)
        return None if found is None else found[0]
    from matcher.solve.ruled import best

    problem = problem_of(demand, table)
    result = best(problem, demand.side.rows(problem))
    return None if result.objective is None else int(result.objective)


def _capped(demand: Demand) -> bool:
    return bool(demand.left_groups or demand.right_groups)


def _barred(case: Case) -> IntArray:
    """Pairs that the rules bar, shape (k, 2): no table permits them."""
    n, m = case.weights.shape
    return np.argwhere(~case.weights.rules.block(np.arange(n), np.arange(m)))


def _joined(first: IntArray, second: IntArray) -> IntArray:
    return np.unique(np.concatenate([first, second]), axis=0)


def _requiring(demand: Demand, required: IntArray) -> Demand:
    return replace(demand, required=required)


def _one_by_one(
    demand: Demand, give: Callable[[int], FloatArray], count: int, progress: Progress | None
) -> Plans:
    found, objective = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int64)
    pairs: list[IntArray] = []
    for at in range(count):
        answer = solve_once(demand, give(at))
        found[at] = answer is not None
        objective[at] = 0 if answer is None else answer[0]
        pairs.append(np.empty((0, 2), dtype=np.int64) if answer is None else answer[1])
        if progress is not None:
            progress(at + 1, count)
    return Plans(found, objective, tuple(pairs))


def _gathered(
    layers: Any,
    scenarios: Any,
    least: int,
    demand: Demand,
    required: IntArray,
    jobs: int | None,
    progress: Progress | None,
    forbidden: IntArray | None = None,
) -> Plans:
    limits: dict[str, Any] = {"shape": "one_pool"}
    if demand.two_sided:
        limits = {"left_max": demand.left_max, "left_min": demand.left_min}
        limits |= {"right_max": demand.right_max, "right_min": demand.right_min}
    else:
        limits |= {"max_partners": demand.left_max, "min_partners": demand.left_min}
    answer = ensemble(
        layers,
        scenarios,
        forbidden=forbidden,
        required=required,
        max_pairs=demand.max_pairs,
        # Scores are never negative, so a minimum of 0 bars nothing.
        minimum=least or None,
        jobs=jobs,
        progress=progress,
        **limits,
    )
    found = answer.status == "optimal"
    return Plans(
        found=found,
        objective=np.where(found, answer.objective, 0),
        pairs=tuple(answer.plan(at) for at in range(len(answer))),
    )
