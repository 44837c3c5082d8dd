"""Solve the problem behind a plan under many changes, each exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.plan.case import Case
from matcher.plan.demand import Demand
from matcher.programme.models import PARTS
from matcher.solve import ensemble

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Position = tuple[int, int]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Plans:
    """One proved plan per change.

    Parameters
    ----------
    found : ndarray of shape (S,), bool
        Whether any plan is possible.
    objective : ndarray of shape (S,), int64
        Points of each plan; 0 where none is possible.
    pairs : tuple of ndarray of shape (k, 2)
        Positions of the pairs of each plan, sorted.
    """

    found: BoolArray
    objective: IntArray
    pairs: tuple[IntArray, ...]

    def __len__(self) -> int:
        return len(self.found)

    def chosen(self, at: int) -> frozenset[Position]:
        """Pairs of one plan, by position."""
        return frozenset((i, j) for i, j in self.pairs[at].tolist())


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
    if _capped(demand):
        return _one_by_one(
            _requiring(demand, due),
            lambda at: points_table(layers, points[at], least),
            len(points),
            progress,
        )
    return _gathered(layers, points, least, demand, due, jobs, progress)


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
    if _capped(case.demand):
        return _one_by_one(case.demand, give, count, progress)
    least = case.programme.rules.minimum_score
    return _gathered(
        give,
        count,
        least,
        case.demand,
        case.demand.required,
        jobs,
        progress,
        forbidden=_barred(case),
    )


def solve_once(demand: Demand, table: FloatArray) -> tuple[int, IntArray] | None:
    """Points and pairs of the best plan for one table of scores, or None where there is none."""
    result = demand.solve(table)
    if result.objective is None:
        return None
    return int(result.objective), result.pairs


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
