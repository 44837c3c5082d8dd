"""The plan when one city declines, for each city that the plan counts on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from matcher.explain.sure.left_out import square
from matcher.explain.sure.plans import solve_once, solve_tables
from matcher.explain.sure.plans_found import FloatArray, Position, Progress
from matcher.plan.case import Case
from matcher.plan.demand import Demand


@dataclass(frozen=True)
class Declined:
    """What is left when one city declines.

    Parameters
    ----------
    city : str
    objective : int or None
        Points; None where no plan is possible.
    chosen : frozenset of (int, int)
        Positions of the pairs.
    dropped : tuple of (int, int)
        Required pairs of the city, which cannot be kept.
    """

    city: str
    objective: int | None
    chosen: frozenset[Position]
    dropped: tuple[Position, ...]


def solve_declines(
    case: Case,
    cities: Sequence[str],
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Declined]:
    """Solve without each of some cities in turn, in their order.

    A required pair of the city is dropped, and so is its own minimum.
    """
    table = square(case)
    asked = {
        city for i, j in case.demand.required.tolist() for city in (case.pool.left[i],
                                                                   case.pool.right[j])
    }  # fmt: skip
    special = [city for city in cities if city in asked or _least(case, city) > 0]
    plain = [city for city in cities if city not in set(special)]
    found: dict[str, Declined] = {}
    done = 0
    if plain:
        plans = solve_tables(
            case,
            lambda at: _without(case, table, plain[at]),
            len(plain),
            jobs=jobs,
            progress=None if progress is None else partial(_told, progress, len(cities)),
        )
        for at, city in enumerate(plain):
            objective = int(plans.objective[at]) if plans.found[at] else None
            found[city] = Declined(city, objective, plans.chosen(at), ())
        done = len(plain)
    for at, city in enumerate(special):
        demand, dropped = _demand_without(case, city)
        answer = solve_once(demand, _without(case, table, city))
        pairs = [] if answer is None else answer[1].tolist()
        found[city] = Declined(
            city,
            None if answer is None else answer[0],
            frozenset((i, j) for i, j in pairs),
            dropped,
        )
        if progress is not None:
            progress(done + at + 1, len(cities))
    return [found[city] for city in cities]


def _told(progress: Progress, whole: int, done: int, _: int) -> None:
    progress(done, whole)


def _ends(case: Case, city: str) -> tuple[int | None, int | None]:
    """Row and column of a city; in one pool both."""
    return case.pool.left_at.get(city), case.pool.right_at.get(city)


def _least(case: Case, city: str) -> int:
    row, col = _ends(case, city)
    left, right = case.demand.left_min, case.demand.right_min
    return int(left[row]) if row is not None else int(right[col]) if col is not None else 0


def _without(case: Case, table: FloatArray, city: str) -> FloatArray:
    row, col = _ends(case, city)
    left = table.copy()
    if row is not None:
        left[row] = np.nan
    if col is not None:
        left[:, col] = np.nan
    return left


def _demand_without(case: Case, city: str) -> tuple[Demand, tuple[Position, ...]]:
    demand, (row, col) = case.demand, _ends(case, city)
    left_min, right_min = demand.left_min.copy(), demand.right_min.copy()
    required = demand.required
    if not demand.two_sided:
        mine = (required == row).any(axis=1)
    else:
        mine = required[:, 0] == row if row is not None else required[:, 1] == col
    if row is not None:
        left_min[row] = 0
    if col is not None:
        right_min[col] = 0
    changed = replace(demand, left_min=left_min, right_min=right_min, required=required[~mine])
    return changed, tuple((i, j) for i, j in required[mine].tolist())
